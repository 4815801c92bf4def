"""A network as files for other programs: GraphML and CSV."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import networkx as nx

from slm_graph.files import Generation, write_file
from slm_graph.network.measures import centrality, communities
from slm_graph.network.model import Evidence, Network
from slm_graph.network.terms import FOR_TASK
from slm_graph.text import words as words_of


def write_graphml(path: Path, network: Network) -> None:
    """Write a network as GraphML, which Gephi, Cytoscape and yEd open.

    Lists become text with " | " between their items.

    References
    ----------
    http://graphml.graphdrawing.org/specification.html
    """
    nodes, edges = _tables(network)
    plain = nx.MultiDiGraph()
    for row in nodes:
        plain.add_node(row["Id"], **_attributes(row, ("Id",)))
    for number, row in enumerate(edges):
        plain.add_edge(row["Source"], row["Target"], f"e{number}", **_attributes(row, ("Source", "Target", "Type")))
    path.parent.mkdir(parents=True, exist_ok=True)
    write_file(path, b"\n".join(line.encode() for line in nx.generate_graphml(plain)) + b"\n")


def _attributes(row: Mapping[str, Any], without: Sequence[str]) -> dict[str, Any]:
    return {key.lower(): _xml(value) for key, value in row.items() if key not in without and value not in ("", None)}


def write_csv(folder: Path, network: Network) -> list[Path]:
    """Write nodes.csv (Id, Label …), edges.csv (Source, Target …) and usages.csv, and return their paths.

    Gephi, Cytoscape, Neo4j, Kùzu and DuckDB load them without options: each text is in quotes and in one line, a number
    is not, and is missing where it is not known. An edge has hours where its usages state one number of them; amounts
    of data that have no name, which no edge leads to, are in usages.csv alone, with all the others.
    """
    nodes, edges = _tables(network)
    files = (("nodes.csv", _NODES, nodes), ("edges.csv", _EDGES, edges), ("usages.csv", _USAGES, _usages(network)))
    with Generation(folder) as generation:
        for name, columns, rows in files:
            lines = [_csv_line(columns), *(_csv_line(row[column] for column in columns) for row in rows)]
            generation.write(name, "".join(lines).encode())
        return generation.commit()


_NODES = (
    "Id Label Class Abbreviation Aliases Misspellings Year Modality Groups PromptKind Degree Betweenness Community"
    " Definition IRI"
).split()
_EDGES = "Source Target Type Label Predicate Quotes Rows Stage Tuning Hours".split()
_USAGES = "Usage Source Target Quotes Columns Row Stage Tuning Hours Amount Unit Modality Role Purpose Tasks".split()


def _csv_line(values: Iterable[Any]) -> str:
    return ",".join(map(_csv_value, values)) + "\n"


def _csv_value(value: Any) -> str:
    """Return a value as a field (RFC 4180, section 2): a text in quotes, and in one line, which Kùzu needs."""
    if value is None:
        return ""
    if isinstance(value, str):
        return '"' + " ".join(value.splitlines()).replace('"', '""') + '"'
    return str(value)


def _tables(network: Network) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    central, community = centrality(network), communities(network)
    ids = dict(network.nodes(data="id"))
    nodes = [
        {
            "Id": data["id"],
            "Label": data["label"],
            "Class": data["cls"],
            "Abbreviation": data["abbreviation"],
            "Aliases": _joined(data["aliases"]),
            "Misspellings": _joined(data["misspellings"]),
            "Year": data["year"],
            "Modality": _joined(data["modality"]),
            "Groups": _joined(data["groups"]),
            "PromptKind": _joined(data["prompt_kinds"]),
            "Degree": central[node][0],
            "Betweenness": central[node][1],
            "Community": community[node],
            "Definition": data["definition"],
            "IRI": node,
        }
        for node, data in network.nodes(data=True)
    ]
    edges = [
        {
            "Source": ids[one],
            "Target": ids[other],
            "Type": "Directed",
            "Label": words_of(data["predicate"]),
            "Predicate": key,
            "Quotes": _stated(data["evidence"], "quotes"),
            "Rows": _joined(str(usage["row"]) for usage in data["evidence"] if usage.get("row")),
            "Stage": _stated(data["evidence"], "stage"),
            "Tuning": _stated(data["evidence"], "tuning"),
            "Hours": _hours(data["evidence"]),
        }
        for one, other, key, data in network.edges(keys=True, data=True)
    ]
    return nodes, edges


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


def _stated(evidence: Iterable[Evidence], name: str) -> str:
    return _joined(text for usage in evidence for text in usage.get(name, ()))


def _hours(evidence: Iterable[Evidence]) -> float | None:
    stated = {_number(usage["hours"]) for usage in evidence if "hours" in usage}
    return stated.pop() if len(stated) == 1 else None


def _number(text: str) -> float | None:
    try:
        return float(text)
    except ValueError:
        return None


def _joined(texts: Iterable[str]) -> str:
    return " | ".join(dict.fromkeys(texts))


def _xml(value: Any) -> Any:
    """Take away what XML 1.0 cannot hold (section 2.2)."""
    return (
        re.sub("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]", "", value)
        if isinstance(value, str)
        else value
    )
