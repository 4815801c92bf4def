"""Measure the interactive view in Chromium, beside other ways to draw the same graph.

    python benchmarks/view.py [--sizes 300,2000,10000] [--others PYTHON]

For each page: its size, the seconds until it is drawn, the memory of its scripts, and frames a second while the
pointer pans and while the wheel zooms, in software rendering. `--others` adds pyvis as it comes, and gravis and ttl3d,
which a Python of their own has (benchmarks/requirements.txt). Of a page that draws nothing in time, that is said; drawn
means for the others that a canvas or a circle is there.
"""

from __future__ import annotations

import argparse
import json
import random
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from slm_graph.graphs.local import local_graph
from slm_graph.network import Network, to_network
from slm_graph.pages.page import write_page

FLAGS = "--headless --no-sandbox --disable-gpu --no-first-run --disable-background-networking --disable-sync".split()
ONTOLOGY = "https://w3id.org/slm-graph/ontology#"
LINKS_A_NODE = 3.35
PATIENCE = 60
FRAMES = """async (ms) => {
  const start = performance.now(); let frames = 0;
  while (performance.now() - start < ms) { await new Promise(requestAnimationFrame); frames++; }
  return frames * 1000 / (performance.now() - start);
}"""


def turtle(count: int) -> str:
    """Return a graph of about so many things; few of them have many links, as in a survey."""
    source = random.Random(count)  # noqa: S311
    kinds = {"System": 0.25, "Dataset": 0.3, "Paper": 0.3, "Task": 0.05, "SpeechEncoder": 0.05, "LLM": 0.05}
    names = {kind: [f"<urn:{kind}:{i}>" for i in range(max(1, round(count * share)))] for kind, share in kinds.items()}
    label = "<http://www.w3.org/2000/01/rdf-schema#label>"
    lines = [
        f'{name} a <{ONTOLOGY}{kind}> ; {label} "{kind} {number}" .'
        for kind, found in names.items()
        for number, name in enumerate(found)
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


def plain(network: Network) -> Any:
    """Return the network with labels alone, for programs that take networkx."""
    import networkx as nx

    graph = nx.Graph()
    graph.add_nodes_from((node, {"label": label}) for node, label in network.nodes(data="label"))
    graph.add_edges_from((one, other) for one, other in network.edges())
    return graph


def ours(path: Path, network: Network) -> None:
    """Write our page."""
    write_page(path, network)


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


def measured(browser: Any, path: Path) -> str:
    """Return what was measured of a page."""
    context = browser.new_context(viewport={"width": 1400, "height": 900}, offline=True)
    page = context.new_page()
    start = time.monotonic()
    try:
        page.goto(path.as_uri(), timeout=PATIENCE * 1000, wait_until="commit")
        drawn = (
            "document.documentElement.dataset.ready || "
            "(!window.slmGraph && document.querySelector('canvas, svg circle, svg path'))"
        )
        while not page.evaluate(f"Boolean({drawn})"):
            if time.monotonic() - start > PATIENCE:
                return f"nothing drawn after {PATIENCE} s"
            page.wait_for_timeout(20)
        ready = time.monotonic() - start
        heap = page.evaluate("performance.memory ? performance.memory.usedJSHeapSize / 1e6 : 0")
        page.mouse.move(700, 760)
        page.mouse.down()
        rates = []
        acts: list[Callable[[int], Any]] = [
            lambda k: page.mouse.move(700 + k % 60 * 4, 760 - k % 40),
            lambda k: page.mouse.wheel(0, -30 if k % 20 < 10 else 30),
        ]
        for act in acts:
            page.evaluate(f"window.rate = 0; void ({FRAMES})(2200).then((rate) => {{ window.rate = rate; }})")
            end = time.monotonic() + 2.3
            step = 0
            while time.monotonic() < end:
                act(step)
                step += 1
            page.wait_for_timeout(300)
            rates.append(page.evaluate("window.rate"))
            page.mouse.up()
        return f"{ready:6.2f} s  {heap:6.1f} MB  pan {rates[0]:3.0f}  zoom {rates[1]:3.0f} frames/s"
    except Exception as error:  # whatever goes wrong with another's page is a result too
        return f"failed: {str(error).splitlines()[0][:80]}"
    finally:
        context.close()


def candidates(others: str) -> Iterator[tuple[str, Callable[[Path, Network], None]]]:
    """Yield the pages to measure."""
    yield "slm-graph", ours
    if others:
        yield "pyvis as it comes", pyvis_default
        yield "gravis (d3)", lambda path, network: gravis(path, network, others)
        yield "ttl3d (2D)", lambda path, network: ttl3d(path, network, others)


def main() -> None:
    """Measure, and print a line a page."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sizes", default="300,2000,10000", help="numbers of nodes")
    parser.add_argument("--others", metavar="PYTHON", default="", help="measure other pages too; this Python has them")
    options = parser.parse_args()
    chromium = shutil.which("chromium")
    if chromium is None:
        sys.exit("chromium is missing; install the Debian package chromium")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright, tempfile.TemporaryDirectory() as folder:
        browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        for size in map(int, options.sizes.split(",")):
            network = to_network(local_graph(turtle(size)))
            print(f"{len(network):,} nodes, {network.number_of_edges():,} links")
            for name, write in candidates(options.others):
                path = Path(folder) / f"{name.partition(' ')[0]}-{size}.html"
                start = time.monotonic()
                try:
                    write(path, network)
                except subprocess.CalledProcessError as error:
                    print(f"  {name:<18} failed: {error.stderr.decode().splitlines()[-1]}")
                    continue
                took = time.monotonic() - start
                made = f"made in {took:5.2f} s  {path.stat().st_size / 1e6:5.2f} MB"
                print(f"  {name:<18} {made}  {measured(browser, path)}")
        browser.close()


if __name__ == "__main__":
    main()
