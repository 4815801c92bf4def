"""What is told where a graph cannot be loaded."""

from __future__ import annotations


class StoreFault(Exception):
    """A store cannot take a graph; the message is one line, with a next step."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message
