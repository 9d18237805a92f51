"""The crisis block: data errors in words an editor understands, and every way a block can break."""

import re
import tomllib
from datetime import date
from pathlib import Path

import pytest
import yaml
from lxml import html as lxml_html

import theme
from healthguide.crisis import block as crisis_block
from healthguide.crisis import lines, phone
from healthguide.crisis import settings as crisis_settings
from healthguide.crisis.block import block_text, find_block_problems, has_block, with_block
from healthguide.crisis.lines import read_reviewed
from healthguide.crisis.settings import find_data_problems
from healthguide.yaml_text import positions

ROOT = Path(__file__).parent.parent
TODAY = date(2026, 11, 23)
DATA = f"""
crisis:
  country: US
  more: get-help/
  outage: false
  call: {{ number: "988", link: "tel:988", source: "https://a.org/", checked: {TODAY} }}
  text: {{ number: "988", link: "sms:988", source: "https://a.org/", checked: {TODAY} }}
  chat: {{ name: "988", link: "https://chat.988lifeline.org/", source: "https://a.org/", checked: {TODAY} }}
  fallback: {{ number: "1-800-273-8255", link: "tel:1-800-273-8255", source: "https://a.org/", checked: {TODAY} }}
  emergency: {{ number: "911", source: "https://a.org/", checked: {TODAY} }}
"""  # noqa: E501 (one line per way, as in mkdocs.yml)


def rendered(data: str = DATA) -> str:
    """The block as the template renders it."""
    return theme.block(yaml.safe_load(data)["crisis"], lambda value: f"/{value}")


def page(block: str, before: str = "", inside: str = "{}") -> str:
    body = f"{before}{inside.format(block)}<header></header><main><h1>Title</h1></main>"
    return f"<!doctype html><html lang=en><head><title>T</title></head><body>{body}</body></html>"


def told(html: str, expected: str | None = None) -> list[str]:
    document = lxml_html.document_fromstring(html)
    return [
        re.sub(r"^a\.html(:\d+)?: ", "", str(problem))
        for problem in find_block_problems(document, "a.html", expected)
    ]


def data_told(old: str, new: str) -> list[str]:
    assert old in DATA
    text = DATA.replace(old, new)
    data = yaml.safe_load(text)["crisis"]
    keys = {f"extra.{key}": place for key, place in positions(yaml.compose(text)).keys.items()}
    return [str(problem) for problem in find_data_problems(data, "mkdocs.yml", TODAY, keys)]


# The data


def test_right_data_are_silent() -> None:
    assert find_data_problems(yaml.safe_load(DATA)["crisis"], "mkdocs.yml", TODAY) == []


DATA_CASES = [
    (
        "  outage: false\n",
        "",
        "mkdocs.yml: [crisis-data-missing] The crisis data has no 'outage'. "
        "Add it under extra.crisis, as in the mkdocs.yml that this project ships.",
    ),
    (
        "outage: false",
        "outage: false\n  outtage: true",
        "mkdocs.yml:6:3: [crisis-data-unknown] The crisis data has the key 'outtage', which is "
        "not known. Did you mean 'outage'?",
    ),
    (
        "outage: false",
        "outage: sometimes",
        "mkdocs.yml:5:3: [crisis-data-type] 'outage' of the crisis data is 'sometimes', not true "
        "or false. Write it as in this example: outage: false.",
    ),
    (
        "country: US",
        "country: USA",
        "mkdocs.yml:3:3: [crisis-country] The country 'USA' has no reviewed crisis lines. "
        "Did you mean 'US'?",
    ),
    (
        "country: US",
        "country: UK",
        "mkdocs.yml:3:3: [crisis-country] The country 'UK' has no reviewed crisis lines. "
        "Did you mean 'GB'?",
    ),
    (
        "country: US",
        "country: Atlantis",
        "mkdocs.yml:3:3: [crisis-country] The country 'Atlantis' has no reviewed crisis lines. Use "
        "one of: US, CA, GB, IE, AU, NZ, IN; to add a country, add its lines to "
        "hooks/healthguide/crisis/lines.toml with their sources.",
    ),
    (
        "country: US",
        "country: NO",
        "mkdocs.yml:3:3: [crisis-data-type] 'country' of the crisis data is False, not a text "
        'between quotes. Write it as in this example: country: "US".',
    ),
    (
        "more: get-help/",
        "more: https://example.org/",
        "mkdocs.yml:4:3: [crisis-data-type] 'more' of the crisis data is 'https://example.org/', "
        "not the address of a page of this guide. Write it as in this example: more: get-help/.",
    ),
    (
        'name: "988", ',
        "",
        "mkdocs.yml:8:3: [crisis-data-missing] The crisis data has no 'chat.name'. "
        "Add it under extra.crisis, as in the mkdocs.yml that this project ships.",
    ),
    (
        'link: "https://chat.988lifeline.org/", ',
        "",
        "mkdocs.yml:8:3: [crisis-data-missing] The crisis data has no 'chat.link'. "
        "Add it under extra.crisis, as in the mkdocs.yml that this project ships.",
    ),
    (
        'number: "911", ',
        "",
        "mkdocs.yml:10:3: [crisis-data-missing] The crisis data has no 'emergency.number'. "
        "Add it under extra.crisis, as in the mkdocs.yml that this project ships.",
    ),
    (
        "emergency: {",
        'emergency: { link: "tel:911",',
        "mkdocs.yml:10:3: [crisis-data-unknown] The crisis data has the key 'emergency.link', "
        "which is not known. Use one of: number, source, checked.",
    ),
    (
        'name: "988"',
        'name: "899"',
        "mkdocs.yml:8:3: [crisis-chat-name] The chat is called '899', but the number to call is "
        "'988'. Write '988' as its name, or a name without digits.",
    ),
    (
        'link: "tel:988"',
        'link: "tel:9a88"',
        "mkdocs.yml:6:3: [crisis-link] The link 'tel:9a88' does not call the number shown, '988'. "
        "Write 'tel:988'.",
    ),
    (
        'link: "tel:988"',
        'link: "tel:988;ext=1"',
        "mkdocs.yml:6:3: [crisis-link] The link 'tel:988;ext=1' does not call the number shown, "
        "'988'. Write 'tel:988'.",
    ),
    (
        'link: "sms:988"',
        'link: "sms:988&body=help"',
        "mkdocs.yml:7:3: [crisis-sms-body] The link 'sms:988&body=help' brings a message, which "
        "some phones add to the number. Write 'sms:988'.",
    ),
    (
        'number: "911", source: "https://a.org/"',
        'number: "911", source: "https://"',
        "mkdocs.yml:10:3: [crisis-http] The address 'https://' is not an https address. "
        "Write it with 'https://'.",
    ),
    (
        'text: { number: "988", link: "sms:988"',
        'text: { number: "998", link: "sms:998"',
        "mkdocs.yml:7:3: [crisis-number] '998' is not a reviewed way to text in US. "
        "Did you mean '988'?",
    ),
    (
        'number: "911"',
        'number: "112"',
        "mkdocs.yml:10:3: [crisis-number] '112' is not a reviewed way to call in an emergency in "
        "US. Did you mean '911'?",
    ),
    (
        'number: "911"',
        'number: "000"',
        "mkdocs.yml:10:3: [crisis-number] '000' is not a reviewed way to call in an emergency in "
        "US. Reviewed: 911. A new one goes into hooks/healthguide/crisis/lines.toml with its "
        "source first.",
    ),
    (
        'link: "tel:988"',
        'link: "tel:998"',
        "mkdocs.yml:6:3: [crisis-link] The link 'tel:998' does not call the number shown, '988'. "
        "Write 'tel:988'.",
    ),
    (
        'link: "sms:988"',
        'link: "tel:988"',
        "mkdocs.yml:7:3: [crisis-link] The link 'tel:988' does not text the number shown, '988'. "
        "Write 'sms:988'.",
    ),
    (
        'link: "sms:988"',
        'link: "sms:988?body=help"',
        "mkdocs.yml:7:3: [crisis-sms-body] The link 'sms:988?body=help' brings a message, which "
        "some phones add to the number. Write 'sms:988'.",
    ),
    (
        'number: "911", source: "https://a.org/"',
        'number: "911", source: "http://a.org/"',
        "mkdocs.yml:10:3: [crisis-http] The address 'http://a.org/' is not an https address. "
        "Write it with 'https://'.",
    ),
    (
        'number: "911", source: "https://a.org/"',
        'number: "911"',
        "mkdocs.yml:10:3: [crisis-source] 'emergency' of the crisis data has no 'source'. "
        "Add the operator's page as 'source' and the day you read it as 'checked'.",
    ),
    (
        f'"911", source: "https://a.org/", checked: {TODAY}',
        '"911", source: "https://a.org/", checked: 2026-11-25',
        "mkdocs.yml:10:3: [crisis-checked-future] 'emergency' was checked on 2026-11-25, which is "
        "after today (2026-11-23). Write the day on which somebody read the operator's page.",
    ),
    (
        f'"911", source: "https://a.org/", checked: {TODAY}',
        '"911", source: "https://a.org/", checked: 2025-11-22',
        "mkdocs.yml:10:3: [crisis-checked-old] 'emergency' was last checked on 2025-11-22, 366 "
        "days ago. Read https://a.org/ again, correct what changed and write today's date as "
        "'checked'.",
    ),
    (
        f'"911", source: "https://a.org/", checked: {TODAY}',
        '"911", source: "https://a.org/", checked: yesterday',
        "mkdocs.yml:10:3: [crisis-data-type] 'emergency.checked' of the crisis data is "
        "'yesterday', not a date. Write it as in this example: checked: 2026-11-23.",
    ),
    (
        'call: { number: "988",',
        'call: { number: "988", for: "veterans, not 711",',
        "mkdocs.yml:6:3: [crisis-name] 'call.for' of the crisis data holds '711', which is not the "
        "number of its line. Leave the number out; one more line is one more entry of the list.",
    ),
    (
        f'call: {{ number: "988", link: "tel:988", source: "https://a.org/", checked: {TODAY} }}',
        f'call: [{{ number: "988", link: "tel:988", source: "https://a.org/", checked: {TODAY} }},'
        "\n"
        f'    {{ number: "988", link: "tel:988", source: "https://b.org/", checked: {TODAY} }}]',
        "mkdocs.yml:7:7: [crisis-line-twice] 'call.2' of the crisis data is the same line as "
        "'call.1'. Remove one of them.",
    ),
]


@pytest.mark.parametrize(("old", "new", "message"), DATA_CASES)
def test_a_data_fault_is_told_with_place_and_advice(old: str, new: str, message: str) -> None:
    assert data_told(old, new) == [message]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("country: US", "country: US # the default"),
        ("https://chat.988lifeline.org/", "https://988lifeline.org/chat/"),
        ('name: "988"', 'name: "the Lifeline"'),
        ("more: get-help/", "more: help/now.html#lines"),
        ('link: "tel:1-800-273-8255"', 'link: "tel:18002738255"'),
        (f"checked: {TODAY}", "checked: 2026-11-24"),
        (f"checked: {TODAY}", "checked: 2026-01-27"),
    ],
)
def test_a_near_miss_in_the_data_is_silent(old: str, new: str) -> None:
    assert data_told(old, new) == []


def test_numbers_checked_300_days_ago_are_a_reminder() -> None:
    data = yaml.safe_load(DATA.replace(str(TODAY), "2026-01-26"))["crisis"]
    problems = find_data_problems(data, "mkdocs.yml", TODAY)
    assert {problem.level for problem in problems} == {"warning"}
    assert len(problems) == 5
    assert "301 days ago; after 365 days the build stops." in str(problems[0])


def test_numbers_of_365_days_still_pass_and_of_366_do_not() -> None:
    data = yaml.safe_load(DATA)["crisis"]
    last, after = date(2027, 11, 23), date(2027, 11, 24)
    assert {p.level for p in find_data_problems(data, "m", last)} == {"warning"}
    assert {p.level for p in find_data_problems(data, "m", after)} == {"error"}


def test_a_number_nobody_verified_never_reaches_a_page() -> None:
    text = DATA.replace("country: US", "country: NZ").replace('"988"', '"1737"')
    data = yaml.safe_load(text.replace("tel:988", "tel:1737").replace("sms:988", "sms:1737"))
    rules = [p.rule for p in find_data_problems(data["crisis"], "mkdocs.yml", TODAY)]
    assert rules.count("crisis-unverified") == 2


def test_a_misspelt_source_is_told_as_such() -> None:
    problems = data_told('"911", source:', '"911", sorce:')
    assert problems[0] == (
        "mkdocs.yml:10:3: [crisis-data-unknown] The crisis data has the key 'emergency.sorce', "
        "which is not known. Did you mean 'source'?"
    )
    assert "[crisis-source]" in problems[1]


@pytest.mark.usefixtures("one_more_country")
def test_an_outage_without_a_fallback_is_refused() -> None:
    text = re.sub("  fallback: .*\n", "", FORK).replace("outage: false", "outage: true")
    data = yaml.safe_load(text)["crisis"]
    assert [str(p) for p in find_data_problems(data, "mkdocs.yml", TODAY)] == [
        "mkdocs.yml: [crisis-data-missing] The crisis data has no 'fallback'. "
        "Add it under extra.crisis, as in the mkdocs.yml that this project ships."
    ]


# The reviewed lines

LINES = tomllib.loads(lines.REVIEWED.read_text(encoding="utf-8"))


@pytest.mark.parametrize("country", LINES)
def test_a_reviewed_line_names_its_operator_and_a_verified_one_its_source(country: str) -> None:
    assert LINES[country]["emergency"]
    for row in LINES[country]["lines"]:
        assert row["way"] in ("call", "text", "chat", "fallback")
        assert row["operator"]
        if row["verified"]:
            assert row["source"].startswith("https://")
            assert type(row["checked"]) is date


@pytest.mark.parametrize("missing", ["source", "checked"])
def test_a_line_marked_verified_without_source_or_date_is_not(missing: str) -> None:
    row = {"source": 'source = "https://a.org/"', "checked": "checked = 2026-11-23"}
    del row[missing]
    text = (
        '[XX]\nemergency = ["1"]\n[[XX.lines]]\nway = "call"\nnumber = "2"\nverified = true\n'
        + "\n".join(row.values())
    )
    assert read_reviewed(text)["XX"].numbers("call") == []


FORK = f"""
crisis:
  country: XX
  more: get-help/
  outage: false
  call: {{ number: "116 123", link: "tel:116123", source: "https://a.org/", checked: {TODAY} }}
  emergency: {{ number: "112", source: "https://a.org/", checked: {TODAY} }}
"""


@pytest.fixture
def one_more_country(monkeypatch: pytest.MonkeyPatch) -> None:
    fork = read_reviewed(
        '[XX]\nemergency = ["112"]\n[[XX.lines]]\nway = "call"\nnumber = "116 123"\n'
        'verified = true\nsource = "https://a.org/"\nchecked = 2026-11-23\n'
    )
    for module in (crisis_settings, crisis_block):
        monkeypatch.setattr(module, "reviewed", lambda: fork)


@pytest.mark.usefixtures("one_more_country")
def test_a_country_without_text_and_chat_needs_none() -> None:
    data = yaml.safe_load(FORK)["crisis"]
    assert find_data_problems(data, "mkdocs.yml", TODAY) == []
    block = rendered(FORK)
    assert re.findall('href="(.*?)"', block) == ["tel:116123", "/get-help/"]
    assert told(page(block)) == []


@pytest.mark.usefixtures("one_more_country")
def test_a_way_that_a_country_does_not_have_is_refused_on_the_page() -> None:
    chat = '<li><a href="https://a.org/chat" rel="noreferrer">Chat</a></li></ul>'
    [problem] = told(page(rendered(FORK).replace("</ul>", chat)))
    assert problem == (
        "[crisis-block-link] The crisis block has no right link to chat: it has "
        "'https://a.org/chat'. Restore partials/crisis/block.html; the right link is 'none'."
    )


# A country with more than one line of a kind

LISTS = f"""
crisis:
  country: GB
  more: get-help/
  outage: false
  call:
    - {{ number: "116 123", link: "tel:116123", name: Samaritans, for: "anyone, at any hour",
        source: "https://a.org/", checked: {TODAY} }}
    - number: "111"
      option: "2"
      link: "tel:111"
      name: NHS 111
      source: "https://a.org/"
      checked: {TODAY}
  text: {{ number: "85258", word: SHOUT, link: "sms:85258", name: Shout,
      source: "https://a.org/", checked: {TODAY} }}
  fallback: {{ number: "0800 1111", link: "tel:08001111", source: "https://a.org/", checked: {TODAY} }}
  emergency: {{ number: "999", source: "https://a.org/", checked: {TODAY} }}
"""  # noqa: E501 (one record per line)
WANTED = {"call": ["tel:116123", "tel:111"], "text": ["sms:85258"], "chat": []}


@pytest.fixture
def two_lines(monkeypatch: pytest.MonkeyPatch) -> None:
    """The shipped rows of Great Britain as they would be once somebody has read their pages."""
    text = lines.REVIEWED.read_text(encoding="utf-8")
    before, _, after = text.partition("[GB]")
    gb, ireland, rest = after.partition("[IE]")
    read = 'verified = true\nsource = "https://a.org/"\nchecked = 2026-11-23\n'
    row = f'[[GB.lines]]\nway = "fallback"\nnumber = "0800 1111"\n{read}\n'
    gb = gb.replace("verified = false\n", read)
    fork = read_reviewed(f"{before}[GB]{gb}{row}{ireland}{rest}")
    for module in (crisis_settings, crisis_block):
        monkeypatch.setattr(module, "reviewed", lambda: fork)


def lists_told(old: str, new: str) -> list[str]:
    assert old in LISTS
    text = LISTS.replace(old, new, 1)
    keys = {f"extra.{key}": place for key, place in positions(yaml.compose(text)).keys.items()}
    data = yaml.safe_load(text)["crisis"]
    return [str(problem) for problem in find_data_problems(data, "mkdocs.yml", TODAY, keys)]


@pytest.mark.usefixtures("two_lines")
def test_each_line_is_shown_with_what_belongs_to_it() -> None:
    data = yaml.safe_load(LISTS)["crisis"]
    assert find_data_problems(data, "mkdocs.yml", TODAY) == []
    assert crisis_settings.links(data) == WANTED
    block = rendered(LISTS)
    shown = [" ".join(li.text_content().split()) for li in lxml_html.fromstring(block).iter("li")]
    assert shown == [
        "Call 116 123 Samaritans: anyone, at any hour",
        "Call 111, option 2 NHS 111",
        "Text SHOUT to 85258 Shout",
    ]
    document = lxml_html.document_fromstring(page(block))
    assert find_block_problems(document, "a.html", None, WANTED) == []
    assert told(page(block)) == []


@pytest.mark.usefixtures("two_lines")
def test_in_an_outage_the_fallback_stands_for_the_first_line() -> None:
    text = LISTS.replace("outage: false", "outage: true")
    data = yaml.safe_load(text)["crisis"]
    wanted = crisis_settings.links(data)
    assert wanted["call"] == ["tel:08001111", "tel:111"]
    block = rendered(text)
    assert "Calls to 116 123 may not connect" in block
    assert find_block_problems(lxml_html.document_fromstring(page(block)), "a", None, wanted) == []


LIST_CASES = [
    (
        '"tel:111"',
        '"tel:112"',
        "mkdocs.yml:9:7: [crisis-link] The link 'tel:112' does not call the number shown, '111'. "
        "Write 'tel:111'.",
    ),
    (
        '"tel:116123"',
        '"tel:116 123"',
        "mkdocs.yml:7:9: [crisis-link] The link 'tel:116 123' does not call the number shown, "
        "'116 123'. Write 'tel:116123'.",
    ),
    (
        'number: "111"\n      option: "2"\n',
        'number: "111, option 2"\n',
        "mkdocs.yml:9:7: [crisis-number] '111, option 2' is not a reviewed way to call in GB. "
        'Write \'number: "111", option: "2"\'.',
    ),
    (
        'option: "2"',
        'option: "3"',
        "mkdocs.yml:9:7: [crisis-number] '111 (option 3)' is not a reviewed way to call in GB. "
        'Write \'number: "111", option: "2"\'.',
    ),
    (
        "word: SHOUT, ",
        "",
        "mkdocs.yml:15:3: [crisis-number] '85258' is not a reviewed way to text in GB. "
        'Write \'number: "85258", word: "SHOUT"\'.',
    ),
    (
        'option: "2"',
        "option: 2",
        "mkdocs.yml:9:7: [crisis-data-type] 'call.2.option' of the crisis data is 2, not a text "
        f"between quotes. Write it as in this example: {crisis_settings.EXAMPLE}.",
    ),
    (
        'option: "2"',
        'option: "2"\n      opton: "2"',
        "mkdocs.yml:9:7: [crisis-data-unknown] The crisis data has the key 'call.2.opton', which "
        "is not known. Did you mean 'option'?",
    ),
    (
        'source: "https://a.org/"\n',
        'source: "http://a.org/"\n',
        "mkdocs.yml:9:7: [crisis-http] The address 'http://a.org/' is not an https address. "
        "Write it with 'https://'.",
    ),
    (
        f"      checked: {TODAY}\n  text",
        "      checked: 2025-11-22\n  text",
        "mkdocs.yml:9:7: [crisis-checked-old] 'call.2' was last checked on 2025-11-22, 366 days "
        "ago. Read https://a.org/ again, correct what changed and write today's date as 'checked'.",
    ),
]


@pytest.mark.usefixtures("two_lines")
@pytest.mark.parametrize(("old", "new", "message"), LIST_CASES)
def test_a_fault_in_a_list_names_the_entry_and_its_line(old: str, new: str, message: str) -> None:
    assert message in lists_told(old, new)


@pytest.mark.usefixtures("two_lines")
def test_an_empty_list_and_an_entry_that_is_no_record_are_refused() -> None:
    data = yaml.safe_load(LISTS)["crisis"] | {"call": []}
    assert "has no 'call'" in str(find_data_problems(data, "m", TODAY)[0])
    data["call"] = [yaml.safe_load(LISTS)["crisis"]["call"][0], {}]
    [number, link] = find_data_problems(data, "m", TODAY)
    assert "has no 'call.2.number'" in str(number)
    assert "has no 'call.2.link'" in str(link)
    data["call"] = ["116 123"]
    problem = find_data_problems(data, "m", TODAY)[0]
    assert "'call.1' of the crisis data is '116 123', not a record." in str(problem)


LIST_BLOCKS = [
    ("block-link", lambda block: re.sub(r'<li><a href="tel:111">.*?</li>', "", block)),
    ("block-link", lambda block: re.sub(r'<li><a href="tel:116123">.*?</li>', "", block)),
    ("block-link", lambda block: re.sub(r'(<li><a href="tel:111">.*?</li>)', r"\1\1", block)),
    ("block-link", lambda block: block.replace("tel:111", "tel:112")),
    ("option", lambda block: block.replace("Call 111, option 2", "Call 111")),
    ("option", lambda block: block.replace("Call 111, option 2", "Call 111, option 3")),
    ("option", lambda block: block.replace("Text SHOUT to", "Text")),
    ("digits", lambda block: block.replace("Call 111, option 2", "Call 111, option 3")),
    ("digits", lambda block: block.replace("Call 111, option 2", "Call 112, option 2")),
]


@pytest.mark.usefixtures("two_lines")
@pytest.mark.parametrize(("rule", "broken"), LIST_BLOCKS)
def test_a_line_that_is_missing_or_wrong_is_found(rule: str, broken: object) -> None:
    assert callable(broken)
    block = rendered(LISTS)
    changed = broken(block)
    assert changed != block
    document = lxml_html.document_fromstring(page(changed))
    rules = [p.rule for p in find_block_problems(document, "a.html", None, WANTED)]
    assert f"crisis-{rule}" in rules


@pytest.mark.usefixtures("two_lines")
def test_the_right_links_are_named_as_links() -> None:
    block = rendered(LISTS).replace("tel:111", "tel:998")
    document = lxml_html.document_fromstring(page(block))
    problem = str(find_block_problems(document, "a.html", None, WANTED)[0])
    assert "it has 'tel:116123', 'tel:998'." in problem
    assert problem.endswith("the right links are 'tel:116123', 'tel:111'.")


@pytest.mark.usefixtures("two_lines")
def test_without_the_check_of_options_a_case_turns_red(monkeypatch: pytest.MonkeyPatch) -> None:
    kept = tuple(c for c in crisis_block.BLOCK_CHECKS if c is not crisis_block.option_and_word_said)
    monkeypatch.setattr(crisis_block, "BLOCK_CHECKS", kept)
    assert told(page(rendered(LISTS).replace("Text SHOUT to", "Text"))) == []


def test_settings_without_crisis_data_are_refused() -> None:
    assert [p.rule for p in find_data_problems(None, "mkdocs.yml", TODAY)] == [
        "crisis-data-missing"
    ]


@pytest.mark.parametrize("check", crisis_settings.DATA_CHECKS, ids=lambda check: check.__name__)
def test_without_a_data_check_a_case_turns_red(
    check: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = tuple(c for c in crisis_settings.DATA_CHECKS if c is not check)
    monkeypatch.setattr(crisis_settings, "DATA_CHECKS", kept)
    assert any(data_told(old, new) != [message] for old, new, message in DATA_CASES)


# The block


def test_the_block_of_the_template_is_right() -> None:
    block = rendered()
    assert told(page(block), block_text(lxml_html.fragment_fromstring(block))) == []


def test_the_outage_switch_shows_the_fallback_and_a_notice() -> None:
    block = rendered(DATA.replace("outage: false", "outage: true"))
    assert 'href="tel:1-800-273-8255"><svg' in block
    assert "</svg>Call 1-800-273-8255</a>" in block
    assert "Calls to 988 may not connect right now" in block
    assert 'href="tel:988"' not in block
    assert told(page(block)) == []


BLOCK_CASES = [
    ("missing", lambda block: page("")),
    ("doubled", lambda block: page(block + block)),
    ("hidden", lambda block: page(block.replace("<section", "<section hidden"))),
    ("hidden", lambda block: page(block.replace("<section", "<section inert"))),
    ("hidden", lambda block: page(block.replace("<section", '<section aria-hidden="true"'))),
    ("hidden", lambda block: page(block.replace("<section", '<section style="DISPLAY: none"'))),
    ("hidden", lambda block: page(block.replace("<ul", '<ul style="visibility:hidden"'))),
    ("hidden", lambda block: page(block, inside="<noscript>{}</noscript>")),
    ("hidden", lambda block: page(block, inside="<template>{}</template>")),
    ("hidden", lambda block: page(block, inside="<details><summary>x</summary>{}</details>")),
    ("hidden", lambda block: page(block, inside="<dialog>{}</dialog>")),
    ("hidden", lambda block: page(block).replace("<body", "<body hidden")),
    ("hidden", lambda block: page(block.replace("<a ", '<a aria-hidden="true" '))),
    ("hidden", lambda block: page(block.replace("<a ", '<a tabindex="-1" '))),
    ("hidden", lambda block: page(block.replace("<p", '<p style="opacity:0 !important"'))),
    ("hidden", lambda block: page(block.replace("Call 988", '<svg aria-hidden="true"><text>9'))),
    ("hidden", lambda block: page(block.replace("<p", '<p style="left: -9999px; top: 0"'))),
    ("doubled", lambda block: page(block + block.replace("section", "div"))),
    ("missing", lambda block: page(block.replace("section", "div"))),
    ("place", lambda block: page("", inside=f"<div>{block}</div>")),
    ("place", lambda block: page(block, before="<div><header></header></div>")),
    ("place", lambda block: page(block, before='<div role="banner"></div>')),
    ("place", lambda block: page(block, before='<div><div role="main"></div></div>')),
    ("place", lambda block: page(block, before="<main></main>")),
    ("place", lambda block: page(block, before="<header></header>")),
    ("place", lambda block: page(block, before="<div><h1>Title</h1></div>")),
    ("block-link", lambda block: page(block.replace("tel:988", "tel:998"))),
    ("block-link", lambda block: page(block.replace("sms:988", "sms:988?body=hi"))),
    ("block-link", lambda block: page(block.replace("sms:988", "sms:988;body=hi"))),
    ("block-link", lambda block: page(block.replace("sms:988", "sms:988&amp;body=hi"))),
    ("block-link", lambda block: page(block.replace("tel:988", "tel:9a8b8"))),
    ("block-link", lambda block: page(block.replace("tel:988", "tel:988,,1"))),
    ("block-link", lambda block: page(block.replace("</ul>", '<a href="TEL:555">5</a></ul>'))),
    ("block-link", lambda block: page(block.replace("</ul>", '<a href="//a.org">5</a></ul>'))),
    ("block-link", lambda block: page(block.replace("/get-help/", "https://a.org/"))),
    ("block-link", lambda block: page(block.replace("https://chat.988", "https://chat.998"))),
    ("block-link", lambda block: page(re.sub(r"<li><a href=\"sms:.*?</li>", "", block))),
    ("block-link", lambda block: page(block.replace('data-crisis="US"', 'data-crisis="XX"'))),
    ("digits", lambda block: page(block.replace("Call 988", "Call us"))),
    ("digits", lambda block: page(block.replace("Call 988", "Call 19880"))),
    ("digits", lambda block: page(block.replace("Call 988", "Call 988 or 1234"))),
    ("label", lambda block: page(block.replace("<a ", '<a aria-label="Phone" '))),
    ("referrer", lambda block: page(block.replace(' rel="noreferrer"', ""))),
    ("altered", lambda block: page(block.replace("Need support now?", "Need help?"))),
]


@pytest.mark.parametrize(("rule", "broken"), BLOCK_CASES)
def test_a_broken_block_is_found(rule: str, broken: object) -> None:
    block = rendered()
    expected = block_text(lxml_html.fragment_fromstring(block))
    assert callable(broken)
    problems = told(broken(block), expected)
    assert f"[crisis-{rule}]" in problems[0]


@pytest.mark.parametrize(
    "check",
    [
        check
        for check in crisis_block.BLOCK_CHECKS
        if check is not crisis_block.option_and_word_said
    ],
    ids=lambda check: check.__name__,
)
def test_without_a_block_check_a_case_turns_red(
    check: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = tuple(c for c in crisis_block.BLOCK_CHECKS if c is not check)
    monkeypatch.setattr(crisis_block, "BLOCK_CHECKS", kept)
    block = rendered()
    expected = block_text(lxml_html.fragment_fromstring(block))
    missed = [
        rule
        for rule, broken in BLOCK_CASES
        if not any(f"[crisis-{rule}]" in problem for problem in told(broken(block), expected))
    ]
    assert missed


def test_an_altered_block_is_quoted() -> None:
    block = rendered()
    expected = block_text(lxml_html.fragment_fromstring(block))
    [problem] = told(page(block.replace("free", "cheap")), expected)
    assert problem.startswith("[crisis-altered] The crisis block reads 'upport now? Help is cheap")


# Putting it in


@pytest.mark.parametrize(
    "html",
    [
        "<p>no block</p>",
        '<!-- <section class="crisis"> -->',
        "<script>var s = '<section class=\"crisis\">';</script>",
        "<title><section class=crisis></title>",
        '<section class="crisis-short"></section>',
        '<section id="crisis" data-class="crisis">',
    ],
)
def test_what_is_no_block(html: str) -> None:
    assert not has_block(html)


@pytest.mark.parametrize(
    "html",
    [
        '<section class="crisis">',
        "<section id=a class=crisis >",
        "<SECTION\nclass='calm crisis'>",
        '<section data-x="a>b" class="crisis">',
    ],
)
def test_what_is_a_block(html: str) -> None:
    assert has_block(html)


@pytest.mark.parametrize(
    "html",
    [
        "<!doctype html><html lang=en><head><title>T</title></head><body class=x><h1>T</h1></body>",
        "<!DOCTYPE html><title>T</title><h1>T</h1>",
        "<html><head><title>T</title></head><h1>T</h1></html>",
        "\ufeff<!doctype html><html><body><main><h1>T</h1></main></body></html>",
        "<!-- <body> --><html><body><h1>T</h1></body></html>",
        "<p>A fragment</p>",
        '<!doctype html><html><body onload="if (a > b) c()"><main></main></body></html>',
        '<!doctype html><html lang="en" data-x="a > b"><h1>T</h1>',
        "<html><head><title>the <body> tag</title></head><body><p>T</p></body></html>",
        '<!doctype html>\n<meta charset="utf-8">\n<title>T</title>\n<p>T</p>',
        "<html><head><meta charset=utf-8><p>T</p>",
    ],
)
def test_a_page_without_the_block_gets_it_first_in_the_body(html: str) -> None:
    done = with_block(html, rendered())
    assert told(done) == []
    doctype = re.match("\ufeff?(<!doctype html>)?", html, re.IGNORECASE)
    assert doctype
    assert done.startswith(doctype[0])
    body = lxml_html.document_fromstring(done).body
    assert done.find("charset") < done.find("<section")
    assert next(e for e in body.iter() if e.tag == "section").getparent() is body


def test_a_fragment_stays_a_fragment_and_a_page_gets_its_body() -> None:
    assert with_block("<p>x</p>", "BLOCK") == "\nBLOCK\n<p>x</p>"
    assert with_block("<title>x</title><p>", "BLOCK") == "<title>x</title>\n<body>\nBLOCK\n<p>"
    assert with_block("", "BLOCK") == "\nBLOCK\n"


@pytest.mark.parametrize("number", ["988", "911"])
def test_a_line_that_is_hardly_ever_anything_else_is_seen_without_a_word_near(number: str) -> None:
    known = lines.reviewed()
    alone = {one for country in known.values() for one in country.alone}
    text = f"{number} is for a life in danger."
    assert [match[0] for match in phone.named(text, "en", lines.foreign(known["GB"]), alone)] == [
        number
    ]
