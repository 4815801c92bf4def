"""`slm-graph mcp`: the graph as tools for assistants."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from slm_graph.commands import options
from slm_graph.commands.streams import say

GROUP = "Publish"


@click.command()
@click.argument("file", required=False, type=click.Path(path_type=Path))
@options.timeout_of(30.0, "Stop a call that takes longer.")
@options.memory_of(2_000, "Stop a call that needs more memory.")
def command(file: Path | None, timeout: float, memory: int) -> None:
    """Give the graph to an assistant, by the Model Context Protocol.

    It speaks over standard input and output. The assistant gets tools (find, describe, questions_like, ask,
    compare, sparql) whose answers carry row, column and quote, texts (schema, questions, glossary, ontology) and
    prompts. It starts this command itself; in its settings the server is the command `slm-graph` with the argument
    `mcp`. FILE is any file of RDF; without it the graph is that of this project, or else the bundled one. A file
    that changes is read again.

    \b
    Examples:
      slm-graph mcp
      slm-graph mcp output/slm-graph.ttl --timeout 10
    """
    from slm_graph.agent import serve_stdio
    from slm_graph.files import open_regular
    from slm_graph.graphs import MAX_RDF_BYTES, file_format, graph_file
    from slm_graph.problems import WrongArgument
    from slm_graph.project import find_project
    from slm_graph.workers import Limits

    if str(file) == "-":
        raise WrongArgument("-: standard input is the assistant's; give a file")
    path = file or graph_file()
    file_format(path)
    open_regular(path, MAX_RDF_BYTES).close()
    if sys.stdin.isatty():
        say("waiting for an assistant on standard input; end with Ctrl-D, help with --help", err=True)
    serve_stdio(path, find_project(graph=path).queries, Limits(timeout, memory, workers=2))
