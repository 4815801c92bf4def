"""What docs/your-own-survey.md says, as commands to run and as files to write."""

from __future__ import annotations

import re
from pathlib import Path
from typing import NamedTuple

from tools import ROOT

GUIDE = ROOT / "docs" / "your-own-survey.md"
CASE = Path(__file__).parent / "cases" / "vlm"


class Block(NamedTuple):
    """A fenced block: the heading that it stands under, the text before it, its language, its text."""

    heading: str
    before: str
    language: str
    text: str


def blocks() -> list[Block]:
    """Return the fenced blocks of the guide, in order."""
    found: list[Block] = []
    heading, start, text = "", 0, GUIDE.read_text(encoding="utf-8")
    for match in re.finditer(r"^#+ ([^\n]*)$|^```(\w+)\n(.*?)^```$", text, re.MULTILINE | re.DOTALL):
        if match[1] is not None:
            heading = match[1]
        else:
            found.append(Block(heading, text[start : match.start()], match[2], match[3]))
        start = match.end()
    return found


def commands(first: str, last: str) -> list[str]:
    """Return the lines of the sh blocks from one heading to another."""
    headings = list(dict.fromkeys(block.heading for block in blocks()))
    wanted = headings[headings.index(first) : headings.index(last) + 1]
    return [
        line for block in blocks() if block.language == "sh" and block.heading in wanted
        for line in block.text.splitlines()
    ]  # fmt: skip


def write_files(folder: Path) -> None:
    """Do to a new survey what the guide says: its table, schema, settings, vocabulary and question."""
    for block in blocks():
        if block.language == "markdown":
            (folder / "table.md").write_text(block.text, encoding="utf-8")
        elif block.heading == "The schema" and block.language == "yaml":
            schema = folder / "ontology" / "schema.yaml"
            schema.write_text(edited(schema.read_text(encoding="utf-8"), block), encoding="utf-8")
        elif block.language in ("yaml", "sparql"):
            path = folder / re.findall(r"`([\w./-]+\.(?:yaml|rq))`", block.before)[-1 if block.before else 0]
            path.write_text(block.text, encoding="utf-8")


def edited(schema: str, block: Block) -> str:
    """Return the text of a schema with what a block of the guide deletes, replaces and adds."""
    for sentence in re.findall(r"^Delete the [^.]*", block.before, re.MULTILINE):
        for name in re.findall(r"`(\w+)`", sentence):
            schema, number = re.subn(rf"^  {name}:\n(    .*\n|\n(?=    ))*", "", schema, flags=re.MULTILINE)
            assert number == 1, f"{name} is to be deleted, but is not there once"
    for part in re.findall(r"^\S.*\n(?:[ \n].*\n)*", block.text, re.MULTILINE):
        key = part.partition(":")[0]
        if key not in ("annotations", "prefixes", "slots", "classes"):
            old = re.search(rf"^{key}:.*\n( .*\n)*", schema, re.MULTILINE)
            assert old, key
            schema = schema[: old.start()] + part + schema[old.end() :]
            continue
        for item in re.findall(r"^  \S.*\n(?:    .*\n)*", part, re.MULTILINE):
            schema = with_item(schema, key, item)
    return schema


def with_item(schema: str, section: str, item: str) -> str:
    """Return the schema with an item at the end of a section, or its keys in place of those that are there."""
    whole = re.search(rf"^{section}:\n((?:[ #].*\n|\n(?=[ #]))*)", schema, re.MULTILINE)
    assert whole, section
    old = re.search(rf"^{item.partition(':')[0]}:.*\n(    .*\n)*", whole[1], re.MULTILINE)
    if old is None:
        return schema[: whole.end()] + item + schema[whole.end() :]
    new = item
    if item.partition("\n")[0].endswith(":"):
        new = old[0]
        for part in re.findall(r"^    \S.*\n(?:     .*\n)*", item, re.MULTILINE):
            there = re.search(rf"^{part.partition(':')[0]}:.*\n(     .*\n)*", new, re.MULTILINE)
            new = new[: there.start()] + part + new[there.end() :] if there else new + part
    return schema[: whole.start(1) + old.start()] + new + schema[whole.start(1) + old.end() :]
