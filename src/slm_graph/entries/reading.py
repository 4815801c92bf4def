"""The settings and the entries of a folder of data, not yet checked."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from slm_graph.documents import Document, read_json_lines, read_yaml
from slm_graph.entries.items import Item
from slm_graph.files import shown
from slm_graph.problems import Problem, nearest
from slm_graph.schema import Schema


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


def _other_endings(folder: Path) -> Iterator[Problem]:
    for path in sorted(folder.glob("*.yml")):
        yield Problem(shown(path), 1, 1, "is not read, for its ending; name it .yaml")
