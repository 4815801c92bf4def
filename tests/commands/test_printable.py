"""What data hold steers no terminal: no escape reaches it by any command that writes for people."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path

import pytest
from click.testing import CliRunner

from projects import laid_out
from slm_graph.commands.main import cli

NASTY = "a\\u001B[2J\\u202Eb"
SLM = "https://w3id.org/slm-graph/ontology#"


@pytest.fixture
def graph(tmp_path: Path) -> Path:
    label = f'<http://www.w3.org/2000/01/rdf-schema#label> "{NASTY}"'
    path = tmp_path / "nasty.ttl"
    lines = [f"<https://w3id.org/slm-graph/{kind.lower()}/x> a <{SLM}{kind}> ; {label} ." for kind in ("System", "LLM")]
    path.write_text("\n".join([*lines, f"<urn:a> <{SLM}usesLLM> <urn:b> ."]), encoding="utf-8")
    return path


def run(*words: str | Path) -> str:
    result = CliRunner().invoke(cli, [*map(str, words)])
    assert not isinstance(result.exception, Exception) or isinstance(result.exception, SystemExit)
    return result.output


@pytest.mark.parametrize(
    "words",
    [
        ["query", "-e", "SELECT * { ?s ?p ?o }", "-f", "markdown"],
        ["query", "-e", "SELECT * { ?s ?p ?o }", "-f", "table"],
        ["query", "-e", f'SELECT * {{ ?s ?p "{NASTY}" }}', "--show"],
        ["stats"],
    ],
    ids=" ".join,
)
def test_of_a_graph(graph: Path, words: list[str]) -> None:
    output = run(*words, "--data", graph)
    assert output
    assert all(character.isprintable() or character in "\n\t" for character in output)


def test_of_a_diff(graph: Path, tmp_path: Path) -> None:
    empty = tmp_path / "empty.nt"
    empty.write_text("<urn:a> <urn:b> <urn:c> .", encoding="utf-8")
    for form in ("text", "markdown"):
        output = run("diff", empty, graph, "--format", form)
        assert output
        assert all(character.isprintable() or character in "\n\t" for character in output)


def test_of_faults_and_problems(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(laid_out(tmp_path))
    path = tmp_path / "data" / "systems" / "one.yaml"
    path.write_text(path.read_text("utf-8").replace("name: One", 'name: "\\e[2JOne"'), encoding="utf-8")
    broken = tmp_path / "broken.nt"
    broken.write_text("<urn:a> <urn:\x1b[2J> \u202e\n .", encoding="utf-8")
    outputs = [
        run("check"),
        run("query", "-e", "SELECT \x1b[2J"),
        run("query", "\x1b[2J"),
        run("stats", "--data", broken),
    ]
    assert "systems/one.yaml:2:7: character U+001B is no text; delete it" in outputs[0]
    for output in outputs:
        assert output
        assert all(character.isprintable() or character == "\n" for character in output), output


def test_of_the_page(graph: Path, tmp_path: Path) -> None:
    run("view", "--data", graph, "-o", tmp_path / "page.html")
    assert "\u202e" not in (tmp_path / "page.html").read_text(encoding="utf-8")


def test_of_names_of_questions_files_and_rows(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(laid_out(tmp_path))
    question = tmp_path / "queries" / "mine.rq"
    question.parent.mkdir(exist_ok=True)
    question.write_text("#+ summary: What \u202e is\nASK {}", encoding="utf-8")
    table = tmp_path / "my\x1b[2J.md"
    table.write_text("| Name | LLM |\n|---|---|\n| \u202eSALMONN | Vic\u202euna |\n", encoding="utf-8")
    outputs = [
        run("query"),
        run("import", table, "--dry-run"),
        run("build", "--no-shacl", "--output", tmp_path / "to\x1b[2J"),
        run("table", "-o", tmp_path / "to\x1b[2J.md"),
    ]
    for output in outputs:
        assert "\ufffd" in output
        assert all(character.isprintable() or character == "\n" for character in output), output


def test_every_line_of_a_command_goes_through_the_one_filter() -> None:
    """What passes it by is the answer itself, whose writers hold that of their own."""
    folder = Path(str(files("slm_graph"))) / "commands"
    unfiltered = [
        f"{path.name}: {line.strip()}"
        for path in sorted(folder.glob("*.py"))
        for line in path.read_text("utf-8").splitlines()
        if "echo(" in line and "printable(" not in line and "one_line(" not in line
    ]
    assert unfiltered == []
