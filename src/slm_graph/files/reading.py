"""Reading under a limit, and from regular files alone."""

from __future__ import annotations

import errno
import io
import os
import stat
import sys
from pathlib import Path
from typing import IO

_KINDS = (
    (stat.S_ISFIFO, "a pipe"),
    (stat.S_ISCHR, "a device"),
    (stat.S_ISBLK, "a device"),
    (stat.S_ISSOCK, "a socket"),
)
STDIN = Path("-")


def open_regular(path: Path, limit: int | None = None) -> IO[bytes]:
    """Open a regular file for reading bytes, of which there may be so many; `-` is standard input.

    Parameters
    ----------
    path
        The file; links are followed. A pipe, a device or a folder is refused at once, whatever it would give.
    limit
        How many bytes may be read; None for any number.

    Returns
    -------
    IO[bytes]
        A buffered stream. Reading beyond the limit raises OSError, also where the file grows while it is read.

    Raises
    ------
    OSError
        It is not there, cannot be read or is no regular file; the message is one line and names the file.

    Examples
    --------
    >>> open_regular(Path("/"))
    Traceback (most recent call last):
    IsADirectoryError: [Errno 21] Is a directory: '/'
    """
    if path == STDIN:
        descriptor = os.dup(sys.stdin.fileno())
    else:
        _refuse_special(path, path.stat().st_mode)
        # Another file may have taken its place since: a pipe must not keep us waiting.
        flags = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0) | getattr(os, "O_CLOEXEC", 0)
        descriptor = os.open(path, flags)
        try:
            _refuse_special(path, os.fstat(descriptor).st_mode)
        except OSError:
            os.close(descriptor)
            raise
    return io.BufferedReader(_Capped(descriptor, path, limit))


def read_bytes_capped(path: Path, limit: int) -> bytes:
    """Return the bytes of a regular file, or of standard input for `-`, where they are no more than a limit.

    Raises
    ------
    OSError
        As of `open_regular`; with errno EFBIG where there are more bytes.

    Examples
    --------
    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     path = Path(folder) / "a.txt"
    ...     _ = path.write_bytes(b"four")
    ...     read_bytes_capped(path, 4)
    b'four'
    """
    with open_regular(path, limit) as stream:
        return stream.read()


class _Capped(io.FileIO):
    """A file that gives so many bytes at most, and says so instead of ending early."""

    def __init__(self, descriptor: int, path: Path, limit: int | None) -> None:
        super().__init__(descriptor, "rb")
        self._shown = "standard input" if path == STDIN else str(path)
        self._limit = limit
        self._count = 0

    def readinto(self, buffer: bytearray | memoryview) -> int | None:  # type: ignore[override]
        number = super().readinto(buffer)
        self._add(number or 0)
        return number

    def readall(self) -> bytes:
        chunks = []
        while chunk := super().read(1 << 20):
            self._add(len(chunk))
            chunks.append(chunk)
        return b"".join(chunks)

    def _add(self, number: int) -> None:
        self._count += number
        if self._limit is not None and self._count > self._limit:
            raise OSError(errno.EFBIG, f"over {self._limit:,} bytes, which is as much as is read", self._shown)


def _refuse_special(path: Path, mode: int) -> None:
    if stat.S_ISDIR(mode):
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), str(path))
    for is_kind, kind in _KINDS:
        if is_kind(mode):
            raise OSError(errno.EINVAL, f"is {kind}; give a regular file", str(path))
