"""A network as files for other programs: GraphML and CSV."""

from __future__ import annotations

import csv
import re
from pathlib import Path
from typing import Any

import networkx as nx

from slm_graph.network.measures import centrality, communities
from slm_graph.network.model import Network
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
        plain.add_node(
            row["Id"], **{key.lower(): _xml(value) for key, value in row.items() if key != "Id" and value != ""}
        )
    for number, row in enumerate(edges):
        values = {
            key.lower(): _xml(value)
            for key, value in row.items()
            if key not in ("Source", "Target", "Type") and value != ""
        }
        plain.add_edge(row["Source"], row["Target"], f"e{number}", **values)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"\n".join(line.encode() for line in nx.generate_graphml(plain)) + b"\n")


def write_csv(folder: Path, network: Network) -> list[Path]:
    """Write nodes.csv (Id, Label …) and edges.csv (Source, Target, Type …), as Gephi and Cytoscape read them."""
    folder.mkdir(parents=True, exist_ok=True)
    paths = []
    for name, rows in zip(("nodes.csv", "edges.csv"), _tables(network), strict=True):
        columns = _NODE_COLUMNS if name == "nodes.csv" else _EDGE_COLUMNS
        with (folder / name).open("w", encoding="utf-8", newline="") as stream:
            writer = csv.DictWriter(stream, columns, lineterminator="\n")
            writer.writeheader()
            writer.writerows(rows)
        paths.append(folder / name)
    return paths


_NODE_COLUMNS = (
    "Id Label Class Abbreviation Aliases Misspellings Year Modality Groups Degree Betweenness Community Definition IRI"
).split()
_EDGE_COLUMNS = "Source Target Type Label Predicate Quotes Rows".split()


def _tables(network: Network) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    central, community = centrality(network), communities(network)
    ids = dict(network.nodes(data="id"))
    nodes = [
        {
            "Id": data["id"],
            "Label": data["label"],
            "Class": data["cls"],
            "Abbreviation": data["abbreviation"],
            "Aliases": " | ".join(data["aliases"]),
            "Misspellings": " | ".join(data["misspellings"]),
            "Year": "" if data["year"] is None else data["year"],
            "Modality": " | ".join(data["modality"]),
            "Groups": " | ".join(data["groups"]),
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
            "Quotes": " | ".join(quote for usage in data["evidence"] for quote in usage["quotes"]),
            "Rows": " | ".join(dict.fromkeys(str(usage["row"]) for usage in data["evidence"] if usage.get("row"))),
        }
        for one, other, key, data in network.edges(keys=True, data=True)
    ]
    return nodes, edges


def _xml(value: Any) -> Any:
    """Take away what XML 1.0 cannot hold (section 2.2)."""
    return (
        re.sub("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]", "", value)
        if isinstance(value, str)
        else value
    )
