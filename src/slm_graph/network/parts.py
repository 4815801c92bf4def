"""Parts of a network: around a node, of some classes, of what a query answers."""

from __future__ import annotations

import re
from collections.abc import Iterable

import pyoxigraph as ox

from slm_graph.graphs import LocalGraph, Results
from slm_graph.network.kinds import kinds_of
from slm_graph.network.model import Network
from slm_graph.network.naming import local_name
from slm_graph.network.reader import network_of
from slm_graph.network.statements import Statements
from slm_graph.problems import NotFound, WrongArgument, nearest


def around(network: Network, node: str, depth: int = 1) -> Network:
    """Return what stands within some steps of a node, in either direction, with all links among it.

    Examples
    --------
    >>> import networkx as nx
    >>> network = nx.MultiDiGraph([("a", "b"), ("b", "c"), ("c", "d")])
    >>> sorted(around(network, "a", 2))
    ['a', 'b', 'c']
    """
    import networkx as nx

    near = nx.single_source_shortest_path_length(network.to_undirected(as_view=True), node, cutoff=depth)
    return _part(network, near)


def find_node(network: Network, text: str) -> str:
    """Return the node that a text means: its IRI, its label, another name, or the end of its IRI.

    Raises
    ------
    NotFound
        Nothing, or more than one thing, is called so; the message says what might be meant.
    """
    if text in network:
        return text
    names: list[dict[str, list[str]]] = [{}, {}, {}]
    for key, data in network.nodes(data=True):
        for rank, texts in enumerate(([data["label"]], data["aliases"], [local_name(str(key))])):
            for name in texts:
                names[rank].setdefault(name.casefold(), []).append(str(key))
    matching = next(filter(None, (known.get(text.strip().casefold()) for known in names)), [])
    if len(matching) == 1:
        return matching[0]
    if matching:
        more = f" and {len(matching) - 8} more" if len(matching) > 8 else ""
        raise NotFound(f"{text}: may be {', '.join(matching[:8])}{more}; give one of these IRIs")
    raise NotFound(f"{text}: no such thing{nearest(text, {label for _, label in network.nodes(data='label')})}")


def of_classes(network: Network, classes: Iterable[str]) -> Network:
    """Return the nodes of some classes, with all links among them.

    Raises
    ------
    NotFound
        No node is of a class; the message says which there are.
    """
    wanted = {*classes}
    known = {data["cls"] for _, data in network.nodes(data=True)}
    for cls in sorted(wanted - known):
        hint = nearest(cls, known) or f"; there are {', '.join(sorted(known))}"
        raise NotFound(f"{cls}: no node is of this class{hint}")
    return _part(network, [node for node, data in network.nodes(data=True) if data["cls"] in wanted])


def of_results(network: Network, results: Results, graph: LocalGraph, asked: str = "") -> Network:
    """Return the part of a network that a query's answer speaks of.

    Of CONSTRUCT the statements are the links; of SELECT, the things of the rows and those that the query itself names,
    with all links among them.

    Parameters
    ----------
    network
        The whole network, which knows the facts and the evidence.
    results
        What the query answered: triples, or rows of terms.
    graph
        The graph that was asked.
    asked
        The text of the query.
    """
    if isinstance(results, ox.QueryBoolean):
        raise WrongArgument("ASK answers yes or no, which is no picture; ask with SELECT or CONSTRUCT")
    if isinstance(results, ox.QuerySolutions):
        named = {value.value for row in results for value in row if isinstance(value, ox.NamedNode)}
        return _part(network, named | {*re.findall(r"<([^<>\s]+)>", asked)} if named else ())
    return _constructed(network, results, graph)


def _constructed(network: Network, triples: Iterable[ox.Triple], graph: LocalGraph) -> Network:
    """Return triples as a network, with what the whole network knows of its nodes and links."""
    store = ox.Store()
    store.extend([ox.Quad(triple.subject, triple.predicate, triple.object) for triple in triples])
    kinds = kinds_of(network)
    part = network_of(Statements(LocalGraph(store, graph.prefixes)), kinds)
    for subject, other, key, data in part.edges(keys=True, data=True):
        known = network.get_edge_data(subject, other, key) or network.get_edge_data(
            other, subject, kinds.inverses.get(key)
        )
        if known:
            data["evidence"] = known["evidence"]
    for node, data in part.nodes(data=True):
        if node in network:
            data.update(network.nodes[node])
    part.graph.update(network.graph)
    return part


def _part(network: Network, nodes: Iterable[str]) -> Network:
    """Return a copy of the part, in the order of the whole."""
    import networkx as nx

    wanted = {*nodes}
    part: Network = nx.MultiDiGraph(**network.graph)
    part.add_nodes_from((node, data) for node, data in network.nodes(data=True) if node in wanted)
    part.add_edges_from(
        (one, other, key, data)
        for one, other, key, data in network.edges(keys=True, data=True)
        if one in wanted and other in wanted
    )
    return part
