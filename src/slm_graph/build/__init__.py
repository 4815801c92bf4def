"""From checked entries to the files of the graph."""

from __future__ import annotations

from slm_graph.build.files import Written
from slm_graph.build.graph import build_graph, triples, write_graph
from slm_graph.build.sssom import mapping_files, sssom
from slm_graph.build.words_sssom import words_sssom

__all__ = ["Written", "build_graph", "mapping_files", "sssom", "triples", "words_sssom", "write_graph"]
