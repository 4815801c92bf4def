"""The files of a graph: streamed into the parts of one generation."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import IO, NamedTuple

from slm_graph.about import __version__
from slm_graph.build.description import Description
from slm_graph.build.mapper import Mapper
from slm_graph.files import Generation, named
from slm_graph.ontology import context
from slm_graph.rdf import Block, Format, GraphHead, Prefixes, Writer, iri

COMMENT = f"Made by slm-graph {__version__} from data/; change the data, not this file."
"""What the files begin with where they may."""
_BUFFER = 1 << 16


class Written(NamedTuple):
    """A file that was written, and its size in bytes."""

    path: Path
    size: int


def graph_prefixes(mapper: Mapper) -> Prefixes:
    """Return the prefixes that the graph's own terms need, and one for each kind of node."""
    schema = mapper.schema
    uris = [slot.uri for slot in schema.slots.values() if not slot.unmapped]
    uris += [cls.uri for cls in schema.classes.values() if cls.uri]
    uris += [type_.uri for type_ in schema.types.values() if not type_.language]
    used = {
        prefix: namespace for prefix, namespace in schema.prefixes if any(uri.startswith(namespace) for uri in uris)
    }
    nodes: dict[str, str] = {}
    for cls in schema.classes.values():
        kind, slash, rest = cls.iri_template.partition("/")
        if slash and rest in ("{id}", "{parent}"):
            nodes[kind] = f"{mapper.base}{kind}/"
    return Prefixes({**used, **nodes})


def new_writer(mapper: Mapper, row: Format) -> Writer:
    """Return a writer of the graph in a format that is written."""
    assert row.writer is not None  # noqa: S101  (written_formats gave it)
    graph = iri(f"{mapper.base}graph")
    return row.writer(GraphHead(graph_prefixes(mapper), graph, COMMENT, lambda: context(mapper.schema)["@context"]))


class GraphFile:
    """One output file: its body streams into a file of its own, since its head counts what the body holds."""

    def __init__(self, generation: Generation, ending: str, writer: Writer) -> None:
        self.ending = ending
        self.writer = writer
        name = f"slm-graph.{ending}"
        self.path = generation.folder / name
        self.part = generation.part(name)
        # Of lines the head may come last, so that the body need not be copied.
        self._body = self.part if writer.is_lines else generation.scratch(name)
        self._checksum = generation.checksum(name) if writer.is_lines else None
        self._stream: IO[bytes] | None = None

    @contextmanager
    def open_body(self) -> Iterator[None]:
        """Open the body for writing."""
        with named(self.path):
            self._stream = stream = self._body.open("wb", _BUFFER)
        try:
            yield
        except BaseException:
            with suppress(OSError):
                stream.close()
            raise
        with named(self.path):
            stream.close()

    def write(self, text: bytes | memoryview) -> None:
        """Add a text of UTF-8 to the body."""
        assert self._stream is not None  # noqa: S101  (open_body comes first)
        with named(self.path):
            self._stream.write(text)
        if self._checksum:
            self._checksum.add(text)

    def write_section(self, title: str, blocks: Sequence[Block]) -> None:
        """Add the head of a section and its blocks to the body."""
        self.write((self.writer.section(title) + self.writer.blocks(blocks)).encode())

    def complete(self, description: Description) -> None:
        """Put head, body and counts together."""
        with named(self.path):
            if self._checksum:
                text = self.writer.blocks([*description.head, *description.counts]).encode()
                with self.part.open("ab") as whole:
                    whole.write(text)
                self._checksum.add(text)
                return
            head = self.writer.header() + self.writer.section("The graph") + self.writer.first_blocks(description.head)
            counts = self.writer.section("Counts") + self.writer.blocks(description.counts) + self.writer.footer()
            with self.part.open("wb", _BUFFER) as whole, self._body.open("rb") as body:
                whole.write(head.encode())
                shutil.copyfileobj(body, whole, _BUFFER)
                whole.write(counts.encode())


class GraphFiles:
    """The files of a graph in some formats, and what comes with them; without a commit nothing is left of them.

    Parameters
    ----------
    generation
        The open set of the folder that they are written to.
    mapper
        What knows the prefixes and the base of the graph.
    formats
        Of each, one file.
    """

    def __init__(self, generation: Generation, mapper: Mapper, formats: Sequence[Format]) -> None:
        self._generation = generation
        self._files = [GraphFile(generation, row.ending, new_writer(mapper, row)) for row in formats]

    @contextmanager
    def open_bodies(self) -> Iterator[None]:
        """Open all bodies; what a small one holds stands in no file until they are closed."""
        with ExitStack() as bodies:
            for file in self._files:
                bodies.enter_context(file.open_body())
            yield

    def write_section(self, title: str, blocks: Sequence[Block]) -> None:
        """Add the head of a section and its blocks to all bodies."""
        for file in self._files:
            file.write_section(title, blocks)

    def write(self, texts: Sequence[bytes | memoryview]) -> None:
        """Add to each body a text of UTF-8 of its own."""
        for file, text in zip(self._files, texts, strict=True):
            file.write(text)

    def complete(self, description: Description) -> None:
        """Put the parts of each file together."""
        for file in self._files:
            file.complete(description)

    @property
    def first(self) -> tuple[Path, str] | None:
        """The first of the complete files, not yet in its place, and its ending."""
        return (self._files[0].part, self._files[0].ending) if self._files else None

    def add(self, contents: Mapping[str, bytes | None]) -> None:
        """Add other files to the set, by name; None has one removed."""
        for name, content in contents.items():
            if content is None:
                self._generation.remove(name)
            else:
                self._generation.write(name, content)

    def commit(self) -> list[Written]:
        """Let the new files take the places of the old ones."""
        return [Written(path, path.stat().st_size) for path in self._generation.commit()]
