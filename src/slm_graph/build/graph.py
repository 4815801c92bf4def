"""A project to its graph: read, check, map, write, validate.

Entries stream through, so memory does not grow with their number.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from slm_graph.about import __version__
from slm_graph.build.counts import Counts, KnownClasses
from slm_graph.build.description import Description, describe
from slm_graph.build.files import COMMENT, GraphFiles, Written, graph_prefixes
from slm_graph.build.mapper import Mapper
from slm_graph.build.void import VOID_FILE, void_text
from slm_graph.build.workers import Worker, parts
from slm_graph.documents import Document
from slm_graph.entries import (
    Item,
    KeyHashes,
    Survey,
    Uniqueness,
    check,
    check_entry,
    entry_documents,
    entry_tree,
    read_survey,
)
from slm_graph.files import Generation
from slm_graph.problems import InvalidData, Problem, base_argument, path_argument, texts_argument
from slm_graph.project import Project, find_project, project_argument
from slm_graph.rdf import DEFAULT_ENDINGS, Block, Triple, distinct, ntriples, written_formats

if TYPE_CHECKING:
    import rdflib


class GraphSection(NamedTuple):
    """A part of the graph: what it holds, and its blocks."""

    title: str
    blocks: Sequence[Block]


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
    for section in _vocabulary_sections(survey, mapper):
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
    for section in _adopted_sections(survey, mapper):
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
    description = _description(survey, mapper, counts)
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
    beside: Callable[[Path, str], Mapping[str, bytes | None]] = lambda graph, ending: {},
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

    Raises
    ------
    InvalidData
        The data have problems; nothing was written.
    WrongArgument
        There is no such format, or none that is written.
    OSError
        The folder cannot be written to, or another process writes there; nothing was written.
    """
    project, output = project_argument("project", project), path_argument("output", output)
    rows = written_formats(texts_argument("formats", formats))
    survey = read_survey(project)
    if survey.problems:
        raise InvalidData(check(project)[0])
    mapper = _mapper(survey, base_argument("base", base))
    with Generation(output) as generation:
        files = GraphFiles(generation, mapper, rows)
        counts, known = Counts(), KnownClasses(mapper)
        with files.open_bodies():
            for section in _vocabulary_sections(survey, mapper):
                counts.add(section.blocks, known)
                files.write_section(section.title, section.blocks)
            files.write_section(survey.schema.entry_class.folder.capitalize(), [])
            is_sound = _write_entries(survey, Worker(survey, mapper, known, rows), files, counts, processes, progress)
            for section in _adopted_sections(survey, mapper):
                counts.add(section.blocks, known)
                files.write_section(section.title, section.blocks)
        if not is_sound:
            # Only hashes were kept, so read again to say what is wrong, and where.
            raise InvalidData(check(project)[0])
        description = _description(survey, mapper, counts)
        files.complete(description)
        if validate and files.first:
            from slm_graph.build.shacl import shape_problems

            if problems := shape_problems(survey, mapper, *files.first):
                raise InvalidData(problems)
        if any(row.ending == "ttl" for row in rows):
            files.add({VOID_FILE: void_text(description, graph_prefixes(mapper), COMMENT).encode()})
        if files.first:
            files.add(beside(*files.first))
        return files.commit()


def _write_entries(
    survey: Survey,
    worker: Worker,
    files: GraphFiles,
    counts: Counts,
    processes: int,
    progress: Callable[[int], None],
) -> bool:
    """Add all entries to the bodies and to the counts; stop and return False where one is not sound."""
    hashes = KeyHashes()
    for part in parts(survey, worker, processes, progress):
        for class_name, item_id in part.adopted:
            if survey.vocabulary.class_of(class_name, item_id) is None:
                survey.checker.adopt(class_name, item_id)
        hashes.merge(part.hashes)
        counts.merge(part.counts)
        if not part.is_sound:
            return False
        files.write(part.texts)
    return not hashes.conflict(survey)


# --- sections


def _sound_survey(project: Project) -> Survey:
    survey = read_survey(project)
    if survey.problems:
        raise InvalidData(survey.problems)
    return survey


def _mapper(survey: Survey, base: str) -> Mapper:
    return Mapper(survey.schema, survey.vocabulary, survey.sources, base)


def _vocabulary_sections(survey: Survey, mapper: Mapper) -> Iterator[GraphSection]:
    return _item_sections(survey, mapper, survey.vocabulary.items)


def _adopted_sections(survey: Survey, mapper: Mapper) -> Iterator[GraphSection]:
    """Yield the items of the authority files that are referred to, in an order of their own."""
    return _item_sections(survey, mapper, sorted(survey.vocabulary.adopted, key=lambda item: item.id))


def _item_sections(survey: Survey, mapper: Mapper, items: Iterable[Item]) -> Iterator[GraphSection]:
    by_class: dict[str, list[Block]] = {}
    everything = [*survey.vocabulary.items, *survey.vocabulary.adopted]
    owners = {mapper.node(item.class_name, item.id): item.class_name for item in everything}
    owner = ""
    for block in mapper.item_blocks(items):
        # What an item holds, such as the tables of a survey, comes after it and belongs to it.
        owner = owners.get(block.subject, owner)
        by_class.setdefault(owner, []).append(block)
    for cls in survey.schema.classes.values():
        if cls.name in by_class:
            yield GraphSection((cls.vocabulary or cls.name).capitalize(), by_class[cls.name])


def _sections(survey: Survey, mapper: Mapper, counts: Counts, problems: list[Problem]) -> Iterator[GraphSection]:
    """Yield the vocabulary, then each entry; count what passes, and collect problems."""
    known = KnownClasses(mapper)
    for section in _vocabulary_sections(survey, mapper):
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
    problems += uniqueness.dangling()
    for section in _adopted_sections(survey, mapper):
        counts.add(section.blocks, known)
        yield section


def _documents(survey: Survey, problems: list[Problem]) -> Iterator[Document]:
    for document in entry_documents(survey):
        if isinstance(document, Problem):
            problems.append(document)
        else:
            yield document


def _description(survey: Survey, mapper: Mapper, counts: Counts) -> Description:
    settings = survey.settings.tree if survey.settings else {}
    surveys = [item.id for item in survey.vocabulary.items if item.class_name == survey.schema.survey_class.name]
    return describe(mapper, settings.get("graph", {}), surveys, counts, __version__)
