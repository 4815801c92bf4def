"""The network of a survey that is too large to be held: of its things what is counted, of their links numbers alone.

A thing is read from its place in the file by several processes, as `reader` does it, and what is told of it is kept
packed. Of usages only what they make of systems is known, not the words that links rest on.
"""

from __future__ import annotations

import gc
import json
import os
import zlib
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import IO, Any, NamedTuple, cast

import pyoxigraph as ox

from slm_graph.files import open_regular
from slm_graph.graphs import MAX_RDF_BYTES, URI_SPACE, last_part
from slm_graph.network.dataset import GRAPH_CLASSES, dataset_of
from slm_graph.network.kinds import Kinds, fitting, kinds_in, known_ontologies
from slm_graph.network.model import Evidence, Node
from slm_graph.network.numbered import Numbered, SubjectSpans, file_changed, file_state, numbered
from slm_graph.network.ontologies import Ontology
from slm_graph.network.outline import NumberedNodes, numbered_links, numbered_nodes, numbered_uses
from slm_graph.network.reader import EVERY_MODALITY, NodeLink, node_of, tell_components, tell_papers
from slm_graph.network.statements import Statements
from slm_graph.network.terms import (
    DESCRIBED_IN,
    INTRODUCES,
    MODALITY,
    RDF_TYPE,
    STANDARDS,
)
from slm_graph.network.told import LargeNetwork, ToldNode, ToldNodes
from slm_graph.processes import cores, in_order, seldom_collected

_TOGETHER = 2_000
"""Things that are read at a time."""
_ELSEWHERE = ("hasUsage", "describedBy")
"""Properties of the ontology's own whose values say nothing of a thing itself."""


def large_network(path: Path, ontology: Path | None) -> LargeNetwork | None:
    """Return the network of a survey in a file of N-Triples; None where it has to be read as any other file.

    Parameters
    ----------
    path
        The file.
    ontology
        The folder of the ontology, as of `to_network`.

    Raises
    ------
    OSError
        The file cannot be read.

    Examples
    --------
    >>> from slm_graph.graphs import graph_file
    >>> from slm_graph.network.kinds import ontology_folder
    >>> path = graph_file().with_suffix(".nt")
    >>> network = large_network(path, ontology_folder(path))
    >>> network.number_of_nodes() > 400
    True
    """
    with seldom_collected():
        return _large_network(path, known_ontologies(ontology))


def _large_network(path: Path, ontologies: Sequence[Ontology]) -> LargeNetwork | None:
    state = file_state(path.stat())
    numbers = numbered(path, set()) if path.suffix == ".nt" else None
    known = fitting(numbers, ontologies) if numbers else None
    if numbers is None or known is None:
        return None
    kinds = kinds_in(known)
    nodes = numbered_nodes(numbers, kinds)
    links = numbered_links(numbers, kinds, nodes)
    predicates = numbers.predicates
    reading = _Reading(numbers, kinds, nodes, path, state)
    if (evidence := _modalities(numbers, reading)) is None:
        return None
    del numbers  # most of the memory, which the processes need not share
    told = _told(reading)
    dataset = dataset_of(reading.statements(reading.graphs, []))
    _tell(reading, predicates, links, told, evidence)
    return LargeNetwork({"kinds": kinds, "dataset": dataset}, told, links, [*map(last_part, predicates)])


class _Rows:
    """The rows of each subject, by its number."""

    def __init__(self, numbers: Numbered) -> None:
        import numpy as np

        self._rows = numbers.rows[np.argsort(numbers.rows[:, 0], kind="stable")]
        self._first = np.searchsorted(self._rows[:, 0], np.arange(len(numbers.names) + 1))

    def of(self, numbers: Sequence[int]) -> Any:
        """Return the rows of some subjects."""
        import numpy as np

        parts = [self._rows[self._first[number] : self._first[number + 1]] for number in numbers]
        return np.concatenate([np.empty((0, 3), dtype=np.int32), *parts])


class _TripleLines(NamedTuple):
    """Lines of N-Triples."""

    content: bytes
    prefixes: Mapping[str, str] = {}

    def quads(self) -> Iterator[ox.Quad]:
        """Yield the statements."""
        return ox.parse(self.content, ox.RdfFormat.N_TRIPLES)


class _Reading:
    """Things of a file, read from their places in it."""

    def __init__(self, numbers: Numbered, kinds: Kinds, nodes: NumberedNodes, path: Path, state: object) -> None:
        self.kinds, self.nodes = kinds, nodes
        self._rows, self._spans = _Rows(numbers), SubjectSpans(numbers)
        self._path, self._state = path, state
        self._hidden = [numbers.number_of(iri) for iri in (RDF_TYPE, *(kinds.namespace + name for name in _ELSEWHERE))]
        in_words = (*EVERY_MODALITY, "taskGroup")
        self._in_words = [numbers.number_of(kinds.namespace + name) for name in in_words]
        self._spaces: list[int] = numbers.having(URI_SPACE.value)[:, 0].tolist()
        self.graphs = self._graphs(numbers)

    def _graphs(self, numbers: Numbered) -> list[int]:
        """Return what describes a graph as a whole, and what is said of it."""
        import numpy as np

        types = numbers.having(RDF_TYPE)
        classes = [numbers.number_of(cls) for cls in GRAPH_CLASSES]
        graphs: list[int] = np.unique(types[np.isin(types[:, 2], classes), 0]).tolist()
        return [*{*graphs, *self._rows.of(graphs)[:, 2].tolist()} - {-1}]

    def told(self, start: int) -> tuple[list[ToldNode], bytes]:
        """Return what is told of some nodes."""
        import numpy as np

        some = slice(start, start + _TOGETHER)
        keys, numbers = self.nodes.keys[some], self.nodes.numbers[some]
        rows = self._rows.of(numbers)
        rows = rows[~np.isin(rows[:, 1], self._hidden) & (rows[:, 2] >= 0)]
        values = np.unique(rows[:, 2])
        is_node = self.nodes.places[values] >= 0
        named = values[~is_node].tolist() + np.unique(rows[np.isin(rows[:, 1], self._in_words), 2]).tolist()
        further = np.unique(self._rows.of(named)[:, 2])
        further = further[further >= 0]
        is_node_too = self.nodes.places[further] >= 0
        wanted = [*numbers, *named, *further[~is_node_too].tolist(), *self._spaces]
        linked = {*values[is_node].tolist(), *further[is_node_too].tolist()} - {*numbers}
        statements = self.statements(wanted, linked)
        classes = [self.kinds.classes[rank] for rank in self.nodes.ranks[some].tolist()]
        nodes = [node_of(statements, self.kinds, key, cls) for key, cls in zip(keys, classes, strict=True)]
        # Statements know their labels, which know them: a circle, which the collector would long leave.
        del statements
        gc.collect()
        packed = zlib.compress(json.dumps([vars(node) for node in nodes]).encode(), 1)
        return [ToldNode(node) for node in nodes], packed

    def statements(self, described: Iterable[int], typed: Iterable[int]) -> Statements:
        """Return what is said of some things, and of others the class alone."""
        # Each process opens it for itself: who shares an open file shares the place in it.
        with open_regular(self._path, MAX_RDF_BYTES) as stream:
            if file_state(os.fstat(stream.fileno())) != self._state:
                raise file_changed(self._path)
            lines = [text for number in sorted({*described}) for text in self._text(stream, number)]
        for number in sorted(typed):
            place = self.nodes.places[number]
            cls = self.kinds.iris[self.nodes.ranks[place]]
            lines.append(f"<{self.nodes.keys[place]}> <{RDF_TYPE}> <{cls}> .\n".encode())
        return Statements(_TripleLines(b"".join(lines)))

    def _text(self, stream: IO[bytes], number: int) -> Iterator[bytes]:
        for start, end in self._spans.of(number):
            stream.seek(start)
            text = stream.read(end - start)
            yield text if text.endswith(b"\n") else text + b"\n"


def _told(reading: _Reading) -> ToldNodes:
    keys = reading.nodes.keys
    starts = range(0, len(keys), _TOGETHER)
    nodes: list[ToldNode] = []
    packed: list[bytes] = []
    for some, content in in_order(reading.told, starts, cores() if len(starts) > 1 else 1):
        nodes += some
        packed.append(content)
    return ToldNodes(keys, nodes, packed)


def _modalities(numbers: Numbered, reading: _Reading) -> dict[tuple[str, str], list[Evidence]] | None:
    """Return the modalities that usages state, by system and encoder; None where they are texts."""
    import numpy as np

    places, keys = reading.nodes.places, reading.nodes.keys
    telling = [iri for iri in numbers.predicates if last_part(iri) == MODALITY and not iri.startswith(STANDARDS)]
    stated = numbers.having(*telling)
    if len(telling) > 1 or (stated[:, 2] < 0).any():
        return None
    values = np.unique(stated[:, 2]).tolist()
    statements = reading.statements(values, [])
    words = {value: statements.name_of(ox.NamedNode(numbers.iri(value))) for value in values}
    of_usage: dict[int, list[str]] = {}
    for usage, _, value in stated.tolist():
        of_usage.setdefault(usage, []).append(words[value])
    evidence: dict[tuple[str, str], list[Evidence]] = {}
    for usage, system, used in numbered_uses(numbers, reading.kinds.namespace, [*of_usage]).tolist():
        if places[system] >= 0 and places[used] >= 0:
            pair = keys[places[system]], keys[places[used]]
            evidence.setdefault(pair, []).append({MODALITY: of_usage[usage]})
    return evidence


def _tell(
    reading: _Reading,
    predicates: Sequence[str],
    links: Any,
    told: ToldNodes,
    evidence: Mapping[tuple[str, str], list[Evidence]],
) -> None:
    """Tell nodes what their links say, as of any other network."""
    by_key = cast("Mapping[str, Node]", dict(zip(told.keys, told.nodes, strict=True)))
    keys = told.keys

    def edges(names: Collection[str]) -> Iterator[NodeLink]:
        import numpy as np

        wanted = [place for place, iri in enumerate(predicates) if last_part(iri) in names]
        for one, predicate, other in links[np.isin(links[:, 1], wanted)].tolist():
            yield NodeLink(keys[one], keys[other], predicates[predicate])

    tell_papers(by_key, edges((INTRODUCES, DESCRIBED_IN)))
    tell_components(by_key, edges(reading.kinds.uses), evidence, reading.kinds)
