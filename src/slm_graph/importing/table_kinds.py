"""What the rows of a table are: systems, things of another class, abbreviations, or neither."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from slm_graph.entries import Vocabulary
from slm_graph.importing.fields import Column, Field, column_fields, is_called, paper_slot
from slm_graph.importing.headers import bare_key, brackets, folded, header_key, markup
from slm_graph.importing.ticks import item_keys
from slm_graph.schema import Class, Schema
from slm_graph.tables import Table
from slm_graph.text import words


class TableKind(NamedTuple):
    """What the rows of a table are.

    Parameters
    ----------
    kind
        `systems`, `papers`, `list` (abbreviations of things of a class, with their names), or "" for neither.
    why
        The reason for neither, in words.
    class_name, code, label
        Of a list: the class, and the positions of the two columns. Of a table of other things that has neither systems
        nor abbreviations: their class, and the position of their names.
    by_heading
        Whether nothing but a heading says the class.
    """

    kind: str
    why: str = ""
    class_name: str = ""
    code: int = 0
    label: int = 0
    by_heading: bool = False


_code = re.compile(r"[^\W_](?:[^\W_]|[-/&+.]){0,9}").fullmatch


_MOSTLY = 0.8


def table_kind(table: Table, columns: Sequence[Column], schema: Schema, vocabulary: Vocabulary) -> TableKind:
    """Tell what the rows of a table are: systems, abbreviations of a class, or neither.

    Examples
    --------
    >>> from slm_graph.importing.columns import guess_columns
    >>> from slm_graph.tables import tables_of
    >>> from slm_graph.project import find_project
    >>> from slm_graph.entries import read_survey
    >>> survey = read_survey(find_project())
    >>> (table,), _ = tables_of("||Task|\\n|-|-|\\n|ASR|Automatic Speech Recognition|\\n", "README.md")
    >>> from slm_graph.importing.columns import guess_columns
    >>> columns = guess_columns(table.header, survey.schema, survey.vocabulary, {}, {})
    >>> table_kind(table, columns, survey.schema, survey.vocabulary)
    TableKind(kind='list', why='', class_name='Task', code=0, label=1, by_heading=False)
    """
    if not table.rows:
        return TableKind("", "it has no rows")
    if found := _list_of(table, schema, vocabulary):
        return found
    fields = column_fields(schema)
    called = [
        column
        for column in columns
        if any(path.partition(".")[0] in fields and is_called(fields, path) for path in column.fields)
    ]
    has_names = any(path in fields and fields[path].is_name for column in called for path in column.fields)
    if not has_names and (listed := _listed_first(table, columns, fields, schema)) and called[:1] != [columns[0]]:
        return _of_things(words(listed), listed, 0)
    if not called:
        return TableKind("", "no column is a name or a title; name it with --columns 'HEADER=name'")
    if any(column.how == "--columns" for column in called):
        return TableKind("systems")
    position = columns.index(called[0])
    noun, headed = _headed_class(table, fields, schema)
    if class_name := _named_class(table, position, fields, schema, vocabulary):
        return _of_things(words(class_name), class_name, position)._replace(by_heading=class_name == headed)
    class_name = headed
    if noun == "survey" and (paper := paper_slot(schema)) and any(fields[p].is_title for c in called for p in c.fields):
        return TableKind("papers", f"it is of {_plural(noun)}", paper.range)
    if noun:
        return _of_things(noun, class_name, position)._replace(by_heading=bool(class_name))
    has_more = table.header[-1] == _WHOLE_ITEM or len(called) == len(columns)  # an item of a list has a link
    if not has_more and not any(column.fields for column in columns if column not in called):
        fact = f"no column besides {called[0].header} fills a field"
        return TableKind("", f"{fact}; name one with --columns 'HEADER=FIELD'")
    return TableKind("systems")


def _listed_first(table: Table, columns: Sequence[Column], fields: Mapping[str, Field], schema: Schema) -> str:
    """Return the class of the things that the first column lists by its header, each in one row; or ""."""
    listed = next((fields[path].component for path in columns[0].fields[:1] if path in fields), "")
    if not listed or schema.classes[listed].is_concept or columns[0].how != "header":
        return ""
    names = [header_key(row.cells[0]) for row in table.rows]
    return listed if len(set(names)) >= _MOSTLY * len(names) else ""


def _of_things(noun: str, class_name: str, position: int) -> TableKind:
    why = f"it is of {_plural(noun)}; if not, name its column with --columns 'HEADER=name'"
    return TableKind("", why, class_name, label=position)


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
                or header_key(table.header[code]) in _code_headers(schema.classes[class_name])
                or _class_of_codes(codes, schema, vocabulary) == class_name
            )
        ):
            return TableKind("list", "", class_name, code, label)
    return None


def _code_headers(cls: Class) -> set[str]:
    slot = cls.slots.get("abbreviation")
    return {header_key(header) for header in slot.headers} | {"abbreviation"} if slot else set()


def _class_called(header: str, schema: Schema) -> str:
    """Return the class with abbreviations whose things a header names."""
    for field in column_fields(schema).values():
        names = {header_key(name) for name in field.headers if not name.startswith("* ")}
        if field.component and bare_key(header) in names and "abbreviation" in schema.classes[field.component].slots:
            return field.component
    return ""


def _class_of_codes(codes: Sequence[str], schema: Schema, vocabulary: Vocabulary) -> str:
    """Return the class most of whose abbreviations a column holds."""
    keys = [header_key(code) for code in codes]
    for field in column_fields(schema).values():
        if field.component:
            below = {cls.name for cls in schema.descendants(field.component)}
            known = {
                header_key(item.tree["abbreviation"])
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


_WHOLE_ITEM = "Item"
"""The column of a list of links that has its items as written."""


_before_preposition = re.compile(r"(?<=\w)\s+(?:about|by|for|from|in|of|on|to|used|with)\b", re.IGNORECASE)


_SILENT_ENDINGS = frozenset("awesome collection list model overview paper summary table work".split())


def _named_class(
    table: Table, position: int, fields: Mapping[str, Field], schema: Schema, vocabulary: Vocabulary
) -> str:
    """Return the class of the things that most names of a table are of, in place of systems; or ""."""
    names = [header_key(markup.sub(lambda found: found[1] or " ", row.cells[position])) for row in table.rows]
    for field in fields.values():
        if field.component and _is_apart(field.component, schema):
            known = {key for _, keys in item_keys(vocabulary, field.component) for key in keys}
            if sum(name in known for name in names) * 2 > len(names):
                return field.component
    return ""


def _is_apart(class_name: str, schema: Schema) -> bool:
    """Tell whether things of a class are no systems: a system may be a model that another one uses."""
    own = {above.name for above in schema.ancestors(schema.entry_class.name)}
    return own.isdisjoint(above.name for above in schema.ancestors(class_name))


def headed_class(table: Table, schema: Schema) -> str:
    """Return the class of the things that a table lists by its headings, in place of systems; or ""."""
    return _headed_class(table, column_fields(schema), schema)[1]


def _headed_class(table: Table, fields: Mapping[str, Field], schema: Schema) -> tuple[str, str]:
    """Return what a table lists in place of systems by the nearest heading that says what it is of, and its class."""
    called = {header for field in fields.values() if field.is_name for header in field.headers}
    # A table says by its headers what its rows are, a list of links by the headings above it alone.
    above = reversed(table.headings[:-1]) if table.header[-1] == _WHOLE_ITEM else ()
    for number, heading in enumerate((table.heading, *above), 1):
        noun, class_name = _said_by_heading(heading, fields, schema)
        if not class_name and 1 < number == len(table.headings):
            break  # the title of a file, which may be one of resources or of a survey
        # "Applications" or "LLMs as encoders" over several lists says what their systems do, and are.
        is_about = class_name and (schema.classes[class_name].is_concept or not _is_apart(class_name, schema))
        if (noun and not (is_about and heading != table.heading)) or _ends_in(heading, called):
            return noun, class_name
    return "", ""


def _said_by_heading(heading: str, fields: Mapping[str, Field], schema: Schema) -> tuple[str, str]:
    called = {header_key(header) for field in fields.values() if field.is_name for header in field.headers}
    for field in fields.values():
        if not field.component:
            continue
        headers = {header_key(header) for header in field.headers if not header.startswith("* ")} - called
        is_listed = _is_apart(field.component, schema) and bare_key(heading) in headers
        if is_listed or (_is_no_system(field, called, schema) and _ends_in(heading, field.headers)):
            return words(field.component), field.component
    ending = _heading_words(heading)[-1:]
    # "My survey" is the title of a file, "Surveys" what stands below.
    is_plural = ending in (["leaderboard"], ["repository"]) or (
        bool(ending) and re.search(rf"{ending[0][:-1]}\w+s\b", heading, re.IGNORECASE) is not None
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
    heading = heading if " " in heading else heading.replace("-", " ")
    head = _before_preposition.split(brackets.sub(" ", heading))[0] or heading
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
