"""Files of RDF before they go anywhere: what they hold, and where they are not sound."""

from __future__ import annotations

from pathlib import Path

import pytest

from slm_graph.problems import InvalidData
from slm_graph.rdf_files import check_file

XSD = "http://www.w3.org/2001/XMLSchema#"


def written(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("name", "text", "problem"),
    [
        ("a.ttl", "<http://e.org/a> <http://e.org/p> 1 .\n<http://e.org/a> <http://e.org/p> .", "2:35: "),
        (
            "a.nt",
            f'\n<http://e.org/a> <http://e.org/p> "x"^^<{XSD}integer> .',
            '2:36: "x" is no xsd:integer; correct it',
        ),
        ("a.ttl", f'<a:a> <a:p>\n 1 ,\n   "2020-02-30"^^<{XSD}date> .', '3:5: "2020-02-30" is no xsd:date; correct it'),
        ("a.ttl", f'<a:a> <a:p> "300"^^<{XSD}byte> .', '1:14: "300" is no xsd:byte; correct it'),
        ("a.ttl", "<a:a> <a:p> <b> .", "1:13: "),
        ("a.jsonld", '{"@id": "b", "http://e.org/p": 1}', "1:1: a relative IRI; give the document a @base, or"),
        ("a.jsonld", '{"@id": "http://e.org/a", "http://e.org/p": [', "1:"),
        ("a.ttl", "# nothing\n", "1:1: holds no triples; nothing to load"),
        (
            "a.trig",
            "<a:g> { <a:a> <a:p> 1 }\n<a:h> { <a:a> <a:p> 2 }",
            "2:1: holds 2 graphs (<a:g>, <a:h>), a load takes one;",
        ),
        (
            "a.nq",
            "<a:a> <a:p> <a:b> .\n<a:a> <a:p> <a:b> <a:g> .",
            "2:1: holds 2 graphs (one without a name, <a:g>), a",
        ),
        ("a.doc", "", "1:1: .doc: not known as a format of RDF; name the file"),
    ],
)
def test_a_bad_file_is_told_with_its_place(tmp_path: Path, name: str, text: str, problem: str) -> None:
    path = written(tmp_path / name, text)
    with pytest.raises(InvalidData) as error:
        check_file(path)
    assert str(error.value).startswith(f"{path}:{problem}")
    assert "\n" not in str(error.value)


def test_what_a_file_holds(tmp_path: Path) -> None:
    path = written(
        tmp_path / "a.ttl",
        '<a:s> <a:p> 7, 07, "7", "7"@en ; <a:q> 07, _:b . <a:s> <a:p> 7 .\n'
        '<a:g> <http://rdfs.org/ns/void#uriSpace> "a:" .',
    )
    checked = check_file(path)
    assert (checked.triples, checked.values, checked.graph) == (7, 6, "a:g")
    assert checked.written["a:p"] == 5
    assert checked.predicates["a:p"] == (4, 3)
    assert checked.predicates["a:q"] == (2, 2)


def test_a_named_graph_is_taken_for_its_name(tmp_path: Path) -> None:
    assert check_file(written(tmp_path / "a.nq", "<a:a> <a:p> <a:b> <a:g> .")).graph == "a:g"


def test_the_sample_is_of_a_bounded_size(tmp_path: Path) -> None:
    checked = check_file(written(tmp_path / "a.ttl", "".join(f"<a:{n}> <a:p{n % 7}> {n} .\n" for n in range(20_000))))
    assert checked.triples == 20_000
    assert 500 <= len(checked.sample) <= 1000
