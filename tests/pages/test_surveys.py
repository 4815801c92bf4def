"""Two surveys in one page: which survey states what, and where they disagree; of one the page tells nothing."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from browsing import LARGE, PHONE, Open
from slm_graph.build import write_graph
from slm_graph.graphs import open_graph
from slm_graph.network import kinds_of, to_network
from slm_graph.pages import asking_of, write_page
from slm_graph.questions import read_questions
from survey_data import SurveyData
from tools import ROOT

AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
THING = "#thing/system/video-llama"
FIRST = "Row 12 of Speech LLMs Progress"
SYSTEMS = len(SurveyData(ROOT / "data").systems)


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the page of the survey and of the example of a second one."""
    folder = tmp_path_factory.mktemp("both")
    shutil.copytree(ROOT / "data", folder / "data")
    shutil.copytree(ROOT / "examples" / "recent-speech-llms" / "data", folder / "data", dirs_exist_ok=True)
    write_graph(folder / "data", folder / "output", formats=("ttl",), validate=False)
    graph = open_graph(folder / "output" / "slm-graph.ttl")
    network = to_network(graph)
    asking = asking_of(graph, kinds_of(network), read_questions(ROOT / "queries"))
    write_page(folder / "page.html", network, asking=asking)
    return folder / "page.html"


@pytest.mark.parametrize(("viewport", "scheme"), [(LARGE, "light"), (LARGE, "dark"), (PHONE, "light")])
def test_a_thing_tells_which_row_states_what(opened: Open, both: Path, viewport: dict[str, int], scheme: str) -> None:
    page = opened(both, THING, viewport=viewport, scheme=scheme)
    told = page.inner_text("#view-thing .differing-block")
    assert f"LLaMA, Vicuna ({FIRST})" in told
    assert "Vicuna-13B (Row video-llama of Speech language models of 2024 to 2026" in told
    page.click("#view-thing .differing-block summary")
    page.wait_for_selector(".differing-block figure.cell")
    assert {"LLaMA or Vicuna", "Vicuna-13B"} <= set(page.locator(".differing-block figure.cell mark").all_inner_texts())
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.evaluate(AXE.read_text(encoding="utf-8"))
    assert page.evaluate("axe.run('#view-thing').then((result) => result.violations.map(({ id }) => id))") == []


def test_the_table_marks_it_and_is_narrowed_down_by_survey(opened: Open, both: Path) -> None:
    page = opened(both, "#table")
    marks = page.locator("#table-scroll .differing")
    assert marks.count() == 1
    assert marks.get_attribute("title").startswith(f"surveys disagree: {FIRST}: LLaMA, Vicuna; Row video-llama of")
    facet = page.locator("#facet-lists details").first
    assert facet.locator("summary").inner_text() == "Survey"
    assert facet.locator("li .count").all_inner_texts()[:2] == [str(SYSTEMS), "12"]
    facet.locator("li input").nth(1).check()
    assert page.inner_text("#table-count") == f"12 of {SYSTEMS + 11} rows"
    facet.locator("li input").nth(0).check()
    assert page.inner_text("#table-count") == f"{SYSTEMS + 11} of {SYSTEMS + 11} rows"


def test_the_comparison_tells_both(opened: Open, both: Path) -> None:
    page = opened(both, "#compare?compared=system/video-llama,system/salmonn")
    told = page.inner_text("#view-compare .differing-cell")
    assert "surveys disagree" in told
    assert f"LLaMA, Vicuna ({FIRST})" in told
    assert page.locator("#view-compare .differing-cell").count() == 1


def test_the_page_of_one_survey_has_nothing_of_it(opened: Open, page_file: Path) -> None:
    page = opened(page_file, "#table")
    assert "Survey" not in page.locator("#facet-lists summary").all_inner_texts()
    assert page.locator(".differing").count() == 0
    page = opened(page_file, THING)
    assert "surveys disagree" not in page.inner_text("#view-thing")
