"""What the tools answer: plain data, from which the output schemas are made.

What is empty is left out of an answer; a value that is not there means that the graph does not state it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields, is_dataclass
from typing import Any

NOT_STATED = "not stated in this survey"
NOT_IN_GRAPH = "not stated in this graph"
DOCUMENTED = {"use_attribute_docstrings": True}
"""Lets pydantic take the descriptions of a schema from the texts below the attributes."""


@dataclass(frozen=True)
class ThingName:
    """A thing: its id, which every tool takes, what it is called, and what kind of thing it is."""

    id: str
    label: str = ""
    kind: str = ""


@dataclass(frozen=True)
class NearThing(ThingName):
    """A thing that words may mean."""

    matched: str = ""
    """The name of it that was matched, and what that is: label, abbreviation, alias, misspelling, id."""
    definition: str = ""


@dataclass(frozen=True)
class NearThings:
    """The things that words may mean, the likeliest first."""

    __pydantic_config__ = DOCUMENTED

    matches: Sequence[NearThing] = ()
    total: int = 0
    note: str = ""
    left_off: str = ""
    """What is not shown here, and how to get it."""


@dataclass(frozen=True)
class Words:
    """The words of a source that state something, and where they stand."""

    __pydantic_config__ = DOCUMENTED

    quotes: Sequence[str] = ()
    """As written in the source, misspellings included."""
    columns: Sequence[str] = ()
    """The columns of the survey's table in which they stand."""
    row: str = ""
    """The id of the row."""
    row_number: int | None = None
    survey: str = ""
    says: Mapping[str, str] | None = None
    """What else the same words state, by property."""
    statement: str = ""
    """The id of the statement."""


@dataclass(frozen=True)
class ToldStatement(Words):
    """A statement of a source about a thing, with the things that it is joined with."""

    things: Sequence[ThingName] = ()


@dataclass(frozen=True)
class ToldFact:
    """A property of a thing in words, and its values: things, or texts."""

    property: str
    things: Sequence[ThingName] = ()
    texts: Sequence[str] = ()
    more: int | None = None


@dataclass(frozen=True)
class SimilarThing:
    """A thing that is like another one: how much of what they use is the same, in percent, and what."""

    thing: ThingName
    percent: int
    shared: Sequence[str] = ()


@dataclass(frozen=True)
class OutsideLink:
    """A page outside of the graph."""

    name: str
    address: str


@dataclass(frozen=True)
class ThingDescription:
    """What a graph says of a thing."""

    __pydantic_config__ = DOCUMENTED

    id: str
    iri: str
    label: str = ""
    kinds: Sequence[str] = ()
    other_names: Sequence[str] = ()
    definition: str = ""
    facts: Sequence[ToldFact] = ()
    """What is said of it without words of a survey."""
    statements: Sequence[ToldStatement] = ()
    """What the survey states of it: what it uses, with the words."""
    used_by: Sequence[ToldStatement] = ()
    """The statements that something uses it; `things` are the users."""
    linked_from: Sequence[ToldFact] = ()
    """Where other things name it."""
    not_stated: Sequence[str] = ()
    """What such things usually have, and the survey does not state of this one."""
    similar: Sequence[SimilarThing] = ()
    links: Sequence[OutsideLink] = ()
    note: str = ""
    left_off: Sequence[str] = ()
    """What is not shown here, and how to get it."""


@dataclass(frozen=True)
class ComparedValue(Words):
    """A value in a comparison, with the words that state it."""

    text: str = ""
    id: str = ""


@dataclass(frozen=True)
class ComparedCell:
    """What one thing has for a property, or a note that this is not stated."""

    values: Sequence[ComparedValue] = ()
    note: str = ""


@dataclass(frozen=True)
class ComparedRow:
    """A property, and what each of the things has for it, in their order."""

    __pydantic_config__ = DOCUMENTED

    property: str
    shared: Sequence[str] = ()
    """What all of them have."""
    cells: Sequence[ComparedCell] = ()


@dataclass(frozen=True)
class Comparison:
    """Things side by side."""

    things: Sequence[ThingName] = ()
    rows: Sequence[ComparedRow] = ()
    note: str = ""
    left_off: str = ""


@dataclass(frozen=True)
class AnsweredRow:
    """A row of an answer, and the words of the survey that it rests on, where it joins things."""

    __pydantic_config__ = DOCUMENTED

    values: Mapping[str, Any] = field(default_factory=dict)
    """By column; of a thing its id. A column that is left out has no value here."""
    evidence: Sequence[ToldStatement] = ()
    more_evidence: int | None = None


@dataclass(frozen=True)
class AnswerTable:
    """What a question answers."""

    __pydantic_config__ = DOCUMENTED

    question: str = ""
    summary: str = ""
    taken_for: Mapping[str, ThingName] | None = None
    """The things that were found for the parameters."""
    defaults: Mapping[str, str] | None = None
    """What was taken for parameters that were not given."""
    columns: Sequence[str] = ()
    rows: Sequence[AnsweredRow] = ()
    total: int | None = None
    """How many rows there are; left out where nobody counted."""
    answer: bool | None = None
    """Of a question that is answered by yes or no."""
    note: str = ""
    left_off: str = ""


@dataclass(frozen=True)
class ParameterHelp:
    """A parameter of a stored question: what a value must be, what it may be where that is short, its default."""

    name: str
    expects: str
    required: bool = False
    default: str = ""
    values: Sequence[str] = ()


@dataclass(frozen=True)
class SuggestedQuestion:
    """A stored question that may be meant: call `ask` with the name and the parameters."""

    __pydantic_config__ = DOCUMENTED

    question: str
    summary: str = ""
    parameters: Mapping[str, Any] | None = None
    """What the words say already."""
    takes: Sequence[ParameterHelp] = ()
    note: str = ""


@dataclass(frozen=True)
class SuggestedQuestions:
    """The stored questions that are nearest to some words."""

    suggestions: Sequence[SuggestedQuestion] = ()
    note: str = ""


def plain(value: Any) -> Any:
    """Return an answer as JSON has it, without what is empty.

    Examples
    --------
    >>> plain(NearThings([NearThing("llm/vicuna", "Vicuna")]))
    {'matches': [{'id': 'llm/vicuna', 'label': 'Vicuna'}], 'total': 0}
    """
    if is_dataclass(value):
        values = {item.name: plain(getattr(value, item.name)) for item in fields(value)}
        return {name: item for name, item in values.items() if item is not None and item not in ("", [], {})}
    if isinstance(value, Mapping):
        return {str(name): plain(item) for name, item in value.items()}
    if isinstance(value, Sequence) and not isinstance(value, str):
        return [plain(item) for item in value]
    return value
