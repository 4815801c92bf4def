"""The tables of a graph as a dataset in Croissant's words, which loaders of machine learning read.

References
----------
Croissant 1.0, https://docs.mlcommons.org/croissant/docs/croissant-spec.html
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from slm_graph.exporting.source import ExportSource
from slm_graph.exporting.tabular import csv_files, kind_of_column
from slm_graph.network import NetworkTable

_CONTEXT = {
    "@language": "en",
    "@vocab": "https://schema.org/",
    "citeAs": "cr:citeAs",
    "column": "cr:column",
    "conformsTo": "dct:conformsTo",
    "cr": "http://mlcommons.org/croissant/",
    "rai": "http://mlcommons.org/croissant/RAI/",
    "data": {"@id": "cr:data", "@type": "@json"},
    "dataType": {"@id": "cr:dataType", "@type": "@vocab"},
    "dct": "http://purl.org/dc/terms/",
    "equivalentProperty": "cr:equivalentProperty",
    "examples": {"@id": "cr:examples", "@type": "@json"},
    "extract": "cr:extract",
    "field": "cr:field",
    "fileProperty": "cr:fileProperty",
    "fileObject": "cr:fileObject",
    "fileSet": "cr:fileSet",
    "format": "cr:format",
    "includes": "cr:includes",
    "isLiveDataset": "cr:isLiveDataset",
    "jsonPath": "cr:jsonPath",
    "key": "cr:key",
    "md5": "cr:md5",
    "parentField": "cr:parentField",
    "path": "cr:path",
    "recordSet": "cr:recordSet",
    "references": "cr:references",
    "regex": "cr:regex",
    "repeated": "cr:repeated",
    "replace": "cr:replace",
    "samplingRate": "cr:samplingRate",
    "sc": "https://schema.org/",
    "separator": "cr:separator",
    "source": "cr:source",
    "subField": "cr:subField",
    "transform": "cr:transform",
}
_DATA_TYPES = {int: "sc:Integer", float: "sc:Float", tuple: "sc:Text", str: "sc:Text"}


def croissant_files(source: ExportSource) -> dict[str, bytes]:
    """Return croissant.json and the files of CSV that it describes.

    What the graph does not say of itself (its name, its licence) is not said here either.
    """
    files = csv_files(source)
    said = source.network.graph["dataset"]
    described: dict[str, Any] = {
        "@context": _CONTEXT,
        "@type": "sc:Dataset",
        "name": said.get("name", source.path.stem),
        "conformsTo": "http://mlcommons.org/croissant/1.0",
        **{key: said[key] for key in ("description", "license", "version", "keywords", "dateModified") if key in said},
        **({"url": said["@id"]} if "@id" in said else {}),
        **({"creditText": credits} if (credits := _credits(said)) else {}),
        "distribution": [_file(name, content) for name, content in files.items()],
        "recordSet": [_records(table) for table in source.tables],
    }
    text = json.dumps(described, indent=2, ensure_ascii=False) + "\n"
    return {"croissant.json": text.encode(), **files}


def _credits(said: Mapping[str, Any]) -> str:
    """Return who made and publishes it, as a text: whether a person or an organization, a creator would have to say."""
    agents = [agent for key in ("creator", "publisher") for agent in _several(said.get(key, []))]
    return ", ".join(dict.fromkeys(agent["name"] for agent in agents))


def _several(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _file(name: str, content: bytes) -> dict[str, Any]:
    return {
        "@type": "cr:FileObject",
        "@id": name,
        "name": name,
        "contentUrl": name,
        "contentSize": f"{len(content)} B",
        "encodingFormat": "text/csv",
        "sha256": hashlib.sha256(content).hexdigest(),
    }


def _records(table: NetworkTable) -> dict[str, Any]:
    return {
        "@type": "cr:RecordSet",
        "@id": table.name,
        "name": table.name,
        "field": [
            {
                "@type": "cr:Field",
                "@id": f"{table.name}/{column.replace(' ', '_')}",  # ids have no spaces
                "name": column,
                "dataType": _DATA_TYPES[kind_of_column(table, column)],
                "source": {"fileObject": {"@id": f"{table.name}.csv"}, "extract": {"column": column}},
            }
            for column in table.columns
        ],
    }
