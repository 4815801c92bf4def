"""A search of what things are called, for programs; a person has the site's page."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import quote

import pyoxigraph as ox

from slm_graph.network import LABELS
from slm_graph.rdf import SKOS, sparql
from slm_graph.serve.nearby import some_graph
from slm_graph.serve.negotiation import best
from slm_graph.serve.served import Context
from slm_graph.workers import Head, Output, Refused

MOST = 50
_LABELS = (*LABELS, *(f"{SKOS}{name}" for name in ("notation", "altLabel", "hiddenLabel")))


def answer(context: Context, arguments: Mapping[str, Any], output: Output) -> Head:
    """Give the things whose names hold `words`, those first that are called so or begin so."""
    words = " ".join(arguments["words"].split())
    if not words:
        raise Refused(400, "nothing to search for; give it as /search?q=…")
    is_page = best(arguments["accept"], ["application/json", "text/html"]) == "text/html"
    if is_page:
        return Head(303, {"Location": f"search/index.html?q={quote(words)}", "Vary": "Accept"})
    rows = [*_found(context, words)]
    output.write(json.dumps({"words": words, "things": rows}, ensure_ascii=False).encode("utf-8", "replace"))
    return Head(200, {"Content-Type": "application/json", "Vary": "Accept"})


def page(context: Context, arguments: Mapping[str, Any], output: Output) -> Head:
    """Give the page that finds by itself, or where the graph has no site as a whole, a page of what was found."""
    words = " ".join(arguments["words"].split())
    found = context.site.file("search/index.html") if context.site else None
    if found is None:
        things = [(row["iri"], row["name"]) for row in _found(context, words)] if words else []
        found = context.site_of(some_graph()).found(words, things)
    output.write(found)
    return Head(200, {"Content-Type": "text/html; charset=utf-8"})


def _found(context: Context, words: str) -> Iterator[dict[str, str]]:
    properties = " ".join(f"<{name}>" for name in _LABELS)
    wanted = sparql.literal(words.lower())
    results = context.source.query(
        f"SELECT ?thing (MIN(?text) AS ?name) (MIN(?place) AS ?rank) {{ VALUES ?property {{ {properties} }}"
        f" ?thing ?property ?text FILTER (CONTAINS(LCASE(STR(?text)), {wanted}))"
        f" BIND (IF(LCASE(STR(?text)) = {wanted}, 0, IF(STRSTARTS(LCASE(STR(?text)), {wanted}), 1, 2)) AS ?place)"
        f" FILTER (ISIRI(?thing)) }} GROUP BY ?thing ORDER BY ?rank STRLEN(STR(?thing)) STR(?thing) LIMIT {MOST}"
    )
    assert isinstance(results, ox.QuerySolutions)  # noqa: S101
    for row in results:
        thing, name = row["thing"], row["name"]
        assert isinstance(thing, ox.NamedNode)  # noqa: S101
        yield {"iri": thing.value, "name": name.value if isinstance(name, ox.Literal) else ""}
