"""Pages of a graph that has no site as a whole, since it is on disk or at another endpoint: of what is near a thing."""

from __future__ import annotations

from slm_graph.graphs import LocalGraph
from slm_graph.serve import explorer
from slm_graph.serve.formats import GRAPHS
from slm_graph.serve.nearby import MOST, class_counts, is_cut, nearby, some_graph, with_statements
from slm_graph.serve.served import Context
from slm_graph.serve.ways import LINKS, converted, file_headers, way_to
from slm_graph.workers import Head, Output, Refused

_MAIN = b'<main id="main">'


def answer(context: Context, path: str, accept: str, output: Output) -> Head:
    """Give what stands at a path: a page, data, or for the IRI of a thing the way to them."""
    name = f"{path}index.html" if path.endswith("/") or not path else path
    content = _shared(context, name)
    if content is not None:
        output.write(content)
        return Head(200, file_headers(name))
    folder, _, file = name.rpartition("/")
    is_file = file.startswith("index.")
    for iri in _iris(context, folder if is_file else name):
        if is_file and (head := _thing(context, iri, file, output)):
            return head
        if not is_file and nearby(context.source, iri):
            return way_to(path, path, accept)
    # A term of the ontology, of which the graph itself says nothing.
    ontology = context.site_of(with_statements(context.source))
    if ontology.is_thing(folder) and (content := ontology.file(name)):
        output.write(content)
        return Head(200, file_headers(name))
    if ontology.is_thing(name):
        return way_to(path, path, accept)
    raise Refused(404, f"/{path}: there is no such thing; search for it at /search?q=…, or ask /sparql")


def thing(context: Context, iri: str, file: str, output: Output) -> Head:
    """Give the page of a thing, or its data; raises Refused where nothing is stated of it."""
    head = _thing(context, iri, file, output)
    if head is None:
        raise Refused(404, f"{iri}: the graph says nothing of it")
    return head


def _thing(context: Context, iri: str, file: str, output: Output) -> Head | None:
    graph = nearby(context.source, iri)
    if graph is None:
        return None
    site = context.site_of(graph)
    folder = site.folder(iri)
    row = next((row for row in GRAPHS if file == f"index.{row.name}"), None)
    turtle = site.file(f"{folder}/index.ttl") if row else None
    content = converted(turtle, row) if row and turtle else site.file(f"{folder}/{file}")
    if content is None:
        return None
    if is_cut(graph, iri):
        told = f'<p class="notice">There is too much about it for a page; {MOST} statements of each kind are here.</p>'
        content = content.replace(_MAIN, _MAIN + told.encode(), 1)
    output.write(content)
    return Head(200, file_headers(file) | (LINKS if file == "index.html" else {}))


def _iris(context: Context, path: str) -> list[str]:
    """Return what a path may stand for: the IRI below the base, and one whose last part is behind a #."""
    iri = context.source.base + path
    return [iri, "#".join(iri.rsplit("/", 1))]


def _shared(context: Context, name: str) -> bytes | None:
    """Return a page that is of no thing."""
    if name == "index.html":
        return context.site_of(with_statements(context.source)).first_page(class_counts(context.source))
    if name.startswith("explore/"):
        return explorer.file(context, name)
    site = context.site_of(some_graph())
    if name == "query/index.html":
        return site.question_list()
    folder, _, file = name.rpartition("/")
    question = folder.removeprefix("query/")
    if folder.startswith("query/") and question in context.questions and file == "index.html":
        return site.question(question, {})
    if name == "download/index.html" and isinstance(context.source, LocalGraph):
        return b'<!doctype html><html lang="en"><title>Downloads</title><a href="../store?default">The graph</a></html>'
    return site.file(name) if name.startswith("assets/") else None
