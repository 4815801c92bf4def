"""Connections that are closed where a client does not say in time what it wants, or takes nothing of what it gets."""

from __future__ import annotations

import asyncio
from typing import Any

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol

HEAD_WITHIN = 20.0
"""Seconds for the head of a request, from its first byte, or from the start of the connection."""
STALLED = 30.0
"""Seconds in which a client that is sent an answer takes nothing of it."""


class PatientProtocol(H11Protocol):
    """HTTP as uvicorn speaks it, with an end to waiting: else a few thousand who say nothing keep out all others."""

    _timer: asyncio.TimerHandle | None = None
    _taking: asyncio.TimerHandle | None = None

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
        for timer in filter(None, (self._timer, self._taking)):
            timer.cancel()
        super().connection_lost(exc)

    def pause_writing(self) -> None:
        """Begin to look whether the client takes what it is sent."""
        super().pause_writing()
        self._look(self.transport.get_write_buffer_size() + 1)

    def resume_writing(self) -> None:
        """It does."""
        super().resume_writing()
        if self._taking:
            self._taking.cancel()

    def send_400_response(self, msg: str) -> None:
        """Refuse what is no HTTP; where that is the body of a request, who answers that stops."""
        if self.cycle is not None:
            self.cycle.disconnected = True
        is_before_body = self.conn.our_state is h11.SEND_RESPONSE and self.scope["method"] != "HEAD"
        if is_before_body or self.conn.our_state is h11.IDLE:
            super().send_400_response(msg)
        else:
            self.transport.close()

    def _wait(self) -> None:
        is_waited_for = self.conn.their_state is h11.IDLE
        if is_waited_for and self._timer is None:
            self._timer = self.loop.call_later(HEAD_WITHIN, self.transport.close)
        elif self._timer and not is_waited_for:
            self._timer.cancel()
            self._timer = None

    def _look(self, before: int) -> None:
        waiting = self.transport.get_write_buffer_size()
        if waiting < before:
            self._taking = self.loop.call_later(STALLED, self._look, waiting)
        else:
            self.transport.abort()  # what waits is for nobody
