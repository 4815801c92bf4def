"""`slm-graph load`: a graph into a triplestore."""

from __future__ import annotations

from contextlib import ExitStack
from pathlib import Path

import click

from slm_graph.commands import options
from slm_graph.commands.streams import say

GROUP = "Publish"


@click.command()
@click.argument("url")
@options.rdf_file
@click.option("--graph", metavar="IRI", default="", help="The graph to replace.  [default: see below]")
@click.option("--default-graph", is_flag=True, help="Replace the store's default graph.")
@click.option("--store", "name", metavar="NAME", default="", help="What the server is.  [default: what it says]")
@click.option("--dry-run", is_flag=True, help="Tell what would be done; change nothing.")
@click.option(
    "--timeout",
    type=click.FloatRange(min=0, min_open=True),
    metavar="SECONDS",
    default=3600.0,
    show_default=True,
    help="Wait for an answer no longer.",
)
def command(
    url: str, data: Path | None, graph: str, default_graph: bool, name: str, dry_run: bool, timeout: float
) -> None:  # fmt: skip
    """Load the graph into a triplestore, and prove that it has arrived.

    URL is the address of the server, of a dataset in it, or of its endpoint. The file is checked before anything is
    sent, or before the request ends where one that breaks off changes nothing; the graph in the store is compared with
    it afterwards. A fault leaves the old graph or the new one.

    An empty store gets it into its default graph, where plain queries see it, and a later load replaces it there; in
    any other store it becomes the named graph of its own IRI, beside what is there.

    User and password come from SLM_GRAPH_USER and SLM_GRAPH_PASSWORD, a token from SLM_GRAPH_TOKEN, or else they come
    from .netrc.

    \b
    Examples:
      slm-graph load http://127.0.0.1:7878
      slm-graph load http://127.0.0.1:7878 --dry-run
      slm-graph load http://127.0.0.1:8890 --data my.ttl --graph https://my.org/g
      slm-graph load https://example.org/ds --store fuseki --default-graph
    """
    from slm_graph import loading
    from slm_graph.commands.progress import StageProgress
    from slm_graph.graphs import graph_file
    from slm_graph.problems import WrongArgument, printable
    from slm_graph.project import find_project
    from slm_graph.web import Client

    if graph and default_graph:
        raise WrongArgument("--graph and --default-graph at once; give one of them")
    with ExitStack() as stack:
        with StageProgress() as progress:
            file = stack.enter_context(loading.begin_check(data or graph_file(), progress))
        client = stack.enter_context(Client(url, timeout))
        store = loading.find_store(client, url, name)
        if dry_run or not store.kind.breaks_off:
            with StageProgress() as progress:
                file = file.alone(progress)
        target = graph if graph or default_graph else loading.target_graph(client, store, file)
        for line in loading.plan(store, file, target):
            say(line)
        loading.check_fits(file, store, target)
        if dry_run:
            click.echo(printable(loading.dry_run(client, store, target)))
            return
        with StageProgress() as progress:
            loaded = loading.load(client, store, file, target, progress)
        checked = file.whole()
        is_seen = loading.is_seen(client, store, checked)
    stored = {path.stem for path in find_project().queries.glob("*.rq")}
    for line in loading.report(store, checked, target, loaded, is_seen, stored):
        say(line)
