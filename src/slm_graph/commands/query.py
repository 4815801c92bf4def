"""`slm-graph query`: the answer of a question, or the list of questions."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from slm_graph.commands import completing, options
from slm_graph.commands.streams import note, say, say_json

if TYPE_CHECKING:
    from collections.abc import Mapping

    from slm_graph.commands.stopping import Clock
    from slm_graph.graphs import Source
    from slm_graph.questions import StoredQuery

_ANSWER_FORMATS = ("table", "markdown", "csv", "tsv", "json", "xml", "turtle", "ntriples")

GROUP = "Ask"


@click.command()
@click.argument("question", nargs=-1, metavar="[NAME|FILE|-|WORDS]", shell_complete=completing.question_names)
@click.option(
    "-p",
    "--parameter",
    "parameters",
    multiple=True,
    metavar="NAME=VALUE",
    shell_complete=completing.parameter_values,
    help="A parameter of the question: an id, a label, an abbreviation, a number …; one for each, and several for"
    " one that takes conditions.",
)
@click.option(
    "-e",
    "--execute",
    "text",
    metavar="SPARQL",
    help="The query itself, instead of a name; the graph's prefixes need no declaration.",
)
@click.option("--list", "is_list", is_flag=True, help="List the stored questions, as without a name.")
@click.option(
    "--show", is_flag=True, help="Tell what the question asks, its parameters and its SPARQL; answer nothing."
)
@click.option(
    "-f",
    "--format",
    "format_name",
    type=click.Choice(_ANSWER_FORMATS),
    default=None,
    help="[default: table; turtle where the answer is a graph]",
)
@options.rdf_file
@click.option("--endpoint", metavar="URL", help="Ask a SPARQL 1.1 endpoint instead of a file.")
@click.option("--graph", metavar="IRI", default="", help="The named graph to ask, in the file or the endpoint.")
@options.timeout
@options.memory
@options.allow_service
def command(
    question: tuple[str, ...], parameters: tuple[str, ...], text: str | None, is_list: bool, show: bool,
    format_name: str | None, data: Path | None, endpoint: str | None, graph: str, timeout: float, memory: int,
    allow_service: bool,
) -> None:  # fmt: skip
    """Answer a stored question, or any SPARQL query.

    Without a name, the stored questions are listed; for words that are no name, those nearest in meaning, each as a
    command that can be typed.

    What a parameter was taken for is told on standard error. The exit status is 1 where there is no answer, and 2 where
    the command cannot be understood.

    \b
    Examples:
      slm-graph query
      slm-graph query --list --format json
      slm-graph query systems-by-encoder --show
      slm-graph query systems-by-encoder -p encoder=Wishper
      slm-graph query systems-by-encoder -p encoder=whisper --format csv
      slm-graph query who uses whisper with vicuna
      slm-graph query systems-where -p llm=llama -p 'task=asr or st'
      slm-graph query my-question.rq --data my-graph.ttl --timeout 10
      slm-graph query -e 'SELECT ?system { ?system slm:usesLLM llm:vicuna }'
      echo 'ASK { ?s a slm:Prompt }' | slm-graph query -
      slm-graph query encoders-by-systems --endpoint http://127.0.0.1:7878/query
    """
    from slm_graph.commands import stopping
    from slm_graph.graphs import Endpoint, graph_file
    from slm_graph.problems import WrongArgument
    from slm_graph.questions import is_wording, question_help

    name = " ".join(question) or None
    if name is not None and text is not None:
        raise WrongArgument("a question and -e at once; give one of them")
    if data is not None and endpoint is not None:
        raise WrongArgument("--data and --endpoint at once; give one of them")
    if is_list and (name is not None or text is not None):
        raise WrongArgument("--list and a question at once; give one of them")
    if name is None and text is None:
        if parameters:
            raise WrongArgument("-p without a question; `slm-graph query` lists them")
        _list_questions(data, format_name or "")
        return
    values = options.values_of(parameters)
    stopping.stop_by_interrupt()
    is_in_words = name is not None and is_wording(name, data)
    if is_in_words and values:
        raise WrongArgument(f"-p goes with the name of a question; `slm-graph query {name}` lists the nearest")
    asked = None if is_in_words else options.question_of(name, text, data)
    if asked is not None and show:
        for line in question_help(asked):
            say(line)
        return
    file = None if endpoint is not None else data or graph_file()
    with stopping.limited(timeout, memory, file, is_asked=True) as clock:
        source: Source = (
            Endpoint(endpoint or "", graph, timeout, allow_service)
            if file is None
            else _opened(file, graph, asked, values, allow_service=allow_service)
        )
        clock.start()
        if asked is None:
            _suggest(name or "", data, source)
        else:
            _answer(asked, values, source, format_name or "", clock)


def _opened(
    file: Path, graph: str, asked: StoredQuery | None, values: Mapping[str, list[str]], *, allow_service: bool
) -> Source:
    from slm_graph.graphs import open_for, open_graph
    from slm_graph.questions import queries_of

    if asked is None:
        return open_graph(file, graph)
    return open_for(file, queries_of(asked, values), graph, allow_service=allow_service)


def _answer(
    asked: StoredQuery, values: Mapping[str, list[str]], source: Source, format_name: str, clock: Clock
) -> None:
    from slm_graph.questions import ReaderView, bind_question, taken_lines, write_results

    bound = bind_question(asked, values, source)
    view = ReaderView(source.prefixes, source.base)
    for line in taken_lines(bound, view):
        say(line, err=True)
    output = clock.output(sys.stdout.buffer)
    write_results(bound.answer(source), format_name, output, view, options.terminal_width())
    output.flush()


def _suggest(words: str, data: Path | None, source: Source) -> None:
    from slm_graph.problems import NotFound
    from slm_graph.project import find_project
    from slm_graph.questions import read_questions, suggest, suggestion_lines

    suggestions = suggest(words, read_questions(find_project(graph=data).queries, is_parsed=False), source)
    if not suggestions:
        raise NotFound(f"{words}: no question is near; `slm-graph query` lists them")
    for line in suggestion_lines(words, suggestions, options.terminal_width()):
        say(line)


def _list_questions(data: Path | None, format_name: str) -> None:
    from slm_graph.problems import WrongArgument
    from slm_graph.project import find_project
    from slm_graph.questions import question_data, question_list, read_questions

    if format_name not in ("", "table", "json"):
        raise WrongArgument(f"--format {format_name} without a question; the list of questions is a table or json")
    project = find_project(graph=data)
    questions = read_questions(project.queries)
    if format_name == "json":
        say_json([question_data(question) for question in questions])
        return
    for line in question_list(questions, options.terminal_width()):
        say(line)
    if data is None and project.is_fallback:
        note("Here they are put to the survey that slm-graph carries.")
