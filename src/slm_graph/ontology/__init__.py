"""The ontology, its shapes, its JSON-LD context and JSON Schema, generated from the schema."""

from __future__ import annotations

from slm_graph.ontology.axioms import alignments, owl
from slm_graph.ontology.files import ontology_files
from slm_graph.ontology.json_schema import json_schema
from slm_graph.ontology.jsonld_context import context
from slm_graph.ontology.shacl_shapes import shape_statements, shapes
from slm_graph.ontology.term_reference import term_reference

__all__ = [
    "alignments",
    "context",
    "json_schema",
    "ontology_files",
    "owl",
    "shape_statements",
    "shapes",
    "term_reference",
]
