"""Every command that writes, killed and failed at its file operations: the next one shows the old set or the new one.

A sample of the operations is tried, all of them where the environment has SLM_GRAPH_ALL_FAULTS, as `make faults` does.
"""

from __future__ import annotations

import importlib
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest
from click.testing import CliRunner

import faults
from projects import laid_out
from renaming_project import small_data
from slm_graph.commands.main import cli
from slm_graph.files import settle
from slm_graph.starter import start_survey
from tools import ROOT

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="a process of its own for each trial is forked")

ROW = (
    "| [Listening Well](https://arxiv.org/abs/2401.00001) | ListenWell | Whisper & FooNet | Vicuna | LibriSpeech |"
    " ASR | Adapter |\n"
)


def run(folder: Path, *words: str) -> None:
    """Run a command in a folder; it must succeed."""
    here = Path.cwd()
    os.chdir(folder)
    try:
        result = CliRunner().invoke(cli, words, catch_exceptions=False)
    finally:
        os.chdir(here)
    assert result.exit_code == 0, result.output


def small(folder: Path) -> None:
    """Lay out the small project."""
    laid_out(folder)


def change_entry(folder: Path) -> None:
    """Let the entry of the small project state something else."""
    entry = folder / "data" / "systems" / "one.yaml"
    text = entry.read_text(encoding="utf-8").replace("10k hours", "20k hours").replace("10000", "20000")
    text = text.replace("processed by a", "handled by a")
    entry.write_text(text, encoding="utf-8")


QUESTION = (ROOT / "queries" / "encoders-by-systems.rq").read_bytes()


def built(folder: Path) -> None:
    """Lay out a project with one question, whose graph is of other data than it has now."""
    laid_out(folder)
    (folder / "queries").mkdir()
    (folder / "queries" / "encoders.rq").write_bytes(QUESTION)
    run(folder, "build", "--no-shacl")
    change_entry(folder)


def viewed(folder: Path) -> None:
    """Lay out a project with pictures of another graph than it has now."""
    built(folder)
    for form in ("html", "graphml", "csv"):
        run(folder, "view", "-f", form)
    run(folder, "build", "--no-shacl", "--no-view")


def sited(folder: Path) -> None:
    """Lay out a project with the site of another graph than it has now, which had a thing that is no more."""
    built(folder)
    graph = folder / "output" / "slm-graph.ttl"
    text = graph.read_text(encoding="utf-8")
    graph.write_text(f"{text}\n<https://w3id.org/slm-graph/system/gone> a slm:System .\n", encoding="utf-8")
    run(folder, "site", "-o", "pages")
    run(folder, "build", "--no-shacl", "--no-view")


def tabled(folder: Path) -> None:
    """Lay out a project with a table of other data than it has now."""
    laid_out(folder)
    run(folder, "table", "-o", "T.md")
    change_entry(folder)


def documented(folder: Path) -> None:
    """Lay out a project whose generated files are of another schema and of other questions."""
    laid_out(folder)
    shutil.copytree(ROOT / "ontology", folder / "ontology")
    (folder / "queries").mkdir()
    (folder / "queries" / "encoders.rq").write_bytes(QUESTION)
    run(folder, "build", "--no-shacl", "--no-view", "--format", "ttl")
    run(folder, "docs")
    (folder / "queries" / "more.rq").write_bytes(QUESTION)
    schema = folder / "ontology" / "schema.yaml"
    text = schema.read_text(encoding="utf-8")
    start = text.index("title: ") + len("title: ")
    schema.write_text(f"{text[:start]}Another {text[start:]}", encoding="utf-8")


def imported(folder: Path) -> None:
    """Lay out a survey whose table has a row more, and another cell, than its entries know."""
    start_survey(folder)
    run(folder, "import", "table.md")
    table = folder / "table.md"
    lines = table.read_text(encoding="utf-8").replace("HuBERT", "WavLM").splitlines(keepends=True)
    last = max(number for number, line in enumerate(lines) if line.startswith("| [")) + 1
    table.write_text("".join([*lines[:last], ROW, *lines[last:]]), encoding="utf-8")


def released(folder: Path) -> None:
    """Lay out a project that has a release, and data that changed since."""
    laid_out(folder)
    run(folder, "release", "1.0.0")
    change_entry(folder)
    settings = folder / "data" / "survey.yaml"
    settings.write_text(settings.read_text(encoding="utf-8").replace("1.0.0", "1.1.0"), encoding="utf-8")


class Writer(NamedTuple):
    """A command that writes: what it finds, its words, what comes after it; of how many operations one is tried."""

    set_up: Callable[[Path], object]
    words: str
    next_words: str
    every: int


SPLIT = "split whisper w-1 w-2 --to w-1=one --to w-2=two --label w-1=Wishper --label w-2=or"

WRITERS = {
    "build": Writer(built, "build --no-shacl", "query", 17),
    "build of one format": Writer(built, "build --format nt", "query --data output/slm-graph.ttl -e ASK{}", 9),
    "view as csv": Writer(viewed, "view -f csv", "stats", 7),
    "view as page": Writer(viewed, "view --around one", "view --around one", 3),
    "view as graphml": Writer(viewed, "view -f graphml --around one", "view -f graphml --around one", 3),
    "site": Writer(sited, "site -o pages", "site -o pages", 61),
    "table": Writer(tabled, "table -o T.md", "table -o T.md", 2),
    "docs": Writer(documented, "docs", "check", 13),
    "init": Writer(lambda folder: folder.mkdir(), "init mine", "", 41),
    "release": Writer(released, "release 1.1.0", "release 1.1.0", 97),
    "rename": Writer(small, "rename one uno", "check", 8),
    "retire": Writer(small_data, "retire beats --replaced-by encoder/whisper", "check", 8),
    "split": Writer(small_data, SPLIT, "check", 8),
    "delete": Writer(small_data, "delete two --unpublished", "check", 4),
    "import": Writer(imported, "import table.md --update --draft-new", "check", 8),
}


@pytest.mark.parametrize("name", WRITERS)
def test_a_killed_or_failing_command_leaves_the_old_set_or_the_new_one(name: str, tmp_path: Path) -> None:
    writer = WRITERS[name]
    old_folder, new_folder = tmp_path / "old", tmp_path / "new"
    writer.set_up(old_folder)
    shutil.copytree(old_folder, new_folder, symlinks=True)
    run(new_folder, *writer.words.split())
    old, new = faults.files_in(old_folder), faults.files_in(new_folder)
    assert old != new
    # A writer of one file clears away when it comes again, and a new survey that is whole is none to begin.
    next_command = faults.command(*writer.next_words.split()) if writer.next_words else settled
    wrong, visible = [], set()
    every = 1 if os.environ.get("SLM_GRAPH_ALL_FAULTS") else writer.every
    for trial in faults.trials(
        tmp_path,
        lambda place: shutil.copytree(old_folder, place, dirs_exist_ok=True, symlinks=True),
        faults.command(*writer.words.split()),
        next_command,
        every=every,
    ):
        wrong += faults.faults_of(trial, old, new)
        visible.add("old" if trial.later == old else "new")
    assert wrong == []
    assert "new" in visible


def settled(folder: Path) -> None:
    """Settle a survey that was to be made."""
    settle(folder / "mine")


@pytest.mark.skipif(shutil.which("bash") is None, reason="needs bash, whose ulimit sets a limit")
@pytest.mark.parametrize(
    ("words", "file"),
    [
        ("table -o T.md", "T.md"),
        ("view -f graphml -o G.graphml", "G.graphml"),
        ("view -f csv -o .", "nodes.csv"),
        ("build --no-shacl --format nt", "output/slm-graph.nt"),
    ],
)
def test_a_file_that_grows_too_large_leaves_the_old_one_and_a_line_that_names_it(
    words: str, file: str, tmp_path: Path
) -> None:
    shutil.copytree(ROOT / "data", tmp_path / "data")
    (tmp_path / file).parent.mkdir(exist_ok=True)
    (tmp_path / file).write_bytes(b"old")
    # -B: below such a limit Python 3.11 leaves compiled modules that are cut off, and later runs stumble over them.
    program = f"ulimit -f 8; exec {sys.executable} -B -m slm_graph {words}"
    ended = subprocess.run(["bash", "-c", program], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert ended.returncode == 1
    assert len(ended.stderr.splitlines()) == 1
    assert ended.stderr.startswith(f"slm-graph: {file}: File too large"), ended.stderr
    assert (tmp_path / file).read_bytes() == b"old"
    assert [path.name for path in tmp_path.rglob(".*")] == []


@pytest.mark.skipif(os.name == "nt", reason="mode bits")
def test_what_is_incomplete_in_a_folder_that_may_not_be_written_is_told(tmp_path: Path) -> None:
    built(tmp_path)
    operations = faults.run(faults.command("build", "--no-shacl"), tmp_path).operations
    second = next(number for number, operation in enumerate(operations) if operation.endswith("slm-part slm-graph.nt"))
    shutil.rmtree(tmp_path / "output")
    change_entry(tmp_path)
    run(tmp_path, "build", "--no-shacl")
    faults.run(
        faults.command("build", "--no-shacl", "--base", "https://example.org/a/"), tmp_path, faults.Fault(second)
    )

    def ask(folder: Path) -> None:
        for path in (folder, *folder.parents):
            if path.name.startswith(("pytest-", "popen-", "test_")):
                path.chmod(0o755)
        (folder / "output").chmod(0o555)
        if os.getuid() == 0:
            # What is imported while it runs may lie where only root reads.
            importlib.import_module("resource")
            os.setuid(65534)  # root may write anywhere
        faults.command("stats")(folder)

    asked = faults.run(ask, tmp_path)
    (tmp_path / "output").chmod(0o755)
    assert asked.status == 1
    assert "output: the files are of two generations" in asked.message
    assert len(asked.message.splitlines()) == 1
