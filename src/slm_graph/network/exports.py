"""A network as files for other programs: GraphML and CSV."""

from __future__ import annotations

import csv
import io
import re
from pathlib import Path
from typing import Any

import networkx as nx

from slm_graph.files import Generation, write_file
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
    write_file(path, b"\n".join(line.encode() for line in nx.generate_graphml(plain)) + b"\n")


def write_csv(folder: Path, network: Network) -> list[Path]:
    """Write nodes.csv (Id, Label …) and edges.csv (Source, Target, Type …), as Gephi and Cytoscape read them."""
    with Generation(folder) as generation:
        for name, rows in zip(("nodes.csv", "edges.csv"), _tables(network), strict=True):
            stream = io.StringIO()
            writer = csv.DictWriter(
                stream, _NODE_COLUMNS if name == "nodes.csv" else _EDGE_COLUMNS, lineterminator="\n"
            )
            writer.writeheader()
            writer.writerows(rows)
            generation.write(name, stream.getvalue().encode())
        return generation.commit()


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
