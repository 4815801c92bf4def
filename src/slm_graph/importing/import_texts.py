"""The texts of the files that an import writes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from slm_graph.documents import Edit, edited, to_yaml, with_items, without_items
from slm_graph.entries import (
    Item,
    vocabulary_file,
)
from slm_graph.importing.changes import Change
from slm_graph.importing.intake import Importer
from slm_graph.importing.matching import (
    MARK,
    fingerprint,
    mark_line,
)
from slm_graph.importing.surveys import survey_tree
from slm_graph.importing.table_reads import Intake

_SCHEMA = "ontology/entry.schema.json"


def change_texts(changes: Iterable[Change]) -> dict[Path, str]:
    """Return the texts of new and changed entries by their files; what a person changed is called a draft no more."""
    texts: dict[Path, str] = {}
    heads: dict[Path, str] = {}
    for change in changes:
        is_written = change.kind in ("new", "joins", "changed", "moved")
        if is_written and change.tree is not None:
            folder = change.path.parent
            head = heads[folder] if folder in heads else heads.setdefault(folder, _schema_line(folder))
            texts[change.path] = _entry_text(change.tree, head)
        elif (is_written and change.edits) or change.is_marked:
            text = _read(change.path)
            texts[change.path] = edited(mark_line.sub("", text, count=1) if change.is_marked else text, change.edits)
    return texts


def _schema_line(folder: Path) -> str:
    """Return the line that tells an editor which schema the entries of a folder have, where the project has it."""
    # An entry stands in data/FOLDER, a further row in data/FOLDER/SURVEY.
    above = list(enumerate(folder.parents, 1))[1:3]
    steps = next((steps for steps, parent in above if (parent / _SCHEMA).is_file()), 0)
    kind = "#/$defs/FurtherRow" if steps == 3 else ""
    return f"# yaml-language-server: $schema={'../' * steps}{_SCHEMA}{kind}\n" if steps else ""


def _entry_text(tree: Mapping[str, Any], head: str) -> str:
    """Return the file of a drafted entry."""
    body = to_yaml(tree)
    note = f"{MARK}{fingerprint(head + body)}: until something is changed here, --update may write it anew\n"
    return head + note + body


def items_by_file(importer: Importer, items: Iterable[Item]) -> dict[Path, list[Item]]:
    """Return items by the vocabulary files of their classes."""
    by_file: dict[Path, list[Item]] = {}
    for item in items:
        path = vocabulary_file(importer.survey.project.data, importer.schema.classes[item.class_name])
        by_file.setdefault(path, []).append(item)
    return by_file


def item_texts(importer: Importer, items: Mapping[Path, Sequence[Item]]) -> dict[Path, str]:
    """Return the texts of vocabulary files with items added at their ends, where what is there stays as it is."""
    texts: dict[Path, str] = {}
    for path, of_class in items.items():
        text = _read(path) if path.exists() else ""
        there = sum(item.class_name == of_class[0].class_name for item in importer.survey.vocabulary.items)
        if there:
            text = with_items(text, [item.tree for item in of_class])
        else:
            comments = text.strip().removesuffix("[]").strip()
            new = "\n".join(to_yaml([item.tree]) for item in of_class)
            text = f"{comments}\n\n{new}" if comments else new
        texts[path] = text
    return texts


def authority_texts(importer: Importer) -> dict[Path, str]:
    """Return the texts of authority files without the items that moved to the vocabulary."""
    by_file: dict[Path, list[int]] = {}
    for item in importer.moved:
        name = f"{importer.schema.classes[item.class_name].vocabulary}.yaml"
        path = importer.survey.project.data / "authority" / name
        by_file.setdefault(path, []).append(int(item.path[0]))
    return {path: without_items(_read(path), positions) for path, positions in by_file.items()}


def settings_text(importer: Importer, intake: Intake) -> dict[Path, str]:
    """Return the file of the survey with what the columns mean, where it names none yet."""
    if not intake.tables and not intake.mapped:
        return {}
    survey = importer.target.item
    data = importer.survey.project.data
    # A survey stands in a file of its own, or within the settings.
    folder, file = importer.schema.survey_class.folder, importer.schema.settings_class.file
    path = data / f"{file}.yaml" if survey.path else data / folder / f"{survey.id}.yaml"
    tree, edits = survey_edits(importer, intake)
    if importer.target.is_new:
        return {path: to_yaml(tree)}
    if importer.survey.main is None or not edits:
        return {}
    return {path: edited(_read(path), [edit._replace(path=(*survey.path, *edit.path)) for edit in edits])}


def survey_edits(importer: Importer, intake: Intake) -> tuple[dict[str, Any], list[Edit]]:
    """Return the survey with the columns of the tables that were read, and what that changes in its file."""
    if importer.target.has_tables:
        return survey_tree(importer.target, intake.mapped)
    tree = importer.target.item.tree
    listed = tree["columns"] if isinstance(tree.get("columns"), list) else []
    names = {column.get("name") for column in listed if isinstance(column, dict)}
    new: dict[str, dict[str, Any]] = {}
    for read in intake.tables:
        for column in read.columns:
            if column.header not in names:
                fields = list(column.fields)
                new.setdefault(column.header, {"name": column.header, **({"fields": fields} if fields else {})})
    columns = [*listed, *new.values()]
    edits = [Edit(("columns", number), column) for number, column in enumerate(new.values(), len(listed))]
    return {**tree, "columns": columns}, edits if listed or not new else [Edit(("columns",), columns)]


def _read(path: Path) -> str:
    return path.read_bytes().decode("utf-8")
