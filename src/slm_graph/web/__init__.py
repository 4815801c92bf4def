"""HTTP, as a careful client speaks it."""

from __future__ import annotations

from slm_graph.web.addresses import shown
from slm_graph.web.client import Client
from slm_graph.web.faults import WebFault
from slm_graph.web.response import Response

__all__ = ["Client", "Response", "WebFault", "shown"]
