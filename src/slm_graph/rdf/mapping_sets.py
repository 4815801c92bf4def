"""Sets of mappings as SSSOM: TSV with a header of YAML.

References
----------
Simple Standard for Sharing Ontological Mappings, https://mapping-commons.github.io/sssom/.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from slm_graph.about import __version__
from slm_graph.rdf.curies import Curies
from slm_graph.rdf.vocabularies import SSSOM


def mapping_set(
    address: str, said: Mapping[str, Any], curies: Curies, columns: Sequence[str], rows: Iterable[Sequence[str]]
) -> str:
    """Return a set of mappings, its prefixes those that were used.

    Parameters
    ----------
    address
        The IRI of the set.
    said
        What is known of it: `mapping_set_title`, `license` … A set must say its licence, or that it states none.
    curies
        What the cells were shortened by.
    columns, rows
        The table.

    Examples
    --------
    >>> curies = Curies({"ex": "https://example.org/"})
    >>> rows = [[curies.of("https://example.org/a")]]
    >>> print(mapping_set("urn:m", {"mapping_set_title": "All", "comment": ""}, curies, ["subject_id"], rows), end="")
    ... # doctest: +ELLIPSIS
    #mapping_set_id: urn:m
    #mapping_set_title: "All"
    #license: https://w3id.org/sssom/license/unspecified
    #mapping_tool: slm-graph ...
    #curie_map:
    #  ex: "https://example.org/"
    subject_id
    ex:a
    """
    table = io.StringIO()
    csv.writer(table, dialect="excel-tab", lineterminator="\n").writerows([columns, *rows])
    told = {key: value for key, value in said.items() if value}
    told.setdefault("license", f"{SSSOM}license/unspecified")
    lines = [
        f"mapping_set_id: {address}",
        *(f"{key}: {value if key == 'license' else json.dumps(value)}" for key, value in told.items()),
        f"mapping_tool: slm-graph {__version__}",
        "curie_map:",
        *(f"  {prefix}: {json.dumps(start)}" for prefix, start in sorted(curies.used.items())),
    ]
    return "".join(f"#{line}\n" for line in lines) + table.getvalue()
