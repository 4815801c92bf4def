"""HTTP, as a careful client speaks it."""

from __future__ import annotations

from slm_graph.web import client
from slm_graph.web.client import Answer, Client, WebFault, shown

__all__ = ["Answer", "Client", "WebFault", "client", "shown"]
