"""The files of a graph: written beside their target, which they replace when all are whole."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import IO, NamedTuple, Self

from slm_graph.about import __version__
from slm_graph.build.description import Description
from slm_graph.build.mapper import Mapper
from slm_graph.ontology import context
from slm_graph.rdf import Block, Format, GraphHead, Prefixes, Writer, iri


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
    comment = f"Made by slm-graph {__version__} from data/; change the data, not this file."
    graph = iri(f"{mapper.base}graph")
    return row.writer(GraphHead(graph_prefixes(mapper), graph, comment, lambda: context(mapper.schema)["@context"]))


class GraphFile:
    """One output file: its body streams into a part of its own, since its head counts what the body holds."""

    def __init__(self, output: Path, ending: str, writer: Writer) -> None:
        self.path = output / f"slm-graph.{ending}"
        self.writer = writer
        self._body = output / f".slm-graph.{ending}.{os.getpid()}.body"
        self._whole = output / f".slm-graph.{ending}.{os.getpid()}.whole"
        self._stream: IO[bytes] | None = None

    @contextmanager
    def open_body(self) -> Iterator[None]:
        """Open the body for writing."""
        with self._body.open("wb") as self._stream:
            yield

    def write(self, text: bytes) -> None:
        """Add a text of UTF-8 to the body."""
        assert self._stream is not None  # noqa: S101  (open_body comes first)
        self._stream.write(text)

    def write_section(self, title: str, blocks: Sequence[Block]) -> None:
        """Add the head of a section and its blocks to the body."""
        self.write((self.writer.section(title) + self.writer.blocks(blocks)).encode())

    def complete(self, description: Description) -> None:
        """Put head, body and counts together."""
        if self.writer.is_lines:  # the body need not be copied
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


class GraphFiles:
    """The files of a graph in some formats, which are written together; what is not published leaves nothing behind.

    Parameters
    ----------
    output
        The folder of the files; made if it is not there.
    mapper
        What knows the prefixes and the base of the graph.
    formats
        Of each, one file.
    """

    def __init__(self, output: Path, mapper: Mapper, formats: Sequence[Format]) -> None:
        self._output = output
        self._formats = formats
        self._files = [GraphFile(output, row.ending, new_writer(mapper, row)) for row in formats]

    def __enter__(self) -> Self:
        self._output.mkdir(parents=True, exist_ok=True)
        remove_leftovers(self._output)
        return self

    def __exit__(self, *error: object) -> None:
        remove_leftovers(self._output, os.getpid())

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

    def write(self, texts: Sequence[bytes]) -> None:
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
        return (self._files[0].whole, self._formats[0].ending) if self._files else None

    def publish(self) -> list[Written]:
        """Replace the old files."""
        return [file.publish() for file in self._files]


def remove_leftovers(output: Path, pid: int | None = None) -> None:
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
