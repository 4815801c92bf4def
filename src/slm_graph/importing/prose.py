"""Sentences and prompts: what they name of the vocabulary."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from slm_graph.importing.linker import Mention
from slm_graph.importing.list_items import Setting
from slm_graph.importing.senses import said_instead, stems
from slm_graph.importing.usages import CellReading, Leftover
from slm_graph.text import key_of, parse_cell, parts_of

_clause_end = re.compile(
    r"(?<=[.!?;。；！？])\s+|\n+|\s+…\s+|(?<=[,，])\s+(?=(?:and|which|followed|then|but|so|where|while)\b)"
)
_MAX_CLAUSE_WORDS = 16
_FEWEST_STEMS = 3


class ProseReader:
    """Reads sentences and prompts."""

    def __init__(self, setting: Setting) -> None:
        self.schema, self.linker, self.fields = setting.schema, setting.linker, setting.fields
        self._stems_of = lru_cache(maxsize=None)(self._stems_of_names)

    def _stems_of_names(self, class_name: str) -> list[tuple[str, str, set[str]]]:
        """Return the names of several words, with the thing and the stems, where these are enough to tell it."""
        named = ((thing, name, stems(name)) for thing, name in self.linker.long_names(class_name))
        return [one for one in named if len(one[2]) >= _FEWEST_STEMS]

    def read_prose(self, cell: str, fields: Sequence[str], column: str) -> CellReading:
        """Return what sentences state, and the phrases that they are made of.

        What the first field's things are called counts wherever it stands; of the other fields only what no plain word
        is: codes, names with digits or inner capitals, names of several words.
        """
        reading = CellReading()
        text = parse_cell(cell).plain
        names = [name for name in fields if name in self.fields]
        if not names or parse_cell(text).states_nothing:
            return reading
        reading.phrases = _clauses(text)
        for clause in reading.phrases:
            found = False
            for other in self.fields.values():
                is_main = other.name in names
                if not is_main and self.linker.has_sizes(other.component.range):
                    continue
                for m in self.linker.mentions(clause, [other.component.range]):
                    if is_main or _is_distinct(m.text):
                        reading.add(other.name, {other.component.field: m.id, "quote": clause})
                        found = True
            if not found:
                reading.left.append(Leftover(clause, column))
        return reading

    def read_prompt(self, cell: str, fields: Sequence[str], column: str) -> CellReading:
        """Return what a prompt says of tasks and directions: in brackets, before a colon, at the start of a line."""
        reading = CellReading()
        text = parse_cell(cell).plain
        for line in text.split("\n"):
            for other in self.fields.values():
                if (
                    self.linker.has_sizes(other.component.range)
                    or not self.schema.classes[other.component.range].is_concept
                ):
                    continue
                for quote, thing, note in self._prompt_labels(line, other.component.range):
                    usage = {other.component.field: thing, "quote": quote}
                    reading.add(other.name, {**usage, "note": note} if note else usage)
        return reading

    def _prompt_labels(self, line: str, class_name: str) -> Iterator[tuple[str, str, str]]:
        last = 0
        for group in re.finditer(r"[(（]([^()（）]{1,60})[)）]", line):
            mentions = [
                m
                for part in parts_of(group[1])
                for m in self.linker.mentions(group[1][slice(*part)], [class_name], whole=True)
            ]
            if mentions and sum(len(key_of(m.text)) for m in mentions) == len(key_of(group[1])):
                sentence = line[last : group.start()]
                for m in mentions:
                    other = said_instead(self.linker, sentence, class_name, m) if len(mentions) == 1 else None
                    if other:
                        note = f"{m.text} is read as {other.text}, which the sentence asks for."
                        yield _sentence_with(line, other.start + last, group.end()), other.id, note
                    else:
                        yield group[0], m.id, ""
                last = group.end()
        code = self._codes_at_start(line, class_name)
        if code is not None:
            yield code.text, code.id, ""
        for clause in re.split(r"[.!?;:,\"“”]\s*", line):
            said = stems(clause) if len(clause.split()) <= _MAX_CLAUSE_WORDS else set()
            for thing, name, wanted in self._stems_of(class_name) if len(said) >= _FEWEST_STEMS else ():
                # "classify the sound events" asks for Sound Event Classification.
                if wanted <= said:
                    yield clause.strip(), thing, f"The words of {name}, in another form."
        for m in self.linker.mentions(line, [class_name]):
            if " " in m.text and not re.search(r"[/-]$", line[: m.start]):
                yield m.text, m.id, ""

    def _codes_at_start(self, line: str, class_name: str) -> Mention | None:
        label = re.match(r"\W*([^:：\n]{1,60}?)\s*[:：]", line)
        if label:
            found = self.linker.mentions(label[1], [class_name], whole=True)
            if found and len(key_of(found[0].text)) == len(key_of(label[1])):
                return found[0]
        found = self.linker.mentions(line[:40], [class_name])
        return found[0] if found and found[0].start == 0 and found[0].text.isupper() else None


def prompt_kind(text: str) -> str:
    """Return whether a prompt is literal, a template, or only described.

    Examples
    --------
    >>> [prompt_kind(text) for text in ("USER: {question}", "Describe the music.", "natural language prompts")]
    ['template', 'literal', 'description']
    """
    if re.search(r"\{[^{}]*\}|<[^<>\s][^<>]*>|\[[A-Za-z][^\[\]]*\]|⟨[^⟨⟩]+⟩|\$[^$]+\$", text):
        return "template"
    verbs = (
        "describe|classify|transcribe|translate|write|identify|generate|what|which|how|is|are|detect|answer|listen|repeat|"
        "please|analy[sz]e|summari[sz]e|create|recogni[sz]e|based on|can you|tell|you are"
    )
    is_asked = re.match(rf"\W*(?:{verbs})\b", text, re.IGNORECASE) or re.search(r'[?"“”].*["“”?]|\?', text)
    return "literal" if is_asked and len(text.split()) > 2 else "description"


def _is_distinct(text: str) -> bool:
    return bool(re.search(r"\d|[a-z][A-Z]|^[A-Z][A-Z0-9]+$", text)) or len(text.split()) > 1


def _clauses(text: str) -> list[str]:
    if " … " in text:  # phrases already, as `slm-graph table` writes them
        return [phrase.strip() for phrase in text.split(" … ") if phrase.strip()]
    clauses: list[str] = []
    for sentence in _clause_end.split(text):
        if sentence and len(sentence.split()) > _MAX_CLAUSE_WORDS:
            clauses += re.split(r"(?<=,)\s+", sentence)
        elif sentence:
            clauses.append(sentence)
    return [words for clause in clauses if (words := clause.strip(" \t\n,;，；。.…"))]


def _sentence_with(line: str, start: int, end: int) -> str:
    before = max((found.end() for found in re.finditer(r"[.!?]\s+|[)）]\s*", line[:start])), default=0)
    return line[before:end].strip()
