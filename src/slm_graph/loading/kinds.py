"""The triplestores that are known, a row each: how one is recognised, its addresses, and how it takes a graph.

Oxigraph and Virtuoso were tried for real; the rest is written from documentation, the `source` of each row.
A store is added as a row here; the tests play it by what the row says.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from slm_graph.loading.store import Datasets, Probe, StoreKind
from slm_graph.web import Response


def _holds(*words: str) -> Callable[[Response], bool]:
    """Return whether an answer is short, no page, and holds one of the words."""

    def tells(response: Response) -> bool:
        text = response.body[:4000].decode("utf-8", "replace")
        return "html" not in response.media_type and any(word in text for word in words)

    return tells


def _is_number(response: Response) -> bool:
    return response.body.strip().isdigit() and len(response.body) < 20


def _is_moment(response: Response) -> bool:
    """Whether an answer is a moment, as 2026-11-22T19:05:00."""
    return response.body[:2] == b"20" and b"T" in response.body[:20] and len(response.body) < 60


def _is_page_of_blazegraph(response: Response) -> bool:
    return b"blazegraph" in response.body[:20_000].lower() or b"bigdata" in response.body[:20_000].lower()


def _is_empty(response: Response) -> bool:
    return not response.body.strip() and "html" not in response.media_type


def _repository_names(listing: Any) -> Sequence[str]:
    names = [row["id"]["value"] for row in listing["results"]["bindings"]]
    return [name for name in names if name != "SYSTEM"]


def _fuseki_names(listing: Any) -> Sequence[str]:
    return [str(dataset["ds.name"]).strip("/") for dataset in listing["datasets"]]


def _stardog_names(listing: Any) -> Sequence[str]:
    return [str(name) for name in listing["databases"]]


# Virtuoso takes what it is sent for what the first 65,536 bytes look like: a long string makes it plain text, and the
# words <html> in one make it a page. So each part begins with as much of Turtle that can be nothing else.
_TURTLE = b"@prefix a: <urn:a:> .\n#" + b" " * 65_536 + b"\n"
_REPOSITORIES = Datasets("repository", "/repositories/", "/repositories", _repository_names)
_RDF4J = ("/rdf-graphs/service", "/rdf-graphs", "/statements")

KINDS: Mapping[str, StoreKind] = {
    kind.name: kind
    # In the order in which servers are probed: whose answer another one may give too comes later.
    for kind in (
        StoreKind(
            "oxigraph", "Oxigraph", "/query", "/update", "/store", ("/query", "/update", "/store"),
            "https://github.com/oxigraph/oxigraph/tree/main/cli", server="oxigraph",
            breaks_off=True, as_is=True, takes_gzip=True,
        ),
        StoreKind(
            # PUT clears the graph, commits, and then loads; the type of what is sent is guessed from its beginning.
            "virtuoso", "Virtuoso", "/sparql-auth", "/sparql-auth", "/sparql-graph-crud-auth",
            ("/sparql-graph-crud-auth", "/sparql-graph-crud", "/sparql-auth", "/sparql"),
            "https://vos.openlinksw.com/owiki/wiki/VOS/VirtGraphProtocolCURLExamples",
            server="virtuoso", questions="/sparql", replaces=False, graph_parameter="graph-uri",
            media_type="text/turtle", default_graph=None, update_parameter="query", preamble=_TURTLE,
            longest_iri=1879, swap="difference", in_one_transaction="DEFINE sql:log-enable 1 ",
            row_by_row="DEFINE sql:log-enable 3 ",
            limit=(
                "timed out|after image",
                "raise MaxQueryExecutionTime and TransactionAfterImageLimit in its virtuoso.ini",
            ),
        ),
        StoreKind(
            "graphdb", "GraphDB", "", "/statements", "/rdf-graphs/service", _RDF4J,
            "https://graphdb.ontotext.com/documentation/10.2/rdf4j-rest-api.html",
            server="graphdb", probes=[Probe("/rest/repositories", _holds('"readable"', '"sesameType"', '"uri"'))],
            typical="/repositories", datasets=_REPOSITORIES, default_graph="http://www.openrdf.org/schema/sesame#nil",
        ),
        StoreKind(
            "rdf4j", "RDF4J", "", "/statements", "/rdf-graphs/service", _RDF4J,
            "https://rdf4j.org/documentation/reference/rest-api/",
            probes=[Probe("/protocol", _is_number), Probe("/rdf4j-server/protocol", _is_number)],
            typical="/repositories", home="/rdf4j-server", datasets=_REPOSITORIES,
            default_graph="http://rdf4j.org/schema/rdf4j#nil",
        ),
        StoreKind(
            # A body of POST is added to the graph `context-uri`; there is no PUT of a graph. Updates are transactions.
            "blazegraph", "Blazegraph", "/sparql", "/sparql", "/sparql", ("/sparql",),
            "https://github.com/blazegraph/database/wiki/REST_API",
            server="blazegraph", probes=[Probe("/bigdata/status", _is_page_of_blazegraph)],
            typical="/bigdata", home="/bigdata", replaces=False, graph_parameter="context-uri",
            media_type="application/x-turtle", default_graph=None,
        ),
        StoreKind(
            "neptune", "Amazon Neptune", "/sparql", "/sparql", "/sparql/gsp/", ("/sparql/gsp", "/sparql"),
            "https://docs.aws.amazon.com/neptune/latest/userguide/sparql-graph-store-protocol.html",
            probes=[Probe("/status", _holds('"dbEngineVersion"'))], typical="/sparql",
            default_graph="http://aws.amazon.com/neptune/vocab/v01/DefaultNamedGraph",
        ),
        StoreKind(
            "qlever", "QLever", "", "", "/", (),
            "https://github.com/ad-freiburg/qlever/pull/2117",
            server="qlever", probes=[Probe("?cmd=stats", _holds('"name-index"', '"num-triples'))],
            default_graph="http://qlever.cs.uni-freiburg.de/builtin-functions/default-graph",
        ),
        StoreKind(
            "fuseki", "Apache Jena Fuseki", "/query", "/update", "/data",
            ("/sparql", "/query", "/update", "/data", "/get", "/upload"),
            "https://jena.apache.org/documentation/fuseki2/fuseki-old-config-endpoint.html",
            server="fuseki", probes=[Probe("/$/ping", _is_moment)],
            datasets=Datasets("dataset", "/", "/$/datasets", _fuseki_names), takes_gzip=True,
        ),
        StoreKind(
            # Its Graph Store is the address of the database itself.
            "stardog", "Stardog", "/query", "/update", "", ("/query", "/update"),
            "https://docs.stardog.com/developing/http-api",
            server="stardog", probes=[Probe("/admin/alive", _is_empty)],
            datasets=Datasets("database", "/", "/admin/databases", _stardog_names), takes_gzip=True,
        ),
        StoreKind(
            # Its documents do not say whether a PUT is a transaction, nor how a server can be recognised.
            "tentris", "Tentris", "/sparql", "/update", "/graph-store",
            ("/graph-store", "/sparql", "/stream", "/update"), "https://docs.tentris.io/sparql_endpoints.html",
            replaces=False, default_graph=None,
        ),
        StoreKind(
            # All that SPARQL 1.1 asks for: queries and updates.
            "sparql11", "a store that speaks SPARQL 1.1", "", "", None, (),
            "https://www.w3.org/TR/sparql11-protocol/", has_pair=True, replaces=False, part=1_000_000,
        ),
    )
}  # fmt: skip
"""The stores that are known, by name."""
