"""What people open in a browser."""

from __future__ import annotations

from slm_graph.pages.page import PAGE_FILE, write_page

__all__ = ["PAGE_FILE", "write_page"]
