"""Progress bars for what takes long; nothing for what takes a moment, or where nobody watches."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from slm_graph.commands.streams import say

_LARGE = 20_000_000
"""Bytes that take long."""


class FileProgress:
    """A progress bar for a large file of entries."""

    def __init__(self, entries: Path | None) -> None:
        size = entries.stat().st_size if entries is not None and entries.is_file() else 0
        self._bar = None
        if size > _LARGE and sys.stderr.isatty():
            self._bar = click.progressbar(length=size, label="Mapping", file=sys.stderr)

    def __enter__(self) -> FileProgress:
        if self._bar is not None:
            self._bar.__enter__()
        return self

    def __exit__(self, *error: object) -> None:
        if self._bar is not None:
            self._bar.render_finish()

    def advance(self, size: int) -> None:
        """Take note that so many more bytes are done."""
        if self._bar is not None:
            self._bar.update(size)


class StageProgress:
    """A progress bar for each stage of a load."""

    def __init__(self) -> None:
        self._bar: Any = None
        self._stage, self._done = "", 0

    def __enter__(self) -> Callable[[str, int, int], None] | None:
        return self._advance if sys.stderr.isatty() else None

    def __exit__(self, *error: object) -> None:
        if self._bar is not None:
            self._bar.render_finish()
            self._bar = None

    def _advance(self, stage: str, done: int, size: int) -> None:
        if stage != self._stage or done < self._done:
            self.__exit__()
            self._stage, self._done = stage, 0
            if size > _LARGE:
                self._bar = click.progressbar(length=size, label=stage, file=sys.stderr)
                self._bar.__enter__()
            elif not size:
                say(f"{stage} ...", err=True)
        if self._bar is not None:
            self._bar.update(done - self._done)
        self._done = done
