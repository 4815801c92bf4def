"""A file of RDF, read whole before it goes anywhere: what it holds, and where it is not sound."""

from __future__ import annotations

import functools
from array import array
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import pyoxigraph as ox

from slm_graph.files import open_regular, settle
from slm_graph.graphs import file_format, parser_problem
from slm_graph.loading.faults import StoreFault
from slm_graph.loading.scanning import Unsound, scan
from slm_graph.loading.statements import Progress, fault_at, quads
from slm_graph.problems import InvalidData, Problem
from slm_graph.rdf import CHECKED, normal_form

_CHECKED = frozenset(map(ox.NamedNode, CHECKED))
_SHOWN = 3


@dataclass(frozen=True)
class RdfFile:
    """A file of RDF.

    Parameters
    ----------
    path, stamp
        The file, and what tells that it has not changed since.
    """

    path: Path
    stamp: tuple[int, ...]

    @property
    def rdf_format(self) -> ox.RdfFormat:
        """Its format, as its ending tells."""
        return file_format(self.path)

    @property
    def size(self) -> int:
        """Bytes of the file."""
        return self.stamp[0]


@dataclass(frozen=True)
class Checked(RdfFile):
    """A file that was read and found sound.

    Parameters
    ----------
    graph
        The IRI of the graph, as the file states it (a named graph, or the subject of void:uriSpace); "" where it does
        not.
    written
        How many times each predicate is written; a triple may be written twice.
    sample
        Some of its triples.
    """

    graph: str
    written: Mapping[str, int]
    sample: Sequence[ox.Triple]

    @functools.cached_property
    def predicates(self) -> Mapping[str, tuple[int, int]]:
        """For each predicate its distinct triples as written, and after canonicalisation (`07` is 7).

        A store has either number, or one between. It is found by another reading of the file, with eight bytes a
        triple: most files hold no triple twice, and need none.
        """
        rows: dict[ox.NamedNode, tuple[array[int], dict[int, int]]] = {}
        for quad in _quads_again(self):
            value, key = quad.object, hash(quad)
            keys, canonical = rows.setdefault(quad.predicate, (array("q"), {}))
            keys.append(key)
            if type(value) is ox.Literal and value.datatype in _CHECKED:
                normal = normal_form(value.value, value.datatype.value)
                if normal is not None and normal != value.value:
                    same = ox.Literal(normal, datatype=value.datatype)
                    canonical[key] = hash(ox.Quad(quad.subject, quad.predicate, same, quad.graph_name))
        counts = {}
        for predicate, (keys, canonical) in rows.items():
            distinct = set(keys)
            counts[predicate.value] = (len(distinct), len({canonical.get(key, key) for key in distinct}))
        return counts

    @property
    def triples(self) -> int:
        """Distinct triples, as written."""
        return sum(most for most, _ in self.predicates.values())

    @property
    def values(self) -> int:
        """Distinct triples after canonicalisation."""
        return sum(least for _, least in self.predicates.values())

    @property
    def told(self) -> str:
        """What is told of it before it is sent."""
        return f"{sum(self.written.values()):,} statements"

    def look(self) -> None:
        """Do nothing: it is sound."""

    def whole(self, progress: Progress | None = None) -> Checked:
        """Return it."""
        return self

    def alone(self, progress: Progress | None = None) -> Checked:
        """Return it."""
        return self


def find_file(path: Path) -> RdfFile:
    """Return a file that is there, and whose format its ending tells.

    Raises
    ------
    OSError
        It cannot be read.
    InvalidData
        Its ending tells no format.
    """
    path = Path(path)
    file_format(path)
    settle(path.parent)
    open_regular(path).close()
    return RdfFile(path, _stamp(path))


def check_file(path: Path, progress: Progress | None = None, *, is_alone: bool = True) -> Checked:
    """Read a file of RDF whole, and return what it holds.

    Parameters
    ----------
    path
        The file.
    progress
        Told how far it is.
    is_alone
        Whether nothing else is at work for this load, so that a large file may take two processes.

    Raises
    ------
    OSError
        The file cannot be read.
    InvalidData
        It is not RDF, has values that are none of their datatype or IRIs that are relative, holds several graphs, or
        nothing; with line and column.

    Examples
    --------
    >>> from slm_graph.graphs import graph_file
    >>> checked = check_file(graph_file())
    >>> checked.graph, checked.triples > 10_000
    ('https://w3id.org/slm-graph/graph', True)
    """
    file = find_file(path)
    path, rdf_format = file.path, file.rdf_format
    try:
        held = scan(path, rdf_format, file.size, progress, is_alone=is_alone)
    except SyntaxError as error:
        raise InvalidData([parser_problem(path, error)]) from None
    except Unsound as fault:
        raise fault_at(path, rdf_format, fault.number, fault.text, fault.message) from None
    if not held.written:
        raise InvalidData([Problem(path.as_posix(), 1, 1, "holds no triples; nothing to load")])
    _one_graph(path, rdf_format, held.graphs)
    named = next(iter(held.graphs), None)
    graph = named.value if isinstance(named, ox.NamedNode) else held.spaces.pop() if len(held.spaces) == 1 else ""
    return Checked(path, file.stamp, graph, held.written, held.sample)


def _one_graph(path: Path, rdf_format: ox.RdfFormat, graphs: Mapping[object, int]) -> None:
    """Check that a file holds one graph."""
    if len(graphs) > 1:
        names = [str(name) if isinstance(name, ox.NamedNode) else "one without a name" for name in graphs]
        more = f" and {len(names) - _SHOWN} more" if len(names) > _SHOWN else ""
        raise fault_at(
            path, rdf_format, list(graphs.values())[1], "",
            f"holds {len(names)} graphs ({', '.join(names[:_SHOWN])}{more}), a load takes one; write each to a file of "
            "its own, as `slm-graph query -e 'CONSTRUCT WHERE { ?s ?p ?o }' --data FILE --graph IRI -f ntriples`",
        )  # fmt: skip


def triples_of(checked: RdfFile, progress: Progress | None = None) -> Iterator[ox.Triple]:
    """Yield the triples of a file that was checked; a StoreFault where it has changed since."""
    return (quad.triple for quad in _quads_again(checked, progress))


def _quads_again(checked: RdfFile, progress: Progress | None = None) -> Iterator[ox.Quad]:
    try:
        yield from quads(checked.path, checked.rdf_format, progress, checked.size, "Sending")
    except (SyntaxError, OSError):
        raise changed(checked) from None


def _stamp(path: Path) -> tuple[int, ...]:
    status = path.stat()
    return status.st_size, status.st_mtime_ns, status.st_ino


def changed(checked: RdfFile) -> StoreFault:
    """Return the fault of a file that is no longer the one that was checked."""
    return StoreFault(f"{checked.path}: changed while it was sent")


def check_unchanged(checked: RdfFile) -> None:
    """Raise a StoreFault where a file is no longer the one that was checked."""
    try:
        if _stamp(checked.path) == checked.stamp:
            return
    except OSError:
        pass
    raise changed(checked)
