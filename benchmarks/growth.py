"""How the time grows with each kind of input: doubled, it may take 2.5 times as long.

    python benchmarks/growth.py [NAME…] [--repeats 5]

Each kind of input is made larger until it takes a tenth of a second of processor time, and three times what
the smallest takes; then it is doubled, and both are timed in turns. Prints the least times and their ratio.
Other work on the machine makes single times longer, never shorter: so where a ratio is over 2.5, there are up
to four times as many turns. Ends with exit status 1 where it stays over 2.5.
"""

from __future__ import annotations

import argparse
import fnmatch
import functools
import gc
import json
import shutil
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

from goals import told
from synthetic import Vocabulary, entries, write_lines

from slm_graph.build import write_graph
from slm_graph.documents import read_json_lines, read_yaml
from slm_graph.entries import check
from slm_graph.graphs import local_graph, open_graph
from slm_graph.importing import import_table
from slm_graph.importing.import_texts import change_texts
from slm_graph.importing.intake import importer
from slm_graph.network import to_network
from slm_graph.ontology import ontology_files
from slm_graph.problems import Fault, printable
from slm_graph.project import Project, find_project
from slm_graph.questions import bind_question, parse_question, read_questions
from slm_graph.rdf import services, sparql, suspect
from slm_graph.schema import read_schema
from slm_graph.tables import read_tables
from slm_graph.text import find_amounts, parse_cell

MOST = 2.5
ENOUGH = 0.1
"""Seconds that an input takes before it is doubled."""
LARGEST = 1 << 22
ROOT = Path(__file__).resolve().parents[1]

Work = Callable[[], object]


class Kind(NamedTuple):
    """A kind of input: makes one of a size in a folder, and returns what reads it; its sizes at first and at most."""

    name: str
    make: Callable[[int, Path], Work]
    start: int
    largest: int = LARGEST


class Growth(NamedTuple):
    """What came of a kind: the size before it was doubled, the seconds before and after."""

    name: str
    size: int
    once: float
    twice: float

    @property
    def ratio(self) -> float:
        """How many times as long twice the input took."""
        return self.twice / self.once if self.once else 0.0


# --- tables and their cells


def _imported(text: str, folder: Path) -> Work:
    path = folder / "table.md"
    path.write_text(text, encoding="utf-8")
    reader = importer(find_project(ROOT / "data"))
    return lambda: reader.read(path, (), "speech-llms-progress")


_HEADER = ("Name", "Speech model", "LLM", "Dataset", "Prompt", "Method")


def _table(*rows: tuple[str, ...]) -> str:
    lines = [_HEADER, ("---",) * len(_HEADER), *rows]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


def _cell(column: str, text: Callable[[int], str]) -> Callable[[int, Path], Work]:
    """Return what makes a table of one row, with such a text in a column."""

    def make(size: int, folder: Path) -> Work:
        plain = {"Name": "Lark", "Speech model": "Whisper", "LLM": "Vicuna", "Dataset": "Clotho"}
        row = {**plain, column: text(size)}
        return _imported(_table(tuple(row.get(name, "") for name in _HEADER)), folder)

    return make


def _names(kind: str, size: int) -> list[str]:
    labels = [str(item["label"]) for item in Vocabulary(ROOT / "data").items(kind)]
    return [labels[number % len(labels)] for number in range(size)]


def _rows(size: int, folder: Path) -> Work:
    encoders, llms, datasets = (_names(kind, size) for kind in ("encoders", "llms", "datasets"))
    rows = [
        (f"Lark {n}", encoders[n], llms[n], f"{datasets[n]} ({n} hours), LibriSpeech (ASR)", "Say it.", "LoRA")
        for n in range(size)
    ]
    return _imported(_table(*rows), folder)


def _whole_import(size: int, folder: Path, *, again: bool = False) -> Work:
    """Return an import of rows, to the texts of the files; again: of changed rows that the project has."""
    project = _project(folder)
    encoders, llms, datasets = (_names(kind, size) for kind in ("encoders", "llms", "datasets"))
    header = "| Name | Speech model | LLM | Dataset | Link |\n|---|---|---|---|---|\n"
    rows = [
        f"| Lark {n} | {encoders[n]} | {llms[n]} | {datasets[n]} (ASR), LibriSpeech, Lark{n}Set"
        f" | [code](https://github.com/larks/lark-{n}) |\n"
        for n in range(size)
    ]
    path = folder / "table.md"
    path.write_text(header + "".join(rows), encoding="utf-8")
    if again:
        import_table(project, path, survey="larks").write()
        path.write_text(header + "".join(rows).replace("(ASR)", "(ST)"), encoding="utf-8")
    return lambda: change_texts(import_table(project, path, survey="larks", update=again).changes)


def _columns(size: int, folder: Path) -> Work:
    header = [*_HEADER, *(f"Column {n}" for n in range(size))]
    row = ["Lark", "Whisper", "Vicuna", "Clotho", "Say it.", "LoRA", *(f"word {n}" for n in range(size))]
    return _imported("".join(f"| {' | '.join(line)} |\n" for line in (header, ["---"] * len(header), row)), folder)


def _read_table(text: Callable[[int], str], ending: str = "md") -> Callable[[int, Path], Work]:
    """Return what makes a file of tables that is read, and no more."""

    def make(size: int, folder: Path) -> Work:
        path = folder / f"table.{ending}"
        path.write_text(text(size), encoding="utf-8")
        return lambda: _told(lambda: read_tables(path))

    return make


def _told(call: Work) -> object:
    """Call, and let what is told in a line pass: a refusal takes time as well."""
    try:
        return call()
    except (Fault, OSError, RecursionError) as error:
        return error


# --- texts


def _read(text: Callable[[int], str], *readers: Callable[[str], object]) -> Callable[[int, Path], Work]:
    def make(size: int, folder: Path) -> Work:
        of_size = text(size)
        return lambda: [_told(functools.partial(reader, of_size)) for reader in readers]

    return make


def _cell_parts(text: str) -> object:
    cell = parse_cell.__wrapped__(text)
    return cell.text, cell.plain, cell.links


_QUERY_READERS = (
    services.service,
    suspect,
    lambda text: [*sparql.tokens(text)],
    lambda text: parse_question(text, "long", "long.rq"),
)


# --- data


def _project(folder: Path) -> Project:
    for name in ("data", "ontology"):
        shutil.copytree(ROOT / name, folder / name)
    return find_project(folder / "data")


def _entry_lines(size: int, folder: Path) -> Project:
    project = _project(folder)
    lines = folder / "entries.jsonl"
    write_lines(lines, entries(size, Vocabulary(ROOT / "data")))
    return replace(project, entries=lines)


def _entries_checked(size: int, folder: Path) -> Work:
    project = _entry_lines(size, folder)
    return lambda: check(project)


def _entries_built(size: int, folder: Path) -> Work:
    project = _entry_lines(size, folder)
    return lambda: write_graph(project, folder / "output", formats=("nt",), processes=1, validate=False)


def _entry_files(size: int, folder: Path) -> Work:
    project = _project(folder)
    for entry in entries(size, Vocabulary(ROOT / "data")):
        (project.data / "systems" / f"{entry['id']}.yaml").write_text(json.dumps(entry), encoding="utf-8")
    return lambda: check(project)


def _vocabulary(size: int, folder: Path) -> Work:
    project = _project(folder)
    with (project.data / "vocabulary" / "datasets.yaml").open("a", encoding="utf-8") as stream:
        stream.writelines(f"- {{id: more-{n}, label: More Data {n}, aliases: [MoreD{n}]}}\n" for n in range(size))
    return lambda: check(project)


def _vocabulary_linked(size: int, folder: Path) -> Work:
    project = _project(folder)
    with (project.data / "vocabulary" / "datasets.yaml").open("a", encoding="utf-8") as stream:
        stream.writelines(f"- {{id: more-{n}, label: More Data {n}, aliases: [MoreD{n}]}}\n" for n in range(size))
    path = folder / "table.md"
    path.write_text(_table(("Lark", "Whisper", "Vicuna", "Clotho, MoreD7, Moer Data 9", "", "")), encoding="utf-8")
    return lambda: importer(project).read(path, (), "speech-llms-progress")


def _listed(change: Callable[[dict[str, object], int], None]) -> Callable[[int, Path], Work]:
    """Return what makes an entry that is changed in some way."""

    def make(size: int, folder: Path) -> Work:
        project = _project(folder)
        entry = next(entries(1, Vocabulary(ROOT / "data")))
        change(entry, size)
        lines = folder / "entries.jsonl"
        lines.write_text(json.dumps(entry), encoding="utf-8")
        return lambda: check(replace(project, entries=lines))

    return make


def _authors(entry: dict[str, object], size: int) -> None:
    entry["paper"] |= {"authors": [f"Ada {n} Abe" for n in range(size)]}  # type: ignore[operator]


def _long_cell(entry: dict[str, object], size: int) -> None:
    entry["source"]["cells"]["Dataset"] += " words" * size  # type: ignore[index]


def _quotes(entry: dict[str, object], size: int) -> None:
    words = [f"word{n}" for n in range(size)]
    entry["source"]["cells"]["Method"] += words  # type: ignore[index]
    usage = entry["methods"][0]  # type: ignore[index]
    entry["methods"] = [{**usage, "key": f"k{n}", "quote": word} for n, word in enumerate(words)]


def _parts_of_phrases(entry: dict[str, object], size: int) -> None:
    _quotes(entry, size)
    for usage in entry["methods"]:  # type: ignore[attr-defined]
        usage["quote"] = usage["quote"][1:]


def _read_data(text: Callable[[int], str], ending: str) -> Callable[[int, Path], Work]:
    def make(size: int, folder: Path) -> Work:
        path = folder / f"data.{ending}"
        path.write_text(text(size), encoding="utf-8")
        return lambda: read_yaml(path) if ending == "yaml" else [*read_json_lines(path)]

    return make


def _slots(size: int, folder: Path) -> Work:
    path = folder / "schema.yaml"
    shutil.copy(ROOT / "ontology" / "schema.yaml", path)
    text = path.read_text(encoding="utf-8")
    more = "".join(f"  more_{n}: {{slot_uri: 'slm:more{n}', description: More.}}\n" for n in range(size))
    path.write_text(text.replace("\nslots:\n", f"\nslots:\n{more}", 1), encoding="utf-8")
    return lambda: _told(lambda: ontology_files(read_schema(path)))


# --- questions and graphs


def _parameters(size: int, folder: Path) -> Work:
    names = [f"a{n}" for n in range(size)]
    head = "#+ summary: Many.\n#+ parameters:\n" + "".join(f"#+   {name}: What.\n" for name in names)
    pattern = " ".join(f"?s ?p{n} ?_{name}_integer ." for n, name in enumerate(names))
    text = f"{head}SELECT ?s {{ {pattern} }}"
    graph = local_graph("")

    def work() -> object:
        question, _ = parse_question(text, "many", "many.rq")
        return _told(lambda: bind_question(question, dict.fromkeys(names, "7"), graph))

    return work


def _question_files(size: int, folder: Path) -> Work:
    for number in range(size):
        (folder / f"question-{number}.rq").write_text("#+ summary: One.\nSELECT ?s { ?s ?p ?o }", encoding="utf-8")
    return lambda: read_questions(folder)


def _graph(size: int, folder: Path) -> Path:
    project = _entry_lines(size, folder)
    write_graph(project, folder / "output", formats=("nt",), processes=1, validate=False)
    return folder / "output" / "slm-graph.nt"


def _network(size: int, folder: Path) -> Work:
    graph = open_graph(_graph(size, folder))
    return lambda: to_network(graph)


_RUNS = ("a", "1", " ", ",", "(", ")", "[", "*", "_", "`", "<", "&", "-", ".", ":", "/", "\\", "语", "|")


def _kinds() -> Iterator[Kind]:
    yield Kind("cell: datasets", _cell("Dataset", lambda n: ", ".join(_names("datasets", n))), 50)
    yield Kind("cell: datasets and tasks", _cell("Dataset", lambda n: "; ".join(_names("datasets", n)) + " (ASR)"), 50)
    yield Kind("cell: unknown datasets", _cell("Dataset", lambda n: ", ".join(f"Foo{i}Set" for i in range(n))), 50)
    yield Kind("cell: amounts", _cell("Dataset", lambda n: ", ".join(f"{i + 1} hours" for i in range(n))), 50)
    yield Kind("cell: encoders", _cell("Speech model", lambda n: " & ".join(_names("encoders", n))), 50)
    yield Kind("cell: LLMs", _cell("LLM", lambda n: ", ".join(_names("llms", n))), 50)
    yield Kind("cell: lines", _cell("Dataset", lambda n: "</br>".join(_names("datasets", n))), 50)
    yield Kind("cell: empty lines", _cell("Dataset", lambda n: "</br>" * n), 500)
    yield Kind("cell: brackets", _cell("Dataset", lambda n: "Clotho " + "(" * n + ")" * n), 200)
    yield Kind("cell: groups", _cell("Dataset", lambda n: "Clotho (ASR) " * n), 50)
    yield Kind("cell: labels", _cell("Dataset", lambda n: "; ".join(f"ASR: {x}" for x in _names("datasets", n))), 50)
    yield Kind("cell: links", _cell("Name", lambda n: "[a](https://example.org/a) " * n), 50)
    yield Kind("cell: words of a method", _cell("Method", lambda n: "tuned with a LoRA adapter and " * n), 50)
    yield Kind("cell: prompt", _cell("Prompt", lambda n: "Transcribe the audio. " * n), 50)
    for sign in _RUNS:
        yield Kind(f"cell: a run of {sign!r}", _cell("Dataset", lambda n, sign=sign: f"x{sign * n}"), 1000)  # type: ignore[misc]
    yield Kind("table: rows", _rows, 20)
    yield Kind("import: rows", _whole_import, 20)
    yield Kind("import: rows again", functools.partial(_whole_import, again=True), 20)
    yield Kind("table: columns", _columns, 50)
    yield Kind("table: rows read", _read_table(lambda n: _table(*[("a", "b", "c", "d", "e", "f")] * n)), 500)
    yield Kind("table: tables", _read_table(lambda n: (_table(("a", "b", "c", "d", "e", "f")) + "\ntext\n\n") * n), 100)
    yield Kind("table: text", _read_table(lambda n: "Words of a page.\n\n" * n + _table(("a",) * 6)), 1000)
    yield Kind(
        "table: HTML rows", _read_table(lambda n: f"<table>{'<tr><td>a<td rowspan=2>b</tr>' * n}</table>", "html"), 200
    )
    yield Kind("table: HTML nested", _read_table(lambda n: "<table><tr><td>" * n, "html"), 200)
    yield Kind("table: HTML tags", _read_table(lambda n: f"<table><tr><td>{'<b>' * n}a</table>", "html"), 500)
    yield Kind("table: HTML open", _read_table(lambda n: f"<table><tr><td>{'<' * n}", "html"), 500)
    yield Kind("table: quotation nested", _read_table(lambda n: f"{'>' * n} | a |\n"), 500)
    yield Kind("table: lists nested", _read_table(lambda n: "".join(f"{'  ' * (i % 50)}- a\n" for i in range(n))), 500)
    for name, text in (
        ("words", "tuned on 4,400 hours of speech (ASR), "), ("figures", "1,"), ("number words", "one hundred "),
        ("links", "[a](b) "), ("brackets", "["), ("pictures", "!["), ("entities", "&amp;"), ("stars", "*a **b"),
        ("tags", "<a "), ("quotes", "`"), ("addresses", "https://a.b/("), ("backslashes", "\\"),
    ):  # fmt: skip
        yield Kind(f"text: {name}", _read(lambda n, text=text: text * n, _cell_parts, find_amounts, printable), 500)  # type: ignore[misc]
    item = "- `2024.05` **Kea**: Hearing Every Thing, in *ICML* 2024 [[paper]](https://arxiv.org/abs/2405.12345)\n"
    yield Kind("table: list of links", _read_table(lambda n: item * n), 100)
    yield Kind("table: lists under headings", _read_table(lambda n: f"## Songs\n\n{item}{item}\n" * n), 100)
    yield Kind(
        "table: lists of links nested", _read_table(lambda n: f"- Songs\n  {item}  - Calls\n    {item}" * n), 100
    )
    yield Kind("table: a long item", _read_table(lambda n: f"{item}- {'[a](https://a.org/b.pdf) ' * n}\n{item}"), 100)
    yield Kind(
        "table: folds", _read_table(lambda n: f"<details><summary>x</summary>\n\n{_table(('a',) * 6)}\n" * n), 100
    )
    yield Kind("CSV: rows", _read_table(lambda n: "Name,LLM\n" + 'Kea,"Vicuna, 7B"\n' * n, "csv"), 500)
    yield Kind("CSV: columns", _read_table(lambda n: ",".join(f"c{i}" for i in range(n)) + "\n" + "1," * n, "csv"), 500)
    yield Kind("CSV: quotes", _read_table(lambda n: "Name,LLM\n" + '"' * n, "csv"), 1000)
    yield Kind("data: entries checked", _entries_checked, 100)
    yield Kind("data: entries built", _entries_built, 100)
    yield Kind("data: files of entries", _entry_files, 50)
    yield Kind("data: vocabulary", _vocabulary, 500)
    yield Kind("data: vocabulary linked", _vocabulary_linked, 500)
    yield Kind("data: authors", _listed(_authors), 1000, 64_000)  # of 5 MB on no more is read
    yield Kind("data: quotes", _listed(_quotes), 100, 25_600)
    yield Kind("data: quotes of parts of phrases", _listed(_parts_of_phrases), 100, 25_600)
    yield Kind("data: a long cell", _listed(_long_cell), 1000)
    yield Kind("data: slots of the schema", _slots, 100)
    yield Kind("YAML: keys", _read_data(lambda n: "".join(f"k{i}: v\n" for i in range(n)), "yaml"), 500)
    yield Kind("YAML: list", _read_data(lambda n: "- v\n" * n, "yaml"), 500)
    yield Kind("YAML: nested", _read_data(lambda n: "[" * n, "yaml"), 1000)
    yield Kind("YAML: a long text", _read_data(lambda n: "k: '" + "word\n  " * n + "'", "yaml"), 1000)
    yield Kind("YAML: comments", _read_data(lambda n: "# a\n" * n + "k: v", "yaml"), 1000)
    yield Kind("YAML: anchors", _read_data(lambda n: "- &a v\n" * n, "yaml"), 500)
    yield Kind("JSON: lines", _read_data(lambda n: '{"a": ["b"]}\n' * n, "jsonl"), 500)
    yield Kind("JSON: nested", _read_data(lambda n: "[" * n, "jsonl"), 1000)
    yield Kind("JSON: a list", _read_data(lambda n: json.dumps({"a": ["b"] * n}), "jsonl"), 1000)
    yield Kind("JSON: keys", _read_data(lambda n: json.dumps({f"k{i}": "b" for i in range(n)}), "jsonl"), 1000)
    yield Kind("question: parameters", _parameters, 20)
    yield Kind("question: files", _question_files, 50)
    for name, text in (
        ("patterns", "?s ?p 'SERVICE' . "), ("braces", "{"), ("open quotes", "'"), ("open texts", '"""a'),
        ("dots", "."), ("comments", "# a\n"), ("header", "#+ a: b\n"), ("signs", "<"), ("colons", "a:"),
        ("escapes", "\\u0053"),
    ):  # fmt: skip
        yield Kind(f"question: {name}", _read(lambda n, text=text: f"SELECT * {{ {text * n}", *_QUERY_READERS), 500)  # type: ignore[misc]
    yield Kind("graph: network", _network, 100)


def growth(kind: Kind, repeats: int) -> Growth:
    """Time a kind of input, and twice as much."""
    with TemporaryDirectory() as folder:
        size, least = kind.start, 0.0
        while True:
            place = Path(folder) / str(size)
            place.mkdir()
            work = kind.make(size, place)
            once = min(_seconds(work), _seconds(work))
            # What any size takes, such as the reading of the schema, would hide how the rest grows.
            least = least or once
            enough = max(ENOUGH, 3 * least)
            if (once >= enough and size > kind.start) or size >= kind.largest:
                break
            size *= 2 if once > enough / 4 else 4
        place = Path(folder) / "twice"
        place.mkdir()
        double = kind.make(2 * size, place)
        twice = _seconds(double)
        turns = 1
        while turns < repeats or (twice > MOST * once and turns < 4 * repeats):
            if twice > 20:
                break  # which is enough to know
            once, twice = min(once, _seconds(work)), min(twice, _seconds(double))
            turns += 1
    return Growth(kind.name, size, once, twice)


def _seconds(work: Work) -> float:
    """Return the processor time that something takes which was not done before."""
    for module in [module for name, module in sys.modules.items() if name.startswith("slm_graph.")]:
        for value in [*vars(module).values()]:
            if hasattr(value, "cache_clear") and getattr(value, "__module__", "") == module.__name__:
                value.cache_clear()
    gc.collect()
    gc.disable()
    try:
        start = time.process_time()
        work()
        return time.process_time() - start
    finally:
        gc.enable()


def main() -> int:
    """Time what is asked for, and return the exit status."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("names", nargs="*", metavar="NAME", help="kinds, such as 'cell: *'  [default: all]")
    parser.add_argument("--repeats", type=int, default=5)
    given = parser.parse_args()
    kinds = [
        kind
        for kind in _kinds()
        if not given.names or any(fnmatch.fnmatchcase(kind.name, name) for name in given.names)
    ]
    if not kinds:
        parser.error("no such kind")
    missed = []
    print(f"{'kind':<32} {'size':>9} {'s':>7} {'twice':>7} {'ratio':>6}")
    for kind in kinds:
        grown = growth(kind, given.repeats)
        line = f"{grown.name:<32} {grown.size:>9,} {grown.once:>7.3f} {grown.twice:>7.3f} {grown.ratio:>6.2f}"
        print(line, flush=True)
        if grown.ratio > MOST:
            missed.append(f"{grown.name}: twice the input takes {grown.ratio:.2f} times as long, not {MOST}")
    return told(missed)


if __name__ == "__main__":
    sys.exit(main())
