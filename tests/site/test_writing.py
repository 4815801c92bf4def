"""How the files of a site are written: by several processes, whole, and those of earlier runs removed."""

from __future__ import annotations

import gc
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from slm_graph.site import write_site
from slm_graph.site.writing import MANIFEST, write_parts

COUNT = 1000
PART = ".slm-part"
PROGRAM = (
    "import sys; from pathlib import Path; from slm_graph.site import write_site; write_site(*map(Path, sys.argv[1:]))"
)


def graph_of(folder: Path, count: int, words: str = "") -> Path:
    """Write a graph of things; with a base of its own they have folders named like their IRIs."""
    path = folder / "a.ttl"
    lines = (f'<http://e.org/t/{number}> a <http://e.org/C> ; <http://e.org/p> "{words}" .' for number in range(count))
    path.write_text("\n".join(lines))
    return path


def snapshot(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_several_processes_write_what_one_does(tmp_path: Path) -> None:
    graph = graph_of(tmp_path, COUNT)
    one = write_site(tmp_path / "one", graph, processes=1)
    assert write_site(tmp_path / "two", graph, processes=2) == one
    assert snapshot(tmp_path / "one") == snapshot(tmp_path / "two")


@pytest.mark.skipif(os.name == "nt", reason="no fork")
def test_the_fault_of_a_process_is_told(tmp_path: Path) -> None:
    def failing() -> list[tuple[str, bytes]]:
        raise OSError(28, "No space left on device", "a.txt")

    frozen = gc.get_freeze_count()
    with pytest.raises(OSError, match=r"a\.txt"):
        write_parts(tmp_path, [failing] * 100, 2)
    assert gc.get_freeze_count() == frozen


def test_pages_of_things_that_are_gone_are_removed_and_nothing_else(tmp_path: Path) -> None:
    site = tmp_path / "site"
    write_site(site, graph_of(tmp_path, 3))
    before = snapshot(site)
    write_site(site, graph_of(tmp_path, 2))
    fewer = snapshot(site)
    gone = sorted({*before} - {*fewer})
    assert [name.rpartition("/")[2] for name in gone] == ["index.html", "index.jsonld", "index.ttl"]
    assert not (site / gone[0]).parent.exists()
    assert fewer[MANIFEST].decode().splitlines() == sorted({*fewer} - {MANIFEST})

    write_site(site, graph_of(tmp_path, 3))
    assert snapshot(site) == before
    mine = [site / "CNAME", (site / gone[0]).with_name("mine.html"), tmp_path / "outside.txt"]
    for path in mine:
        path.write_text("mine")
    with (site / MANIFEST).open("a") as manifest:
        manifest.write("../outside.txt\n")
    assert write_site(site, graph_of(tmp_path, 2)).removed == 3
    assert [path.read_text() for path in mine] == ["mine"] * 3
    assert {*snapshot(site)} == {*fewer} | {"CNAME", mine[1].relative_to(site).as_posix()}


def test_what_a_killed_run_left_beside_an_unchanged_page_is_removed(tmp_path: Path) -> None:
    site, graph = tmp_path / "site", graph_of(tmp_path, 3)
    write_site(site, graph)
    with subprocess.Popen([sys.executable, "-c", ""]) as process:
        process.wait()
    left = next(iter(sorted(site.glob("thing/*")))) / f".index.html.{process.pid}{PART}"
    left.write_bytes(b"")
    write_site(site, graph)
    assert not left.exists()


@pytest.mark.skipif(os.name == "nt", reason="SIGKILL")
@pytest.mark.parametrize("part", [4, *(pytest.param(part, marks=pytest.mark.exhaustive) for part in (10, 2))])
def test_a_killed_run_leaves_no_torn_file(tmp_path: Path, part: int) -> None:
    """It is killed where about so many of the pages are written."""
    site = tmp_path / "site"
    graph = graph_of(tmp_path, COUNT, "later")
    write_site(tmp_path / "later", graph)
    graph_of(tmp_path, COUNT, "former")
    write_site(site, graph)
    old, new = snapshot(site), snapshot(tmp_path / "later")
    graph_of(tmp_path, COUNT, "later")
    pages = sorted({*site.glob("thing/*/index.html")})
    with subprocess.Popen([sys.executable, "-c", PROGRAM, site, graph], start_new_session=True) as process:
        while b"former" in pages[COUNT // part].read_bytes() and process.poll() is None:
            time.sleep(0.01)
        os.killpg(process.pid, signal.SIGKILL)
    left = {name: content for name, content in snapshot(site).items() if not name.endswith(PART)}
    assert {name for name, content in left.items() if content not in (old[name], new[name])} == set()
    assert {*left} == {*old}
    assert left != new
    write_site(site, graph)
    assert snapshot(site) == new
