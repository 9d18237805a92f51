"""Writes docs/facts.json from the tables of facts that the guide may use: `make_facts.py FILE…`,
the first table and facts/further.md.

Of each fact it keeps the id, the references that carry it, how sure it is, the claims of the first
text that it stands for, and its numbers: what a test can hold a page to. Its words stay out.
"""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path

ID = re.compile(r"[A-Z]\d+")
SEED = re.compile(r"S(\d+)(?:-S(\d+))?")
"""The claims of the first text that a fact stands for."""
MARK = re.compile(r"\[(quote|abstract|known|advice)\]")
REFERENCE = re.compile(r"[a-z][\w.-]*\w")
NUMBER = re.compile(r"(?<![A-Za-z])\d+(?:,\d{3})*(?:\.\d+)?")
COUNTED = "two three four five six seven eight nine ten eleven twelve"
WORDS = {word: str(value) for value, word in enumerate(COUNTED.split(), start=2)}
WORDS |= {"fifteen": "15", "twenty": "20", "thirty": "30", "forty": "40", "fifty": "50"}
WORD = re.compile(rf"\b({'|'.join(WORDS)})\b", re.IGNORECASE)
LEFT_OUT = ("nice-ipg542",)
"""What the table names only to say that it does not carry a claim."""
FILE = Path(__file__).parents[2] / "docs" / "facts.json"


def numbers(text: str, word: re.Pattern[str] = WORD) -> list[str]:
    """The numbers of a text in figures, without the commas of thousands; "one" says too little."""
    figures = [match[0].replace(",", "") for match in NUMBER.finditer(text)]
    return [*figures, *(WORDS[match[1].lower()] for match in word.finditer(text))]


def claims(text: str) -> list[str]:
    """`S5-S8` is S5, S6, S7 and S8."""
    pairs = [(int(first), int(last or first)) for first, last in SEED.findall(text)]
    return [f"S{number}" for first, last in pairs for number in range(first, last + 1)]


def facts(table: str) -> list[dict[str, object]]:
    """The rows whose first cell is an id, in the order of the table."""
    found: list[dict[str, object]] = []
    for line in table.split("\n"):
        cells = [cell.strip() for cell in line.strip().strip("|").split(" | ")]
        if not line.startswith("|") or len(cells) < 6 or not ID.fullmatch(cells[0]):
            continue
        if cells[0].startswith("S"):  # what to write stands last
            references, told = cells[4], cells[5:6]
        else:
            references, told = cells[3], [cells[1], cells[2], cells[4]]
        found.append(
            {
                "id": cells[0],
                "references": [
                    label for label in REFERENCE.findall(references) if label not in LEFT_OUT
                ],
                "marks": sorted(set(MARK.findall(" ".join(told)))),
                "claims": claims(cells[-1]) if cells[0][0] != "S" else [],
                "numbers": sorted({number for text in told for number in numbers(text)}, key=float),
            }
        )
    return found


if __name__ == "__main__":
    rows = [row for file in sys.argv[1:] for row in facts(Path(file).read_text(encoding="utf-8"))]
    lines = ",\n".join(f"  {json.dumps(row, ensure_ascii=False)}" for row in rows)
    FILE.write_text(f"[\n{lines}\n]\n", encoding="utf-8")
    print(f"{len(rows)} facts in {FILE}")
