"""`slm-graph site`: a graph as a folder of pages."""

from __future__ import annotations

import math
from pathlib import Path

import click

from slm_graph.commands import options
from slm_graph.commands.streams import note, say

GROUP = "Publish"


@click.command()
@click.argument("file", required=False, type=click.Path(path_type=Path))
@click.option(
    "-o", "--output", type=click.Path(path_type=Path), default="site", show_default=True, help="Folder to write."
)
@click.option("--url", metavar="URL", default="", help="Where the folder will be published, for its sitemap.")
@options.memory
def command(file: Path | None, output: Path, url: str, memory: int) -> None:
    """Write a folder in which every IRI of the graph opens.

    A page a thing, class, row, question and term, its data as Turtle and JSON-LD beside it, the explorer, a search and
    downloads. It opens from the disk, and works below any address of any web server; what did not change is left
    untouched. FILE is any file of RDF; without it the graph is that of this project, or else the bundled one.

    \b
    Examples:
      slm-graph site
      slm-graph site -o public --url https://example.org/slm/
      slm-graph site foaf.rdf -o foaf-site
    """
    from slm_graph.commands import stopping
    from slm_graph.graphs import graph_file
    from slm_graph.problems import WrongArgument
    from slm_graph.project import find_project
    from slm_graph.site import write_site

    if url and not url.startswith(("http://", "https://")):
        raise WrongArgument(f"--url {url}: begin with https:// or http://")
    path = file or graph_file()
    with stopping.limited(math.inf, memory, path):
        written = write_site(output, path, options.questions_of_page(find_project(graph=path).queries), url)
    removed = f"; {written.removed:,} removed that the graph has no more" if written.removed else ""
    note(f"{written.files:,} files in {output}, {written.changed:,} of them new or changed{removed}")
    if not written.explorer:
        say("without the explorer: the graph has too many statements for one page", err=True)
    note(f"open {output / 'index.html'}")
