"""The commands: their help, their exit status, and one line instead of a traceback."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

import slm_graph.commands
from forks import run
from projects import laid_out
from slm_graph import __version__
from slm_graph.commands.main import cli
from tools import ROOT

CONTEXT = click.Context(cli)
COMMANDS = cli.list_commands(CONTEXT)


def command_of(name: str) -> click.Command:
    command = cli.get_command(CONTEXT, name)
    assert command is not None, f"there is no command {name}"
    return command


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(laid_out(tmp_path))
    return tmp_path


def started(*arguments: str | Path, cwd: Path | None = None, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run the real command in a Python that is started for it."""
    return subprocess.run(
        [sys.executable, "-m", "slm_graph", *map(str, arguments)],
        cwd=cwd,
        env={**os.environ, "PYTHONWARNINGS": "error", **environment},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )


def help_of(*names: str, width: int = 80) -> str:
    result = CliRunner().invoke(cli, [*names, "--help"], prog_name="slm-graph", terminal_width=width)
    assert result.exit_code == 0
    return result.output


def options(command: click.Command) -> Iterator[click.Option]:
    return (parameter for parameter in command.params if isinstance(parameter, click.Option))


# --- help


def test_there_are_commands() -> None:
    assert {"check", "build", "import"} <= set(COMMANDS)
    assert not {"main", "options", "progress", "import_"} & set(COMMANDS)


@pytest.mark.parametrize("name", ["", *COMMANDS])
@pytest.mark.parametrize("width", [80, 100])
def test_help_has_an_example_and_fits(name: str, width: int) -> None:
    text = help_of(*[name] if name else [], width=width)
    assert re.search(rf"^ +Examples?:\n +slm-graph {name}", text, re.MULTILINE)
    assert [line for line in text.splitlines() if len(line) > width] == []


@pytest.mark.parametrize("name", COMMANDS)
def test_every_option_of_an_example_exists(name: str) -> None:
    known = {form for option in options(command_of(name)) for form in [*option.opts, *option.secondary_opts]}
    examples = [
        line for line in help_of(name, width=100).splitlines() if re.match(rf" +(.*\| )?slm-graph {name}", line)
    ]
    assert examples
    assert {word for line in examples for word in re.findall(r"(?<= )--?[a-z][a-z-]*", line)} <= known


@pytest.mark.parametrize("name", COMMANDS)
def test_every_option_says_what_it_does(name: str) -> None:
    assert [option.name for option in options(command_of(name)) if not option.help] == []


def test_commands_without_arguments_show_the_help() -> None:
    result = started()
    assert result.returncode == 2
    assert help_of() == result.stdout + result.stderr
    assert [name for name in COMMANDS if f"\n  {name} " not in help_of()] == []


PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
CODE = re.compile(r"^```sh\n(.*?)^```|^((?:    [^\n]*\n)+)", re.MULTILINE | re.DOTALL)
SHOWN = sorted(
    {
        (path.name, line.strip())
        for path in PAGES
        for code in CODE.findall(path.read_text(encoding="utf-8"))
        for line in "".join(code).splitlines()
        if line.strip().startswith("slm-graph ")
    }
)
"""The commands that the pages show as code."""


def test_pages_show_commands() -> None:
    assert {page for page, _ in SHOWN} >= {"README.md", "your-own-survey.md"}


@pytest.mark.parametrize(("page", "line"), SHOWN, ids=[f"{page}-{line[10:50]}" for page, line in SHOWN])
def test_a_command_that_a_page_shows_exists_with_its_options(page: str, line: str) -> None:
    name, *words = line.partition(" #")[0].removeprefix("slm-graph ").split()
    known = {form for option in options(command_of(name)) for form in [*option.opts, *option.secondary_opts]}
    assert {word for word in words if re.fullmatch("--?[a-z][a-z-]*", word)} <= known, page


NEW_COMMAND = """
import click
from slm_graph.problems import Fault

@click.command()
@click.argument("name")
def command(name: str) -> None:
    'Greet somebody.'
    if name == "nobody":
        raise Fault("nobody: cannot be greeted", exit_status=3)
    click.echo(f"Hello {name}")
"""


def test_a_new_command_is_one_new_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "hello_.py").write_text(NEW_COMMAND, encoding="utf-8")
    monkeypatch.setattr(slm_graph.commands, "__path__", [*slm_graph.commands.__path__, str(tmp_path)])
    assert re.search(r"\n  hello +Greet somebody\.\n", help_of())
    assert CliRunner().invoke(cli, ["hello", "you"]).output == "Hello you\n"
    fault = CliRunner().invoke(cli, ["hello", "nobody"])
    assert (fault.exit_code, fault.output) == (3, "slm-graph: nobody: cannot be greeted\n")


def test_the_version() -> None:
    assert started("--version").stdout == run("-V").stdout == f"slm-graph {__version__}\n"


@pytest.mark.parametrize(
    ("arguments", "modules"),
    [
        (["build", "--help"], ["rdflib", "pyshacl", "yaml", "pyoxigraph", "rapidfuzz", "networkx"]),
        (["query", "--help"], ["slm_graph.commands.stopping", "slm_graph.questions"]),
        (
            ["query", "encoders-by-systems"],
            ["rdflib", "slm_graph.questions.suggesting", "slm_graph.questions.catalogue"],
        ),
    ],
)
def test_no_more_is_imported_than_is_needed(arguments: list[str], modules: list[str]) -> None:
    code = (
        f"import sys; from slm_graph.commands.main import cli; cli({arguments}, standalone_mode=False);"
        f"sys.exit(', '.join({{*{modules}}} & set(sys.modules)))"
    )
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, encoding="utf-8", check=False)
    assert result.stderr.strip() == ""


def test_a_build_of_lines_needs_no_library_of_rdf_and_no_web(tmp_path: Path) -> None:
    lines = tmp_path / "entries.jsonl"
    lines.touch()
    arguments = ["build", "--data", str(lines), "--format", "nt", "--output", str(tmp_path / "output")]
    code = (
        f"import sys; from slm_graph.commands.main import cli; cli({arguments}, standalone_mode=False);"
        "sys.exit(', '.join({'pyoxigraph', 'rdflib', 'ssl', 'email'} & set(sys.modules)))"
    )
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, encoding="utf-8", check=False)
    assert (tmp_path / "output" / "slm-graph.nt").stat().st_size > 100_000
    assert result.stderr.splitlines()[-1] == ""


# --- the one handler


@pytest.mark.parametrize(
    ("fault", "status", "told"),
    [
        ("Fault('two\\nlines')", 1, "slm-graph: two lines\n"),
        ("WrongArgument('x: no')", 2, "slm-graph: x: no\n"),
        ("InvalidData([Problem('a', 1, 2, 'b')])", 1, "a:1:2: b\n"),
        ("FileNotFoundError(2, 'No such file', 'a/b.ttl')", 1, "slm-graph: a/b.ttl: No such file\n"),
        (
            "PermissionError(13, 'Not allowed', 'out/a')",
            1,
            "slm-graph: out/a: Not allowed; choose another folder with --output\n",
        ),
        ("OSError(28, 'No space left')", 1, "slm-graph: out: No space left; choose another folder with --output\n"),
        ("FileExistsError('a: is a file')", 1, "slm-graph: a: is a file\n"),
        ("KeyboardInterrupt", 130, "slm-graph: interrupted\n"),
    ],
)
def test_whatever_goes_wrong_is_told_by_one_handler(
    fault: str, status: int, told: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest
) -> None:
    name = f"failing{abs(hash(request.node.name))}"
    (tmp_path / f"{name}.py").write_text(
        "import click\nfrom pathlib import Path\nfrom slm_graph.problems import *\n@click.command()\n"
        "@click.option('--output', type=click.Path(path_type=Path, file_okay=False))\n"
        f"def command(output):\n    'Fail.'\n    raise {fault}\n",
        encoding="utf-8",
    )
    monkeypatch.setattr(slm_graph.commands, "__path__", [*slm_graph.commands.__path__, str(tmp_path)])
    result = CliRunner().invoke(cli, [name, "--output", "out"])
    assert (result.exit_code, result.output) == (status, told)


# --- what works


def test_check_passes(folder: Path) -> None:
    result = run("check")
    assert (result.returncode, result.stdout, result.stderr) == (0, "15 files, no problems.\n", "")


def test_build_lists_what_it_wrote(folder: Path) -> None:
    result = run(
        "build", "--format", "nt", "--format", "ttl", "--output", "out/graph", "--base", "https://example.org/g#"
    )
    assert (result.returncode, result.stderr) == (0, "")
    written = {line.split()[0]: int(line.split()[1].replace(",", "")) for line in result.stdout.splitlines()}
    assert written == {
        f"out/graph/{name}": (folder / "out" / "graph" / name).stat().st_size
        for name in ("slm-graph.nt", "slm-graph.ttl", "void.ttl")
    }
    assert len(list((folder / "out" / "graph").iterdir())) == len(written)
    assert "<https://example.org/g#system/one>" in (folder / "out" / "graph" / "slm-graph.nt").read_text(
        encoding="utf-8"
    )


def test_data_and_working_directory_give_the_same_bytes(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    elsewhere = tmp_path_factory.mktemp("elsewhere")
    assert run("build", "--no-shacl").returncode == 0
    assert (
        started("build", "--no-shacl", "--data", folder / "data", cwd=elsewhere, LC_ALL="C", TZ="Asia/Tokyo").returncode
        == 0
    )
    for path in sorted((folder / "output").iterdir()):
        assert path.read_bytes() == (elsewhere / "output" / path.name).read_bytes()


# --- what fails, in one line and without a traceback


@pytest.mark.parametrize("command", ["check", "build"])
@pytest.mark.parametrize(
    ("arguments", "status", "message"),
    [
        (["--data", "none"], 1, "slm-graph: none: no such folder or file; give a folder with survey.yaml and systems/"),
        (["--data", "notes.txt"], 1, "data/notes.txt:1:1: not JSON: Expecting value; mend the line"),
        (["--data", "data/systems"], 1, "data/systems/survey.yaml:1:1: no such file; write it, or give the folder"),
        (["--data"], 2, "Error: Option '--data' requires an argument."),
        (["--dat", "data"], 2, "Error: No such option"),
        (["data"], 2, "Error: Got unexpected extra argument (data)"),
    ],
)
def test_bad_data_is_told(folder: Path, command: str, arguments: list[str], status: int, message: str) -> None:
    (folder / "data" / "notes.txt").write_text("Notes.\n", encoding="utf-8")
    result = run(command, *[argument.replace("notes", "data/notes") for argument in arguments])
    assert (result.returncode, result.stdout) == (status, "")
    assert message in result.stderr
    assert "Traceback" not in result.stderr
    assert not (folder / "output" / "slm-graph.nt").exists()


@pytest.mark.parametrize(
    ("arguments", "status", "message"),
    [
        (["--base", "example.org"], 1, "slm-graph: --base example.org: not the beginning of IRIs; give one"),
        (["--base", "https://example.org/a b/"], 1, "slm-graph: --base https://example.org/a b/: not the beginning"),
        (["--base", "https://example.org"], 1, "slm-graph: --base https://example.org: not the beginning of IRIs"),
        (
            ["--format", "rdfxml"],
            2,
            "Error: Invalid value for '--format': 'rdfxml' is not one of 'ttl', 'nt', 'jsonld', 'trig', 'nq'.",
        ),
        (["--output", "file"], 2, "Error: Invalid value for '--output': Directory 'file' is a file."),
        (["--output", "file/below"], 1, "slm-graph: file/below: Not a directory; choose another folder with --output"),
        (
            ["--output", "/dev/null/x"],
            1,
            "slm-graph: /dev/null/x: Not a directory; choose another folder with --output",
        ),
        (["--processes", "0"], 2, "Error: Invalid value for '--processes': 0 is not in the range x>=1."),
    ],
)
def test_a_bad_build_is_told(folder: Path, arguments: list[str], status: int, message: str) -> None:
    (folder / "file").write_text("", encoding="utf-8")
    result = run("build", *arguments)
    assert (result.returncode, result.stdout) == (status, "")
    assert message in result.stderr
    assert "Traceback" not in result.stderr


@pytest.mark.parametrize("table", ["none.md", "data", "data/survey.yaml"])
def test_a_bad_table_is_told(folder: Path, table: str) -> None:
    result = run("check", "--survey", table)
    assert (result.returncode, result.stdout) == (1, "")
    assert result.stderr.startswith(f"{table}:1:1: ")
    assert result.stderr.endswith("\n1 problem in 1 of 16 files.\n")


def test_a_schema_with_problems_is_told(folder: Path) -> None:
    (folder / "ontology").mkdir()
    (folder / "ontology" / "schema.yaml").write_text("name: small\n", encoding="utf-8")
    for command in ("check", "build", "docs"):
        result = run(command)
        assert (result.returncode, result.stdout) == (1, "")
        assert result.stderr.startswith("ontology/schema.yaml:1:1: ")
        assert "Traceback" not in result.stderr


@pytest.mark.parametrize("command", ["check", "check --help", "build --no-shacl --format nt", "--help"])
def test_a_reader_that_leaves_is_no_error(folder: Path, command: str) -> None:
    # As in `slm-graph check | head -0`; the pipe is closed before the command writes.
    reader, writer = os.pipe()
    os.close(reader)
    process = subprocess.run(
        [sys.executable, "-m", "slm_graph", *command.split()], stdout=writer, stderr=subprocess.PIPE, check=False
    )
    os.close(writer)
    assert process.stderr == b""
    assert process.returncode in (0, 1)


def test_problems_that_nobody_reads_are_no_error(folder: Path) -> None:
    (folder / "data" / "systems" / "two.yaml").write_text("id: two\n", encoding="utf-8")
    reader, writer = os.pipe()
    os.close(reader)
    process = subprocess.run(
        [sys.executable, "-m", "slm_graph", "check"], stderr=writer, stdout=subprocess.PIPE, check=False
    )
    os.close(writer)
    assert (process.returncode, process.stdout) == (1, b"")


def test_an_interruption_while_it_begins_is_told_in_a_line() -> None:
    interrupted = """
import sys
from slm_graph.__main__ import main
class Interrupted:
    def find_spec(self, name, *_):
        if name == "click":
            raise KeyboardInterrupt
sys.meta_path.insert(0, Interrupted())
main()
"""
    done = subprocess.run([sys.executable, "-c", interrupted], capture_output=True, encoding="utf-8", check=False)
    assert (done.returncode, done.stdout, done.stderr) == (130, "", "slm-graph: interrupted\n")
