from __future__ import annotations

import errno
import os
import subprocess
import sys
from pathlib import Path

import pytest

from slm_graph.files import open_regular, read_bytes_capped

posix = pytest.mark.skipif(os.name == "nt", reason="pipes and devices")


def test_as_many_bytes_as_the_limit_are_read_and_one_more_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a"
    path.write_bytes(b"x" * 1000)
    assert read_bytes_capped(path, 1000) == b"x" * 1000
    with pytest.raises(OSError, match="over 999 bytes") as caught:
        read_bytes_capped(path, 999)
    assert (caught.value.errno, caught.value.filename) == (errno.EFBIG, str(path))


def test_a_file_is_capped_line_by_line_too(tmp_path: Path) -> None:
    path = tmp_path / "a"
    path.write_bytes(b"line\n" * 100_000)
    with open_regular(path) as stream:
        assert sum(1 for line in stream) == 100_000
    with open_regular(path, 400_000) as stream, pytest.raises(OSError, match="over 400,000 bytes"):
        sum(1 for line in stream)


def test_a_file_that_grows_while_it_is_read_is_capped(tmp_path: Path) -> None:
    path = tmp_path / "a"
    path.write_bytes(b"x" * 10)
    with open_regular(path, 20) as stream:
        path.write_bytes(b"x" * 30)
        with pytest.raises(OSError, match="over 20 bytes"):
            stream.read()


@posix
def test_pipes_devices_and_folders_are_refused_at_once(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "zero").symlink_to("/dev/zero")
    for path, message in (
        (tmp_path / "pipe", "is a pipe; give a regular file"),
        (tmp_path / "zero", "is a device; give a regular file"),
        (tmp_path, "Is a directory"),
    ):
        with pytest.raises(OSError, match=message):
            read_bytes_capped(path, 10)


@posix
def test_a_pipe_that_takes_the_place_of_a_file_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a"
    path.write_bytes(b"")
    opened = os.open

    def change(name: Path, flags: int) -> int:
        path.unlink()
        os.mkfifo(path)
        return opened(name, flags)

    monkeypatch.setattr(os, "open", change)
    with pytest.raises(OSError, match="is a pipe"):
        read_bytes_capped(path, 10)


def test_standard_input_is_read_under_the_same_limit() -> None:
    code = "from pathlib import Path; from slm_graph.files import *; print(len(read_bytes_capped(Path('-'), 1000)))"
    run = [sys.executable, "-c", code]
    assert subprocess.run(run, input=b"x" * 1000, capture_output=True).stdout.split() == [b"1000"]
    failed = subprocess.run(run, input=b"x" * 1001, capture_output=True).stderr
    assert b"over 1,000 bytes, which is as much as is read: 'standard input'" in failed
