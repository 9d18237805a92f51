"""Rules and renderings of a health guide: citations, the crisis block, review dates.

Nothing here knows which program builds the site; `mkdocs_hooks.py` beside this package does.
"""
