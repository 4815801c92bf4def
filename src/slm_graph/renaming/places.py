"""Which file of a project defines something."""

from __future__ import annotations

from pathlib import Path

from slm_graph.entries import FurtherRow, Survey, vocabulary_file
from slm_graph.renaming.definitions import Definition


def file_of(survey: Survey, definition: Definition) -> Path:
    """Return the file that defines something."""
    data, schema, document = survey.project.data, survey.schema, definition.document
    if is_of_authority(survey, definition):
        return data / "authority" / f"{definition.cls.vocabulary}.yaml"
    if survey.settings is not None and document is survey.settings.document:
        return data / f"{schema.settings_class.file}.yaml"
    if is_listed(definition):
        return vocabulary_file(data, definition.cls)
    if definition.cls is schema.survey_class:
        return data / schema.survey_class.folder / Path(document.path).name
    for row in (row for rows in survey.further.values() for row in rows):
        if row.document.path == document.path:
            return row_file(survey, row)
    return data / schema.entry_class.folder / Path(document.path).name


def row_file(survey: Survey, row: FurtherRow) -> Path:
    """Return the file of a further row."""
    assert survey.schema.adding_class is not None  # noqa: S101  (a further row is an instance of it)
    return survey.project.data / survey.schema.adding_class.folder / row.survey / Path(row.document.path).name


def is_of_authority(survey: Survey, definition: Definition) -> bool:
    """Tell whether an authority file defines something."""
    return any(item.document is definition.document for item in survey.checker.authority.items())


def is_listed(definition: Definition) -> bool:
    """Tell whether an item is one of the list that its file is, in contrast to one within an entry."""
    return len(definition.place) == 1 and isinstance(definition.place[0], int)
