from __future__ import annotations

import errno
import io
import os
import stat
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from slm_graph.files import replace_file, write_file
from slm_graph.files.names import is_running

posix = pytest.mark.skipif(os.name == "nt", reason="links, pipes and mode bits")


def dead_process() -> int:
    process = subprocess.Popen([sys.executable, "-c", ""])
    process.wait()
    return process.pid


def test_a_stream_is_written_as_bytes_are(tmp_path: Path) -> None:
    write_file(tmp_path / "a", io.BytesIO(b"x" * 3_000_000))
    assert (tmp_path / "a").read_bytes() == b"x" * 3_000_000


@posix
def test_a_link_stays_one_and_mode_bits_stay(tmp_path: Path) -> None:
    real, link = tmp_path / "real", tmp_path / "link"
    real.write_bytes(b"a")
    real.chmod(0o440)
    link.symlink_to("real")
    write_file(link, b"b")
    assert link.is_symlink()
    assert real.read_bytes() == b"b"
    assert stat.S_IMODE(real.stat().st_mode) == 0o440
    assert sorted(path.name for path in tmp_path.iterdir()) == ["link", "real"]


@posix
def test_a_link_to_nothing_gets_its_file(tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to("real")
    write_file(tmp_path / "link", b"b")
    assert (tmp_path / "link").is_symlink()
    assert (tmp_path / "real").read_bytes() == b"b"


@posix
def test_links_in_a_circle_are_an_error_with_a_name(tmp_path: Path) -> None:
    (tmp_path / "one").symlink_to("two")
    (tmp_path / "two").symlink_to("one")
    with pytest.raises(OSError, match="one") as caught:
        write_file(tmp_path / "one", b"b")
    assert caught.value.errno == errno.ELOOP


@posix
def test_a_pipe_is_written_to_and_stays(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    writer = threading.Thread(target=write_file, args=(pipe, b"through"))
    writer.start()
    assert pipe.read_bytes() == b"through"
    writer.join()
    assert pipe.is_fifo()


def test_a_folder_is_not_replaced(tmp_path: Path) -> None:
    with pytest.raises(IsADirectoryError):
        write_file(tmp_path, b"")


def test_a_folder_that_is_not_there_is_an_error_with_the_files_name(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError) as caught:
        write_file(tmp_path / "none" / "a", b"")
    assert caught.value.filename == str(tmp_path / "none" / "a")


def test_a_name_of_the_longest_length_is_written(tmp_path: Path) -> None:
    write_file(tmp_path / ("n" * 255), b"a")
    assert [path.name for path in tmp_path.iterdir()] == ["n" * 255]


def test_the_parts_of_dead_processes_go_and_those_of_the_living_stay(tmp_path: Path) -> None:
    dead, other = f".a.{dead_process()}.slm-part", f".b.{dead_process()}.slm-part"
    living, foreign = f".a.{os.getppid()}.slm-part", ".a.part"
    for name in (dead, other, living, foreign):
        (tmp_path / name).write_bytes(b"")
    write_file(tmp_path / "a", b"")
    assert {path.name for path in tmp_path.iterdir()} == {"a", other, living, foreign}


@posix
def test_what_does_not_fit_leaves_the_old_file_and_names_it(tmp_path: Path) -> None:
    code = (
        "import resource, signal, sys; from pathlib import Path; from slm_graph.files import replace_file, write_file;"
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN);"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (8192, 8192));"
        "write_file(Path(sys.argv[1]), b'x' * 100_000)"
    )
    (tmp_path / "a").write_bytes(b"old")
    ended = subprocess.run([sys.executable, "-c", code, str(tmp_path / "a")], capture_output=True, text=True)
    assert ended.stderr.splitlines()[-1] == f"OSError: [Errno 27] File too large: '{tmp_path / 'a'}'"
    assert [(path.name, path.read_bytes()) for path in tmp_path.iterdir()] == [("a", b"old")]


@pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc")
def test_a_process_that_has_ended_does_not_run_though_nobody_has_heard_of_it() -> None:
    with subprocess.Popen(["true"]) as process:
        os.waitid(os.P_PID, process.pid, os.WEXITED | os.WNOWAIT)
        assert not is_running(process.pid)


def test_a_file_of_a_set_may_come_in_pieces(tmp_path: Path) -> None:
    path = tmp_path / "new" / "a.txt"
    assert replace_file(path, iter([b"one ", b"two"]))
    before = path.stat(), path.parent.stat().st_mtime_ns
    assert not replace_file(path, iter([b"on", b"e two"]))
    assert (path.stat(), path.parent.stat().st_mtime_ns) == before
    for pieces in ([b"one ", b"two", b" three"], [b"on", b"e"], [], [b"", b"one "], [b"one ", b"t", b"oo"]):
        assert replace_file(path, iter(pieces))
        assert path.read_bytes() == b"".join(pieces)
    assert replace_file(path.with_name("empty"), iter([]))
    path.with_name("empty").unlink()

    def broken() -> Iterator[bytes]:
        yield b"three"
        raise OSError(28, "No space left on device")

    with pytest.raises(OSError, match=r"a\.txt"):
        replace_file(path, broken())
    assert {other.name: other.read_bytes() for other in path.parent.iterdir()} == {"a.txt": b"one too"}
