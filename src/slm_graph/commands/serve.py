"""`slm-graph serve`: a graph on the web."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from slm_graph.commands import options
from slm_graph.commands.streams import say

if TYPE_CHECKING:
    from slm_graph.agent import HttpTools
    from slm_graph.serve import Served

GROUP = "Publish"


@click.command()
@click.argument("file", required=False, type=click.Path(path_type=Path))
@click.option("--store", metavar="DIR", type=click.Path(path_type=Path), help="Serve a store on disk, of Oxigraph.")
@click.option("--endpoint", metavar="URL", default="", help="Serve what another SPARQL endpoint holds.")
@click.option("--graph", metavar="IRI", default="", help="The named graph that the endpoint is asked for.")
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen at; 0.0.0.0 is all of them.")
@options.port_of(7880)
@options.timeout_of(30.0, "End queries that take longer.")
@options.memory_of(2_000, "End queries that need more memory, each.")
@click.option("--mcp", "with_tools", is_flag=True, help="Give FILE to assistants too, at /mcp.")
@click.option("--quiet", is_flag=True, help="Print no line for each request.")
def command(
    file: Path | None,
    store: Path | None,
    endpoint: str,
    graph: str,
    host: str,
    port: int,
    timeout: float,
    memory: int,
    with_tools: bool,
    quiet: bool,
) -> None:
    """Serve pages, SPARQL and stored questions over HTTP, read-only.

    FILE is any file of RDF; without it the graph is that of this project, or else the bundled one. A file that changes
    is taken over without losing a request. With --store, FILE is put into a new store, which opens at once the next
    time. With --endpoint, another server is asked, and this one adds pages, questions and search. Ctrl-C ends it.

    \b
    Examples:
      slm-graph serve
      slm-graph serve foaf.rdf --port 8000
      slm-graph serve large.nt --store large-store
      slm-graph serve --store large-store
      slm-graph serve --mcp
      slm-graph serve --endpoint http://127.0.0.1:7878/query
    """
    from slm_graph.agent import ENDPOINT

    options.require_server("serving")
    from slm_graph.serve import Limits, address_of, application, listening, run

    served = _served(file, store, endpoint, graph, timeout)
    tools = _tools(served, host) if with_tools else None
    with listening(host, port) as listener:
        address = address_of(listener)

        def started() -> None:
            say(f"{served} is served at {address}; Ctrl-C ends it")
            say(f"  pages      {address}")
            say(f"  SPARQL     {address}sparql")
            say(f"  questions  {address}questions, described in {address}openapi.json")
            if tools:
                say(f"  assistants {address.rstrip('/')}{ENDPOINT}")

        tell = (lambda line: None) if quiet else (lambda line: say(line, err=True))
        app = application(
            served,
            Limits(seconds=timeout, megabytes=memory),
            tools.routes if tools else (),
            [tools.running] if tools else (),
            tell,
        )
        run(app, listener, started, lambda line: say(line, err=True))


def _served(file: Path | None, store: Path | None, endpoint: str, graph: str, timeout: float) -> Served:
    """Return what the options name; a new store is made."""
    from slm_graph.graphs import graph_file
    from slm_graph.problems import WrongArgument
    from slm_graph.serve import Served, make_store

    if endpoint and (file is not None or store is not None):
        raise WrongArgument("--endpoint and a graph of one's own at once; give one of them")
    if graph and not endpoint:
        raise WrongArgument("--graph without --endpoint; clients name graphs themselves")
    if file is not None and store is not None:
        if store.exists():
            raise WrongArgument(f"--store {store}: is there already; give it without FILE, or give another one")
        say(f"{file} is put into {store}, once")
        make_store(file, store)
    given = "" if store or endpoint else str(file or graph_file())
    return Served(given, str(store or ""), endpoint, graph, timeout)


def _tools(served: Served, host: str) -> HttpTools:
    """Return the tools for assistants, of a file."""
    from slm_graph.agent import http_tools
    from slm_graph.problems import WrongArgument
    from slm_graph.project import find_project

    if not served.file:
        raise WrongArgument("--mcp is of a file; give FILE, without --store and --endpoint")
    path = Path(served.file)
    return http_tools(path, find_project(graph=path).queries, hosts=[host, f"{host}:*"])
