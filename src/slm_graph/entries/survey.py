"""A project, read and checked.

A folder of data holds, for each class of the schema that says so, `FILE.yaml`, `vocabulary/VOCABULARY.yaml` or
`FOLDER/*.yaml` (one instance a file); entries also `FOLDER/*.jsonl` (one a line). What the rows of further surveys
state of an entry stands in `FOLDER/SURVEY/*.yaml`, and is read beforehand, so that it comes with its entry.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from slm_graph.documents import Document, read_json_lines
from slm_graph.entries.checker import Checker
from slm_graph.entries.contradictions import contradictions, foreign_cells, identifiers
from slm_graph.entries.evidence import Evidence
from slm_graph.entries.items import Findings, FurtherRow, Item, Key, Reference
from slm_graph.entries.keys import KeyedField, key_problems, keyed_fields
from slm_graph.entries.paths import item_paths
from slm_graph.entries.reading import read_entries, read_further_rows, read_settings, unread_files
from slm_graph.entries.retired import Retired
from slm_graph.entries.sources import Columns, Sources, row_key, survey_problems
from slm_graph.entries.vocabulary import Vocabulary, read_vocabulary
from slm_graph.files import settle
from slm_graph.problems import Problem
from slm_graph.project import Project
from slm_graph.schema import Schema, read_schema


@dataclass
class Survey:
    """What all entries of a project share, with the problems of the vocabulary."""

    project: Project
    schema: Schema
    settings: Item | None
    main: Item | None
    """The survey that the settings name."""
    sources: Sources
    vocabulary: Vocabulary
    checker: Checker
    evidence: Evidence
    keyed_fields: list[KeyedField]
    problems: list[Problem]
    references: list[Reference]
    """What the vocabulary refers to and only entries may have, such as the paper of a system."""
    further: dict[str, list[FurtherRow]]
    """What further rows state, by the id of the entry that they are about."""
    retired: Retired

    def paths_in_use(self) -> set[str]:
        """Return the paths of the vocabulary's items, of those of the authority files that something refers to too."""
        items = [item for item in (*self.vocabulary.items, *self.vocabulary.adopted) if item.id]
        cls = self.schema.retired_class
        in_use = (item for item in items if cls is None or item.class_name != cls.name)
        return {made.path for item in in_use for made in item_paths(self.schema, item)}

    @cached_property
    def columns(self) -> Columns:
        """The columns of the survey that the settings name, those of several tables together."""
        return self.sources.all_columns(self.main.id if self.main else "")

    @property
    def column_fields(self) -> dict[str, tuple[str, ...]]:
        """The fields that each of these columns fills."""
        return dict(self.columns.field_names)


@dataclass
class CheckedEntry:
    """An entry with what further rows state of it, and what was found about them."""

    document: Document
    further: list[FurtherRow]
    problems: list[Problem]
    keys: list[Key]
    """What may occur once among all entries: ids, rows."""
    references: list[Reference] = field(default_factory=list)
    paths: list[str] = field(default_factory=list)
    """The paths of its IRIs that stubs of retired ones mention."""

    @property
    def further_trees(self) -> list[dict[str, Any]]:
        """The trees of the further rows, once the checks have passed them."""
        return [entry_tree(row.document) for row in self.further]


def read_survey(project: Project) -> Survey:
    """Read and check the schema, the settings, the surveys and the vocabulary of a project.

    Raises
    ------
    InvalidData
        The schema has problems. Those of the data are collected in the result.
    OSError
        A command that wrote to the data was stopped, and what it left cannot be completed; or one is just writing.
    """
    settle(project.data)
    schema = read_schema(project.schema)
    settings, problems = read_settings(schema, project.data)
    vocabulary, more = read_vocabulary(schema, project.data, settings)
    problems += [*more, *unread_files(schema, project.data)]
    retired = Retired(schema, vocabulary.items)
    checker = Checker(schema, vocabulary, project.data, retired)
    references: list[Reference] = []
    if settings is not None:
        problems += checker.check(settings.class_name, settings.document, settings.tree).problems
    for item in vocabulary.items:
        if settings is None or item.document is not settings.document:
            findings = checker.check(item.class_name, item.document, item.tree, item.path)
            problems += findings.problems
            if isinstance(item.tree, dict):
                problems += contradictions(item.document, item.tree, item.path)
            references += findings.open_references
    surveys = [item for item in vocabulary.items if item.class_name == schema.survey_class.name]
    problems += [problem for survey in surveys for problem in survey_problems(survey)]
    main = _main(settings, surveys)
    if settings is not None and not surveys and isinstance(wanted := settings.tree.get("survey"), str):
        # Else the checker has told it.
        reference = Reference(schema.survey_class.name, wanted, settings.document, ("survey",))
        problems.append(checker.dangling(reference))
    sources = Sources(schema, surveys, main.id if main else "")
    further, more = _further_rows(schema, project.data)
    problems += more
    references += [_reference_to_entry(schema, row) for rows in further.values() for row in rows]
    return Survey(
        project=project,
        schema=schema,
        settings=settings,
        main=main,
        sources=sources,
        vocabulary=vocabulary,
        checker=checker,
        evidence=Evidence(schema, vocabulary, sources.quoted),
        keyed_fields=keyed_fields(schema),
        problems=problems,
        references=references,
        further=further,
        retired=retired,
    )


def _main(settings: Item | None, surveys: list[Item]) -> Item | None:
    named = settings.tree.get("survey") if settings else None
    wanted = named.get("id") if isinstance(named, dict) else named
    return next((survey for survey in surveys if survey.id and survey.id == wanted), None)


def _further_rows(schema: Schema, data: Path) -> tuple[dict[str, list[FurtherRow]], list[Problem]]:
    rows: dict[str, list[FurtherRow]] = {}
    problems: list[Problem] = []
    for row in read_further_rows(schema, data):
        if isinstance(row, Problem):
            problems.append(row)
        else:
            rows.setdefault(row.entry_id, []).append(row)
    return rows, problems


def _reference_to_entry(schema: Schema, row: FurtherRow) -> Reference:
    assert schema.adding_class is not None  # noqa: S101  (a further row is an instance of it)
    slot = schema.adding_class.slots[schema.adding_class.adds_to]
    return Reference(slot.range, row.entry_id, row.document, (slot.field,))


def entry_documents(survey: Survey) -> Iterator[Document | Problem]:
    """Yield the entries of a project, or what keeps one from being read."""
    if survey.project.entries is not None:
        return read_json_lines(survey.project.entries)
    return read_entries(survey.schema, survey.project.data)


def check_entry(survey: Survey, document: Document) -> CheckedEntry:
    """Check one entry, and what further rows state of it: fields, ids, quotes, and what must occur once within it."""
    entry_class = survey.schema.entry_class.name
    entry_id = document.tree.get("id") if isinstance(document.tree, dict) else None
    further = survey.further.get(entry_id, []) if isinstance(entry_id, str) else []
    checked = check_statements(survey, entry_class, document)
    for row in further:
        assert survey.schema.adding_class is not None  # noqa: S101  (a further row is an instance of it)
        more = check_statements(survey, survey.schema.adding_class.name, row.document)
        checked.problems += [*more.problems, *_misplaced(row)]
        checked.keys += more.keys
        checked.references += more.references
        checked.paths += more.paths
    checked.further = further
    return checked


def check_further_row(survey: Survey, document: Document) -> list[Problem]:
    """Return what is wrong with what one further row states."""
    assert survey.schema.adding_class is not None  # noqa: S101  (a further row is an instance of it)
    return check_statements(survey, survey.schema.adding_class.name, document).problems


def check_statements(
    survey: Survey, class_name: str, document: Document, findings: Findings | None = None
) -> CheckedEntry:
    """Check an entry, or what one further row states.

    Parameters
    ----------
    findings
        What checking the fields and the keys of usages has brought up, where that is done.
    """
    is_done = findings is not None
    if findings is None:
        findings = survey.checker.check(class_name, document, document.tree)
    problems = findings.problems
    keys: list[Key] = []
    paths: list[str] = []
    if isinstance(document.tree, dict):
        tree = document.tree
        if not survey.problems or survey.columns.names:
            # Where the survey's file is broken no column is known, which is told once.
            problems += survey.evidence.problems(document, tree)
        source = tree.get("source")
        if isinstance(source, dict):
            problems += survey.sources.row_problems(document, source)
            problems += foreign_cells(document, source, survey.sources)
        problems += contradictions(document, tree)
        if not is_done:
            problems += key_problems(survey.keyed_fields, document, tree)
        keys = list(_unique_keys(class_name, document, findings))
        if survey.project.entries is None:
            # A stream is not kept by hand, and no more of it is remembered than its ids.
            keys += _identifier_keys(findings)
            paths = survey.retired.paths_of(class_name, tree)
    return CheckedEntry(document, [], problems, keys, findings.open_references, paths)


def _misplaced(row: FurtherRow) -> Iterator[Problem]:
    tree = row.document.tree
    source = tree.get("source") if isinstance(tree, dict) else None
    survey = source.get("survey") if isinstance(source, dict) else None
    if isinstance(survey, str) and survey != row.survey:
        message = f"{survey}: the file is in the folder of {row.survey}; move it, or mend the survey"
        yield row.document.problem(("source", "survey"), message)


def entry_tree(document: Document) -> dict[str, Any]:
    """Return the tree of an entry that the checks have passed."""
    assert isinstance(document.tree, dict)  # noqa: S101  (the checks ask for it)
    return document.tree


def _unique_keys(class_name: str, document: Document, findings: Findings) -> Iterator[Key]:
    tree = entry_tree(document)
    if isinstance(tree.get("id"), str):
        yield Key(f"{class_name} id", tree["id"], document, ("id",))
    source = tree.get("source")
    if isinstance(source, dict) and ("key" in source or "row" in source):
        name = "key" if "key" in source else "row"
        yield Key("row", f"{source.get('survey')}/{row_key(source)}", document, ("source", name))
    for item in findings.defined:
        yield Key(f"{item.class_name} id", item.id, document, (*item.path, "id"))


def _identifier_keys(findings: Findings) -> Iterator[Key]:
    for item in findings.defined:
        for name, value in identifiers(item.tree):
            yield Key(name, value, item.document, (*item.path, name))
