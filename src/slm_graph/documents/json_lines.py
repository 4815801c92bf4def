"""JSON Lines as documents, a line each."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any

from slm_graph.documents.document import Document
from slm_graph.documents.yaml_parser import MAX_DEPTH, parse_yaml
from slm_graph.documents.yaml_reader import MAX_BYTES, column_of_byte, unreadable
from slm_graph.files import open_regular, shown
from slm_graph.problems import Problem, not_text

_MANY_BRACKETS = 200
_BYTE_ORDER_MARK = "\ufeff".encode()
_FIRST_BYTES = 4_096
# After comments, what Turtle, N-Triples and RDF/XML begin with, and no JSON does.
_graph = re.compile(rb"(?:\s|#[^\n]*\n)*(?:<|_:|@prefix\b|@base\b|prefix\s|base\s)", re.IGNORECASE).match


def read_json_lines(path: Path) -> Iterator[Document | Problem]:
    """Read JSON Lines (https://jsonlines.org), one line at a time; numbers stay as they are written."""
    name = shown(path)
    try:
        with open_regular(path) as file:
            if (problem := graph_problem(name, file)) is not None:
                yield problem
                return
            line = 0
            while data := file.readline(MAX_BYTES + 1):
                line += 1
                if len(data) > MAX_BYTES or not data.isspace():
                    yield json_line(name, line, data)
                while len(data) > MAX_BYTES and not data.endswith(b"\n"):
                    data = file.readline(MAX_BYTES + 1)  # the rest of this line
    except OSError as error:
        yield unreadable(name, error)


def graph_problem(name: str, file: IO[bytes]) -> Problem | None:
    """Return the one problem of a file that is a graph where entries are asked for; the stream stays at its start.

    Examples
    --------
    >>> import io
    >>> print(graph_problem("a.nt", io.BytesIO(b"<urn:a> <urn:b> <urn:c> .")))
    a.nt:1:1: is a graph, where entries are asked for; give a folder of data or entries in JSON Lines, or check the\
 graph by `slm-graph check --graph a.nt`
    >>> graph_problem("a.jsonl", io.BytesIO(b'{"id": "a"}'))
    """
    first = file.read(_FIRST_BYTES)
    file.seek(0)
    if name.lower().endswith(".jsonld") or _graph(first.removeprefix(_BYTE_ORDER_MARK)):
        message = (
            "is a graph, where entries are asked for; give a folder of data or entries in JSON Lines, or check the"
            f" graph by `slm-graph check --graph {name}`"
        )
        return Problem(name, 1, 1, message)
    return None


def json_line(name: str, line: int, data: bytes) -> Document | Problem:
    """Return the document of one line, or the problem that keeps it from being read."""
    if len(data) > MAX_BYTES:
        return Problem(name, line, 1, f"a line of over {MAX_BYTES:,} bytes; split the entry")
    try:
        text = (data.removeprefix(_BYTE_ORDER_MARK) if line == 1 else data).decode()
    except UnicodeDecodeError as error:
        return Problem(name, line, column_of_byte(data, error.start), "is not UTF-8; save the file as UTF-8")
    try:
        return Document(name, _tree(text), line, text)
    except json.JSONDecodeError as error:
        column = min(error.pos, len(text.rstrip())) + 1
        return Problem(name, line, column, f"not JSON: {error.msg.removesuffix(' at')}; mend the line")
    except _DuplicateKey as error:
        twice = [problem.column for problem in parse_yaml(text, name)[2] if problem.message.startswith(f"{error}:")]
        return Problem(name, line, min(twice, default=1), f"{error}: the key occurs twice; delete one")
    except _NoText as error:
        character = str(error)
        message = f"character U+{ord(character):04X} is no text; delete it"
        return Problem(name, line, _column_of_character(text, character), message)
    except RecursionError:
        return Problem(name, line, 1, f"nested more than {MAX_DEPTH} deep; an entry needs no such nesting")


def _tree(text: str) -> Any:
    tree = _decode_json(text)
    # From Python 3.12 on the decoder itself goes much deeper; few brackets spare the walk.
    if text.count("[") + text.count("{") > _MANY_BRACKETS and _is_too_deep(tree):
        raise RecursionError
    # Without its line feed most text is printable, which is sooner told.
    if (not text.isascii() and not text[:-1].isprintable() and not_text(text)) or _has_mark(text):
        return _as_text(tree)
    return tree


def _column_of_character(text: str, character: str) -> int:
    """Return the first column in which a line has a character, as it is or escaped."""
    forms = (character, f"\\u{ord(character):04x}", json.dumps(character)[1:-1])
    return min((place + 1 for form in forms if (place := text.lower().find(form)) >= 0), default=1)


class _DuplicateKey(ValueError):
    pass


class _NoText(ValueError):
    pass


def _is_too_deep(tree: Any) -> bool:
    level = [tree]
    for _ in range(MAX_DEPTH + 1):
        level = [
            value
            for holder in level
            if isinstance(holder, dict | list)
            for value in (holder.values() if isinstance(holder, dict) else holder)
        ]
    return bool(level)


def _has_mark(text: str) -> bool:
    """Tell whether a line may hold anything but text that YAML could hold too; it is in ASCII, or looked at already."""
    is_escaped = "\\" in text and ("\\u" in text or "\\b" in text or "\\f" in text)
    return is_escaped or "true" in text or "false" in text or "null" in text or "\x7f" in text


def _as_text(tree: Any) -> Any:
    if isinstance(tree, dict):
        return {_as_text(key): _as_text(value) for key, value in tree.items()}
    if isinstance(tree, list):
        return [_as_text(value) for value in tree]
    if isinstance(tree, str):
        if found := not_text(tree):
            raise _NoText(found[0])
        return tree
    return {True: "true", False: "false", None: ""}[tree]


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    tree = dict(pairs)
    if len(tree) < len(pairs):
        keys = [key for key, _ in pairs]
        raise _DuplicateKey(next(key for key in keys if keys.count(key) > 1))
    return tree


def _constant(name: str) -> str:
    return name


_decode_json = json.JSONDecoder(
    object_pairs_hook=_unique, parse_int=str, parse_float=str, parse_constant=_constant
).decode
