"""Drafts beside the entries that there are: what is new, what a survey changed, and what a person did.

An entry that a person has edited is never written over. What the survey changed is the difference between what its old
cells, which the entry keeps, and its new cells give; only that is applied, and only where the person left it as it was.
"""

from __future__ import annotations

import hashlib
import io
import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from typing import Any

from slm_graph.cells import plain_text
from slm_graph.columns import Column
from slm_graph.drafts import Cells, Draft, same_name
from slm_graph.entries import Item, item_names, vocabulary_file
from slm_graph.intake import Importer, Intake
from slm_graph.source import Document, read_yaml, replace_file, to_yaml

_MARK = "# draft "
_mark = re.compile(r"^# draft ([0-9a-f]{12})\b", re.MULTILINE)


@dataclass
class Change:
    """What an import does to one entry.

    Parameters
    ----------
    path
        The file of the entry.
    draft
        What the row gives.
    kind
        `new`, `same`, `changed` (the survey changed), or `kept` (a person's entry that has nothing to take over).
    lines
        The statements gained and lost, as `+ …` and `- …`.
    held
        What is not taken over, since a person changed it: a line each.
    tree
        The whole entry as it will be, where it is written anew.
    edits
        What is changed in a person's entry: the path of a field, and its new value; None deletes it.
    """

    path: Path
    draft: Draft
    kind: str = "new"
    lines: list[str] = field(default_factory=list)
    held: list[str] = field(default_factory=list)
    tree: dict[str, Any] | None = None
    edits: list[tuple[tuple[str | int, ...], Any]] = field(default_factory=list)


@dataclass
class _Known:
    path: Path
    document: Document
    tree: dict[str, Any]
    text: str

    @property
    def is_untouched(self) -> bool:
        """Whether it still is what an import wrote."""
        found = _mark.search(self.text)
        return found is not None and found[1] == fingerprint(self.tree)


def fingerprint(tree: Mapping[str, Any]) -> str:
    """Return 12 hexadecimal digits that another tree hardly has."""
    text = json.dumps(tree, ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()[:12]


def plan_changes(importer: Importer, intake: Intake) -> tuple[list[Change], list[Path]]:
    """Return what an import does to each entry, and the entries of the survey that no row is of any more."""
    known = list(_known_entries(importer))
    matched: set[Path] = set()
    changes: list[Change] = []
    columns = {row.line: read.columns for read in intake.tables for row in read.table.rows}
    folder = _folder(importer)
    taken = {entry.tree.get("id") for entry in known}
    for draft in intake.drafts:
        entry = _entry_of(draft, known, importer, matched)
        if entry is not None:
            matched.add(entry.path)
            changes.append(_change(entry, draft, columns.get(draft.line, []), importer))
            continue
        base = identifier = str(draft.tree["id"])
        number = 2
        while identifier in taken:
            identifier, number = f"{base}-{number}", number + 1
        taken.add(identifier)
        draft.tree["id"] = identifier
        changes.append(Change(folder / f"{identifier}.yaml", draft, tree=draft.tree))
    gone = [
        entry.path
        for entry in known
        if entry.path not in matched and _source(entry.tree).get("survey") == importer.drafter.survey
    ]
    return changes, gone


def write_changes(changes: Iterable[Change]) -> list[Path]:
    """Write new and changed entries; return their files."""
    written: list[Path] = []
    for change in changes:
        if change.tree is not None and change.kind in ("new", "changed"):
            text = entry_text(change.tree, change.path)
        elif change.edits:
            text = _edited(change.path, change.edits)
        else:
            continue
        change.path.parent.mkdir(parents=True, exist_ok=True)
        replace_file(change.path, text.encode())
        written.append(change.path)
    return written


def entry_text(tree: Mapping[str, Any], path: Path) -> str:
    """Return the file of a drafted entry."""
    schema = path.parent.parent.parent / "ontology" / "entry.schema.json"
    head = "# yaml-language-server: $schema=../../ontology/entry.schema.json\n" if schema.is_file() else ""
    note = f"{_MARK}{fingerprint(tree)}: until something is changed here, slm-graph import --update may write it anew\n"
    return head + note + to_yaml(tree)


def write_items(data: Path, importer: Importer, items: Sequence[Item]) -> list[Path]:
    """Add items at the end of their vocabulary files; what is there stays as it is."""
    written: list[Path] = []
    by_class: dict[str, list[Item]] = {}
    for item in items:
        by_class.setdefault(item.class_name, []).append(item)
    for class_name, of_class in by_class.items():
        path = vocabulary_file(data, importer.schema.classes[class_name])
        before = path.read_text(encoding="utf-8") if path.exists() else ""
        if before.strip() in ("", "[]"):
            before = ""
        parts = [before.rstrip("\n")] if before else []
        parts += [to_yaml([item.tree]).rstrip("\n") for item in of_class]
        path.parent.mkdir(parents=True, exist_ok=True)
        replace_file(path, ("\n\n".join(parts) + "\n").encode())
        written.append(path)
    return written


def settle_columns(importer: Importer, intake: Intake) -> Path | None:
    """Write what the columns mean to survey.yaml, where it names none yet; return the file."""
    settings = importer.survey.settings
    path = importer.survey.project.data / "survey.yaml"
    tree = settings.tree.get("survey") if settings else None
    if not isinstance(tree, dict) or tree.get("columns") or not intake.tables:
        return None
    columns: dict[str, dict[str, Any]] = {}
    for read in intake.tables:
        for column in read.columns:
            fields = [name for name in column.fields if not column.item]
            columns.setdefault(column.header, {"name": column.header, **({"fields": fields} if fields else {})})
    _write_text(path, [(("survey", "columns"), list(columns.values()))])
    return path


def _write_text(path: Path, edits: Sequence[tuple[tuple[str | int, ...], Any]]) -> None:
    replace_file(path, _edited(path, edits).encode())


# --- what is there


def _folder(importer: Importer) -> Path:
    return importer.survey.project.data / importer.schema.entry_class.annotations["folder"]


def _known_entries(importer: Importer) -> Iterator[_Known]:
    for path in sorted(_folder(importer).glob("*.yaml")):
        document, _ = read_yaml(path)
        if document is not None and isinstance(document.tree, dict):
            yield _Known(path, document, document.tree, path.read_text(encoding="utf-8", errors="replace"))


def _entry_of(draft: Draft, known: Sequence[_Known], importer: Importer, matched: set[Path]) -> _Known | None:
    cls = importer.schema.entry_class
    open_entries = [entry for entry in known if entry.path not in matched]
    if draft.arxiv:
        for entry in open_entries:
            if _arxiv(entry.tree, importer) == draft.arxiv:
                return entry
    for entry in open_entries:
        arxiv = _arxiv(entry.tree, importer)
        if any(same_name(name, draft.name) for name in item_names(cls, entry.tree)) and not (
            arxiv and draft.arxiv and arxiv != draft.arxiv
        ):
            return entry
    wanted = _cells(draft.tree)
    for entry in open_entries:
        cells = {column: cell for column, cell in _cells(entry.tree).items() if isinstance(cell, str)}
        is_same_survey = _source(entry.tree).get("survey") == importer.drafter.survey
        if is_same_survey and cells and all(wanted.get(column, "") == cell for column, cell in cells.items()):
            return entry
    return None


def _arxiv(tree: Mapping[str, Any], importer: Importer) -> str:
    paper = tree.get("paper")
    if isinstance(paper, str):
        paper = next((item.tree for item in importer.vocabulary.items if item.id == paper), {})
    return str(paper.get("arxiv", "")) if isinstance(paper, dict) else ""


def _source(tree: Mapping[str, Any]) -> Mapping[str, Any]:
    source = tree.get("source")
    return source if isinstance(source, dict) else {}


def _cells(tree: Mapping[str, Any]) -> Mapping[str, Any]:
    cells = _source(tree).get("cells")
    return cells if isinstance(cells, dict) else {}


# --- what changes


def _change(entry: _Known, draft: Draft, columns: Sequence[Column], importer: Importer) -> Change:
    draft.tree["id"] = entry.tree.get("id", draft.tree["id"])
    change = Change(entry.path, draft, "same")
    if entry.is_untouched:
        if entry.tree != draft.tree:
            change.kind, change.tree = "changed", draft.tree
            change.lines = differences(entry.tree, draft.tree, importer)
        return change
    old_cells, new_cells = dict(_cells(entry.tree)), dict(_cells(draft.tree))
    phrased = {name for name, cell in old_cells.items() if isinstance(cell, list)}
    whole = [column for column in columns if column.header not in phrased]
    row = int(draft.tree[importer.drafter.source_field]["row"])
    before = importer.drafter.draft(
        Cells(0, {name: cell for name, cell in old_cells.items() if isinstance(cell, str)}), whole, row
    )
    after = importer.drafter.draft(
        Cells(0, {name: cell for name, cell in new_cells.items() if isinstance(cell, str)}), whole, row
    )
    for name in [*old_cells, *(name for name in new_cells if name not in old_cells)]:
        old, new = old_cells.get(name), new_cells.get(name)
        if isinstance(old, str) and isinstance(new, str) and old != new:
            change.lines.append(f"~ cell {name}")
            change.edits.append((("source", "cells", name), new))
        elif old is None and isinstance(new, str):
            change.lines.append(f"+ cell {name}")
            change.edits.append((("source", "cells", name), new))
        elif isinstance(old, list):
            text = plain_text(_whole_cell(draft, name))
            change.held += [
                f'the phrase "{phrase}" is not in {name} any more'
                for phrase in old
                if isinstance(phrase, str) and phrase not in text and phrase not in _whole_cell(draft, name)
            ]
    if str(_source(entry.tree).get("row")) != str(row):
        change.lines.append(f"~ row {_source(entry.tree).get('row')} is row {row} now")
        change.edits.append((("source", "row"), str(row)))
    _compare_usages(entry, before.tree, after.tree, importer, change)
    _compare_values(entry, before.tree, after.tree, importer, change)
    if change.lines or change.held:
        change.kind = "changed" if change.edits else "kept"
    return change


def _whole_cell(draft: Draft, name: str) -> str:
    return draft.whole_cells.get(name, "")


def _compare_usages(
    entry: _Known, before: Mapping[str, Any], after: Mapping[str, Any], importer: Importer, change: Change
) -> None:
    for name in importer.reader.fields:
        old = {_essence(usage): usage for usage in before.get(name, [])}
        new = {_essence(usage): usage for usage in after.get(name, [])}
        mine = entry.tree.get(name, [])
        mine = mine if isinstance(mine, list) else [mine]
        have = {_essence(usage): position for position, usage in enumerate(mine) if isinstance(usage, dict)}
        label = importer.reader.fields[name].component.field
        gone: list[int] = []
        for essence, usage in old.items():
            if essence not in new:
                if essence in have:
                    change.lines.append(f"- {statement(name, usage)}")
                    gone.append(have[essence])
                elif any(isinstance(u, dict) and u.get(label) and u.get(label) == usage.get(label) for u in mine):
                    change.held.append(f"{statement(name, usage)} is not in the table any more, but you changed it")
        added = [usage for essence, usage in new.items() if essence not in old and essence not in have]
        change.lines += [f"+ {statement(name, usage)}" for usage in added]
        for position in sorted(gone, reverse=True):
            change.edits.append(((name, position), None))
        change.edits += [((name, len(mine) - len(gone) + number), usage) for number, usage in enumerate(added)]


def _compare_values(
    entry: _Known, before: Mapping[str, Any], after: Mapping[str, Any], importer: Importer, change: Change
) -> None:
    skipped = {*importer.reader.fields, "id", importer.drafter.source_field}
    old, new, mine = (dict(_leaves(tree, skipped)) for tree in (before, after, entry.tree))
    for path in [*old, *(path for path in new if path not in old)]:
        was, becomes, is_now = old.get(path), new.get(path), mine.get(path)
        if was == becomes:
            continue
        name = ".".join(path)
        if is_now == was:
            change.lines += [f"{sign} {name}: {_short(value)}" for sign, value in (("-", was), ("+", becomes)) if value]
            change.edits.append((path, becomes))
        elif is_now != becomes:
            change.held.append(f"{name} is {_short(becomes)} in the table, and {_short(is_now)} in the entry")


def _leaves(tree: Mapping[str, Any], skipped: Iterable[str]) -> Iterator[tuple[tuple[str, ...], Any]]:
    for key, value in tree.items():
        if key in skipped:
            continue
        if isinstance(value, dict):
            yield from (((key, *path), leaf) for path, leaf in _leaves(value, ()))
        else:
            yield (key,), value


def _essence(usage: Any) -> str:
    if not isinstance(usage, dict):
        return repr(usage)
    said = {k: v if not isinstance(v, str) else [v] for k, v in usage.items() if k not in ("quote", "note", "key")}
    return json.dumps(said, sort_keys=True, ensure_ascii=False)


def differences(old: Mapping[str, Any], new: Mapping[str, Any], importer: Importer) -> list[str]:
    """Return the statements that one tree of an entry has and the other has not, as `- …` and `+ …`."""
    lines: list[str] = []
    for name in importer.reader.fields:
        before = {_essence(usage): usage for usage in old.get(name, [])}
        after = {_essence(usage): usage for usage in new.get(name, [])}
        lines += [f"- {statement(name, usage)}" for essence, usage in before.items() if essence not in after]
        lines += [f"+ {statement(name, usage)}" for essence, usage in after.items() if essence not in before]
    leaves = [dict(_leaves(tree, importer.reader.fields)) for tree in (old, new)]
    for path in [*leaves[0], *(path for path in leaves[1] if path not in leaves[0])]:
        was, becomes = (leaf.get(path) for leaf in leaves)
        if was != becomes and path[:2] == (importer.drafter.source_field, "cells"):
            lines.append(f"~ cell {path[-1]}")
        elif was != becomes:
            lines += [
                f"{sign} {'.'.join(path)}: {_short(value)}" for sign, value in (("-", was), ("+", becomes)) if value
            ]
    return lines


def statement(field_name: str, usage: Mapping[str, Any]) -> str:
    """Return a usage in words.

    Examples
    --------
    >>> statement("datasets", {"dataset": "gigaspeech", "tasks": ["asr"], "quote": "GigaSpeech (ASR)"})
    'datasets: gigaspeech, tasks asr'
    """
    parts: list[str] = []
    for key, value in usage.items():
        if key in ("quote", "note", "amount", "unit", "amount_qualifier"):
            continue
        text = " ".join(value) if isinstance(value, list) and all(isinstance(v, str) for v in value) else str(value)
        parts.append(text if not parts else f"{key.replace('_', ' ')} {text}")
    return f"{field_name}: {', '.join(parts)}"


def _short(value: Any) -> str:
    text = " ".join(str(value if not isinstance(value, list) else ", ".join(map(str, value))).split())
    return text if len(text) <= 60 else f"{text[:57]}…"


# --- a person's file


def _edited(path: Path, edits: Sequence[tuple[tuple[str | int, ...], Any]]) -> str:
    """Return the text of a YAML file with some fields changed; comments and what is not touched stay."""
    from ruamel.yaml import YAML
    from ruamel.yaml.comments import CommentedMap, CommentedSeq

    yaml = YAML()
    yaml.preserve_quotes = True
    yaml.width = 120
    yaml.indent(mapping=2, sequence=4, offset=2)
    tree = yaml.load(path.read_text(encoding="utf-8"))

    def made(value: Any, flow: bool) -> Any:
        if isinstance(value, dict):
            mapping = CommentedMap({key: made(inner, True) for key, inner in value.items()})
            if flow and not any(isinstance(inner, dict) for inner in value.values()):
                mapping.fa.set_flow_style()
            return mapping
        if isinstance(value, list):
            listed = CommentedSeq([made(inner, True) for inner in value])
            if all(isinstance(inner, str) for inner in value):
                listed.fa.set_flow_style()
            return listed
        return value

    for where, value in edits:
        holder = tree
        for step, following in pairwise(where):
            if isinstance(holder, list) and isinstance(step, int):
                holder = holder[step]
            else:
                if step not in holder:
                    holder[step] = CommentedSeq() if isinstance(following, int) else CommentedMap()
                elif isinstance(following, int) and not isinstance(holder[step], list):
                    holder[step] = CommentedSeq([holder[step]])
                holder = holder[step]
        last = where[-1]
        if value is None:
            del holder[last]
        elif isinstance(holder, list):
            holder.insert(int(last), made(value, True))
        else:
            holder[last] = made(value, False)
    for key in [key for key, value in tree.items() if isinstance(value, list) and not value]:
        del tree[key]
    stream = io.StringIO()
    yaml.dump(tree, stream)
    return stream.getvalue()
