"""`slm-graph stats`: a graph in numbers."""

from __future__ import annotations

from pathlib import Path

import click

from slm_graph.commands import options
from slm_graph.commands.streams import say


@click.command()
@options.rdf_file
@options.timeout
@options.memory
def command(data: Path | None, timeout: float, memory: int) -> None:
    """Tell counts, coverage, central encoders and gaps.

    \b
    Examples:
      slm-graph stats
      slm-graph stats --data my-graph.ttl
    """
    from slm_graph.commands import stopping
    from slm_graph.graphs import graph_file, open_graph
    from slm_graph.network import ontology_folder, statistics, statistics_lines, to_network

    file = data or graph_file()
    with stopping.limited(timeout, memory, file) as clock:
        graph = open_graph(file)
        clock.start()
        counted = statistics(to_network(graph, ontology_folder(file)))
    for line in statistics_lines(counted, options.terminal_width()):
        say(line)
