"""What is refused of the text of a question."""

from __future__ import annotations

import pytest

from slm_graph.questions.question import parse_question


@pytest.mark.parametrize("quote", ['"', "'"])
def test_a_quote_that_nothing_closes_would_let_a_value_out(quote: str) -> None:
    _, problems = parse_question(f"ASK {{ ?s ?p {quote} ?_value_literal }}", "-e", "-e")
    assert list(map(str, problems)) == [f"-e:1:13: the text that {quote} begins does not end on its line"]
