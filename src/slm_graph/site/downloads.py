"""What a site offers to load: the graph's files as they are, a description of them, and the sitemap."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from xml.sax.saxutils import escape

from slm_graph.files import read_bytes_capped
from slm_graph.graphs import MAX_RDF_BYTES, LocalGraph
from slm_graph.rdf import DCAT, DCTERMS, FORMATS, VOID

_PER_SITEMAP = 50_000
_GRAPH = "the whole graph"
_BESIDE = {
    "void.ttl": "what the instances of each class have, and the prefixes (VoID)",
    "queries.ttl": "the stored questions as SHACL executables",
}
"""Files that a build leaves beside the graph, and what they are."""


def download_files(graph: LocalGraph, path: Path) -> Iterator[tuple[str, bytes, str]]:
    """Yield path, bytes and description of each file to load."""
    others = (path.with_suffix(f".{ending}") for ending in FORMATS)
    graphs = [path, *(other for other in others if other != path and other.is_file())]
    offered = [(file, _GRAPH + _format(file)) for file in graphs]
    offered += [(path.with_name(name), words) for name, words in _BESIDE.items() if path.with_name(name).is_file()]
    for file, words in offered:
        yield f"download/{_name(file)}", read_bytes_capped(file, MAX_RDF_BYTES), words
    names = [_name(file) for file in graphs]
    yield "download/dcat.ttl", _description(graph, names).encode(), "what these files are, for programs (DCAT, VoID)"


def _format(path: Path) -> str:
    """Return what a file of a graph is said to be written in.

    Examples
    --------
    >>> _format(Path("a.ttl")), _format(Path("a.n3"))
    (' as Turtle', '')
    """
    known = FORMATS.get(path.suffix.removeprefix("."))
    return f" as {known.label}" if known else ""


def _name(path: Path) -> str:
    """Return a file's name as an address can have it.

    Examples
    --------
    >>> _name(Path("my graph <1>.ttl"))
    'my-graph--1-.ttl'
    """
    return "".join(sign if sign.isascii() and (sign.isalnum() or sign in "._-") else "-" for sign in path.name)


def _description(graph: LocalGraph, names: Sequence[str]) -> str:
    """Return the files as a dataset whose addresses are relative, so that it is right wherever the site stands."""
    parts = ["# The addresses are relative: they are meant from where this file was loaded.\n"]
    parts += [f"@prefix dcat: <{DCAT}> .\n@prefix dcterms: <{DCTERMS}> .\n@prefix void: <{VOID}> .\n"]
    files = " ,\n        ".join(f"<#{name}>" for name in names)
    dumps = " ,\n        ".join(f"<{name}>" for name in names)
    parts += [f"\n<#graph> a dcat:Dataset , void:Dataset ;\n    void:triples {_triples(graph)} ;\n"]
    parts += [f"    void:dataDump {dumps} ;\n    dcat:distribution {files} .\n"]
    parts += [
        f'\n<#{name}> a dcat:Distribution ;\n    dcterms:title "{name}" ;\n    dcat:downloadURL <{name}> .\n'
        for name in names
    ]
    return "".join(parts)


def _triples(graph: LocalGraph) -> int:
    if next(iter(graph.store.named_graphs()), None) is None:
        return len(graph.store)
    return len({str(quad.triple) for quad in graph.store.quads_for_pattern(None, None, None)})


def sitemap(folders: Sequence[str], questions: Sequence[str], address: str) -> Iterator[tuple[str, bytes]]:
    """Yield the sitemap: the pages' addresses, in several files where they are many (https://www.sitemaps.org/)."""
    start = address.rstrip("/") + "/"
    pages = ["", "query/", "download/", *folders, *(f"query/{name}/" for name in questions)]
    chunks = [pages[first : first + _PER_SITEMAP] for first in range(0, len(pages), _PER_SITEMAP)]
    names = ["sitemap.xml"] if len(chunks) == 1 else [f"sitemap-{number}.xml" for number in range(1, len(chunks) + 1)]
    for name, chunk in zip(names, chunks, strict=True):
        yield name, _xml("urlset", "url", (start + page for page in chunk))
    if len(chunks) > 1:
        yield "sitemap.xml", _xml("sitemapindex", "sitemap", (start + name for name in names))


def _xml(root: str, item: str, addresses: Iterator[str]) -> bytes:
    rows = "".join(f"<{item}><loc>{escape(address)}</loc></{item}>\n" for address in addresses)
    head = '<?xml version="1.0" encoding="UTF-8"?>\n'
    return f'{head}<{root} xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n{rows}</{root}>\n'.encode()
