"""Prompts for the common jobs: what to ask for, in which order, and how to tell what is not stated."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from slm_graph.agent.model import NOT_IN_GRAPH, NOT_STATED
from slm_graph.agent.sizes import cut
from slm_graph.problems import NotFound, WrongArgument

RULES = (
    "Say nothing that the tools do not answer. Give row, column and quote with each statement, the quote as written,"
    f" misspellings included. What is missing is “{NOT_STATED}” (or “{NOT_IN_GRAPH}”): say so, never guess it, and"
    " never take it for a no."
)


class PromptArgument(NamedTuple):
    """What a prompt is to be told; where it names `things`, with commas between them, these are completed."""

    name: str
    description: str
    required: bool = True
    things: bool = False


class Job(NamedTuple):
    """A prompt: its name, what it does, its arguments, and the text with their names in braces."""

    name: str
    title: str
    description: str
    arguments: tuple[PromptArgument, ...]
    text: str


JOBS = (
    Job(
        "answer-with-quotes",
        "Answer a question with quotes",
        "Answers a question from the graph alone, each statement with its source.",
        (PromptArgument("question", "The question, in your own words"),),
        "Answer from the graph: {question}\n\nCall questions_like with the question first, then ask with what fits;"
        " look names up with find. Where no stored question fits, read slm-graph://schema and use sparql.",
    ),
    Job(
        "compare",
        "Compare things",
        "A table of what things have in common and where they differ.",
        (
            PromptArgument("things", "Two to six things, with commas between them", things=True),
            PromptArgument("about", "What is to be compared; all of it by default", False),
        ),
        "Compare {things}. {about}\n\nCall compare, then describe where more is needed. Write a table with a row for"
        " each property and a column for each thing; below it, in two sentences, what they share and what not.",
    ),
    Job(
        "profile",
        "Describe one thing",
        "A profile of a thing with the words that each statement rests on.",
        (PromptArgument("thing", "Its name or id", things=True),),
        "Write a profile of {thing}: what it is, what it uses or is used by, what is not stated, what is like it.\n\n"
        "Call describe; ask for the parts that were left off where they matter.",
    ),
    Job(
        "check-claim",
        "Check a sentence against the survey",
        "Says of each statement in a sentence whether the survey supports it.",
        (PromptArgument("claim", "The sentence or paragraph"),),
        "Check this text against the graph, statement by statement:\n\n{claim}\n\nFor each: supported (with row, column"
        " and quote), contradicted (with the quote that says otherwise), or not stated.",
    ),
    Job(
        "find-gaps",
        "Find what nobody has tried",
        "Combinations that the survey does not have.",
        (PromptArgument("topic", "What the combinations are of, as: encoders and LLMs for speech translation"),),
        "Which combinations has nobody tried, as far as the survey tells: {topic}?\n\nCall questions_like with words"
        " such as gaps or untried; check the candidates with ask or sparql. A gap is one of this survey alone.",
    ),
    Job(
        "related-work",
        "Write a related-work paragraph",
        "A paragraph with references, from the papers of the graph.",
        (PromptArgument("topic", "What the paragraph is about"),),
        "Write a related-work paragraph about {topic}.\n\nFind the things with questions_like and ask, and their papers"
        " with describe (title, year, address). Cite only papers that the graph has; list them at the end.",
    ),
)
"""A row a prompt."""


def argument_of(prompt: str, name: str) -> PromptArgument | None:
    """Return an argument of a prompt; None where it has no such.

    Examples
    --------
    >>> argument_of("profile", "thing").description
    'Its name or id'
    """
    return next((item for job in JOBS if job.name == prompt for item in job.arguments if item.name == name), None)


def filled(name: str, arguments: Mapping[str, str]) -> str:
    """Return the text of a prompt with its arguments.

    Raises
    ------
    NotFound, WrongArgument
        There is no such prompt, or an argument is missing or unknown.

    Examples
    --------
    >>> filled("profile", {"thing": "SALMONN"}).splitlines()[0]
    'Write a profile of SALMONN: what it is, what it uses or is used by, what is not stated, what is like it.'
    """
    job = next((job for job in JOBS if job.name == name), None)
    if job is None:
        raise NotFound(f"{cut(name, 80)}: no such prompt; there are {', '.join(job.name for job in JOBS)}")
    known = {argument.name for argument in job.arguments}
    for unknown in arguments.keys() - known:
        raise WrongArgument(f"{cut(unknown, 80)}: {name} takes {', '.join(sorted(known))}")
    for argument in job.arguments:
        if argument.required and not arguments.get(argument.name, "").strip():
            raise WrongArgument(f"{name} needs {argument.name}: {argument.description}")
    text = job.text
    for argument in job.arguments:
        text = text.replace(f"{{{argument.name}}}", arguments.get(argument.name, ""), 1)
    return f"{text}\n\n{RULES}"
