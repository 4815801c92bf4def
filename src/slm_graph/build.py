"""A project to its graph: read, check, map, write, validate.

Entries stream through, so memory does not grow with their number. Large JSON Lines files are mapped by several
processes, in the order of their lines. Files are written beside their target and replace it when all are whole.
"""

from __future__ import annotations

import os
import shutil
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, TYPE_CHECKING, NamedTuple

from slm_graph import __version__
from slm_graph.description import GRAPH_FILES, Counts, Description, describe
from slm_graph.formats import JsonLdWriter, NTriplesWriter, TrigWriter, TurtleFileWriter, Writer
from slm_graph.mapping import Block, Mapper
from slm_graph.namespaces import Prefixes
from slm_graph.ontology import context
from slm_graph.problems import InvalidData, Problem
from slm_graph.project import Project, find_project
from slm_graph.reading import CheckedEntry, Survey, Uniqueness, check_entry, entry_documents, read_survey
from slm_graph.source import Document, json_line, shown
from slm_graph.terms import Triple, iri

if TYPE_CHECKING:
    from multiprocessing.context import BaseContext

    import rdflib

_CHUNK_BYTES = 256_000
"""JSON Lines are handed to another process in parts of about this size."""


class Written(NamedTuple):
    """A file that was written, and its size in bytes."""

    path: Path
    size: int


class Section(NamedTuple):
    """A part of the graph: what it holds, and its blocks."""

    title: str
    blocks: Sequence[Block]


@dataclass
class _Part:
    """What one process makes of some entries."""

    entries: list[CheckedEntry] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    counts: Counts = field(default_factory=Counts)
    texts: dict[str, str] = field(default_factory=dict)


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
    survey = _sound_survey(find_project(Path(path) if path is not None else None))
    mapper = _mapper(survey, base)
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
        for subject, pairs, _ in mapper.entry_blocks(_tree(document)):
            yield from (Triple(subject, predicate, item) for predicate, item in pairs)
    if problems := list(uniqueness.dangling()):
        raise InvalidData(problems)


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

    survey = _sound_survey(find_project(Path(path) if path is not None else None))
    mapper = _mapper(survey, base)
    graph = rdflib.Graph()
    for prefix, namespace in _prefixes(mapper):
        graph.bind(prefix, namespace)
    writer = NTriplesWriter()
    counts = Counts()
    problems: list[Problem] = []
    for section in _sections(survey, mapper, counts, problems):
        graph.parse(data=writer.blocks(section.blocks), format="ntriples")
    if problems:
        raise InvalidData(problems)
    for blocks in _description(survey, mapper, counts):
        graph.parse(data=writer.blocks(blocks), format="ntriples")
    return graph


def write_graph(
    project: Project,
    output: Path,
    *,
    base: str = "",
    formats: Sequence[str] = tuple(GRAPH_FILES),
    validate: bool = True,
    processes: int = 0,
    progress: Callable[[int], None] = lambda size: None,
) -> list[Written]:
    """Write a project's graph.

    Parameters
    ----------
    project
        The files to read.
    output
        The folder to write to; made if it is not there.
    base
        The IRI below which the nodes live; the schema's own by default.
    formats
        Endings of `GRAPH_FILES`.
    validate
        Whether the graph is checked against the SHACL shapes before it replaces the old one.
    processes
        How many processes map a JSON Lines file; 0 for as many as there are cores.
    progress
        Called with the number of bytes of entries that have been dealt with since the last call.

    Raises
    ------
    InvalidData
        The data have problems; nothing was written.
    OSError
        The folder cannot be written to.
    """
    survey = read_survey(project)
    mapper = _mapper(survey, base)
    output.mkdir(parents=True, exist_ok=True)
    _remove_leftovers(output)
    with ExitStack() as stack:
        stack.callback(_remove_leftovers, output, os.getpid())
        files = {ending: _GraphFile(output, ending, _writer(mapper, ending)) for ending in formats}
        counts, problems = Counts(), list(survey.problems)
        if survey.problems:
            problems += [
                problem
                for document in _documents(survey, problems)
                for problem in check_entry(survey, document).problems
            ]
            raise InvalidData(problems)
        with ExitStack() as bodies:
            for file in files.values():
                bodies.enter_context(file.open_body())
            for section in _vocabulary_sections(survey, mapper):
                counts.add(section.blocks)
                for file in files.values():
                    file.write_section(section)
            for file in files.values():
                file.write(file.writer.section(_entries_title(survey)))
            uniqueness = Uniqueness(survey)
            for part in _parts(survey, mapper, list(formats), processes, progress):
                problems += part.problems
                for entry in part.entries:
                    problems += entry.problems
                    problems += uniqueness.add(entry)
                counts.merge(part.counts)
                if not problems:
                    for ending, file in files.items():
                        file.write(part.texts[ending])
            problems += uniqueness.dangling()
        if problems:
            raise InvalidData(problems)
        description = _description(survey, mapper, counts)
        for file in files.values():
            file.complete(description)
        if validate:
            _validate(survey, mapper, next(iter(files.values())))
        return [file.publish() for file in files.values()]


# --- sections


def _sound_survey(project: Project) -> Survey:
    survey = read_survey(project)
    if survey.problems:
        raise InvalidData(survey.problems)
    return survey


def _mapper(survey: Survey, base: str) -> Mapper:
    return Mapper(survey.schema, survey.vocabulary, survey.columns, base)


def _vocabulary_sections(survey: Survey, mapper: Mapper) -> Iterator[Section]:
    items: dict[str, list[Block]] = {}
    classes = {item.class_name for item in survey.vocabulary.items}
    blocks = mapper.item_blocks(survey.vocabulary.items)
    owners = {mapper.node(item.class_name, item.id): item.class_name for item in survey.vocabulary.items}
    for block in blocks:
        items.setdefault(owners[block.subject], []).append(block)
    for cls in survey.schema.classes.values():
        if cls.name in classes:
            yield Section(cls.annotations.get("vocabulary", cls.name).capitalize(), items[cls.name])


def _entries_title(survey: Survey) -> str:
    return survey.schema.entry_class.annotations["folder"].capitalize()


def _sections(survey: Survey, mapper: Mapper, counts: Counts, problems: list[Problem]) -> Iterator[Section]:
    """Yield the vocabulary, then each entry; count what passes, and collect problems."""
    for section in _vocabulary_sections(survey, mapper):
        counts.add(section.blocks)
        yield section
    uniqueness = Uniqueness(survey)
    for document in _documents(survey, problems):
        entry = check_entry(survey, document)
        found = [*entry.problems, *uniqueness.add(entry)]
        problems += found
        if not found:
            blocks = mapper.entry_blocks(_tree(document))
            counts.add(blocks)
            yield Section("", blocks)
    problems += uniqueness.dangling()


def _documents(survey: Survey, problems: list[Problem]) -> Iterator[Document]:
    for document in entry_documents(survey):
        if isinstance(document, Problem):
            problems.append(document)
        else:
            yield document


def _tree(document: Document) -> dict[str, object]:
    assert isinstance(document.tree, dict)  # noqa: S101  (checked entries are mappings)
    return document.tree


def _description(survey: Survey, mapper: Mapper, counts: Counts) -> Description:
    settings = survey.settings.tree if survey.settings else {}
    surveys = [item.id for item in survey.vocabulary.items if item.class_name == "Survey"]
    return describe(mapper, settings.get("graph", {}), surveys, counts, __version__)


# --- entries, in one process or several


def _parts(
    survey: Survey, mapper: Mapper, formats: list[str], processes: int, progress: Callable[[int], None]
) -> Iterator[_Part]:
    folder = survey.project.data / survey.schema.entry_class.annotations["folder"]
    line_files = [survey.project.entries] if survey.project.entries else sorted(folder.glob("*.jsonl"))
    size = sum(path.stat().st_size for path in line_files if path.exists())
    processes = processes or os.cpu_count() or 1
    if processes == 1 or size < 4 * _CHUNK_BYTES or (not survey.project.entries and any(folder.glob("*.yaml"))):
        worker = _Worker(survey, mapper, formats)
        for document in entry_documents(survey):
            if isinstance(document, Problem):
                yield _Part(problems=[document])
            else:
                yield worker.part([document])
                progress(len(document.text.encode()))
        return
    yield from _parallel_parts(_Worker(survey, mapper, formats), line_files, processes, progress)


class _Worker:
    """Checks and maps entries."""

    def __init__(self, survey: Survey, mapper: Mapper, formats: list[str]) -> None:
        self.survey = survey
        self.mapper = mapper
        self.writers = {ending: _writer(mapper, ending) for ending in formats}

    def part(self, documents: Iterable[Document | Problem]) -> _Part:
        part = _Part()
        texts: dict[str, list[str]] = {ending: [] for ending in self.writers}
        for document in documents:
            if isinstance(document, Problem):
                part.problems.append(document)
                continue
            entry = check_entry(self.survey, document)
            part.entries.append(entry)
            if not entry.problems:
                blocks = self.mapper.entry_blocks(_tree(document))
                part.counts.add(blocks)
                for ending, writer in self.writers.items():
                    texts[ending].append(writer.blocks(blocks))
        part.texts = {ending: "".join(pieces) for ending, pieces in texts.items()}
        return part


_worker: _Worker | None = None
"""What a forked process works with; set before it is started."""


def _work(chunk: tuple[str, int, list[bytes]]) -> _Part:
    assert _worker is not None  # noqa: S101  (set by _parallel_parts)
    name, first_line, lines = chunk
    part = _worker.part(
        json_line(name, first_line + offset, line) for offset, line in enumerate(lines) if not line.isspace()
    )
    # The trees stay here; what goes back knows its line only.
    part.entries = [
        CheckedEntry(
            _place_only(entry.document),
            entry.problems,
            entry.keys,
            [reference._replace(document=_place_only(reference.document)) for reference in entry.references],
        )
        for entry in part.entries
    ]
    return part


def _place_only(document: Document) -> Document:
    return Document(document.path, "", document.first_line, places={})


def _parallel_parts(
    worker: _Worker, paths: Iterable[Path], processes: int, progress: Callable[[int], None]
) -> Iterator[_Part]:
    import multiprocessing

    global _worker
    _worker = worker
    methods = multiprocessing.get_all_start_methods()
    if "fork" not in methods:
        yield from (_work(chunk) for chunk in _chunks(paths))
        return
    context: BaseContext = multiprocessing.get_context("fork")
    with context.Pool(processes) as pool:
        waiting: deque[tuple[int, multiprocessing.pool.AsyncResult[_Part]]] = deque()
        for chunk in _chunks(paths):
            waiting.append((sum(map(len, chunk[2])), pool.apply_async(_work, (chunk,))))
            if len(waiting) > 2 * processes:
                size, result = waiting.popleft()
                yield result.get()
                progress(size)
        for size, result in waiting:
            yield result.get()
            progress(size)


def _chunks(paths: Iterable[Path]) -> Iterator[tuple[str, int, list[bytes]]]:
    for path in paths:
        name, first_line = shown(path), 1
        with path.open("rb") as file:
            while lines := file.readlines(_CHUNK_BYTES):
                yield name, first_line, lines
                first_line += len(lines)


# --- files


def _prefixes(mapper: Mapper) -> Prefixes:
    """Return the prefixes that the graph's own terms need, and one for each kind of node."""
    schema = mapper.schema
    uris = [slot.uri for slot in schema.slots.values() if "unmapped" not in slot.annotations]
    uris += [cls.uri for cls in schema.classes.values() if cls.uri]
    uris += [type_.uri for type_ in schema.types.values() if not type_.language]
    used = {
        prefix: namespace for prefix, namespace in schema.prefixes if any(uri.startswith(namespace) for uri in uris)
    }
    nodes: dict[str, str] = {}
    for cls in schema.classes.values():
        kind, slash, rest = cls.annotations.get("iri", "").partition("/")
        if slash and rest in ("{id}", "{parent}"):
            nodes[kind] = f"{mapper.base}{kind}/"
    return Prefixes({**used, **nodes})


def _writer(mapper: Mapper, ending: str) -> Writer:
    comment = f"Made by slm-graph {__version__} from data/; change the data, not this file."
    if ending == "nt":
        return NTriplesWriter()
    if ending == "ttl":
        return TurtleFileWriter(_prefixes(mapper), comment)
    if ending == "trig":
        return TrigWriter(_prefixes(mapper), iri(f"{mapper.base}graph"), comment)
    return JsonLdWriter(context(mapper.schema)["@context"])


class _GraphFile:
    """One output file: its body streams into a part of its own, since its head counts what the body holds."""

    def __init__(self, output: Path, ending: str, writer: Writer) -> None:
        self.path = output / f"slm-graph.{ending}"
        self.writer = writer
        self.ending = ending
        self._body = output / f".slm-graph.{ending}.{os.getpid()}.body"
        self._whole = output / f".slm-graph.{ending}.{os.getpid()}.whole"
        self._stream: IO[str] | None = None

    @contextmanager
    def open_body(self) -> Iterator[None]:
        with self._body.open("w", encoding="utf-8", newline="\n") as self._stream:
            yield

    def write(self, text: str) -> None:
        assert self._stream is not None  # noqa: S101  (open_body comes first)
        self._stream.write(text)

    def write_section(self, section: Section) -> None:
        self.write(self.writer.section(section.title))
        self.write(self.writer.blocks(section.blocks))

    def complete(self, description: Description) -> None:
        """Put head, body and counts together."""
        if isinstance(self.writer, NTriplesWriter):
            # Order means nothing here, so the body need not be copied.
            with self._body.open("a", encoding="utf-8", newline="\n") as body:
                body.write(self.writer.blocks([*description.head, *description.counts]))
            self._body.replace(self._whole)
            return
        head = self.writer.header() + self.writer.section("The graph") + self.writer.first_blocks(description.head)
        with self._whole.open("w", encoding="utf-8", newline="\n") as whole:
            whole.write(head)
            whole.flush()
            with self._body.open("rb") as body:
                shutil.copyfileobj(body, whole.buffer, 1 << 20)
            whole.write(self.writer.section("Counts"))
            whole.write(self.writer.blocks(description.counts))
            whole.write(self.writer.footer())
        self._body.unlink()

    @property
    def whole(self) -> Path:
        """The complete file, not yet in its place."""
        return self._whole

    def publish(self) -> Written:
        """Replace the old file; at any moment the old one or the new one is there."""
        with self._whole.open("rb") as file:
            os.fsync(file.fileno())
        self._whole.replace(self.path)
        return Written(self.path, self.path.stat().st_size)


def _remove_leftovers(output: Path, pid: int | None = None) -> None:
    """Remove the parts of builds that were killed, or of one process."""
    for part in output.glob(".slm-graph.*.*.*"):
        owner = part.name.split(".")[-2]
        if owner.isdigit() and (int(owner) == pid if pid else not _is_running(int(owner))):
            part.unlink(missing_ok=True)


def _is_running(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except (PermissionError, OSError):
        return True
    return True


def _validate(survey: Survey, mapper: Mapper, file: _GraphFile) -> None:
    from slm_graph.validation import shape_problems

    problems = shape_problems(survey, mapper, file.whole, file.ending)
    if problems:
        raise InvalidData(problems)
