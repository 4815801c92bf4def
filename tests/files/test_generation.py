from __future__ import annotations

import errno
import json
import os
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

import pytest

from slm_graph.files import FolderInUse, Generation, SetIncomplete, locking, settle
from slm_graph.files.journal import JOURNAL, Journal, checksum_of
from slm_graph.files.locking import LOCK

posix = pytest.mark.skipif(os.name == "nt", reason="mode bits")


def names(folder: Path) -> list[str]:
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*"))


def contents(folder: Path) -> list[bytes]:
    return [path.read_bytes() for path in sorted(folder.iterdir()) if path.is_file() and path.name[0] != "."]


def write(folder: Path, **files: bytes) -> None:
    with Generation(folder, wait=0) as generation:
        for name, content in files.items():
            generation.write(name, content)
        generation.commit()


def stopped(folder: Path, steps: int, **files: bytes) -> None:
    """Write a set, stopped after so many replacements."""
    take = Journal.take

    def take_some(self: Journal, folder: Path, all_steps: list[object]) -> None:
        for step in self.steps[:steps]:
            (folder / f".{step.name}.{self.pid}.slm-part").replace(folder / step.name)
        raise KeyboardInterrupt

    Journal.take = take_some  # type: ignore[method-assign, assignment]
    try:
        with pytest.raises(KeyboardInterrupt):
            write(folder, **files)
    finally:
        Journal.take = take  # type: ignore[method-assign]


def test_without_a_commit_nothing_changes_and_nothing_is_left(tmp_path: Path) -> None:
    with Generation(tmp_path / "new") as generation:
        generation.write("sub/a", b"a")
        generation.scratch("b")
    assert names(tmp_path) == []


def test_an_error_before_the_commit_leaves_the_old_set(tmp_path: Path) -> None:
    write(tmp_path, a=b"1", b=b"1")
    with pytest.raises(IsADirectoryError):
        write(tmp_path, a=b"2", b=b"2", **{".": b""})
    assert contents(tmp_path) == [b"1", b"1"]
    assert names(tmp_path) == ["a", "b"]


@posix
def test_of_a_link_that_is_removed_the_link_goes(tmp_path: Path) -> None:
    (tmp_path / "real").write_bytes(b"1")
    (tmp_path / "link").symlink_to("real")
    with Generation(tmp_path) as generation:
        generation.remove("link")
        generation.remove("never there")
        generation.commit()
    assert names(tmp_path) == ["real"]


def test_a_stopped_set_is_completed(tmp_path: Path) -> None:
    write(tmp_path, a=b"1", b=b"1", c=b"1")
    for steps in range(4):
        stopped(tmp_path, steps, a=b"%d" % steps, b=b"22", c=b"22")
        settle(tmp_path)
        assert contents(tmp_path) == [b"%d" % steps, b"22", b"22"]
        assert names(tmp_path) == ["a", "b", "c"]


def test_a_set_whose_part_is_damaged_is_dropped(tmp_path: Path) -> None:
    write(tmp_path, a=b"1", b=b"1")
    stopped(tmp_path, 0, a=b"2", b=b"2")
    next(tmp_path.glob(".b.*")).write_bytes(b"?")
    settle(tmp_path)
    assert contents(tmp_path) == [b"1", b"1"]
    assert names(tmp_path) == ["a", "b"]


def test_what_a_person_changed_in_between_is_not_overwritten(tmp_path: Path) -> None:
    write(tmp_path, a=b"1", b=b"1")
    stopped(tmp_path, 0, a=b"2", b=b"2")
    (tmp_path / "b").write_bytes(b"mine")
    settle(tmp_path)
    assert contents(tmp_path) == [b"1", b"mine"]


def test_a_set_that_cannot_be_completed_is_told_until_all_of_it_is_written_anew(tmp_path: Path) -> None:
    write(tmp_path, a=b"1", b=b"1")
    stopped(tmp_path, 1, a=b"2", b=b"2")
    (tmp_path / "b").write_bytes(b"mine")
    for _ in range(2):
        with pytest.raises(SetIncomplete, match=r"two generations.*b was changed since"):
            settle(tmp_path)
    with pytest.raises(SetIncomplete):
        write(tmp_path, a=b"3")
    assert contents(tmp_path) == [b"2", b"mine"]
    write(tmp_path, a=b"3", b=b"3", c=b"3")
    settle(tmp_path)
    assert contents(tmp_path) == [b"3", b"3", b"3"]
    assert names(tmp_path) == ["a", "b", "c"]


@posix
@pytest.mark.parametrize("steps", [0, 1, 2])
def test_a_folder_that_may_not_be_written_shows_one_generation_or_says_so(steps: int) -> None:
    code = "import os; from pathlib import Path; from slm_graph.files import settle;"
    code += "os.getuid() or os.setuid(65534); settle(Path('.'))"  # root may write anywhere
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write(folder, a=b"1", b=b"1")
        stopped(folder, steps, a=b"2", b=b"2")
        folder.chmod(0o555)
        ended = subprocess.run([sys.executable, "-c", code], cwd=folder, capture_output=True, text=True)
        folder.chmod(0o755)
    is_told = ended.stderr.splitlines()[-1:] == [
        f"slm_graph.files.journal.SetIncomplete: [Errno {errno.ESTALE}] the files are of two generations, "
        "since a command was stopped; run a command as somebody who may write here: '.'"
    ]
    assert (ended.returncode, is_told) == ((1, True) if steps == 1 else (0, False)), ended.stderr


def test_a_journal_from_elsewhere_does_not_reach_out_of_its_folder(tmp_path: Path) -> None:
    outside, folder = tmp_path / "outside", tmp_path / "folder"
    outside.mkdir()
    folder.mkdir()
    (outside / "a").write_bytes(b"")
    status = (outside / "a").stat()
    mark = (status.st_ino, status.st_size, status.st_mtime_ns)
    victims = ["../outside/a", str(outside / "a")]
    if os.name != "nt":
        (folder / "link").symlink_to(outside)
        victims.append("link/a")
    for name in victims:
        (folder / JOURNAL).write_text(json.dumps({"version": 1, "pid": 1, "steps": [[name, None, mark]]}))
        settle(folder)
        assert (outside / "a").exists()
        assert not (folder / JOURNAL).exists()


@pytest.mark.parametrize("text", ["", "[]", "{", '{"version": 1, "steps": [1], "pid": 2}', '{"steps": []}', "\xff"])
def test_what_is_no_journal_is_dropped(tmp_path: Path, text: str) -> None:
    (tmp_path / JOURNAL).write_text(text, encoding="latin-1")
    settle(tmp_path)
    assert names(tmp_path) == []


@pytest.mark.parametrize("name", ["../a", "/a", ""])
def test_a_name_must_lead_down(tmp_path: Path, name: str) -> None:
    with Generation(tmp_path) as generation, pytest.raises(ValueError, match="does not lead down"):
        generation.part(name)


@pytest.mark.parametrize("has_flock", [locking._HAS_FLOCK, False])
def test_one_writes_and_the_other_says_who(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, has_flock: bool) -> None:
    monkeypatch.setattr(locking, "_HAS_FLOCK", has_flock)
    with Generation(tmp_path):
        with pytest.raises(FolderInUse, match=f"process {os.getpid()} writes here; try again"):
            write(tmp_path, a=b"1")
        settle(tmp_path)  # the old set is there
    write(tmp_path, a=b"2")
    assert names(tmp_path) == ["a"]


@pytest.mark.parametrize("has_flock", [locking._HAS_FLOCK, False])
def test_one_waits_for_the_other(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, has_flock: bool) -> None:
    monkeypatch.setattr(locking, "_HAS_FLOCK", has_flock)

    def write_many(mark: bytes) -> None:
        for _ in range(10):
            with Generation(tmp_path) as generation:
                generation.write("a", mark)
                time.sleep(0.001)
                generation.write("b", mark)
                generation.commit()
                assert contents(tmp_path) == [mark, mark]

    # Threads of one process have parts of one name, which the lock keeps apart.
    writers = [threading.Thread(target=write_many, args=(mark,)) for mark in (b"1", b"2", b"3")]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    assert contents(tmp_path) in ([mark, mark] for mark in (b"1", b"2", b"3"))
    assert names(tmp_path) == ["a", "b"]


@pytest.mark.parametrize("has_flock", [locking._HAS_FLOCK, False])
def test_the_lock_of_a_dead_process_is_taken_over(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, has_flock: bool
) -> None:
    monkeypatch.setattr(locking, "_HAS_FLOCK", has_flock)
    process = subprocess.Popen([sys.executable, "-c", ""])
    process.wait()
    (tmp_path / LOCK).write_text(f"{process.pid}\nmade sub\nused sub/a\nused ../a\n")
    (tmp_path / "sub").mkdir()
    (tmp_path / f"sub/.a.{process.pid}.slm-part").write_bytes(b"")
    settle(tmp_path)
    assert names(tmp_path) == []


@posix
def test_a_link_in_a_set_stays_one(tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere/a").write_bytes(b"1")
    folder = tmp_path / "folder"
    folder.mkdir()
    (folder / "a").symlink_to("../elsewhere/a")
    stopped_at_once = pytest.raises(KeyboardInterrupt)
    with pytest.MonkeyPatch.context() as patch, stopped_at_once:
        patch.setattr(Journal, "take", lambda *_: (_ for _ in ()).throw(KeyboardInterrupt))
        write(folder, a=b"2", b=b"2")
    settle(folder)
    assert (folder / "a").is_symlink()
    assert names(tmp_path) == ["elsewhere", "elsewhere/a", "folder", "folder/a", "folder/b"]
    assert contents(folder) == [b"2", b"2"]


def test_parts_that_the_journal_of_another_folder_waits_for_stay(tmp_path: Path) -> None:
    inner = tmp_path / "output"
    write(inner, a=b"1", b=b"1")
    process = subprocess.Popen([sys.executable, "-c", ""])
    process.wait()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(os, "getpid", lambda: process.pid)  # a process that is dead when the next one comes
        stopped(inner, 1, a=b"2", b=b"2")
    with Generation(tmp_path) as generation:
        generation.write("output/c", b"3")
        generation.commit()
    settle(inner)
    assert contents(inner) == [b"2", b"2", b"3"]
    assert names(tmp_path) == ["output", "output/a", "output/b", "output/c"]


def test_a_set_of_no_files_writes_nothing(tmp_path: Path) -> None:
    with Generation(tmp_path / "new") as generation:
        generation.remove("never there")
        assert generation.commit() == []
    assert names(tmp_path) == []


def test_who_writes_a_set_may_read_what_is_there(tmp_path: Path) -> None:
    write(tmp_path, a=b"1", b=b"1")
    stopped(tmp_path, 1, a=b"2", b=b"2")
    (tmp_path / "b").write_bytes(b"mine")  # so that the set can be neither completed nor dropped
    with Generation(tmp_path) as generation:
        generation.write("a", b"3")
        began = time.monotonic()
        settle(tmp_path)
        assert time.monotonic() - began < 5
    assert contents(tmp_path) == [b"2", b"mine"]


@pytest.mark.parametrize("given", [b"whole", b"who", b""], ids=["all", "some", "nothing"])
def test_a_checksum_that_was_given_all_content_is_that_of_the_file(
    given: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    taken: list[Journal] = []
    monkeypatch.setattr(Journal, "take", lambda self, *_: taken.append(self))
    with Generation(tmp_path) as generation:
        part = generation.part("a")
        part.write_bytes(b"whole")
        generation.checksum("a").add(given)
        generation.commit()
        assert [step.checksum for step in taken[0].steps] == [checksum_of(part)]
