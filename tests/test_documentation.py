"""The documentation as a web site: it is made without a warning, and each link on a page of it leads somewhere."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from html import unescape
from importlib import import_module
from pathlib import Path

import pytest

from slm_graph.problems import DOCUMENTATION, Fault, NotFound
from tools import ROOT, made_once
from workflows import runs


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    step = runs(ROOT / ".github" / "workflows" / "site.yaml")["documentation"].splitlines()
    assert step[0] == "pip install '.[docs]'"
    command = [sys.executable, "-m", *shlex.split(step[1])]
    # Which of its kind comes next is for its keepers to settle.
    environment = {**os.environ, "NO_MKDOCS_2_WARNING": "1", "PYTHONWARNINGS": "default"}

    def make(folder: Path) -> None:
        given = [str(folder) if word == "_site/docs" else word for word in command]
        ended = subprocess.run(given, cwd=ROOT, capture_output=True, encoding="utf-8", check=False, env=environment)
        assert ended.returncode == 0, ended.stderr

    return made_once(tmp_path_factory, "documentation", make)


def test_every_class_of_a_fault_says_where_it_is_told_of(site: Path) -> None:
    waiting, classes = [Fault], set[type[Fault]]()
    for path in (ROOT / "src" / "slm_graph").rglob("*.py"):
        if "(Fault" in path.read_text(encoding="utf-8"):
            import_module(".".join(path.relative_to(ROOT / "src").with_suffix("").parts))
    while waiting:
        cls = waiting.pop()
        if cls.__module__.startswith("slm_graph."):
            classes.add(cls)
        waiting += cls.__subclasses__()
    assert len(classes) > 6
    for cls in classes:
        assert cls.docs.startswith(DOCUMENTATION)
        page, _, anchor = cls.docs.removeprefix(DOCUMENTATION).partition("#")
        assert anchor.endswith(f".{cls.__name__}")
        assert f'id="{anchor}"' in (site / page).read_text(encoding="utf-8"), f"docs/python.md has no {anchor}"


def test_a_fault_of_another_package_is_told_of_where_ours_is() -> None:
    class Other(NotFound):
        __module__ = "other.package"

    assert Other("x").docs == NotFound.docs


def test_every_link_leads_somewhere(site: Path) -> None:
    pages = {path: path.read_text(encoding="utf-8") for path in site.glob("*.html")}
    assert len(pages) >= 15
    for path, text in pages.items():
        for link in re.findall(r'(?:href|src)="([^":]+)"', text):
            name, _, anchor = unescape(link).partition("#")
            target = path.parent / name if name else path
            assert target.exists(), f"{path.name}: {link}"
            assert not anchor or target not in pages or f'id="{anchor}"' in pages[target], f"{path.name}: {link}"


def test_no_page_loads_anything_from_elsewhere(site: Path) -> None:
    for path in site.glob("*.html"):
        text = path.read_text(encoding="utf-8")
        assert not re.search(r'<(?:script|img|iframe)[^>]*\ssrc="https?:|<link[^>]*\shref="https?:', text), path.name


def test_the_site_has_nothing_but_pages_and_what_they_show(site: Path) -> None:
    kinds = {path.suffix for path in site.rglob("*") if path.is_file() and "assets" not in path.parts}
    assert kinds == {".html", ".png", ".css", ".json", ".xml", ".gz", ".inv", ".tsv"}


def test_the_notebooks_are_pages_with_what_they_show(site: Path) -> None:
    researcher = (site / "researcher.html").read_text(encoding="utf-8")
    assert "<td>Wishper encoder (speech)</td>" in researcher
    assert 'src="data:image/png;base64,' in researcher
    engineer = (site / "engineer.html").read_text(encoding="utf-8")
    assert "SALMONN uses LLM Vicuna" in engineer
    assert 'href="triplestores.html"' in engineer
    assert 'href="researcher.html"' in (site / "ask.html").read_text(encoding="utf-8")


def test_the_first_page_is_the_readme_and_leads_to_pages_of_the_site(site: Path) -> None:
    text = (site / "index.html").read_text(encoding="utf-8")
    assert "29 systems in a Markdown table" in text
    assert 'href="reliability.html"' in text
    assert "mermaid" not in text


def test_the_reference_has_each_public_function_with_its_example(site: Path) -> None:
    text = (site / "python.html").read_text(encoding="utf-8")
    for name in ("build.build_graph", "questions.run_query", "importing.import_table", "exporting.write_export"):
        assert f'id="slm_graph.{name}"' in text
    assert text.count("&gt;&gt;&gt;") > 5
