"""Views: the part of a graph that somebody wants to see, and the files that show it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple, cast

from slm_graph import network as networks
from slm_graph.files import settle
from slm_graph.graphs import LocalGraph, Things, open_graph
from slm_graph.network import Network, Statements, find_node, kinds_of, to_network
from slm_graph.pages.asking import Asking, asking_of
from slm_graph.pages.data import graph_title
from slm_graph.pages.page import network_page, write_page
from slm_graph.problems import Fault
from slm_graph.questions import StoredQuery, bind_question


class View(NamedTuple):
    """A network, or the part of one that is shown, its title, and what makes its page answer SPARQL."""

    network: Network
    title: str
    asking: Asking | None = None
    notice: str = ""
    """What the page tells of what it does not have."""


def select_view(
    graph: LocalGraph,
    question: StoredQuery | None = None,
    values: Mapping[str, str] | Mapping[str, list[str]] | None = None,
    *,
    classes: Sequence[str] | None = None,
    around: str = "",
    depth: int = 1,
    ontology: Path | None = None,
    questions: Sequence[StoredQuery] = (),
    name: str = "graph",
    endpoint: str = "",
) -> View:
    """Return the part of a graph that is to be seen; everything, where nothing narrows it down.

    Parameters
    ----------
    graph
        A graph of `open_graph`.
    question, values
        Only what a question answers, and the values of its parameters.
    classes
        Only things of these classes.
    around, depth
        Only what stands around a thing (an id, a label, an alias), up to a number of steps.
    ontology
        The folder of the ontology that the graph uses, as of `to_network`.
    questions
        Those that the page offers; they are put to the whole graph.
    name
        What a graph that is no survey is called where it does not say it.
    endpoint
        What the page asks instead of the graph.

    Raises
    ------
    NotFound, WrongArgument
        There is no such class, thing or parameter.
    Fault
        There is nothing to show.

    Examples
    --------
    >>> from slm_graph.graphs import graph_file, open_graph
    >>> select_view(open_graph(graph_file()), around="salmonn").title
    'slm-graph: around SALMONN'
    """
    network = to_network(graph, ontology)
    title = name = graph_title(network, name)
    asking = asking_of(graph, kinds_of(network), questions, ontology, endpoint)
    if question is not None:
        bound = bind_question(question, values or {}, graph)
        network = networks.of_results(network, bound.answer(graph), graph, bound.text)
        title = f"{name}: {question.name}"
    if classes is not None:
        network = networks.of_classes(network, classes)
    if around:
        thing = _thing(graph, network, around)
        if thing not in network:
            raise Fault(f"{around}: is not a node of this view")
        title = f"{name}: around {network.nodes[thing]['label']}"
        network = networks.around(network, thing, depth)
    if not len(network):
        narrowed = question is not None or classes is not None or around
        raise Fault(
            "nothing to show: the answer names no thing of the graph"
            if narrowed
            else "nothing to show: the graph describes no thing"
        )
    return View(network, title, asking)


def large_view(
    statements: Statements, classes: Sequence[str] | None = None, ontology: Path | None = None, name: str = "graph"
) -> View:
    """Return the view of a graph that is too large for a page to answer SPARQL, and for a store in memory.

    Examples
    --------
    >>> from slm_graph.graphs import StreamedGraph, graph_file
    >>> large_view(Statements(StreamedGraph(graph_file())), ["System"]).asking is None
    True
    """
    network = to_network(statements, ontology)
    title = graph_title(network, name)
    if classes is not None:
        network = networks.of_classes(network, classes)
    if not len(network):
        raise Fault("nothing to show: the graph describes no thing")
    return View(network, title)


def largest_view(path: Path, ontology: Path | None = None, name: str = "graph") -> View | None:
    """Return the view of a survey whose page is written without holding its network, and has no words of usages.

    None where the file is no survey in N-Triples; the other views show it.

    Examples
    --------
    >>> from slm_graph.graphs import graph_file
    >>> largest_view(graph_file().with_suffix(".nt")).notice.startswith("A large graph")
    True
    """
    network = networks.large_network(path, ontology)
    if not network:
        return None
    shown = cast("Network", network)
    return View(shown, graph_title(shown, name), notice=_WITHOUT_WORDS)


_WITHOUT_WORDS = (
    "A large graph: this page tells its things and the links between them, not the words of the survey that links rest"
    " on, nor what only these tell. The graph has them; ask it with slm-graph serve --store."
)


def _thing(graph: LocalGraph, network: Network, name: str) -> str:
    """Return the node that is meant: in a survey by all that people call it."""
    kinds = kinds_of(network)
    return Things(graph, sorted(kinds.iris)).find(name).iri if kinds.namespace else find_node(network, name)


def write_view(path: Path, view: View, format_name: str = "html", color_by: str = "class") -> list[Path]:
    """Write a view as `html`, as `graphml`, or as `csv` (to a folder), and return the files."""
    # What a killed build left in the folder must not wait for a file that is another one now.
    settle(path if format_name == "csv" else path.parent)
    if format_name == "csv":
        return networks.write_csv(path, view.network)
    if format_name == "graphml":
        networks.write_graphml(path, view.network)
    else:
        write_page(path, view.network, view.title, color_by, view.asking, view.notice)
    return [path]


def graph_page(
    graph: Path, ending: str, ontology: Path | None = None, questions: Sequence[StoredQuery] = ()
) -> bytes | None:
    """Return the page of a whole graph, whose file need not have that ending; None where there is nothing to see."""
    source = open_graph(graph, ending=ending)
    network = to_network(source, ontology)
    if not len(network):
        return None
    asking = asking_of(source, kinds_of(network), questions, ontology)
    return network_page(network, graph_title(network), asking=asking).encode()
