"""A graph in the formats that others take: a row of `registry` an exporter, and entry points for others.

`source` is what an exporter is given; `tabular`, `croissant`, `mappings` and `references` make the files.
"""

from __future__ import annotations

from slm_graph.exporting.registry import Exporter, exporters, write_export
from slm_graph.exporting.source import ExportSource

__all__ = ["ExportSource", "Exporter", "exporters", "write_export"]
