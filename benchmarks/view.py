"""Measure the page in Chromium: how soon it is there, answers and redraws, and what it takes to make a large one.

    python benchmarks/view.py [--nodes 10000] [--very-large 200000] [--repeats 5] [--others PYTHON]

Prints a row a figure, with its goal, and ends with exit status 1 where one is missed. Times in the browser are compared
with their goals as on a machine at rest: an empty page's first frame, measured in the same turns, takes `AT_REST`
there, and where it takes longer here, the times are divided by how much longer; frames a second are treated alike. With
`--others` pages that others make of the same graphs are measured too: pyvis as it comes, and gravis and ttl3d, which a
Python of their own has (benchmarks/requirements.txt).
"""

from __future__ import annotations

import argparse
import json
import random
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

from goals import told

from slm_graph.graphs import graph_file, local_graph
from slm_graph.network import Network, to_network

FLAGS = "--headless --no-sandbox --disable-gpu --no-first-run --disable-background-networking --disable-sync".split()
ONTOLOGY = "https://w3id.org/slm-graph/ontology#"
LINKS_A_NODE = 3.35
PATIENCE = 60
AT_REST = 0.064
"""Seconds from navigation to the first frame of an empty page, on two cores of a virtual machine without other work."""
FULL = 60
"""Frames a second of an empty page on such a machine."""
FRAMES = """async (ms) => {
  const start = performance.now(); let frames = 0;
  while (performance.now() - start < ms) { await new Promise(requestAnimationFrame); frames++; }
  return frames * 1000 / (performance.now() - start);
}"""
FIRST_FRAME = "new Promise((done) => requestAnimationFrame(() => setTimeout(() => done(performance.now() / 1000))))"
READY = "Number(document.documentElement.dataset.ready || 0) / 1000"
SEARCHED = """(words) => {
  const start = performance.now(), box = document.getElementById("search");
  box.focus(); box.value = words; box.dispatchEvent(new Event("input", { bubbles: true }));
  return [document.querySelectorAll("#suggestions li").length, (performance.now() - start) / 1000];
}"""
FILTERED = """() => {
  const input = document.querySelector("#facet-lists input:not(:checked)"), start = performance.now();
  input.click();
  void document.getElementById("table-scroll").offsetHeight;
  return (performance.now() - start) / 1000;
}"""
ANSWERED = """async (name) => {
  const start = performance.now(), before = document.querySelector("#view-questions .result")?.firstChild || null;
  location.hash = "questions/" + name;
  for (;;) {
    const result = document.querySelector("#view-questions .result");
    if (result?.firstChild && result.firstChild !== before && !result.hasAttribute("aria-busy")) break;
    await new Promise((next) => setTimeout(next, 4));
  }
  return (performance.now() - start) / 1000;
}"""
SHOWN = """async ([hash, seen]) => {
  const start = performance.now();
  location.hash = hash;
  do await new Promise((next) => requestAnimationFrame(() => setTimeout(next))); while (!document.querySelector(seen));
  return (performance.now() - start) / 1000;
}"""
QUESTIONS = "systems-by-encoder systems-by-llm tasks-by-systems modalities encoder-llm-matrix".split()


class Figure(NamedTuple):
    """What was measured, its unit, and its goal: a most, or with `least` a least; None where there is none."""

    name: str
    value: float
    unit: str
    goal: float | None = None
    least: bool = False

    @property
    def is_reached(self) -> bool:
        """Tell whether the goal is reached."""
        return self.goal is None or (self.value >= self.goal if self.least else self.value <= self.goal)

    @property
    def told(self) -> str:
        """What it is and what its goal is, in words."""
        return f"{self.name} {self.value:,.3g} {self.unit}, not {'≥' if self.least else '≤'} {self.goal:g}"

    def __str__(self) -> str:
        goal = "" if self.goal is None else f"{'≥' if self.least else '≤'} {self.goal:g}"
        return f"| {self.name} | {self.value:,.3g} {self.unit} | {goal} | {'' if self.is_reached else 'missed'} |"


# --- graphs


def turtle(count: int) -> str:
    """Return a graph of about so many things; few of them have many links, as in a survey."""
    source = random.Random(count)  # noqa: S311
    kinds = {"System": 0.25, "Dataset": 0.3, "Paper": 0.3, "Task": 0.05, "SpeechEncoder": 0.05, "LLM": 0.05}
    names = {kind: [f"<urn:{kind}:{i}>" for i in range(max(1, round(count * share)))] for kind, share in kinds.items()}
    label = "<http://www.w3.org/2000/01/rdf-schema#label>"
    lines = [
        f'{name} a <{ONTOLOGY}{kind}> ; {label} "{kind} {number}" .'
        for kind, things in names.items()
        for number, name in enumerate(things)
    ]
    properties = {
        "Dataset": "usesDataset",
        "Task": "addressesTask",
        "SpeechEncoder": "usesSpeechEncoder",
        "LLM": "usesLLM",
    }
    links = {f"{source.choice(names['System'])} <{ONTOLOGY}describedIn> {name} ." for name in names["Paper"]}
    while len(links) < count * LINKS_A_NODE:
        kind = source.choice(list(properties))
        part = names[kind][int(len(names[kind]) * source.random() ** 2)]
        links.add(f"{source.choice(names['System'])} <{ONTOLOGY}{properties[kind]}> {part} .")
    return "\n".join(lines + sorted(links))


def sharing(count: int) -> str:
    """Return a graph of systems that share an encoder, an LLM and a task."""
    label = "<http://www.w3.org/2000/01/rdf-schema#label>"
    shared = {"SpeechEncoder": "usesSpeechEncoder", "LLM": "usesLLM", "Task": "addressesTask"}
    lines = [f'<urn:{kind}> a <{ONTOLOGY}{kind}> ; {label} "{kind}" .' for kind in shared]
    uses = " ; ".join(f"<{ONTOLOGY}{name}> <urn:{kind}>" for kind, name in shared.items())
    lines += [f'<urn:s:{n}> a <{ONTOLOGY}System> ; {label} "System {n}" ; {uses} .' for n in range(count)]
    return "\n".join(lines)


class Making(NamedTuple):
    """What the making of a page took: seconds, seconds of the processor, 10^6 bytes at most."""

    wall: float
    cpu: float
    megabytes: float


def made(source: Path, page: Path) -> Making:
    """Make a page in a process of its own, whose memory is its own."""
    code = (
        "import resource, runpy, sys; sys.argv[0] = 'slm-graph'\n"
        "try: runpy.run_module('slm_graph', run_name='__main__')\n"
        "finally: u = resource.getrusage(resource.RUSAGE_SELF); c = resource.getrusage(resource.RUSAGE_CHILDREN);"
        " print(max(u.ru_maxrss, c.ru_maxrss), file=sys.stderr)"
    )
    before, start = resource.getrusage(resource.RUSAGE_CHILDREN), time.monotonic()
    command = [sys.executable, "-c", code, "view", str(source), "-o", str(page), "--timeout", "600"]
    told = subprocess.run(command, check=True, capture_output=True, text=True).stderr
    wall, after = time.monotonic() - start, resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return Making(wall, cpu, int(told.split()[-1]) * 1024 / 1e6)


# --- in the browser


class Opened:
    """A page in a browser of its own context."""

    def __init__(self, browser: Any, path: Path, fragment: str = "") -> None:
        self._context = browser.new_context(viewport={"width": 1400, "height": 900}, offline=True)
        self.page = self._context.new_page()
        self.page.goto(path.as_uri() + fragment, timeout=PATIENCE * 1000, wait_until="commit")

    def __enter__(self) -> Any:
        return self.page

    def __exit__(self, *_: object) -> None:
        self._context.close()


def until(page: Any, expression: str) -> Any:
    """Return the value of an expression once it is true."""
    end = time.monotonic() + PATIENCE
    while not (value := page.evaluate(expression)):
        if time.monotonic() > end:
            raise TimeoutError(f"{expression} after {PATIENCE} s")
        page.wait_for_timeout(20)
    return value


def ready(browser: Any, path: Path, empty: Path, repeats: int) -> tuple[float, float]:
    """Return the medians of a page and of an empty one, from navigation to what can be used, in turns."""
    ours, nothing = [], []
    for _ in range(repeats):
        with Opened(browser, empty) as page:
            nothing.append(page.evaluate(FIRST_FRAME))
        with Opened(browser, path) as page:
            ours.append(until(page, READY))
    return statistics.median(ours), statistics.median(nothing)


def frames(browser: Any, path: Path, fragment: str, *, drawn: bool = True) -> tuple[float, float]:
    """Return the frames a second while the pointer pans, and while the wheel zooms."""
    with Opened(browser, path, fragment) as page:
        until(page, DRAWN if drawn else "true")
        page.mouse.move(700, 760)
        page.mouse.down()
        rates = []
        acts: list[Callable[[int], Any]] = [
            lambda k: page.mouse.move(700 + k % 60 * 4, 760 - k % 40),
            lambda k: page.mouse.wheel(0, -30 if k % 20 < 10 else 30),
        ]
        for act in acts:
            page.evaluate(f"window.rate = 0; void ({FRAMES})(2200).then((rate) => {{ window.rate = rate; }})")
            end, step = time.monotonic() + 2.3, 0
            while time.monotonic() < end:
                act(step)
                step += 1
            page.wait_for_timeout(300)
            rates.append(page.evaluate("window.rate"))
            page.mouse.up()
        return rates[0], rates[1]


DRAWN = (
    "Boolean(document.documentElement.dataset.ready || "
    "(!window.slmGraph && document.querySelector('canvas, svg circle, svg path')))"
)


def survey_figures(browser: Any, folder: Path, empty: Path, repeats: int) -> Iterator[Figure]:
    """Yield what is measured of the survey's page."""
    path = folder / "survey.html"
    made(graph_file(), path)
    yield Figure("survey: file", path.stat().st_size / 1e6, "MB", 3.3)
    seconds, nothing = ready(browser, path, empty, repeats)
    busy = max(1.0, nothing / AT_REST)
    yield Figure("an empty page, for comparison", nothing, "s")
    yield Figure("survey: ready, as measured", seconds, "s")
    yield Figure("survey: ready, times an empty page", seconds / nothing, "")
    yield Figure("survey: ready", seconds / busy, "s", 0.6)
    with Opened(browser, path) as page:
        until(page, READY)
        count, searched = page.evaluate(SEARCHED, "whisper")
        if not count:
            raise RuntimeError("the search finds nothing")
        yield Figure("survey: first search", searched / busy, "s", 0.2)
        first = page.evaluate(FILTERED)
        page.wait_for_timeout(100)
        redraws = [page.evaluate(FILTERED) for _ in range(repeats)]
        yield Figure("survey: first filter", first / busy, "s")
        yield Figure("survey: a filter redraws", statistics.median(redraws) / busy, "s", 0.05)
        answers = [page.evaluate(ANSWERED, name) for name in QUESTIONS]
        yield Figure("survey: first SPARQL answer", answers[0] / busy, "s", 0.6)
        yield Figure("survey: slowest later answer", max(answers[1:]) / busy, "s", 0.2)


def large_figures(browser: Any, folder: Path, empty: Path, nodes: int, repeats: int) -> Iterator[Figure]:
    """Yield what is measured of a page of many nodes."""
    paths = {}
    for name, graph in (("half", turtle(nodes // 2)), ("whole", turtle(nodes)), ("shared", sharing(nodes))):
        paths[name] = folder / f"{name}.ttl"
        paths[name].write_text(graph, encoding="utf-8")
    path = folder / "whole.html"
    half, whole = made(paths["half"], folder / "half.html"), made(paths["whole"], path)
    shared = made(paths["shared"], folder / "shared.html")
    for name, making in ((f"{nodes:,} nodes", whole), (f"{nodes:,} systems that share all", shared)):
        yield Figure(f"{name}: made in", making.cpu, "s of a processor", 20)
        yield Figure(f"{name}: memory", making.megabytes, "MB", 600)
    yield Figure(f"{nodes:,} nodes: made in, times half of them", whole.cpu / half.cpu, "", 2.3)
    yield Figure(f"{nodes:,} nodes: file", path.stat().st_size / 1e6, "MB")
    seconds, nothing = ready(browser, path, empty, min(repeats, 3))
    yield Figure(f"{nodes:,} nodes: ready, as measured", seconds, "s")
    yield Figure(f"{nodes:,} nodes: ready", seconds / max(1.0, nothing / AT_REST), "s", 2)
    rates = zip(("pan", "zoom"), frames(browser, empty, "", drawn=False), frames(browser, path, "#graph"), strict=True)
    for name, of_nothing, rate in rates:
        yield Figure(f"an empty page: {name}, for comparison", of_nothing, "frames/s")
        yield Figure(f"{nodes:,} nodes: {name}, as measured", rate, "frames/s")
        yield Figure(f"{nodes:,} nodes: {name}", rate * max(1.0, FULL / of_nothing), "frames/s", 30, least=True)


def very_large_figures(browser: Any, folder: Path, empty: Path, nodes: int) -> Iterator[Figure]:
    """Yield what is measured of a page of so many nodes that the graph draws a part of them alone."""
    source, path = folder / "very-large.ttl", folder / "very-large.html"
    source.write_text(turtle(nodes), encoding="utf-8")
    making = made(source, path)
    name = f"{nodes:,} nodes"
    yield Figure(f"{name}: made in", making.cpu, "s of a processor")
    yield Figure(f"{name}: memory", making.megabytes, "MB")
    yield Figure(f"{name}: file", path.stat().st_size / 1e6, "MB")
    with Opened(browser, empty) as page:
        busy = max(1.0, page.evaluate(FIRST_FRAME) / AT_REST)
    with Opened(browser, path) as page:
        seconds = until(page, READY)
        yield Figure(f"{name}: ready, as measured", seconds, "s")
        yield Figure(f"{name}: ready", seconds / busy, "s", 15)
        count, searched = page.evaluate(SEARCHED, "System 77")
        if not count:
            raise RuntimeError("the search finds nothing")
        yield Figure(f"{name}: search as soon as it is ready", searched / busy, "s", 10)
        yield Figure(f"{name}: a later search", page.evaluate(SEARCHED, "Task 7")[1] / busy, "s", 0.5)
        for view, seen in (("thing", "#view-thing article h2"), ("graph", "#network canvas")):
            opened = page.evaluate(SHOWN, [f"{view}/urn:LLM:0", seen])
            yield Figure(f"{name}: the most linked thing in the view {view}", opened / busy, "s", 2)


# --- the pages of others


def plain(network: Network) -> Any:
    """Return the network with labels alone, for programs that take networkx."""
    import networkx as nx

    graph = nx.Graph()
    graph.add_nodes_from((node, {"label": label}) for node, label in network.nodes(data="label"))
    graph.add_edges_from((one, other) for one, other in network.edges())
    return graph


def pyvis_default(path: Path, network: Network) -> None:
    """Write what pyvis makes by itself, but for what it would load from elsewhere."""
    from pyvis.network import Network as Picture

    picture = Picture(cdn_resources="in_line")
    picture.from_nx(plain(network))
    text = picture.generate_html()
    path.write_text(text, encoding="utf-8")


GRAVIS = """
import json, sys, gravis, networkx as nx
graph = nx.node_link_graph(json.load(open(sys.argv[1], encoding="utf-8")), edges="edges")
open(sys.argv[2], "w", encoding="utf-8").write(gravis.d3(graph).to_html_standalone())
"""


def gravis(path: Path, network: Network, python: str) -> None:
    """Write what gravis makes with d3."""
    import networkx as nx

    source = path.with_suffix(".json")
    source.write_text(json.dumps(nx.node_link_data(plain(network), edges="edges")), encoding="utf-8")
    subprocess.run([python, "-c", GRAVIS, str(source), str(path)], check=True, capture_output=True)


def ttl3d(path: Path, network: Network, python: str) -> None:
    """Write what ttl3d makes of the same Turtle, in two dimensions."""
    source = path.with_suffix(".ttl")
    source.write_text(turtle(len(network)), encoding="utf-8")
    command = [python, "-m", "ttl3d", str(source), "-o", str(path), "--view", "2d", "--color-by", "type"]
    subprocess.run(command, check=True, capture_output=True)


def other_figures(browser: Any, folder: Path, nodes: int, python: str) -> Iterator[Figure]:
    """Yield what is measured of the pages of others; of one that draws nothing in time, nothing."""
    network = to_network(local_graph(turtle(nodes)))
    makers: dict[str, Callable[[Path], None]] = {
        "pyvis as it comes": lambda path: pyvis_default(path, network),
        "gravis (d3)": lambda path: gravis(path, network, python),
        "ttl3d (2D)": lambda path: ttl3d(path, network, python),
    }
    for name, write in makers.items():
        path = folder / f"{name.partition(' ')[0]}.html"
        start = time.monotonic()
        write(path)
        yield Figure(f"{name}, {nodes:,} nodes: made in", time.monotonic() - start, "s")
        try:
            start = time.monotonic()
            with Opened(browser, path) as page:
                until(page, DRAWN)
            yield Figure(f"{name}, {nodes:,} nodes: drawn after", time.monotonic() - start, "s")
            pan, zoom = frames(browser, path, "")
            yield Figure(f"{name}, {nodes:,} nodes: pan", pan, "frames/s")
            yield Figure(f"{name}, {nodes:,} nodes: zoom", zoom, "frames/s")
        except Exception as error:  # whatever goes wrong with another's page is a result too
            print(f"{name}: failed: {str(error).splitlines()[0][:80]}", file=sys.stderr)


def main() -> int:
    """Measure, print a row a figure, and return the exit status."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--nodes", type=int, default=10_000, help="of the large graph")
    parser.add_argument(
        "--very-large", type=int, default=200_000, metavar="NODES", help="of a graph drawn in part; 0: none"
    )
    parser.add_argument("--repeats", type=int, default=5)
    parser.add_argument("--others", metavar="PYTHON", default="", help="measure other pages too; this Python has them")
    options = parser.parse_args()
    chromium = shutil.which("chromium")
    if chromium is None:
        sys.exit("chromium is missing; install the Debian package chromium")
    from playwright.sync_api import sync_playwright

    missed: list[str] = []
    print("| page | measured | goal | |\n| --- | ---: | ---: | --- |")
    with sync_playwright() as playwright, tempfile.TemporaryDirectory() as name:
        browser, folder = playwright.chromium.launch(executable_path=chromium, args=FLAGS), Path(name)
        empty = folder / "empty.html"
        empty.write_text("<!doctype html><title>empty</title><p>empty", encoding="utf-8")
        figures = [
            survey_figures(browser, folder, empty, options.repeats),
            large_figures(browser, folder, empty, options.nodes, options.repeats),
            *([very_large_figures(browser, folder, empty, options.very_large)] if options.very_large else []),
            *([other_figures(browser, folder, 300, options.others)] if options.others else []),
        ]
        for group in figures:
            for figure in group:
                print(figure, flush=True)
                if not figure.is_reached:
                    missed.append(figure.told)
        browser.close()
    return told(missed)


if __name__ == "__main__":
    sys.exit(main())
