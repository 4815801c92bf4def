"""The statistics of a network, in lines for a terminal."""

from __future__ import annotations

from collections.abc import Iterator

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
