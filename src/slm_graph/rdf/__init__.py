"""RDF: terms, prefixes, Turtle, datatypes, the tokens of SPARQL, and the formats of files."""

from __future__ import annotations

from slm_graph.rdf import sparql
from slm_graph.rdf.blocks import Block, Pair
from slm_graph.rdf.formats import JsonLdWriter, NTriplesWriter, TrigWriter, TurtleFileWriter, Writer, ntriples
from slm_graph.rdf.prefixes import Prefixes
from slm_graph.rdf.sparql import literal
from slm_graph.rdf.terms import RDF, RDF_TYPE, Term, Triple, datatype_suffix, iri, iri_text, is_iri, literal_parts
from slm_graph.rdf.turtle import Anonymous, Collection, Object, Pairs, TurtleWriter, used_namespaces
from slm_graph.rdf.xsd import CHECKED, XSD, Key, normal_form, value_key

__all__ = [
    "CHECKED",
    "RDF",
    "RDF_TYPE",
    "XSD",
    "Anonymous",
    "Block",
    "Collection",
    "JsonLdWriter",
    "Key",
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
    "iri",
    "iri_text",
    "is_iri",
    "literal",
    "literal_parts",
    "normal_form",
    "ntriples",
    "sparql",
    "used_namespaces",
    "value_key",
]
