"""Time the build of N synthetic entries to N-Triples, side by side with Morph-KGC and maplib: see README.md.

python benchmarks/build.py --others .venv-bench/bin/python --entries 1000 10000
"""

from __future__ import annotations

import argparse
import compileall
import filecmp
import os
import statistics
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import zip_longest
from pathlib import Path

import yaml
from goals import told
from processes import Failed, run
from synthetic import PREFIX, Vocabulary, entries, write_lines
from with_morph_kgc import write_project

from tables import BASE, write_tables

OURS, MORPH_KGC, MAPLIB = "slm-graph", "Morph-KGC", "maplib"
VALIDATING, CHECK = "slm-graph with shapes", "slm-graph check"
TOOLS = (OURS, VALIDATING, CHECK, MORPH_KGC, MAPLIB)
SIZES = (30, 1_000, 10_000, 100_000)
SAMPLE_SECONDS = 0.02
UNSAMPLED = threading.TIMEOUT_MAX
"""Seconds between looks at the memory where time is measured: to look stops a process for a while."""
MEMORY_GOAL = 100_000_000
"""The most bytes that the commands may take at the largest of SIZES."""
WALL_GOAL, CPU_GOAL = 2.0, 1.3
"""How many times as long the others are to take, from a tenth of the largest of SIZES on."""
VALIDATION_GOAL = 4 / 3
"""How many times as long a build may take, of the processor, where it checks the shapes, from that tenth on."""
LINEAR_GOAL = 13
"""What the largest of SIZES may take at most, as a multiple of the time for a tenth of it."""

_HERE = Path(__file__).resolve().parent
_DATA = _HERE.parent / "data"
# What slm-graph writes besides, the vocabulary and the graph's description, is about other subjects.
_SUBJECTS = tuple(
    f"<{BASE}{path}".encode() for path in ("row/", *(f"{kind}/{PREFIX}" for kind in ("system", "usage", "paper")))
)


@dataclass
class Runs:
    """What the runs of one tool on one number of entries took."""

    wall: list[float] = field(default_factory=list)
    cpu: list[float] = field(default_factory=list)
    peak: int = 0

    @property
    def seconds(self) -> float:
        """The median of the wall time."""
        return statistics.median(self.wall)

    @property
    def processor(self) -> float:
        """The median of the processor's time."""
        return statistics.median(self.cpu)


@dataclass
class Result:
    """The runs of all tools on one number of entries, which gave the same triples."""

    entries: int
    triples: int
    runs: Mapping[str, Runs]


def main() -> int:
    """Run what the command line asks for, print the tables, and return the exit status."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--entries", type=int, nargs="+", default=SIZES, metavar="N", help="numbers of entries")
    parser.add_argument("--repeats", type=int, metavar="K", help="timed runs [default: 3; 1 from 100,000 entries]")
    parser.add_argument("--seed", type=int, default=7, help="seed of the entries [default: 7]")
    parser.add_argument("--others", default=sys.executable, metavar="PYTHON", help="a Python that has the other tools")
    options = parser.parse_args()
    options.others = str(Path(options.others).absolute())  # as a link: that names the environment
    if missing := _missing(options.others):
        print(f"{options.others} has no {missing}; see benchmarks/README.md for how to install it", file=sys.stderr)
        return 2
    # As in a package that pip has installed, whatever the environment says of the cache.
    compileall.compile_dir(_HERE.parent / "src" / "slm_graph", quiet=1)
    results = []
    for count in options.entries:
        repeats = options.repeats or (3 if count < 100_000 else 1)
        with tempfile.TemporaryDirectory(prefix="slm-graph-bench-") as folder:
            try:
                results.append(measure(count, repeats, options.seed, options.others, Path(folder)))
            except (DifferentTriples, Failed) as error:
                print(f"{count:,} entries: {error}", file=sys.stderr)
                return 1
    print(markdown(results))
    return told(missed_goals(results))


class DifferentTriples(Exception):
    """A tool wrote other triples than slm-graph."""


def measure(count: int, repeats: int, seed: int, others: str, folder: Path) -> Result:
    """Make entries, compare what the tools make of them, and time the tools.

    The first run of each tool measures its memory and is compared; the timed runs follow, in turns.

    Raises
    ------
    DifferentTriples
        The tools do not agree.
    Failed
        A tool does not run.
    """
    _tell(f"{count:,} entries: making them")
    commands = _prepare(count, seed, others, folder)
    runs = {tool: Runs() for tool in TOOLS}
    for tool, (command, _) in commands.items():
        _tell(f"{count:,} entries: memory of {tool}")
        runs[tool].peak = run(command, folder=folder, every=SAMPLE_SECONDS).peak
    _tell(f"{count:,} entries: comparing")
    triples = _compare({tool: output for tool, (_, output) in commands.items() if output}, folder)
    for repeat in range(repeats):
        for tool, (command, output) in commands.items():
            if output:
                output.unlink()
            wall, cpu, _ = run(command, folder=folder, every=UNSAMPLED)
            _tell(f"{count:,} entries: run {repeat + 1} of {tool}: {wall:.2f} s, CPU {cpu:.2f} s")
            runs[tool].wall.append(wall)
            runs[tool].cpu.append(cpu)
    return Result(count, triples, runs)


def _prepare(count: int, seed: int, others: str, folder: Path) -> dict[str, tuple[list[str], Path | None]]:
    """Write the input of all tools, and return each one's command and output file; a check has none."""
    vocabulary = Vocabulary(_DATA)
    (survey,) = (_DATA / "surveys").glob("*.yaml")
    title = yaml.load(survey.read_text(encoding="utf-8"), Loader=yaml.BaseLoader)["title"]  # noqa: S506 (it gives text only)
    lines = folder / "entries.jsonl"
    write_lines(lines, entries(count, vocabulary, seed))
    tables = folder / "tables"
    tables.mkdir()
    write_tables(entries(count, vocabulary, seed), vocabulary, title, tables)
    outputs = {
        OURS: folder / "ours" / "slm-graph.nt",
        VALIDATING: folder / "validated" / "slm-graph.nt",
        MORPH_KGC: folder / "morph-kgc.nt",
        MAPLIB: folder / "maplib.nt",
    }
    config = write_project(folder, tables, outputs[MORPH_KGC])
    ours = str(Path(sys.executable).with_name("slm-graph"))
    build = [ours, "build", "--format", "nt", "--data", str(lines), "--output"]
    commands = {
        OURS: [*build, str(outputs[OURS].parent), "--no-shacl"],
        VALIDATING: [*build, str(outputs[VALIDATING].parent)],
        CHECK: [ours, "check", "--data", str(lines)],
        MORPH_KGC: [others, "-m", "morph_kgc", str(config)],
        MAPLIB: [others, "-B", str(_HERE / "with_maplib.py"), str(tables), str(outputs[MAPLIB])],
    }
    return {tool: (commands[tool], outputs.get(tool)) for tool in TOOLS}


def _missing(python: str) -> str:
    """Return the first module that a Python lacks, or nothing."""
    for module in ("morph_kgc", "maplib", "polars"):
        if subprocess.run([python, "-c", f"import {module}"], capture_output=True, check=False).returncode:
            return module
    return ""


def _compare(outputs: Mapping[str, Path], folder: Path) -> int:
    """Compare the sorted N-Triples of the tools, and return the number of triples.

    Raises
    ------
    DifferentTriples
        At the first difference.
    """
    if not filecmp.cmp(outputs[OURS], outputs[VALIDATING], shallow=False):
        raise DifferentTriples(f"{VALIDATING} writes another file than {OURS}")
    own, ours = folder / "own.nt", folder / "sorted.nt"
    with outputs[OURS].open("rb") as file, own.open("wb") as kept:
        kept.writelines(line for line in file if line.startswith(_SUBJECTS))
    with ours.open("wb") as file:
        subprocess.run(_sort(own, folder), stdout=file, env=_c_locale(), check=True)
    own.unlink()
    triples = 0
    for tool, output in outputs.items():
        if tool in (OURS, VALIDATING):
            continue
        triples = 0
        with (
            ours.open("rb") as expected,
            subprocess.Popen(_sort(output, folder), stdout=subprocess.PIPE, env=_c_locale()) as process,
        ):
            assert process.stdout is not None  # noqa: S101 (it is piped)
            for mine, other in zip_longest(expected, process.stdout, fillvalue=b"(no more)\n"):
                if mine != other:
                    process.kill()
                    lines = f"  {OURS}: {mine.decode()}  {tool}: {other.decode()}"
                    raise DifferentTriples(f"{tool} writes other triples; in order of text the first is\n{lines}")
                triples += 1
    ours.unlink()
    return triples


def _sort(path: Path, folder: Path) -> list[str]:
    return ["sort", "--buffer-size=1G", f"--temporary-directory={folder}", str(path)]


def _c_locale() -> dict[str, str]:
    return {**os.environ, "LC_ALL": "C"}


def markdown(results: Sequence[Result]) -> str:
    """Return the results as a Markdown table: a row for each tool and number of entries."""
    lines = [
        "| entries | triples | tool | wall s | CPU s | triples/s | peak MB | wall, × slm-graph | CPU, × slm-graph |",
        "| ---: | ---: | --- | ---: | ---: | ---: | ---: | ---: | ---: |",
    ]
    for result in results:
        ours = result.runs[OURS]
        for tool, runs in result.runs.items():
            lines.append(
                f"| {result.entries:,} | {result.triples:,} | {tool} | {runs.seconds:.2f}"
                f" | {runs.processor:.2f} | {result.triples / runs.seconds:,.0f} | {runs.peak / 1e6:,.0f}"
                f" | {runs.seconds / ours.seconds:.2f} | {runs.processor / ours.processor:.2f} |"
            )
    return "\n".join(lines) + "\n"


def missed_goals(results: Sequence[Result]) -> Iterator[str]:
    """Yield the goals that the results miss."""
    ours = {result.entries: result.runs[OURS] for result in results}
    for result in results:
        for tool, runs in result.runs.items():
            mine = ours[result.entries]
            if result.entries == SIZES[-1] and tool not in (MORPH_KGC, MAPLIB) and runs.peak > MEMORY_GOAL:
                yield f"{tool}: {result.entries:,} entries take {runs.peak / 1e6:.0f} MB, not {MEMORY_GOAL / 1e6:.0f}"
            is_large = result.entries >= SIZES[-1] // 10
            if tool == VALIDATING and is_large and runs.processor > VALIDATION_GOAL * mine.processor:
                yield f"{result.entries:,} entries take {runs.processor / mine.processor:.2f} times as long with shapes"
            if tool in (OURS, VALIDATING, CHECK):
                continue
            wanted, wanted_cpu = (WALL_GOAL, CPU_GOAL) if is_large else (1.0, 1.0)
            for what, seconds, other, goal in (
                ("", mine.seconds, runs.seconds, wanted),
                (" of processor time", mine.processor, runs.processor, wanted_cpu),
            ):
                if other < goal * seconds:
                    yield (
                        f"{result.entries:,} entries take {OURS} {seconds:.2f} s{what}, {tool} {other:.2f} s:"
                        f" {other / seconds:.2f} times as long, not {goal}"
                    )
    largest, tenth = SIZES[-1], SIZES[-1] // 10
    if largest in ours and tenth in ours:
        ratio = ours[largest].seconds / ours[tenth].seconds
        if ratio >= LINEAR_GOAL:
            yield f"{largest:,} entries take {ratio:.1f} times as long as {tenth:,}, not less than {LINEAR_GOAL} times"


def _tell(message: str) -> None:
    print(message, file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
