"""A thing in the words of schema.org, for search engines: its type follows from the classes that the graph gives it.

References
----------
schema.org, https://schema.org/docs/full.html; JSON-LD 1.1, https://www.w3.org/TR/json-ld11/.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from slm_graph.graphs import last_part
from slm_graph.rdf import DCAT, OWL, RDF, RDFS, SKOS
from slm_graph.site.links import Shown

_SCHEMAS = ("http://schema.org/", "https://schema.org/")
_FOAF = "http://xmlns.com/foaf/0.1/"
_TYPES = {
    "http://purl.org/spar/fabio/ResearchPaper": "ScholarlyArticle",
    f"{DCAT}Dataset": "Dataset",
    "http://www.w3.org/ns/mls#Model": "SoftwareApplication",
    "https://w3id.org/fair4ml#MLModel": "SoftwareApplication",
    f"{SKOS}ConceptScheme": "DefinedTermSet",
    f"{SKOS}Concept": "DefinedTerm",
    f"{OWL}Ontology": "DefinedTermSet",
    **dict.fromkeys(
        [f"{OWL}Class", f"{RDFS}Class", f"{RDF}Property", f"{OWL}ObjectProperty", f"{OWL}DatatypeProperty",
         f"{OWL}AnnotationProperty"], "DefinedTerm",
    ),
    f"{_FOAF}Person": "Person",
    f"{_FOAF}Organization": "Organization",
    f"{_FOAF}Agent": "Organization",
}  # fmt: skip
"""What classes of common vocabularies are in schema.org; the first that fits counts."""


def schema_type(classes: Iterable[str]) -> str:
    """Return the type of what is of classes, their superclasses among them.

    Examples
    --------
    >>> schema_type(["http://schema.org/ScholarlyArticle"]), schema_type([f"{SKOS}Concept"]), schema_type([])
    ('ScholarlyArticle', 'DefinedTerm', 'Thing')
    """
    had = sorted(classes)
    stated = (last_part(cls) for cls in had if cls.startswith(_SCHEMAS))
    return next(stated, None) or next((name for cls, name in _TYPES.items() if cls in had), "Thing")


def linked_data(
    iri: str,
    kind: str,
    name: str,
    *,
    description: str = "",
    notation: str = "",
    authors: Sequence[str] = (),
    year: str = "",
    links: Sequence[Shown] = (),
) -> dict[str, Any]:
    """Return the JSON-LD of a thing."""
    data: dict[str, Any] = {"@context": "http://schema.org/", "@type": kind, "@id": iri, "name": name}
    if description:
        data["description"] = description
    if kind == "DefinedTerm" and notation:
        data["termCode"] = notation
    if kind == "ScholarlyArticle":
        data["headline"] = name[:110]
        if authors:
            data["author"] = [{"@type": "Person", "name": author} for author in authors if author != "et al."]
        if year:
            data["datePublished"] = year
    if links:
        data["sameAs" if kind != "Dataset" else "url"] = [link.href for link in links]
    return data
