"""Connections that are closed where a client does not say in time what it wants."""

from __future__ import annotations

import asyncio
from typing import Any

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol

HEAD_WITHIN = 20.0
"""Seconds for the head of a request, from its first byte, or from the start of the connection."""


class PatientProtocol(H11Protocol):
    """HTTP as uvicorn speaks it, with an end to waiting: else a few thousand who say nothing keep out all others."""

    _timer: asyncio.TimerHandle | None = None

    def connection_made(self, transport: Any) -> None:
        """Begin to wait."""
        super().connection_made(transport)
        self._wait()

    def data_received(self, data: bytes) -> None:
        """Wait no more when the head is there; wait again for that of the next request."""
        super().data_received(data)
        self._wait()

    def connection_lost(self, exc: Exception | None) -> None:
        """Stop waiting."""
        if self._timer:
            self._timer.cancel()
        super().connection_lost(exc)

    def _wait(self) -> None:
        is_waited_for = self.conn.their_state is h11.IDLE
        if is_waited_for and self._timer is None:
            self._timer = self.loop.call_later(HEAD_WITHIN, self.transport.close)
        elif self._timer and not is_waited_for:
            self._timer.cancel()
            self._timer = None
