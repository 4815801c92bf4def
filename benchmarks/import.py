"""How well the import reads a survey: its drafts against the entries that people made of the same rows.

    python benchmarks/import.py [TABLE.md] [--data data] [--misses]
    python benchmarks/import.py --gold [--tables DIR] [--only NAME…] [--misses]

Prints, for each kind of statement, how many of the drafted ones are in the entries (precision), and how many of those
in the entries are drafted (recall). Entries say more than a table can: links that a row does not have are left out.
Without TABLE.md the table is the one that `slm-graph table` makes of the entries' cells. Ends with exit status 1 where
an aim is not met.

With --gold the tables are public surveys of other fields, and what is drafted is compared with what a person reads in
some of their rows (gold/README.md, gold_scores.py).
"""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from goals import told

from slm_graph.documents.document import Document
from slm_graph.entries.as_table import table_text
from slm_graph.entries.survey import entry_documents, read_survey
from slm_graph.importing.intake import importer
from slm_graph.project import find_project
from slm_graph.text.cells import parse_cell
from slm_graph.text.identifiers import identify

AIMS = {
    "encoders": 0.97, "LLMs": 0.97, "datasets": 0.97, "amounts": 0.97, "tasks": 0.97, "links": 0.97,
    "tasks of datasets": 0.9, "stages of datasets": 0.9,
}  # fmt: skip

TITLES = ("Paper", "Name")
"""The columns of the survey that hold the names of papers and systems."""

Statement = tuple[str, ...]


def listed(value: Any) -> list[Any]:
    """Return a value that may be one or a list as a list."""
    return value if isinstance(value, list) else [value] if value else []


def thing(usage: Mapping[str, Any], component: str) -> str:
    """Return what a usage is of: the thing, or for data without a name the amount."""
    return str(usage.get(component) or f"{usage.get('amount', '')} {usage.get('unit', '')}".strip() or "unnamed")


def row_links(entry: Mapping[str, Any]) -> set[str]:
    """Return what the links of an entry's row lead to."""
    cells = entry["source"]["cells"].values()
    found = [identify(link.url) for cell in cells if isinstance(cell, str) for link in parse_cell(cell).links]
    return {identifier.value for identifier in found if identifier}


def is_of_title(usage: Mapping[str, Any]) -> bool:
    """Tell whether a title alone states a usage: the import reads no statements in titles."""
    quotes = listed(usage.get("quote"))
    return bool(quotes) and all(isinstance(quote, dict) and quote["column"] in TITLES for quote in quotes)


def statements(entry: Mapping[str, Any], papers: Mapping[str, Mapping[str, Any]]) -> Iterator[tuple[str, Statement]]:
    """Yield the statements of an entry, each with its kind; `papers` are those that it may name by id."""
    for field, component, kind in (("encoders", "encoder", "encoders"), ("llms", "llm", "LLMs")):
        for usage in entry.get(field, []):
            if component in usage:
                yield kind, (usage[component],)
    for usage in entry.get("datasets", []):
        data = thing(usage, "dataset")
        if "dataset" in usage:
            yield "datasets", (usage["dataset"],)
        if "amount" in usage:
            yield "amounts", (data, usage["amount"], usage["unit"])
        for task in listed(usage.get("tasks")):
            yield "tasks of datasets", (data, task)
            yield "tasks", (task,)
        for stage in listed(usage.get("stage")):
            yield "stages of datasets", (data, stage)
    for usage in entry.get("tasks", []):
        yield "tasks of titles" if is_of_title(usage) else "tasks", (usage["task"],)
    for usage in entry.get("directions", []):
        if "direction" in usage:
            yield "directions", (usage["direction"],)
    for usage in entry.get("methods", []):
        yield "methods of titles" if is_of_title(usage) else "methods", (usage["method"],)
    if "prompt" in entry:
        yield "prompts", (entry["prompt"]["text"],)
        yield "kinds of prompts", (entry["prompt"]["kind"],)
    in_row = row_links(entry)
    paper = entry.get("paper", {})
    paper = papers.get(paper, {}) if isinstance(paper, str) else paper
    for field, value in (
        ("code", entry.get("code")),
        ("homepage", entry.get("homepage")),
        ("arxiv", paper.get("arxiv")),
    ):
        if value and value in in_row:
            yield "links", (field, value)


def main() -> int:
    """Print the table, with --misses each statement that one side lacks, and return the exit status."""
    parser = argparse.ArgumentParser()
    parser.add_argument("table", type=Path, metavar="TABLE.md", nargs="?")
    parser.add_argument("--data", type=Path)
    parser.add_argument("--misses", action="store_true", help="print what was missed, and what was drafted wrongly")
    parser.add_argument("--gold", action="store_true", help="measure on tables that the import was not made for")
    parser.add_argument(
        "--tables", type=Path, default=Path("build/gold-tables"), help="where those are, or are fetched to"
    )
    parser.add_argument("--only", nargs="+", default=[], metavar="NAME", help="names of gold files")
    options = parser.parse_args()
    if options.gold:
        from gold_scores import print_scores

        return int(not print_scores(options.tables, options.only, options.misses))
    project = find_project(options.data)
    if options.table:
        intake = importer(project).read(options.table)
    else:
        with TemporaryDirectory() as folder:
            path = Path(folder) / "table.md"
            path.write_text(table_text(project), encoding="utf-8")
            intake = importer(project).read(path)
    curated = {
        int(document.tree["source"]["row"]): document.tree
        for document in entry_documents(read_survey(project))
        if isinstance(document, Document) and isinstance(document.tree, dict)
    }
    papers = {item.id: item.tree for item in read_survey(project).vocabulary.items if item.class_name == "Paper"}
    wanted: dict[str, set[Statement]] = {}
    drafted: dict[str, set[Statement]] = {}
    for entry in curated.values():
        for kind, statement in statements(entry, papers):
            wanted.setdefault(kind, set()).add((entry["source"]["row"], *statement))
    for draft in intake.drafts:
        for kind, statement in statements(draft.tree, papers):
            drafted.setdefault(kind, set()).add((draft.tree["source"]["row"], *statement))
    print(f"{len(intake.drafts)} rows of {options.table or 'the table of the entries'}, {len(curated)} entries\n")
    print(f"{'statements':<20} {'entries':>7} {'drafts':>7} {'precision':>9} {'recall':>7}  aim")
    missed_aims = []
    for kind in [*AIMS, *sorted((wanted.keys() | drafted.keys()) - AIMS.keys())]:
        ours, theirs = drafted.get(kind, set()), wanted.get(kind, set())
        both = len(ours & theirs)
        precision, recall = both / (len(ours) or 1), both / (len(theirs) or 1)
        aim = AIMS.get(kind)
        if aim is not None and min(precision, recall) <= aim:
            missed_aims.append(f"{kind}: precision {precision:.3f}, recall {recall:.3f}, not over {aim:.2f}")
        verdict = "" if aim is None else f"  {aim:.2f} {'met' if min(precision, recall) > aim else 'NOT MET'}"
        print(f"{kind:<20} {len(theirs):>7} {len(ours):>7} {precision:>9.3f} {recall:>7.3f}{verdict}")
        if options.misses:
            for sign, missed in (("-", theirs - ours), ("+", ours - theirs)):
                for statement in sorted(missed, key=lambda s: (int(s[0]), s)):
                    print(f"    {sign} row {re.sub(chr(10), ' ', '  '.join(statement))[:90]}")
    return told(missed_aims)


if __name__ == "__main__":
    sys.exit(main())
