"""A graph of RDF as things and the links between them.

`model` says what nodes and evidence hold, `kinds` what is a node and what a short edge (read from the ontology by
`ontologies`, or off the graph by `observed`), `reader` makes the network, `evidence` folds usages into links,
`plain` makes that of a graph without usages, by `naming` and by what `expressions` say for OWL;
`described` asks a graph of one thing at a time, and `usages` what its rows state of it; `placed_description` does so of
a large file whose statements stay where they are (`placed`);
`web_links` has a row a property that leads out of the graph. `parts`, `measures`, `disagreements`, `statistics` and
`exports` take a network; `outline` is what `statistics` needs of one, of a large file from its statements as numbers
(`numbered`), of which `large` makes a network without the words of usages (`told`).
"""

from __future__ import annotations

from slm_graph.network.described import Described, Stated, described_graph, is_of_languages
from slm_graph.network.disagreements import Disagreement, disagreements
from slm_graph.network.exports import csv_of, graphml, write_csv, write_graphml
from slm_graph.network.in_words import statistics_data, statistics_lines
from slm_graph.network.kinds import Kinds, kinds_of, kinds_of_graph, ontology_folder
from slm_graph.network.large import large_network
from slm_graph.network.measures import (
    Neighbours,
    Similarity,
    centrality,
    communities,
    components_of,
    nearest_systems,
    similar_systems,
    systems_of,
)
from slm_graph.network.model import Evidence, Network, Node
from slm_graph.network.naming import local_name
from slm_graph.network.node_tables import NetworkTable, network_tables, systems_table
from slm_graph.network.outline import Outline, read_outline
from slm_graph.network.parts import around, find_node, of_classes, of_results
from slm_graph.network.placed import placed_graph
from slm_graph.network.placed_description import PlacedDescribed, described_in_place
from slm_graph.network.reader import to_network
from slm_graph.network.showing import ShownThing, SideBySide, compare, describe
from slm_graph.network.statements import Statements, key_of, term_of
from slm_graph.network.statistics import Coverage, Statistics, statistics
from slm_graph.network.terms import (
    ALTERNATIVE_TO,
    BY_METHOD,
    CONCEPT,
    DERIVED_FROM,
    FOR_TASK,
    LABELS,
    RDF_TYPE,
    USAGE_BY,
    USAGE_OF,
)
from slm_graph.network.texts import Texts
from slm_graph.network.told import LargeNetwork
from slm_graph.network.usages import SourceWords, Usage, components_by_entry
from slm_graph.network.vocabularies import DESCRIPTIONS, LANGUAGES
from slm_graph.network.web_links import MATCHES, links_out, web_links

__all__ = [
    "ALTERNATIVE_TO",
    "BY_METHOD",
    "CONCEPT",
    "DERIVED_FROM",
    "DESCRIPTIONS",
    "FOR_TASK",
    "LABELS",
    "LANGUAGES",
    "MATCHES",
    "RDF_TYPE",
    "USAGE_BY",
    "USAGE_OF",
    "Coverage",
    "Described",
    "Disagreement",
    "Evidence",
    "Kinds",
    "LargeNetwork",
    "Neighbours",
    "Network",
    "NetworkTable",
    "Node",
    "Outline",
    "PlacedDescribed",
    "ShownThing",
    "SideBySide",
    "Similarity",
    "SourceWords",
    "Stated",
    "Statements",
    "Statistics",
    "Texts",
    "Usage",
    "around",
    "centrality",
    "communities",
    "compare",
    "components_by_entry",
    "components_of",
    "csv_of",
    "describe",
    "described_graph",
    "described_in_place",
    "disagreements",
    "find_node",
    "graphml",
    "is_of_languages",
    "key_of",
    "kinds_of",
    "kinds_of_graph",
    "large_network",
    "links_out",
    "local_name",
    "nearest_systems",
    "network_tables",
    "of_classes",
    "of_results",
    "ontology_folder",
    "placed_graph",
    "read_outline",
    "similar_systems",
    "statistics",
    "statistics_data",
    "statistics_lines",
    "systems_of",
    "systems_table",
    "term_of",
    "to_network",
    "web_links",
    "write_csv",
    "write_graphml",
]
