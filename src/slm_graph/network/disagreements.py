"""Where rows of surveys state different things of one system, by the rule of queries/disagreeing-sources.rq."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import NamedTuple

from slm_graph.network.kinds import Kinds, kinds_of
from slm_graph.network.measures import systems_of
from slm_graph.network.model import Evidence, Network

_TUNING = "tuning"
_VARIANT_OF = "variantOf"


class Disagreement(NamedTuple):
    """What rows state differently: of which short edge and property, what it is of, and each row's values."""

    predicate: str
    name: str
    component: str
    stated: Mapping[str, tuple[str, ...]]

    @property
    def key(self) -> str:
        """The column of a table of systems that holds the values."""
        return f"{self.predicate}.{self.name}" if self.name == _TUNING else self.predicate


Stated = dict[str, dict[str, list[str]]]
"""Values by what they are of, and by the row that states them."""


def disagreements(network: Network) -> dict[str, list[Disagreement]]:
    """Return by system what two rows both state, where one has a value that is none of the other's.

    A model and its sizes and versions are the same here. Models, how they are tuned, and amounts of the same data are
    compared; a list of data or tasks is seldom whole in two surveys, and that one is shorter is no disagreement.

    Examples
    --------
    >>> from slm_graph.graphs import graph_file
    >>> from slm_graph.network.reader import to_network
    >>> disagreements(to_network(graph_file()))
    {}
    """
    kinds = kinds_of(network)
    lines = {system: [*_of_system(network, kinds, system)] for system in systems_of(network)}
    return {system: differing for system, differing in lines.items() if differing}


def _of_system(network: Network, kinds: Kinds, system: str) -> Iterator[Disagreement]:
    told: dict[str, list[tuple[str, list[Evidence]]]] = {}
    for _, other, data in network.out_edges(system, data=True):
        if data["evidence"]:
            told.setdefault(data["predicate"], []).append((other, data["evidence"]))
    for predicate, cls in zip(kinds.uses, kinds.components, strict=True):
        links = told.get(predicate, [])
        if cls in kinds.models:
            yield from _differing(predicate, "", _models(links), lambda one, other: _are_one(network, one, other))
            yield from _differing(predicate, _TUNING, _tunings(links), str.__eq__)
        if cls in kinds.data:
            yield from _differing(predicate, "amount", _amounts(links), str.__eq__)


def _models(links: Iterable[tuple[str, list[Evidence]]]) -> Stated:
    stated: Stated = {}
    for other, evidence in links:
        for statement in _with_source(evidence):
            stated.setdefault("", {}).setdefault(statement["source"], []).append(other)
    return stated


def _tunings(links: Iterable[tuple[str, list[Evidence]]]) -> Stated:
    stated: Stated = {}
    for _, evidence in links:
        for statement in _with_source(evidence):
            if tunings := statement.get(_TUNING):
                stated.setdefault("", {}).setdefault(statement["source"], []).extend(tunings)
    return stated


def _amounts(links: Iterable[tuple[str, list[Evidence]]]) -> Stated:
    stated: Stated = {}
    for other, evidence in links:
        for statement in _with_source(evidence):
            if "amount" in statement and "unit" in statement:
                amount = f"{float(statement['amount']):,g} {statement['unit']}"
                of = f"{other}\n{statement['unit']}"
                stated.setdefault(of, {}).setdefault(statement["source"], []).append(amount)
    return stated


def _with_source(evidence: Iterable[Evidence]) -> Iterator[Evidence]:
    return (statement for statement in evidence if "source" in statement)


def _differing(
    predicate: str, name: str, stated: Stated, are_one: Callable[[str, str], bool]
) -> Iterator[Disagreement]:
    for of, by_row in stated.items():
        rows = {row: dict.fromkeys(values) for row, values in by_row.items()}
        differing = [
            row
            for row, values in rows.items()
            for other_row, others in rows.items()
            if row != other_row and any(not any(are_one(value, other) for other in others) for value in values)
        ]
        if differing:
            yield Disagreement(predicate, name, of.partition("\n")[0], {row: tuple(rows[row]) for row in rows})


def _are_one(network: Network, one: str, other: str) -> bool:
    """Tell whether two models are the same, or one a size or version of the other."""
    return one == other or other in _bases(network, one) or one in _bases(network, other)


def _bases(network: Network, model: str) -> set[str]:
    bases: set[str] = set()
    waiting = [model]
    while waiting:
        for _, base, predicate in network.out_edges(waiting.pop(), data="predicate"):
            if predicate == _VARIANT_OF and base not in bases:
                bases.add(base)
                waiting.append(base)
    return bases
