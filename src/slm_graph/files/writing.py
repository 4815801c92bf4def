"""One file written: whole or not at all."""

from __future__ import annotations

import errno
import io
import os
import shutil
import stat
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from itertools import chain
from pathlib import Path
from typing import IO

from slm_graph.files.names import part_name, part_of, remove_strays

_CHUNK = 1 << 20
_OPEN_FILES = ("/dev/stdout", "/dev/stderr", "/dev/fd/", "/proc/")
# Some network file systems cannot flush a folder; they have no other way to offer.
_CANNOT_SYNC = (errno.EINVAL, errno.ENOTSUP, errno.ENOSYS)


def write_file(path: Path, content: bytes | IO[bytes]) -> None:
    """Write a file, so that its name shows the old content or the new one whatever happens in between.

    The content goes to a hidden file beside the target, to the disk, and then takes the target's place. A symbolic link
    stays one, the mode bits of the old file stay. What stands in /dev, and pipes, are written to as they are.

    Parameters
    ----------
    path
        The file; its folder must be there.
    content
        Bytes, or a binary stream that is read to its end.

    Raises
    ------
    OSError
        It could not be written, with the name of the file; the old one is as it was.

    Examples
    --------
    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     write_file(Path(folder) / "a.txt", b"new")
    ...     [(path.name, path.read_bytes()) for path in Path(folder).iterdir()]
    [('a.txt', b'new')]
    """
    with named(path):
        if _is_special(path):
            with path.open("wb") as stream:
                fill(stream, content)
            return
        with open_new(path) as stream:
            fill(stream, content)


@contextmanager
def open_new(path: Path) -> Iterator[IO[bytes]]:
    """Open the hidden file that takes a file's place at the end, as `write_file` has it; not where all goes wrong.

    Examples
    --------
    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     with open_new(Path(folder) / "a.txt") as stream:
    ...         _ = stream.write(b"new")
    ...     [path.name for path in Path(folder).iterdir()]
    ['a.txt']
    """
    target = target_of(path)
    # Its own alone: the parts of other files may belong to a set that waits to be completed.
    remove_strays(target.parent, target)
    part = part_of(target, os.getpid())
    try:
        with create(part) as stream:
            yield stream
        make_ready(part, target)
        part.replace(target)
        sync_folder(target.parent)
    except BaseException:
        remove_part(part)
        raise


def replace_file(path: Path | str, content: bytes | Iterator[bytes]) -> bool:
    """Write a file of a set that can be made again, and tell whether it was another one before.

    The content is bytes, or comes in pieces, which are not held together. The name shows the old content or the new
    one, whoever is killed; unlike `write_file` it does not wait for the disk, and what is the same already is left
    untouched. Folders that lack are made; who writes the set removes what a killed process left of it
    (`remove_strays`), once a folder and not once a file.

    Examples
    --------
    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     [replace_file(Path(folder) / "a" / "b.txt", b"new") for _ in range(2)]
    [True, False]
    """
    # Texts and no paths, and nothing asked of the system that it does not need: a large site has 243,000 files.
    name = os.fspath(path)
    folder, base = os.path.split(name)
    part = os.path.join(folder, part_name(base, os.getpid()))  # noqa: PTH118
    try:
        if not isinstance(content, bytes):
            if not _write_pieces(part, name, content):
                return False
        elif _holds(name, content):
            return False
        else:
            try:
                _write_bytes(part, content)
            except FileNotFoundError:
                os.makedirs(folder, exist_ok=True)  # noqa: PTH103
                _write_bytes(part, content)
        os.replace(part, name)  # noqa: PTH105
    except OSError as error:
        remove_part(Path(part))
        raise OSError(error.errno, error.strerror, name) from error
    except BaseException:
        remove_part(Path(part))
        raise
    return True


def _holds(name: str, content: bytes) -> bool:
    """Tell whether a file is there and has this content."""
    # Without a buffer: of a large site, opening and writing small files is most of what the system does.
    try:
        with open(name, "rb", buffering=0) as stream:  # noqa: PTH123 (a fifth of Path.open's time)
            return os.fstat(stream.fileno()).st_size == len(content) and stream.read() == content
    except FileNotFoundError:
        return False


def _write_pieces(part: str, name: str, pieces: Iterator[bytes]) -> bool:
    """Write pieces into the part of a file, unless the file holds them already; tell whether it was written."""
    with ExitStack() as stack:
        old: IO[bytes] = io.BytesIO()
        with suppress(FileNotFoundError):
            old = stack.enter_context(open(name, "rb"))  # noqa: PTH123
        size = 0
        for piece in pieces:
            if old.read(len(piece)) != piece:
                pieces = chain([piece], pieces)
                break
            size += len(piece)
        else:
            if not old.read(1) and not isinstance(old, io.BytesIO):
                return False
        os.makedirs(os.path.dirname(part), exist_ok=True)  # noqa: PTH103, PTH120
        with open(part, "wb") as stream:  # noqa: PTH123
            # What the old file begins with is read once more, since pieces come once.
            old.seek(0)
            while size and (piece := old.read(min(size, _CHUNK))):
                size -= stream.write(piece)
            stream.writelines(pieces)
    return True


def _write_bytes(part: str, content: bytes) -> None:
    with open(part, "wb") as stream:  # noqa: PTH123
        stream.write(content)


@contextmanager
def named(path: Path) -> Iterator[None]:
    """Let an OSError of the system name a file that a person knows, not its part or none."""
    try:
        yield
    except OSError as error:
        if type(error).__module__ != "builtins":
            raise  # ours, with a message of its own
        raise OSError(error.errno, error.strerror, str(path)) from error


def target_of(path: Path) -> Path:
    """Return the file that a path stands for once its links are followed."""
    return Path(os.path.realpath(path))


def create(part: Path) -> IO[bytes]:
    """Open a part that is there for nobody else; what a dead process of the same number left is removed."""
    part.unlink(missing_ok=True)
    return part.open("xb")


def make_ready(part: Path, target: Path) -> None:
    """Give a part the mode bits of the file that it will replace, and bring it to the disk."""
    with part.open("r+b") as stream:  # Windows flushes only what may be written
        with suppress(FileNotFoundError):
            part.chmod(stat.S_IMODE(target.stat().st_mode))
        os.fsync(stream.fileno())


def sync_folder(folder: Path) -> None:
    """Bring the names in a folder to the disk, where the system can."""
    if sys.platform == "win32":
        return
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    except OSError as error:
        if error.errno not in _CANNOT_SYNC:
            raise
    finally:
        os.close(descriptor)


def remove_part(part: Path) -> None:
    """Remove what could not be completed; an earlier failure is what is told."""
    with suppress(OSError):
        part.unlink(missing_ok=True)


def _is_special(path: Path) -> bool:
    """Tell whether a path stands for a pipe, a device or an open file: nothing that another file can replace."""
    if path.absolute().as_posix().startswith(_OPEN_FILES):
        return True
    try:
        mode = path.stat().st_mode
    except OSError:
        return False
    if stat.S_ISDIR(mode):
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), str(path))
    return not stat.S_ISREG(mode)


def fill(stream: IO[bytes], content: bytes | IO[bytes]) -> None:
    """Write bytes, or all that another stream holds, to a stream."""
    if isinstance(content, bytes):
        stream.write(content)
    else:
        shutil.copyfileobj(content, stream, _CHUNK)
