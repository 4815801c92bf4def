"""Where the page of a thing and its data stand, and what they are sent as.

References
----------
Cool URIs for the Semantic Web, section 4.2 (303), https://www.w3.org/TR/cooluris/#r303gendocument.
"""

from __future__ import annotations

from urllib.parse import quote

import pyoxigraph as ox

from slm_graph.rdf import FORMATS
from slm_graph.serve.formats import GRAPHS, AnswerFormat, content_type
from slm_graph.serve.negotiation import best
from slm_graph.workers import Head, Refused

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
LINKS = {"Link": ", ".join(f'<index.{row.name}>; rel="alternate"; type="{row.media_types[0]}"' for row in GRAPHS)}
"""What the page of a thing says of its data."""


def file_headers(name: str) -> dict[str, str]:
    """Return the headers of a file of a site, by its ending."""
    return {"Content-Type": content_type(_TYPES.get(name.rpartition(".")[2], "application/octet-stream"))}


def converted(turtle: bytes, row: AnswerFormat[ox.RdfFormat]) -> bytes:
    """Return Turtle in another format."""
    quads = ox.parse(turtle, format=ox.RdfFormat.TURTLE)
    return ox.serialize((quad.triple for quad in quads), format=row.format) or b""


def way_to(path: str, folder: str, accept: str) -> Head:
    """Return the way from a path to what tells of a thing; it holds below any address."""
    media_type = best(accept, [*_OFFERED])
    if not media_type:
        raise Refused(406, f"things come as {', '.join(_OFFERED)}; accept one")
    up = "../" * path.count("/")
    return Head(303, {"Location": quote(f"{up}{folder}/{_OFFERED[media_type]}"), "Vary": "Accept"})
