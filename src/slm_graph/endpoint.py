"""A SPARQL endpoint over HTTP.

It is reached with the standard library's urllib: a question is one POST, for which a library with connection pools and
asynchronous calls would be one more package that everybody installs, and 0.1 s more to start.

References
----------
SPARQL 1.1 Protocol, section 2.1, https://www.w3.org/TR/sparql11-protocol/#query-operation.
"""

from __future__ import annotations

import functools
from collections.abc import Mapping
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import urlencode, urljoin, urlsplit

import pyoxigraph as ox

from slm_graph import sparql
from slm_graph.store import BASE, QueryFault, Results, known_prefixes

if TYPE_CHECKING:
    from http.client import HTTPResponse

_ROWS = "application/sparql-results+json, application/sparql-results+xml;q=0.8"
_GRAPH = "application/n-triples, text/turtle;q=0.9, application/rdf+xml;q=0.5"
_REDIRECTS = (301, 302, 303, 307, 308)
_MAX_REDIRECTS = 5


class Endpoint(NamedTuple):
    """A SPARQL 1.1 endpoint.

    Parameters
    ----------
    url
        Its address.
    graph
        The IRI of the graph that is asked, sent as `default-graph-uri`; "" for what the endpoint takes by itself.
    timeout
        Seconds to wait for the connection, and for each piece of the answer.

    Examples
    --------
    >>> Endpoint("http://127.0.0.1:9/query", timeout=1).query("ASK { }")
    Traceback (most recent call last):
    slm_graph.store.QueryFault: http://127.0.0.1:9/query: cannot be reached (Connection refused)
    """

    url: str
    graph: str = ""
    timeout: float = 60.0

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
            The endpoint cannot be reached, refuses, or does not speak SPARQL; the message is one line.
        """
        declarations = "".join(
            f"PREFIX {prefix}: <{self.prefixes[prefix]}> "
            for prefix in sparql.undeclared(text)
            if prefix in self.prefixes
        )
        is_graph = sparql.form(text) in ("CONSTRUCT", "DESCRIBE")
        # As a form, since that is what every endpoint takes (section 2.1.2).
        form = {"query": declarations + text}
        if self.graph:
            form["default-graph-uri"] = self.graph
        body, media_type = self._post(urlencode(form).encode(), _GRAPH if is_graph else _ROWS)
        try:
            return _parsed(body, media_type, is_graph)
        except (SyntaxError, ValueError):
            start = " ".join(body[:60].decode("utf-8", "replace").split())
            raise QueryFault(
                f"{self.url}: does not answer as a SPARQL endpoint does ({media_type or 'no media type'}: {start} …)"
            ) from None

    def _post(self, form: bytes, accept: str) -> tuple[bytes, str]:
        """Return the body of the answer, and its media type."""
        import http.client
        from urllib.error import HTTPError, URLError
        from urllib.request import HTTPRedirectHandler, Request, build_opener

        class NoRedirect(HTTPRedirectHandler):
            """urllib would follow a redirection with GET, and leave the question behind."""

            def redirect_request(self, *_: object) -> None:
                return None

        opener = build_opener(NoRedirect)
        url = self.url
        for _ in range(_MAX_REDIRECTS + 1):
            if not _is_http(url):
                raise QueryFault(f"{url}: is no address of an endpoint; give http://… or https://…")
            headers = {"Accept": accept, "Content-Type": "application/x-www-form-urlencoded", "User-Agent": "slm-graph"}
            try:
                response: HTTPResponse
                with opener.open(Request(url, form, headers), timeout=self.timeout) as response:  # noqa: S310 (checked above)
                    return response.read(), response.headers.get("Content-Type", "").partition(";")[0].strip().lower()
            except HTTPError as error:
                with error:
                    if error.code in _REDIRECTS and error.headers.get("Location"):
                        url = urljoin(url, error.headers["Location"])
                        continue
                    said = _first_line(error.read(2000))
                raise QueryFault(f"{self.url}: {error.code} {error.reason}{f': {said}' if said else ''}") from None
            except TimeoutError:
                raise QueryFault(f"{self.url}: no answer within {self.timeout:g} s") from None
            except URLError as error:
                if isinstance(error.reason, TimeoutError):
                    raise QueryFault(f"{self.url}: no answer within {self.timeout:g} s") from None
                reason = getattr(error.reason, "strerror", None) or error.reason
                raise QueryFault(f"{self.url}: cannot be reached ({reason})") from None
            except (OSError, http.client.HTTPException, ValueError) as error:
                reason = getattr(error, "strerror", None) or str(error) or type(error).__name__
                raise QueryFault(f"{self.url}: cannot be reached ({reason})") from None
        raise QueryFault(f"{self.url}: redirects in a circle")


def _parsed(body: bytes, media_type: str, is_graph: bool) -> Results:
    if is_graph:
        rdf_format = ox.RdfFormat.from_media_type(media_type)
        if rdf_format is None:
            raise ValueError(media_type)
        return [quad.triple for quad in ox.parse(body, format=rdf_format)]
    results_format = ox.QueryResultsFormat.from_media_type(media_type)
    if results_format is None:
        raise ValueError(media_type)
    if isinstance(ox.parse_query_results(body, format=results_format), ox.QuerySolutions):
        # The parser reads row by row; a fault in a later row shall be found here. No name is given to what it reads: in
        # the traceback of that fault it would outlive its thread, which pyoxigraph does not allow.
        list(ox.parse_query_results(body, format=results_format))  # type: ignore[arg-type]
    return ox.parse_query_results(body, format=results_format)


def _is_http(url: str) -> bool:
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.hostname)


def _first_line(body: bytes) -> str:
    """Return the first line that an endpoint says of an error, without markup."""
    import html
    import re

    text = body.decode("utf-8", "replace")
    if "<html" in text[:500].lower():
        title = re.search(r"<title>(.*?)</title>", text, re.DOTALL | re.IGNORECASE)
        text = html.unescape(title[1]) if title else ""
    line = next((line.strip() for line in text.splitlines() if line.strip()), "")
    return "".join(character if character.isprintable() else " " for character in line)[:200]


@functools.cache
def _prefixes() -> Mapping[str, str]:
    return known_prefixes()
