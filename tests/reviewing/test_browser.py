"""A review as a person does it: the address that the command prints, in Chromium."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from browsing import LARGE, PAYLOADS, PHONE
from reviewing_project import Reviewed
from slm_graph.documents import read_yaml
from slm_graph.entries import SurveyWord, read_words, words_text
from slm_graph.importing import import_table
from slm_graph.reviewing.columns import SETTINGS
from tools import ROOT

AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
OPEN = {"HuBERTX", "MyData-5k", "NewCodec"}


@pytest.fixture
def opened(browser: Any) -> Iterator[Callable[..., Any]]:
    """Open a page in a context of its own; whatever goes wrong in it fails the test."""
    contexts: list[Any] = []
    faults: list[str] = []

    def open_page(address: str, **options: Any) -> Any:
        context = browser.new_context(**{"viewport": LARGE, **options})
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.on("console", lambda message: faults.append(message.text) if message.type == "error" else None)
        page.goto(address)
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert [fault for fault in faults if "422" not in fault] == []


def decisions(path: Path) -> dict[str, str]:
    rows = [line.split("\t") for line in path.read_text(encoding="utf-8").splitlines()[1:]]
    return {row[0]: row[1] for row in rows if row[1]}


def choose(page: Any, word: str, label: str) -> None:
    page.get_by_role("group", name=word, exact=True).get_by_label(label).first.check()


@pytest.mark.parametrize("script", [True, False])
def test_decisions_are_written_and_the_next_import_follows_them(
    opened: Callable[..., Any], review: Reviewed, script: bool
) -> None:
    before = review.words.read_text(encoding="utf-8")
    page = opened(review.address, java_script_enabled=script)
    page.get_by_role("link", name="11 words of A list of speech models").click()
    assert {legend.strip() for legend in page.locator("legend").all_inner_texts()} == OPEN
    choose(page, "HuBERTX", "HuBERT hubert")
    choose(page, "NewCodec", "a new item")
    choose(page, "MyData-5k", "names nothing")
    page.get_by_role("button", name="Write decisions").click()
    assert page.get_by_role("status").inner_text() == "3 decisions written"
    assert "Nothing is open" in page.inner_text("main")
    assert decisions(review.words) == {"HuBERTX": "hubert", "NewCodec": "new", "MyData-5k": "nothing"}
    after = review.words.read_text(encoding="utf-8")
    for word, decision in decisions(review.words).items():
        before = before.replace(f"{word}\t\t", f"{word}\t{decision}\t")
    assert after == before
    import_table(review.folder / "data", review.folder / "table.md", survey="my-list").write()
    assert "hubert" in (review.folder / "data" / "systems" / "bar-audio.yaml").read_text(encoding="utf-8")


def test_a_typed_id_is_taken_and_a_wrong_one_is_told(opened: Callable[..., Any], review: Reviewed) -> None:
    before = review.words.read_bytes()
    page = opened(f"{review.address}words/my-list")
    page.get_by_label("id of what HuBERTX means").fill("hubertt")
    choose(page, "NewCodec", "EnCodec encodec")
    page.get_by_role("button", name="Write decisions").click()
    told = page.get_by_role("alert").inner_text()
    assert '"HuBERTX": no SpeechEncoder has the id hubertt; did you mean hubert?, or write new or nothing' in told
    assert "data/surveys/my-list.words.tsv:" in told
    assert review.words.read_bytes() == before
    # What was chosen is still chosen, so that only the wrong one is to be mended.
    assert page.get_by_label("id of what HuBERTX means").input_value() == "hubertt"
    assert page.get_by_role("group", name="NewCodec").get_by_label("EnCodec encodec").is_checked()
    page.get_by_label("id of what HuBERTX means").fill("wavlm")
    page.get_by_role("button", name="Write decisions").click()
    assert decisions(review.words) == {"HuBERTX": "wavlm", "NewCodec": "encodec"}
    page.get_by_role("link", name="decided (2)").click()
    assert page.get_by_label("id of what HuBERTX means").input_value() == "wavlm"
    choose(page, "HuBERTX", "undecided")
    page.get_by_role("button", name="Write decisions").click()
    assert decisions(review.words) == {"NewCodec": "encodec"}


def test_it_goes_by_keyboard_alone(opened: Callable[..., Any], review: Reviewed) -> None:
    page = opened(f"{review.address}words/my-list")
    for _ in range(20):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.name?.startsWith('word-')"):
            break
    word = page.evaluate("document.activeElement.closest('fieldset').querySelector('legend').innerText")
    page.keyboard.press("2")
    chosen = page.evaluate("document.activeElement.value")
    page.keyboard.press("Enter")
    page.wait_for_selector("[role=status]")
    assert decisions(review.words) == {word: chosen}
    assert chosen


def test_a_file_that_changed_meanwhile_is_not_written_over(opened: Callable[..., Any], review: Reviewed) -> None:
    page = opened(f"{review.address}words/my-list")
    changed = review.words.read_text(encoding="utf-8").replace("NewCodec\t\t", "NewCodec\tnothing\t")
    review.words.write_text(changed, encoding="utf-8")
    choose(page, "HuBERTX", "HuBERT hubert")
    page.get_by_role("button", name="Write decisions").click()
    assert "has changed since this page was shown; nothing was written" in page.get_by_role("alert").inner_text()
    assert review.words.read_text(encoding="utf-8") == changed
    assert page.locator("legend").count() == 2
    page.get_by_role("button", name="Write decisions").click()
    assert decisions(review.words) == {"NewCodec": "nothing", "HuBERTX": "hubert"}


def test_columns_are_decided_and_comments_stay(opened: Callable[..., Any], review: Reviewed) -> None:
    text = review.columns.read_text(encoding="utf-8").replace("title:", "# mine\ntitle:", 1)
    review.columns.write_text(text, encoding="utf-8")
    page = opened(f"{review.address}columns/my-list")
    page.get_by_label("field 1 of Data").select_option("methods")
    page.get_by_label("one more field of Paper").select_option("code")
    page.get_by_label("unit of LLM").fill("B")
    page.get_by_role("button", name="Write columns").click()
    assert page.get_by_role("status").inner_text() == "3 changes written"
    wanted = (
        text.replace("{key: data, name: Data, fields: [datasets], confidence: '0.95', why: its header}",
                     "{key: data, name: Data, fields: [methods], why: decided}")
        .replace("name: Paper, fields: [paper.title], confidence: '0.95', why: its header}",
                 "name: Paper, fields: [paper.title, code], why: decided}")
        .replace("name: LLM, fields: [llms], confidence: '0.95', why: its header}",
                 "name: LLM, fields: [llms], confidence: '0.95', why: its header, unit: B}")
    )  # fmt: skip
    assert review.columns.read_text(encoding="utf-8") == wanted
    page.get_by_label("Its rows are").select_option("skipped")
    page.get_by_role("button", name="Write columns").click()
    assert "class: skipped\n    why: decided" in review.columns.read_text(encoding="utf-8")


def test_how_a_column_is_read_is_decided(opened: Callable[..., Any], review: Reviewed) -> None:
    page = opened(f"{review.address}columns/my-list")
    row = page.locator("tr", has=page.get_by_role("rowheader", name="Data", exact=True))
    row.locator("summary").click()
    row.get_by_label("Dates like 03/04/2024").select_option("day first")
    row.get_by_label("words that state nothing in Data").fill("n/a\n ? \nn/a")
    row.get_by_label("what separates names in Data").fill(" - \n;")
    row.get_by_label("Its numbers are the sizes of").select_option("LLM")
    page.get_by_role("button", name="Write columns").click()
    assert page.get_by_role("status").inner_text() == "1 change written"
    document, problems = read_yaml(review.columns)
    assert document is not None
    assert problems == []
    tree: Any = document.tree
    (column,) = [one for one in tree["tables"][0]["columns"] if one["name"] == "Data"]
    assert {name: column.get(name) for name in SETTINGS} == {
        "unit": None, "date_order": "day first", "size_of": "LLM",
        "null_words": ["n/a", "?"], "separators": [" - ", ";"],
    }  # fmt: skip
    assert column["fields"] == ["datasets"]
    before = review.columns.read_text(encoding="utf-8")
    row = page.locator("tr", has=page.get_by_role("rowheader", name="Data", exact=True))
    assert row.get_by_label("what separates names in Data").input_value() == " - \n;"
    page.get_by_role("button", name="Write columns").click()
    assert review.columns.read_text(encoding="utf-8") == before
    row.get_by_label("words that state nothing in Data").fill("")
    row.get_by_label("Dates like 03/04/2024").evaluate("(select) => select.append(new Option('x', 'x', true, true))")
    page.get_by_role("button", name="Write columns").click()
    assert "Data: x is no order of dates: day first or month first" in page.get_by_role("alert").inner_text()
    assert review.columns.read_text(encoding="utf-8") == before


def test_hostile_words_are_text(opened: Callable[..., Any], review: Reviewed) -> None:
    path = review.words
    texts = {" ".join(text.split()) for text in PAYLOADS}
    path.write_text(
        words_text(
            SurveyWord(text, "", "new", "0.5", "LLM", text, "", "1", text, f"{text} (0.5)", text, text)
            for text in sorted(texts)
        ),
        encoding="utf-8",
    )
    page = opened(f"{review.address}words/my-list")
    assert {legend.strip() for legend in page.locator("legend").all_inner_texts()} == texts
    assert page.evaluate("window.hit") is None
    page.locator("input[value=nothing]").last.check()
    page.get_by_role("button", name="Write decisions").click()
    assert page.get_by_role("status").inner_text() == "1 decision written"
    assert len(read_words(path)[0]) == len(texts)


def test_a_faulty_file_is_told_with_its_place(opened: Callable[..., Any], review: Reviewed) -> None:
    review.words.write_text("word\tproposal\nA\tb\n", encoding="utf-8")
    page = opened(f"{review.address}words/my-list")
    assert "data/surveys/my-list.words.tsv:1:1: has no column decision" in page.get_by_role("alert").inner_text()


@pytest.mark.parametrize("viewport", [LARGE, PHONE])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_nothing_stands_in_the_way(
    opened: Callable[..., Any], review: Reviewed, viewport: dict[str, int], scheme: str
) -> None:
    page = opened(review.address, viewport=viewport, color_scheme=scheme, bypass_csp=True)
    for address in (review.address, f"{review.address}words/my-list", f"{review.address}columns/my-list"):
        page.goto(address)
        page.evaluate(AXE.read_text(encoding="utf-8"))
        faults = page.evaluate(
            "axe.run().then((result) => result.violations.map(({ id, nodes }) => id + nodes[0].html))"
        )
        assert faults == []
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
