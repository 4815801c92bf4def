"""A build on Spark: the triples, problems and exit status of one without, in any number of partitions."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

import pytest

from entry_trees import authority, everything, survey_trees, write_lines
from slm_graph.build import spark, write_graph
from slm_graph.problems import Fault, InvalidData, Problem, WrongArgument


class Outcome(NamedTuple):
    """What a build writes, or tells."""

    triples: Sequence[bytes] = ()
    void: bytes = b""
    problems: Sequence[Problem] = ()


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with entries that are sound, and with some that are not."""
    folder = tmp_path_factory.mktemp("of") / "my data, 100%"
    folder.mkdir()
    sound, faulty = survey_trees(), survey_trees()
    authority(sound)
    write_lines(folder / "sound.jsonl", sound)
    everything(faulty)
    write_lines(folder / "faulty.jsonl", faulty)
    lines = (folder / "faulty.jsonl").read_bytes().splitlines(keepends=True)
    lines[8:8] = [b"\n", b'{"id": "\xff"}\n', b'{"id": \n', b"\r\n"]
    (folder / "faulty.jsonl").write_bytes(b"".join(lines))
    return folder


def outcome(lines: Path, output: Path, master: str = "") -> Outcome:
    try:
        if master:
            spark.build_on_spark(lines, output, master=master)
        else:
            write_graph(lines, output, formats=("nt", "ttl"))
    except InvalidData as error:
        assert not output.exists() or not list(output.iterdir())
        return Outcome(problems=error.problems)
    graph = output / "slm-graph.nt"
    files = sorted(graph.glob("part-*")) if master else [graph]
    triples = sorted(line for file in files for line in file.read_bytes().splitlines())
    return Outcome(triples, (output / "void.ttl").read_bytes())


@pytest.fixture(scope="module")
def expected(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Outcome]:
    return {name: outcome(folder / name, tmp_path_factory.mktemp("one")) for name in ("sound.jsonl", "faulty.jsonl")}


@pytest.mark.spark
@pytest.mark.filterwarnings("ignore:PySpark does not yet fully support pandas")
@pytest.mark.parametrize("of", [1, 2, 8])
def test_spark_makes_and_tells_the_same(of: int, folder: Path, expected: dict[str, Outcome], tmp_path: Path) -> None:
    from pyspark import SparkContext

    SparkContext._ensure_initialized()
    for name, outcome_of_one in expected.items():
        size = (folder / name).stat().st_size
        properties = {"spark.ui.enabled": "false", "spark.sql.files.maxPartitionBytes": str(size // of + 1)}
        for key, value in properties.items():
            SparkContext._jvm.java.lang.System.setProperty(key, value)
        assert outcome(folder / name, tmp_path / name, "local[2]") == outcome_of_one
        parts = list((tmp_path / name).glob("slm-graph.nt/part-*"))
        assert len(parts) == (of + 1 if outcome_of_one.triples else 0)


def build(*arguments: str | Path, folder: Path) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "slm_graph", "build", "--format", "nt", *map(str, arguments)]
    return subprocess.Popen(command, cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


@pytest.mark.spark
def test_the_command_ends_and_tells_as_that_of_one_machine(folder: Path) -> None:
    here = build("--data", "faulty.jsonl", "--output", "o", folder=folder)
    there = build("--data", "faulty.jsonl", "--output", "o", "--engine", "spark", "--master", "local[2]", folder=folder)
    told = here.communicate()[1]
    assert there.communicate()[1].endswith(told)
    assert here.returncode == there.returncode == 1
    assert "faulty.jsonl:10:9: is not UTF-8" in told
    assert not (folder / "o").exists()


def below(pid: int) -> Iterator[tuple[int, str]]:
    """Yield the processes that a process has started, with their commands."""
    for children in Path(f"/proc/{pid}/task").glob("*/children"):
        for child in map(int, children.read_text().split()):
            yield child, Path(f"/proc/{child}/cmdline").read_text()
            yield from below(child)


@pytest.mark.spark
def test_an_executor_is_lost(folder: Path, expected: dict[str, Outcome], tmp_path: Path) -> None:
    # Each of two executors runs in a process of its own; one is killed when it has Python map for it.
    options = ("--engine", "spark", "--master", "local-cluster[2,1,1024]", "--output", tmp_path)
    process = build("--data", "sound.jsonl", *options, folder=folder)
    killed = 0
    while process.poll() is None and not killed:
        time.sleep(0.02)
        try:
            for pid, command in below(process.pid):
                if "CoarseGrainedExecutorBackend" in command and any("pyspark" in other for _, other in below(pid)):
                    killed = pid
        except OSError:
            continue
    os.kill(killed, signal.SIGKILL)
    told = process.communicate()[1]
    assert process.returncode == 0, told
    assert "Lost executor" in told
    files = (tmp_path / "slm-graph.nt").glob("part-*")
    assert sorted(line for file in files for line in file.read_bytes().splitlines()) == expected["sound.jsonl"].triples


@pytest.mark.spark
def test_what_spark_does_not_find_is_told(tmp_path: Path) -> None:
    with pytest.raises(Fault, match=r"Path does not exist: file:/nowhere/entries\.jsonl"):
        spark.build_on_spark("file:///nowhere/entries.jsonl", tmp_path, master="local[1]")


@pytest.mark.spark
def test_spark_needs_java(folder: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.delenv("JAVA_HOME", raising=False)
    with pytest.raises(Fault, match="needs Java 17 or later: install it"):
        spark.build_on_spark(folder / "sound.jsonl", tmp_path, master="local[1]")


def test_spark_needs_pyspark(folder: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(spark, "find_spec", lambda name: None)
    with pytest.raises(Fault, match=r"needs PySpark: pip install 'slm-graph\[spark\]'"):
        spark.build_on_spark(folder / "sound.jsonl", tmp_path, master="local[1]")


def test_spark_writes_formats_of_lines(folder: Path, tmp_path: Path) -> None:
    with pytest.raises(WrongArgument, match="parts that can stand beside each other"):
        spark.build_on_spark(folder / "sound.jsonl", tmp_path, master="local[1]", formats=["ttl"])
