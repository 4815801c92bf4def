"""The synthetic entries as flat tables, and the triples that a row of each table gives.

The other mappers get the tables as CSV files, and the rules below in their own language: RML for Morph-KGC, stOTTR for
maplib. Everything that a rule needs stands in the row, labels of usages included, so that neither has to join.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeAlias

from synthetic import SURVEY, Entry, Vocabulary

BASE = "https://w3id.org/slm-graph/"
PREFIXES: Mapping[str, str] = {
    "base": BASE,
    "slm": f"{BASE}ontology#",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "dc": "http://purl.org/dc/elements/1.1/",
    "dcterms": "http://purl.org/dc/terms/",
    "prov": "http://www.w3.org/ns/prov#",
    "schema": "http://schema.org/",
    "fabio": "http://purl.org/spar/fabio/",
}


@dataclass(frozen=True)
class Node:
    """An object that is a node: a template with the columns in braces, below the base or another address."""

    template: str
    base: str = BASE


@dataclass(frozen=True)
class Link:
    """An object that is an IRI as it stands in a column."""

    column: str


@dataclass(frozen=True)
class Text:
    """An object that is a literal of a column; `type` is the CURIE of a datatype, or `@` and a language."""

    column: str
    type: str = "xsd:string"


@dataclass(frozen=True)
class Constant:
    """An object that is the same in every row: a CURIE."""

    curie: str


Object: TypeAlias = Node | Link | Text | Constant


@dataclass(frozen=True)
class Rule:
    """What the rows of a table say of one subject, a template below the base; an empty value says nothing."""

    table: str
    subject: str
    says: tuple[tuple[str, Object], ...]


_SYSTEM, _USAGE, _PAPER = "system/{system}", "usage/{system}/{key}", "paper/{paper}"
_ROW = f"row/{SURVEY}/{{row}}"


_TASK = Node("task/{task}")
_CELLS: Mapping[str, str] = {
    "paper": "Paper",
    "name": "Name",
    "encoder": "Speech model",
    "llm": "LLM",
    "dataset": "Dataset",
    "prompt": "prompt",
    "other": "Architecture",
}
"""The columns of the survey by the property that has their cells, save that of phrases."""


def _edges(table: str, of: str, edges: str) -> Rule:
    return Rule(table, _SYSTEM, tuple((f"slm:{edge}", Node(f"{of}/{{key}}")) for edge in edges.split()))


RULES: tuple[Rule, ...] = (
    Rule(
        "systems",
        _SYSTEM,
        (
            ("rdf:type", Constant("slm:System")),
            ("rdf:type", Constant("slm:Model")),
            ("skos:prefLabel", Text("name")),
            ("rdfs:label", Text("name")),
            ("slm:introducedBy", Node(_PAPER)),
            ("schema:codeRepository", Link("code")),
            ("slm:describedBy", Node(_ROW)),
            ("dcterms:description", Text("summary", "@en")),
        ),
    ),
    Rule(
        "systems",
        _PAPER,
        (
            ("rdf:type", Constant("slm:Paper")),
            ("slm:introduces", Node(_SYSTEM)),
            ("dcterms:title", Text("title")),
            ("rdfs:label", Text("title")),
            ("slm:authorList", Text("author_list")),
            ("dcterms:issued", Text("issued", "xsd:gYearMonth")),
            ("slm:year", Text("year", "xsd:integer")),
            ("slm:venue", Text("venue")),
            ("fabio:hasArXivId", Text("arxiv")),
            ("skos:exactMatch", Node("{arxiv}", "https://arxiv.org/abs/")),
            ("skos:exactMatch", Node("{arxiv}", "https://doi.org/10.48550/arXiv.")),
        ),
    ),
    Rule(
        "systems",
        _ROW,
        (
            ("rdf:type", Constant("slm:SurveyRow")),
            ("slm:describes", Node(_SYSTEM)),
            ("rdfs:label", Text("row_label")),
            ("slm:inSurvey", Constant(f"base:survey/{SURVEY}")),
            ("slm:inTable", Constant(f"base:table/{SURVEY}/systems")),
            ("slm:underHeading", Constant(f"base:heading/{SURVEY}/{SURVEY}")),
            ("slm:rowNumber", Text("row", "xsd:integer")),
            ("slm:rowName", Text("name")),
            *((f"slm:{name}Cell", Text(f"{name}_cell")) for name in _CELLS),
        ),
    ),
    Rule("phrases", _ROW, (("slm:methodCell", Text("phrase")),)),
    Rule("authors", _PAPER, (("dc:creator", Text("author")),)),
    Rule(
        "usages",
        _USAGE,
        (
            ("rdf:type", Node("ontology#{kind}")),
            ("rdf:type", Constant("slm:Usage")),
            ("slm:usageBy", Node(_SYSTEM)),
            ("rdfs:label", Text("label")),
            ("slm:usageOf", Node("{of}/{key}")),
            ("slm:modality", Node("modality/{modality}")),
            ("slm:tuning", Node("tuning/{tuning}")),
            ("slm:byMethod", Node("method/{by_method}")),
            ("slm:stage", Node("stage/{stage}")),
            ("slm:amount", Text("amount", "xsd:decimal")),
            ("slm:hours", Text("amount", "xsd:decimal")),
            ("slm:unit", Text("unit")),
            ("slm:unitConcept", Node("unit/{unit}")),
            ("slm:amountText", Text("amount_text")),
            ("slm:amountQualifier", Text("amount_qualifier")),
            ("prov:wasDerivedFrom", Node(_ROW)),
        ),
    ),
    Rule("usages", _SYSTEM, (("slm:hasUsage", Node(_USAGE)),)),
    _edges("encoders", "encoder", "usesSpeechEncoder"),
    Rule("encoders", _SYSTEM, (("slm:inputModality", Node("modality/{modality}")),)),
    _edges("llms", "llm", "usesLLM"),
    Rule("llms", _SYSTEM, (("slm:appliesMethod", Node("method/{by_method}")),)),
    _edges("datasets", "dataset", "usesDataset trainedOn"),
    _edges("methods", "method", "appliesMethod"),
    Rule("tasks", _USAGE, (("slm:forTask", _TASK),)),
    Rule("tasks", _SYSTEM, (("slm:addressesTask", _TASK),)),
    Rule("quotes", _USAGE, (("slm:quote", Text("quote")), ("slm:column", Text("column")))),
)

COLUMNS: Mapping[str, tuple[str, ...]] = {
    "systems": (
        *("system", "name", "code", "summary", "row", "row_label"),
        *("paper", "title", "author_list", "issued", "year", "venue", "arxiv"),
        *(f"{name}_cell" for name in _CELLS),
    ),
    "phrases": ("row", "phrase"),
    "authors": ("paper", "author"),
    "usages": (
        *("system", "key", "kind", "of", "label", "row", "modality", "tuning", "by_method", "stage"),
        *("amount", "unit", "amount_text", "amount_qualifier"),
    ),
    "encoders": ("system", "key", "modality"),
    "llms": ("system", "key", "by_method"),
    "datasets": ("system", "key"),
    "methods": ("system", "key"),
    "tasks": ("system", "key", "task"),
    "quotes": ("system", "key", "quote", "column"),
}
NUMBERS = frozenset(["row", "year", "amount"])
"""The columns that hold whole numbers."""
OPTIONAL = frozenset(
    ["code", "modality", "tuning", "by_method", "stage", "amount", "unit", "amount_text", "amount_qualifier"]
)
"""The columns that are empty in some rows."""
_USAGES = {
    "encoders": ("EncoderUsage", "Speech model"),
    "llms": ("LLMUsage", "LLM"),
    "datasets": ("DatasetUsage", "Dataset"),
    "methods": ("MethodUsage", "Method"),
}

Record: TypeAlias = Mapping[str, Any]


def write_tables(entries: Iterable[Entry], vocabulary: Vocabulary, survey_title: str, folder: Path) -> None:
    """Write a CSV file for each table."""
    with ExitStack() as stack:
        writers: dict[str, csv.DictWriter[str]] = {}
        for table, columns in COLUMNS.items():
            file = stack.enter_context((folder / f"{table}.csv").open("w", encoding="utf-8", newline=""))
            writers[table] = csv.DictWriter(file, columns, lineterminator="\n")
            writers[table].writeheader()
        for entry in entries:
            for table, record in _records(entry, vocabulary, survey_title):
                writers[table].writerow(record)


def _records(entry: Entry, vocabulary: Vocabulary, survey_title: str) -> Iterator[tuple[str, Record]]:
    paper, row = entry["paper"], entry["source"]["row"]
    yield (
        "systems",
        {
            "system": entry["id"],
            "name": entry["name"],
            "code": entry.get("code", ""),
            "summary": entry["summary"],
            "row": row,
            "row_label": f"Row {row} of {survey_title}",
            "paper": paper["id"],
            "title": paper["title"],
            "author_list": ", ".join(paper["authors"]),
            "issued": paper["issued"],
            "year": paper["issued"][:4],
            "venue": paper["venue"],
            "arxiv": paper["arxiv"],
            **{f"{name}_cell": entry["source"]["cells"][column] for name, column in _CELLS.items()},
        },
    )
    for phrase in entry["source"]["cells"]["Method"]:
        yield "phrases", {"row": row, "phrase": phrase}
    for author in paper["authors"]:
        yield "authors", {"paper": paper["id"], "author": author}
    for field, (kind, column) in _USAGES.items():
        for usage in entry[field]:
            of = field.removesuffix("s")
            key = usage[of]
            at = {"system": entry["id"], "key": key}
            label = f"{entry['name']}: {vocabulary.label(field, key)}"
            own = {name: usage[name] for name in COLUMNS["usages"] if name in usage}
            if "tuning" in usage:
                own["by_method"] = usage["tuning"]  # the method of that name, as the vocabulary has it
            yield "usages", {**at, "kind": kind, "of": of, "label": label, "row": row, **own}
            yield field, {name: {**at, **own}[name] for name in COLUMNS[field]}
            for task in usage.get("tasks", ()):
                yield "tasks", {**at, "task": task}
            quotes = usage["quote"]
            for quote in quotes if isinstance(quotes, list) else [quotes]:
                text, said_in = (quote["text"], quote["column"]) if isinstance(quote, dict) else (quote, column)
                yield "quotes", {**at, "quote": text, "column": said_in}


def expanded(curie: str) -> str:
    """Return the IRI of a CURIE."""
    prefix, _, name = curie.partition(":")
    return PREFIXES[prefix] + name
