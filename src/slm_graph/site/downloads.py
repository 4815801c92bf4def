"""What a site offers to load: the graph's files as they are, a description of them, and the sitemap."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, islice
from pathlib import Path
from typing import NamedTuple
from xml.sax.saxutils import escape

from slm_graph.files import open_regular
from slm_graph.graphs import MAX_RDF_BYTES, LocalGraph
from slm_graph.rdf import DCAT, DCTERMS, FORMATS, VOID
from slm_graph.site.writing import Content, Files

_PER_SITEMAP = 50_000
_PIECE = 1 << 20
_GRAPH = "the whole graph"
_BESIDE = {
    "void.ttl": "what the instances of each class have, and the prefixes (VoID)",
    "queries.ttl": "the stored questions as SHACL executables",
}
"""Files that a build leaves beside the graph, and what they are."""


class Download(NamedTuple):
    """A file to load: its path in the site, what it is, how many bytes it has, and these."""

    name: str
    words: str
    size: int
    content: Content


def download_files(graph: LocalGraph, path: Path) -> Iterator[Download]:
    """Yield the files to load; those that are there already are read when they are written."""
    others = (path.with_suffix(f".{ending}") for ending in FORMATS)
    graphs = [path, *(other for other in others if other != path and other.is_file())]
    offered = [(file, _GRAPH + _format(file)) for file in graphs]
    offered += [(path.with_name(name), words) for name, words in _BESIDE.items() if path.with_name(name).is_file()]
    for file, words in offered:
        yield Download(f"download/{_name(file)}", words, file.stat().st_size, _pieces(file))
    names = [_name(file) for file in graphs]
    content = _description(graph, names).encode()
    yield Download("download/dcat.ttl", "what these files are, for programs (DCAT, VoID)", len(content), content)


def _pieces(path: Path) -> Iterator[bytes]:
    """Yield what a file holds."""
    with open_regular(path, MAX_RDF_BYTES) as stream:
        while piece := stream.read(_PIECE):
            yield piece


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


def sitemap(folders: Iterable[str], count: int, questions: Sequence[str], address: str) -> Files:
    """Yield the sitemap: the pages' addresses, in several files where they are many (https://www.sitemaps.org/).

    `count` is how many folders there are.
    """
    start = address.rstrip("/") + "/"
    always = ["", "query/", "download/"]
    pages = chain(always, folders, (f"query/{name}/" for name in questions))
    number_of_files = -(-(len(always) + count + len(questions)) // _PER_SITEMAP)
    names = [f"sitemap-{number}.xml" for number in range(1, number_of_files + 1)]
    for name in names if len(names) > 1 else ["sitemap.xml"]:
        yield name, _xml("urlset", "url", (start + page for page in islice(pages, _PER_SITEMAP)))
    if len(names) > 1:
        yield "sitemap.xml", _xml("sitemapindex", "sitemap", (start + name for name in names))


def _xml(root: str, item: str, addresses: Iterator[str]) -> bytes:
    rows = "".join(f"<{item}><loc>{escape(address)}</loc></{item}>\n" for address in addresses)
    head = '<?xml version="1.0" encoding="UTF-8"?>\n'
    return f'{head}<{root} xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n{rows}</{root}>\n'.encode()
