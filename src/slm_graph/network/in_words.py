"""The statistics of a network, in lines for a terminal."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from slm_graph.network.statistics import Statistics
from slm_graph.tables import wrapped


def statistics_lines(numbers: Statistics, width: int = 80) -> Iterator[str]:
    """Yield what `slm-graph stats` tells; `width` is that of the terminal.

    Examples
    --------
    >>> from slm_graph.graphs import graph_file
    >>> from slm_graph.network import statistics, to_network
    >>> lines = list(statistics_lines(statistics(to_network(graph_file()))))
    >>> lines[0].partition(":")[0], "Stated of the systems" in map(str.strip, lines)
    ('Things', True)
    """
    for title, counts in (("Things", numbers.classes), ("Links", numbers.predicates)):
        yield f"{title}: {sum(counts.values()):,}"
        yield from (f"  {count:>6,}  {name}" for name, count in counts.items())
    yield "\nStated of the systems"
    yield from (f"  {stated:>6,}  of {systems:,}: {kind}" for kind, stated, systems in numbers.coverage)
    yield f"  {numbers.backed[0]:>6,}  of {numbers.backed[1]:,} short edges with a quote"
    yield "\nEncoders by the systems that use them (betweenness, 0 to 1)"
    yield from (f"  {users:>6,}  {name} ({between:.3f})" for name, users, between in numbers.central_encoders)
    yield "\nSystems that share most of their components"
    yield from (f"  {score:>5.0%}   {one} and {other} ({shared} shared)" for one, other, score, shared in numbers.alike)
    yield "\nNot used by any system of this survey"
    for name, names in numbers.unused.items():
        yield f"  {len(names):>6,}  {name}"
        yield from (f"          {line}" for line in wrapped(", ".join(names), max(width - 10, 30)))


def statistics_data(numbers: Statistics) -> dict[str, Any]:
    """Return what `slm-graph stats --format json` tells, as values of JSON.

    Examples
    --------
    >>> from slm_graph.graphs import graph_file
    >>> from slm_graph.network import statistics, to_network
    >>> statistics_data(statistics(to_network(graph_file())))["encoders"][0]["label"]
    'Whisper'
    """
    with_quote, edges = numbers.backed
    return {
        "things": numbers.classes,
        "links": numbers.predicates,
        "stated": [coverage._asdict() for coverage in numbers.coverage],
        "edges": {"number": edges, "with_quote": with_quote},
        "encoders": [
            {"label": label, "systems": users, "betweenness": round(between, 6)}
            for label, users, between in numbers.central_encoders
        ],
        "alike": [
            {"systems": [one, other], "similarity": round(score, 6), "shared": shared}
            for one, other, score, shared in numbers.alike
        ],
        "unused": numbers.unused,
    }
