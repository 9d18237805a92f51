# Every command of the project. `make` alone lists them.
PYTHON ?= python3
BIN := .venv/bin
MKDOCS := $(BIN)/mkdocs
# Material prints an end-of-life notice at every start; pyproject.toml says why mkdocs stays below 2.
export NO_MKDOCS_2_WARNING := 1

.DEFAULT_GOAL := help
.PHONY: help serve site test check builders audit record links links-external bench bench-pages plain waiting golden screenshots icons rules wheel lock clean

help: ## list the commands
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /\1\t/' | expand -t 16

.venv/site.stamp: requirements.txt
	@$(PYTHON) -c 'import sys; sys.exit(0 if sys.version_info >= (3, 11, 5) else f"This needs Python 3.11.5 or newer; {sys.executable} is {sys.version.split()[0]}. Install one and run: make PYTHON=python3.12 serve")'
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@$(BIN)/python -m pip install -qq --disable-pip-version-check --require-hashes -r requirements.txt
	@$(BIN)/python -c 'import pathlib, sysconfig; pathlib.Path(sysconfig.get_path("purelib"), "healthguide.pth").write_text(str(pathlib.Path("hooks").resolve()))'
	@touch $@

.venv/test.stamp: .venv/site.stamp tests/requirements.txt
	@$(BIN)/python -m pip install -qq --disable-pip-version-check --require-hashes -r tests/requirements.txt
	@touch $@

.PHONY: browser
browser: .venv/test.stamp
	@$(BIN)/python tests/browser.py

serve: .venv/site.stamp ## serve with live reload and print the address; faults show on their pages
	@$(MKDOCS) serve --livereload

site: .venv/site.stamp ## build the finished folder into site/; a failed build leaves the last one
	@$(MKDOCS) build --strict

test: browser ## install what the tests need and run all of them
	@$(BIN)/python -m pytest -n 2 --dist loadgroup

check: .venv/test.stamp ## lint, types and unit tests
	@$(BIN)/ruff check hooks tests
	@$(BIN)/ruff format --check -q hooks tests
	@$(BIN)/mypy --no-error-summary
	@$(BIN)/python -m pytest -n 2 -m "not browser and not site"

.venv/builders/%.stamp: tests/builders/%.txt
	@$(PYTHON) -m venv .venv/builders/$*
	@.venv/builders/$*/bin/python -m pip install -qq --disable-pip-version-check --require-hashes -r $<
	@touch $@

builders: .venv/test.stamp .venv/builders/properdocs.stamp .venv/builders/zensical.stamp ## build the guide with MkDocs, ProperDocs and Zensical, and check each folder
	@$(BIN)/python -m pytest tests/builders

# The tests behind real nginx, with the newest axe, and those that need more than Python. The files
# are named one by one: of two folders, one inside the other, pytest would read the outer alone.
AUDIT := $(BIN)/python tests/audit_tools.py && $(BIN)/python -m pytest -n 2 --dist loadgroup \
	--nginx --axe tests/audit/node_modules/axe-core/axe.min.js $(wildcard tests/test_*.py tests/guide/test_*.py tests/guide/audit) tests/audit

.venv/firefox.stamp: .venv/test.stamp tests/audit/firefox.txt
	@$(BIN)/python -m pip install -qq --disable-pip-version-check --require-hashes --upgrade --target .venv/firefox -r tests/audit/firefox.txt
	@touch $@

FIREFOX = $(shell grep -ls 'mark\.firefox' tests/guide/test_*.py)

audit: browser .venv/firefox.stamp ## test markup, Lighthouse, headers and newest axe with Node, Java, nginx and Caddy; Firefox
	@$(AUDIT) -m "audit or browser"
	@$(if $(FIREFOX),PYTHONPATH=.venv/firefox $(BIN)/python -m pytest -n 2 --firefox --nginx -m firefox $(FIREFOX))

record: browser ## run all tests and the audit, then write the record into the accessibility page
	@$(AUDIT) --record

# Built only where there is none: a second build, without SITE_URL, would take the place of the
# folder that a workflow is about to publish.
site/index.html: | .venv/site.stamp
	@$(MKDOCS) build --strict

links: site/index.html browser ## follow every link inside the finished site
	@$(BIN)/python tests/links.py site

links-external: site/index.html browser ## follow the links to other sites too; for a scheduled job
	@$(BIN)/python tests/links.py --external site

bench: .venv/test.stamp ## compare our build with plain MkDocs and Material; PAGES=5000 adds a size
	@$(BIN)/python tests/bench.py $(PAGES)

bench-pages: browser ## compare our pages with furo, Starlight and stock Material, by Lighthouse
	@$(BIN)/python tests/bench_pages.py

plain: .venv/test.stamp ## report how each page reads: grade, sentences, British words; never fails
	@$(BIN)/python -m healthguide plain docs

waiting: .venv/test.stamp ## list on "How we write and review" what waits for a clinician
	@$(BIN)/python tests/guide/waiting.py

golden: browser ## write what screen readers get and say in the folders golden anew, to review as a change
	@$(BIN)/python tests/audit_tools.py
	@WRITE_GOLDEN=1 $(BIN)/python -m pytest tests/guide/test_outline.py tests/guide/audit/test_spoken.py

screenshots: site browser ## take the pictures of README and AUTHORING.md anew
	@$(BIN)/python tests/screenshots.py site

icons: site browser ## draw the touch icon and the picture of shared links anew, from logo and name
	@$(BIN)/python tests/icons.py site

rules: .venv/site.stamp ## write RULES.md
	@$(BIN)/python -m healthguide rules > RULES.md

wheel: .venv/test.stamp ## build the package into dist/
	@$(BIN)/python -m hatchling build -t wheel

lock: ## renew the requirement files from pyproject.toml (needs uv)
	@$(PYTHON) tests/lock.py

clean: ## remove everything that the commands made
	@rm -rf .venv tests/audit/node_modules dist site .site-* .cache .hypothesis .pytest_cache .mypy_cache .ruff_cache
