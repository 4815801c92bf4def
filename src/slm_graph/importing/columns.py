"""Which column of a table means which field of an entry, and which tables are of systems.

A column is guessed from its header by the annotation `header` of the schema, and by the names of the classes that an
entry uses; what is said in `survey.yaml`, or on the command line, goes before.
"""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

from slm_graph.entries import Vocabulary, item_names
from slm_graph.importing.usages import component_slot
from slm_graph.problems import WrongArgument, nearest
from slm_graph.schema import Class, Schema, Slot
from slm_graph.tables import Row, Table
from slm_graph.text import arxiv_in, date_order, identify, parse_cell, spaced, words

LINKS = "links"
"""What stands for a field where a column holds links of several kinds."""


class Column(NamedTuple):
    """What a column means.

    Parameters
    ----------
    header
        The column, as the table has it.
    fields
        The paths of the fields of an entry that it fills, such as `encoders`, `paper.title` or `links`.
    item
        The id of the item that a yes or no is about, in a column such as ASR; else "".
    how
        What says so: `--columns`, `survey.yaml`, `header`, or "" where nothing does.
    date_order
        Of a column of dates whether the day or the month comes first, as of `date_order`.
    """

    header: str
    fields: tuple[str, ...] = ()
    item: str = ""
    how: str = ""
    date_order: str = ""


class TableKind(NamedTuple):
    """What the rows of a table are.

    Parameters
    ----------
    kind
        `systems`, `list` (abbreviations of things of a class, with their names), or "" for neither.
    why
        The reason for neither, in words.
    class_name, code, label
        Of a list: the class, and the positions of the two columns. Of a table of other things that has neither systems
        nor abbreviations: their class, and the position of their names.
    """

    kind: str
    why: str = ""
    class_name: str = ""
    code: int = 0
    label: int = 0


# --- headers

_markup = re.compile(r"!?\[([^\[\]]*)\]\([^()]*\)|<[^<>]*>")
_acronym_plural = re.compile(r"\b([A-Z]{2,})s\b")
_unspaced = "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff"
_scripts = re.compile(rf"(?<=[{_unspaced}])\s*(?=[A-Za-z])|(?<=[A-Za-z])\s*(?=[{_unspaced}])")
_brackets = re.compile(r"[(\[【][^()\[\]【】]*[)\]】]")
_parts = re.compile(r"\s*[/&+,|、]\s*|\s+(?:and|or)\s+|\s*(?:和|与|及)\s*|\n")
_around = frozenset(
    "a base core for in key list main name of pre pretraining primary related supported the train trained training"
    " underlying use used using".split()
)
"""Words around a header that do not change what the column means: Training, Used, Supported."""
_around_unspaced = re.compile("^(?:所?使用的?|所用的?|训练用?的?|主要的?|支持的?|相关)|(?:名称|列表)$")
_LONG_ENOUGH_FOR_A_SLIP = 6
_NEAR = 0.85


def _as_text(header: str) -> str:
    text = unicodedata.normalize("NFKC", html.unescape(_markup.sub(lambda found: found[1] or " ", header)))
    return _acronym_plural.sub(r"\1", text)


@lru_cache(maxsize=4096)
def folded(header: str) -> tuple[str, ...]:
    """Return the words of a header without case, markup, punctuation, pictures and the s of a plural.

    Examples
    --------
    >>> folded("**Speech Encoders**:"), folded("📄 [Paper](a.md)"), folded("HuggingFace"), folded("训练数据集")
    (('speech', 'encoder'), ('paper',), ('hugging', 'face'), ('训练数据集',))
    """
    text = spaced(_as_text(header)).casefold()
    letters = "".join(sign if unicodedata.category(sign)[0] in "LMN" else " " for sign in text)
    found = tuple(_singular(word) for word in letters.replace("\ufe0f", " ").split())
    return found or tuple(text.replace("\ufe0f", "").split())  # a header may be a picture alone


def _singular(word: str) -> str:
    if word.endswith("ies") and len(word) > 4:
        return f"{word[:-3]}y"
    return word[:-1] if word.endswith("s") and len(word) > 3 and not word.endswith(("ss", "us", "is")) else word


def _key(header: str) -> str:
    return "".join(folded(header))


def _bare(header: str) -> str:
    """Return the key of a header without the words around that tell nothing."""
    found = list(folded(header))
    while len(found) > 1 and found[0] in _around:
        del found[0]
    while len(found) > 1 and found[-1] in _around:
        del found[-1]
    key = "".join(found)
    return _around_unspaced.sub("", key) or key


# --- fields


class Field(NamedTuple):
    """A field of an entry, or of an object in it, as a column can fill it.

    Parameters
    ----------
    path
        `encoders`, or `paper.title`.
    slot
        The field.
    headers
        What the schema says that its column is called, the best first.
    component
        The class of the things that it lists; "" where it lists none.
    """

    path: str
    slot: Slot
    headers: tuple[str, ...]
    component: str

    @property
    def is_name(self) -> bool:
        """Whether it is what the entry is called."""
        return self.slot.parent == "rdfs_label" and "." not in self.path

    @property
    def is_title(self) -> bool:
        """Whether it is what the paper, or another part of the entry, is called."""
        return self.slot.parent == "rdfs_label" and "." in self.path


def column_fields(schema: Schema) -> dict[str, Field]:
    """Return the fields that a column can fill, by path, in the order of the schema.

    Examples
    --------
    >>> from slm_graph.project import bundled
    >>> from slm_graph.schema import read_schema
    >>> fields = column_fields(read_schema(bundled("ontology") / "schema.yaml"))
    >>> fields["encoders"].component, fields["paper.venue"].headers[:2]
    ('SpeechEncoder', ('Venue', 'Conference'))
    """
    found: dict[str, Field] = {}
    inner: dict[str, Field] = {}
    for slot in schema.entry_class.fields.values():
        cls = schema.classes.get(slot.range)
        component = _component(schema, cls) if cls and slot.inlined and slot.multivalued else ""
        headers = slot.headers
        if component:
            headers += (slot.field, words(component))
        elif slot.parent == "rdfs_label" and not headers:
            headers = (slot.field, words(schema.entry_class.name))
        found[slot.field] = Field(slot.field, slot, headers, component)
        if cls and slot.inlined and not slot.multivalued and not cls.is_open:
            for part in cls.fields.values():
                inner[f"{slot.field}.{part.field}"] = Field(f"{slot.field}.{part.field}", part, part.headers, "")
    # What both an entry and its paper have, such as a homepage, is the entry's.
    nearer = {field.slot.name for field in found.values() if field.headers}
    return found | {
        path: field._replace(headers=()) if field.slot.name in nearer else field for path, field in inner.items()
    }


def _component(schema: Schema, cls: Class) -> str:
    """Return the class of the things that usages of a class are of."""
    slot = component_slot(schema, cls)
    return slot.range if slot else ""


def _listed(headers: str) -> tuple[str, ...]:
    return tuple(filter(None, (header.strip() for header in headers.split(","))))


# --- columns


def parse_columns(texts: Iterable[str], headers: Iterable[str], schema: Schema) -> dict[str, tuple[str, ...]]:
    """Return what is said of columns as `HEADER=FIELD,FIELD`, by header; no field keeps the column as a cell alone.

    Raises
    ------
    WrongArgument
        A text has no `=`, or there is no such header or field.

    Examples
    --------
    >>> from slm_graph.project import bundled
    >>> from slm_graph.schema import read_schema
    >>> schema = read_schema(bundled("ontology") / "schema.yaml")
    >>> parse_columns(["Speech encoder=encoders"], ["Model", "Speech Encoder"], schema)
    {'Speech Encoder': ('encoders',)}
    """
    names = list(dict.fromkeys(headers))
    by_key = {_key(name): name for name in reversed(names)}
    paths = [*column_fields(schema), LINKS]
    found: dict[str, tuple[str, ...]] = {}
    for text in texts:
        header, sign, listed = (part.strip() for part in text.rpartition("="))
        if not sign or not header:
            raise WrongArgument(f"{text}: no HEADER=FIELD; write it as 'Speech Encoder=encoders'")
        name = header if header in names else by_key.get(_key(header))
        if name is None:
            close = nearest(header, names) or f"; there are {', '.join(names)}"
            raise WrongArgument(f"{text}: no column {header}{close}")
        fields = _listed(listed)
        for path in fields:
            if path not in paths:
                told = nearest(path, paths) or f"; there are {', '.join(_telling(schema))}"
                raise WrongArgument(f"{text}: no field {path}{told}")
        found[name] = fields
    return found


def _telling(schema: Schema) -> list[str]:
    return [path for path, field in column_fields(schema).items() if field.headers] + [LINKS]


def guess_columns(
    headers: Sequence[str],
    schema: Schema,
    vocabulary: Vocabulary,
    settings_columns: Mapping[str, Sequence[str]],
    given: Mapping[str, Sequence[str]],
    rows: Sequence[Row] | None = None,
) -> list[Column]:
    """Return what each column of a table means.

    Parameters
    ----------
    headers
        The headers, all different.
    schema, vocabulary
        The fields, and the things by whose names a column of yes and no is known.
    settings_columns
        The fields of the columns that `survey.yaml` lists, by name.
    given
        The fields of columns that were named for this run, by header; see `parse_columns`.
    rows
        The rows: a column is one of yes and no only where most of its cells are.

    Examples
    --------
    >>> from slm_graph.project import find_project
    >>> from slm_graph.entries import read_survey
    >>> survey = read_survey(find_project())
    >>> columns = guess_columns(["Model", "Audio Encoders", "Notes", "ASR"], survey.schema, survey.vocabulary, {}, {})
    >>> [(column.fields, column.item) for column in columns]
    [(('name',), ''), (('encoders',), ''), ((), ''), (('tasks',), 'asr')]
    """
    fields = column_fields(schema)
    settled = {_key(name): tuple(paths) for name, paths in settings_columns.items()}
    columns: dict[int, Column] = {}
    for position, header in enumerate(headers):
        if header in given:
            columns[position] = Column(header, tuple(given[header]), "", "--columns")
        elif header in settings_columns:
            columns[position] = Column(header, tuple(settings_columns[header]), "", "survey.yaml")
        elif _key(header) in settled:
            columns[position] = Column(header, settled[_key(header)], "", "survey.yaml")
    about = {
        position: found
        for position, header in enumerate(headers)
        if (found := _yes_or_no_item(header, columns.get(position), fields, vocabulary))
    }
    for position, (path, item) in about.items():
        if rows is not None and _are_yes_or_no([row.cells[position] for row in rows]):
            how = columns[position].how if position in columns else "header"
            columns[position] = Column(headers[position], (path,), item, how)
    # What a name's column may hold besides, such as a link to the code, may have a column of its own in another table.
    taken = {
        path
        for column in columns.values()
        for path in column.fields
        if _calls(fields, path) or not any(_calls(fields, other) for other in column.fields)
    }
    guesser = _Guesser(schema, fields)
    choices = {number: guesser.choices(header) for number, header in enumerate(headers) if number not in columns}
    for position, paths in guesser.settle(choices, taken).items():
        columns[position] = Column(headers[position], paths, "", "header" if paths else "")
        if not paths and rows is None and position in about:
            columns[position] = Column(headers[position], about[position][:1], about[position][1], "header")
    return [columns[position] for position in range(len(headers))]


class _Choice(NamedTuple):
    """A field that a header may mean; the smaller the tier and the rank, the better."""

    path: str
    tier: int
    rank: int
    part: int = 0


_EXACT, _WITHOUT_WORDS_AROUND, _IN_PARTS, _ENDING, _SLIP = range(5)


class _Guesser:
    def __init__(self, schema: Schema, fields: Mapping[str, Field]) -> None:
        self.fields = fields
        self.exact: dict[str, list[_Choice]] = {}
        self.endings: list[tuple[tuple[str, ...], str]] = []
        self.order = {path: number for number, path in enumerate([*fields, LINKS])}
        named = [(path, field.headers) for path, field in fields.items()]
        for path, headers in [*named, (LINKS, schema.entry_class.links)]:
            for rank, header in enumerate(headers):
                if header.startswith("* "):
                    self.endings.append((folded(header), path))
                elif all(choice.path != path for choice in self.exact.setdefault(_key(header), [])):
                    self.exact[_key(header)].append(_Choice(path, _EXACT, rank))

    def choices(self, header: str) -> list[_Choice]:
        """Return the fields that a header may mean."""
        header = _as_text(header)
        return (
            self.whole(header)
            or self.whole(_brackets.sub(" ", header))
            or self.in_parts(header)
            or self.ending(header)
            or self.ending(_brackets.sub(" ", header))
            or self.whole(" ".join(found[0][1:-1] for found in _brackets.finditer(header)))
            or self.slip(header)
        )

    def whole(self, header: str) -> list[_Choice]:
        if choices := self.exact.get(_key(header)):
            return choices
        if choices := self.exact.get(_bare(header)):
            return [choice._replace(tier=_WITHOUT_WORDS_AROUND) for choice in choices]
        return []

    def ending(self, header: str) -> list[_Choice]:
        found = folded(header)
        return [
            _Choice(path, _ENDING, 0)
            for end, path in self.endings
            if len(found) > len(end) and found[-len(end) :] == end
        ]

    def in_parts(self, header: str) -> list[_Choice]:
        text = _brackets.sub(" ", header)
        parts = [part for piece in _parts.split(text) for part in _scripts.split(piece) if part.strip()]
        found = [self.whole(part) or self.ending(part) for part in parts]
        if len(found) < 2 or not all(found):
            return []
        called = {path for path, field in self.fields.items() if field.is_name or field.is_title}
        all_called = all(any(choice.path in called for choice in choices) for choices in found)
        return [
            choice._replace(tier=_IN_PARTS, part=number)
            for number, choices in enumerate(found)
            for choice in choices
            # "Code & Model" has no names.
            if all_called or choice.path not in called
        ]

    def slip(self, header: str) -> list[_Choice]:
        from rapidfuzz.distance import Indel

        key = _key(header)
        if len(key) < _LONG_ENOUGH_FOR_A_SLIP:
            return []
        near = [
            (Indel.normalized_similarity(key, other), other)
            for other in self.exact
            if other[:1] == key[:1] and abs(len(other) - len(key)) <= 1 and len(other) >= _LONG_ENOUGH_FOR_A_SLIP
        ]
        ratio, other = max(near, default=(0.0, ""))
        return [choice._replace(tier=_SLIP) for choice in self.exact[other]] if ratio >= _NEAR else []

    def settle(self, choices: Mapping[int, list[_Choice]], taken: set[str]) -> dict[int, tuple[str, ...]]:
        """Give each field of one value to the best of the columns that may mean it, and the others what is left."""
        has_title = any(
            self.is_called(choice.path, "is_title") for found in choices.values() for choice in found
        ) or any(self.is_called(path, "is_title") for path in taken)
        winners: dict[str, int] = {}
        won: set[tuple[int, int]] = set()
        for path in sorted((path for path in self.order if self.is_single(path)), key=self.single_order):
            bids = [
                ((choice.tier, choice.rank, position), choice.part)
                for position, found in choices.items()
                for choice in found
                if choice.path == path
                and path not in taken
                and (position, choice.part) not in won
                and not self.is_rather_listed(path, position, found, has_title)
            ]
            if bids:
                (_, _, position), part = min(bids)
                winners[path] = position
                won.add((position, part))
        settled: dict[int, tuple[str, ...]] = {}
        for position, found in choices.items():
            paths: list[str] = []
            for part in sorted({choice.part for choice in found}):
                open_paths = [
                    choice.path
                    for choice in found
                    if choice.part == part
                    and (winners.get(choice.path) == position if self.is_single(choice.path) else True)
                ]
                paths += sorted(open_paths, key=lambda path: (not self.is_single(path), self.order[path]))[:1]
            settled[position] = tuple(dict.fromkeys(paths))
        return settled

    def is_single(self, path: str) -> bool:
        return path != LINKS and not self.fields[path].slot.multivalued

    def is_called(self, path: str, what: str) -> bool:
        return path in self.fields and bool(getattr(self.fields[path], what))

    def single_order(self, path: str) -> tuple[bool, bool, int]:
        field = self.fields[path]
        return not field.is_name, not field.is_title, self.order[path]

    def is_rather_listed(self, path: str, position: int, found: Sequence[_Choice], has_title: bool) -> bool:
        """Tell whether a column that may be the name is rather one of things: Method beside a Paper."""
        lists = any(choice.path in self.fields and self.fields[choice.path].component for choice in found)
        return self.fields[path].is_name and lists and has_title and position > 0


def with_date_orders(columns: Sequence[Column], rows: Sequence[Row]) -> list[Column]:
    """Return the columns of a table, those of dates with the order of day and month that all their cells give."""
    is_of_dates = [any(path.endswith((".issued", ".year")) for path in column.fields) for column in columns]
    if not any(is_of_dates):
        return list(columns)
    ids = [next(filter(None, (_arxiv_of(cell) for cell in row.cells)), "") for row in rows]
    return [
        column._replace(
            date_order=date_order(
                (parse_cell(row.cells[position]).plain, arxiv) for row, arxiv in zip(rows, ids, strict=True)
            )
        )
        if is_of_dates[position]
        else column
        for position, column in enumerate(columns)
    ]


def _arxiv_of(cell: str) -> str:
    links = (identify(link.url) for link in parse_cell(cell).links)
    return next((link.value for link in links if link and link.kind == "arxiv"), "") or arxiv_in(cell)


# --- yes and no

_YES = frozenset(
    "✓ ✔ ✅ ☑ √ yes y true ● • [x] \\checkmark :white_check_mark: :heavy_check_mark: :ballot_box_with_check: 是"
    " 有".split()
)
_NO = {"", "[ ]"}.union(
    "✗ ✘ ✖ ❌ ❎ × no n false ☐ [] :x: :heavy_multiplication_x: :negative_squared_cross_mark: 否 无".split()
)


def yes_or_no(cell: str) -> bool | None:
    """Return what a cell of a tick or a cross says; None where it says something else.

    Examples
    --------
    >>> yes_or_no("✔️"), yes_or_no(" ✗ "), yes_or_no(""), yes_or_no("LibriSpeech")
    (True, False, False, None)
    """
    text = _markup.sub(lambda found: found[1] or " ", cell).replace("\ufe0f", "").strip().strip("*_`$").casefold()
    if text in _YES:
        return True
    return False if text in _NO or parse_cell(text).states_nothing else None


def _are_yes_or_no(cells: Sequence[str]) -> bool:
    said = [yes_or_no(cell) for cell in cells if not parse_cell(cell).states_nothing and cell.strip()]
    return True in said and said.count(None) * 2 < len(said)


def _yes_or_no_item(
    header: str, settled: Column | None, fields: Mapping[str, Field], vocabulary: Vocabulary
) -> tuple[str, str] | None:
    """Return the field and the id of the one thing that a header names, with or without the field before it."""
    found = folded(header)
    for field in fields.values():
        if field.component and (settled is None or settled.fields == (field.path,)):
            names = {_key(name) for name in field.headers}
            starts = [start for start in range(len(found)) if not start or "".join(found[:start]) in names]
            keys = {"".join(found[start:]) for start in starts}
            items = {
                item_id for item_id, keys_of_item in _item_keys(vocabulary, field.component) if keys & keys_of_item
            }
            if len(items) == 1:
                return field.path, items.pop()
    return None


def _item_keys(vocabulary: Vocabulary, class_name: str) -> Iterator[tuple[str, set[str]]]:
    schema = vocabulary.schema
    below = {cls.name for cls in schema.descendants(class_name)}
    for item in vocabulary.items:
        if item.class_name in below and item.class_name != schema.entry_class.name:
            yield item.id, {_key(name) for name in item_names(schema.classes[item.class_name], item.tree)}


# --- tables

_code = re.compile(r"[^\W_](?:[^\W_]|[-/&+.]){0,9}").fullmatch
_MOSTLY = 0.8


def table_kind(table: Table, columns: Sequence[Column], schema: Schema, vocabulary: Vocabulary) -> TableKind:
    """Tell what the rows of a table are: systems, abbreviations of a class, or neither.

    Examples
    --------
    >>> from slm_graph.tables import tables_of
    >>> from slm_graph.project import find_project
    >>> from slm_graph.entries import read_survey
    >>> survey = read_survey(find_project())
    >>> (table,), _ = tables_of("||Task|\\n|-|-|\\n|ASR|Automatic Speech Recognition|\\n", "README.md")
    >>> columns = guess_columns(table.header, survey.schema, survey.vocabulary, {}, {})
    >>> table_kind(table, columns, survey.schema, survey.vocabulary)
    TableKind(kind='list', why='', class_name='Task', code=0, label=1)
    """
    if not table.rows:
        return TableKind("", "it has no rows")
    if found := _list_of(table, schema, vocabulary):
        return found
    fields = column_fields(schema)
    called = [
        column
        for column in columns
        if any(path.partition(".")[0] in fields and _calls(fields, path) for path in column.fields)
    ]
    if not called:
        listed = [fields[path].component for path in columns[0].fields[:1] if path in fields]
        if listed and listed[0] and not schema.classes[listed[0]].is_concept and columns[0].how == "header":
            return _of_things(words(listed[0]), listed[0], 0)
        return TableKind("", "no column is a name or a title; name it with --columns 'HEADER=name'")
    if any(column.how == "--columns" for column in called):
        return TableKind("systems")
    position = columns.index(called[0])
    noun, class_name = _about(table, position, fields, schema, vocabulary)
    if noun:
        return _of_things(noun, class_name, position)
    if len(called) < len(columns) and not any(column.fields for column in columns if column not in called):
        fact = f"no column besides {called[0].header} fills a field"
        return TableKind("", f"{fact}; name one with --columns 'HEADER=FIELD'")
    return TableKind("systems")


def _of_things(noun: str, class_name: str, position: int) -> TableKind:
    why = f"it is of {_plural(noun)}; if not, name its column with --columns 'HEADER=name'"
    return TableKind("", why, class_name, label=position)


def _calls(fields: Mapping[str, Field], path: str) -> bool:
    """Tell whether a path is the name, a title, or an object that has a title."""
    if path in fields and (fields[path].is_name or fields[path].is_title):
        return True
    return any(other.is_title and other.path.startswith(f"{path}.") for other in fields.values())


def _list_of(table: Table, schema: Schema, vocabulary: Vocabulary) -> TableKind | None:
    if len(table.header) != 2:
        return None
    for code, label in ((0, 1), (1, 0)):
        codes = [row.cells[code] for row in table.rows]
        class_name = _class_called(table.header[label], schema) or _class_of_codes(codes, schema, vocabulary)
        if (
            class_name
            and _mostly(_code(re.sub(r"[*_`\s]", "", cell)) is not None for cell in codes)
            and (
                table.header[code] == f"column {code + 1}"
                or _key(table.header[code]) in _code_headers(schema.classes[class_name])
                or _class_of_codes(codes, schema, vocabulary) == class_name
            )
        ):
            return TableKind("list", "", class_name, code, label)
    return None


def _code_headers(cls: Class) -> set[str]:
    slot = cls.slots.get("abbreviation")
    return {_key(header) for header in slot.headers} | {"abbreviation"} if slot else set()


def _class_called(header: str, schema: Schema) -> str:
    """Return the class with abbreviations whose things a header names."""
    for field in column_fields(schema).values():
        names = {_key(name) for name in field.headers if not name.startswith("* ")}
        if field.component and _bare(header) in names and "abbreviation" in schema.classes[field.component].slots:
            return field.component
    return ""


def _class_of_codes(codes: Sequence[str], schema: Schema, vocabulary: Vocabulary) -> str:
    """Return the class most of whose abbreviations a column holds."""
    keys = [_key(code) for code in codes]
    for field in column_fields(schema).values():
        if field.component:
            below = {cls.name for cls in schema.descendants(field.component)}
            known = {
                _key(item.tree["abbreviation"])
                for item in vocabulary.items
                if item.class_name in below and isinstance(item.tree.get("abbreviation"), str)
            }
            if sum(key in known for key in keys) * 2 > len(keys):
                return field.component
    return ""


_OTHER_THINGS = frozenset(
    "benchmark blog challenge competition course framework leaderboard library metric package project repo"
    " repository resource survey talk toolkit tool tutorial vocoder workshop".split()
)
"""What a heading may end in whose table lists no systems, and no things that an entry uses either."""
_before_preposition = re.compile(r"(?<=\w)\s+(?:about|by|for|from|in|of|on|to|used|with)\b", re.IGNORECASE)
_SILENT_ENDINGS = frozenset("awesome collection list model overview paper summary table work".split())


def _about(
    table: Table, position: int, fields: Mapping[str, Field], schema: Schema, vocabulary: Vocabulary
) -> tuple[str, str]:
    """Return what a table lists in place of systems, and its class: datasets by its heading or by its names."""
    own = {above.name for above in schema.ancestors(schema.entry_class.name)}
    names = [_key(_markup.sub(lambda found: found[1] or " ", row.cells[position])) for row in table.rows]
    called = {_key(header) for field in fields.values() if field.is_name for header in field.headers}
    for field in fields.values():
        if not field.component:
            continue
        headers = {_key(header) for header in field.headers if not header.startswith("* ")} - called
        # A system may itself be a model that another one uses, so that its name tells nothing.
        is_apart = own.isdisjoint(above.name for above in schema.ancestors(field.component))
        is_listed = _bare(table.heading) in headers if is_apart else False
        if is_listed or (_is_no_system(field, called, schema) and _ends_in(table.heading, field.headers)):
            return words(field.component), field.component
        known = {key for _, keys in _item_keys(vocabulary, field.component) for key in keys} if is_apart else set()
        if sum(name in known for name in names) * 2 > len(names):
            return words(field.component), field.component
    ending = _heading_words(table.heading)[-1:]
    # "My survey" is the title of a file, "Surveys" what stands below.
    is_plural = ending in (["leaderboard"], ["repository"]) or (
        bool(ending) and re.search(rf"{ending[0][:-1]}\w+s\b", table.heading, re.IGNORECASE) is not None
    )
    return (ending[0], "") if ending and ending[0] in _OTHER_THINGS and is_plural else ("", "")


def _plural(noun: str) -> str:
    return f"{noun[:-1]}ies" if re.search("[^aeiou]y$", noun) else f"{noun}s"


def _is_no_system(field: Field, called: set[str], schema: Schema) -> bool:
    """Tell whether no word for the things of a field is one for systems too: codecs, though not LLMs."""
    is_concept = schema.classes[field.component].is_concept
    heads = {folded(header)[-1] for header in (words(field.component), field.slot.field)}
    return not is_concept and not any(name.endswith(head) for name in called for head in heads)


def _heading_words(heading: str) -> list[str]:
    """Return the words of a heading, without those at its end that may stand over any table."""
    head = _before_preposition.split(_brackets.sub(" ", heading))[0] or heading
    found = [word for word in folded(head) if word.isalpha()]
    while len(found) > 1 and found[-1] in _SILENT_ENDINGS:
        found.pop()
    return found


def _ends_in(heading: str, headers: Iterable[str]) -> bool:
    """Tell whether a heading ends in one of several headers: Speech / Audio Codec Models."""
    endings = {folded(header.removeprefix("* ")) for header in headers}
    for text in {heading, re.sub(r"\w+\s*/\s*", "", heading), re.sub(r"\s*/\s*\w+", "", heading)}:
        found = tuple(_heading_words(text))
        if any(found[-len(ending) :] == ending and ending[-1] not in _SILENT_ENDINGS for ending in endings):
            return True
    return False


def _mostly(facts: Iterable[bool]) -> bool:
    known = list(facts)
    return sum(known) >= _MOSTLY * len(known)
