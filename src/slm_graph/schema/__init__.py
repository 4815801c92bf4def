"""`ontology/schema.yaml` as classes and fields."""

from __future__ import annotations

from slm_graph.schema.model import Class, Datatype, Edge, Enumeration, Schema, Slot
from slm_graph.schema.reader import read_schema

__all__ = ["Class", "Datatype", "Edge", "Enumeration", "Schema", "Slot", "read_schema"]
