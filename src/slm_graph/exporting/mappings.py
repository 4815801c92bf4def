"""What others call the things of a graph, as SSSOM.

References
----------
Simple Standard for Sharing Ontological Mappings, https://mapping-commons.github.io/sssom/: TSV with a header of YAML.
"""

from __future__ import annotations

import pyoxigraph as ox

from slm_graph.exporting.source import ExportSource
from slm_graph.network import MATCHES
from slm_graph.rdf import SEMAPV, SSSOM, Curies, mapping_set

_COLUMNS = (
    "subject_id", "subject_label", "subject_category", "predicate_id", "object_id", "mapping_justification",
)  # fmt: skip
_SAME_AS = "http://schema.org/sameAs"


def sssom_file(source: ExportSource) -> dict[str, bytes]:
    """Return the matches of a graph as SSSOM; how they came about a graph does not tell, so it is unspecified."""
    curies = Curies({**source.graph.prefixes, "semapv": SEMAPV}, {"semapv": SEMAPV})
    dataset = source.network.graph["dataset"]
    rows = []
    for node, data in source.network.nodes(data=True):
        for predicate in (*MATCHES, _SAME_AS):
            for quad in source.graph.store.quads_for_pattern(ox.NamedNode(node), ox.NamedNode(predicate), None):
                if isinstance(quad.object, ox.NamedNode):
                    category = curies.of(source.kinds.iri_of.get(data["cls"], ""))
                    name = curies.of(predicate)
                    other = curies.of(quad.object.value)
                    rows.append((curies.of(node), data["label"], category, name, other, "semapv:UnspecifiedMatching"))
    said = {
        "mapping_set_version": dataset.get("version"),
        "mapping_set_title": dataset.get("name"),
        "license": dataset.get("license"),
    }
    address = dataset.get("@id", f"{SSSOM}mapping-set/unspecified")
    text = mapping_set(address, said, curies, _COLUMNS, sorted(set(rows)))
    return {f"{source.path.stem}.sssom.tsv": text.encode()}
