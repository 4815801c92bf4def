"""Which row of the data a row of a table is, and which system it is about.

Rows are known by their names, never by an arXiv id, which is that of a paper; it only tells two things of one name
apart.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from slm_graph.documents import Document, read_json_lines, read_yaml
from slm_graph.entries import item_names
from slm_graph.importing.drafts import Draft
from slm_graph.importing.intake import Importer
from slm_graph.importing.papers import name_in
from slm_graph.problems import InvalidData, Problem
from slm_graph.text import key_of, name_key, parse_cell

MARK = "# draft "
mark_line = re.compile(r"^# draft ([0-9a-f]{12})\b.*\n", re.MULTILINE)
_ENOUGH_CELLS = 3


@dataclass(eq=False)
class Known:
    """An entry, or a further row, that is there.

    Parameters
    ----------
    path, document, tree
        Its file, and what it says.
    text
        The text of its file; "" for a line of JSON Lines.
    system
        The id of the entry that it is, or that it is about.
    is_further
        Whether it is a further row.
    names
        The keys of what the row is called.
    arxiv
        The arXiv id of the paper of an entry, or "".
    """

    path: Path
    document: Document
    tree: dict[str, Any]
    text: str
    system: str
    is_further: bool
    names: frozenset[str]
    arxiv: str

    @property
    def is_marked(self) -> bool:
        """Whether its file calls itself a draft."""
        return mark_line.search(self.text) is not None

    @property
    def is_untouched(self) -> bool:
        """Whether its file still is what an import wrote."""
        found = mark_line.search(self.text)
        return found is not None and found[1] == fingerprint(mark_line.sub("", self.text, count=1))

    @property
    def survey(self) -> str:
        """The id of the survey that its row is of."""
        return str(source_of(self.tree).get("survey", ""))


def fingerprint(text: str) -> str:
    """Return 12 hexadecimal digits that another text hardly has."""
    return hashlib.sha256("\n".join(text.splitlines()).encode()).hexdigest()[:12]


def tree_of(document: Document) -> dict[str, Any]:
    """Return the tree of a document that is known to be a mapping."""
    assert isinstance(document.tree, dict)  # noqa: S101
    return document.tree


def source_of(tree: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return the source of an entry, or of a further row."""
    source = tree.get("source")
    return source if isinstance(source, dict) else {}


def cells_of(tree: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return the cells of the row of an entry, or of a further row."""
    cells = source_of(tree).get("cells")
    return cells if isinstance(cells, dict) else {}


def read_known(importer: Importer) -> list[Known]:
    """Return the entries and further rows that are there.

    Raises
    ------
    InvalidData
        One cannot be read, so that it is not known which row it is of.
    """
    problems: list[Problem] = []
    documents = list(_entry_files(importer, problems))
    if problems:
        raise InvalidData(problems)
    adding = importer.schema.adding_class
    known = [
        _known(importer, path, document, text, str(tree.get("id")), names=item_names(importer.entry, tree))
        for path, document, text in documents
        for tree in [tree_of(document)]
    ]
    names = {entry.system: entry.names for entry in known}
    for rows in importer.survey.further.values() if adding else ():
        for row in rows:
            path = importer.rows_folder(row.survey) / Path(row.document.path).name
            text = path.read_bytes().decode("utf-8") if path.exists() else ""
            one = _known(importer, path, row.document, text, row.entry_id, is_further=True)
            one.names |= names.get(row.entry_id, frozenset())
            known.append(one)
    return known


def _entry_files(importer: Importer, problems: list[Problem]) -> Iterator[tuple[Path, Document, str]]:
    folder = importer.entries_folder
    for path in sorted(folder.glob("*.yaml")):
        document, faults = read_yaml(path)
        problems += faults
        if document is not None and isinstance(document.tree, dict):
            yield path, document, path.read_bytes().decode("utf-8")
        elif document is not None:
            problems.append(document.problem((), "is no mapping of fields; mend it or move it away"))
    for path in sorted(folder.glob("*.jsonl")):
        for line in read_json_lines(path):
            if isinstance(line, Problem):
                problems.append(line)
            elif isinstance(line.tree, dict):
                yield path, line, ""


def _known(
    importer: Importer,
    path: Path,
    document: Document,
    text: str,
    system: str,
    *,
    names: Iterable[str] = (),
    is_further: bool = False,
) -> Known:
    tree = tree_of(document)
    source, cells = source_of(tree), cells_of(tree)
    cell = cells.get(importer.survey.sources.columns(source).by_field.get("name", ""))
    called = [*names, *([name_in(cell)] if isinstance(cell, str) else [])]
    keys = frozenset(name_key(name) for name in called if name)
    return Known(path, document, tree, text, system, is_further, keys, "" if is_further else _arxiv(tree, importer))


def _arxiv(tree: Mapping[str, Any], importer: Importer) -> str:
    slot = importer.drafter.paper
    paper = tree.get(slot.field) if slot else None
    if isinstance(paper, str):
        paper = importer.papers.get(paper, {})
    return str(paper.get("arxiv", "")) if isinstance(paper, dict) else ""


def contradict(one: str, other: str) -> bool:
    """Tell whether two arXiv ids are those of two papers."""
    return bool(one and other) and one != other


def match_rows(drafts: Sequence[Draft], records: Sequence[Known]) -> dict[int, Known]:
    """Return the row that is there already of each draft: by the name, else by cells that are the same but for one.

    Parameters
    ----------
    records
        The entries and further rows of the survey that the drafts are of.
    """
    matches: dict[int, Known] = {}
    left = dict.fromkeys(records)
    by_name: dict[str, list[Known]] = {}
    for record in records:
        for name in record.names:
            by_name.setdefault(name, []).append(record)
    for draft in drafts:
        fitting = [one for one in by_name.get(draft.key, ()) if one in left and not contradict(one.arxiv, draft.arxiv)]
        if fitting:
            best = max(fitting, key=lambda one: _likeness(one, draft))
            matches[id(draft)] = best
            del left[best]
    for draft in drafts:
        renamed = next((one for one in left if _is_renamed(one, draft)), None) if id(draft) not in matches else None
        if renamed is not None:
            matches[id(draft)] = renamed
            del left[renamed]
    return matches


def _likeness(record: Known, draft: Draft) -> tuple[bool, int, bool]:
    source, mine = source_of(record.tree), draft.source
    same = sum(draft.whole_cells.get(name) == cell for name, cell in cells_of(record.tree).items())
    return source.get("table") == mine.get("table"), same, source.get("row") == str(draft.row)


def _is_renamed(record: Known, draft: Draft) -> bool:
    """Tell whether a row has the cells of a draft, all but one, and among them what is hardly another system's.

    Two systems often have the same encoder, model and data; a link or the title of a paper they seldom share.
    """
    if source_of(record.tree).get("table") != draft.source.get("table"):
        return False
    cells = {name: cell for name, cell in cells_of(record.tree).items() if isinstance(cell, str)}
    said = {name for name, cell in cells.items() if not parse_cell(cell).states_nothing}
    same = {name for name in said if draft.whole_cells.get(name) == cells[name]}
    has_link = any(parse_cell(cells[name]).links for name in same)
    is_distinct = has_link or bool(_titles(record.tree) & _titles(draft.tree))
    return is_distinct and len(same) >= max(_ENOUGH_CELLS, len(said) - 1)


def _titles(tree: Mapping[str, Any]) -> set[str]:
    return {key_of(str(part["title"])) for part in tree.values() if isinstance(part, dict) and part.get("title")}
