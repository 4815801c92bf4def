"""Measure the commands that read a graph or entries, as whole processes on larger and larger ones: see README.md.

    python benchmarks/reading.py [--sizes 1000 10000 100000] [--commands stats diff] [--limit 300]

Prints a row a command and size, with its time as a multiple of that of a tenth of the size, and the goals that were
missed; exit status 1 where one was. Files are made in the folder for temporary ones: TMPDIR=/dev/shm for many of them.
"""

from __future__ import annotations

import argparse
import math
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import NamedTuple, TypeAlias

from goals import told
from processes import Failed, Taken, run
from synthetic import Vocabulary, entries, write_lines

_ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(_ROOT / "tests"))

from servers import Server, oxigraph  # noqa: E402

SIZES = (1_000, 10_000, 100_000)
LARGEST = SIZES[-1]
SECONDS_GOAL, MEMORY_GOAL = 60, 1_000_000_000
"""The most seconds, and bytes of all processes together, that the largest of SIZES may take."""
LINEAR_GOAL = 2.3 ** math.log2(10)
"""The most times as long that ten times the size may take, where twice the size may take 2.3 times: 15.9."""
SITE_LARGEST, SITE_SECONDS_GOAL = 10_000, 90
"""Of more entries a site is not written: 100,000 have 2.4 million files."""


class Inputs(NamedTuple):
    """What commands read: entries, their graph, one that differs from it; where they write; and an empty store."""

    entries: Path
    graph: Path
    changed: Path
    output: Path
    address: str = ""


class Command(NamedTuple):
    """A command: its arguments, the exit status that it has, the largest size that it is for, and its seconds there."""

    arguments: Callable[[Inputs], Sequence[str | Path]]
    status: int = 0
    largest: int = LARGEST
    seconds: float = SECONDS_GOAL
    served: bool = False


Results: TypeAlias = "Mapping[tuple[str, int], Taken | str]"
"""By command and size what it took, or in words why that is unknown."""

COMMANDS: Mapping[str, Command] = {
    "stats": Command(lambda of: ["stats", "--data", of.graph]),
    "view": Command(lambda of: ["view", of.graph, "-o", of.output]),
    "diff": Command(lambda of: ["diff", of.graph, of.changed], status=1),
    "query": Command(lambda of: ["query", "systems-by-encoder", "-p", "encoder=whisper", "--data", of.graph]),
    "query-long": Command(lambda of: ["query", "training-data", "--format", "csv", "--data", of.graph]),
    "table": Command(lambda of: ["table", "--data", of.entries]),
    "load": Command(lambda of: ["load", of.address, "--data", of.graph, "--graph", "urn:loaded"], served=True),
    "site": Command(
        lambda of: ["site", of.graph, "-o", of.output], largest=SITE_LARGEST, seconds=SITE_SECONDS_GOAL
    ),
}  # fmt: skip


def main() -> int:
    """Run what the command line asks for, print the table, and return the exit status."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sizes", type=int, nargs="+", default=SIZES, metavar="N", help="numbers of entries")
    parser.add_argument("--commands", nargs="+", choices=COMMANDS, default=[*COMMANDS], metavar="NAME")
    parser.add_argument("--limit", type=float, default=300, metavar="SECONDS", help="stop a command after this long")
    parser.add_argument("--seed", type=int, default=7, help="seed of the entries [default: 7]")
    options = parser.parse_args()
    results: dict[tuple[str, int], Taken | str] = {}
    for size in sorted(options.sizes):
        # What was stopped at a smaller size would be here too.
        stopped = {name for (name, _), taken in results.items() if isinstance(taken, str)}
        names = [name for name in options.commands if size <= COMMANDS[name].largest and name not in stopped]
        with tempfile.TemporaryDirectory(prefix="slm-graph-bench-") as folder:
            _tell(f"{size:,} entries: building them")
            inputs = made(size, options.seed, Path(folder))
            for name in names:
                results[name, size] = taken = measure(COMMANDS[name], inputs, options.limit)
                _tell(f"{size:,} entries: {name}: {taken if isinstance(taken, str) else f'{taken.wall:.1f} s'}")
    print(markdown(results))
    return told(missed_goals(results))


def made(size: int, seed: int, folder: Path) -> Inputs:
    """Make the inputs of so many entries."""
    inputs = Inputs(folder / "entries.jsonl", folder / "slm-graph.nt", folder / "changed.nt", folder / "output")
    write_lines(inputs.entries, entries(size, Vocabulary(_ROOT / "data"), seed))
    options = ["--format", "nt", "--no-shacl", "--no-view", "--output", str(folder)]
    run([sys.executable, "-m", "slm_graph", "build", "--data", str(inputs.entries), *options])
    with inputs.graph.open("rb") as file, inputs.changed.open("wb") as changed:
        changed.writelines(line.replace(b'"exact"', b'"atLeast"') for line in file)
    return inputs


def measure(command: Command, inputs: Inputs, limit: float) -> Taken | str:
    """Return what a command takes, or in words why that is unknown."""
    with _store(command.served, inputs.output.parent) as server:
        arguments = command.arguments(inputs._replace(address=server.address if server else ""))
        try:
            words = [sys.executable, "-m", "slm_graph", *map(str, arguments)]
            return run(words, folder=inputs.output.parent, limit=limit, statuses=[command.status])
        except Failed as error:
            return str(error).splitlines()[-1]
        finally:
            if inputs.output.is_dir():
                shutil.rmtree(inputs.output)
            inputs.output.unlink(missing_ok=True)


def _store(served: bool, folder: Path) -> AbstractContextManager[Server | None]:
    return oxigraph(folder, in_memory=True) if served else nullcontext()


def markdown(results: Results) -> str:
    """Return the results as a Markdown table: a row for each command and size."""
    lines = [
        "| command | entries | wall s | CPU s | CPU, × a tenth | MB together |",
        "| --- | ---: | ---: | ---: | ---: | ---: |",
    ]
    for (name, size), taken in sorted(results.items(), key=lambda item: ([*COMMANDS].index(item[0][0]), item[0][1])):
        if isinstance(taken, str):
            lines.append(f"| {name} | {size:,} | {taken} | | | |")
            continue
        ratio = times_a_tenth(results, name, size)
        times = f"{taken.wall:.1f} | {taken.cpu:.1f} | {f'{ratio:.1f}' if ratio else ''}"
        lines.append(f"| {name} | {size:,} | {times} | {taken.peak / 1e6:,.0f} |")
    return "\n".join(lines) + "\n"


def times_a_tenth(results: Results, name: str, size: int) -> float | None:
    """Return how many times the processor's time of a tenth of a size a command takes; None where that is unknown."""
    whole, tenth = results.get((name, size)), results.get((name, size // 10))
    return whole.cpu / tenth.cpu if isinstance(whole, Taken) and isinstance(tenth, Taken) else None


def missed_goals(results: Results) -> Iterator[str]:
    """Yield, in words, the goals that the results miss."""
    for (name, size), taken in results.items():
        if isinstance(taken, str):
            yield f"{name} of {size:,} entries: {taken}"
            continue
        ratio = times_a_tenth(results, name, size)
        if ratio and ratio > LINEAR_GOAL:
            yield f"{name} of {size:,} entries takes {ratio:.1f} times as long as of a tenth, not {LINEAR_GOAL:.1f}"
        command = COMMANDS[name]
        if size == command.largest and taken.wall > command.seconds:
            yield f"{name} of {size:,} entries takes {taken.wall:.0f} s, not {command.seconds:g}"
        memory = memory_of_largest(results, name, size)
        if memory > MEMORY_GOAL:
            why = "" if size == LARGEST else " (worked out)"
            yield f"{name} of {LARGEST:,} entries takes {memory / 1e6:,.0f} MB, not {MEMORY_GOAL / 1e6:,.0f}{why}"


def memory_of_largest(results: Results, name: str, size: int) -> float:
    """Return the bytes that the largest of SIZES takes, 0 where that is unknown.

    Of a command that is for fewer entries they are worked out, as growing from a tenth to the whole of these and on.
    """
    whole, tenth = results.get((name, size)), results.get((name, size // 10))
    if not isinstance(whole, Taken) or size != COMMANDS[name].largest:
        return 0
    if size == LARGEST:
        return whole.peak
    grown = whole.peak - tenth.peak if isinstance(tenth, Taken) else 0
    return whole.peak + grown * (LARGEST - size) / (size - size // 10)


def _tell(message: str) -> None:
    print(message, file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
