"""The new texts of the files of a project in which references lead elsewhere, and the stubs for what that retires."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from slm_graph.documents import Document, json_line, text_tree
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
from slm_graph.renaming.changes import Follower
from slm_graph.renaming.decisions import with_decisions
from slm_graph.renaming.definitions import Definition
from slm_graph.renaming.stubs import Stub, stub_file
from slm_graph.renaming.texts import Changes, changed, text_of, with_lines

Own = Mapping[tuple[str, int], Changes]
"""What changes besides the references, by the path and the first line of a document."""


class NewFiles:
    """What leads references elsewhere: the new content of files, None for one that goes, and the stubs.

    Parameters
    ----------
    survey
        A project without problems.
    definition
        What gets another id, or goes.
    follower
        What tells how the references change.
    replaced_by
        The paths that take its place.
    new
        The id that it gets; "" where it goes.
    own
        What changes where it stands, and where that stands which takes its place.

    Raises
    ------
    Fault
        A file is laid out in a way that cannot be changed in place, or the schema has no class for stubs.
    """

    def __init__(
        self,
        survey: Survey,
        definition: Definition,
        follower: Follower,
        replaced_by: Sequence[str],
        *,
        new: str = "",
        own: Own | None = None,
    ) -> None:
        self.files: dict[Path, bytes | None] = {}
        self.stubs: list[Stub] = []
        self._survey = survey
        self._data = survey.project.data
        self._definition = definition
        self._new = new
        self._replaced_by = tuple(replaced_by)
        self._follower = follower
        self._own = own or {}
        authority = list(survey.checker.authority.items())
        self._is_of_authority = any(item.document is definition.document for item in authority)
        self._change_lists([item for item in survey.vocabulary.items if self._is_listed(item)], self._vocabulary_file)
        if survey.settings is not None:
            self._change_lists([survey.settings], self._settings_file)
        self._change_lists(authority, self._authority_file)
        self._change_surveys()
        self._change_entries()
        if not definition.is_usage:
            self.files.update(with_decisions(survey, definition, follower.new_of))
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
                changes = self._follower.references(survey.class_name, survey.tree, survey.id)
                changes = changes.with_more(self._changes_of(survey.document, is_definition=is_meant))
                if changes:
                    path = self._data / self._survey.schema.survey_class.folder / Path(survey.document.path).name
                    text = changed(path, text_of(path), changes)
                    is_named = is_meant and path.stem == survey.id
                    self._set(path, path.with_name(f"{self._new}.yaml") if is_named else path, text)
            if is_meant and self._new:
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
        by_file: dict[Path, Changes] = {}
        of_documents: dict[Path, Changes] = {}
        for item in items:
            path = file_of(item)
            is_definition = self._is_defined_by(item)
            changes = Changes({}, [])
            if self._new or not is_definition:
                changes = self._follower.references(item.class_name, item.tree, item.id, item.path)
            if is_definition and self._new:
                changes.scalars[(*self._definition.place, "id")] = self._new
            if changes:
                by_file[path] = by_file.get(path, Changes({}, [])).with_more(changes)
            if own := self._own.get((item.document.path, item.document.first_line)):
                of_documents[path] = own
        for path, own in of_documents.items():
            by_file[path] = by_file.get(path, Changes({}, [])).with_more(own)
        for path, changes in by_file.items():
            self.files[path] = changed(path, text_of(path), changes).encode()

    def _changes_of(self, document: Document, *, is_definition: bool) -> Changes:
        """Return what changes in a document besides its references."""
        changes = Changes({("id",): self._new} if is_definition and self._new else {}, [])
        return changes.with_more(self._own.get((document.path, document.first_line), Changes({}, [])))

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
            is_definition = self._is_definition(document)
            entry_id = str(document.tree.get("id"))
            changes = self._follower.statements(class_name, document.tree, entry_id, defines=is_definition)
            changes = changes.with_more(self._own.get((document.path, document.first_line), Changes({}, [])))
            if not changes:
                continue
            path = folder / Path(document.path).name
            if path.suffix == ".jsonl":
                if changes.edits:
                    place, value = ".".join(map(str, changes.edits[0].path)), changes.edits[0].value
                    message = (
                        f"must become {value}; write that first, then do this again"
                        if value
                        else "must go; do it by hand"
                    )
                    raise Fault(f"{document.path}:{document.first_line}: {place} {message}")
                text = changed(path, document.text, changes)
                lines.setdefault(path, {})[document.first_line] = text
                line = json_line(document.path, document.first_line, text.encode())
                after = line.tree if isinstance(line, Document) else None
            else:
                text = changed(path, text_of(path), changes)
                is_named = bool(self._new) and is_definition and not self._definition.place
                self._set(path, path.with_name(f"{self._new}.yaml") if is_named else path, text)
                after = text_tree(text)
            self._retire_entry(document, after)
        for path, texts in lines.items():
            self.files[path] = with_lines(path.read_bytes(), texts)

    def _is_definition(self, document: Document) -> bool:
        holder = self._definition.document
        return (document.path, document.first_line) == (holder.path, holder.first_line)

    def _change_row(self, row: FurtherRow, entry: Document) -> None:
        """Change the file of a further row, which moves with its survey, and note the stubs of its IRIs."""
        schema, tree = self._survey.schema, entry_tree(row.document)
        assert schema.adding_class is not None  # noqa: S101  (a further row is an instance of it)
        is_definition = self._is_definition(row.document)
        changes = self._follower.statements(schema.adding_class.name, tree, row.entry_id, defines=is_definition)
        if not changes:
            return
        path = self._data / schema.adding_class.folder / row.survey / Path(row.document.path).name
        text = changed(path, text_of(path), changes)
        is_of_survey = (
            bool(self._new) and self._definition.cls is schema.survey_class and row.survey == self._definition.id
        )
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
        # What goes from here, its stub comes from where it is defined.
        by_place = {(new.place, new.class_name): new.path for new in after}
        for old in made:
            new_path = by_place.get((old.place, old.class_name), old.path)
            if new_path != old.path:
                self.stubs.append(Stub(old.path, labels[old.path], (new_path,)))

    # --- stubs

    def _add_stubs(self) -> None:
        definition = self._definition
        if all(stub.path != definition.path for stub in self.stubs):
            label = label_of(self._survey.schema, self._survey.vocabulary, definition.cls, definition.tree)
            self.stubs.insert(0, Stub(definition.path, label, self._replaced_by))
        self.files.update(stub_file(self._survey, self.stubs))
