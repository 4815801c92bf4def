"""The papers of a graph as BibTeX."""

from __future__ import annotations

import re
from collections import Counter

from slm_graph.exporting.source import ExportSource
from slm_graph.site import bibtex


def bibtex_file(source: ExportSource) -> dict[str, bytes]:
    """Return the papers as one file of BibTeX; where two would have one key, letters tell them apart.

    References
    ----------
    http://www.bibtex.org/Format/
    """
    papers = sorted(node for node, cls in source.network.nodes(data="cls") if cls in source.kinds.papers)
    entries = [bibtex(source.described, paper) for paper in papers]
    keys = Counter(_key(entry) for entry in entries)
    numbers: Counter[str] = Counter()
    told: list[str] = []
    for entry in entries:
        key = _key(entry)
        if keys[key] > 1:
            numbers[key] += 1
            entry = entry.replace(f"{{{key},", f"{{{key}-{numbers[key]},", 1)
        told.append(entry)
    return {f"{source.path.stem}.bib": "\n".join(told).encode()}


def _key(entry: str) -> str:
    match = re.match(r"@\w+\{([^,]*),", entry)
    assert match is not None  # noqa: S101  (it is ours)
    return match[1]
