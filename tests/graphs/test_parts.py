"""The part of a graph that is seen."""

from __future__ import annotations

import pyoxigraph as ox
import pytest

from slm_graph.graphs import parts
from slm_graph.graphs.parts import Mark, Pattern, Visible, together

KIND, P, Q, C, D = (ox.NamedNode(f"urn:{name}") for name in ("kind", "p", "q", "C", "D"))
IS_C = Mark(True, KIND, C)


def seen(*patterns: Pattern) -> Visible:
    return together(patterns, frozenset())


def kept(visible: Visible, text: str) -> list[str]:
    quads = ox.parse(f"PREFIX : <urn:> {text}", format=ox.RdfFormat.TURTLE)
    return [f"{quad.subject.value[4:]} {quad.predicate.value[4:]}" for quad in visible.part(quads)]  # type: ignore[union-attr]


def test_what_is_seen_of_all_subjects_covers_what_is_seen_of_some() -> None:
    everything, some, one = seen(Pattern(P, None)), seen(Pattern(P, None, IS_C)), seen(Pattern(P, frozenset([D]), IS_C))
    assert everything.covers(some)
    assert some.covers(one)
    assert not one.covers(some)
    assert not some.covers(everything)
    assert not some.covers(seen(Pattern(P, None, Mark(True, KIND, D))))
    assert everything.with_all(some) == everything


@pytest.mark.parametrize("at_a_time", [1, 1_000])
def test_marks_may_be_told_before_and_after(monkeypatch: pytest.MonkeyPatch, at_a_time: int) -> None:
    monkeypatch.setattr(parts, "_SOME", at_a_time)
    text = ":a :p :x . :b :kind :C . :a :kind :C . :b :p :x . :c :kind :D . :c :p :x . :b :q :x ."
    assert kept(seen(Pattern(P, None, IS_C)), text) == ["a p", "b p"]
    assert kept(seen(Pattern(Q, None, Mark(False, P))), ":x :q :y . :y :q :y . :a :p :x .") == ["x q"]


def test_of_a_node_that_is_looked_for_one_statement_is_kept() -> None:
    visible = together([Pattern(P, None, IS_C)], frozenset([ox.NamedNode("urn:c")]))
    assert kept(visible, ":a :kind :C . :a :p :x . :c :p :x . :c :p :y .") == ["a p", "c p"]
