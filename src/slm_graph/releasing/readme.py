"""What a release says of itself to a person who opens its folder."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import Any

from slm_graph.about import __version__
from slm_graph.releasing.citing import citation

_FILES = {
    "slm-graph.ttl": "the graph as Turtle: to read, to load anywhere",
    "slm-graph.nt": "the same as N-Triples: one triple a line",
    "slm-graph.jsonld": "the same as JSON-LD, with its context inside",
    "slm-graph.trig": "the same as TriG: each row's statements in a graph of their own",
    "void.ttl": "VoID: how much there is of each class and property, and the prefixes",
    "queries.ttl": "the stored questions as SHACL executables",
    "slm-graph.sssom.tsv": "SSSOM: what others call the things of the graph",
    "{ontology}": "the ontology: what classes and properties mean",
    "alignments.ttl": "how the ontology stands to those of others",
    "shapes.ttl": "SHACL shapes, by which the graph was validated",
    "context.jsonld": "the JSON-LD context",
    "entry.schema.json": "JSON Schema of the entries that the graph is made from",
    "changes.md": "what changed since the release before, in words",
    "sbom.cdx.json": "CycloneDX: what the graph was made with, and from which files",
    "CITATION.cff": "how to cite it",
    ".zenodo.json": "what Zenodo asks for",
    "SHA256SUMS": "the checksums of all of these",
}
"""What each file is for, in the order of the table."""


def readme_text(
    graph: Mapping[str, Any], facts: Mapping[str, str], names: Collection[str], ontology: str, licence: str
) -> str:
    """Return the text of README.md.

    Parameters
    ----------
    graph
        What `survey.yaml` says of the graph.
    facts
        What is known of the release, each with its value: its IRI, that of the one before …
    names
        Of the files.
    ontology
        The name of the file of the ontology.
    licence
        As people call it, or its address, or "".
    """
    return "\n".join(_lines(graph, facts, names, ontology, licence)) + "\n"


def _lines(
    graph: Mapping[str, Any], facts: Mapping[str, str], names: Collection[str], ontology: str, licence: str
) -> Iterator[str]:
    yield f"# {graph['title']}, version {graph['version']}"
    if graph.get("description"):
        yield f"\n{graph['description']}"
    yield "\n| | |\n| --- | --- |"
    for name, value in facts.items():
        if value:
            yield f"| {name} | {value} |"
    yield "\n| file | what it is |\n| --- | --- |"
    for name, purpose in _FILES.items():
        name = name.format(ontology=ontology)
        if name in names:
            yield f"| `{name}` | {purpose} |"
    yield "\nWhether all is as it was released:"
    yield "\n    sha256sum -c SHA256SUMS"
    yield "\nThe IRIs of the graph and of the things in it are the same in every version, which has one of its own."
    if line := citation(graph, facts.get("issued", "")):
        yield f"\nTo cite it: {line}"
    yield f"\nLicence: {licence}." if licence else "\nNo licence is stated."
    if graph.get("rights"):
        yield f"{graph['rights']}"
    yield f"\nMade by slm-graph {__version__}."
