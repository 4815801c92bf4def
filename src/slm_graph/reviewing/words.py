"""The words of a survey as a person decides on them: what each may mean, and the file with what was decided."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

from slm_graph.entries import NEW, NOTHING, Item, Survey, SurveyWord, given_label, words_text
from slm_graph.text import words as words_of

_nearest = re.compile(r"(?P<id>[^;]+?) \((?P<like>[0-9.]+)\)(?:; |$)")


class WordChoice(NamedTuple):
    """What a word may be decided to mean: what is written into the file, what it is called, what speaks for it."""

    decision: str
    label: str
    why: str = ""


class WordCard(NamedTuple):
    """A word with what it may mean, the likeliest first."""

    word: SurveyWord
    choices: list[WordChoice]
    names: str
    """What its columns hold, in words."""


def is_open(word: SurveyWord) -> bool:
    """Whether a word stands in a table, is linked to nothing, and nobody decided on it."""
    return not word.decision and not word.is_taken and word.count != "0"


def card_of(survey: Survey, word: SurveyWord) -> WordCard:
    """Return a word with what it may be decided to mean."""
    choices = {
        "": WordChoice("", "undecided", "the import does as it proposes" if word.is_taken else "nothing is linked")
    }
    like = {match["id"].strip(): match["like"] for match in _nearest.finditer(word.nearest)}
    if word.proposal not in ("", NEW):
        sure = f"{word.why}, {word.confidence}" if word.confidence else word.why
        choices[word.proposal] = WordChoice(word.proposal, label_of_id(survey, word.class_name, word.proposal), sure)
    for item_id, likeness in like.items():
        label = label_of_id(survey, word.class_name, item_id)
        choices.setdefault(item_id, WordChoice(item_id, label, f"alike, {likeness}"))
    of_what = f", a variant of {word.base}" if word.base else ""
    proposed = f"{word.why}, {word.confidence}" if word.proposal == NEW else ""
    choices[NEW] = WordChoice(NEW, f"a new item{of_what}", proposed)
    choices[NOTHING] = WordChoice(NOTHING, "names nothing", "" if word.proposal or word.decision else word.why)
    return WordCard(word, [*choices.values()], words_of(word.class_name))


def label_of_id(survey: Survey, class_name: str, item_id: str) -> str:
    """Return what a thing is called, its id where that is not known."""
    if item := item_of(survey, class_name, item_id):
        return given_label(survey.schema.classes[item.class_name], item.tree)
    return item_id


def item_of(survey: Survey, class_name: str, item_id: str) -> Item | None:
    """Return the thing of an id, in the vocabulary or an authority file."""
    if class_name not in survey.schema.classes:
        return None
    for item in survey.vocabulary.items:
        if item.id == item_id and item.class_name in survey.vocabulary.ids(class_name).values():
            return item
    return survey.checker.authority.find(class_name, item_id)


def known_ids(survey: Survey, class_name: str) -> list[WordChoice]:
    """Return the things of a class, by their labels, for a list to type in."""
    if class_name not in survey.schema.classes:
        return []
    labels = dict(survey.vocabulary.labels(class_name))
    below = {cls.name for cls in survey.schema.descendants(class_name)}
    for item in survey.checker.authority.items():
        if item.class_name in below and item.id:
            labels.setdefault(item.id, given_label(survey.schema.classes[item.class_name], item.tree))
    return sorted(
        (WordChoice(item_id, label) for item_id, label in labels.items()), key=lambda one: one.label.casefold()
    )


def with_decisions(
    text: str, words: Sequence[SurveyWord], decisions: Mapping[int, str]
) -> tuple[str, list[SurveyWord]]:
    r"""Return the text of a file of words with decisions by their lines, and its words.

    Only the cells of the decisions change; a file that a spreadsheet wrote with quotes is written anew.

    Examples
    --------
    >>> words = [SurveyWord("HuBERTX", class_name="SpeechEncoder", line=2)]
    >>> with_decisions("word\tdecision\tclass\tmine\nHuBERTX\t\tSpeechEncoder\tlook\n", words, {2: "hubert"})[0]
    'word\tdecision\tclass\tmine\nHuBERTX\thubert\tSpeechEncoder\tlook\n'
    """
    decided = [replace(word, decision=decisions.get(word.line, word.decision)) for word in words]
    lines = text.split("\n")
    header = _cells(lines[0]) if lines else []
    names = [cell.strip().lower() for cell in header]
    is_plain = '"' not in text and "decision" in names
    for line, decision in decisions.items() if is_plain else ():
        cells = _cells(lines[line - 1])
        if len(cells) != len(header):
            is_plain = False
            break
        ending = "\r" if lines[line - 1].endswith("\r") else ""
        cells[names.index("decision")] = " ".join(decision.split())
        lines[line - 1] = "\t".join(cells) + ending
    return ("\n".join(lines) if is_plain else words_text(decided)), decided


def _cells(line: str) -> list[str]:
    return line.removesuffix("\r").split("\t")
