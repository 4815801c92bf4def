"""What people open in a browser.

`page` fills the template, `data` makes its JSON, `picture` the nodes and links that script/graph/ draws, `layout` says
where nodes stand, `looks` how classes look, `predicates` how links read, `policy` what may run, `still` the picture
that stands for it elsewhere, `asking` what it answers SPARQL with, `packing` how what it carries is compressed,
`bundle` what hatch_build.py makes of script/, `templating` fills the pages that a site is made of.
"""

from __future__ import annotations

from slm_graph.pages.asking import Asking, asking_of, questions_for
from slm_graph.pages.data import graph_title, short_title
from slm_graph.pages.looks import label_of
from slm_graph.pages.page import PAGE_FILE, network_page, page_files, write_page
from slm_graph.pages.policy import plain_json, script_json
from slm_graph.pages.predicates import UPWARD, inverse_words
from slm_graph.pages.templating import TEMPLATES, Frame, encoded, environment, style_sheet
from slm_graph.pages.views import View, graph_page, large_view, largest_view, select_view, write_view

__all__ = [
    "PAGE_FILE",
    "TEMPLATES",
    "UPWARD",
    "Asking",
    "Frame",
    "View",
    "asking_of",
    "encoded",
    "environment",
    "graph_page",
    "graph_title",
    "inverse_words",
    "label_of",
    "large_view",
    "largest_view",
    "network_page",
    "page_files",
    "plain_json",
    "questions_for",
    "script_json",
    "select_view",
    "short_title",
    "style_sheet",
    "write_page",
    "write_view",
]
