"""Something that goes, with nothing that refers to it: the new files, and the IRIs that go with it."""

from __future__ import annotations

from pathlib import Path

from slm_graph.documents import Edit
from slm_graph.entries import (
    Survey,
    entry_paths,
    entry_tree,
    given_label,
    item_paths,
    label_in_survey,
    label_of,
    labels_of,
    row_paths,
)
from slm_graph.files import shown
from slm_graph.problems import Fault, InvalidData, Problem
from slm_graph.renaming.decisions import decisions
from slm_graph.renaming.definitions import Definition
from slm_graph.renaming.places import file_of, row_file
from slm_graph.renaming.references import referrers
from slm_graph.renaming.texts import Changes, changed, text_of, with_lines


def require_unreferred(survey: Survey, definition: Definition, step: str) -> None:
    """Raise InvalidData where something refers to a thing, each place with the next step."""
    problems = [
        reference.document.problem(
            reference.pointer.place, f"{reference.pointer.slot.field} names {definition.id}; {step}"
        )
        for reference in referrers(survey, definition)
    ]
    for decision in decisions(survey, definition) if not definition.is_usage else ():
        message = f'"{decision.word.word}" is decided to be {definition.id}; {step}'
        problems.append(Problem(shown(decision.path), decision.word.line, 1, message))
    if problems:
        raise InvalidData(problems)


def paths_with(survey: Survey, definition: Definition) -> dict[str, str]:
    """Return the paths of what goes, and of what goes with it, each with its label."""
    schema, vocabulary = survey.schema, survey.vocabulary
    if definition.cls is schema.survey_class:
        item = next(one for one in vocabulary.items if (one.class_name, one.id) == (definition.cls.name, definition.id))
        label = given_label(definition.cls, item.tree)
        return labels_of(schema, vocabulary, item.tree, item_paths(schema, item), label)
    if definition.cls is not schema.entry_class:
        return _own_path(survey, definition)
    label = given_label(definition.cls, definition.tree)
    labels = labels_of(schema, vocabulary, definition.tree, entry_paths(schema, definition.tree), label)
    for row in survey.further.get(definition.id, ()):
        tree = entry_tree(row.document)
        in_survey = label_in_survey(schema, vocabulary, label, row.survey)
        labels |= labels_of(schema, vocabulary, tree, row_paths(schema, tree), in_survey)
    return labels


def _own_path(survey: Survey, definition: Definition) -> dict[str, str]:
    tree = definition.document.tree
    parent = given_label(survey.schema.entry_class, tree) if isinstance(tree, dict) else ""
    for row in (row for rows in survey.further.values() for row in rows):
        if row.document.path == definition.document.path:
            labels = survey.vocabulary.labels(survey.schema.entry_class.name)
            name = labels.get(row.entry_id, row.entry_id)
            parent = label_in_survey(survey.schema, survey.vocabulary, name, row.survey)
    return {definition.path: label_of(survey.schema, survey.vocabulary, definition.cls, definition.tree, parent)}


def removed_files(survey: Survey, definition: Definition) -> dict[Path, bytes | None]:
    """Return the files without a thing, None for those that go with it.

    Raises
    ------
    Fault
        A file cannot be changed in place.
    """
    path = file_of(survey, definition)
    files: dict[Path, bytes | None] = {}
    if definition.cls is survey.schema.entry_class:
        files.update((row_file(survey, row), None) for row in survey.further.get(definition.id, ()))
    if path.suffix == ".jsonl":
        if definition.place:
            place = ".".join(map(str, definition.place))
            raise Fault(f"{definition.document.path}:{definition.document.first_line}: {place} must go; do it by hand")
        files[path] = with_lines(path.read_bytes(), {definition.document.first_line: ""})
    elif not definition.place:
        files[path] = None
    else:
        files[path] = changed(path, text_of(path), Changes({}, [Edit(definition.place, None)])).encode()
    return files
