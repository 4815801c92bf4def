"""A small project in which things refer to each other, for tests of what takes an IRI out of use."""

from __future__ import annotations

from pathlib import Path

from projects import laid_out
from slm_graph.build import triples
from slm_graph.entries import check

BASE = "https://w3id.org/slm-graph/"
SECOND = """\
# yaml-language-server: $schema=../../ontology/entry.schema.json
id: two   # as in the table
name: Two
paper: '2310.13289'
source: {survey: small, row: 2, cells: {Name: Two, Speech model: BEATs or Wishper, LLM: Vicuna, Method: [as One does]}}
encoders:
- {encoder: beats,  alternative_to: whisper, quote: BEATs or}

- encoder: "whisper"   # the misspelling is the table's
  alternative_to: [beats]
  quote: [or, Wishper]
comparisons: {model: one, quote: {column: Method, text: as One does}}
variant_of: one
"""
RETIRED = """\
# once published

- id: usage/one/wisper
  label: 'One: Wisper'
  deprecated: true
  replaced_by: usage/one/whisper

- id: encoder/wisper
  label: Wisper
  deprecated: true
  replaced_by: [encoder/whisper, encoder/beats]  # it was both
"""


def small_data(folder: Path) -> Path:
    """Lay the project out in a folder, and return its data."""
    data = laid_out(folder) / "data"
    (data / "systems" / "two.yaml").write_bytes(SECOND.replace("\n", "\r\n").encode())
    (data / "vocabulary" / "retired.yaml").write_text(RETIRED, encoding="utf-8")
    assert check(data)[0] == []
    return data


def texts(data: Path) -> dict[str, str]:
    """Return the text of each file, by its name below the data."""
    return {path.relative_to(data).as_posix(): path.read_bytes().decode() for path in sorted(data.rglob("*.*"))}


def statements(data: Path) -> set[tuple[str, str, str]]:
    """Return the statements of the graph of some data."""
    return {(str(one.subject), str(one.predicate), str(one.object)) for one in triples(data)}
