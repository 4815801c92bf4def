"""The files of a graph: written beside their target, which they replace when all are whole."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import IO, NamedTuple

from slm_graph.about import __version__
from slm_graph.build.description import Description
from slm_graph.build.mapper import Mapper
from slm_graph.ontology import context
from slm_graph.rdf import Block, JsonLdWriter, NTriplesWriter, Prefixes, TrigWriter, TurtleFileWriter, Writer, iri


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


def writer(mapper: Mapper, ending: str) -> Writer:
    """Return the writer of a format of `GRAPH_FILES`."""
    comment = f"Made by slm-graph {__version__} from data/; change the data, not this file."
    if ending == "nt":
        return NTriplesWriter()
    if ending == "ttl":
        return TurtleFileWriter(graph_prefixes(mapper), comment)
    if ending == "trig":
        return TrigWriter(graph_prefixes(mapper), iri(f"{mapper.base}graph"), comment)
    return JsonLdWriter(context(mapper.schema)["@context"])


class GraphFile:
    """One output file: its body streams into a part of its own, since its head counts what the body holds."""

    def __init__(self, output: Path, ending: str, writer: Writer) -> None:
        self.path = output / f"slm-graph.{ending}"
        self.writer = writer
        self.ending = ending
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
