"""A build in parts: the same triples, problems and exit status as in one piece, however many parts there are."""

from __future__ import annotations

import json
import pickle
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from entry_trees import (
    Trees,
    a_row_twice,
    an_id_twice,
    authority,
    bad_entries,
    everything,
    ids_in_two_cases,
    nothing_there,
    survey_trees,
    write_lines,
)
from slm_graph.build import Plan, map_partition, merge, plan_of_parts, read_parts, write_part
from slm_graph.build.graph import write_graph
from slm_graph.commands.main import cli
from slm_graph.documents import Document, Lines, line_parts
from slm_graph.entries import Uniqueness, check, check_entry, entry_documents, read_survey
from slm_graph.entries.digests import digest, of_kind
from slm_graph.files import generation
from slm_graph.files.journal import Journal, checksum_of
from slm_graph.problems import Fault, InvalidData, Problem, WrongArgument
from slm_graph.project import Project

FORMATS = ("nt", "trig")
PARTITIONS = (2, 16)


@pytest.fixture(scope="module")
def trees() -> Trees:
    return survey_trees()


def parts_of(path: Path, number: int, of: int) -> list[Lines]:
    parts = [part for part in line_parts(path, number, of) if isinstance(part, Lines)]
    assert len(parts) == len(list(line_parts(path, number, of)))
    return parts


def told_one_by_one(project: Project) -> list[Problem]:
    """Return the problems of entries as they come up when each is checked after the other, in one process."""
    survey = read_survey(project)
    uniqueness, problems = Uniqueness(survey), []
    for document in entry_documents(survey):
        assert isinstance(document, Document)
        entry = check_entry(survey, document)
        problems += [*entry.problems, *uniqueness.add(entry)]
    return sorted({*problems, *uniqueness.dangling()})


def outcome(call: Callable[..., object], output: Path) -> Any:
    """Return the files that a build writes, or the problems that it tells."""
    try:
        call(output=output)
    except InvalidData as error:
        assert not output.exists() or not list(output.iterdir())
        return error.problems
    return {path.name: path.read_bytes() for path in sorted(output.iterdir())}


ONE_BY_ONE = [bad_entries, an_id_twice, a_row_twice, ids_in_two_cases, nothing_there]
"""What `everything` does at once."""


@pytest.mark.parametrize(
    "change",
    [everything, *(pytest.param(change, marks=pytest.mark.exhaustive) for change in (None, authority, *ONE_BY_ONE))],
    ids=lambda change: change.__name__ if change else "sound",
)
def test_parts_make_what_a_build_in_one_piece_makes(
    project: Project, trees: Trees, change: Callable[[Trees], None] | None, tmp_path: Path
) -> None:
    changed = json.loads(json.dumps(trees))
    if change:
        change(changed)
    lines = tmp_path / "entries.jsonl"
    write_lines(lines, changed)
    many = replace(project, entries=lines)
    one = outcome(partial(write_graph, many, formats=FORMATS, validate=False, processes=1), tmp_path / "one")
    assert isinstance(one, dict) == (change in (None, authority))
    assert isinstance(one, dict) or one == check(many)[0] == told_one_by_one(many)
    plan = Plan.of(many, formats=FORMATS)
    for of in PARTITIONS:
        # A part for each partition, made by a plan that was sent somewhere, in another order than they are merged in.
        sent = pickle.loads(pickle.dumps(plan))  # noqa: S301 (our own)
        numbered = [(number, parts_of(lines, number, of)) for number in range(1, of + 1)]
        made = {number: [map_partition(sent, part) for part in parts] for number, parts in reversed(numbered)}
        parts = [pickle.loads(pickle.dumps(part)) for number in sorted(made) for part in made[number]]  # noqa: S301
        assert outcome(partial(merge, plan, parts, validate=False), tmp_path / f"merged-{of}") == one
    files = [write_part(many, tmp_path / "parts", number, 3, formats=FORMATS)[0] for number in (1, 2, 3)]
    read = read_parts(reversed(files))
    assert outcome(partial(merge, plan_of_parts(read), read, validate=False), tmp_path / "read") == one


def test_each_line_is_in_one_partition(tmp_path: Path) -> None:
    lines = tmp_path / "entries.jsonl"
    for text in (
        b"",
        b"\n",
        b"a\n",
        b"a",
        b"a\nbb\n\nccc\n" * 5,
        b"\n\n\nlong " + b"x" * 200 + b"\nend",
        b"\xef\xbb\xbfa\nb\n",
    ):
        lines.write_bytes(text)
        whole = numbered(lines, 1)
        assert b"".join(line for _, line in whole) == text
        for of in (2, 3, 7, 50, 400):
            assert numbered(lines, of) == whole


def numbered(path: Path, of: int) -> list[tuple[int, bytes]]:
    parts = (part for number in range(1, of + 1) for part in parts_of(path, number, of))
    return [
        (part.first + offset, line) for part in parts for offset, line in enumerate(part.data.splitlines(keepends=True))
    ]


def test_a_part_depends_on_no_other(project: Project, trees: Trees, tmp_path: Path) -> None:
    changed = json.loads(json.dumps(trees))
    authority(changed)
    lines = tmp_path / "entries.jsonl"
    write_lines(lines, changed)
    plan = Plan.of(replace(project, entries=lines), formats=["nt"])
    parts = [part for number in range(1, 9) for part in parts_of(lines, number, 8)]
    first = [pickle.dumps(map_partition(plan, part)) for part in parts]
    again = [pickle.dumps(map_partition(plan, part)) for part in reversed(parts)]
    assert [pickle.loads(part) for part in first] == [pickle.loads(part) for part in reversed(again)]  # noqa: S301
    adopted = [pickle.loads(part).checked.adopted for part in first]  # noqa: S301
    assert sum(("SpeechEncoder", "whisper-large-v2") in items for items in adopted) >= 2


def test_a_part_is_pickled_whole_or_with_its_texts_beside_it(project: Project, trees: Trees, tmp_path: Path) -> None:
    lines = tmp_path / "entries.jsonl"
    write_lines(lines, trees)
    part = map_partition(Plan.of(replace(project, entries=lines), formats=["nt"]), parts_of(lines, 1, 8)[0])
    texts: list[pickle.PickleBuffer] = []
    beside = pickle.dumps(part, 5, buffer_callback=texts.append)
    assert [bytes(text) for text in texts] == [part.texts["nt"]]
    assert len(beside) < len(part.texts["nt"]) / 2
    assert pickle.loads(beside, buffers=[bytes(text) for text in texts]) == part  # noqa: S301
    for protocol in (4, 5):
        assert pickle.loads(pickle.dumps(part, protocol)) == part  # noqa: S301


def test_digests_of_keys_are_the_same_in_every_process() -> None:
    program = "from slm_graph.entries.digests import *; print(digest('salmonn'), of_kind('System id', digest('x')))"
    command = [sys.executable, "-c", program]
    told = subprocess.run(command, env={"PYTHONHASHSEED": "1"}, capture_output=True, text=True, check=True).stdout
    assert told == f"{digest('salmonn')} {of_kind('System id', digest('x'))}\n"


def test_parts_of_another_build_are_refused(project: Project, trees: Trees, tmp_path: Path) -> None:
    lines = tmp_path / "entries.jsonl"
    write_lines(lines, trees[:4])
    many = replace(project, entries=lines)
    one, two = (write_part(many, tmp_path, number, 2, formats=["nt"], processes=1)[0] for number in (1, 2))
    with pytest.raises(WrongArgument, match="part 2 of 2 is missing; name each part once"):
        read_parts([one])
    with pytest.raises(WrongArgument, match="part 1 of 2 is given twice"):
        read_parts([one, one, two])
    other = tmp_path / "other.part"
    other.write_bytes(two.read_bytes().replace(Plan.of(many, formats=["nt"]).digest.encode(), b"other", 1))
    with pytest.raises(WrongArgument, match="is of another data or version than"):
        read_parts([one, other])
    whole = two.read_bytes()
    two.write_bytes(whole[:-20])
    with pytest.raises(Fault, match="lost its end; make it again"):
        list(read_parts([one, two]))
    two.write_bytes(b"<a> <b> <c> .\n")
    with pytest.raises(Fault, match="is no part of a build"):
        read_parts([one, two])


def run(*arguments: str, folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "slm_graph", *arguments], cwd=folder, capture_output=True, text=True, check=False
    )


@pytest.mark.parametrize("is_sound", [True, False])
def test_the_commands_tell_and_end_as_one_build_does(trees: Trees, is_sound: bool, tmp_path: Path) -> None:
    changed = json.loads(json.dumps(trees))
    if not is_sound:
        everything(changed)
    write_lines(tmp_path / "entries.jsonl", changed)
    entries = ("--data", "entries.jsonl", "--format", "nt")
    built = run("build", *entries, "--no-shacl", "--output", "built", folder=tmp_path)
    for number in (2, 1):
        part = run("build", *entries, "--partition", f"{number}/2", "--output", "parts", folder=tmp_path)
        assert (part.returncode, part.stderr) == (0, "")
        assert ("which `slm-graph merge` tells" in part.stdout) == (not is_sound)
    parts = [f"parts/slm-graph.{number}-of-2.part" for number in (1, 2)]
    merged = run("merge", *parts, "--no-shacl", "--output", "merged", folder=tmp_path)
    assert (merged.returncode, merged.stderr) == (built.returncode, built.stderr)
    assert merged.returncode == (not is_sound)
    if is_sound:
        assert (tmp_path / "merged/slm-graph.nt").read_bytes() == (tmp_path / "built/slm-graph.nt").read_bytes()


@pytest.mark.parametrize("part", ["0/2", "3/2", "1", "a/b", "1/2/3"])
def test_a_partition_is_one_of_some(part: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as raised:
        cli(["build", "--partition", part], prog_name="slm-graph")
    assert raised.value.code == 2
    assert f"--partition {part}: write K/N, such as 3/16" in capsys.readouterr().err


def test_a_graph_of_lines_is_not_read_again_for_its_checksum(
    project: Project, trees: Trees, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_lines(tmp_path / "entries.jsonl", trees)
    steps = []
    monkeypatch.setattr(Journal, "take", lambda self, folder, taken: steps.extend(taken))
    with monkeypatch.context() as patch:
        patch.setattr(generation, "checksum_of", lambda path: pytest.fail("is read again"))
        lines = replace(project, entries=tmp_path / "entries.jsonl")
        with pytest.raises(FileNotFoundError):  # nothing was put in its place
            write_graph(lines, tmp_path / "out", formats=["nt"], validate=False)
    (part,) = (tmp_path / "out").glob(".*.nt.*")
    assert [step.checksum for step in steps] == [checksum_of(part)]
