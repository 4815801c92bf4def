"""`slm-graph serve`: a graph on the web."""

from __future__ import annotations

from pathlib import Path

import click

from slm_graph.commands.streams import say


@click.command()
@click.argument("file", required=False, type=click.Path(path_type=Path))
@click.option("--store", metavar="DIR", type=click.Path(path_type=Path), help="Serve a store on disk, of Oxigraph.")
@click.option("--endpoint", metavar="URL", default="", help="Serve what another SPARQL endpoint holds.")
@click.option("--graph", metavar="IRI", default="", help="The named graph that the endpoint is asked for.")
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen at; 0.0.0.0 is all of them.")
@click.option("--port", type=click.IntRange(0, 65535), default=7880, show_default=True, help="Port; 0 is a free one.")
@click.option(
    "--timeout", type=click.FloatRange(min=0, min_open=True), metavar="SECONDS", default=30.0, show_default=True,
    help="End queries that take longer.",
)  # fmt: skip
@click.option(
    "--memory", type=click.IntRange(min=1), metavar="MB", default=2_000, show_default=True,
    help="End queries that need more memory, each.",
)  # fmt: skip
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
      slm-graph serve --endpoint http://127.0.0.1:7878/query
    """
    from importlib.util import find_spec

    from slm_graph.graphs import graph_file
    from slm_graph.problems import Fault, WrongArgument

    if endpoint and (file is not None or store is not None):
        raise WrongArgument("--endpoint and a graph of one's own at once; give one of them")
    if graph and not endpoint:
        raise WrongArgument("--graph without --endpoint; clients name graphs themselves")
    if file is not None and store is not None and store.exists():
        raise WrongArgument(f"--store {store}: is there already; give it without FILE, or give another one")
    if not all(map(find_spec, ("starlette", "uvicorn"))):
        raise Fault("serving needs two more packages: pip install 'slm-graph[serve]'")
    from slm_graph.serve import Limits, Served, address_of, application, listening, make_store, run

    if endpoint and (file is not None or store is not None):
        raise WrongArgument("--endpoint and a graph of one's own at once; give one of them")
    if file is not None and store is not None:
        say(f"{file} is put into {store}, once")
        make_store(file, store)
    given = "" if store or endpoint else str(file or graph_file())
    served = Served(given, str(store or ""), endpoint, graph, timeout)
    with listening(host, port) as listener:
        address = address_of(listener)

        def started() -> None:
            say(f"{served} is served at {address}; Ctrl-C ends it")
            say(f"  pages      {address}")
            say(f"  SPARQL     {address}sparql")
            say(f"  questions  {address}questions, described in {address}openapi.json")

        tell = (lambda line: None) if quiet else (lambda line: say(line, err=True))
        run(application(served, Limits(seconds=timeout, megabytes=memory), tell=tell), listener, started)
