"""A network as files for other programs: GraphML and CSV."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from slm_graph.files import Generation, write_file
from slm_graph.network.model import Network
from slm_graph.network.node_tables import NetworkTable, network_tables


def write_graphml(path: Path, network: Network) -> None:
    """Write a network as GraphML, which Gephi, Cytoscape and yEd open."""
    path.parent.mkdir(parents=True, exist_ok=True)
    write_file(path, graphml(network))


def graphml(network: Network) -> bytes:
    """Return a network as GraphML; lists become text with " | " between their items.

    References
    ----------
    http://graphml.graphdrawing.org/specification.html
    """
    import networkx as nx

    nodes, edges, _ = network_tables(network)
    plain = nx.MultiDiGraph()
    for row in nodes.rows:
        plain.add_node(row["Id"], **_attributes(row, ("Id",)))
    for number, row in enumerate(edges.rows):
        plain.add_edge(row["Source"], row["Target"], f"e{number}", **_attributes(row, ("Source", "Target", "Type")))
    return b"\n".join(line.encode() for line in nx.generate_graphml(plain)) + b"\n"


def write_csv(folder: Path, network: Network) -> list[Path]:
    """Write nodes.csv (Id, Label …), edges.csv (Source, Target …) and usages.csv, and return their paths."""
    with Generation(folder) as generation:
        for table in network_tables(network):
            generation.write(f"{table.name}.csv", csv_of(table))
        return generation.commit()


def csv_of(table: NetworkTable) -> bytes:
    """Return a table as CSV, which Gephi, Cytoscape, Neo4j, Kùzu and DuckDB load without options.

    Each text is in quotes and in one line, a number is not, and is missing where it is not known; a list is a text with
    " | " between its items.

    References
    ----------
    RFC 4180, section 2
    """
    lines = [_csv_line(table.columns), *(_csv_line(row[column] for column in table.columns) for row in table.rows)]
    return "".join(lines).encode()


def _attributes(row: Mapping[str, Any], without: Sequence[str]) -> dict[str, Any]:
    texts = {key.lower(): _xml(_joined(value)) for key, value in row.items() if key not in without}
    return {key: value for key, value in texts.items() if value not in ("", None)}


def _csv_line(values: Iterable[Any]) -> str:
    return ",".join(map(_csv_value, values)) + "\n"


def _csv_value(value: Any) -> str:
    """Return a value as a field: a text in one line, which Kùzu needs."""
    value = _joined(value)
    if value is None:
        return ""
    if isinstance(value, str):
        return '"' + " ".join(value.splitlines()).replace('"', '""') + '"'
    return str(value)


def _joined(value: Any) -> Any:
    return " | ".join(value) if isinstance(value, tuple) else value


def _xml(value: Any) -> Any:
    """Take away what XML 1.0 cannot hold (section 2.2)."""
    return (
        re.sub("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]", "", value)
        if isinstance(value, str)
        else value
    )
