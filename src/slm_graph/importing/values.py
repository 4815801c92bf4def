"""What a cell says of one field: a name, a title, links, a date, a number, terms of use, a text.

Each kind is a reader with one signature, which tells whether the field is of its kind; the first that takes it has it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import Any

from slm_graph.importing.fields import LINKS, Column, in_field_order, paper_slot
from slm_graph.importing.licences import licence_iri
from slm_graph.importing.link_words import is_host_alone, is_page_of, is_release_of, leads_to_paper, link_says
from slm_graph.importing.linker import Linker
from slm_graph.importing.papers import (
    beside_links,
    is_of_no_system,
    is_title,
    leave_future,
    name_in,
    name_of_title,
    settle_date,
    title_in,
    without_date,
)
from slm_graph.importing.quantities import read_quantity
from slm_graph.importing.row_read import CellValue, RowRead
from slm_graph.importing.usages import Leftover, listed
from slm_graph.schema import Class, Schema, Slot
from slm_graph.text import arxiv_in, identify, name_key, parse_cell, read_date, slug

_between_parts = re.compile(r"[,，、;；]\s*(?:and\s+)?|(?<!\s)\s+and\s+|&")
_names_of_others = re.compile(r"\bet al\b\.?|\band others\b|等", re.IGNORECASE)
_break = r"</?br\s*/?>"
_linked = re.compile(r"\[[^\[\]]*\](?=\()")
_NUMBERS = {"integer", "decimal"}
_ADDRESSES = ("code", "homepage", "hugging_face")


class ValueReader:
    """Reads the values of cells for things of a class.

    Parameters
    ----------
    schema
        The classes and fields.
    linker
        Finds the things that a value names.
    cls
        The class of the things that the rows are about.
    """

    def __init__(self, schema: Schema, linker: Linker, cls: Class) -> None:
        self.schema, self.linker, self.cls = schema, linker, cls
        self.label = next(s for s in cls.fields.values() if s.parent == "rdfs_label" or s.name == "label").field
        slot = paper_slot(schema)
        self.paper_field = slot.field if slot and ("described_in" in cls.fields or slot.field in cls.fields) else ""
        self._paper_class = schema.classes[slot.range] if slot else cls
        self._readers: tuple[Callable[[CellValue, RowRead], bool], ...] = (
            self._read_name, self._read_title, self._read_addresses, self._read_date, self._read_arxiv,
            self._read_licence, self._read_number, self._read_text,
        )  # fmt: skip

    def read(self, path: str, cell: str, column: Column, row: RowRead) -> None:
        """Take what a cell says of a field into a row."""
        value = CellValue(path, cell, column)
        for read in self._readers:
            if read(value, row):
                return

    # --- one kind of field each

    def _read_name(self, value: CellValue, row: RowRead) -> bool:
        if value.path != self.label:
            return False
        cell = _linked.sub(self._in_one_line, value.cell) if "[" in value.cell else value.cell
        if called := name_in(cell):
            row.tree.setdefault(value.path, without_date(called, has_paper=self.cls is self.schema.entry_class))
        self._take_links(value, row)
        return True

    def _in_one_line(self, link: re.Match[str]) -> str:
        """Return a link whose words are one name over several lines; a system's may have its venue below it."""
        words = re.sub(rf"(?<=[-_])\s*{_break}\s*|\s*{_break}\s*(?=[-_])", "", link[0])
        return words if self.cls is self.schema.entry_class else re.sub(rf"\s*{_break}\s*", " ", words)

    def _read_title(self, value: CellValue, row: RowRead) -> bool:
        if not self._is_paper(value) or value.rest not in ("", "title"):
            return False
        title, venue, left = title_in(value.cell, value.column.header)
        if not is_title(title, value.column.header):
            row.paper.called, title = row.paper.called or title, ""
        for key, said in (("title", title), ("venue", venue), ("arxiv", arxiv_in(value.text))):
            if said and key in self._paper_class.fields:
                row.paper.setdefault(key, said)
        if left:
            row.leave(left, value.column)
        self._take_links(value, row)
        return True

    def _read_addresses(self, value: CellValue, row: RowRead) -> bool:
        if value.path != LINKS and (self._is_paper(value) or not self._is_address(value.path)):
            return False
        self._take_links(value, row)
        if left := beside_links(value.cell):
            row.leave(left, value.column)
        return True

    def _read_date(self, value: CellValue, row: RowRead) -> bool:
        is_of_thing = value.path in ("issued", "year") and value.path in self.cls.fields
        if not is_of_thing and not (self._is_paper(value) and value.rest in ("issued", "year")):
            return False
        tree = row.tree if is_of_thing else row.paper
        year, month = read_date(value.text, value.column.date_order)
        if year and month:
            tree.setdefault("issued", f"{year}-{month}")
            return True
        if year:
            tree.setdefault("year", year)
        if not year or re.search(r"\d\d?\D+\d{4}|\d{4}\D+\d", value.text):
            row.leave(value.text, value.column)
        return True

    def _read_arxiv(self, value: CellValue, row: RowRead) -> bool:
        if not self._is_paper(value) or value.rest != "arxiv":
            return False
        if arxiv := arxiv_in(value.text) or arxiv_in(f"arXiv:{value.text}"):
            row.paper.setdefault("arxiv", arxiv)
        self._take_links(value, row)
        if "arxiv" not in row.paper:
            row.leave(value.text, value.column)
        return True

    def _read_licence(self, value: CellValue, row: RowRead) -> bool:
        if value.path not in ("license", "rights") or value.path not in self.cls.fields:
            return False
        if iri := licence_iri(value.text):
            row.tree.setdefault("license", iri)
        elif value.text:
            row.tree.setdefault("rights", value.text)
        return True

    def _read_number(self, value: CellValue, row: RowRead) -> bool:
        slot = self.cls.fields.get(value.path)
        if slot is None or slot.range not in _NUMBERS:
            return False
        quantity = read_quantity(value.text, value.column.header, value.column.unit)
        if quantity is None or not self._take_number(slot, quantity.value, quantity.unit, row):
            row.leave(value.text, value.column)
        return True

    def _take_number(self, slot: Slot, number: Decimal, unit: str, row: RowRead) -> bool:
        """Take a number in where it counts what the field counts; one of parameters may not be in units at all."""
        if slot.range == "integer" and number != int(number):
            return False
        if slot.name == "total_hours" and unit != "hours":
            return False
        if slot.name == "parameters" and (unit or number < _FEWEST_PARAMETERS):
            return False
        if slot.name == "item_count":
            if not unit or unit == "hours":
                return False
            row.tree.setdefault("item_unit", unit)
        row.tree.setdefault(slot.field, f"{number:f}")
        return True

    def _read_text(self, value: CellValue, row: RowRead) -> bool:
        of_paper = self._is_paper(value)
        slot = (self._paper_class if of_paper else self.cls).fields.get(value.rest if of_paper else value.path)
        if slot and value.text:
            self._take_texts(slot, value, row.paper if of_paper else row.tree, row)
        if of_paper:
            self._take_links(value, row)
        return True

    def _take_texts(self, slot: Slot, value: CellValue, tree: dict[str, Any], row: RowRead) -> None:
        values = _parts_of(value.text) if slot.multivalued else [value.text]
        if slot.name == "authors" and slot.multivalued and _names_of_others.search(value.text):
            values = [_names_of_others.sub("", text).strip(" ,.") for text in values]
            tree["authors_truncated"] = "true"
        values = list(dict.fromkeys(text for text in values if text))
        if slot.range in self.schema.classes:
            values = self._linked(values, slot.range)
            if not values:
                row.reading.left.append(Leftover(value.text, value.column.header, slot.range))
                return
        fitting = [text for text in values if self._fits(slot, text)]
        if len(fitting) < len(values):
            row.leave(value.text, value.column)
        if fitting:
            tree.setdefault(slot.field, fitting if slot.multivalued else fitting[0])

    def _linked(self, texts: Sequence[str], class_name: str) -> list[str]:
        mentions = (one for text in texts for one in self.linker.mentions(text, [class_name], whole=True))
        return list(dict.fromkeys(one.id for one in mentions))

    # --- links

    def _take_links(self, value: CellValue, row: RowRead) -> None:
        for link in parse_cell(value.cell).links:
            identifier = identify(link.url)
            if identifier is None:
                continue
            if identifier.kind == "hugging_face" and "hugging_face" in self.cls.fields:
                row.repositories.append((identifier.value, link.url, value.column))
                continue
            tree, kind = self._place_of(identifier.kind, identifier.value, link.text, value, row)
            cls = self._paper_class if tree is row.paper else self.cls
            can_have = kind in cls.fields and self._fits(cls.fields[kind], identifier.value)
            if can_have and tree.setdefault(kind, identifier.value) == identifier.value:
                continue
            row.leave(link.url, value.column)

    def _place_of(self, kind: str, url: str, text: str, value: CellValue, row: RowRead) -> tuple[dict[str, Any], str]:
        """Return whether a link is of the thing or of its paper, and the field; "" where the row does not say it."""
        if self.paper_field and kind in ("arxiv", "doi", "acl_anthology"):
            return row.paper, kind
        if kind not in ("code", "homepage"):
            return row.tree, kind
        of_column = self._links_of(value.column)
        said = link_says(text, of_column or value.column.header)
        if self.paper_field and said != "code" and leads_to_paper(kind, url, text, said, of_column):
            return row.paper, "homepage"
        if kind == "code" or (said == "code" and not is_host_alone(url)):
            return row.tree, "code"
        is_own = said == "homepage" or (not link_says(text, "") and is_page_of(url, str(row.tree.get(self.label, ""))))
        return row.tree, "homepage" if is_own else ""

    def _links_of(self, column: Column) -> str:
        """Return what the links of a column lead to, as far as its fields tell."""
        heads = [path.partition(".")[0] for path in column.fields]
        return "paper" if self.paper_field in heads else "homepage" if "homepage" in heads else ""

    def _take_repositories(self, row: RowRead) -> None:
        """Take the repositories of model files that are called as the thing is; others are often of its relatives."""
        name = str(row.tree.get(self.label, ""))
        taken: list[str] = []
        for repository, url, column in row.repositories:
            if is_release_of(repository, name):
                taken.append(repository)
            else:
                row.leave(url, column)
        if taken:
            listed_once = list(dict.fromkeys(taken))
            row.tree.setdefault("hugging_face", listed_once if len(listed_once) > 1 else listed_once[0])

    def _is_paper(self, value: CellValue) -> bool:
        return bool(self.paper_field) and value.head == self.paper_field

    def _is_address(self, path: str) -> bool:
        slot = self.cls.fields.get(path)
        type_ = self.schema.types.get(slot.range) if slot else None
        return path in _ADDRESSES or (path != "license" and bool(type_ and type_.is_iri))

    def _fits(self, slot: Slot, value: str) -> bool:
        type_ = self.schema.types.get(slot.range)
        patterns = (slot.pattern, type_.pattern if type_ else None)
        return all(pattern is None or pattern.fullmatch(value) for pattern in patterns)

    # --- a row as a whole

    def finish(self, row: RowRead, columns: Sequence[Column], otherwise: str) -> None:
        """Name the thing as its paper does, where the row has no name, and give its paper an id."""
        self._name(row, columns)
        self._take_repositories(row)
        if not self.paper_field:
            return
        if self.label not in row.tree:  # What a row that names no thing says is of its paper.
            for key in ("issued", "year", "code"):
                if key in row.tree and key in self._paper_class.fields:
                    row.paper.setdefault(key, row.tree.pop(key))
        row.reading.doubts += settle_date(row.paper) + leave_future(row.tree)
        paper = row.paper
        if not ({"arxiv", "doi", "acl_anthology", "title", "homepage"} & paper.keys()):
            self._without_paper(row, columns)
            return
        arxiv, name = str(paper.get("arxiv", "")), str(row.tree.get(self.label, ""))
        paper_id = arxiv.replace("/", "-") or slug(name) or slug(str(paper.get("title", ""))) or otherwise
        whole = {"id": paper_id, **{key: said for key, said in paper.items() if key in self._paper_class.fields}}
        row.tree[self.paper_field] = in_field_order(whole, self._paper_class)

    def _name(self, row: RowRead, columns: Sequence[Column]) -> None:
        title = str(row.paper.get("title", ""))
        if row.tree.get(self.label):
            if name_key(title) == name_key(row.tree[self.label]):
                row.paper.pop("title", None)
            return
        if self.cls is self.schema.entry_class and is_of_no_system(title):
            return
        has_names = any(self.label in column.fields for column in columns)
        if name := name_of_title(title) or ("" if title or has_names else row.paper.called):
            row.tree[self.label] = name

    def _without_paper(self, row: RowRead, columns: Sequence[Column]) -> None:
        """Give what is said of a paper without title and identifier to the thing, where it has such a field."""
        for key, value in row.paper.items():
            if key in self.cls.fields:
                row.tree.setdefault(key, value)
            elif key == "issued" and "year" in self.cls.fields:
                row.tree.setdefault("year", str(value)[:4])
            elif key != "authors_truncated":
                path = f"{self.paper_field}.{key}"
                header = next((column.header for column in columns if path in column.fields), "")
                row.reading.left.append(Leftover(", ".join(listed(value)), header))


def _parts_of(text: str) -> list[str]:
    return [part.strip(" .\t\n") for part in _between_parts.split(text)]


_FEWEST_PARAMETERS = 10_000
"""A smaller number without a scale is one of millions or billions, of which nothing says which."""
