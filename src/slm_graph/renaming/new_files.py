"""The new texts of the files of a project in which something has another id, and the stubs for what that retires."""

from __future__ import annotations

import codecs
import io
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

from slm_graph.documents import Document, FieldPath, edited, json_line, text_tree, with_scalars
from slm_graph.entries import (
    FurtherRow,
    Item,
    OwnPath,
    Survey,
    check_entry,
    entry_documents,
    entry_paths,
    entry_tree,
    given_label,
    item_paths,
    label_in_survey,
    label_of,
    labels_of,
    row_paths,
    vocabulary_file,
)
from slm_graph.files import shown
from slm_graph.problems import Fault
from slm_graph.renaming.changes import Changes, Renamer
from slm_graph.renaming.definitions import Definition
from slm_graph.renaming.stubs import Stub, with_stubs


class NewFiles:
    """What a new id changes: the new content of files, None for one that goes, and the stubs.

    Parameters
    ----------
    survey
        A project without problems.
    definition
        What gets another id.
    new
        Which.

    Raises
    ------
    Fault
        A file is laid out in a way that cannot be changed in place, or the schema has no class for stubs.
    """

    def __init__(self, survey: Survey, definition: Definition, new: str) -> None:
        self.files: dict[Path, bytes | None] = {}
        self.stubs: list[Stub] = []
        self._survey = survey
        self._data = survey.project.data
        self._definition = definition
        self._new = new
        self._renamer = Renamer(survey, definition, new)
        authority = list(survey.checker.authority.items())
        self._is_of_authority = any(item.document is definition.document for item in authority)
        self._change_lists([item for item in survey.vocabulary.items if self._is_listed(item)], self._vocabulary_file)
        if survey.settings is not None:
            self._change_lists([survey.settings], self._settings_file)
        self._change_lists(authority, self._authority_file)
        self._change_surveys()
        self._change_entries()
        # An item of the authority files is in the graph where something refers to it.
        if not self._is_of_authority or definition.path in survey.paths_in_use():
            self._add_stubs()

    # --- items

    def _is_listed(self, item: Item) -> bool:
        return item.class_name != self._survey.schema.survey_class.name

    def _change_surveys(self) -> None:
        """Change the files of the surveys, and note the stubs of what a survey holds."""
        for survey in (item for item in self._survey.vocabulary.items if not self._is_listed(item)):
            is_meant = self._is_defined_by(survey)
            settings = self._survey.settings
            if settings is None or survey.document is not settings.document:
                changes = self._renamer.references(survey.class_name, survey.tree) | (
                    {("id",): self._new} if is_meant else {}
                )
                if changes:
                    path = self._data / self._survey.schema.survey_class.folder / Path(survey.document.path).name
                    text = _changed(path, _text(path), Changes(changes, []))
                    is_named = is_meant and path.stem == survey.id
                    self._set(path, path.with_name(f"{self._new}.yaml") if is_named else path, text)
            if is_meant:
                after = item_paths(self._survey.schema, survey._replace(id=self._new))
                label = given_label(self._definition.cls, survey.tree)
                self._retire(survey.tree, item_paths(self._survey.schema, survey), after, label)

    def _settings_file(self, _: Item) -> Path:
        return self._data / f"{self._survey.schema.settings_class.file}.yaml"

    def _vocabulary_file(self, item: Item) -> Path:
        return vocabulary_file(self._data, self._survey.schema.classes[item.class_name])

    def _authority_file(self, item: Item) -> Path:
        return self._data / "authority" / f"{self._survey.schema.classes[item.class_name].vocabulary}.yaml"

    def _change_lists(self, items: Iterable[Item], file_of: Callable[[Item], Path]) -> None:
        by_file: dict[Path, dict[FieldPath, str]] = {}
        for item in items:
            changes = self._renamer.references(item.class_name, item.tree, item.path)
            if self._is_defined_by(item):
                changes[(*self._definition.place, "id")] = self._new
            if changes:
                by_file.setdefault(file_of(item), {}).update(changes)
        for path, changes in by_file.items():
            self.files[path] = _changed(path, _text(path), Changes(changes, [])).encode()

    def _is_defined_by(self, item: Item) -> bool:
        place = self._definition.place
        return item.document is self._definition.document and item.path == place[: len(item.path)]

    # --- entries

    def _change_entries(self) -> None:
        folder = self._data / self._survey.schema.entry_class.folder
        lines: dict[Path, dict[int, str]] = {}
        for document in entry_documents(self._survey):
            if not isinstance(document, Document) or not isinstance(document.tree, dict):
                continue
            if self._is_of_authority:
                check_entry(self._survey, document)  # lets what it refers to join the vocabulary
            for row in self._survey.further.get(str(document.tree.get("id")), ()):
                self._change_row(row, document)
            class_name = self._survey.schema.entry_class.name
            changes = self._renamer.statements(class_name, document.tree, defines=self._is_definition(document))
            if not changes.scalars and not changes.added:
                continue
            path = folder / Path(document.path).name
            if path.suffix == ".jsonl":
                if changes.added:
                    place = ".".join(map(str, changes.added[0].path))
                    message = f"{place} must become {changes.added[0].value}; write that first, then rename"
                    raise Fault(f"{document.path}:{document.first_line}: {message}")
                text = _changed(path, document.text, changes)
                lines.setdefault(path, {})[document.first_line] = text
                line = json_line(document.path, document.first_line, text.encode())
                after = line.tree if isinstance(line, Document) else None
            else:
                text = _changed(path, _text(path), changes)
                is_named = self._is_definition(document) and not self._definition.place
                self._set(path, path.with_name(f"{self._new}.yaml") if is_named else path, text)
                after = text_tree(text)
            self._retire_entry(document, after)
        for path, texts in lines.items():
            self.files[path] = _with_lines(path.read_bytes(), texts)

    def _is_definition(self, document: Document) -> bool:
        holder = self._definition.document
        return (document.path, document.first_line) == (holder.path, holder.first_line)

    def _change_row(self, row: FurtherRow, entry: Document) -> None:
        """Change the file of a further row, which moves with its survey, and note the stubs of its IRIs."""
        schema, tree = self._survey.schema, entry_tree(row.document)
        assert schema.adding_class is not None  # noqa: S101  (a further row is an instance of it)
        is_definition = self._is_definition(row.document)
        changes = self._renamer.statements(schema.adding_class.name, tree, defines=is_definition)
        if not changes.scalars and not changes.added:
            return
        path = self._data / schema.adding_class.folder / row.survey / Path(row.document.path).name
        text = _changed(path, _text(path), changes)
        is_of_survey = self._definition.cls is schema.survey_class and row.survey == self._definition.id
        self._set(path, path.parent.with_name(self._new) / path.name if is_of_survey else path, text)
        check_entry(self._survey, entry)  # lets items of the authority files join, whose labels are wanted
        label = given_label(schema.entry_class, entry_tree(entry))
        label = label_in_survey(schema, self._survey.vocabulary, label, row.survey)
        self._retire(tree, row_paths(schema, tree), row_paths(schema, text_tree(text)), label)

    def _set(self, path: Path, new_path: Path, text: str) -> None:
        """Give a file its text, and its new name."""
        if new_path != path and new_path.exists():
            # Where a file system folds case, this is the same file.
            raise Fault(f"{shown(new_path)}: is there already; move it away, or give another id")
        if new_path != path:
            self.files[path] = None
        self.files[new_path] = text.encode()

    def _retire_entry(self, document: Document, after: Any) -> None:
        """Note the stubs of the IRIs of an entry that become others."""
        schema, tree = self._survey.schema, document.tree
        assert isinstance(tree, dict)  # noqa: S101  (the caller looked)
        check_entry(self._survey, document)  # lets items of the authority files join, whose labels are wanted
        self._retire(tree, entry_paths(schema, tree), entry_paths(schema, after), given_label(schema.entry_class, tree))

    def _retire(
        self, tree: Mapping[str, Any], before: Iterable[OwnPath], after: Iterable[OwnPath], parent: str
    ) -> None:
        """Note the stubs of the IRIs of a tree that become others."""
        made = list(before)
        labels = labels_of(self._survey.schema, self._survey.vocabulary, tree, made, parent)
        for old, new in zip(made, after, strict=True):
            if old.path != new.path:
                self.stubs.append(Stub(old.path, labels[old.path], new.path))

    # --- stubs

    def _add_stubs(self) -> None:
        definition, cls = self._definition, self._survey.schema.retired_class
        if cls is None:
            raise Fault(
                f"{self._survey.schema.path}: has no class of retired IRIs; take over Retired of the bundled one"
            )
        if all(stub.path != definition.path for stub in self.stubs):
            label = label_of(self._survey.schema, self._survey.vocabulary, definition.cls, definition.tree)
            new = f"{definition.path.rpartition('/')[0]}/{self._new}"
            self.stubs.insert(0, Stub(definition.path, label, new))
        path = vocabulary_file(self._data, cls)
        text = _text(path) if path.exists() else ""
        self.files[path] = with_stubs(self._survey, text, self.stubs).encode()


def _text(path: Path) -> str:
    return path.read_bytes().decode("utf-8")


def _changed(path: Path, text: str, changes: Changes) -> str:
    try:
        text = with_scalars(text, changes.scalars) if changes.scalars else text
        return edited(text, changes.added) if changes.added else text
    except ValueError as error:
        raise Fault(f"{shown(path)}: {error}; do it by hand") from None


def _with_lines(content: bytes, texts: Mapping[int, str]) -> bytes:
    """Return the content of a JSON Lines file with other texts for some of its lines, ends of lines included."""
    mark = codecs.BOM_UTF8 if content.startswith(codecs.BOM_UTF8) else b""
    with io.BytesIO(content.removeprefix(mark)) as stream:
        lines = [texts[number].encode() if number in texts else line for number, line in enumerate(stream, 1)]
    return mark + b"".join(lines)
