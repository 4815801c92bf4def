"""The commands query, diff and check --graph, run as a user runs them."""

from __future__ import annotations

import ast
import json
import os
import shlex
import subprocess
import sys
import time
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

import forks
from slm_graph.commands.main import cli
from slm_graph.questions.results import FORMATS
from tools import ROOT

TTL = ROOT / "output" / "slm-graph.ttl"
# All triples thrice: far more than any engine counts in a minute.
ENDLESS = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"


def run(*args: str, cwd: Path = ROOT, stdin: str = "", **environment: str) -> subprocess.CompletedProcess[str]:
    return forks.run(*args, cwd=cwd, given=stdin, **environment)


@pytest.fixture
def here(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)


def test_the_list_names_every_question_with_its_summary() -> None:
    listed = run("query").stdout
    names = [path.stem for path in (ROOT / "queries").glob("*.rq")]
    assert names
    assert all(f"\n  {name} " in f"\n{listed}" for name in names)
    assert all(len(line) <= 80 for line in listed.splitlines())


def test_a_misspelling_is_found_and_told() -> None:
    result = run("query", "systems-by-encoder", "-p", "encoder=Wishper")
    assert result.stderr == "encoder: Wishper, taken for Whisper (encoder/whisper)\n"
    assert result.stdout == run("query", "systems-by-encoder", "-p", "encoder=whisper").stdout
    assert result.returncode == 0


def test_an_id_is_not_remarked_on() -> None:
    assert run("query", "systems-by-encoder", "-p", "encoder=whisper").stderr == ""


@pytest.mark.parametrize("name", FORMATS)
def test_every_format(name: str) -> None:
    text = (
        "CONSTRUCT WHERE { ?s slm:usesLLM llm:vicuna }"
        if name in ("turtle", "ntriples")
        else "SELECT ?s { ?s slm:usesLLM llm:vicuna }"
    )
    result = run("query", "-e", text, "--format", name)
    assert (result.returncode, result.stderr) == (0, "")
    assert "system/salmonn" in result.stdout or "system:salmonn" in result.stdout


def test_the_table_fits_the_terminal() -> None:
    result = run("query", "system-statements", COLUMNS="60")
    assert max(map(len, result.stdout.splitlines())) <= 60


def test_words_list_the_nearest_questions_as_commands() -> None:
    for args in (["which systems use lora"], ["which", "systems", "use", "lora"], ["q-former"]):
        result = run("query", *args)
        assert (result.returncode, result.stderr) == (0, "")
        assert result.stdout.startswith(f'No question is called "{" ".join(args)}". Nearest in meaning:\n')
        commands = [line.strip() for line in result.stdout.splitlines() if line.startswith("  slm-graph query ")]
        assert 1 <= len(commands) <= 5
        first = run(*shlex.split(commands[0])[1:])
        assert (first.returncode, first.stdout.endswith(" rows\n")) == (0, True)
        assert all(len(line) <= 80 for line in result.stdout.splitlines())


def test_conditions_are_joined(held_graph: Path) -> None:
    given = ("-p", "encoder=Wishper", "-p", "task=asr or st", "-p", "task=not er")
    result = run("query", "systems-where", *given, "--data", str(held_graph))
    assert result.stderr == "encoder: Wishper, taken for Whisper (encoder/whisper)\n"
    assert [line.split("  ")[0] for line in result.stdout.splitlines()[2:-2]] == [
        "COSMIC", "LLaSM", "SALMONN", "Speech-LLaMA"
    ]  # fmt: skip


def test_what_is_printed_is_read() -> None:
    for shown in ("<usage/llasm/whisper>", "usage:llasm/whisper", r"usage:llasm\/whisper"):
        assert "encoder/whisper" in run("query", "-e", f"SELECT ?of {{ {shown} slm:usageOf ?of }}").stdout
        given = run("query", "-e", "SELECT ?of { ?_usage_iri slm:usageOf ?of }", "-p", f"usage={shown}")
        assert "encoder/whisper" in given.stdout


def test_standard_input_a_file_and_another_graph(tmp_path: Path) -> None:
    (tmp_path / "g.nt").write_text('<urn:a> <urn:b> "c" .\n', encoding="utf-8")
    (tmp_path / "q.rq").write_text("SELECT ?c { <urn:a> ?b ?c }", encoding="utf-8")
    for args, stdin in ((("q.rq",), ""), (("-",), "SELECT ?c { <urn:a> ?b ?c }")):
        result = run("query", *args, "--data", "g.nt", "--format", "csv", cwd=tmp_path, stdin=stdin)
        assert (result.stdout, result.stderr) == ("c\nc\n", "")


def test_show() -> None:
    shown = run("query", "systems-by-encoder", "--show").stdout
    assert "-p encoder=IRI" in shown
    assert "\nSELECT ?system" in shown
    assert "#+" not in shown


@pytest.mark.parametrize(
    ("args", "status", "message"),
    [
        (
            ["systems-by-encodr"],
            2,
            "slm-graph: systems-by-encodr: no such question; did you mean systems-by-encoder?",
        ),
        (
            ["systems-by-encoder", "-p", "encoder=wisper"],
            2,
            "slm-graph: encoder: wisper: no such SpeechEncoder; did you mean Whisper?",
        ),
        (["systems-by-encoder", "-p", "encoder=a\nb } #"], 2, "slm-graph: encoder: a b } #: no such SpeechEncoder"),
        (
            ["systems-by-encoder", "-p", "encodr=whisper"],
            2,
            "slm-graph: encodr: systems-by-encoder has no such parameter; did you mean encoder?",
        ),
        (["systems-by-encoder", "-p", "whisper"], 2, "slm-graph: -p whisper: write -p NAME=VALUE"),
        (["-e", "ASK { ?s ?p ?_x }"], 2, "slm-graph: -e needs x (text): -p x=…"),
        (["a", "-e", "ASK { }"], 2, "slm-graph: a question and -e at once; give one of them"),
        (["-p", "a=b"], 2, "slm-graph: -p without a question; `slm-graph query` lists them"),
        (
            ["-e", "ASK { }", "--data", "a", "--endpoint", "b"],
            2,
            "slm-graph: --data and --endpoint at once; give one of them",
        ),
        (
            ["-e", "ASK { }", "--format", "turtle"],
            2,
            "slm-graph: turtle: of CONSTRUCT and DESCRIBE only; this answer has rows: give table, markdown,",
        ),
        (
            ["systems-by-task", "-p", "task=asr", "-p", "task=st"],
            2,
            "slm-graph: task: is given 2 times; it takes one value",
        ),
        (["who uses lora", "-p", "a=b"], 2, "slm-graph: -p goes with the name of a question; `slm-graph query who"),
        (["zzz"], 2, "slm-graph: zzz: no question is near; `slm-graph query` lists them"),
        (
            ["-e", r"ASK { <usage\/llasm\/whisper> ?p ?o }"],
            1,
            r"-e:1:7: <usage\/llasm\/whisper>: an IRI takes no backslash; write <usage/llasm/whisper>",
        ),
        (["-e", "ASK { ?s oops ?o }"], 1, "-e:1:10: oops is no word of SPARQL"),
        (["-e", "ASK {\n ?s foo:bar ?o }"], 1, "-e:2:12: foo: is not declared; add PREFIX foo: <…>"),
        (["-e", "ASK { }", "--data", "no-such.ttl"], 1, "slm-graph: no-such.ttl: No such file or directory"),
        (
            ["-e", "ASK { }", "--data", "README.md"],
            1,
            "README.md:1:1: .md: not known as a format of RDF; name the file .ttl, .nt, .jsonld, .trig, .nq, .rdf",
        ),
        (
            ["-e", "ASK { }", "--endpoint", "http://127.0.0.1:9/"],
            1,
            "slm-graph: http://127.0.0.1:9/: cannot be reached (Connection refused)",
        ),
        (["-e", "ASK { SERVICE <http://127.0.0.1:9/> { } }"], 1, "-e:1:7: SERVICE would send parts of the graph to"),
        (["-e", "ASK { SERVICE <http://127.0.0.1:9/> { } }", "--allow-service"], 1, "slm-graph: "),
    ],
)
def test_a_fault_is_one_line(args: list[str], status: int, message: str) -> None:
    result = run("query", *args)
    assert result.stderr.startswith(message)
    assert (result.returncode, result.stdout, result.stderr.count("\n")) == (status, "", 1)


@pytest.mark.parametrize(
    "query",
    [
        ENDLESS,
        ENDLESS.replace("(COUNT(*) AS ?n)", "*").replace(
            "i }", "i FILTER(CONTAINS(CONCAT(STR(?a), STR(?d), STR(?g)), '~~')) }"
        ),
    ],
)
def test_a_runaway_query_is_stopped_and_nothing_stays_behind(query: str) -> None:
    start = time.monotonic()
    with subprocess.Popen(
        [sys.executable, "-m", "slm_graph", "query", "-e", query, "--timeout", "1"], cwd=ROOT, text=True,
        stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": str(ROOT / "src")}, start_new_session=True,
    ) as process:  # fmt: skip
        output, errors = process.communicate(timeout=30)
    assert (process.returncode, output) == (1, "")
    assert errors == "slm-graph: stopped after 1 s without an answer; give more with --timeout, or ask for less\n"
    assert time.monotonic() - start < 10
    with pytest.raises(ProcessLookupError):  # the session that it led has nobody left
        os.killpg(process.pid, 0)


def test_a_timeout_does_not_disturb_an_answer_in_time() -> None:
    result = run("query", "-e", "ASK { }", "--timeout", "60")
    assert (result.stdout, result.stderr, result.returncode) == ("true\n", "", 0)


def test_the_reader_may_leave() -> None:
    with subprocess.Popen(
        [sys.executable, "-m", "slm_graph", "query", "-e", "SELECT * { ?s ?p ?o }", "--format", "csv"], cwd=ROOT,
        stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": str(ROOT / "src")},
    ) as process:  # fmt: skip
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.readline()
        process.stdout.close()
        assert process.stderr.read() == b""


# How long a start takes is measured in benchmarks/start.py; here, that nothing heavy is imported for nothing.
@pytest.mark.parametrize(
    "command", [["--help"], ["query", "--help"], ["query", "systems-by-encoder", "-p", "encoder=Wishper"]]
)
def test_a_start_imports_nothing_heavy(command: list[str]) -> None:
    code = (
        "import atexit, sys\n"
        "atexit.register(lambda: print(sorted({name.partition('.')[0] for name in sys.modules}), file=sys.stderr))\n"
        "from slm_graph.commands.main import main\n"
        "main()"
    )
    result = subprocess.run(
        [sys.executable, "-c", code, *command], cwd=ROOT, capture_output=True, text=True, check=True,
        env={**os.environ, "PYTHONPATH": str(ROOT / "src")},
    )  # fmt: skip
    imported = set(ast.literal_eval(result.stderr.splitlines()[-1]))
    assert imported.isdisjoint({"rdflib", "pyshacl", "networkx", "pyvis", "numpy", "markdown_it", "rapidfuzz"})
    assert ("pyoxigraph" in imported) == ("--help" not in command)


@pytest.mark.usefixtures("here")
@pytest.mark.parametrize("command", ["query", "diff", "check"])
def test_help_has_examples(command: str) -> None:
    result: Result = CliRunner().invoke(cli, [command, "--help"])
    assert f"slm-graph {command} " in result.output.partition("Examples:")[2]


# --- diff


@pytest.mark.parametrize(
    ("change", "options", "status", "says"),
    [
        (lambda text: text, [], 0, "No change."),
        (
            lambda text: (
                text + '<https://w3id.org/slm-graph/system/salmonn> <https://w3id.org/slm-graph/ontology#venue> "x" .\n'
            ),
            [],
            1,
            "slm:venue: nothing → “x”",
        ),
        (
            lambda text: text.replace("usage/salmonn/vicuna", "usage/salmonn/vicuna-1"),
            [],
            2,
            "! LLMUsage SALMONN: Vicuna (usage/salmonn/vicuna)",
        ),
        (
            lambda text: text.replace("usage/salmonn/vicuna", "usage/salmonn/vicuna-1"),
            ["--allow-gone"],
            1,
            "IRIs gone: 1",
        ),
    ],
)
def test_diff_tells_by_its_status(tmp_path: Path, change: object, options: list[str], status: int, says: str) -> None:
    assert callable(change)
    (tmp_path / "new.nt").write_text(change(TTL.with_suffix(".nt").read_text(encoding="utf-8")), encoding="utf-8")
    result = run("diff", str(TTL), str(tmp_path / "new.nt"), *options)
    assert (result.returncode, says in result.stdout) == (status, True), result


def test_diff_reads_git_revisions(tmp_path: Path) -> None:
    def git(*args: str) -> None:
        subprocess.run(
            ["git", "-c", "user.name=t", "-c", "user.email=t@example.org", *args],
            cwd=tmp_path,
            check=True,
            capture_output=True,
        )

    (tmp_path / "output").mkdir()
    graph = tmp_path / "output" / "slm-graph.ttl"
    graph.write_text("<urn:a> <http://www.w3.org/2000/01/rdf-schema#label> 'A' .", encoding="utf-8")
    git("init")
    git("add", ".")
    git("commit", "-m", "a")
    graph.write_text("<urn:a> <http://www.w3.org/2000/01/rdf-schema#label> 'B' .", encoding="utf-8")
    for old in ("HEAD", "HEAD:output/slm-graph.ttl"):
        result = run("diff", old, "output/slm-graph.ttl", cwd=tmp_path)
        assert (result.returncode, result.stdout) == (1, "Labels changed: 1\n  ~ urn:a: A → B\n")
    result = run("diff", "nowhere", "HEAD", cwd=tmp_path)
    assert result.returncode == 2
    assert result.stderr.startswith(
        "slm-graph: nowhere: no such file, nor a revision that has output/slm-graph.ttl; give a file of RDF, or"
    )
    assert result.stderr.count("\n") == 1


# --- check --graph


def test_check_runs_the_checks_of_the_working_directory(tmp_path: Path) -> None:
    checks = tmp_path / "queries" / "checks"
    checks.mkdir(parents=True)
    (checks / "no-label.rq").write_text(
        "#+ summary: Has everything a label?\nPREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>\n"
        "SELECT ?thing { ?thing a ?class . MINUS { ?thing rdfs:label ?label } } ORDER BY ?thing",
        encoding="utf-8",
    )
    (tmp_path / "g.ttl").write_text("<urn:a> a <urn:C> . <urn:b> a <urn:C> .", encoding="utf-8")
    result = run("check", "--graph", "g.ttl", cwd=tmp_path)
    assert (result.returncode, result.stderr) == (
        1,
        "no-label: thing urn:a\nno-label: thing urn:b\n2 faults by 1 of 1 checks.\n",
    )
    (tmp_path / "g.ttl").write_text("", encoding="utf-8")
    result = run("check", "--graph", "g.ttl", cwd=tmp_path)
    assert (result.returncode, result.stdout) == (0, "1 checks, no faults.\n")


# --- a graph that was built elsewhere


@pytest.fixture(scope="module")
def elsewhere(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with a survey of one's own, `my`, that is built, and an empty one."""
    folder = tmp_path_factory.mktemp("elsewhere")
    (folder / "empty").mkdir()
    assert run("init", "my", cwd=folder).returncode == 0
    for args in (["import", "table.md"], ["build", "--no-shacl", "--format", "ttl"]):
        result = run(*args, cwd=folder / "my")
        assert result.returncode == 0, result.stderr
    return folder


@pytest.mark.parametrize(
    ("cwd", "graph"),
    [("my", "output/slm-graph.ttl"), (".", "my/output/slm-graph.ttl"), ("empty", "../my/output/slm-graph.ttl")],
)
def test_the_checks_and_questions_are_those_of_the_project_of_the_graph(elsewhere: Path, cwd: str, graph: str) -> None:
    result = run("check", "--graph", graph, cwd=elsewhere / cwd)
    assert (result.returncode, result.stdout, result.stderr) == (0, "4 checks, no faults.\n", "")
    result = run("query", "most-used", "--data", graph, cwd=elsewhere / cwd)
    assert (result.returncode, result.stderr) == (0, "")
    assert "encoder/whisper" in result.stdout
    assert "\n  most-used " in run("query", "--data", graph, cwd=elsewhere / cwd).stdout
    assert run("view", "--query", "most-used", "--data", graph, cwd=elsewhere / cwd).returncode == 0


def test_a_question_of_the_working_directory_is_put_to_any_graph(elsewhere: Path) -> None:
    result = run("query", "most-used", "--data", str(TTL), "--format", "csv", cwd=elsewhere / "my")
    assert (result.returncode, result.stderr) == (0, "")
    result = run("query", "nosuch", "--data", "../my/output/slm-graph.ttl", cwd=elsewhere / "empty")
    assert (result.returncode, result.stderr.count("\n")) == (2, 1)


def test_json_is_json() -> None:
    assert json.loads(run("query", "systems-by-encoder", "--format", "json").stdout)["head"]["vars"][0] == "system"
