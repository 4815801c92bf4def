"""Trees of text written as lines of YAML, as PyYAML writes them and some ten times as fast.

What PyYAML decides on a text alone, how it is quoted, is asked of it once; what takes more than that (several lines in
a text, double quotes, very long keys) is left to it altogether.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any, NamedTuple

WIDTH = 118
_MAX_IN_LINE = 96
_LONGEST_KEY = 120
_spaces = re.compile("( +)")

_ascii = re.compile(r"[A-Za-z(\[](?:[ -~]*[!-~])?")
"""Texts of which the signs alone tell how they are quoted: no numbers, no spaces at their ends, nothing to escape."""
_block_signs = re.compile(r"^\[|:(?: |$)| #")
_flow_signs = re.compile(r"[,?\[\]{}:]| #")
_typed = re.compile("yes|no|true|false|on|off|null|y|n", re.IGNORECASE)
"""Words that YAML takes for something else than text."""


class _Style(NamedTuple):
    """How a text is quoted: in lines of its own, and within brackets; "", "'" or '"'."""

    block: str
    flow: str


class _LeftToPyYAML(Exception):
    """A tree has something that is not written here."""


def yaml_lines(tree: dict[str, Any] | list[Any]) -> str | None:
    """Return a tree as lines of YAML; None where that is left to PyYAML.

    Examples
    --------
    >>> print(yaml_lines({"id": "salmonn", "llms": [{"llm": "vicuna", "quote": "Vicuna: 13B"}]}), end="")
    id: salmonn
    llms:
      - {llm: vicuna, quote: 'Vicuna: 13B'}
    >>> yaml_lines({"note": "two\\nlines"}) is None
    True
    """
    writer = _LineWriter()
    try:
        writer.block(tree, 0)
    except _LeftToPyYAML:
        return None
    return "".join([*writer.parts, "\n"])


class _LineWriter:
    """Writes nodes one behind the other, and knows the column."""

    def __init__(self) -> None:
        self.parts: list[str] = []
        self.column = 0

    def block(self, tree: dict[str, Any] | list[Any], indent: int) -> None:
        """Write what has a line for each part; the column is its indent."""
        if not tree:
            raise _LeftToPyYAML
        for number, part in enumerate(tree):
            if number:
                self._break(indent)
            if isinstance(tree, dict):
                self._key(part, in_flow=False)
                self._value(tree[part], indent)
            else:
                self._write("-")
                self._item(part, indent)

    def _value(self, value: Any, indent: int) -> None:
        """Write the value behind a key."""
        if isinstance(value, dict | list) and not fits_line(value):
            self._break(indent + 2)
            self.block(value, indent + 2)
        else:
            self._write(" ")
            self._in_line(value, indent + 2, in_flow=False)

    def _item(self, item: Any, indent: int) -> None:
        """Write the item behind a dash; of the root they have lines of their own."""
        self._write(" ")
        if isinstance(item, dict | list) and not (indent and fits_line(item)):
            self.block(item, indent + 2)
        else:
            self._in_line(item, indent + 2, in_flow=False)

    def _in_line(self, value: Any, indent: int, *, in_flow: bool) -> None:
        """Write a text, or brackets with what stands in them: at once where the line has room for all of it."""
        text = _flat(value, in_flow=in_flow)
        if self.column + len(text) <= WIDTH:
            self._write(text)
        elif isinstance(value, dict | list):
            is_mapping = isinstance(value, dict)
            self._write("{" if is_mapping else "[")
            for number, part in enumerate(value):
                if number:
                    self._write(",")
                if self.column > WIDTH:
                    self._break(indent)
                elif number:
                    self._write(" ")
                if isinstance(value, dict):
                    self._key(part, in_flow=True)
                    self._write(" ")
                self._in_line(value[part] if isinstance(value, dict) else part, indent + 2, in_flow=True)
            self._write("}" if is_mapping else "]")
        else:
            self._broken(text, indent)

    def _key(self, key: Any, *, in_flow: bool) -> None:
        self._write(f"{_flat_key(key, in_flow=in_flow)}:")

    def _broken(self, text: str, indent: int) -> None:
        """Write a quoted text over several lines."""
        words = _spaces.split(text)
        # A single space may become a line break, but none at the ends of what is quoted.
        first, last = int(words[0] == "'"), len(words) - int(text[0] == words[-1] == "'") - 1
        for number, part in enumerate(words):
            if part == " " and self.column > WIDTH and first < number < last:
                self._break(indent)
            else:
                self._write(part)

    def _write(self, text: str) -> None:
        self.parts.append(text)
        self.column += len(text)

    def _break(self, indent: int) -> None:
        self.parts.append(f"\n{' ' * indent}")
        self.column = indent


def _flat(value: Any, *, in_flow: bool) -> str:
    """Return a text, or brackets with what stands in them, in one line."""
    if type(value) is str:
        return _quoted(value, in_flow=in_flow)
    if isinstance(value, dict):
        parts = (f"{_flat_key(key, in_flow=True)}: {_flat(value[key], in_flow=True)}" for key in value)
        return f"{{{', '.join(parts)}}}"
    if isinstance(value, list):
        return f"[{', '.join([_flat(part, in_flow=True) for part in value])}]"
    return _quoted(value, in_flow=in_flow)


def _flat_key(key: Any, *, in_flow: bool) -> str:
    text = _quoted(key, in_flow=in_flow)
    if not key or len(text) > _LONGEST_KEY:
        raise _LeftToPyYAML
    return text


def fits_line(value: dict[str, Any] | list[Any]) -> bool:
    """Tell whether a list or mapping stands well in one line: it has text, or lists of text, and is short."""
    parts = [part for pair in value.items() for part in pair] if isinstance(value, dict) else value
    length = 0
    for part in parts:
        if isinstance(part, dict) or (isinstance(part, list) and not fits_line(part)):
            return False
        length += 2 + len(part) if type(part) is str else _length(part)
    return length <= _MAX_IN_LINE


def _length(part: Any) -> int:
    return 2 + (sum(map(_length, part)) if isinstance(part, list) else len(str(part)))


def _quoted(value: Any, *, in_flow: bool) -> str:
    if type(value) is not str:
        raise _LeftToPyYAML
    style = _style(value)
    quotes = style.flow if in_flow else style.block
    if quotes == '"':
        raise _LeftToPyYAML
    return f"'{value.replace(chr(39), chr(39) * 2)}'" if quotes else value


@lru_cache(maxsize=20_000)
def _style(text: str) -> _Style:
    """Return how PyYAML quotes a text, so that it reads back as text."""
    if _ascii.fullmatch(text) and not _typed.fullmatch(text):
        return _Style("'" if _block_signs.search(text) else "", "'" if _flow_signs.search(text) else "")
    from yaml.nodes import ScalarNode
    from yaml.resolver import Resolver

    analysis = analysis_of(text)
    if analysis.multiline or analysis.empty:
        return _Style("'", "'") if analysis.empty else _Style('"', '"')
    resolver: Any = Resolver()
    is_text = resolver.resolve(ScalarNode, text, (True, False)) == "tag:yaml.org,2002:str"
    otherwise = "'" if analysis.allow_single_quoted else '"'
    return _Style(
        "" if is_text and analysis.allow_block_plain else otherwise,
        "" if is_text and analysis.allow_flow_plain else otherwise,
    )


@lru_cache(maxsize=20_000)
def analysis_of(text: str) -> Any:
    """Return what PyYAML makes out of a text, to write it so that it reads back."""
    from io import StringIO

    from yaml.emitter import Emitter

    return Emitter(StringIO(), allow_unicode=True).analyze_scalar(text)
