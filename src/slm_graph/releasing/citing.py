"""A release for those who cite and archive it: CITATION.cff, and the form that Zenodo fills in.

Both say what the settings of the survey say, and nothing else. Both want authors; where none are named, there are none.

References
----------
Citation File Format 1.2.0, https://citation-file-format.github.io/; Zenodo, https://developers.zenodo.org/#deposit-metadata.
"""

from __future__ import annotations

import html
import json
import re
from collections.abc import Mapping
from typing import Any

from slm_graph.documents import to_yaml, values

_CREATIVE_COMMONS = re.compile(r"https?://creativecommons\.org/licenses/(by(?:-nc)?(?:-sa|-nd)?)/(\d\.\d)/?")
_PUBLIC_DOMAIN = re.compile(r"https?://creativecommons\.org/publicdomain/zero/1\.0/?")
_SPDX = re.compile(r"https?://spdx\.org/licenses/([\w.+-]+?)(?:\.html)?")


def citing_files(graph: Mapping[str, Any], issued: str) -> dict[str, str]:
    """Return the texts of both files by their names.

    Parameters
    ----------
    graph
        What `survey.yaml` says of the graph: title, version, authors, licence …
    issued
        The day of the release, or "".
    """
    authors = [str(name) for name in values(graph.get("authors") or [])]
    if not authors:
        return {}
    cff, zenodo = _citation(graph, authors, issued), _zenodo(graph, authors, issued)
    return {
        "CITATION.cff": to_yaml({key: value for key, value in cff.items() if value}),
        ".zenodo.json": json.dumps({key: value for key, value in zenodo.items() if value}, indent=1, ensure_ascii=False)
        + "\n",
    }


def citation(graph: Mapping[str, Any], issued: str) -> str:
    """Return a line to cite a graph by.

    Examples
    --------
    >>> citation({"title": "Models", "version": "1.0", "authors": ["Ada Lovelace", "Max"]}, "2026-11-22")
    'Ada Lovelace, Max (2026): Models, version 1.0.'
    """
    authors = ", ".join(map(str, values(graph.get("authors") or [])))
    year = f" ({issued[:4]})" if issued else ""
    return f"{authors}{year}: {graph['title']}, version {graph['version']}." if authors else ""


def spdx(licence: str) -> str:
    """Return the name that SPDX has for a licence, "" for one that is not known here.

    Examples
    --------
    >>> spdx("https://creativecommons.org/licenses/by-sa/4.0/"), spdx("https://spdx.org/licenses/MIT"), spdx("urn:mine")
    ('CC-BY-SA-4.0', 'MIT', '')
    """
    if match := _CREATIVE_COMMONS.fullmatch(licence):
        return f"CC-{match[1]}-{match[2]}".upper()
    if _PUBLIC_DOMAIN.fullmatch(licence):
        return "CC0-1.0"
    match = _SPDX.fullmatch(licence)
    return match[1] if match else ""


def _citation(graph: Mapping[str, Any], authors: list[str], issued: str) -> dict[str, Any]:
    licence = str(graph.get("license", ""))
    return {
        "cff-version": "1.2.0",
        "message": "If you use this graph, please cite it as below.",
        "type": "dataset",
        "title": graph["title"],
        "abstract": graph.get("description"),
        "authors": [{"name": name} for name in authors],
        "version": graph["version"],
        "date-released": issued,
        "license": spdx(licence),
        "license-url": "" if spdx(licence) else licence,
        "keywords": list(values(graph.get("keywords") or [])),
    }


def _zenodo(graph: Mapping[str, Any], authors: list[str], issued: str) -> dict[str, Any]:
    return {
        "title": graph["title"],
        "upload_type": "dataset",
        "description": html.escape(str(graph.get("description") or graph["title"]), quote=False),
        "creators": [{"name": name} for name in authors],
        "version": graph["version"],
        "publication_date": issued,
        "license": spdx(str(graph.get("license", ""))).lower(),
        "notes": html.escape(str(graph.get("rights") or ""), quote=False),
        "keywords": list(values(graph.get("keywords") or [])),
    }
