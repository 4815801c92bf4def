"""Time `slm-graph mcp` as an assistant meets it: its start, its tools, the length of their answers: see README.md."""

from __future__ import annotations

import argparse
import json
import resource
import statistics
import sys
import time
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tests"))

from assistants import Assistant, started

CALLS: list[tuple[str, dict[str, Any]]] = [
    ("find", {"text": "Wishper"}),
    ("describe", {"thing": "SALMONN"}),
    ("describe", {"thing": "Whisper"}),
    ("questions_like", {"words": "encoders nobody joined with a LLM"}),
    ("ask", {"question": "systems-by-encoder", "parameters": {"encoder": "Whisper"}}),
    ("ask", {"question": "encoders-by-systems"}),
    ("compare", {"things": ["SALMONN", "Qwen-Audio", "LTU"]}),
    ("sparql", {"query": "SELECT ?s { ?s a slm:System }"}),
    ("sparql", {"query": "SELECT * { ?s ?p ?o }"}),
]
"""Of the smallest answers to those that are cut."""


def main() -> int:
    """Measure, and print tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--repeats", type=int, default=7)
    repeats = parser.parse_args().repeats
    starts, firsts = zip(*(_start() for _ in range(3)), strict=True)
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    print(f"start to the list of tools {statistics.median(starts):.2f} s, to the first answer", end=" ")
    print(f"{statistics.median(firsts):.2f} s; {(used.ru_utime + used.ru_stime) / 3:.2f} s of CPU\n")
    print("| tool | arguments | ms | characters |\n| --- | --- | ---: | ---: |")
    with started() as helper:
        for name, arguments in CALLS:
            milliseconds, size = _measured(helper, name, arguments, repeats)
            print(f"| {name} | {', '.join(map(str, arguments.values()))} | {milliseconds:.0f} | {size:,} |")
    return 0


def _start() -> tuple[float, float]:
    """Return the seconds to the list of tools, and to the first answer."""
    began = time.perf_counter()
    with started() as helper:
        helper.run("list_tools")
        listed = time.perf_counter() - began
        helper.call("find", text="Whisper")
        return listed, time.perf_counter() - began


def _measured(helper: Assistant, name: str, arguments: dict[str, Any], repeats: int) -> tuple[float, int]:
    """Return the median time of a call in milliseconds, and the characters of its answer."""
    times = []
    for _ in range(repeats):
        began = time.perf_counter()
        answer = helper.call(name, **arguments)
        times.append((time.perf_counter() - began) * 1000)
    return statistics.median(times), len(json.dumps(answer, ensure_ascii=False))


if __name__ == "__main__":
    sys.exit(main())
