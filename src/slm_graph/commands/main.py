"""The command `slm-graph`: reads its arguments, calls the library, writes what comes back."""

from __future__ import annotations

import shutil
import signal
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import click

from slm_graph.about import __version__
from slm_graph.rdf import DEFAULT_ENDINGS, WRITTEN_ENDINGS

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from slm_graph.build import Written
    from slm_graph.graphs import Source
    from slm_graph.problems import Problem
    from slm_graph.questions import StoredQuery

_ANSWER_FORMATS = ("table", "markdown", "csv", "tsv", "json", "xml", "turtle", "ntriples")
_rdf_file = click.option(
    "--data",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="A file of RDF.  [default: output/slm-graph.ttl here, or else the bundled graph]",
)
_DATA_HELP = "Folder of data, or JSON Lines file of entries.  [default: data/ here, or else the bundled survey]"


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, "-V", "--version", message="slm-graph %(version)s")
def cli() -> None:
    """A survey of speech language models as a knowledge graph.

    \b
    Example:
      slm-graph check      what is wrong with the data, and where
      slm-graph build      write the graph to output/
      slm-graph query      what can be asked
    """


@cli.command()
@click.option("--data", type=click.Path(path_type=Path), help=_DATA_HELP)
@click.option(
    "--survey",
    "table",
    type=click.Path(path_type=Path),
    metavar="TABLE.md",
    help="Compare the entries with the survey's own table.",
)
@click.option(
    "--graph",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Check this graph with queries/checks/ instead of the data.",
)
def check(data: Path | None, table: Path | None, graph: Path | None) -> None:
    """Read everything and print every problem; write nothing.

    Each line is a file, a line, a column, what is wrong there and what to do. The exit status is 1 where there are
    problems.

    \b
    Examples:
      slm-graph check
      slm-graph check --data my-survey/data
      slm-graph check --survey survey.md
      slm-graph check --graph output/slm-graph.ttl
    """
    if graph is not None:
        if data is not None or table is not None:
            _fail("--graph checks a graph alone; leave out --data and --survey", status=2)
        _check_graph(graph)
        return
    from slm_graph.entries import check as find_problems
    from slm_graph.problems import InvalidData

    project = _project(data)
    try:
        problems, files = find_problems(project)
    except InvalidData as error:
        _fail_with_problems(error, files=1)
    if table is not None:
        from slm_graph.importing import table_problems

        files += 1
        try:
            problems += table_problems(project, table)
        except InvalidData as error:
            problems += error.problems
    if problems:
        _fail_with_problems(InvalidData(problems), files)
    click.echo(f"{files} files, no problems.")


@cli.command()
@click.option("--data", type=click.Path(path_type=Path), help=_DATA_HELP)
@click.option(
    "--output",
    type=click.Path(path_type=Path, file_okay=False),
    default=Path("output"),
    show_default=True,
    help="Folder to write to.",
)
@click.option(
    "--base", metavar="IRI", default="", help="IRI below which the nodes live.  [default: https://w3id.org/slm-graph/]"
)
@click.option(
    "--format",
    "formats",
    type=click.Choice(WRITTEN_ENDINGS),
    multiple=True,
    help=f"Write this format only; may be given several times.  [default: {', '.join(DEFAULT_ENDINGS)}]",
)
@click.option(
    "--shacl/--no-shacl", default=True, help="Validate the graph against the SHACL shapes.  [default: --shacl]"
)
@click.option(
    "--view/--no-view",
    default=None,
    help="Write the interactive page too.  [default: --view, but --no-view where a --format is given]",
)
@click.option(
    "--processes",
    type=click.IntRange(min=1),
    default=None,
    metavar="N",
    help="Processes that map JSON Lines.  [default: one a core]",
)
def build(
    data: Path | None,
    output: Path,
    base: str,
    formats: tuple[str, ...],
    shacl: bool,
    view: bool | None,
    processes: int | None,
) -> None:
    """Check, map and validate the data, and write the graph.

    The new files replace the old ones only when they are whole; where there are problems nothing is written.

    \b
    Examples:
      slm-graph build
      slm-graph build --data my-survey/data --base https://example.org/my-survey/
      slm-graph build --data entries.jsonl --format nt --no-shacl
    """
    from slm_graph.build import write_graph
    from slm_graph.problems import InvalidData

    if base and not _is_base(base):
        _fail(f"--base {base}: not the beginning of IRIs; give one that ends in / or #, as https://example.org/survey/")
    project = _project(data)
    try:
        with _Progress(project.entries) as progress:
            written = write_graph(
                project,
                output,
                base=base,
                formats=formats or DEFAULT_ENDINGS,
                validate=shacl,
                processes=processes or 0,
                progress=progress.advance,
            )
        if (not formats if view is None else view) and written[0].size <= _PAGE_UP_TO:
            written += _written_page(written[0].path, output)
    except InvalidData as error:
        _fail_with_problems(error, ending="; nothing written")
    except OSError as error:
        _fail(f"{error.filename or output}: {error.strerror}; choose another folder with --output")
    width = max(len(str(file.path)) for file in written)
    for file in written:
        click.echo(f"{file.path!s:<{width}}  {file.size:>11,} bytes")


@cli.command()
@click.argument("question", required=False, metavar="[NAME|FILE|-]")
@click.option(
    "-p",
    "--parameter",
    "parameters",
    multiple=True,
    metavar="NAME=VALUE",
    help="A parameter of the question: an id, a label, an abbreviation, a number …; may be given several times.",
)
@click.option(
    "-e",
    "--execute",
    "text",
    metavar="SPARQL",
    help="The query itself, instead of a name; the graph's prefixes need no declaration.",
)
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
@_rdf_file
@click.option("--endpoint", metavar="URL", help="Ask a SPARQL 1.1 endpoint instead of a file.")
@click.option("--graph", metavar="IRI", default="", help="The named graph to ask, in the file or the endpoint.")
@click.option(
    "--timeout",
    type=click.FloatRange(min=0, min_open=True),
    metavar="SECONDS",
    help="Stop when the answer takes longer.",
)
def query(
    question: str | None, parameters: tuple[str, ...], text: str | None, show: bool, format_name: str | None,
    data: Path | None, endpoint: str | None, graph: str, timeout: float | None,
) -> None:  # fmt: skip
    """Answer a stored question, or any SPARQL query; without a name, list the questions.

    What a parameter was taken for is told on standard error. The exit status is 1 where there is no answer, and 2 where
    the command cannot be understood.

    \b
    Examples:
      slm-graph query
      slm-graph query systems-by-encoder --show
      slm-graph query systems-by-encoder -p encoder=Wishper
      slm-graph query systems-by-encoder -p encoder=whisper --format csv
      slm-graph query my-question.rq --data my-graph.ttl --timeout 10
      slm-graph query -e 'SELECT ?system { ?system slm:usesLLM llm:vicuna }'
      echo 'ASK { ?s a slm:Prompt }' | slm-graph query -
      slm-graph query encoders-by-systems --endpoint http://127.0.0.1:7878/query
    """
    if question is not None and text is not None:
        _fail("a question and -e at once; give one of them", status=2)
    if data is not None and endpoint is not None:
        _fail("--data and --endpoint at once; give one of them", status=2)
    if question is None and text is None:
        if parameters:
            _fail("-p without a question; `slm-graph query` lists them", status=2)
        _list_questions()
        return
    values = _values(parameters)
    if timeout is not None:
        _stop_after(timeout)
    from slm_graph.graphs import QueryFault, graph_file, open_graph
    from slm_graph.problems import InvalidData
    from slm_graph.questions import Reading, bind_question, write_results

    # An engine that computes does not hear Python's handler; without it Ctrl-C ends the process at once.
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    try:
        asked = _question(question, text)
        if show:
            _show_question(asked)
            return
        if endpoint is not None:
            from slm_graph.graphs import Endpoint

            source: Source = Endpoint(endpoint, graph, timeout or 60.0)
        else:
            source = open_graph(data or graph_file(), graph)
        bound = bind_question(asked, values, source)
        reading = Reading(source.prefixes, source.base)
        for name, found in bound.taken_for.items():
            if found.label and found.given not in (found.label, found.iri, found.iri.rpartition("/")[2]):
                meant = f"{found.label} ({reading.short(found.iri)})"
                click.echo(f"{name}: {found.given}, taken for {meant}", err=True)
        width = shutil.get_terminal_size((80, 24)).columns
        write_results(bound.answer(source), format_name or "", sys.stdout.buffer, reading, width)
        sys.stdout.flush()
    except InvalidData as error:
        _tell_problems(error.problems)
    except QueryFault as fault:
        _fail(fault.message)
    except BrokenPipeError:
        raise
    except OSError as error:
        _fail(f"{error.filename}: {error.strerror}" if error.filename else str(error))
    except (LookupError, ValueError) as error:
        _fail(" ".join(str(error.args[0]).split()), status=2)


@cli.command()
@click.option("--around", metavar="ID", help="Only what stands around this thing: an id, a label, an alias.")
@click.option(
    "--depth", type=click.IntRange(1, 9), default=None, metavar="N", help="Steps that --around goes.  [default: 1]"
)
@click.option("--classes", metavar="CLASS,…", help="Only things of these classes: System,SpeechEncoder,LLM.")
@click.option("--query", "question", metavar="NAME", help="Only what a stored question or a file of SPARQL answers.")
@click.option(
    "-p", "--parameter", "parameters", metavar="NAME=VALUE", multiple=True, help="A parameter of the question."
)
@click.option(
    "--color-by",
    type=click.Choice(("class", "community", "year", "modality")),
    default="class",
    show_default=True,
    help="What the colours tell at first; the page has a switch.",
)
@click.option(
    "-f",
    "--format",
    "format_name",
    type=click.Choice(("html", "graphml", "csv")),
    default="html",
    show_default=True,
    help="graphml and csv (nodes.csv, edges.csv) are for Gephi and Cytoscape.",
)
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path),
    help="File to write; of csv, the folder.  [default: output/slm-graph.html, .graphml, or output/]",
)
@_rdf_file
def view(
    around: str | None, depth: int | None, classes: str | None, question: str | None, parameters: tuple[str, ...],
    color_by: str, format_name: str, output: Path | None, data: Path | None,
) -> None:  # fmt: skip
    """Write the interactive graph as one HTML file.

    It opens in a browser without a server or a network.

    \b
    Examples:
      slm-graph view
      slm-graph view --around salmonn --depth 2 --output salmonn.html
      slm-graph view --classes System,SpeechEncoder,LLM --color-by year
      slm-graph view --query system-neighbourhood -p system=SALMONN -o answer.html
      slm-graph view --format graphml --output slm-graph.graphml
    """
    if depth is not None and around is None:
        _fail("--depth without --around; say around what", status=2)
    if parameters and question is None:
        _fail("-p without --query", status=2)
    from slm_graph.graphs import QueryFault, graph_file, open_graph
    from slm_graph.problems import InvalidData

    try:
        from slm_graph.network import reader as networks

        graph = open_graph(data or graph_file())
        network = networks.to_network(graph)
        title = "slm-graph"
        if question is not None:
            from slm_graph.questions import bind_question

            bound = bind_question(_question(question, None), _values(parameters), graph)
            network = networks.of_results(network, bound.answer(graph), graph, bound.text)
            title = f"slm-graph: {bound.question.name}"
        if classes is not None:
            network = networks.of_classes(network, [name.strip() for name in classes.split(",") if name.strip()])
        if around is not None:
            from slm_graph.graphs import Things

            found = Things(graph, sorted(networks.kinds_of(network).iris)).find(around)
            if found.iri not in network:
                _fail(f"{around}: is not a node of this view")
            network = networks.around(network, found.iri, depth or 1)
            title = f"slm-graph: around {found.label or around}"
        if not len(network):
            _fail("nothing to show: the answer names no thing of the graph")
        path = output or Path("output") / ("" if format_name == "csv" else f"slm-graph.{format_name}")
        if format_name == "csv":
            paths = networks.write_csv(path, network)
        elif format_name == "graphml":
            networks.write_graphml(path, network)
            paths = [path]
        else:
            from slm_graph.pages import write_page

            write_page(path, network, title, color_by)
            paths = [path]
    except InvalidData as error:
        _tell_problems(error.problems)
    except QueryFault as fault:
        _fail(fault.message)
    except OSError as error:
        _fail(f"{error.filename}: {error.strerror}" if error.filename else str(error))
    except (LookupError, ValueError) as error:
        _fail(str(error.args[0]), status=2)
    for written in paths:
        click.echo(f"{written}  {written.stat().st_size:,} bytes")
    click.echo(f"{network.number_of_nodes():,} nodes, {network.number_of_edges():,} links")


@cli.command()
@_rdf_file
def stats(data: Path | None) -> None:
    """Tell counts, coverage, central encoders and gaps.

    \b
    Examples:
      slm-graph stats
      slm-graph stats --data my-graph.ttl
    """
    from slm_graph.graphs import graph_file
    from slm_graph.network import statistics, to_network
    from slm_graph.problems import InvalidData
    from slm_graph.tables import wrapped

    try:
        found = statistics(to_network(data or graph_file()))
    except InvalidData as error:
        _tell_problems(error.problems)
    except OSError as error:
        _fail(f"{error.filename}: {error.strerror}" if error.filename else str(error))
    for title, counts in (("Things", found.classes), ("Links", found.predicates)):
        click.echo(f"{title}: {sum(counts.values()):,}")
        for name, count in counts.items():
            click.echo(f"  {count:>6,}  {name}")
    click.echo("\nStated of the systems")
    for kind, stated, systems in found.coverage:
        click.echo(f"  {stated:>6,}  of {systems:,}: {kind}")
    click.echo(f"  {found.backed[0]:>6,}  of {found.backed[1]:,} short edges with a quote")
    click.echo("\nEncoders by the systems that use them (betweenness, 0 to 1)")
    for name, users, between in found.central_encoders:
        click.echo(f"  {users:>6,}  {name} ({between:.3f})")
    click.echo("\nSystems that share most of their components")
    for one, other, score, shared in found.alike:
        click.echo(f"  {score:>5.0%}   {one} and {other} ({shared} shared)")
    width = max(shutil.get_terminal_size((80, 24)).columns - 10, 30)
    click.echo("\nNot used by any system of this survey")
    for name, names in found.unused.items():
        click.echo(f"  {len(names):>6,}  {name}")
        for line in wrapped(", ".join(names), width):
            click.echo(f"          {line}")


@cli.command()
@click.argument("old")
@click.argument("new")
@click.option(
    "--format",
    "format_name",
    type=click.Choice(("text", "markdown")),
    default="text",
    show_default=True,
    help="Markdown is for a pull request.",
)
@click.option("--allow-gone", is_flag=True, help="Take it that IRIs are gone: exit with 1, not 2.")
def diff(old: str, new: str, format_name: str, allow_gone: bool) -> None:
    """Tell what changed between two graphs: systems, edges with their quotes, labels, IRIs that are gone.

    OLD and NEW are files of RDF, or git revisions of output/slm-graph.ttl (of another file: REVISION:PATH). The exit
    status is 0 where nothing changed, 1 where something did, and 2 where a published IRI is gone or a graph cannot be
    read.

    \b
    Examples:
      slm-graph diff main output/slm-graph.ttl
      slm-graph diff old.ttl new.nt --format markdown
    """
    from slm_graph.diff import as_markdown, as_text, difference, graph_of
    from slm_graph.problems import InvalidData

    try:
        found = difference(graph_of(old), graph_of(new))
    except InvalidData as error:
        for problem in error.problems:
            click.echo(str(problem), err=True)
        sys.exit(2)
    except OSError as error:
        _fail(f"{error.filename}: {error.strerror}", status=2)
    except LookupError as error:
        _fail(str(error.args[0]), status=2)
    click.echo(as_markdown(found) if format_name == "markdown" else as_text(found), nl=False)
    if found.gone and not allow_gone:
        _fail(
            f"{len(found.gone)} published IRIs are gone; keep them, or say that it is meant with --allow-gone", status=2
        )
    sys.exit(1 if found else 0)


@cli.command()
@click.argument("url")
@_rdf_file
@click.option("--graph", metavar="IRI", default="", help="The graph to replace.  [default: the graph's own IRI]")
@click.option("--default-graph", is_flag=True, help="Replace the store's default graph.")
@click.option("--store", "name", metavar="NAME", default="", help="What the server is.  [default: what it says]")
@click.option("--dry-run", is_flag=True, help="Tell what would be done; change nothing.")
@click.option(
    "--timeout",
    type=click.FloatRange(min=0, min_open=True),
    metavar="SECONDS",
    default=3600.0,
    show_default=True,
    help="Wait for an answer no longer.",
)
def load(
    url: str, data: Path | None, graph: str, default_graph: bool, name: str, dry_run: bool, timeout: float
) -> None:  # fmt: skip
    """Load the graph into a triplestore, and prove that it has arrived.

    URL is the address of the server, of a dataset in it, or of its endpoint. The file is checked before anything is
    sent; the graph in the store is compared with it afterwards. A fault leaves the old graph or the new one.

    User and password come from SLM_GRAPH_USER and SLM_GRAPH_PASSWORD, a token from SLM_GRAPH_TOKEN, or else they come
    from .netrc.

    \b
    Examples:
      slm-graph load http://127.0.0.1:7878
      slm-graph load http://127.0.0.1:7878 --dry-run
      slm-graph load http://127.0.0.1:8890 --data my.ttl --graph https://my.org/g
      slm-graph load https://example.org/ds --store fuseki --default-graph
    """
    if graph and default_graph:
        _fail("--graph and --default-graph at once; give one of them", status=2)
    from slm_graph.graphs import graph_file
    from slm_graph.loading import StoreFault, check_file, find_store
    from slm_graph.loading import loader as loading
    from slm_graph.problems import InvalidData
    from slm_graph.questions import questions_folder
    from slm_graph.web import Client, WebFault

    try:
        with _Stages() as progress:
            checked = check_file(data or graph_file(), progress)
        target = "" if default_graph else graph or checked.graph
        if not target and not default_graph:
            _fail(f"{checked.path}: does not say which graph it is; give --graph IRI, or --default-graph", status=2)
        with Client(url, timeout) as client:
            store = find_store(client, url, name)
            for line in loading.plan(store, checked, target):
                click.echo(line)
            loading.check_fits(checked, store, target)
            if dry_run:
                click.echo(loading.dry_run(client, store, checked, target))
                return
            with _Stages() as progress:
                loaded = loading.load(client, store, checked, target, progress)
        stored = {path.stem for path in questions_folder().glob("*.rq")}
        for line in loading.report(store, checked, target, loaded, stored):
            click.echo(line)
    except InvalidData as error:
        _tell_problems(error.problems)
    except (StoreFault, WebFault) as fault:
        _fail(fault.message)
    except OSError as error:
        _fail(f"{error.filename}: {error.strerror}" if error.filename else str(error))
    except LookupError as error:
        _fail(str(error.args[0]), status=2)


@cli.command()
@click.option("--check", "only_check", is_flag=True, help="Write nothing; fail where a file is not what it would be.")
def docs(only_check: bool) -> None:
    """Write what is made from ontology/schema.yaml, queries/ and data/.

    From the schema come the ontology, its shapes, the JSON-LD context and the JSON Schema by which editors complete
    entries; from the questions, once there is a graph, docs/queries.md; from the data, where they are sound, the links
    to other graphs as SSSOM.

    \b
    Examples:
      slm-graph docs
      slm-graph docs --check
    """
    from slm_graph.ontology import ontology_files
    from slm_graph.problems import InvalidData
    from slm_graph.schema import read_schema

    schema_file = find_schema()
    root = schema_file.parent.parent
    try:
        files = {schema_file.parent / name: text for name, text in ontology_files(read_schema(schema_file)).items()}
        files |= _question_files(root)
        files |= _mapping_files(root)
    except InvalidData as error:
        _fail_with_problems(error, files=1)
    stale = []
    for path, text in files.items():
        if not path.exists() or path.read_text(encoding="utf-8") != text:
            stale.append(path.relative_to(root).as_posix())
            if not only_check:
                path.parent.mkdir(exist_ok=True)
                path.write_text(text, encoding="utf-8", newline="\n")
                click.echo(str(path))
    if only_check and stale:
        _fail(f"{', '.join(stale)}: not what schema.yaml, queries/ and data/ give; run `make docs`")


def _question_files(root: Path) -> dict[Path, str]:
    """Return docs/queries.md and output/queries.ttl, where there are questions and a graph to put them to."""
    folder, graph = root / "queries", root / "output" / "slm-graph.ttl"
    if not folder.is_dir() or not graph.is_file():
        return {}
    from slm_graph.graphs import open_graph
    from slm_graph.questions import question_description, question_page, read_questions

    questions = read_questions(folder)
    return {
        root / "docs" / "queries.md": question_page(questions, open_graph(graph)),
        root / "output" / "queries.ttl": question_description(questions),
    }


def _mapping_files(root: Path) -> dict[Path, str]:
    """Return output/slm-graph.sssom.tsv, where there are sound data."""
    from slm_graph.build import sssom
    from slm_graph.problems import InvalidData
    from slm_graph.project import find_project

    if not (root / "data").is_dir() or not (root / "output").is_dir():
        return {}
    try:
        return {root / "output" / "slm-graph.sssom.tsv": sssom(find_project(root / "data"))}
    except InvalidData:
        click.echo(
            "output/slm-graph.sssom.tsv: left as it is; `slm-graph check` tells what is wrong in data/", err=True
        )
        return {}


@cli.command("import")
@click.argument("path", metavar="TABLE.md", type=click.Path(path_type=Path))
@click.option("--data", type=click.Path(path_type=Path), metavar="DIR", help="Folder of data.  [default: data/ here]")
@click.option(
    "--columns",
    "columns",
    metavar="HEADER=FIELD",
    multiple=True,
    help="What a column means, where its header does not tell; may be given several times.",
)
@click.option("--draft-new", is_flag=True, help="Draft vocabulary items for names that the vocabulary lacks.")
@click.option("--update", is_flag=True, help="Write what the table changed in entries that there are.")
@click.option("--dry-run", is_flag=True, help="Tell what would be done; write nothing.")
def import_table(
    path: Path, data: Path | None, columns: tuple[str, ...], draft_new: bool, update: bool, dry_run: bool
) -> None:
    """Draft entries from the tables of a Markdown file.

    Each row becomes data/systems/ID.yaml, with the words that every statement rests on. What could not be linked is
    told with its line and the nearest names. What a person has edited is never written over.

    \b
    Examples:
      slm-graph import README.md --dry-run
      slm-graph import README.md --columns 'Audio tower=encoders'
      slm-graph import README.md --draft-new
      slm-graph import README.md --update
    """
    from slm_graph.files import shown
    from slm_graph.importing import importer as make_importer
    from slm_graph.importing import plan_changes, report, settle_columns, write_changes, write_items
    from slm_graph.problems import InvalidData

    project = _project(data)
    if data is None and not Path("data").is_dir() and not dry_run:
        _fail("no data/ here to write to; make one with `slm-graph init DIR`, or look only, with --dry-run")
    if project.entries is not None:
        _fail(f"{data}: is a file of entries; give a folder of data")
    if Path(__file__).parents[1] in project.data.resolve().parents and not dry_run:
        _fail(f"{data}: belongs to the program; make a survey of your own with `slm-graph init DIR`")
    try:
        importer = make_importer(project)
        broken = importer.survey.problems
        if broken:
            raise InvalidData(broken)
        intake = importer.read(path, columns)
        plan = plan_changes(importer, intake, update=update)
        if draft_new and importer.draft_items(intake, [change.draft for change in plan.changes]):
            # Read again with them: what was left over is linked now, by the same rules.
            intake = importer.read(path, columns)
            plan = plan_changes(importer, intake, update=update)
        for line in report.table_lines(path, intake):
            click.echo(line)
        if plan.changes:
            click.echo()
            for line in report.change_lines(plan, update=update):
                click.echo(line)
            for line in report.word_lines(path, plan.changes, draft_new=draft_new):
                click.echo(line)
        for problem in [*intake.problems, *plan.repeated]:
            click.echo(str(problem), err=True)
        if not plan.changes:
            _fail(f"{path}: no row gives a system; nothing written")
        if dry_run:
            click.echo("Nothing written (--dry-run).")
            return
        # What entries refer to comes first: stopped halfway, an import leaves a survey that passes the check.
        files = write_items(project.data, importer, importer.new_items)
        settled = settle_columns(importer, intake)
        written = write_changes([change for change in plan.changes if update or change.kind == "new"])
    except InvalidData as error:
        _fail_with_problems(error, ending="; nothing written")
    except ValueError as error:
        _fail(str(error), status=2)
    except OSError as error:
        _fail(f"{error.filename or path}: {error.strerror}")
    for file, ids in files.items():
        click.echo(f"{shown(file)}: added {', '.join(ids)}")
    if settled:
        click.echo(f"{shown(settled)}: added columns")
    if written:
        entries = f"{len(written)} entr{'y' if len(written) == 1 else 'ies'}"
        click.echo(f"Wrote {entries} to {shown(written[0].parent)}. Next: slm-graph check")
    elif not files:
        click.echo("Nothing to write.")


@cli.command()
@click.option("--data", type=click.Path(path_type=Path), help=_DATA_HELP)
@click.option(
    "--labels", is_flag=True, help="Make the cells of what the entries state, with canonical labels and abbreviations."
)
@click.option("-o", "--output", type=click.Path(path_type=Path, dir_okay=False), help="File to write to.")
def table(data: Path | None, labels: bool, output: Path | None) -> None:
    """Write the entries as a Markdown table again.

    The columns are those of data/survey.yaml, the rows are in their order; the list of abbreviations follows. The cells
    are those of the survey: of a column of which entries keep phrases alone, these.

    \b
    Examples:
      slm-graph table
      slm-graph table --output TABLE.md
      slm-graph table --labels --data my-survey/data
    """
    from slm_graph.entries import table_text
    from slm_graph.problems import InvalidData

    try:
        text = table_text(_project(data), labels=labels)
        if output is not None:
            output.write_bytes(text.encode())
    except InvalidData as error:
        _fail_with_problems(error, ending="; nothing written")
    except OSError as error:
        _fail(f"{error.filename}: {error.strerror}; choose another file with --output")
    if output is None:
        click.echo(text, nl=False)
    else:
        click.echo(f"{output}  {output.stat().st_size:,} bytes")


@cli.command()
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@click.option(
    "--all-items", is_flag=True, help="Take over the whole vocabulary of the bundled survey, not a few items of it."
)
def init(folder: Path, all_items: bool) -> None:
    """Start a survey of your own: schema, vocabulary, an example table.

    DIR is made, or is empty. What is in it can be imported and built at once; its README.md says what to change.

    \b
    Examples:
      slm-graph init my-survey
      slm-graph init my-survey --all-items
    """
    import shlex

    from slm_graph.starter import start_survey

    try:
        paths = start_survey(folder, all_items=all_items)
    except FileExistsError as error:
        _fail(error.args[0] if error.errno is None else f"{error.filename}: {error.strerror}; choose another folder")
    except OSError as error:
        _fail(f"{error.filename or folder}: {error.strerror}; choose another folder")
    click.echo(f"{len(paths)} files in {folder}; its README.md says what is what. Next:")
    click.echo(f"  cd {shlex.quote(str(folder))} && slm-graph import table.md && slm-graph build")


def find_schema() -> Path:
    """Return the schema of the working directory, or else the bundled one."""
    from slm_graph.project import find_project

    return find_project().schema


def main() -> None:
    """Run the command; what goes wrong is told in one line."""
    try:
        cli(prog_name="slm-graph")
    except BrokenPipeError:
        # The reader of our output has left, as `head` does; Python's own exit would complain again.
        sys.stderr.close()
        sys.exit(1)


def _check_graph(path: Path) -> None:
    from slm_graph.graphs import QueryFault, open_graph
    from slm_graph.problems import InvalidData
    from slm_graph.questions import graph_faults, read_checks

    try:
        checks = read_checks()
        faults = graph_faults(open_graph(path), checks)
    except InvalidData as error:
        _tell_problems(error.problems)
    except QueryFault as fault:
        _fail(fault.message)
    except OSError as error:
        _fail(f"{error.filename or path}: {error.strerror}")
    for found in faults:
        click.echo(str(found), err=True)
    if faults:
        failed = len({found.check for found in faults})
        click.echo(
            f"{len(faults)} fault{'s' if len(faults) > 1 else ''} by {failed} of {len(checks)} checks.", err=True
        )
        sys.exit(1)
    click.echo(f"{len(checks)} checks, no faults.")


def _values(parameters: tuple[str, ...]) -> dict[str, str]:
    values = {}
    for parameter in parameters:
        name, equals, value = parameter.partition("=")
        if not equals:
            _fail(f"-p {parameter}: write -p NAME=VALUE", status=2)
        values[name.strip()] = value
    return values


def _question(name: str | None, text: str | None) -> StoredQuery:
    from slm_graph.problems import InvalidData
    from slm_graph.questions import find_question, parse_question

    if text is None and name is not None and name != "-":
        return find_question(name)
    shown = "-e" if text is not None else "standard input"
    question, problems = parse_question(sys.stdin.read() if text is None else text, shown, shown)
    if problems:
        raise InvalidData(problems)
    return question


def _list_questions() -> None:
    from slm_graph.problems import InvalidData
    from slm_graph.questions import read_questions
    from slm_graph.tables import wrapped

    try:
        questions = read_questions()
    except InvalidData as error:
        _fail_with_problems(error)
    by_tag: dict[str, list[StoredQuery]] = {}
    for question in questions:
        by_tag.setdefault(question.tags[0] if question.tags else "other", []).append(question)
    indent = 4 + max((len(question.name) for question in questions), default=0)
    width = max(shutil.get_terminal_size((80, 24)).columns - indent, 30)
    for tag in sorted(by_tag):
        click.echo(tag)
        for question in by_tag[tag]:
            first, *more = wrapped(question.summary, width)
            click.echo(f"  {question.name:<{indent - 4}}  {first}")
            for line in more:
                click.echo(" " * indent + line)
        click.echo()
    click.echo(f"{len(questions)} questions; `slm-graph query NAME --show` tells more of one.")


def _show_question(question: StoredQuery) -> None:
    import textwrap

    click.echo(question.name)
    for text in (
        question.summary,
        question.description,
        f"An empty answer is right: {question.empty}" if question.empty else "",
    ):
        if text:
            click.echo(textwrap.fill(text, 80, initial_indent="  ", subsequent_indent="  "))
    for parameter in question.parameters:
        default = (
            f"  [default: {parameter.default}]"
            if parameter.default is not None
            else ""
            if parameter.required
            else "  [may be left out]"
        )
        click.echo(f"\n  -p {parameter.name}={parameter.type.lstrip('@').upper()}\n      {parameter.expects}{default}")
    click.echo(f"\n{question.body.strip()}")


def _stop_after(seconds: float) -> None:
    """End this process after some seconds, whatever it is doing.

    pyoxigraph 0.5 cannot be told to stop, but lets other threads run while it computes: one of them waits, tells, and
    ends the process, so that no second process has to be started, fed and killed. Where it should hold Python's lock
    after all, the operating system ends the process a little later.
    """
    import os
    import threading

    def stop() -> None:
        # Not sys.exit: that would wait for the thread that computes.
        message = f"stopped after {seconds:g} s without an answer; give more with --timeout, or ask for less"
        os.write(2, f"slm-graph: {message}\n".encode())
        os._exit(1)

    timer = threading.Timer(seconds, stop)
    timer.daemon = True
    timer.start()
    if hasattr(signal, "setitimer"):
        signal.signal(signal.SIGALRM, signal.SIG_DFL)
        signal.setitimer(signal.ITIMER_REAL, seconds + 1)


_PAGE_UP_TO = 20_000_000
"""Bytes of a graph; a page of a larger one would be no picture, so `build` writes none."""


def _written_page(graph: Path, output: Path) -> list[Written]:
    """Write the page of a graph; none where there is nothing to see."""
    from slm_graph.build import Written
    from slm_graph.network import to_network
    from slm_graph.pages import PAGE_FILE, write_page

    network = to_network(graph)
    return [Written(output / PAGE_FILE, write_page(output / PAGE_FILE, network))] if len(network) else []


class _Progress:
    """A progress bar for a large file of entries; nothing for what takes a moment."""

    def __init__(self, entries: Path | None) -> None:
        size = entries.stat().st_size if entries is not None and entries.is_file() else 0
        self._bar = None
        if size > 20_000_000 and sys.stderr.isatty():
            self._bar = click.progressbar(length=size, label="Mapping", file=sys.stderr)

    def __enter__(self) -> _Progress:
        if self._bar is not None:
            self._bar.__enter__()
        return self

    def __exit__(self, *error: object) -> None:
        if self._bar is not None:
            self._bar.render_finish()

    def advance(self, size: int) -> None:
        if self._bar is not None:
            self._bar.update(size)


class _Stages:
    """A progress bar for each stage of a load that takes long; nothing where nobody watches."""

    def __init__(self) -> None:
        self._bar: Any = None
        self._what, self._done = "", 0

    def __enter__(self) -> Callable[[str, int, int], None] | None:
        return self._advance if sys.stderr.isatty() else None

    def __exit__(self, *error: object) -> None:
        if self._bar is not None:
            self._bar.render_finish()
            self._bar = None

    def _advance(self, what: str, done: int, of: int) -> None:
        if what != self._what or done < self._done:
            self.__exit__()
            self._what, self._done = what, 0
            if of > 20_000_000:
                self._bar = click.progressbar(length=of, label=what, file=sys.stderr)
                self._bar.__enter__()
            elif not of:
                click.echo(f"{what} ...", err=True)
        if self._bar is not None:
            self._bar.update(done - self._done)
        self._done = done


def _project(data: Path | None):  # type: ignore[no-untyped-def]
    from slm_graph.project import find_project

    try:
        return find_project(data)
    except FileNotFoundError as error:
        _fail(str(error))


def _is_base(text: str) -> bool:
    import re

    return re.fullmatch(r"[a-z][a-z0-9+.-]*:[^\s<>\"{}|\\^`]*[/#]", text) is not None


def _tell_problems(problems: Sequence[Problem]) -> NoReturn:
    for problem in problems:
        click.echo(str(problem), err=True)
    sys.exit(1)


def _fail(message: str, status: int = 1) -> NoReturn:
    click.echo(f"slm-graph: {message}", err=True)
    sys.exit(status)


def _fail_with_problems(error: Exception, files: int = 0, ending: str = "") -> NoReturn:
    from slm_graph.problems import InvalidData

    assert isinstance(error, InvalidData)  # noqa: S101
    for problem in error.problems:
        click.echo(str(problem), err=True)
    number, places = len(error.problems), len({problem.path for problem in error.problems})
    of = f" of {files} files" if files else f" file{'s' if places > 1 else ''}"
    click.echo(f"{number} problem{'s' if number > 1 else ''} in {places}{of}{ending}.", err=True)
    sys.exit(1)
