"""The settings, the surveys, the entries and further rows of a folder of data, not yet checked."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from slm_graph.documents import Document, read_json_lines, read_yaml
from slm_graph.entries.items import FurtherRow, Item
from slm_graph.files import shown
from slm_graph.problems import Problem, nearest
from slm_graph.schema import Class, Schema
from slm_graph.text import article


def read_settings(schema: Schema, data: Path) -> tuple[Item | None, list[Problem]]:
    """Read `survey.yaml`: what the survey is, and what the graph says of itself."""
    cls = schema.settings_class
    path = data / f"{cls.file}.yaml"
    if not path.exists():
        return None, [Problem(shown(path), 1, 1, "no such file; write it, or give the folder that has it with --data")]
    document, problems = read_yaml(path)
    if document is None or not isinstance(document.tree, dict):
        return None, problems or [Problem(shown(path), 1, 1, "is no mapping; write survey: and graph:")]
    return Item(cls.name, "", document, (), document.tree), problems


def read_folder(cls: Class, data: Path) -> tuple[list[Item], list[Problem], bool]:
    """Return the items of a class that has a file for each, what is wrong with the files, and whether all were read."""
    items: list[Item] = []
    problems: list[Problem] = []
    is_whole = True
    for path in sorted((data / cls.folder).glob("*.yaml")):
        document, faults = read_yaml(path)
        problems += faults
        if document is None:
            is_whole = False
            continue
        if not isinstance(document.tree, dict):
            problems.append(document.problem((), f"is no mapping; write the fields of {article(cls.name)} {cls.name}"))
            is_whole = False
            continue
        item_id = document.tree.get("id")
        items.append(Item(cls.name, item_id if isinstance(item_id, str) else "", document, (), document.tree))
    return items, problems, is_whole


def read_further_rows(schema: Schema, data: Path) -> Iterator[FurtherRow | Problem]:
    """Read what further rows state of entries, in the order of their surveys and of their names."""
    cls = schema.adding_class
    if cls is None:
        return
    for path in sorted((data / cls.folder).rglob("*.yaml"), key=lambda path: (path.parent, path.stem)):
        document, problems = read_yaml(path)
        yield from problems
        if document is None:
            continue
        below = path.relative_to(data / cls.folder).parts
        entry_id = document.tree.get(cls.slots[cls.adds_to].field) if isinstance(document.tree, dict) else None
        if len(below) != 2:
            yield document.problem((), f"stands in no folder of a survey; move it to {cls.folder}/SURVEY/{below[-1]}")
        elif not isinstance(document.tree, dict) or not isinstance(entry_id, str):
            name = cls.slots[cls.adds_to].field
            yield document.problem((), f"{name} is missing; add it: the id of the entry that the row is about")
        else:
            yield FurtherRow(document, below[0], entry_id)


def read_entries(schema: Schema, data: Path) -> Iterator[Document | Problem]:
    """Read the entries of a folder, YAML files in the order of their names, then JSON Lines."""
    folder = data / schema.entry_class.folder
    yaml_files, line_files = sorted(folder.glob("*.yaml")), sorted(folder.glob("*.jsonl"))
    if not yaml_files and not line_files:
        yield Problem(shown(folder), 1, 1, "no entries (*.yaml, *.jsonl); add one, or give the folder with --data")
    yield from _other_endings(folder)
    for path in yaml_files:
        document, problems = read_yaml(path)
        yield from problems
        if document is not None:
            yield document
            yield from _other_name(schema, path, document)
    for path in line_files:
        yield from read_json_lines(path)


def unread_files(schema: Schema, data: Path) -> Iterator[Problem]:
    """Yield the files of the vocabulary and of the settings that nothing reads, for their ending or their name."""
    names = {f"{cls.vocabulary}.yaml" for cls in schema.vocabulary_classes}
    yield from _other_endings(data)
    for cls in schema.classes.values():
        if cls.folder and not cls.is_entry:
            yield from _other_endings(data / cls.folder, *(data / cls.folder).glob("*/"))
    for folder in (data / "vocabulary", data / "authority"):
        yield from _other_endings(folder)
        for path in sorted(folder.glob("*.yaml")):
            if path.name not in names:
                advice = nearest(path.name, names) or f"; name it one of {', '.join(sorted(names))}"
                yield Problem(shown(path), 1, 1, f"is not read, since no class of the schema has this file{advice}")


def _other_name(schema: Schema, path: Path, document: Document) -> Iterator[Problem]:
    """Yield that the file of an entry has another name than the entry's id."""
    entry_id = document.tree.get("id") if isinstance(document.tree, dict) else None
    pattern = schema.entry_class.slots["id"].pattern
    is_id = isinstance(entry_id, str) and (not pattern or pattern.fullmatch(entry_id))
    if is_id and entry_id != path.stem:
        message = f"{entry_id}: is not the file's name; call the file {entry_id}.yaml, or mend the id"
        yield document.problem(("id",), message)


def _other_endings(*folders: Path) -> Iterator[Problem]:
    for path in sorted(path for folder in folders for path in folder.glob("*.yml")):
        yield Problem(shown(path), 1, 1, "is not read, for its ending; name it .yaml")
