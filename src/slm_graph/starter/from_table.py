"""A new survey from a table of one's own: its data, its graph, its page, and all stored questions."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

from slm_graph.build import write_graph
from slm_graph.files import Generation
from slm_graph.importing import Import, heading_of, import_table
from slm_graph.problems import Fault
from slm_graph.project import Project, bundled, find_project
from slm_graph.rdf import DEFAULT_ENDINGS
from slm_graph.starter.start import (
    CHECKS,
    CLOSED,
    RETIRED,
    base_of,
    keeping_texts,
    new_folder,
    of_base,
    survey_id,
    template_text,
    with_editing,
)

_BASE = "https://w3id.org/slm-graph/"
"""Below which the things of the bundled survey live; its ontology is used by all."""
_OURS = re.compile(rf"{_BASE}(?!ontology)")
_OF_THE_SURVEY = re.compile(r"^  (?:note|described_in|listed_in):.*\n(?:    .*\n)*", re.MULTILINE)
"""What the bundled survey says of an item in its own words, or by its own papers."""
_DEFAULT = re.compile(r"^#\+   - \w+: (?:not )?<?(\S+?)>?$", re.MULTILINE)


class Started(NamedTuple):
    """What came of a table."""

    files: list[Path]
    table: Import
    graph: Path
    page: Path

    @property
    def summary(self) -> list[str]:
        """What became of the rows and of the systems, a line each."""
        lines = [*self.table.lines()]
        first = lines.index("") + 1
        return lines[first : first + 2]


def survey_from_table(folder: Path, table: Path, page: Callable[[Project, Path], bytes]) -> Started:
    """Start a survey from a table: entries, vocabulary, questions, graph and page, all of them or nothing.

    What the bundled vocabulary and its authority files know is there as authority, so that it enters the graph where a
    row names it; names that nobody knows become items of the new vocabulary.

    Parameters
    ----------
    folder
        Where to; it is made, or is empty.
    table
        A file of tables: Markdown, CSV, TSV or XLSX.
    page
        Given the project and its graph, returns the page.

    Raises
    ------
    FileExistsError
        The folder is not empty, or is a file.
    Fault
        The file cannot be read, has no table, or no row of it gives a system.
    OSError
        The folder cannot be written to.
    """
    new_folder(folder)
    name = survey_id(folder.absolute().name)
    with TemporaryDirectory() as scratch:
        work = Path(scratch) / "survey"
        for place, text in _data_texts(name, table).items():
            _write(work / place, text.encode())
        project = find_project(work / "data")
        imported = import_table(project, table, draft_new=True)
        if not imported.changes:
            raise Fault(f"{table}: no row gives a system; nothing written")
        imported.write()
        _write(work / f"table{table.suffix}", table.read_bytes())
        write_graph(project, work / "output", formats=(*DEFAULT_ENDINGS, "nt"))
        graph = work / "output" / "slm-graph.ttl"
        counts = _things(graph.with_suffix(".nt"), base_of(name))
        for place, text in _questions(base_of(name), counts):
            _write(work / place, text.encode())
        _write(graph.with_suffix(".html"), page(find_project(work / "data"), graph))
        with Generation(folder) as generation:
            for place, text in keeping_texts().items():
                generation.write(place, text.encode())
            for path in sorted(path for path in work.rglob("*") if path.is_file()):
                if not path.name.startswith("."):
                    generation.write(path.relative_to(work).as_posix(), path.read_bytes())
            files = sorted(generation.commit())
    return Started(files, imported, folder / "output" / graph.name, folder / "output" / f"{graph.stem}.html")


def _write(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)


def _data_texts(name: str, table: Path) -> dict[str, str]:
    """Return the files to begin with, by their places: settings, schema, closed vocabularies, authority."""
    vocabulary = {path.stem: path for path in sorted((bundled("data") / "vocabulary").glob("*.yaml"))}
    known = {path.stem: path for path in sorted((bundled("data") / "authority").glob("*.yaml"))}
    closed = {stem: path for stem, path in vocabulary.items() if stem in CLOSED}
    texts = {f"data/vocabulary/{stem}.yaml": _read(path) for stem, path in closed.items()}
    for stem in sorted({*vocabulary, *known} - {*closed, RETIRED, "papers"}):
        items = [_OF_THE_SURVEY.sub("", _read(path)) for path in (known.get(stem), vocabulary.get(stem)) if path]
        texts[f"data/authority/{stem}.yaml"] = "\n".join(items)
    texts["data/survey.yaml"] = _settings(name, table)
    texts["README.md"] = template_text("README.md")
    schema = of_base(_read(bundled("ontology") / "schema.yaml"), base_of(name))
    return texts | with_editing(schema)


def _read(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def _settings(name: str, table: Path) -> str:
    title = json.dumps(heading_of(table) or name, ensure_ascii=False)
    return (
        template_text("survey.yaml")
        .replace("{id}", name)
        .replace("{today}", f"{date.today()}")
        .replace("{title}", title)
    )


def _things(graph: Path, base: str) -> dict[str, list[str]]:
    """Return by kind the things that statements lead to, the most frequent first: `llm` → [`llm/vicuna`, …]."""
    counts: Counter[str] = Counter()
    with graph.open(encoding="utf-8") as stream:
        for line in stream:
            if of_base := re.search(rf" <{re.escape(base)}(\w+/[^/>]+)> \.$", line):
                counts[of_base[1]] += 1
    by_kind: dict[str, list[str]] = {}
    for thing, _ in sorted(counts.items(), key=lambda item: (-item[1], item[0])):
        by_kind.setdefault(thing.partition("/")[0], []).append(thing)
    return by_kind


def _questions(base: str, things: Mapping[str, list[str]]) -> Iterator[tuple[str, str]]:
    """Yield the bundled questions, about what the new graph has, and the checks of any survey."""
    folder = bundled("queries")
    for path in [*sorted(folder.glob("*.rq")), *(folder / "checks" / f"{name}.rq" for name in CHECKS)]:
        text = _read(path)
        taken: set[str] = set()
        for iri in dict.fromkeys(_DEFAULT.findall(text)):
            thing = iri.removeprefix(_BASE)
            text = _with_default(text, thing, things.get(thing.partition("/")[0], []), taken)
        yield f"queries/{path.relative_to(folder).as_posix()}", _OURS.sub(base, text)


def _with_default(text: str, thing: str, there: list[str], taken: set[str]) -> str:
    """Put a thing of the graph where a question has one that the graph lacks, each time another one."""
    kind, _, name = thing.partition("/")
    curie = rf"\b{kind}:{re.escape(name)}(?![\w-])"
    if not there:
        # A condition can be left out; what a question cannot do without stays, and its answer is empty.
        return _without_condition(text, thing, curie)
    other = thing if thing in there else next((one for one in there if one not in taken), thing)
    taken.add(other)
    text = text.replace(f"{_BASE}{thing}\n", f"{_BASE}{other}\n").replace(f"<{_BASE}{thing}>", f"<{_BASE}{other}>")
    return re.sub(curie, f"{kind}:{other.partition('/')[2]}", text)


def _without_condition(text: str, thing: str, curie: str) -> str:
    shorter, rows = re.subn(rf"^ *\(\d+ \"\w+\" \S+ {curie}\)\n", "", text, flags=re.MULTILINE)
    default = rf"^#\+   - \w+: (?:not )?{re.escape(_BASE + thing)}\n"
    shorter = re.sub(default, "", shorter, flags=re.MULTILINE)
    return re.sub(r"^#\+ defaults:\n(?!#\+   )", "", shorter, flags=re.MULTILINE) if rows else text
