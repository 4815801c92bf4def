"""Turtle files of whole vocabularies: a comment, the prefixes that occur, sections of subjects."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from slm_graph.rdf import (
    RDF,
    RDF_TYPE,
    Anonymous,
    Collection,
    Object,
    Pairs,
    Prefixes,
    Term,
    TurtleWriter,
    datatype_suffix,
    iri,
    iri_text,
    is_iri,
    literal,
    literal_parts,
    used_namespaces,
)
from slm_graph.schema import Schema

OWL = "http://www.w3.org/2002/07/owl#"
RDFS = "http://www.w3.org/2000/01/rdf-schema#"
DC = "http://purl.org/dc/elements/1.1/"
DCTERMS = "http://purl.org/dc/terms/"
VANN = "http://purl.org/vocab/vann/"
_XSD = "http://www.w3.org/2001/XMLSchema#"
_UNWRITTEN = frozenset([f"{RDF}langString", *(f"{_XSD}{name}" for name in ("string", "integer", "boolean"))])
"""Datatypes that Turtle does not spell out behind a literal."""
_DATE = datatype_suffix("http://www.w3.org/2001/XMLSchema#date")

HEADER_PROPERTIES: Sequence[str] = (
    *(f"{DCTERMS}{name}" for name in "title description license created issued bibliographicCitation".split()),
    f"{DC}creator",
    f"{DC}publisher",
    f"{VANN}preferredNamespacePrefix",
    f"{VANN}preferredNamespaceUri",
)
"""What `header` says besides OWL's own words."""


class Section(NamedTuple):
    """Subjects under a heading; a subject without a name is an `Anonymous`."""

    title: str
    subjects: Sequence[tuple[Term, Pairs] | Anonymous]


class _Writer(TurtleWriter):
    def statement(self, node: Anonymous) -> str:
        """Return a node without a name as a sentence of its own, `[ p o ] .`."""
        return f"{self._object(node, '')} .\n"


def document(prefixes: Prefixes, sections: Iterable[Section]) -> str:
    """Return the text of a Turtle file that is made from the schema."""
    sections = [section for section in sections if section.subjects]
    terms = [term for section in sections for subject in section.subjects for term in _terms(subject)]
    iris = [address for term in terms if (address := _written_iri(term))]
    writer = _Writer(used_namespaces(prefixes, iris))
    parts = ["# Made from schema.yaml by `make docs`.\n\n", writer.header()]
    for section in sections:
        parts.append(f"\n# --- {section.title}\n")
        for subject in section.subjects:
            parts.append("\n")
            parts.append(writer.statement(subject) if isinstance(subject, Anonymous) else writer.subject(*subject))
    return "".join(parts)


def header(schema: Schema, address: str, title: str, description: str, namespace: tuple[str, str] | None) -> Section:
    """Return what a vocabulary says of itself, as FOOPS! asks for it (https://w3id.org/foops/).

    Parameters
    ----------
    address
        The IRI of the vocabulary.
    namespace
        The preferred prefix and the namespace of its terms, if it has terms.
    """
    creator = schema.creator
    pairs: list[tuple[Term, Object]] = [
        (RDF_TYPE, iri(OWL + "Ontology")),
        (iri(OWL + "versionIRI"), iri(f"{address}/{schema.version}")),
        (iri(OWL + "versionInfo"), literal(schema.version)),
        (iri(DCTERMS + "title"), literal(title, "@en")),
        (iri(DCTERMS + "description"), literal(description, "@en")),
        (iri(DCTERMS + "license"), iri(schema.license)),
        # The elements of 1.1 and not the terms of their name: those take agents, not names.
        (iri(DC + "creator"), literal(creator)),
        (iri(DC + "publisher"), literal(creator)),
        (iri(DCTERMS + "created"), literal(schema.created, _DATE)),
        (iri(DCTERMS + "issued"), literal(schema.issued, _DATE)),
        (
            iri(DCTERMS + "bibliographicCitation"),
            literal(f"{creator}: {title}, version {schema.version}. {address}", "@en"),
        ),
    ]
    if namespace:
        pairs += [
            (iri(VANN + "preferredNamespacePrefix"), literal(namespace[0])),
            (iri(VANN + "preferredNamespaceUri"), literal(namespace[1])),
        ]
    return Section("the vocabulary itself", [(iri(address), pairs)])


def _written_iri(term: Term) -> str:
    """Return the IRI that the writer puts down for a term, or ""."""
    if term == RDF_TYPE:
        return ""
    if is_iri(term):
        return iri_text(term)
    datatype = literal_parts(term).datatype
    return "" if datatype in _UNWRITTEN else datatype


def _terms(subject: tuple[Term, Pairs] | Object) -> Iterator[Term]:
    if isinstance(subject, Collection):
        for item in subject.items:
            yield from _terms(item)
    elif isinstance(subject, Anonymous):
        yield from _terms((RDF_TYPE, subject.pairs))
    elif isinstance(subject, tuple):
        yield subject[0]
        for predicate, item in subject[1]:
            yield predicate
            yield from _terms(item)
    else:
        yield subject
