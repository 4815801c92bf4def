"""How well the import reads tables that it was not made for: what it writes, beside what a person reads in them."""

from __future__ import annotations

import inspect
import re
import shutil
import time
import unicodedata
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from urllib.request import urlretrieve

import yaml

from slm_graph.documents.document import Document
from slm_graph.entries import check
from slm_graph.entries.survey import Survey, entry_documents, read_survey
from slm_graph.importing import import_table
from slm_graph.importing.fields import column_fields
from slm_graph.project import Project, bundled, find_project
from slm_graph.starter import start_survey

GOLD = Path(__file__).with_name("gold")

AIMS = {
    "rows": 0.95, "names": 0.95, "columns": 0.9, "recall": 0.8, "precision": 0.95, "links": 0.95, "amounts": 0.8,
    "years": 0.95, "contradictions": 0, "made-up titles": 0,
}  # fmt: skip
"""The least share, and of the last two the most."""
SHARES = list(AIMS)[:-2]

NO_TITLE = frozenset(
    "paper link links code arxiv github website blog project page demo pdf na none null notavailable".split()
)
"""What a link is called, and null words: no titles."""


@dataclass
class Count:
    """Right ones of all."""

    right: float = 0
    all: float = 0

    def add(self, right: float, of: float = 1) -> None:
        """Count one more, or several."""
        self.right += right
        self.all += of

    @property
    def share(self) -> float | None:
        """The share of the right ones; None where there is nothing to be right about."""
        return self.right / self.all if self.all else None


@dataclass
class Scores:
    """What was measured for a table, and what was missed, in words."""

    shares: dict[str, Count] = field(default_factory=lambda: {name: Count() for name in SHARES})
    contradictions: int = 0
    made_up: int = 0
    seconds: float = 0
    misses: list[str] = field(default_factory=list)

    def take(self, measure: str, right: float, what: str, of: float = 1) -> None:
        """Count for a measure, and note what is not wholly right."""
        self.shares[measure].add(right, of)
        if right < of:
            self.misses.append(f"{measure}: {what}")

    def __iadd__(self, other: Scores) -> Scores:
        for name, count in other.shares.items():
            self.shares[name].add(count.right, count.all)
        self.contradictions += other.contradictions
        self.made_up += other.made_up
        self.seconds += other.seconds
        return self


# --- names


def key(text: str) -> str:
    """Return what names are compared by: letters, digits and + without case."""
    return "".join(sign for sign in unicodedata.normalize("NFKC", text).casefold() if sign.isalnum() or sign == "+")


@dataclass(frozen=True)
class Mention:
    """A name with its kind: the field of an entry, the name, and the names of what it is a variant of."""

    kind: str
    name: str
    names: frozenset[str]
    bases: frozenset[str]


@dataclass(frozen=True)
class Wanted:
    """A mention of the gold: names and variant, and whether the variant may be left out."""

    kinds: frozenset[str]
    names: tuple[str, ...]
    variant: str = ""
    is_free: bool = False

    @classmethod
    def read(cls, kind: str, text: str) -> Wanted:
        """Read `A|B / VARIANT` or `A / =VARIANT`."""
        names, _, variant = text.partition(" / ")
        kinds = frozenset({"encoders", "methods"}) if kind == "vocoders" else frozenset({kind})
        return cls(kinds, tuple(names.split("|")), variant.removeprefix("="), variant.startswith("="))

    def score(self, mention: Mention) -> float:
        """Return 1 where kind, base and variant are right, a half where the variant alone is not."""
        if mention.kind not in self.kinds:
            return 0
        bases = {key(name) for name in self.names}
        if mention.names & bases:
            return 0.5 if self.variant and not self.is_free else 1
        rest = [part for part in re.split(r"\s+", self.variant) if part]
        has_variant = bool(rest) and any(key(part) in name for part in rest for name in mention.names)
        if mention.bases & bases:
            return 1 if has_variant else 0.5
        return 0.5 if has_variant and any(key(mention.name).startswith(base) for base in bases) else 0


# --- what was imported


@dataclass(frozen=True)
class Thing:
    """An entry or an item that the import wrote or joined."""

    class_name: str
    tree: dict[str, Any]
    paper: Mapping[str, Any]

    @property
    def name(self) -> str:
        """What it is called."""
        return str(self.tree.get("name") or self.tree.get("label") or self.tree.get("title") or "")

    @property
    def address(self) -> dict[str, str]:
        """What leads to it from outside: arXiv id, DOI, code."""
        pairs = {
            "arxiv": self.paper.get("arxiv") or self.tree.get("arxiv"),
            "doi": self.paper.get("doi") or self.tree.get("doi"),
            "code": self.tree.get("code"),
        }
        return {name: plain_link(str(value)) for name, value in pairs.items() if value}

    @property
    def links(self) -> set[str]:
        """All links of it and of its paper."""
        texts = [self.tree.get(name) for name in ("code", "homepage", "hugging_face")]
        listed = [*_listed(self.tree.get("links")), *_listed(self.paper.get("links")), self.paper.get("homepage")]
        return {plain_link(str(text)) for text in [*texts, *listed] if text}


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value] if value else []


def plain_link(url: str) -> str:
    """Return what links are compared by: without scheme, www, a slash or .git at the end."""
    return re.sub(r"^(?:https?://)?(?:www\.)?", "", url.strip().casefold()).rstrip("/").removesuffix(".git")


class Imported:
    """A project after an import: the things that it made or changed."""

    def __init__(self, before: Survey, old: Sequence[Mapping[str, Any]], survey: Survey, text: str) -> None:
        self.survey = survey
        lines = [key(line) for line in text.splitlines()]
        self.lines = [one + other for one, other in zip(lines, [*lines[1:], ""], strict=True)]
        """Each line with the next, in which an item of a list may go on."""
        self.fields = {path: one.component for path, one in column_fields(survey.schema).items() if one.component}
        own = {(item.class_name, item.id): item.tree for item in survey.vocabulary.items}
        self._items = {(item.class_name, item.id): item.tree for item in survey.checker.authority.items()} | own
        trees = _trees(survey)
        papers = [tree["paper"] for tree in trees if isinstance(tree.get("paper"), dict)]
        self._papers = {paper["id"]: paper for paper in papers}
        self._papers |= {item_id: tree for (name, item_id), tree in self._items.items() if name == "Paper"}
        self._old_entries = old_entries = {tree["id"]: tree for tree in old}
        self._old_further = before.further
        old_items = {(item.class_name, item.id): item.tree for item in before.vocabulary.items}
        self.entries = [
            self._thing(survey.schema.entry_class.name, tree)
            for tree in trees
            if old_entries.get(tree["id"]) != tree or survey.further.get(tree["id"]) != before.further.get(tree["id"])
        ]
        self.old_titles = {str(tree["title"]) for tree in old_items.values() if "title" in tree}
        """Titles that no import wrote."""
        self.items = [
            self._thing(class_name, tree)
            for (class_name, item_id), tree in own.items()
            if old_items.get((class_name, item_id)) != tree
        ]
        self.known = [self._thing(class_name, tree) for (class_name, _), tree in old_items.items()]
        """What the vocabulary had already: a row that names it has its thing, and nothing is written."""

    def _thing(self, class_name: str, tree: dict[str, Any]) -> Thing:
        paper = tree.get("paper") or tree.get("described_in") or {}
        papers = [self._papers.get(one, {}) if isinstance(one, str) else one for one in _listed(paper)]
        return Thing(class_name, tree, papers[0] if papers else {})

    def says(self, name: str, text: str) -> bool:
        """Tell whether another row of the file says this of a thing of that name: one line, or two, have both."""
        return any(key(name) in line and key(text) in line for line in self.lines)

    def find(self, row: Mapping[str, Any]) -> Thing | None:
        """Return what was made of a row: by its name, else by what its links lead to."""
        classes = set(str(row["is"]).split("|"))
        things = [thing for thing in [*self.entries, *self.items, *self.known] if thing.class_name in classes]
        if name := key(row.get("name", "")):
            named = [thing for thing in things if key(thing.name) == name and not _is_other(thing, row)]
            named.sort(key=lambda thing: -sum(thing.address.get(one) == value for one, value in _address(row).items()))
            if named:
                return named[0]
        for address, value in _address(row).items():
            for thing in things:
                if thing.address.get(address) == value:
                    return thing
        return None

    def mentions(self, thing: Thing) -> Iterator[Mention]:
        """Yield what an entry says that its system uses."""
        entry_id = str(thing.tree["id"])
        known: list[Any] = [row.document.tree for row in self._old_further.get(entry_id, [])]
        known.append(self._old_entries.get(entry_id))  # of other surveys
        trees: list[Any] = [thing.tree, *(row.document.tree for row in self.survey.further.get(entry_id, []))]
        rows = [tree for tree in trees if isinstance(tree, dict) and tree not in known]
        for path, component in self.fields.items():
            for usage in (usage for tree in rows for usage in _listed(tree.get(path))):
                for value in usage.values() if isinstance(usage, dict) else ():
                    if isinstance(value, str) and (item := self._item(component, value)):
                        yield Mention(path, _label(item), _names(item), frozenset(self._bases(component, item)))
                        break

    def _item(self, class_name: str, item_id: str) -> Mapping[str, Any] | None:
        below = {cls.name for cls in self.survey.schema.descendants(class_name)}
        return next((self._items[name, item_id] for name in below if (name, item_id) in self._items), None)

    def _bases(self, class_name: str, item: Mapping[str, Any]) -> Iterator[str]:
        seen: set[str] = set()
        while (of := item.get("variant_of")) and of not in seen:
            seen.add(of)
            base = self._item(class_name, of)
            if base is None:
                return
            yield from _names(base)
            item = base


def _is_other(thing: Thing, row: Mapping[str, Any]) -> bool:
    """Tell whether a thing of the same name has another arXiv id than the row: two systems may be called alike."""
    return "arxiv" in row and thing.address.get("arxiv", row["arxiv"]) != row["arxiv"]


def _address(row: Mapping[str, Any]) -> dict[str, str]:
    return {name: plain_link(str(row[name])) for name in ("arxiv", "doi", "code") if name in row}


def _label(item: Mapping[str, Any]) -> str:
    return str(item.get("label") or item.get("name") or item.get("id"))


def _names(item: Mapping[str, Any]) -> frozenset[str]:
    texts = [_label(item), *_listed(item.get("aliases")), *_listed(item.get("misspellings")), item.get("abbreviation")]
    return frozenset(key(str(text)) for text in texts if text)


def _trees(survey: Survey) -> list[dict[str, Any]]:
    documents = entry_documents(survey)
    return [one.tree for one in documents if isinstance(one, Document) and isinstance(one.tree, dict)]


# --- measuring


def score(gold: Mapping[str, Any], table: Path, survey_id: str) -> Scores:
    """Import a table into a copy of the project, and measure what was written."""
    scores = Scores()
    with TemporaryDirectory() as folder:
        project = _copied(Path(folder))
        before = read_survey(project)
        old = _trees(before)
        problems_before = {str(problem) for problem in check(project)[0]}
        begin = time.perf_counter()
        importing: Any = import_table
        further = {"survey": survey_id} if "survey" in inspect.signature(import_table).parameters else {}
        try:
            result = importing(project, table, draft_new=True, **further)
            result.write()
        except Exception as error:
            scores.misses.append(f"import: {type(error).__name__}: {error}")
            read_tables: list[Any] = []
        else:
            read_tables = [*result._intake.tables, *result._intake.things]
        scores.seconds = time.perf_counter() - begin
        problems = [problem for problem in check(project)[0] if str(problem) not in problems_before]
        scores.contradictions = len(problems)
        scores.misses += [f"contradiction: {problem}" for problem in problems]
        text = table.read_text(encoding="utf-8")
        imported = Imported(before, old, read_survey(project), text)
    _columns(gold["tables"], read_tables, scores)
    _titles(imported, text, scores)
    for row in gold["rows"]:
        _row(row, imported, scores)
    return scores


def _copied(folder: Path) -> Project:
    if "survey" in inspect.signature(import_table).parameters:
        shutil.copytree(bundled("data"), folder / "data")
    else:
        start_survey(folder / "own", all_items=True)
        folder = folder / "own"
        for path in (folder / "data" / "systems").glob("*.yaml"):
            path.unlink()
    return find_project(folder / "data")


def _columns(wanted: Sequence[Mapping[str, Any]], tables: Sequence[Any], scores: Scores) -> None:
    for table in wanted:
        headers = {key(header): fields for header, fields in table["headers"].items()}
        read = next(
            (
                one
                for one in tables
                if headers.keys() <= {key(column.header) for column in one.columns}
                and key(table.get("heading", "")) in key(one.table.heading)
            ),
            None,
        )
        means = {key(column.header): column for column in read.columns} if read else {}
        for header, fields in table["headers"].items():
            column = means.get(key(header))
            given = {path.removeprefix("source.") for path in column.fields} or {"nothing"} if column else set()
            given = {{"label": "name", "title": "name", "paper": "paper.title"}.get(path, path) for path in given}
            allowed = set(fields.split("|"))
            scores.take("columns", bool(given & allowed), f"{header}: {', '.join(given) or 'not read'}, not {fields}")


def _titles(imported: Imported, text: str, scores: Scores) -> None:
    stated = key(re.sub(r"<[^<>]*>|\\(?=\W)", "", text))
    for thing in imported.entries:
        title = str(thing.paper.get("title") or "")
        if (
            title
            and title not in imported.old_titles
            and (key(title) in NO_TITLE or key(title) not in stated or not key(title))
        ):
            scores.made_up += 1
            scores.misses.append(f"made-up title: {thing.name}: {title}")


def _row(row: Mapping[str, Any], imported: Imported, scores: Scores) -> None:
    thing = imported.find(row)
    what = row.get("name") or row.get("arxiv") or row.get("doi") or row.get("code")
    scores.take("rows", thing is not None, f"{what}: nothing was made of it")
    if "name" in row:
        scores.take(
            "names", thing is not None and key(thing.name) == key(row["name"]), f"{what}: {thing and thing.name}"
        )
    elif thing and (title := str(thing.paper.get("title") or "")):
        is_prefix = key(title).startswith(key(thing.name)) and key(thing.name) != key(title)
        scores.take("names", not is_prefix, f"{what}: {thing.name}, which is the begin of a title and no name")
    for address, value in _address(row).items():
        given = thing.address.get(address) if thing else None
        is_right = given == value or (address == "code" and thing is not None and value in thing.links)
        scores.take("links", is_right, f"{what}: {address} {given}, not {value}")
    is_new = thing is not None and all(thing is not one for one in imported.known)
    arxiv = thing.address.get("arxiv", "") if thing and is_new and "arxiv" not in row else ""
    if thing and arxiv and not imported.says(thing.name, arxiv):
        scores.take("links", 0, f"{what}: arXiv {thing.address['arxiv']}, which the row does not give")
    _year(row, thing, scores, str(what))
    _amounts(row, thing, scores, str(what))
    title = str(thing.paper.get("title", "")) if thing and not row["title"] else ""
    if thing and title not in {"", *imported.old_titles} and not imported.says(thing.name, title):
        scores.made_up += key(title) not in NO_TITLE
        scores.misses.append(f"made-up title: {what}: {title}")
    if not row.get("any_mentions"):
        _mentions(row, thing, imported, scores, str(what))


def _year(row: Mapping[str, Any], thing: Thing | None, scores: Scores, what: str) -> None:
    wanted = str(row.get("date") or row.get("year") or "")
    if not wanted:
        return
    trees = [thing.paper, thing.tree] if thing else []
    given = [str(tree[name]) for tree in trees for name in ("issued", "year") if tree.get(name)]
    if "date" in row:
        is_right = any(text.startswith(wanted) for text in given)
    else:
        in_venue = thing is not None and wanted in re.findall(r"\d{4}", str(thing.paper.get("venue", "")))
        is_right = wanted in given or in_venue or (bool(given) and all(text.startswith(wanted) for text in given))
    scores.take("years", is_right, f"{what}: {', '.join(given) or 'none'}, not {wanted}")


def _amounts(row: Mapping[str, Any], thing: Thing | None, scores: Scores, what: str) -> None:
    for text in row.get("amounts", []):
        number, _, unit = text.partition(" ")
        scale = 1e9 if unit == "B" else 1
        values = [thing.tree.get(name) for name in ("total_hours", "parameters", "item_count")] if thing else []
        values += [usage.get("amount") for usage in _listed(thing.tree.get("datasets"))] if thing else []
        is_right = any(isinstance(value, int | float | str) and _is(value, float(number) * scale) for value in values)
        scores.take("amounts", is_right, f"{what}: {text}")


def _is(value: float | str, wanted: float) -> bool:
    try:
        return abs(float(value) - wanted) <= 1e-6 * wanted
    except ValueError:
        return False


def _mentions(row: Mapping[str, Any], thing: Thing | None, imported: Imported, scores: Scores, what: str) -> None:
    kinds = [*imported.fields, "vocoders"]
    wanted = [Wanted.read(kind, text) for kind in kinds for text in row.get(kind, [])]
    is_entry = thing is not None and thing in imported.entries
    given = list(imported.mentions(thing)) if thing and is_entry else []
    pairs = sorted(
        (
            (one.score(mention), number, position)
            for number, one in enumerate(wanted)
            for position, mention in enumerate(given)
        ),
        key=lambda pair: -pair[0],
    )
    taken: Counter[tuple[str, int]] = Counter()
    scored: dict[int, float] = {}
    for right, number, position in pairs:
        if right and not taken["wanted", number] and not taken["given", position]:
            taken["wanted", number] += 1
            taken["given", position] += 1
            scored[number] = right
            scores.take("precision", right, f"{what}: {given[position].kind}: {given[position].name}")
    for number, one in enumerate(wanted):
        scores.take("recall", scored.get(number, 0), f"{what}: {'/'.join(one.kinds)}: {one.names[0]} {one.variant}")
    optional = {key(text) for text in row.get("optional", [])}
    for position, mention in enumerate(given):
        if not taken["given", position] and key(mention.kind) not in optional and not mention.names & optional:
            scores.take("precision", 0, f"{what}: {mention.kind}: {mention.name}, which the row does not name")


# --- all tables


def gold_files(names: Sequence[str] = ()) -> list[Path]:
    """Return the files of gold, or those that are named."""
    return [path for path in sorted(GOLD.glob("*.yaml")) if not names or path.stem in names]


def table_of(gold: Mapping[str, Any], name: str, tables: Path) -> Path:
    """Return the table that gold is about; one that is not in the folder is fetched into it."""
    path = tables / f"{name}{Path(gold['path']).suffix}"
    if not path.exists():
        tables.mkdir(parents=True, exist_ok=True)
        urlretrieve(f"https://raw.githubusercontent.com/{gold['repository']}/{gold['commit']}/{gold['path']}", path)
    return path


def print_scores(tables: Path, names: Sequence[str], misses: bool) -> bool:
    """Print a row for each table and one for all; tell whether every aim is met.

    The misses of held-out tables are never printed.
    """
    total, held_out = Scores(), Scores()
    print(f"{'table':<16}{''.join(f'{name:>10}' for name in SHARES)}{'contrad.':>10}{'made up':>10}{'s':>6}")
    for path in gold_files(names):
        gold = yaml.safe_load(path.read_text(encoding="utf-8"))
        scores = score(gold, table_of(gold, path.stem, tables), path.stem)
        print(_line(path.stem + (" *" if gold["held_out"] else ""), scores))
        if misses and not gold["held_out"]:
            print("\n".join(f"    {miss}" for miss in scores.misses))
        total += scores
        held_out += scores if gold["held_out"] else Scores()
    print(_line("held out (*)", held_out))
    print(_line("all", total))
    print(f"{'aim':<16}" + "".join(f"{aim:>10}" for aim in AIMS.values()))
    missed = [name for name, count in total.shares.items() if count.share is not None and count.share < AIMS[name]]
    missed += [
        name for name, number in zip(list(AIMS)[-2:], (total.contradictions, total.made_up), strict=True) if number
    ]
    print(f"not met: {', '.join(missed)}" if missed else "all aims are met")
    return not missed


def _line(name: str, scores: Scores) -> str:
    shares = "".join(f"{'-' if count.share is None else f'{count.share:.2f}':>10}" for count in scores.shares.values())
    return f"{name:<16}{shares}{scores.contradictions:>10}{scores.made_up:>10}{scores.seconds:>6.0f}"
