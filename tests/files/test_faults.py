"""Every file operation of the library killed and failed; and the harness seen to tell who does it badly."""

from __future__ import annotations

import errno
import os
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

import pytest

import faults
from slm_graph.files import Generation, settle, write_file
from slm_graph.files.journal import Journal
from slm_graph.files.names import part_of

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="a process of its own for each trial is forked")

OLD = {"a.ttl": b"old a", "sub/b.csv": b"old b", "c.nt": b"old c", "note.txt": b"mine"}
NEW = {"a.ttl": b"new a" * 3000, "sub/b.csv": b"new b", "sub/deep/d.nt": b"new d", "note.txt": b"mine"}


def fill(folder: Path) -> None:
    for name, content in OLD.items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_bytes(content)


SOME_ERRORS = faults.ERRORS if os.environ.get("SLM_GRAPH_ALL_FAULTS") else ()
"""What fails beside a kill, where there are many operations; `make faults` tries all."""


def write_one(folder: Path) -> None:
    write_file(folder / "a.ttl", NEW["a.ttl"])


def write_set(folder: Path) -> None:
    with Generation(folder) as generation:
        generation.scratch("body").write_bytes(b"body")
        generation.write("a.ttl", NEW["a.ttl"])
        with generation.part("sub/b.csv").open("wb") as stream:
            stream.write(NEW["sub/b.csv"])
        generation.write("sub/deep/d.nt", NEW["sub/deep/d.nt"])
        generation.remove("c.nt")
        generation.commit()


def wrong_in(
    tmp_path: Path,
    action: faults.Action,
    next_command: faults.Action,
    new: dict[str, bytes],
    errors: Sequence[int] = faults.ERRORS,
) -> tuple[list[str], set[str]]:
    """Return what is wrong in all trials of an action, and which sets were visible at their ends."""
    wrong, visible = [], set()
    for trial in faults.trials(tmp_path, fill, faults.told(action), next_command, errors=errors):
        wrong += faults.faults_of(trial, OLD, new)
        visible.add("old" if trial.later == OLD else "new")
    return wrong, visible


def test_a_file_is_the_old_one_or_the_new_one(tmp_path: Path) -> None:
    new = OLD | {"a.ttl": NEW["a.ttl"]}

    def next_command(folder: Path) -> None:
        # The next writer of the file clears away; so let it write what is there.
        write_file(folder / "a.ttl", (folder / "a.ttl").read_bytes())

    assert wrong_in(tmp_path, write_one, next_command, new) == ([], {"old", "new"})


def test_a_set_is_the_old_one_or_the_new_one(tmp_path: Path) -> None:
    assert wrong_in(tmp_path, write_set, settle, NEW, errors=SOME_ERRORS) == ([], {"old", "new"})


def test_settling_may_be_killed_and_fail_as_well(tmp_path: Path) -> None:
    (tmp_path / "counted-set").mkdir()
    fill(tmp_path / "counted-set")
    operations = faults.run(write_set, tmp_path / "counted-set").operations
    second = next(number for number, operation in enumerate(operations) if operation.endswith("slm-part b.csv"))

    def fill_and_kill(folder: Path) -> None:
        fill(folder)
        assert faults.run(write_set, folder, faults.Fault(second)).status < 0

    wrong = []
    for trial in faults.trials(tmp_path, fill_and_kill, faults.told(settle), settle, errors=SOME_ERRORS):
        visible = {name: content for name, content in trial.at_once.items() if not Path(name).name.startswith(".")}
        if trial.fault.error and trial.outcome.status == 0:
            # As in a folder that may not be written to: what is there is read, if it is one generation.
            wrong += [] if visible in (OLD, NEW) else [str(trial)]
        else:
            wrong += faults.faults_of(trial, OLD, NEW)
        assert trial.later == NEW, trial
    assert wrong == []


def test_the_trials_see_a_file_written_in_place(tmp_path: Path) -> None:
    def in_place(folder: Path) -> None:
        (folder / "a.ttl").write_bytes(NEW["a.ttl"])

    wrong, _ = wrong_in(tmp_path, in_place, settle, OLD | {"a.ttl": NEW["a.ttl"]}, errors=())
    assert "a.ttl is neither the old nor the new one at once" in wrong[0] + wrong[-1]


def test_the_trials_see_files_replaced_one_by_one(tmp_path: Path) -> None:
    def one_by_one(folder: Path) -> None:
        write_file(folder / "a.ttl", NEW["a.ttl"])
        write_file(folder / "sub/b.csv", NEW["sub/b.csv"])

    new = OLD | {name: NEW[name] for name in ("a.ttl", "sub/b.csv")}
    wrong, _ = wrong_in(tmp_path, one_by_one, settle, new, errors=())
    assert any("neither the old set nor the new one; not new: sub/b.csv" in line for line in wrong)


def test_the_trials_see_a_journal_that_comes_too_late(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write, take = Journal.write, Journal.take

    def late(journal: Journal, folder: Path) -> None:
        first = journal.steps[0].name
        part_of(folder / first, journal.pid).replace(folder / first)
        write(journal, folder)

    monkeypatch.setattr(Journal, "write", late)
    monkeypatch.setattr(Journal, "take", lambda journal, folder, steps: take(journal, folder, steps[1:]))
    wrong, _ = wrong_in(tmp_path, write_set, settle, NEW, errors=())
    assert any("neither the old set nor the new one" in line for line in wrong)


def test_the_trials_see_a_traceback_and_a_swallowed_error(tmp_path: Path) -> None:
    def shouts(folder: Path) -> None:
        try:
            write_one(folder)
        except OSError as error:
            raise RuntimeError from error

    def swallows(folder: Path) -> None:
        with suppress(OSError):
            write_one(folder)

    new = OLD | {"a.ttl": NEW["a.ttl"]}
    (tmp_path / "1").mkdir()
    (tmp_path / "2").mkdir()
    assert any(
        "the message is not one line" in line for line in wrong_in(tmp_path / "1", shouts, settle, new, [errno.EIO])[0]
    )
    assert any("ends with 0" in line for line in wrong_in(tmp_path / "2", swallows, settle, new, [errno.EIO])[0])
