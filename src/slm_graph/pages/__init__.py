"""What people open in a browser."""

from __future__ import annotations

from slm_graph.pages.page import PAGE_FILE, write_page
from slm_graph.pages.views import View, select_view, write_graph_page, write_view

__all__ = ["PAGE_FILE", "View", "select_view", "write_graph_page", "write_page", "write_view"]
