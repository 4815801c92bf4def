"""What is told where a request fails."""

from __future__ import annotations

from slm_graph.problems import Fault


class WebFault(Fault):
    """A request failed: the message is one line and holds no secret; status is 0 where there was no answer."""

    def __init__(self, message: str, status: int = 0) -> None:
        super().__init__(message)
        self.status = status
