"""Run the benchmarks one after another, each to its end, and list the goals that were missed.

    python benchmarks/all.py --others .venv-bench/bin/python

Ends with exit status 1 where a goal was missed or a benchmark failed.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from goals import MISSED

BENCHMARKS = ("build", "query", "load", "reading", "view", "site", "import", "growth")


def main() -> int:
    """Run what the command line asks for, and return the exit status."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"{', '.join(BENCHMARKS)}  [default: all]")
    parser.add_argument("--others", default=sys.executable, metavar="PYTHON", help="a Python that has the other tools")
    options = parser.parse_args()
    folder = Path(__file__).resolve().parent
    missed = []
    for name in options.names or BENCHMARKS:
        others = ["--others", options.others] if name == "build" else []
        print(f"\n{name}\n{'-' * len(name)}\n", flush=True)
        missed += [f"{name}: {what}" for what in run([sys.executable, str(folder / f"{name}.py"), *others])]
    print("\n" + "\n".join([f"{len(missed)} goals missed:", *missed] if missed else ["All goals reached."]))
    return 1 if missed else 0


def run(command: Sequence[str]) -> list[str]:
    """Run a benchmark, let it print what it does, and return the goals that it missed; of a failed one its status."""
    missed = []
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, encoding="utf-8") as process:
        assert process.stdout is not None  # noqa: S101 (it is piped)
        for line in process.stdout:
            print(line, end="", flush=True)
            if line.startswith(MISSED):
                missed.append(line.removeprefix(MISSED).strip())
    return missed or ([f"ended with exit status {process.returncode}"] if process.returncode else [])


if __name__ == "__main__":
    sys.exit(main())
