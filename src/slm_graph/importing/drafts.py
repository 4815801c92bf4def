"""Rows of a survey's table as draft entries."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from slm_graph.importing.cell_reader import SurveyReader
from slm_graph.importing.fields import Column
from slm_graph.importing.headers import folded
from slm_graph.importing.papers import (
    PaperRead,
    beside_links,
    is_title,
    name_in,
    name_of_title,
    settle_date,
    title_in,
)
from slm_graph.importing.prose import prompt_kind
from slm_graph.importing.ticks import yes_or_no
from slm_graph.importing.usages import CellName, CellReading, Leftover, UsageField, listed
from slm_graph.schema import Schema, Slot
from slm_graph.text import (
    arxiv_in,
    identify,
    name_key,
    parse_cell,
    read_date,
    slug,
    without_pictures,
)

_names_of_others = re.compile(r"\bet al\b\.?|\band others\b|等", re.IGNORECASE)
_PROSE_WORDS = 15
_output_words = frozenset("decoder detokenizer output synthesizer synthesiser vocoder".split())
"""What the header of a column has that lists what makes sound or pictures."""


class Cells(NamedTuple):
    """The cells of one row, by their header, and the line of the file that they stand in."""

    line: int
    by_column: Mapping[str, str]


class Place(NamedTuple):
    """Where a row stands.

    Parameters
    ----------
    survey
        The id of the survey.
    quoted
        The column that the quotes of a field come from unless they say otherwise.
    table
        The id of the table; "" where rows are known by their number in the file.
    """

    survey: str
    quoted: Mapping[str, str]
    table: str = ""


@dataclass
class Draft:
    """The entry that a row gives.

    Parameters
    ----------
    tree
        The entry, its fields in the order of the schema.
    line
        The line of the row in its file; 0 where there is no file.
    row
        The number of the row in its file, from 1.
    left
        What the entry does not say as a statement.
    guesses
        What was linked though it is written otherwise.
    doubts
        What the row states and the entry does not, since it cannot be.
    whole_cells
        The raw cells, of which the entry may keep phrases only.
    named
        The names in its cells, each with the thing that it was taken for.
    """

    tree: dict[str, Any]
    line: int = 0
    row: int = 0
    left: list[Leftover] = field(default_factory=list)
    guesses: list[str] = field(default_factory=list)
    doubts: list[str] = field(default_factory=list)
    whole_cells: Mapping[str, str] = field(default_factory=dict)
    named: list[CellName] = field(default_factory=list)

    @property
    def name(self) -> str:
        """The name of the system; "" where the row has none."""
        return str(self.tree.get("name", ""))

    @property
    def key(self) -> str:
        """What the spellings of the name have in common."""
        return name_key(self.name)

    @property
    def source(self) -> dict[str, Any]:
        """Where the row stands, with its cells."""
        source = self.tree["source"]
        assert isinstance(source, dict)  # noqa: S101
        return source

    @property
    def arxiv(self) -> str:
        """The arXiv id of the paper, or ""."""
        return str(_paper(self.tree).get("arxiv", ""))


class Drafter:
    """Makes entries of rows.

    Parameters
    ----------
    schema
        The classes and fields.
    reader
        Reads the cells.
    phrases_only
        The columns of which entries keep phrases only.
    """

    def __init__(
        self,
        schema: Schema,
        reader: SurveyReader,
        phrases_only: frozenset[str] = frozenset(),
    ) -> None:
        self.schema = schema
        self.reader = reader
        self.settled: Mapping[str, str] = {}
        self.phrases_only = phrases_only
        entry = schema.entry_class
        self._label = next(
            slot for slot in entry.fields.values() if slot.parent == "rdfs_label" or slot.name == "label"
        )
        self._source = next(
            slot
            for slot in entry.fields.values()
            if slot.range in schema.classes and "cells" in schema.classes[slot.range].fields
        )
        self._paper = next(
            (
                slot
                for slot in entry.fields.values()
                if slot.inlined
                and slot.range in schema.classes
                and "title" in schema.classes[slot.range].fields
                and "id" in schema.classes[slot.range].fields
            ),
            None,
        )
        self._prompt = next(
            (
                slot
                for slot in entry.fields.values()
                if slot.inlined
                and slot.range in schema.classes
                and any(part.text_of_cell for part in schema.classes[slot.range].fields.values())
            ),
            None,
        )

    @property
    def paper(self) -> Slot | None:
        """The field of an entry that holds its paper; None where entries have none."""
        return self._paper

    @property
    def name_field(self) -> str:
        """The field of an entry that says what it is called."""
        return self._label.field

    @property
    def source_field(self) -> str:
        """The field of an entry that says which row it is from."""
        return self._source.field

    def draft(self, cells: Cells, columns: Sequence[Column], row: int, place: Place) -> Draft:
        """Return the entry of a row.

        Parameters
        ----------
        cells
            The raw cells.
        columns
            What each column means.
        row
            The number of the row in the file, from 1.
        place
            Where the row stands.
        """
        self.settled = place.quoted
        tree: dict[str, Any] = {}
        reading = CellReading()
        paper = PaperRead()
        kept: dict[str, Any] = {}
        not_stated: list[str] = []
        for column in columns:
            cell = cells.by_column.get(column.header, "")
            kept[column.header] = cell
            if not cell or parse_cell(cell).states_nothing:
                if not cell:
                    del kept[column.header]
                else:
                    not_stated.append(column.header)
                continue
            if column.item:
                self._read_yes(cell, column, reading)
                continue
            if yes_or_no(cell) is not None and not parse_cell(cell).links:
                continue  # a tick or a cross is no name
            usage_names = [name for name in column.fields if name in self.reader.fields]
            if self._prompt and self._prompt.field in column.fields:
                self._read_prompt(cell, column, tree, reading)
            elif usage_names and self._is_prose(cell, column, self.reader.fields[usage_names[0]]):
                found, phrases = self.reader.read_prose(cell, column.fields, column.header)
                self._take(found, column, reading)
                if column.header in self.phrases_only and phrases:
                    kept[column.header] = phrases
            elif usage_names:
                self._take(self.reader.read_list(cell, column.fields, column.header), column, reading)
            for name in column.fields:
                if name not in usage_names and (self._prompt is None or name != self._prompt.field):
                    self._read_value(name, cell, column, tree, paper, reading)
        self._name(tree, paper, columns)
        self._finish_paper(tree, paper, f"row-{row}", columns, reading)
        taken: set[str] = set()
        for name, usages in reading.usages.items():
            tree[name] = self._with_keys(self.reader.fields[name], usages, taken)
        source: dict[str, Any] = {"survey": place.survey}
        if place.table:
            source |= {"table": place.table, "key": slug(str(tree.get(self._label.field, ""))) or f"row-{row}"}
        else:
            source["row"] = str(row)
        source["cells"] = kept
        if not_stated:
            source["not_stated"] = not_stated
        tree[self._source.field] = source
        if self._label.field in tree:
            tree["id"] = slug(tree[self._label.field]) or str(paper.get("arxiv", "")).replace("/", "-") or f"row-{row}"
        order = {name: position for position, name in enumerate(self.schema.entry_class.fields)}
        # As entries are written by hand: what it is, where it comes from, what it uses.
        ordered = dict(sorted(tree.items(), key=lambda pair: order.get(pair[0], len(order))))
        left, guesses, doubts, named = reading.left, reading.guesses, reading.doubts, reading.named
        return Draft(ordered, cells.line, row, left, guesses, doubts, cells.by_column, named)

    def _is_prose(self, cell: str, column: Column, main: UsageField) -> bool:
        if not self.schema.classes[main.component.range].is_concept:
            return False
        if column.header in self.phrases_only:
            return True
        words = parse_cell(cell).plain.split()
        small = sum(word[:1].islower() for word in words)
        return len(words) > _PROSE_WORDS and small > len(words) / 2

    def _take(self, found: CellReading, column: Column, reading: CellReading) -> None:
        """Take in what a column states; a quote names its column where survey.yaml would have it from another one."""
        if _output_words & set(folded(column.header)):
            self._mark_output(found)
        for name, usages in found.usages.items():
            if self.settled.get(name) != column.header:
                for usage in usages:
                    quotes = usage["quote"] if isinstance(usage["quote"], list) else [usage["quote"]]
                    named = [q if isinstance(q, dict) else {"column": column.header, "text": q} for q in quotes]
                    usage["quote"] = named if len(named) > 1 else named[0]
        reading.extend(found)

    def _mark_output(self, found: CellReading) -> None:
        """Say of what stands in a column of decoders that it works on the output side."""
        for name, usages in found.usages.items():
            slot = self.schema.classes[self.reader.fields[name].class_name].fields.get("role")
            if slot and slot.range in self.schema.enums and "output" in self.schema.enums[slot.range].values:
                for usage in usages:
                    quote = usage.pop("quote")
                    usage |= {slot.field: "output", "quote": quote}

    def _read_yes(self, cell: str, column: Column, reading: CellReading) -> None:
        said = parse_cell(cell).plain.strip()
        field_name = column.fields[0]
        answer = yes_or_no(cell)
        if answer:
            usage = {
                self.reader.fields[field_name].component.field: column.item,
                "quote": {"column": column.header, "text": said},
                "note": f'The column "{column.header}" says it by its header.',
            }
            reading.add(field_name, usage)
        elif answer is None:
            reading.left.append(Leftover(said, column.header))

    def _read_prompt(self, cell: str, column: Column, tree: dict[str, Any], reading: CellReading) -> None:
        assert self._prompt is not None  # noqa: S101
        cls = self.schema.classes[self._prompt.range]
        text = next(part for part in cls.fields.values() if part.text_of_cell)
        kind = next((part for part in cls.fields.values() if part.range in self.schema.enums), None)
        tree[self._prompt.field] = {text.field: parse_cell(cell).text}
        if kind is not None:
            wanted = prompt_kind(parse_cell(cell).text)
            values = self.schema.enums[kind.range].values
            tree[self._prompt.field][kind.field] = wanted if wanted in values else next(iter(values))
        self._take(self.reader.read_prompt(cell, column.fields, column.header), column, reading)

    # --- values

    def _read_value(
        self, name: str, cell: str, column: Column, tree: dict[str, Any], paper: PaperRead, reading: CellReading
    ) -> None:
        head, _, rest = name.partition(".")
        text = without_pictures(parse_cell(cell).plain.replace("\n", " "))
        is_paper = self._paper is not None and head == self._paper.field
        if name == self._label.field:
            if called := name_in(cell):
                tree.setdefault(name, called)
            self._read_links(cell, column, tree, paper, reading)
        elif is_paper and rest in ("", "title"):
            title, venue, left = title_in(cell, column.header)
            if not is_title(title, column.header):
                paper.called, title = paper.called or title, ""
            arxiv = arxiv_in(text)
            for key, value in (("title", title), ("venue", venue), ("arxiv", arxiv)):
                if value and key in self.schema.classes[self._paper.range].fields:  # type: ignore[union-attr]
                    paper.setdefault(key, value)
            if left:
                reading.left.append(Leftover(left, column.header))
            self._read_links(cell, column, tree, paper, reading)
        elif name == "links" or (not is_paper and self._is_address(name)):
            self._read_links(cell, column, tree, paper, reading)
            if words := beside_links(cell):
                reading.left.append(Leftover(words, column.header))
        elif is_paper and rest in ("issued", "year"):
            self._read_date(text, column, paper, reading)
        elif is_paper and rest == "arxiv":
            found = arxiv_in(text) or arxiv_in(f"arXiv:{text}")
            if found:
                paper.setdefault("arxiv", found)
            self._read_links(cell, column, tree, paper, reading)
            if "arxiv" not in paper:
                reading.left.append(Leftover(text, column.header))
        elif is_paper and rest:
            self._read_text(rest, self.schema.classes[self._paper.range].fields.get(rest), text, column, paper, reading)  # type: ignore[union-attr]
            self._read_links(cell, column, tree, paper, reading)
        else:
            self._read_text(name, self.schema.entry_class.fields.get(name), text, column, tree, reading)

    def _read_date(self, text: str, column: Column, paper: PaperRead, reading: CellReading) -> None:
        year, month = read_date(text, column.date_order)
        if year and month:
            paper.setdefault("issued", f"{year}-{month}")
        elif year:
            paper.setdefault("year", year)
            if re.search(r"\d\d?\D+\d{4}|\d{4}\D+\d", text):
                reading.left.append(Leftover(text, column.header))
        else:
            reading.left.append(Leftover(text, column.header))

    def _read_text(
        self, name: str, slot: Slot | None, text: str, column: Column, tree: dict[str, Any], reading: CellReading
    ) -> None:
        if slot is None or not text:
            return
        values = [text]
        if slot.multivalued:
            parts = re.split(r"[,，、;；]\s*(?:and\s+)?|(?<!\s)\s+and\s+|&", text)
            values = [part.strip(" .\t\n") for part in parts]
            if name == "authors" and _names_of_others.search(text):
                values = [_names_of_others.sub("", value).strip(" ,.") for value in values]
                tree["authors_truncated"] = "true"
            values = list(dict.fromkeys(value for value in values if value))
        if slot.range in self.schema.classes:
            found = [
                mention.id
                for value in values
                for mention in self.reader.linker.mentions(value, [slot.range], whole=True)
            ]
            if not found:
                near = tuple(self.reader.linker.candidates(text, slot.range))
                reading.left.append(Leftover(text, column.header, slot.range, near))
                return
            values = list(dict.fromkeys(found))
        fitting = [value for value in values if self._fits(slot, value)]
        if len(fitting) < len(values):
            reading.left.append(Leftover(text, column.header))
        if fitting:
            tree.setdefault(name, fitting if slot.multivalued else fitting[0])

    def _fits(self, slot: Slot, value: str) -> bool:
        type_ = self.schema.types.get(slot.range)
        patterns = (slot.pattern, type_.pattern if type_ else None)
        return all(pattern is None or pattern.fullmatch(value) for pattern in patterns)

    def _is_address(self, name: str) -> bool:
        slot = self.schema.entry_class.fields.get(name)
        type_ = self.schema.types.get(slot.range) if slot else None
        return name in ("code", "homepage", "hugging_face") or bool(type_ and type_.is_iri)

    def _read_links(
        self, cell: str, column: Column, tree: dict[str, Any], paper: PaperRead, reading: CellReading
    ) -> None:
        is_papers = self._paper is not None and any(name.split(".")[0] == self._paper.field for name in column.fields)
        for link in parse_cell(cell).links:
            found = identify(link.url)
            if found is None:
                continue
            of_paper = self._paper is not None and (found.kind in ("arxiv", "doi", "acl_anthology"))
            kind, target = found.kind, paper if of_paper else tree
            if kind == "homepage" and is_papers:
                target = paper
            fields = (
                self.schema.classes[self._paper.range].fields
                if target is paper and self._paper
                else self.schema.entry_class.fields
            )
            can_have = kind in fields and self._fits(fields[kind], found.value)
            if can_have and target.setdefault(kind, found.value) == found.value:
                continue
            reading.left.append(Leftover(link.url, column.header))

    def _name(self, tree: dict[str, Any], paper: PaperRead, columns: Sequence[Column]) -> None:
        """Name a system as its paper does, where the row has no name: before the colon of the title."""
        title = str(paper.get("title", ""))
        if tree.get(self._label.field):
            if name_key(title) == name_key(tree[self._label.field]):
                paper.pop("title", None)
            return
        has_names = any(self._label.field in column.fields for column in columns)
        if name := name_of_title(title) or ("" if title or has_names else paper.called):
            tree[self._label.field] = name

    def _finish_paper(
        self,
        tree: dict[str, Any],
        paper: PaperRead,
        otherwise: str,
        columns: Sequence[Column],
        reading: CellReading,
    ) -> None:
        if self._paper is None:
            return
        reading.doubts += settle_date(paper)
        arxiv = str(paper.get("arxiv", ""))
        if not ({"arxiv", "doi", "acl_anthology", "title", "homepage"} & paper.keys()):
            self._without_paper(tree, paper, columns, reading)
            return
        fields = self.schema.classes[self._paper.range].fields
        paper = PaperRead({key: value for key, value in paper.items() if key in fields})
        name = str(tree.get(self._label.field, ""))
        whole = {"id": arxiv.replace("/", "-") or slug(name) or slug(str(paper.get("title", ""))) or otherwise, **paper}
        order = list(fields)
        tree[self._paper.field] = dict(sorted(whole.items(), key=lambda pair: order.index(pair[0])))

    def _without_paper(
        self, tree: dict[str, Any], paper: PaperRead, columns: Sequence[Column], reading: CellReading
    ) -> None:
        """Give what is said of a paper without title and identifier to the entry, where it has such a field."""
        assert self._paper is not None  # noqa: S101
        fields = self.schema.entry_class.fields
        for key, value in paper.items():
            if key in fields:
                tree.setdefault(key, value)
            elif key == "issued" and "year" in fields:
                tree.setdefault("year", str(value)[:4])
            elif key != "authors_truncated":
                path = f"{self._paper.field}.{key}"
                header = next((column.header for column in columns if path in column.fields), "")
                reading.left.append(Leftover(", ".join(listed(value)), header))

    # --- keys

    def _with_keys(
        self, usage_field: UsageField, usages: list[dict[str, Any]], taken: set[str]
    ) -> list[dict[str, Any]]:
        """Give a key to what has no name, and to what occurs twice in the entry; `taken` are the keys so far."""
        component = usage_field.component.field
        merged = _merged(usages, component)
        times = Counter(usage.get(component) for usage in merged)
        alone = {str(name) for name, number in times.items() if name and number == 1} - taken
        taken |= alone
        renamed: dict[str, str] = {}
        numbers: defaultdict[str, int] = defaultdict(lambda: 1)
        result: list[dict[str, Any]] = []
        for usage in merged:
            name = usage.get(component)
            if name in alone:
                result.append(usage)
                continue
            about = [
                str(value)
                for part in ("stage", "tasks", "modality", "purpose", "generated_by")
                for value in listed(usage.get(part, []))
            ]
            unit = usage.get("unit", "")
            ending = "amount" if unit == "not stated" else slug(unit) if unit else "data"
            words = [str(name), *(about[:2] or [component])] if name else [*about[:1], ending]
            key = base = slug(" ".join(words)) or "data"
            while key in taken:
                numbers[base] += 1
                key = f"{base}-{numbers[base]}"
            taken.add(key)
            if times[name] == 1:
                renamed[str(name)] = key
            result.append({"key": key, **usage})
        return [
            {**usage, "alternative_to": [renamed.get(other, other) for other in listed(usage["alternative_to"])]}
            if renamed and "alternative_to" in usage
            else usage
            for usage in result
        ]


def _merged(usages: list[dict[str, Any]], component: str) -> list[dict[str, Any]]:
    """Put statements of one thing together where one of them says nothing else than the other."""
    result: list[dict[str, Any]] = []
    of_thing: defaultdict[Any, list[dict[str, Any]]] = defaultdict(list)
    for usage in usages:
        name = usage.get(component)
        for other in of_thing[name] if name else ():
            mine, its = ({k: v for k, v in u.items() if k not in ("quote", "note")} for u in (usage, other))
            if mine.items() <= its.items() if _hashable(mine, its) else all(its.get(k) == v for k, v in mine.items()):
                quotes = [
                    *listed(other["quote"]),
                    *(q for q in listed(usage["quote"]) if q not in listed(other["quote"])),
                ]
                other["quote"] = quotes if len(quotes) > 1 else quotes[0]
                break
        else:
            result.append(usage)
            of_thing[name].append(usage)
    return result


def _hashable(*trees: Mapping[str, Any]) -> bool:
    return all(isinstance(value, str) for tree in trees for value in tree.values())


def _paper(tree: Mapping[str, Any]) -> Mapping[str, Any]:
    paper = tree.get("paper")
    return paper if isinstance(paper, dict) else {}
