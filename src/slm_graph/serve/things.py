"""Things by content negotiation, and the pages of their site.

References
----------
Cool URIs for the Semantic Web, section 4.2 (303), https://www.w3.org/TR/cooluris/#r303gendocument.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

from slm_graph.serve import explorer, large
from slm_graph.serve.formats import GRAPHS
from slm_graph.serve.negotiation import best
from slm_graph.serve.served import Context
from slm_graph.serve.ways import LINKS, converted, file_headers, way_to
from slm_graph.site import LiveSite
from slm_graph.workers import Head, Output, Refused


def answer(context: Context, arguments: Mapping[str, Any], output: Output) -> Head:
    """Give what stands at a `path`: a page or a file of the site, or for the IRI of a thing, the way to one."""
    if context.site is None:
        return large.answer(context, arguments["path"], arguments["accept"], output)
    site, path = context.site, arguments["path"]
    name = f"{path}index.html" if path.endswith("/") or not path else path
    content = site.file(name) or _explorer(context, name) or _in_other_format(site, name)
    if content is not None:
        output.write(content)
        return Head(200, _headers(site, name))
    if folder := site.folder(context.source.base + path):
        return way_to(path, folder, arguments["accept"])
    if site.file(f"{path}/index.html"):
        return Head(301, {"Location": quote(f"{path.rpartition('/')[2]}/")})
    if best(arguments["accept"], ["text/plain", "text/html"]) != "text/html":
        raise Refused(404, f"/{path}: there is no such thing; search for it at /search?q=…, or ask /sparql")
    output.write(site.missing())
    return Head(404, {"Content-Type": "text/html; charset=utf-8"})


def about(context: Context, arguments: Mapping[str, Any], output: Output) -> Head:
    """Lead to the page of the thing with an `iri`, or to its data."""
    iri = arguments["iri"]
    if context.site is None:
        return large.thing(context, iri, "index.html", output)
    folder = context.site.folder(iri)
    if not folder:
        raise Refused(404, f"{arguments['iri']}: the graph says nothing of it")
    return way_to("about", folder, arguments["accept"])


def _headers(site: LiveSite, name: str) -> dict[str, str]:
    folder, _, file = name.rpartition("/")
    return file_headers(name) | (LINKS if file == "index.html" and site.is_thing(folder) else {})


def _explorer(context: Context, name: str) -> bytes | None:
    """Return a file of the explorer of a graph that is too large for its page to carry."""
    return explorer.file(context, name) if name.startswith("explore/") else None


def _in_other_format(site: LiveSite, name: str) -> bytes | None:
    """Return the data of a thing in a format that its site does not have as a file."""
    folder, _, file = name.rpartition("/")
    row = next((row for row in GRAPHS if file == f"index.{row.name}"), None)
    turtle = site.file(f"{folder}/index.ttl") if row else None
    return converted(turtle, row) if row and turtle else None
