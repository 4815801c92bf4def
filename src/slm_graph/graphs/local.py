"""A graph that answers SPARQL: a file of RDF in memory, in any of the formats that pyoxigraph reads."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from pathlib import Path
from typing import IO, Any, NamedTuple, Protocol, TypeAlias

import pyoxigraph as ox

from slm_graph.files import open_regular, settle
from slm_graph.graphs.naming import graph_sheet
from slm_graph.graphs.parsing import file_format, file_problem, told_faults
from slm_graph.graphs.query_faults import QueryFault, syntax_fault
from slm_graph.problems import InvalidData, WrongArgument, instance_argument, path_argument
from slm_graph.project import find_project
from slm_graph.rdf import BASE, ONTOLOGY, VOID, services, sparql

Value: TypeAlias = "ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple"
"""What a variable can stand for in a row of an answer."""
Results: TypeAlias = "ox.QuerySolutions | ox.QueryBoolean | Iterable[ox.Triple]"
"""What SELECT, ASK, and CONSTRUCT or DESCRIBE give, as a stream that is read once."""

MAX_RDF_BYTES = 4_000_000_000
"""The largest file that is read into memory; `load` reads any, statement by statement."""

_SOME = 20_000
"""Statements; so many are put into a store at a time."""
URI_SPACE = ox.NamedNode(f"{VOID}uriSpace")


class Source(Protocol):
    """What answers SPARQL: a graph in memory, or an endpoint."""

    @property
    def prefixes(self) -> Mapping[str, str]:
        """Prefixes that queries may use without declaring them, and that shorten IRIs for a reader."""

    @property
    def base(self) -> str:
        """The IRI below which the instances live."""

    def query(self, text: str) -> Results:
        """Return what a query answers; raises QueryFault."""


class Dataset(NamedTuple):
    """The graphs that a query is put to, by their IRIs: those that are its default graph together, and the named ones.

    Instead of what the query says itself (SPARQL 1.1 Protocol, section 2.1.4).
    """

    default: Sequence[str] = ()
    named: Sequence[str] = ()


class LocalGraph(NamedTuple):
    """A graph in memory.

    Parameters
    ----------
    store
        The triples.
    prefixes
        Prefixes that queries may use without declaring them.
    graph
        The IRI of the named graph that queries see; "" for the default graph together with all named ones.
    allow_service
        Whether queries may speak with other servers, by SERVICE.

    Examples
    --------
    >>> graph = local_graph('<http://example.org/a> <http://example.org/knows> <http://example.org/b> .')
    >>> bool(graph.query("ASK { ?a <http://example.org/knows> ?b }"))
    True
    """

    store: ox.Store
    prefixes: Mapping[str, str]
    graph: str = ""
    allow_service: bool = False

    @property
    def base(self) -> str:
        """The IRI below which the instances live, as the graph itself says (VoID, section 4.2)."""
        stated = next(self.store.quads_for_pattern(None, URI_SPACE, None), None)
        return stated.object.value if stated is not None and isinstance(stated.object, ox.Literal) else BASE

    def _repr_html_(self) -> str:
        return graph_sheet(self.store, self.prefixes).html

    def _repr_markdown_(self) -> str:
        return graph_sheet(self.store, self.prefixes).markdown

    def query(self, text: str, dataset: Dataset = Dataset(), base: str = "") -> Results:  # noqa: B008 (it does not change)
        """Return what a query answers.

        Parameters
        ----------
        text
            The query.
        dataset
            The graphs that it is put to; if none, those that the query names, or else all.
        base
            What relative IRIs in it are resolved against; "" where they are a fault.

        Raises
        ------
        QueryFault
            The query is no SPARQL, would speak with another server, or cannot be evaluated.

        Examples
        --------
        >>> graph = local_graph("<urn:a> <urn:b> <urn:c> .")
        >>> bool(graph.query("ASK { ?a ?b ?c }", Dataset(default=["urn:graph"])))
        False
        """
        if not self.allow_service:
            refuse_service(text)
        options: dict[str, Any] = {"base_iri": base} if base else {}
        if any(dataset):
            options["default_graph"] = [_iri(name) for name in dataset.default]
            options["named_graphs"] = [_iri(name) for name in dataset.named]
        elif self.graph:
            options["default_graph"] = ox.NamedNode(self.graph)
        elif next(iter(self.store.named_graphs()), None) is not None and not sparql.names_graphs(text):
            # What a TriG file says in named graphs is seen by questions that name no graph.
            options["use_default_graph_as_union"] = True
        try:
            return self.store.query(text, prefixes=dict(self.prefixes), **options)
        except SyntaxError as error:
            raise syntax_fault(text, str(error)) from None
        except (OSError, RuntimeError, ValueError) as error:
            raise QueryFault(str(error)) from None


def _iri(text: str) -> ox.NamedNode:
    try:
        return ox.NamedNode(text)
    except ValueError:
        raise QueryFault(f"{text}: is no absolute IRI of a graph") from None


def refuse_service(text: str) -> None:
    """Raise QueryFault where a query would speak with another server: what it sends there may be the graph."""
    # Most queries are told apart at once; the letters may be written as \\u0053 too.
    if "service" in text.lower() or "\\u" in text.lower():
        offset = services.service(text)
        if offset is not None:
            message = "SERVICE would send parts of the graph to a server; allow it with --allow-service"
            raise QueryFault(message, *sparql.position(text, offset))


def graph_file() -> Path:
    """Return the graph that questions are put to: that of the project of the working directory."""
    project = find_project()
    settle(project.output)
    return project.graph


def open_graph(
    path: Path | str, graph: str = "", *, ending: str = "", steady: bool = False, folder: Path | None = None
) -> LocalGraph:
    """Read a file of RDF; its ending tells the format (ttl, nt, trig, nq, jsonld, rdf …).

    Parameters
    ----------
    path
        The file.
    graph
        The IRI of the named graph that queries shall see.
    ending
        The ending that tells the format, where that of the file does not.
    steady
        Whether blank nodes are labelled by their order in the file, the same at each reading.
    folder
        Where the graph is kept on disk, where nothing is yet; None for memory.

    Raises
    ------
    OSError
        The file cannot be read; the message is one line.
    InvalidData
        The file is not RDF of that format, or has no such graph.
    WrongArgument
        An argument is no path or no IRI.

    Examples
    --------
    >>> len(open_graph(graph_file()).store) > 10_000
    True
    """
    path = path_argument("path", path)
    named = _graph_name(graph)
    rdf_format = file_format(Path(f"{path.name}.{ending}") if ending else path)
    settle(path.parent)
    store = ox.Store(folder) if folder else ox.Store()
    with told_faults(path), open_regular(path, MAX_RDF_BYTES) as stream:
        _fill(store, stream, rdf_format, path.resolve().as_uri(), steady=steady, in_memory=folder is None)
    if named and not store.contains_named_graph(named):
        names = sorted(name.value for name in store.named_graphs() if isinstance(name, ox.NamedNode))
        from slm_graph.problems import nearest

        raise InvalidData([file_problem(path, 1, 1, f"has no graph <{graph}>{nearest(graph, names)}")])
    return LocalGraph(store, file_prefixes(path, rdf_format) or known_prefixes(), graph)


def _fill(
    store: ox.Store, stream: IO[bytes], rdf_format: ox.RdfFormat, base: str, *, steady: bool, in_memory: bool
) -> None:
    """Read a stream of RDF into a store."""
    # On a disk the quick way would hold all statements in memory first.
    if not steady or (in_memory and stream.seekable()):
        # Not bulk_load: in memory it holds every statement twice at its end.
        store.load(input=stream, format=rdf_format, base_iri=base)
        if not (steady and _has_labels(store)):
            return
        store.clear()
        stream.seek(0)
    add_quads(store, steadily(ox.parse(input=stream, format=rdf_format, base_iri=base)))


def add_quads(store: ox.Store, quads: Iterator[ox.Quad]) -> None:
    """Put quads into a store, some at a time: all at once they would be held twice."""
    while some := [*islice(quads, _SOME)]:
        store.bulk_extend(some)


_VARYING = (ox.BlankNode, ox.Triple)
_LABELLED = """ASK { { ?a ?b ?c } UNION { GRAPH ?graph { ?a ?b ?c } }
FILTER(isBlank(?a) || isBlank(?c) || isTRIPLE(?c) || isBlank(?graph)) }"""


def _has_labels(store: ox.Store) -> bool:
    """Tell whether a graph has blank nodes; one without is the same at each reading, and read in half the time."""
    return bool(store.query(_LABELLED))


def steadily(quads: Iterable[ox.Quad]) -> Iterator[ox.Quad]:
    """Yield quads whose blank nodes are labelled in the order in which they come."""
    labels: dict[str, ox.BlankNode] = {}

    def renamed(term: Any) -> Any:
        if isinstance(term, ox.BlankNode):
            return labels.setdefault(term.value, ox.BlankNode(f"b{len(labels)}"))
        if isinstance(term, ox.Triple):
            return ox.Triple(renamed(term.subject), term.predicate, renamed(term.object))
        return term

    for quad in quads:
        subject, value, graph = quad.subject, quad.object, quad.graph_name
        if isinstance(subject, _VARYING) or isinstance(value, _VARYING) or isinstance(graph, _VARYING):
            yield ox.Quad(renamed(subject), quad.predicate, renamed(value), renamed(graph))
        else:
            yield quad


def graph_argument(name: str, value: object) -> LocalGraph:
    """Return an argument as a graph in memory: one already, or a file of RDF.

    Raises
    ------
    WrongArgument
        It is neither.
    OSError, InvalidData
        As of `open_graph`.
    """
    return value if isinstance(value, LocalGraph) else open_graph(path_argument(name, value))


def _graph_name(graph: str) -> ox.NamedNode | None:
    instance_argument("graph", graph, str, "the IRI of a graph")
    try:
        return ox.NamedNode(graph) if graph else None
    except ValueError:
        raise WrongArgument(f"graph: {graph!r} is no IRI; give one, as https://example.org/graph") from None


def local_graph(text: str) -> LocalGraph:
    """Return the graph of a text in N-Triples or Turtle."""
    store = ox.Store()
    store.load(input=text.encode(), format=ox.RdfFormat.TURTLE)
    return LocalGraph(store, known_prefixes())


def file_prefixes(path: Path, rdf_format: ox.RdfFormat | None = None) -> dict[str, str]:
    """Return the prefixes that a file declares before its first triple."""
    with open_regular(path, MAX_RDF_BYTES) as stream:
        parser = ox.parse(input=stream, format=rdf_format or file_format(path))
        try:
            next(parser, None)
        except SyntaxError:
            return {}
        return dict(parser.prefixes)


def known_prefixes() -> dict[str, str]:
    """Return the prefixes of the graph that questions are put to by default."""
    path = graph_file()
    return file_prefixes(path) if path.is_file() else {"slm": ONTOLOGY}
