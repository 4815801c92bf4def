"""What a worker does for an assistant: one task, a call of a tool."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from slm_graph.agent.answering import Answering
from slm_graph.agent.sizes import cut
from slm_graph.problems import Fault, InvalidData, one_line
from slm_graph.workers import Answering as Doing
from slm_graph.workers import Head, Output, Refused, Served, Task


def task(name: str, arguments: Mapping[str, Any]) -> Task:
    """Return the call of a tool as a task."""
    return Task("call", {"name": name, "arguments": arguments})


def opened(served: Served) -> Callable[[], Answering]:
    """Read a file of RDF; return what gives a worker what it answers from."""
    answering = Answering(Path(served.file), Path(served.queries) if served.queries else None)
    answering.answer("schemas", {})  # what each call needs, and workers need not find out again
    return lambda: answering


def _call(answering: Answering, arguments: Mapping[str, Any], output: Output) -> Head:
    try:
        answer = answering.answer(arguments["name"], arguments["arguments"])
    except InvalidData as error:
        raise Refused(400, cut(" | ".join(map(str, error.problems[:10])))) from None
    except Fault as fault:
        raise Refused(400, cut(one_line(fault.message))) from None
    except RecursionError:
        raise Refused(400, "too deeply nested; ask for less") from None
    output.write(json.dumps(answer).encode())
    return Head(200, {})


TASKS: Mapping[str, Doing] = {"call": _call}
