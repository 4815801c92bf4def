"""What was published: the graph of the last release, and which of its IRIs are gone."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Collection, Iterator
from pathlib import Path
from typing import NamedTuple

from slm_graph.documents import Document
from slm_graph.entries.paths import entry_paths, item_path, item_paths, row_paths
from slm_graph.entries.survey import Survey, check_entry, entry_documents, entry_tree, read_survey
from slm_graph.entries.vocabulary import vocabulary_file
from slm_graph.files import open_regular, shown
from slm_graph.problems import InvalidData, Problem
from slm_graph.project import GRAPH_NAME, Project
from slm_graph.schema import Schema

_SECONDS = 60


class Release(NamedTuple):
    """A graph that was published: what it is called, its bytes, and the ending of its format."""

    name: str
    content: bytes
    ending: str


def find_release(project: Project, path: Path | None = None, *, before: str = "") -> Release | None:
    """Return the graph in a file, or the committed one at the last git tag; None where nothing was released.

    Parameters
    ----------
    before
        A git tag that is too late, and so are all after it.

    Raises
    ------
    OSError
        The file cannot be read.
    """
    if path is not None:
        with open_regular(path) as stream:
            return Release(shown(path), stream.read(), path.suffix.removeprefix("."))
    if project.is_fallback or project.entries is not None:
        return None
    root = project.data.resolve().parent
    if not any((folder / ".git").exists() for folder in (root, *root.parents)):
        return None
    revision = f"{before}^" if before else "HEAD"
    tag = _git(root, "describe", "--tags", "--abbrev=0", revision).decode("utf-8", "replace").strip()
    content = _git(root, "cat-file", "blob", f"{tag}:./output/{GRAPH_NAME}") if tag else b""
    return Release(tag, content, "ttl") if content else None


def gone_problems(project: Project, release: Release) -> list[Problem]:
    """Return a problem for each IRI of a release that sound data neither make nor have a stub of.

    Raises
    ------
    InvalidData
        The release is no RDF.
    """
    survey = read_survey(project)
    published = set(published_paths(survey.schema, release))
    gone = published - set(_known_paths(survey))
    adoptable = {item_path(survey.schema, item) for item in survey.checker.authority.items()} if gone else set()
    if gone & adoptable:
        for document in entry_documents(survey):
            if isinstance(document, Document):
                check_entry(survey, document)  # lets what it refers to join the vocabulary
        gone -= survey.paths_in_use()
    labels = _labels(survey.schema, release, gone) if gone else {}
    cls = survey.schema.retired_class
    file = shown(vocabulary_file(project.data, cls) if cls else project.schema)
    advice = "bring it back, or add a stub here (id, label, deprecated: true, replaced_by)"
    return [
        Problem(file, 1, 1, f'{path}: is in {release.name} and gone ("{labels.get(path, "")}"); {advice}')
        for path in sorted(gone)
    ]


def _known_paths(survey: Survey) -> Iterator[str]:
    for item in (*survey.vocabulary.items, *survey.vocabulary.adopted):
        yield from (made.path for made in item_paths(survey.schema, item))
    for row in (row for rows in survey.further.values() for row in rows):
        yield from (made.path for made in row_paths(survey.schema, entry_tree(row.document)))
    for document in entry_documents(survey):
        if isinstance(document, Document) and isinstance(document.tree, dict):
            yield from (made.path for made in entry_paths(survey.schema, document.tree))


def published_paths(schema: Schema, release: Release) -> Iterator[str]:
    """Yield the paths of what a release describes, but not those of the graph itself and of its parts."""
    of_graph = _kinds_of_description(schema)
    for subject, _, _ in _statements(release):
        if subject.startswith(schema.base):
            path = subject.removeprefix(schema.base)
            if path.partition("/")[0] not in of_graph:
                yield path


def _labels(schema: Schema, release: Release, paths: Collection[str]) -> dict[str, str]:
    label = schema.slots["rdfs_label"].uri
    return {
        subject.removeprefix(schema.base): text
        for subject, predicate, text in _statements(release)
        if predicate == label and subject.removeprefix(schema.base) in paths
    }


def _statements(release: Release) -> Iterator[tuple[str, str, str]]:
    import pyoxigraph as ox

    rdf_format = ox.RdfFormat.from_extension(release.ending) or ox.RdfFormat.TURTLE
    try:
        for quad in ox.parse(input=release.content, format=rdf_format):
            if isinstance(quad.subject, ox.NamedNode):
                value = quad.object.value if isinstance(quad.object, ox.Literal) else ""
                yield quad.subject.value, quad.predicate.value, value
    except SyntaxError as error:
        message = f"is not {rdf_format.name} ({error.args[0]}); give the graph of a release"
        raise InvalidData([Problem(release.name, error.lineno or 1, error.offset or 1, message)]) from None


def _kinds_of_description(schema: Schema) -> set[str]:
    """Return what the paths begin with by which a graph describes itself."""
    waiting, kinds, met = [schema.graph_class], set(), set()
    while waiting:
        cls = waiting.pop()
        kinds.add(cls.iri_template.partition("/")[0])
        met.add(cls.name)
        ranges = (schema.nested_class(slot) for slot in cls.slots.values())
        waiting += [below for below in ranges if below and below.name not in met and not below.vocabulary]
    return kinds - {""}


def _git(folder: Path, *words: str) -> bytes:
    """Return what git prints, b"" where it fails or is not installed."""
    environment = {**os.environ, "GIT_TERMINAL_PROMPT": "0", "GIT_NO_LAZY_FETCH": "1"}
    try:
        ended = subprocess.run(  # noqa: S603
            ["git", *words],  # noqa: S607
            cwd=folder, env=environment, stdin=subprocess.DEVNULL, capture_output=True, check=False, timeout=_SECONDS,
        )  # fmt: skip
    except (OSError, subprocess.TimeoutExpired):
        return b""
    return ended.stdout if ended.returncode == 0 else b""
