"""The explorer of a graph that stays where it is: its page asks an endpoint, and carries what it shows alone."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from slm_graph.graphs import LocalGraph
from slm_graph.network import kinds_of, ontology_folder, to_network
from slm_graph.pages import asking_of, graph_title, page_files, select_view
from slm_graph.questions import StoredQuery


def asking_explorer(
    graph: LocalGraph, path: Path, questions: Sequence[StoredQuery], endpoint: str, notice: str = ""
) -> dict[str, bytes]:
    """Return the files of the explorer of a graph that is asked at an endpoint.

    Parameters
    ----------
    graph
        The whole graph; or a part of it, whose terms are offered to who writes a query.
    path
        A file beside whose ontology the graph is read.
    endpoint
        Its address, from that of the page.
    notice
        Why nothing but a part of the graph is here; then nothing is shown but what is asked.

    Examples
    --------
    >>> from slm_graph.graphs import graph_file, local_graph
    >>> part = local_graph("<urn:a> a <urn:A> .")
    >>> [*asking_explorer(part, graph_file(), [], "../sparql", "a large graph")]
    ['library.js', 'index.html']
    """
    ontology = ontology_folder(path)
    if notice:
        network = to_network(graph, ontology)
        asking = asking_of(graph, kinds_of(network), (), ontology, endpoint)
        return page_files(network.subgraph(()).copy(), graph_title(network), asking, notice)
    view = select_view(graph, ontology=ontology, questions=questions, endpoint=endpoint)
    return page_files(view.network, view.title, view.asking)
