"""Fuzz the readers, guided by coverage: `python tests/fuzz/run.py --seconds 600`.

Each target runs in a process of its own under Atheris (https://github.com/google/atheris, libFuzzer for Python). What
breaks it is written into the folder that `--keep` names, as `TARGET-crash-…`; moved into `corpus/TARGET/` it is tried
by every `make test`. The cases that reached something new are kept there too: the next run goes on from them.
"""

from __future__ import annotations

import argparse
import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent)]

_FLAGS = ("-timeout=20", "-rss_limit_mb=4096", "-max_len=20000", "-print_final_stats=1")


def fuzz(name: str, flags: list[str]) -> None:
    """Run one target in this process, which ends with it."""
    import atheris

    with atheris.instrument_imports(include=["slm_graph"]):
        from targets import EXPECTED, TARGETS

    target = TARGETS[name]

    def run(data: bytes) -> None:
        try:
            target.run(data)
        except EXPECTED:
            return

    atheris.Setup([sys.argv[0], *flags], run)
    atheris.Fuzz()


def fuzz_all(names: list[str], seconds: int, cases: int, keep: Path) -> bool:
    """Run targets one after another, and print of each its cases; tell whether all are sound."""
    from targets import TARGETS

    is_sound = True
    for name in names or [*TARGETS]:
        corpus = keep / name
        corpus.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory() as folder:
            words, seeds = Path(folder) / "words.txt", Path(folder) / "seeds"
            seeds.mkdir()
            for number, seed in enumerate(TARGETS[name].seeds()):
                (seeds / f"{number:03}").write_bytes(seed)
            words.write_text("".join(f'"{_escaped(word)}"\n' for word in TARGETS[name].words), encoding="utf-8")
            limit = f"-runs={cases}" if cases else f"-max_total_time={max(seconds // len(names or TARGETS), 1)}"
            flags = [str(corpus), str(seeds), limit, f"-dict={words}", f"-artifact_prefix={keep}/{name}-", *_FLAGS]
            done = subprocess.run(
                [sys.executable, __file__, "--one", name, *flags], capture_output=True, text=True, errors="replace",
                check=False, env={**os.environ, "TMPDIR": folder},
            )  # fmt: skip
        runs = re.findall(r"number_of_executed_units: (\d+)|^#(\d+)\s", done.stderr, re.MULTILINE)
        number = max((int(one or other) for one, other in runs), default=0)
        print(f"{name:<12} {number:>8,} cases  {'sound' if done.returncode == 0 else 'FAULT'}", flush=True)
        if done.returncode:
            is_sound = False
            lines = (done.stdout + done.stderr).splitlines()
            told = [line for line in lines if not re.match(r"#\d+\s|stat::|0x|INFO|WARNING", line)]
            print("\n".join(told[-30:]), flush=True)
    return is_sound


def _escaped(word: str) -> str:
    return "".join(f"\\x{byte:02x}" if byte in b'"\\' or not 31 < byte < 127 else chr(byte) for byte in word.encode())


def main() -> None:
    """Read the arguments, and run."""
    if sys.argv[1:2] == ["--one"]:
        fuzz(sys.argv[2], sys.argv[3:])
        return
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("target", nargs="*", help="[default: all]")
    parser.add_argument("--seconds", type=int, default=600, help="for all targets together  [default: 600]")
    parser.add_argument("--cases", type=int, default=0, help="for each target, instead of a time")
    parser.add_argument("--keep", type=Path, default=HERE / "found", help="[default: found/ beside this file]")
    given = parser.parse_args()
    sys.exit(not fuzz_all(given.target, given.seconds, given.cases, given.keep.resolve()))


if __name__ == "__main__":
    main()
