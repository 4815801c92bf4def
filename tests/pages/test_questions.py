"""The view Questions: it answers what the command line answers, offline and stoppable."""

from __future__ import annotations

import csv
import io
import re
import socketserver
import threading
from collections import Counter
from collections.abc import Iterator, Mapping
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

import pytest

from browsing import PAYLOADS, PHONE, Open, until
from slm_graph.graphs import LocalGraph
from slm_graph.graphs.local import local_graph
from slm_graph.network import kinds_of, to_network
from slm_graph.pages.asking import asking_of
from slm_graph.pages.page import write_page
from slm_graph.questions import ReaderView, StoredQuery, bind_question, read_questions, write_results
from tools import ROOT

QUESTIONS = read_questions(ROOT / "queries")
ENDLESS = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"


def ask(page: Any, name: str, values: Mapping[str, str] | None = None) -> None:
    """Open a question by its address, and wait for the answer."""
    pairs = "&".join(f"with.{key}={value}" for key, value in (values or {}).items())
    page.evaluate(f"location.hash = {f'questions/{name}?{pairs}'!r}")
    until(page, f"document.querySelector('.question-list [aria-current]')?.dataset.question === {name!r}")
    until(page, "document.querySelector('.result') && !document.querySelector('.result[aria-busy]')")


def saved(page: Any, button: str) -> str:
    """Press a button that saves; again where that was too fast for Chromium, which drops what is over ten a second."""
    from playwright.sync_api import TimeoutError as NoDownload

    for _ in range(4):
        try:
            with page.expect_download(timeout=5_000) as download:
                page.click(f".downloads button:text-is('{button}')")
        except NoDownload:
            continue
        return Path(download.value.path()).read_text(encoding="utf-8")
    raise AssertionError(f"{button} saves nothing")


def by_value(text: str) -> Counter[tuple[Any, ...]]:
    """Return the rows of an answer, as CSV or as N-Triples; numbers by their values."""
    if re.match("[<_]", text):
        return Counter((line,) for line in text.splitlines() if line)
    return Counter(tuple(map(value_of, row)) for row in csv.reader(io.StringIO(text)))


def value_of(text: str) -> Decimal | str:
    try:
        return Decimal(text)
    except InvalidOperation:
        return text


def on_the_command_line(question: StoredQuery, values: Mapping[str, str], graph: LocalGraph) -> str:
    output = io.BytesIO()
    name = "csv" if question.form in ("SELECT", "ASK") else "ntriples"
    write_results(bind_question(question, values, graph).answer(graph), name, output, ReaderView(graph.prefixes))
    return output.getvalue().decode()


def other_values(question: StoredQuery, data: Mapping[str, Any]) -> dict[str, str]:
    """Return for each parameter that has choices one that is not its default."""
    (stored,) = [row for row in data["questions"] if row["name"] == question.name]
    chosen = {}
    for parameter in stored["parameters"]:
        values = [choice[0] for choice in data["choices"].get(parameter["choices"], ())]
        others = [value for value in values if value != parameter["default"]]
        if others:
            chosen[parameter["name"]] = others[len(others) // 3]
    return chosen


def test_every_stored_question_gives_in_the_page_what_it_gives_on_the_command_line(
    opened: Open, page_file: Path, graph: LocalGraph
) -> None:
    data = asking_of(graph, kinds_of(to_network(graph)), QUESTIONS).data
    page = opened(page_file, "#questions")
    asked = 0
    for question in QUESTIONS:
        other = other_values(question, data)
        for values in [{}, other] if other else [{}]:
            ask(page, question.name, values)
            text = saved(page, "CSV" if question.form in ("SELECT", "ASK") else "N-Triples")
            expected = on_the_command_line(question, values, graph)
            assert by_value(text) == by_value(expected), f"{question.name} {values}"
            rows = page.locator(".answer-rows tbody tr").count()
            lines = sum(by_value(expected).values()) - (question.form in ("SELECT", "ASK"))
            assert rows == min(500, lines), question.name
            asked += 1
    assert asked > len(QUESTIONS) + 20 > 80


def test_a_question_is_found_chosen_and_told_what_it_asks_for(opened: Open, page_file: Path) -> None:
    page = opened(page_file)
    page.click("#to-questions")
    page.fill("#find-question", "address task full name")
    assert page.locator(".question-list li:visible").count() == 1
    page.click(".question-list li:visible a")
    page.wait_for_selector(".answer-rows")
    assert page.evaluate("location.hash") == "#questions/systems-by-task"
    options = page.locator("#parameter-task option").all_inner_texts()
    assert any(re.fullmatch(r"ASR: Automatic Speech Recognition \(\d+\)", text) for text in options)
    page.select_option("#parameter-task", "task/asr")
    until(page, "document.querySelectorAll('.answer-rows tbody tr').length === 14")
    assert page.evaluate("location.hash") == "#questions/systems-by-task?with.task=task/asr"
    page.click(".answer-rows a >> text=SALMONN")
    assert page.inner_text("#details h2") == "SALMONN"
    page.go_back()
    page.go_back()
    until(page, "document.querySelector('#parameter-task').value === 'task/st'")
    page.click("#find-question")
    page.keyboard.type("qqqq")
    assert "No question has these words" in page.inner_text(".question-side")


def test_answers_are_saved_in_three_formats(opened: Open, page_file: Path) -> None:
    page = opened(page_file, "#questions/encoders-by-systems")
    page.wait_for_selector(".answer-rows")
    assert saved(page, "CSV").startswith("encoder,")
    assert '"bindings"' in saved(page, "JSON")
    lines = saved(page, "Markdown").splitlines()
    assert lines[0].startswith("| encoder |")
    assert "---:" in lines[1]
    assert len(lines) - 2 == page.locator(".answer-rows tbody tr").count()


def test_sparql_is_edited_asked_and_linked_to(opened: Open, page_file: Path) -> None:
    page = opened(page_file, "#questions/encoders-by-systems")
    page.wait_for_selector(".answer-rows")
    page.click(".code summary")
    page.click(".editor .cm-content")
    page.keyboard.press("Control+A")
    page.keyboard.insert_text("SELECT ?name { ?s a slm:System ; rdfs:label ?name } ORDER BY ?name LIMIT 3")
    page.keyboard.press("Control+Enter")
    until(page, "document.querySelectorAll('.answer-rows tbody tr').length === 3")
    link = page.evaluate("location.hash")
    other = opened(page_file, link)
    other.wait_for_selector(".answer-rows")
    assert other.inner_text(".answer-rows tbody") == page.inner_text(".answer-rows tbody")
    assert "was changed" in other.inner_text(".about")
    page.click("text=Undo changes")
    until(page, "document.querySelectorAll('.answer-rows tbody tr').length > 10")


def test_sparql_is_typed_key_by_key(opened: Open, page_file: Path) -> None:
    page = opened(page_file, "#questions")
    page.click(".editor .cm-content")
    typed = "SELECT ?t ?x1 { ?t a slm:System ; rdfs:label ?x1 . FILTER (STRLEN(?x1) / 2 > 1) }"
    page.keyboard.press("Control+A")
    page.keyboard.type(typed, delay=5)
    assert page.inner_text(".editor .cm-content").startswith(typed)
    assert page.locator("dialog[open]").count() == 0
    page.keyboard.press("Control+Enter")
    until(page, "document.querySelectorAll('.answer-rows tbody tr').length > 20")
    page.keyboard.press("Control+A")
    page.keyboard.type("slm:usesLL", delay=20)
    page.wait_for_selector(".editor .cm-tooltip-autocomplete")
    page.keyboard.press("Escape")
    page.keyboard.type("M")
    assert page.inner_text(".editor .cm-content") == "slm:usesLLM", "Escape closed the list alone"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("SELECT ?s {\n ?s a none:X }", "line 2, column 13: none: is not declared; add PREFIX none: <…>"),
        ("SELECT ?s { ?s a slm:System } LIMIT x", "line 1, column 37: unexpected x"),
        ("SELECT * { SERVICE <https://example.org/sparql> { ?s ?p ?o } }", "is not supported"),
    ],
)
def test_a_fault_of_a_query_is_told_with_its_place(opened: Open, page_file: Path, text: str, message: str) -> None:
    page = opened(page_file, "#questions")
    page.evaluate("(text) => { location.hash = 'questions?sparql=' + encodeURIComponent(text); }", text)
    page.wait_for_selector(".result .fault")
    assert message in page.inner_text(".result .fault")


def test_completion_knows_prefixes_properties_and_names(opened: Open, page_file: Path) -> None:
    page = opened(page_file, "#questions")
    page.click(".editor .cm-content")
    for typed, offered in (("slm:usesLL", "slm:usesLLM"), ("SALMON", "SALMONN"), ("PREFIX sko", "PREFIX skos: <")):
        page.keyboard.press("Control+A")
        page.keyboard.type(typed, delay=20)
        page.wait_for_selector(f".editor .cm-tooltip-autocomplete >> text={offered}")


def test_a_question_that_takes_too_long_can_be_stopped(opened: Open, page_file: Path) -> None:
    page = opened(page_file, "#questions")
    page.evaluate("(text) => { location.hash = 'questions?sparql=' + encodeURIComponent(text); }", ENDLESS)
    page.click("button:text-is('Stop')")
    assert page.inner_text(".result") == "Stopped."
    ask(page, "encoders-by-systems")
    assert page.locator(".answer-rows tbody tr").count() > 10


def test_a_value_never_becomes_syntax(opened: Open, page_file: Path) -> None:
    page = opened(page_file, "#questions/find-by-name")
    for value in ('" } #', '\\" . ?s ?p ?o } #', "\\u0022 } #", "\n"):
        page.evaluate("(v) => { location.hash = 'questions/find-by-name?with.text=' + encodeURIComponent(v); }", value)
        until(page, "document.querySelector('.result') && !document.querySelector('.result[aria-busy]')")
        assert page.locator(".fault").count() == 0
        assert "line " not in page.inner_text(".result")


@pytest.fixture
def listener() -> Iterator[tuple[str, list[bytes]]]:
    """Return a host that takes every connection, and the first line of each."""
    lines: list[bytes] = []

    class Taking(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            lines.append(self.rfile.readline())

    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Taking) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"127.0.0.1:{server.server_address[1]}", lines
        server.shutdown()


ATTEMPTS = [
    "fetch('http://HOST/fetch', {mode: 'no-cors'})",
    "fetch('http://HOST/post', {mode: 'no-cors', method: 'POST', body: 'graph'})",
    "(async () => importScripts('http://HOST/script'))()",
    "(async () => new WebSocket('ws://HOST/socket'))()",
    "(async () => new EventSource('http://HOST/events'))()",
    "(async () => new Worker('http://HOST/worker'))()",
    "import('http://HOST/module')",
    "(async () => { const x = new XMLHttpRequest(); x.open('GET', 'http://HOST/xhr', false); x.send(); })()",
]


def try_to_fetch(browser: Any, path: Path, host: str) -> None:
    """Try in the worker of a page what fetches."""
    page = browser.new_page()
    page.goto(path.as_uri() + "#questions/encoders-by-systems")
    page.wait_for_selector(".answer-rows")
    (worker,) = page.workers
    for attempt in ATTEMPTS:
        worker.evaluate(f"() => {attempt.replace('HOST', host)}.then(() => 0, () => 0)")
    page.wait_for_timeout(500)
    page.close()


def test_the_worker_fetches_nothing(
    browser: Any, page_file: Path, listener: tuple[str, list[bytes]], tmp_path: Path
) -> None:
    host, lines = listener
    try_to_fetch(browser, page_file, host)
    assert lines == []
    # Without the policy they arrive: it is the policy that stops them.
    text = page_file.read_text(encoding="utf-8")
    open_page = tmp_path / "open.html"
    open_page.write_text(text.replace("Content-Security-Policy", "Nothing", 1), encoding="utf-8")
    try_to_fetch(browser, open_page, host)
    assert len(lines) >= 4


def test_a_hostile_graph_runs_nothing_in_an_answer(opened: Open, tmp_path: Path) -> None:
    lines = [f"<urn:s:{k}> a <urn:c> ; <urn:p> {quoted(text)} ." for k, text in enumerate(PAYLOADS)]
    lines += ["<urn:s:1> <urn:p> <javascript:window.hit=9> , <https://example.org/page> ."]
    graph = local_graph("\n".join(lines))
    network = to_network(graph)
    if not len(network):
        network = to_network(local_graph("<urn:a> a <https://w3id.org/slm-graph/ontology#System> ."))
    path = tmp_path / "hostile.html"
    write_page(path, network, asking=asking_of(graph, kinds_of(network)))
    page = opened(path, "#questions?sparql=SELECT * { ?s <urn:p> ?o }")
    page.wait_for_selector(".answer-rows")
    assert page.locator(".answer-rows tbody tr").count() == len(PAYLOADS) + 2
    assert page.locator(".answer-rows :is(script, img, svg[onload], iframe)").count() == 0
    hrefs = page.eval_on_selector_all(".answer-rows a", "all => all.map((a) => a.href)")
    assert [href for href in hrefs if not href.startswith(path.as_uri())] == ["https://example.org/page"]
    assert page.evaluate("window.hit") is None


def quoted(text: str) -> str:
    return '"' + "".join(f"\\U{ord(character):08X}" for character in text) + '"'


def test_questions_fit_a_phone(opened: Open, page_file: Path) -> None:
    page = opened(page_file, "#questions/compare-systems", viewport=PHONE)
    page.wait_for_selector(".answer-rows")
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]


def test_a_page_without_a_graph_has_no_questions(opened: Open, tmp_path: Path, graph: LocalGraph) -> None:
    path = tmp_path / "plain.html"
    write_page(path, to_network(graph))
    assert "wasm" not in path.read_text(encoding="utf-8").split("<title>")[0]
    assert opened(path).locator("#to-questions").count() == 0


def test_questions_and_the_answer_stand_beside_each_other(opened: Open, page_file: Path) -> None:
    page = opened(page_file, "#questions/systems-by-encoder")
    listed, answer = (page.locator(f"#view-questions > *:nth-child({k})").bounding_box() for k in (1, 2))
    assert listed["x"] + listed["width"] <= answer["x"] + 1
    assert answer["y"] < 200
