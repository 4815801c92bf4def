"""Things by content negotiation, and the pages of their site.

References
----------
Cool URIs for the Semantic Web, section 4.2 (303), https://www.w3.org/TR/cooluris/#r303gendocument.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

import pyoxigraph as ox

from slm_graph.rdf import FORMATS
from slm_graph.serve.answering import Output, Refused
from slm_graph.serve.formats import GRAPHS, content_type
from slm_graph.serve.messages import Head
from slm_graph.serve.negotiation import best
from slm_graph.serve.served import Context
from slm_graph.site import LiveSite

_TYPES = {
    "html": "text/html", "css": "text/css", "js": "text/javascript", "csv": "text/csv", "txt": "text/plain",
    "xml": "application/xml", "json": "application/json", "rq": "application/sparql-query", "tsv": "text/plain",
    "wasm": "application/wasm", "bib": "text/plain", "svg": "image/svg+xml",
    **{ending: row.media_type for ending, row in FORMATS.items()},
}  # fmt: skip
_OFFERED = {"text/html": "", "application/xhtml+xml": ""} | {
    media_type: f"index.{row.name}" for row in GRAPHS for media_type in row.media_types[:1]
}
"""Where what each media type wants stands beside the page of a thing."""


def answer(context: Context, arguments: Mapping[str, Any], output: Output) -> Head:
    """Give what stands at a `path`: a page or a file of the site, or for the IRI of a thing, the way to one."""
    site, path = _site(context), arguments["path"]
    name = f"{path}index.html" if path.endswith("/") or not path else path
    content = site.file(name) or _converted(site, name)
    if content is not None:
        output.write(content)
        return Head(200, _headers(site, name))
    if folder := site.folder(context.base + path):
        return _to(path, folder, arguments["accept"])
    if site.file(f"{path}/index.html"):
        return Head(301, {"Location": quote(f"{path.rpartition('/')[2]}/")})
    if best(arguments["accept"], ["text/plain", "text/html"]) != "text/html":
        raise Refused(404, f"/{path}: there is no such thing; search for it at /search?q=…, or ask /sparql")
    output.write(site.missing())
    return Head(404, {"Content-Type": "text/html; charset=utf-8"})


def about(context: Context, arguments: Mapping[str, Any], output: Output) -> Head:
    """Lead to the page of the thing with an `iri`, or to its data."""
    folder = _site(context).folder(arguments["iri"])
    if not folder:
        raise Refused(404, f"{arguments['iri']}: the graph says nothing of it")
    return _to("about", folder, arguments["accept"])


def _site(context: Context) -> LiveSite:
    if context.site is None:
        raise Refused(404, "there are no pages of a graph on disk; ask /sparql")
    return context.site


def _to(path: str, folder: str, accept: str) -> Head:
    """Return the way from a path to what tells of a thing; it holds below any address."""
    media_type = best(accept, [*_OFFERED])
    if not media_type:
        raise Refused(406, f"things come as {', '.join(_OFFERED)}; accept one")
    up = "../" * path.count("/")
    return Head(303, {"Location": quote(f"{up}{folder}/{_OFFERED[media_type]}"), "Vary": "Accept"})


def _headers(site: LiveSite, name: str) -> dict[str, str]:
    headers = {"Content-Type": content_type(_TYPES.get(name.rpartition(".")[2], "application/octet-stream"))}
    folder, _, file = name.rpartition("/")
    if file == "index.html" and site.is_thing(folder):
        headers["Link"] = ", ".join(
            f'<index.{row.name}>; rel="alternate"; type="{row.media_types[0]}"' for row in GRAPHS
        )
    return headers


def _converted(site: LiveSite, name: str) -> bytes | None:
    """Return the data of a thing in a format that its site does not have as a file."""
    folder, _, file = name.rpartition("/")
    row = next((row for row in GRAPHS if file == f"index.{row.name}"), None)
    turtle = site.file(f"{folder}/index.ttl") if row else None
    if row is None or turtle is None:
        return None
    quads = ox.parse(turtle, format=ox.RdfFormat.TURTLE)
    return ox.serialize((quad.triple for quad in quads), format=row.format)
