"""A graph as a dataset that search engines find: what it says of itself, in the words of schema.org.

References
----------
schema.org, https://schema.org/Dataset; JSON-LD 1.1, https://www.w3.org/TR/json-ld11/.
"""

from __future__ import annotations

from typing import Any

from slm_graph.network.statements import Statements
from slm_graph.rdf import DC, DCAT, DCTERMS, VOID

_MEDIA_TYPES = "https://www.iana.org/assignments/media-types/"
_TEXTS = {
    "name": f"{DCTERMS}title",
    "description": f"{DCTERMS}description",
    "version": f"{DCAT}version",
    "dateModified": f"{DCTERMS}modified",
    "keywords": f"{DCAT}keyword",
}
_THINGS = {
    "creator": f"{DCTERMS}creator",
    "publisher": f"{DCTERMS}publisher",
    "isBasedOn": f"{DCTERMS}source",
}


GRAPH_CLASSES = frozenset((f"{DCAT}Dataset", f"{VOID}Dataset"))
"""What describes a graph as a whole is of both classes."""


def dataset_of(statements: Statements) -> dict[str, Any]:
    """Return JSON-LD that describes a graph by what it says of itself; nothing where it does not say what it is.

    Examples
    --------
    >>> from slm_graph.graphs import graph_file, open_graph
    >>> dataset = dataset_of(Statements(open_graph(graph_file())))
    >>> dataset["@type"], dataset["name"]
    ('Dataset', 'slm-graph: speech language models')
    """
    graphs = [subject for subject, classes in statements.classes.items() if {*classes} >= GRAPH_CLASSES]
    if len(graphs) != 1:
        return {}
    graph = graphs[0]
    dataset: dict[str, Any] = {"@context": "http://schema.org/", "@type": "Dataset", "@id": graph}
    dataset |= {name: statements.texts(graph, predicate) for name, predicate in _TEXTS.items()}
    dataset["license"] = statements.nodes(graph, f"{DCTERMS}license")
    for name, predicate in _THINGS.items():
        things = statements.nodes(graph, predicate)
        dataset[name] = [{"@id": thing, "name": statements.labels.get(thing, thing)} for thing in things]
    dataset["creator"] = dataset["creator"] or [{"name": name} for name in statements.texts(graph, f"{DC}creator")]
    dataset["distribution"] = [_download(statements, node) for node in statements.nodes(graph, f"{DCAT}distribution")]
    return _told(dataset)


def _download(statements: Statements, node: str) -> dict[str, Any]:
    return _told(
        {
            "@type": "DataDownload",
            "@id": node,
            "name": statements.texts(node, f"{DCTERMS}title"),
            "encodingFormat": [text.removeprefix(_MEDIA_TYPES) for text in statements.nodes(node, f"{DCAT}mediaType")],
            "contentUrl": statements.nodes(node, f"{DCAT}downloadURL"),
            "url": statements.nodes(node, f"{DCAT}accessURL"),
        }
    )


def _told(values: dict[str, Any]) -> dict[str, Any]:
    """Leave out what is not said, and write one value without a list."""
    return {
        name: value[0] if isinstance(value, list) and len(value) == 1 else value
        for name, value in values.items()
        if value != []
    }
