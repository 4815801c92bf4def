"""Mistakes that people make in a file of theirs: each is told with its place, what is wrong there, and what to do.

The entry is SALMONN's, as it is in the survey: a mistake replaces a text in it, or stands at its end.
"""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from slm_graph import check
from tools import ROOT

ENTRY = Path("data", "systems", "salmonn.yaml")
TEXT = (ROOT / ENTRY).read_text(encoding="utf-8")
END = TEXT.count("\n") + 1
"""The line behind the entry."""
AMOUNT = (
    "amount takes a value such as 4400: a number from 0, with a point where it has a fraction; no exponent, no"
    " thousands separator"
)

IN_PLACE = {
    "name: SALMONN": [
        ("name SALMONN", "3:1: no colon behind the field; write name: SALMONN"),
        ("name:SALMONN", "3:1: no space behind the colon; write name: SALMONN"),
        ("\tname: SALMONN", "3:1: a tab; YAML indents with spaces only"),
        ("  name: SALMONN", "3:3: begins in column 3, and line 2 above in column 1; what belongs together begins in the"
         " same column"),
        ('name: "SALMONN', "3:7: the quote that begins here ends in line 4; close it here"),
        ("name: “SALMONN”", '3:7: "“SALMONN”": has the typographic quote “; write " or \', or leave it out'),
        ("nmae: SALMONN", "3:1: nmae: no field of a System; did you mean name?"),
        ("Name: SALMONN", "3:1: Name: no field of a System; did you mean name?"),
    ],
    "id: salmonn": [
        ("id: Salmonn 13B", '2:5: "Salmonn 13B": id takes a value such as salmonn: the last part of the IRI'),
        ("id: salmon", "2:5: salmon: is not the file's name; call the file salmon.yaml, or mend the id"),
    ],
    "code: https://github.com": [
        ("code: github.com", '5:7: "github.com/bytedance/SALMONN": code takes a value such as'),
    ],
    "  row: 8": [
        ("  row: eight", '12:8: "eight": row takes a value such as 8'),
        ("  row: 7", "12:8: "),
    ],
    "  - {encoder: beats": [
        (" - {encoder: beats", "33:2: begins in column 2, and line 32 above in column 3; what belongs together begins"
         " in the same column"),
        ("  - {encoder beats", "33:"),
        ("  - {encoder: beets", "33:15: beets: no such speech encoder; did you mean beats?"
         " (data/vocabulary/encoders.yaml)"),
    ],
    "modality: audio, quote: BEATs encoder (Audio)": [
        ("modality: audio quote: BEATs encoder (Audio)", "33:"),
        ("modality: sound, quote: BEATs encoder (Audio)", '33:'),
        ("modality: audio, quote: BEATs encoder (audio)", '33:46: "BEATs encoder (audio)" does not occur in cell Speech'
         " model of row 8"),
        ("modality: audio", "33:"),
    ],
    "tuning: lora": [
        ("tunning: lora", "37:5: tunning: no field of an LLMUsage; did you mean tuning?"),
        ("tuning: LORA", '37:13: LORA: no such tuning; did you mean lora? (data/vocabulary/tunings.yaml)'),
    ],
    "amount: 4400": [
        ("amount: 4,400", f'55:13: "4,400": {AMOUNT}'),
        ("amount: 4.4k", f'55:13: "4.4k": {AMOUNT}'),
        ("amount: 4400 hours", f'55:13: "4400 hours": {AMOUNT}'),
    ],
    "quote: 4400 hours for instruction tuning": [
        ("quote: 4400 hours of instruction tuning", '59:12: "4400 hours of instruction tuning" does not occur in cell'
         " Dataset of row 8; copy the words as they stand there"),
    ],
}  # fmt: skip
"""What stands in the entry, what is written instead, and where the message of it begins."""

AT_THE_END = [
    ("note: this: that", "7: a second colon in the line; put the text in quotes"),
    ("note: @someone says so", "7: a text cannot begin with @; put it in quotes"),
    ("note: `x` is it", "7: a text cannot begin with `; put it in quotes"),
    ("note: %x", "7: a text cannot begin with %; put it in quotes"),
    ("note: *x", "7: an alias (*x); write the value out"),
    ("note: &x y", "7: an anchor (&x); write the value out where it is needed"),
    ("note: !x y", "7: a tag (!x); delete it, values are plain text"),
    ("note: 'it's so'", "11: text behind the closing '; put all of it in quotes, and write '' for a ' within"),
    ('note: "so" it is', '12: text behind the closing "; put all of it in quotes, and write \\" for a " within'),
    ('note: "a\\d"', "9: \\d means nothing within double quotes; write \\\\d, or put the text in single quotes"),
    ("note: 'open", "7: the quote that begins here is not closed; close it"),
    ("note: - one", "7: a list begins on the line below its field; break the line before the dash"),
    ("notes:\n- one", "1: notes: no field of a System; did you mean note?"),
    ("id: salmonn", "1: id: the key occurs twice; delete one"),
    ("---\nid: two", "1: a second document; one file holds one"),
    ("note:", "6: note has no value; give one, or delete the field"),
    ("year: '23", "7: the quote that begins here is not closed; close it"),
]
"""A line more, and the column and message that are told of it."""

MISTAKES = [
    *((TEXT.replace(old, new, 1), told) for old, pairs in IN_PLACE.items() for new, told in pairs),
    *((f"{TEXT}{line}\n", f"{END}:{told}") for line, told in AT_THE_END),
]


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("survey")
    for name in ("data", "ontology"):
        shutil.copytree(ROOT / name, folder / name)
    # Beside the entry those that a mistake or a stub of a retired one names; the others take time.
    stubs = (folder / "data" / "vocabulary" / "retired.yaml").read_text(encoding="utf-8")
    for path in (folder / "data" / "systems").iterdir():
        is_named = path.stem in stubs or "  row: 7\n" in path.read_text(encoding="utf-8")
        if path.name != ENTRY.name and not is_named:
            path.unlink()
    return folder


def test_there_are_thirty() -> None:
    assert len({text for text, _ in MISTAKES} - {TEXT}) == len(MISTAKES) >= 30


@pytest.mark.parametrize(("text", "told"), MISTAKES, ids=[told[:40] for _, told in MISTAKES])
def test_a_mistake_is_told(text: str, told: str, project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(project)
    ENTRY.write_text(text, encoding="utf-8")
    problems = [str(problem) for problem in check(Path("data"))[0]]
    assert [line for line in problems if line.startswith(f"{ENTRY.as_posix()}:{told}")], problems
    assert not any("YAML:" in line for line in problems)
    # What follows from the mistake alone is not told.
    assert {line.partition(":")[0] for line in problems} == {ENTRY.as_posix()}
