"""`slm-graph stats`: a graph in numbers."""

from __future__ import annotations

from pathlib import Path

import click

from slm_graph.commands import options
from slm_graph.commands.streams import say, say_json

GROUP = "Ask"


@click.command()
@options.report_format("json", help="As lines to read, or for a program.")
@options.rdf_file
@options.timeout
@options.memory
def command(format_name: str, data: Path | None, timeout: float, memory: int) -> None:
    """Tell counts, coverage, central encoders and gaps.

    \b
    Examples:
      slm-graph stats
      slm-graph stats --data my-graph.ttl
      slm-graph stats --format json
    """
    from slm_graph.commands import stopping
    from slm_graph.graphs import graph_file
    from slm_graph.network import read_outline, statistics, statistics_data, statistics_lines

    file = data or graph_file()
    with stopping.limited(timeout, memory, file) as clock:
        outline = read_outline(file)
        clock.start()
        counted = statistics(outline)
    if format_name == "json":
        say_json(statistics_data(counted))
        return
    for line in statistics_lines(counted, options.terminal_width()):
        say(line)
