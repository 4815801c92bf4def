"""The state of the page and its address: a link opens what was seen, Back brings back what was."""

from __future__ import annotations

from pathlib import Path

import pytest

from browsing import PHONE, Open, shown, until


def test_a_link_opens_what_was_seen(opened: Open, page_file: Path) -> None:
    page = opened(page_file)
    page.uncheck("#classes input[data-name=Dataset]")
    page.uncheck("#predicates input[data-name='uses LLM']")
    page.fill("#year-from", "2023")
    page.select_option("#modality", "speech")
    page.select_option("#colour-by", "year")
    page.evaluate("slmGraph.choose('system/salmonn')")
    page.focus("#network")
    page.keyboard.press("2")
    page.keyboard.press("+")
    page.keyboard.press("ArrowRight")
    until(page, "location.hash.includes('camera=')")
    link = page.evaluate("location.hash")
    for part in (
        "#graph/system/salmonn?",
        "hidden=Dataset,Paper",
        "hiddenLinks=usesLLM",
        "from=2023",
        "steps=2",
        "colours=year",
    ):
        assert part in link
    other = opened(page_file, link)
    assert shown(other) == shown(page)
    assert other.inner_text("#status") == page.inner_text("#status")
    assert other.inner_text("#details") == page.inner_text("#details")
    for field in ("#year-from", "#modality", "#colour-by"):
        assert other.input_value(field) == page.input_value(field)
    assert not other.is_checked("#classes input[data-name=Dataset]")
    seen, again = (which.evaluate("slmGraph.at('system/salmonn')") for which in (page, other))
    # The address has whole units and three digits of the scale.
    assert again == pytest.approx(seen, abs=4)
    assert other.evaluate("location.hash") == link


def test_back_undoes_one_step_at_a_time(opened: Open, page_file: Path) -> None:
    page = opened(page_file)
    everything = shown(page)
    page.uncheck("#classes input[data-name=Method]")
    without_methods = shown(page)
    page.fill("#year-from", "2023")
    page.uncheck("#classes input[data-name=Task]")
    page.go_back()
    until(page, "document.querySelector('#classes input[data-name=Task]').checked")
    assert page.input_value("#year-from") == "2023"
    page.go_back()
    until(page, "document.querySelector('#classes input[data-name=Method]').checked")
    assert shown(page) == everything
    page.go_forward()
    until(page, "!document.querySelector('#classes input[data-name=Method]').checked")
    assert shown(page)[1] == without_methods[1]


def test_what_is_filtered_out_can_be_chosen_and_says_so(opened: Open, page_file: Path) -> None:
    page = opened(page_file, "#graph/system/salmonn?hidden=System")
    assert "leave it out of the picture" in page.inner_text("#details")
    page.click("#details .note button")  # Show all
    assert "leave it out" not in page.inner_text("#details")
    assert page.evaluate("location.hash") == "#graph/system/salmonn?hidden=&lonely=yes"


def test_addresses_of_before_still_lead_to_things(opened: Open, page_file: Path) -> None:
    assert opened(page_file, "#system/salmonn").inner_text("#details h2") == "SALMONN"


@pytest.mark.parametrize(
    "fragment",
    [
        "#graph/nothing?steps=9&camera=a,b,c&from=x&hidden=,,&colours=none&where.=1&__proto__=1&where.__proto__=2",
        "#graph?camera=1,2,-3",
        "#graph?camera=NaN,Infinity,1",
        "#no-such-view/%ff?%ff=%",
        "#?&&&=",
        "#table?of=nothing&where.usesLLM=none,any:none&where.nothing=1&columns=none&order=none&compared=none",
        "#compare/none,system/salmonn,llm/vicuna",
        "#matrix?rows=none&across=:",
    ],
)
def test_any_address_opens(opened: Open, page_file: Path, fragment: str) -> None:
    page = opened(page_file, fragment, viewport=PHONE)
    page.click("#to-graph")
    assert shown(page)[1] > 400
    assert page.evaluate("Object.prototype.__proto__") is None
