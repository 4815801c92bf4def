"""RDF: terms, prefixes, Turtle, datatypes, the tokens of SPARQL, and the formats of files."""

from __future__ import annotations

from slm_graph.rdf import services, sparql
from slm_graph.rdf.blocks import Block, Pair, distinct
from slm_graph.rdf.curies import Curies
from slm_graph.rdf.formats import (
    DEFAULT_ENDINGS,
    FORMATS,
    W3C_FORMATS,
    WRITTEN_ENDINGS,
    Format,
    GraphHead,
    written_formats,
)
from slm_graph.rdf.mapping_sets import mapping_set
from slm_graph.rdf.own import BASE, GRAPH, ONTOLOGY
from slm_graph.rdf.prefixes import Prefixes
from slm_graph.rdf.sparql_mistakes import open_quote, suspect
from slm_graph.rdf.terms import (
    RDF_TYPE,
    Term,
    Triple,
    datatype_suffix,
    escaped,
    iri,
    iri_text,
    is_iri,
    is_no_iri,
    literal,
    literal_parts,
)
from slm_graph.rdf.turtle import Anonymous, Collection, Object, Pairs, TurtleWriter, statements, used_namespaces
from slm_graph.rdf.vocabularies import DC, DCAT, DCTERMS, OWL, PROV, RDF, RDFS, SEMAPV, SHACL, SKOS, SSSOM, VOID, XSD
from slm_graph.rdf.writers import (
    JsonLdWriter,
    NQuadsWriter,
    NTriplesWriter,
    TrigWriter,
    TurtleFileWriter,
    Writer,
    ntriples,
)
from slm_graph.rdf.xsd import CHECKED, INTEGERS, LEXICAL, NUMBERS, Key, normal_form, value_key

__all__ = [
    "BASE",
    "CHECKED",
    "DC",
    "DCAT",
    "DCTERMS",
    "DEFAULT_ENDINGS",
    "FORMATS",
    "GRAPH",
    "INTEGERS",
    "LEXICAL",
    "NUMBERS",
    "ONTOLOGY",
    "OWL",
    "PROV",
    "RDF",
    "RDFS",
    "RDF_TYPE",
    "SEMAPV",
    "SHACL",
    "SKOS",
    "SSSOM",
    "VOID",
    "W3C_FORMATS",
    "WRITTEN_ENDINGS",
    "XSD",
    "Anonymous",
    "Block",
    "Collection",
    "Curies",
    "Format",
    "GraphHead",
    "JsonLdWriter",
    "Key",
    "NQuadsWriter",
    "NTriplesWriter",
    "Object",
    "Pair",
    "Pairs",
    "Prefixes",
    "Term",
    "TrigWriter",
    "Triple",
    "TurtleFileWriter",
    "TurtleWriter",
    "Writer",
    "datatype_suffix",
    "distinct",
    "escaped",
    "iri",
    "iri_text",
    "is_iri",
    "is_no_iri",
    "literal",
    "literal_parts",
    "mapping_set",
    "normal_form",
    "ntriples",
    "open_quote",
    "services",
    "sparql",
    "statements",
    "suspect",
    "used_namespaces",
    "value_key",
    "written_formats",
]
