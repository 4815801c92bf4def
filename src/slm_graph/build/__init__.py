"""From checked entries to the files of the graph."""

from __future__ import annotations

from slm_graph.build.compiled_code import compiled_code
from slm_graph.build.files import Written
from slm_graph.build.graph import build_graph, triples, write_graph
from slm_graph.build.merging import merge
from slm_graph.build.part_files import PartFiles, plan_of_parts, read_parts, write_part
from slm_graph.build.partition import BuildPlan as Plan
from slm_graph.build.partition import Part, map_partition
from slm_graph.build.spark import build_on_spark
from slm_graph.build.sssom import mapping_files, sssom
from slm_graph.build.words_sssom import words_sssom

__all__ = [
    "Part",
    "PartFiles",
    "Plan",
    "Written",
    "build_graph",
    "build_on_spark",
    "compiled_code",
    "map_partition",
    "mapping_files",
    "merge",
    "plan_of_parts",
    "read_parts",
    "sssom",
    "triples",
    "words_sssom",
    "write_graph",
    "write_part",
]
