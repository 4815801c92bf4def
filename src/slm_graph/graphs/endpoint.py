"""A SPARQL endpoint over HTTP.

References
----------
SPARQL 1.1 Protocol, section 2.1, https://www.w3.org/TR/sparql11-protocol/#query-operation. How Virtuoso says that an
answer is cut off: https://github.com/openlink/virtuoso-opensource/blob/develop/7/README.ANYTIME.md.
"""

from __future__ import annotations

import functools
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

import pyoxigraph as ox

from slm_graph.graphs.local import Results, known_prefixes, refuse_service
from slm_graph.graphs.query_faults import QueryFault
from slm_graph.problems import instance_argument
from slm_graph.rdf import BASE, XSD, sparql
from slm_graph.web import Client, Response, WebFault, shown

_ROWS = "application/sparql-results+json, application/sparql-results+xml;q=0.8"
_GRAPH = "application/n-triples, text/turtle;q=0.9, application/rdf+xml;q=0.5"
_BOOLEAN = f"{XSD}boolean"


@dataclass(frozen=True)
class Endpoint:
    """A SPARQL 1.1 endpoint; credentials come from the environment or .netrc (`slm_graph.web`).

    Parameters
    ----------
    url
        Its address.
    graph
        The IRI of the graph that is asked, sent as `default-graph-uri`; "" for what the endpoint takes by itself.
    timeout
        Seconds to wait for the connection, and for each piece of the answer.
    allow_service
        Whether queries may have it speak with other servers, by SERVICE.

    Examples
    --------
    >>> Endpoint("http://127.0.0.1:9/query", timeout=1).query("ASK { }")
    Traceback (most recent call last):
    slm_graph.graphs.query_faults.QueryFault: http://127.0.0.1:9/query: cannot be reached (Connection refused)
    """

    url: str
    graph: str = ""
    timeout: float = 60.0
    allow_service: bool = False

    def __post_init__(self) -> None:
        instance_argument("url", self.url, str, "the address of a SPARQL endpoint")
        instance_argument("graph", self.graph, str, "the IRI of a graph")
        instance_argument("timeout", self.timeout, (int, float), "a number of seconds")

    @property
    def prefixes(self) -> Mapping[str, str]:
        """Prefixes that queries may use without declaring them: those of our own graph."""
        return _prefixes()

    @property
    def base(self) -> str:
        """The IRI below which the instances live."""
        return BASE

    def query(self, text: str) -> Results:
        """Return what the endpoint answers.

        Raises
        ------
        QueryFault
            The endpoint cannot be reached, refuses, does not speak SPARQL, or gives a part of the answer; the message
            is one line.
        """
        if not self.allow_service:
            refuse_service(text)
        declarations = "".join(
            f"PREFIX {prefix}: <{self.prefixes[prefix]}> "
            for prefix in sparql.undeclared(text)
            if prefix in self.prefixes
        )
        form = sparql.form(text)
        is_graph = form in ("CONSTRUCT", "DESCRIBE")
        # As a form, since that is what every endpoint takes (section 2.1.2).
        fields = {"query": declarations + text}
        if self.graph:
            fields["default-graph-uri"] = self.graph
        response = self._post(urlencode(fields).encode(), _GRAPH if is_graph else _ROWS)
        try:
            if is_graph:
                return _triples(response)
            results, rows = _solutions(response)
        except (SyntaxError, ValueError):
            start = " ".join(response.body[:60].decode("utf-8", "replace").split())
            raise QueryFault(
                f"{self._shown}: does not answer as a SPARQL endpoint does"
                f" ({response.media_type or 'no media type'}: {start} …)"
            ) from None
        most = response.headers.get("x-sparql-maxrows", "")
        if most.isdecimal() and rows >= int(most) and sparql.limit(text) != rows:
            raise QueryFault(
                f"{self._shown}: gives no more than {rows:,} rows; ask for parts with LIMIT and OFFSET, or raise"
                " ResultSetMaxRows in its virtuoso.ini"
            )
        return _boolean(results) if form == "ASK" else results

    @property
    def _shown(self) -> str:
        return shown(self.url)

    def _post(self, form: bytes, accept: str) -> Response:
        headers = {"Accept": accept, "Content-Type": "application/x-www-form-urlencoded"}
        try:
            with Client(self.url, self.timeout) as client:
                # A question changes nothing, so that it may be put twice.
                response = client.request("POST", headers=headers, body=form, repeatable=True)
        except WebFault as fault:
            raise QueryFault(fault.message) from None
        if response.status == 206 or "x-sql-state" in response.headers:
            raise QueryFault(
                f"{self._shown}: its time was up, and the answer is not whole; ask for less, or raise"
                " MaxQueryExecutionTime in its virtuoso.ini"
            )
        return response


def _triples(response: Response) -> list[ox.Triple]:
    rdf_format = ox.RdfFormat.from_media_type(response.media_type)
    if rdf_format is None:
        raise ValueError(response.media_type)
    return [quad.triple for quad in ox.parse(response.body, format=rdf_format)]


def _solutions(response: Response) -> tuple[ox.QuerySolutions | ox.QueryBoolean, int]:
    """Return what SELECT or ASK gives, and the number of rows."""
    results_format = ox.QueryResultsFormat.from_media_type(response.media_type)
    if results_format is None:
        raise ValueError(response.media_type)
    boolean = ox.parse_query_results(response.body, format=results_format)
    if isinstance(boolean, ox.QueryBoolean):
        return boolean, 0
    del boolean
    # The parser reads row by row; a fault in a later row shall be found here. No name is given to what it reads: in the
    # traceback of that fault it would outlive its thread, which pyoxigraph does not allow.
    rows = len(list(_rows(response.body, results_format)))
    body = _with_words(response.body) if results_format == ox.QueryResultsFormat.JSON else response.body
    return _rows(body, results_format), rows


def _rows(body: bytes, results_format: ox.QueryResultsFormat) -> ox.QuerySolutions:
    results = ox.parse_query_results(body, format=results_format)
    assert isinstance(results, ox.QuerySolutions)  # noqa: S101
    return results


def _with_words(body: bytes) -> bytes:
    """Return an answer in JSON with `true` and `false` for booleans that are written 1 and 0, as Virtuoso does."""
    if _BOOLEAN.encode() not in body:
        return body
    import json

    document = json.loads(body)
    for row in document["results"]["bindings"]:
        for value in row.values():
            if value.get("datatype") == _BOOLEAN:
                value["value"] = {"1": "true", "0": "false"}.get(value["value"], value["value"])
    return json.dumps(document).encode()


def _boolean(results: ox.QuerySolutions | ox.QueryBoolean) -> ox.QueryBoolean:
    """Return what ASK gives; some versions of Virtuoso answer with a row of a column `__ASK_RETVAL`, or with none."""
    if isinstance(results, ox.QuerySolutions):
        row = next(iter(results), None)
        value = row[0] if row is not None else None
        is_true = isinstance(value, ox.Literal) and value.value not in ("0", "false")
        document = b'{"head": {}, "boolean": %s}' % (b"true" if is_true else b"false")
        boolean = ox.parse_query_results(document, format=ox.QueryResultsFormat.JSON)
        assert isinstance(boolean, ox.QueryBoolean)  # noqa: S101
        return boolean
    return results


@functools.cache
def _prefixes() -> Mapping[str, str]:
    return known_prefixes()
