"""A project to its graph: read, check, map, write, validate.

Entries stream through, so memory does not grow with their number.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from slm_graph.build.counts import Counts, KnownClasses
from slm_graph.build.files import Written, graph_prefixes
from slm_graph.build.mapper import Mapper
from slm_graph.build.merging import Beside, merged, nothing_beside
from slm_graph.build.partition import BuildPlan, Part, map_tasks
from slm_graph.build.sections import GraphSection, adopted_sections, graph_description, vocabulary_sections
from slm_graph.documents import Document
from slm_graph.entries import (
    CheckedPart,
    Survey,
    Uniqueness,
    check,
    check_entry,
    checked_parts,
    entry_documents,
    entry_tasks,
    entry_tree,
    has_lines_alone,
    read_survey,
)
from slm_graph.problems import InvalidData, Problem, base_argument, texts_argument
from slm_graph.project import Project, find_project, project_argument
from slm_graph.rdf import DEFAULT_ENDINGS, Pair, Triple, distinct, ntriples, written_formats

if TYPE_CHECKING:
    import rdflib


def triples(path: Path | str | None = None, base: str = "") -> Iterator[Triple]:
    """Yield the triples of a project's entries and vocabulary, as canonical N-Triples terms.

    Parameters
    ----------
    path
        A folder of data or a JSON Lines file; by default `data/` of the working directory, or the bundled survey.
    base
        The IRI below which the nodes live; the schema's own by default.

    Yields
    ------
    Triple
        Subject, predicate and object, each text such as `<https://…>` or `"4400"^^<…decimal>`; grouped by subject.

    Raises
    ------
    InvalidData
        The data have problems; it holds all of the vocabulary's at once, an entry's when that entry is reached.

    Examples
    --------
    >>> first = next(triples())
    >>> first.predicate
    '<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>'
    """
    survey = _sound_survey(find_project() if path is None else project_argument("path", path))
    mapper = _mapper(survey, base_argument("base", base))
    uniqueness = Uniqueness(survey)
    for section in vocabulary_sections(survey, mapper):
        for subject, pairs, _ in section.blocks:
            yield from (Triple(subject, predicate, item) for predicate, item in pairs)
    for document in entry_documents(survey):
        if isinstance(document, Problem):
            raise InvalidData([document])
        entry = check_entry(survey, document)
        if problems := [*entry.problems, *uniqueness.add(entry)]:
            raise InvalidData(problems)
        for subject, pairs, _ in distinct(mapper.entry_blocks(entry_tree(document), entry.further_trees)):
            yield from (Triple(subject, predicate, item) for predicate, item in pairs)
    if problems := list(uniqueness.dangling()):
        raise InvalidData(problems)
    for section in adopted_sections(survey, mapper):
        for subject, pairs, _ in section.blocks:
            yield from (Triple(subject, predicate, item) for predicate, item in pairs)


def build_graph(path: Path | str | None = None, base: str = "") -> rdflib.Graph:
    """Return the whole graph of a project, with its description, for a notebook.

    Parameters
    ----------
    path, base
        As of `triples`.

    Raises
    ------
    InvalidData
        The data have problems; it holds all of them.

    Examples
    --------
    >>> from rdflib import URIRef
    >>> graph = build_graph()
    >>> str(graph.value(URIRef("https://w3id.org/slm-graph/task/asr"), URIRef("http://www.w3.org/2004/02/skos/core#notation")))
    'ASR'
    """
    import rdflib

    survey = _sound_survey(find_project() if path is None else project_argument("path", path))
    mapper = _mapper(survey, base_argument("base", base))
    graph = rdflib.Graph()
    for prefix, namespace in graph_prefixes(mapper):
        graph.bind(prefix, namespace)
    counts = Counts()
    problems: list[Problem] = []
    for section in _sections(survey, mapper, counts, problems):
        graph.parse(data=ntriples(section.blocks), format="ntriples")
    if problems:
        raise InvalidData(problems)
    description = graph_description(survey, mapper, counts)
    for blocks in (description.head, description.counts):
        graph.parse(data=ntriples(blocks), format="ntriples")
    return graph


def write_graph(
    project: Project | Path | str,
    output: Path | str,
    *,
    base: str = "",
    formats: Sequence[str] = DEFAULT_ENDINGS,
    validate: bool = True,
    processes: int = 0,
    progress: Callable[[int], None] = lambda size: None,
    beside: Beside = nothing_beside,
    also: Sequence[Pair] = (),
) -> list[Written]:
    """Write a project's graph.

    Parameters
    ----------
    project
        The files to read: a project, or its data as of `find_project`.
    output
        The folder to write to; made if it is not there.
    base
        The IRI below which the nodes live; the schema's own by default.
    formats
        Endings of formats that are written, such as `nq`.
    validate
        Whether the graph is checked against the SHACL shapes before it replaces the old one.
    processes
        How many processes map a JSON Lines file; 0 for as many as there are cores.
    progress
        Called with the number of bytes of entries that have been dealt with since the last call.
    beside
        Called with the graph in the first format, whose file has not its name yet, and the ending of that format;
        returns other files of the same set, by name. None has a file removed.
    also
        What the graph says of itself beside what its settings say, such as which release it is.

    Raises
    ------
    InvalidData
        The data have problems; nothing was written.
    WrongArgument
        There is no such format, or none that is written.
    OSError
        The folder cannot be written to, or another process writes there; nothing was written.
    """
    project = project_argument("project", project)
    endings = texts_argument("formats", formats)
    written_formats(endings)
    survey = read_survey(project)
    if survey.problems:
        raise InvalidData(check(project)[0])
    tasks, worth = entry_tasks(survey, processes)
    # A folder of YAML is small enough for the reference, which knows all of SHACL.
    plan = BuildPlan(survey, base_argument("base", base), endings, validates=validate and has_lines_alone(survey))

    def parts() -> Iterator[Part]:
        for part in map_tasks(plan, tasks, worth):
            yield part
            progress(part.size)

    def again() -> Iterator[CheckedPart]:
        # Only digests were kept, so the entries are read again to say what is wrong, and where.
        return checked_parts(survey, processes, keeps_keys=True)

    return merged(plan, parts(), again, output, validate=validate, beside=beside, also=also)


# --- sections


def _sound_survey(project: Project) -> Survey:
    survey = read_survey(project)
    if survey.problems:
        raise InvalidData(survey.problems)
    return survey


def _mapper(survey: Survey, base: str) -> Mapper:
    return Mapper(survey.schema, survey.vocabulary, survey.sources, base)


def _sections(survey: Survey, mapper: Mapper, counts: Counts, problems: list[Problem]) -> Iterator[GraphSection]:
    """Yield the vocabulary, then each entry; count what passes, and collect problems."""
    known = KnownClasses(mapper)
    for section in vocabulary_sections(survey, mapper):
        counts.add(section.blocks, known)
        yield section
    uniqueness = Uniqueness(survey)
    for document in _documents(survey, problems):
        entry = check_entry(survey, document)
        found = [*entry.problems, *uniqueness.add(entry)]
        problems += found
        if not found:
            blocks = mapper.entry_blocks(entry_tree(document), entry.further_trees)
            counts.add(blocks, known)
            yield GraphSection("", blocks)
    problems += uniqueness.dangling([*problems])
    for section in adopted_sections(survey, mapper):
        counts.add(section.blocks, known)
        yield section


def _documents(survey: Survey, problems: list[Problem]) -> Iterator[Document]:
    for document in entry_documents(survey):
        if isinstance(document, Problem):
            problems.append(document)
        else:
            yield document
