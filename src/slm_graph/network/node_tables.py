"""A network as tables: its nodes, its edges, the usages behind them, and a row for each of what uses other things."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from slm_graph.network.kinds import kinds_of
from slm_graph.network.measures import centrality, communities, systems_of
from slm_graph.network.model import Evidence, Network
from slm_graph.network.terms import FOR_TASK
from slm_graph.text import words as words_of

_NODES = (
    "Id Label Class Abbreviation Aliases Misspellings Year Modality Groups PromptKind Degree Betweenness Community"
    " Definition IRI"
).split()
_EDGES = "Source Target Type Label Predicate Quotes Rows Stage Tuning Hours".split()
_USAGES = "Usage Source Target Quotes Columns Row Stage Tuning Hours Amount Unit Modality Role Purpose Tasks".split()


class NetworkTable(NamedTuple):
    """A table: its name, the names of its columns, and its rows.

    A value is a text, a number, a tuple of texts, or None where nothing is known.
    """

    name: str
    columns: list[str]
    rows: list[dict[str, Any]]


def network_tables(network: Network) -> list[NetworkTable]:
    """Return the tables `nodes`, `edges` and `usages` of a network.

    An edge has hours where its usages state one number of them; amounts of data that have no name, which no edge leads
    to, are among the usages alone, with all the others.
    """
    return [
        NetworkTable("nodes", _NODES, _nodes(network)),
        NetworkTable("edges", _EDGES, _edges(network)),
        NetworkTable("usages", _USAGES, list(_usages(network))),
    ]


def systems_table(network: Network) -> NetworkTable:
    """Return a table with a row for each thing that uses others, and a column for each way in which it does.

    Examples
    --------
    >>> from slm_graph.graphs import graph_file
    >>> from slm_graph.network.reader import to_network
    >>> table = systems_table(to_network(graph_file()))
    >>> table.rows[0]["Label"], table.rows[0]["LLM"]
    ('AnyGPT', ('Llama-2-7B',))
    """
    kinds = kinds_of(network)
    systems = {
        node: {"Id": data["id"], "Label": data["label"], "Year": data["year"]} for node, data in _entries(network)
    }
    stated: dict[str, dict[str, list[str]]] = {node: {} for node in systems}
    for one, other, data in network.edges(data=True):
        if one in stated:
            name = kinds.uses.get(data["predicate"], words_of(data["predicate"]))
            stated[one].setdefault(name, []).append(network.nodes[other]["label"])
        elif other in stated and network.nodes[one]["cls"] in kinds.papers:
            stated[other].setdefault("paper", []).append(network.nodes[one]["label"])
    for node, cells in stated.items():
        for name, text in network.nodes[node]["facts"]:
            cells.setdefault(name, []).append(text)
    names = [*kinds.uses.values()]
    names += sorted({name for cells in stated.values() for name in cells} - {*names})
    rows = [
        {**systems[node], **{name: tuple(dict.fromkeys(cells.get(name, ()))) for name in names}, "IRI": node}
        for node, cells in stated.items()
    ]
    return NetworkTable("systems", ["Id", "Label", "Year", *names, "IRI"], rows)


def _entries(network: Network) -> list[tuple[str, dict[str, Any]]]:
    return sorted(((node, network.nodes[node]) for node in systems_of(network)), key=lambda item: item[1]["id"])


def _nodes(network: Network) -> list[dict[str, Any]]:
    central, community = centrality(network), communities(network)
    return [
        {
            "Id": data["id"],
            "Label": data["label"],
            "Class": data["cls"],
            "Abbreviation": data["abbreviation"],
            "Aliases": _distinct(data["aliases"]),
            "Misspellings": _distinct(data["misspellings"]),
            "Year": data["year"],
            "Modality": _distinct(data["modality"]),
            "Groups": _distinct(data["groups"]),
            "PromptKind": _distinct(data["prompt_kinds"]),
            "Degree": central[node][0],
            "Betweenness": central[node][1],
            "Community": community[node],
            "Definition": data["definition"],
            "IRI": node,
        }
        for node, data in network.nodes(data=True)
    ]


def _edges(network: Network) -> list[dict[str, Any]]:
    ids = dict(network.nodes(data="id"))
    return [
        {
            "Source": ids[one],
            "Target": ids[other],
            "Type": "Directed",
            "Label": words_of(data["predicate"]),
            "Predicate": key,
            "Quotes": _stated(data["evidence"], "quotes"),
            "Rows": _distinct(str(usage["row"]) for usage in data["evidence"] if usage.get("row")),
            "Stage": _stated(data["evidence"], "stage"),
            "Tuning": _stated(data["evidence"], "tuning"),
            "Hours": _hours(data["evidence"]),
        }
        for one, other, key, data in network.edges(keys=True, data=True)
    ]


def _usages(network: Network) -> Iterator[dict[str, Any]]:
    """Yield a row for each usage and thing that it is the evidence of; for a usage of what has no name, one."""
    ids = dict(network.nodes(data="id"))
    for one, other, data in network.edges(data=True):
        for usage in data["evidence"]:
            yield _usage(usage, ids[one], ids[other])
    for _, data in network.nodes(data=True):
        for usage in data["statements"]:
            yield _usage(usage, data["id"], "")


def _usage(usage: Evidence, source: str, target: str) -> dict[str, Any]:
    names = {"Quotes": "quotes", "Columns": "columns", "Tasks": FOR_TASK}
    names |= {name: name.lower() for name in "Stage Tuning Modality Role Purpose".split()}
    return {
        "Usage": usage["id"],
        "Source": source,
        "Target": target,
        "Row": usage.get("row"),
        "Hours": _hours([usage]),
        "Amount": _number(usage.get("amount", "")),
        "Unit": usage.get("unit", ""),
        **{column: _stated([usage], name) for column, name in names.items()},
    }


def _stated(evidence: Iterable[Evidence], name: str) -> tuple[str, ...]:
    return _distinct(text for usage in evidence for text in usage.get(name, ()))


def _hours(evidence: Iterable[Evidence]) -> float | None:
    stated = {_number(usage["hours"]) for usage in evidence if "hours" in usage}
    return stated.pop() if len(stated) == 1 else None


def _number(text: str) -> float | None:
    try:
        return float(text)
    except ValueError:
        return None


def _distinct(texts: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(texts))
