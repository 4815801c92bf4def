"""Files of N-Triples compared line by line: the same difference as of the graphs, whatever changed."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from slm_graph.diff import difference, lines
from slm_graph.diff.lines import changed_parts
from slm_graph.graphs import open_graph
from slm_graph.problems import InvalidData
from tools import ROOT

LINES = (ROOT / "output" / "slm-graph.nt").read_text(encoding="utf-8").splitlines(keepends=True)
SMALL = settings(
    max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
AT = st.integers(0, len(LINES) - 1)


@st.composite
def changed(draw: st.DrawFn) -> list[str]:
    """Return the survey's graph with some lines gone, in other places, twice, or with what other lines say."""
    result = list(LINES)
    for _ in range(draw(st.integers(1, 6))):
        one, other = draw(AT), draw(AT)
        match draw(st.sampled_from(["gone", "moved", "twice", "subject", "object", "label"])):
            case "gone":
                result[one] = ""
            case "moved":
                result[one], result[other] = result[other], result[one]
            case "twice":
                result[one] += result[one]
            case "subject" if result[one] and result[other]:
                result[one] = " ".join([result[other].split(" ")[0], *result[one].split(" ")[1:]])
            case "object" if result[one] and result[other]:
                result[one] = " ".join([*result[one].split(" ")[:2], *result[other].split(" ")[2:]])
            case "label":
                result[one] = result[one].replace("a", "á")
    return result


@SMALL
@given(changed(), st.sampled_from([1 << 12, 1 << 16, 1 << 20]))
def test_lines_tell_what_graphs_tell(tmp_path: Path, new_lines: list[str], block: int) -> None:
    old, new = tmp_path / "old.nt", tmp_path / "new.nt"
    old.write_text("".join(LINES), encoding="utf-8")
    new.write_text("".join(new_lines), encoding="utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(lines, "_BLOCK", block)
        assert difference(old, new) == difference(open_graph(old), open_graph(new))
        assert difference(new, old) == difference(open_graph(new), open_graph(old))


def test_little_is_kept_of_large_files(tmp_path: Path) -> None:
    old, new = tmp_path / "old.nt", tmp_path / "new.nt"
    old.write_text("".join(LINES), encoding="utf-8")
    new.write_text("".join(LINES).replace('"SALMONN"', '"SALMON"'), encoding="utf-8")
    parts = changed_parts(old, new)
    assert all(0 < len(part.store) < len(LINES) / 10 for part in parts)


def test_blank_nodes_are_compared_as_a_whole(tmp_path: Path) -> None:
    old, new = tmp_path / "old.nt", tmp_path / "new.nt"
    old.write_text("_:a <urn:p> _:b .\n_:b <urn:q> <urn:x> .\n", encoding="utf-8")
    new.write_text("_:z <urn:q> <urn:x> .\n_:y <urn:p> _:z .\n", encoding="utf-8")
    assert not difference(old, new)


def test_a_broken_line_is_told_with_its_place(tmp_path: Path) -> None:
    old, new = tmp_path / "old.nt", tmp_path / "new.nt"
    old.write_text("<urn:a> <urn:p> <urn:b> .\n", encoding="utf-8")
    new.write_text("<urn:a> <urn:p> <urn:b> .\n<urn:a> urn:p <urn:b> .\n", encoding="utf-8")
    with pytest.raises(InvalidData) as caught:
        difference(old, new)
    assert caught.value.problems[0].line == 2


LABEL = "<http://www.w3.org/2000/01/rdf-schema#label>"
EDGE = "<urn:s> <urn:o#usesLLM> <urn:llm> .\n"
THING = "<urn:a> <urn:p> <urn:x> .\n"
USAGE = """\
<urn:u> <urn:o#usageBy> <urn:s> .
<urn:u> <urn:o#usageOf> <urn:llm> .
<urn:u> <urn:o#quote> "we use it" .
<urn:u> <urn:o#column> "LLM" .
"""


@pytest.mark.parametrize(
    ("old_text", "new_text"),
    [
        # Nothing names the thing, which is still there.
        (THING + "<urn:a> <urn:q> <urn:y> .\n", THING),
        (THING, f"{THING}<urn:a> {LABEL} 'a' .\n"),
        # A term in two spellings.
        (THING + "<urn:a> <urn:q> 'y' .\n", "<urn:\\u0061> <urn:q> 'y' .\n" + THING),
        (THING + "<urn:a> <urn:q> 'y' .\n", "<urn:a>\t<urn:q>\t'z' .\n<urn:a>  <urn:p> <urn:x> .\n"),
        ("<urn:a> <urn:p> '\\u0078' .\n", "<urn:a> <urn:p> 'x' .\n"),
        (f"<urn:a> {LABEL} 'a' .\n<urn:a>\t<urn:q>\t'y' .\n", f"<urn:a> {LABEL} 'a' .\n<urn:a>\t<urn:q>\t'z' .\n"),
        # What backs an edge did not change; or only that.
        (USAGE, USAGE + EDGE),
        (USAGE + EDGE, (USAGE + EDGE).replace("urn:s", "urn:t")),
    ],
)
def test_few_lines_tell_what_graphs_tell(tmp_path: Path, old_text: str, new_text: str) -> None:
    old, new = tmp_path / "old.nt", tmp_path / "new.nt"
    old.write_text(old_text.replace("'", '"'), encoding="utf-8")
    new.write_text(new_text.replace("'", '"'), encoding="utf-8")
    assert difference(old, new) == difference(open_graph(old), open_graph(new))
    assert difference(new, old) == difference(open_graph(new), open_graph(old))


def test_of_a_thing_that_changed_only_its_names_are_kept(tmp_path: Path) -> None:
    old, new = tmp_path / "old.nt", tmp_path / "new.nt"
    old.write_text("".join(LINES), encoding="utf-8")
    new.write_text("".join(LINES).replace('#column> "', '#column> "The '), encoding="utf-8")
    changes = [line for line in LINES if '#column> "' in line]
    subjects = {line.partition(" ")[0] for line in changes}
    # What changed; of each thing two classes and a label; and the IRI below which all live.
    expected = len(changes) + 3 * len(subjects) + 1
    assert 1_000 < expected < len(LINES) / 5
    assert [len(part.store) for part in changed_parts(old, new)] == [expected, expected]
