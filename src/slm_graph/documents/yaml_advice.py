"""What is wrong where YAML cannot be read, in words for a person who edits a file: the place, the fact, a next step.

A parser tells the rule that it could not go on by; here the lines are looked at for the slip of the pen behind it.

References
----------
YAML 1.2.2, https://yaml.org/spec/1.2.2/; the rules that libyaml names, https://github.com/yaml/libyaml.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple, TypeAlias


class Advice(NamedTuple):
    """A line and a column, from 1, and what to do there."""

    line: int
    column: int
    message: str


class _Stop(NamedTuple):
    """Where a parser stopped: lines and columns from 0; `begun` is the line in which what it was reading begins."""

    lines: Sequence[str]
    line: int
    column: int
    begun: int

    @property
    def text(self) -> str:
        """The line."""
        return self.lines[self.line] if self.line < len(self.lines) else ""

    @property
    def rest(self) -> str:
        """The line from the place on."""
        return self.text[self.column :]

    @property
    def is_first(self) -> bool:
        """Whether nothing stands before the place in its line."""
        return not self.text[: self.column].strip()


_Reader: TypeAlias = "Callable[[_Stop], Advice | None]"
_no_space = re.compile(r"^\s*(?:- )?([A-Za-z_]\w*):(?=[^\s/])(\S.*)$").match
_no_colon = re.compile(r"^\s*(?:- )?([A-Za-z_]\w*)\s+([^:\s].*)$").match


def yaml_advice(text: str, error: Any) -> Advice:
    """Return what is to be done where PyYAML raised a `MarkedYAMLError` about a text.

    Examples
    --------
    >>> import yaml
    >>> text = "id: a\\nnote: `b`\\n"
    >>> try:
    ...     yaml.safe_load(text)
    ... except yaml.MarkedYAMLError as error:
    ...     print(yaml_advice(text, error).message)
    a text cannot begin with `; put it in quotes
    """
    mark, begun = error.problem_mark or error.context_mark, error.context_mark
    if mark is None:
        return Advice(1, 1, _DEFAULT)
    stop = _Stop(text.split("\n"), mark.line, mark.column, begun.line if begun else mark.line)
    for rule, readers in _READERS.items():
        if re.search(rule, f"{error.context}: {error.problem}"):
            for reader in readers:
                if advice := reader(stop):
                    return advice
    return _at(stop, _DEFAULT)


_DEFAULT = "does not fit the lines above it; look at the indentation, the colons and the quotes here and there"


def _at(stop: _Stop, message: str) -> Advice:
    return Advice(stop.line + 1, stop.column + 1, message)


def _tab(stop: _Stop) -> Advice | None:
    return _at(stop, "a tab; YAML indents with spaces only") if stop.rest.startswith("\t") else None


def _sign(stop: _Stop) -> Advice | None:
    return _at(stop, f"a text cannot begin with {stop.rest[:1]}; put it in quotes") if stop.rest else None


def _field_without_colon(stop: _Stop) -> Advice | None:
    """`id salmonn`, or `id:salmonn`, which are no field and take the next line for their end."""
    for line in range(stop.line, -1, -1):
        text = stop.lines[line] if line < len(stop.lines) else ""
        if _indent(text) != _indent(stop.text):
            continue
        column = _indent(text) + 1
        if match := _no_space(text):
            return Advice(line + 1, column, f"no space behind the colon; write {match[1]}: {_clipped(match[2])}")
        if (match := _no_colon(text)) and ": " not in text:
            return Advice(line + 1, column, f"no colon behind the field; write {match[1]}: {_clipped(match[2])}")
        if text.strip() and line < stop.line:
            break
    return None


def _second_colon(stop: _Stop) -> Advice | None:
    match = re.match(r"^\s*(?:- )?[^\s:'\"\[{][^:]*: (.*)$", stop.text)
    if match is None or not re.search(r":(\s|$)", match[1]):
        return None
    column = match.start(1) + 1
    return Advice(stop.line + 1, column, "a second colon in the line; put the text in quotes")


def _list_behind_field(stop: _Stop) -> Advice | None:
    return _at(stop, "a list begins on the line below its field; break the line before the dash")


def _behind_quote(stop: _Stop) -> Advice | None:
    """`"a" b`, or a quote that was left open in an earlier line and is taken for closed here."""
    before = stop.text[: stop.column].rstrip()
    if stop.is_first or before[-1:] not in ("'", '"'):
        return None
    quote = before[-1]
    opened = next(
        (line for line in range(stop.line - 1, stop.begun - 1, -1) if stop.lines[line].count(quote) % 2), None
    )
    if opened is not None and before.count(quote) % 2:
        column = stop.lines[opened].rfind(quote) + 1
        return Advice(opened + 1, column, f"the quote that begins here ends in line {stop.line + 1}; close it here")
    within = '\\"' if quote == '"' else "''"
    return _at(
        stop, f"text behind the closing {quote}; put all of it in quotes, and write {within} for a {quote} within"
    )


def _indentation(stop: _Stop) -> Advice | None:
    return _against_line_above(stop) if stop.is_first else None


def _deeper(stop: _Stop) -> Advice | None:
    """A field that begins further right than the one above, whose value is complete."""
    return _against_line_above(stop._replace(column=_indent(stop.text)))


def _against_line_above(stop: _Stop) -> Advice | None:
    for line in range(stop.line - 1, -1, -1):
        above = stop.lines[line]
        if above.strip() and not above.lstrip().startswith("#"):
            indent = _indent(above)
            if indent == stop.column:
                return None
            return _at(
                stop,
                f"begins in column {stop.column + 1}, and line {line + 1} above in column {indent + 1}; what belongs"
                " together begins in the same column",
            )
    return None


def _comma_or_end(sign: str) -> _Reader:
    def reader(stop: _Stop) -> Advice | None:
        return _at(stop, f"a comma or the closing {sign} is missing before this; it began in line {stop.begun + 1}")

    return reader


def _open_quote(stop: _Stop) -> Advice | None:
    text = stop.lines[stop.begun] if stop.begun < len(stop.lines) else ""
    column = max(text.rfind("'"), text.rfind('"')) + 1
    return Advice(stop.begun + 1, max(column, 1), "the quote that begins here is not closed; close it")


def _open_bracket(stop: _Stop) -> Advice | None:
    for line in range(min(stop.line, len(stop.lines)) - 1, -1, -1):
        if opened := re.search(r"[\[{][^\]}]*$", stop.lines[line]):
            return Advice(line + 1, opened.start() + 1, f"the {opened[0][0]} that begins here is not closed; close it")
    return None


def _escape(stop: _Stop) -> Advice | None:
    sign = stop.rest.removeprefix("\\")[:1]
    return _at(stop, f"\\{sign} means nothing within double quotes; write \\\\{sign}, or put the text in single quotes")


_READERS: dict[str, tuple[_Reader, ...]] = {
    "tab character": (_tab,),
    "cannot start any token": (_tab, _sign),
    "mapping values are not allowed": (_second_colon, _field_without_colon, _deeper),
    "could not find expected ':'": (_field_without_colon,),
    "sequence entries are not allowed": (_list_behind_field,),
    "quoted scalar.*(end of stream|document indicator)": (_open_quote,),
    "expected node content": (_sign, _open_bracket),
    "unknown escape|hexdecimal|hexadecimal": (_escape,),
    r"expected ',' or '\]'": (_comma_or_end("]"),),
    r"expected ',' or '}'": (_comma_or_end("}"),),
    "did not find expected (key|'-' indicator|<document start>)": (_tab, _behind_quote, _indentation),
}
"""By the rule that libyaml names, what may be behind it, the first that fits."""


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip())


def _clipped(text: str) -> str:
    text = text.strip()
    return text if len(text) <= 40 else f"{text[:39]}…"
