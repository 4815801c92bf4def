"""The schema as OWL, SHACL, JSON-LD context and JSON Schema: what `make docs` writes into ontology/.

Each function is pure: a schema in, a text or a tree out, the same on every machine.
"""

from __future__ import annotations

import json
from typing import Any

from slm_graph.ontology.axioms import alignments, owl
from slm_graph.ontology.json_schema import json_schema
from slm_graph.ontology.jsonld_context import context
from slm_graph.ontology.shacl_shapes import shapes
from slm_graph.schema import Schema


def ontology_files(schema: Schema) -> dict[str, str]:
    """Return the text of every generated file by its name.

    Examples
    --------
    >>> from slm_graph.project import bundled
    >>> from slm_graph.schema import read_schema
    >>> list(ontology_files(read_schema(bundled("ontology") / "schema.yaml")))
    ['slm.ttl', 'alignments.ttl', 'shapes.ttl', 'context.jsonld', 'entry.schema.json']
    """
    return {
        f"{schema.prefix}.ttl": owl(schema),
        "alignments.ttl": alignments(schema),
        "shapes.ttl": shapes(schema),
        "context.jsonld": _json(context(schema)),
        "entry.schema.json": _json(json_schema(schema)),
    }


def _json(tree: Any) -> str:
    return json.dumps(tree, indent=2, ensure_ascii=False) + "\n"
