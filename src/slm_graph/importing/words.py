"""The names in a table's columns of things, each judged once: what an import takes it for, and how sure that is.

| confidence | what |
| --- | --- |
| 1 | the name of a thing, in whatever case, punctuation and order of its sizes; or what people decided |
| .95 | a name with more behind it, all of which tells sizes, versions and backbones: Qwen2.5-7B-Instruct |
| .9 | the same, where only its first word is known to: Mamba-2.8b-Zephyr |
| .9 | a name of an authority file that is a plain word elsewhere, and marked so; .85 where nothing says its field |
| .86 to .96 | a slip of the pen: the share of the letters that are right, so that short names are asked about |
| .85, .8 | a name with a size somewhere behind another word (GPT-J-6B), or with unknown words alone (CLIP-ViP) |
| to .85 | a name that is merely alike: it is shown, and linked by nobody but people |
| .7, .5 | a new name, with a capital, a digit or a sign within, or in plain words |
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from slm_graph.entries import NEW, NOTHING, SurveyWord
from slm_graph.importing.candidates import PlainNames
from slm_graph.importing.drafts import Draft
from slm_graph.importing.endings import without_parameters
from slm_graph.importing.likeness import Candidate
from slm_graph.importing.linker import Linker
from slm_graph.importing.new_items import DRAFTED, new_name
from slm_graph.importing.usages import CellName, Leftover

Key = tuple[str, str]
Nearest = Callable[[str, str], Sequence[Candidate]]
_ROWS = 3
"""How many rows are given."""
_LIKE = 0.8
"""From which likeness on a name is proposed."""
_SHAPED, _PLAIN, _PLAIN_NAME, _OTHER_FIELD = 0.7, 0.5, 0.9, 0.85


@dataclass
class Occurrences:
    """Where a name stands, and what a reader took it for."""

    name: CellName | Leftover
    columns: dict[str, None] = field(default_factory=dict)
    rows: dict[str, None] = field(default_factory=dict)


def occurrences(drafts: Iterable[Draft], undecided: Iterable[Leftover] = ()) -> dict[Key, Occurrences]:
    """Return the names in the columns of things, by their class and the words, with those of rows of things."""
    names: dict[Key, Occurrences] = {}
    for number, draft in enumerate(drafts):
        names_of_row: list[CellName | Leftover] = [*draft.named, *draft.left]
        for name in names_of_row:
            text = " ".join(name.text.split())
            if name.class_name and text:
                one = names.setdefault((name.class_name, text), Occurrences(name))
                one.columns[name.column] = None
                one.rows[draft.name or f"row {number + 1}"] = None
    for name in undecided:
        one = names.setdefault((name.class_name, name.text), Occurrences(name))
        one.columns[name.column] = None
        one.rows[name.text] = None
    return names


def judged(
    names: Mapping[Key, Occurrences], linker: Linker, plain: PlainNames, old: Mapping[Key, SurveyWord],
    accepted: Mapping[Key, SurveyWord], nearest: Nearest, context: str = "",
) -> list[SurveyWord]:  # fmt: skip
    """Return a line for each name, those that stand in most rows first.

    Parameters
    ----------
    linker, plain
        Know the things; the latter those whose names are plain words elsewhere.
    old
        The lines that there are, with what people decided.
    accepted
        Those of which a proposal was taken.
    nearest
        Returns the things of a class whose names are nearest to some words.
    context
        What the file is about, in words.
    """
    doubtful = _doubtful(names)
    words = []
    for key, one in names.items():
        word = accepted.get(key) or _judged(key, one, linker, plain, nearest, context, is_doubtful=key[1] in doubtful)
        decision = old[key].decision if key in old else ""
        if decision == NEW:  # with the base that a person saw, or wrote
            word = replace(word, base=old[key].base, variant=old[key].variant)
        rows = "; ".join(list(one.rows)[:_ROWS])
        words.append(
            replace(word, decision=decision, count=str(len(one.rows)), columns="; ".join(one.columns), rows=rows)
        )
    return sorted(words, key=lambda word: (-int(word.count), word.key))


def _judged(
    key: Key, one: Occurrences, linker: Linker, plain: PlainNames, nearest: Nearest, context: str, *, is_doubtful: bool
) -> SurveyWord:
    class_name, text = key
    if isinstance(one.name, CellName):
        item = linker.item(class_name, one.name.id)
        base = str(item.tree.get("variant_of", "")) if item else ""
        is_drafted = item is not None and item.tree.get("note") == DRAFTED
        why = "drafted" if is_drafted else "its name" if one.name.confidence == 1 else "accepted"
        return SurveyWord(text, "", one.name.id, f"{one.name.confidence:.2f}", class_name, base, why=why)
    word = SurveyWord(text, class_name=class_name)
    if (item := plain.find(class_name, text)) is not None and not is_doubtful:
        is_of_field = plain.is_of_field(item, " ".join([context, *one.columns]))
        sure = f"{_PLAIN_NAME if is_of_field else _OTHER_FIELD:.2f}"
        why = "a plain word elsewhere" if is_of_field else "nothing says that it is of this field"
        return replace(word, proposal=item.id, confidence=sure, why=why)
    if (slip := linker.slip_of(text, class_name)) is not None:
        return replace(word, proposal=slip.id, confidence=f"{slip.score:.2f}", why="a slip of the pen")
    if (variant := linker.variant(text, class_name)) and variant.confidence:
        sure = f"{variant.confidence:.2f}"
        return replace(
            word, proposal=NEW, confidence=sure, base=variant.base, variant=variant.words, why="a name with more behind"
        )
    name = "" if is_doubtful else new_name(text)
    if name:
        base = without_parameters(name) if linker.has_sizes(class_name) else ""
        sure = f"{_SHAPED if re.search(r'[a-z][A-Z]|[0-9+#-]|[A-Z]{2}', name) else _PLAIN:.2f}"
        return replace(
            word, proposal=NEW, confidence=sure, base=base, variant=name[len(base) :].strip(" -_()") if base else "",
            why="a new name",
        )  # fmt: skip
    if (near := nearest(text, class_name)) and near[0].score >= _LIKE:
        return replace(word, proposal=near[0].id, confidence=f"{near[0].score:.2f}", why="alike")
    return replace(word, why="rather a description")


def with_nearest(words: Iterable[SurveyWord], nearest: Nearest) -> list[SurveyWord]:
    """Return the lines of names, those that nothing was linked to with the names that are nearest."""
    return [
        word
        if word.is_taken
        else replace(word, nearest="; ".join(f"{n.id} ({n.score:.2f})" for n in nearest(word.word, word.class_name)))
        for word in words
    ]


def merged(words: Sequence[SurveyWord], old: Iterable[SurveyWord], headers: Iterable[str]) -> list[SurveyWord]:
    """Return the lines of this import with those that there are besides: decided ones, and those of other files."""
    keys, here = {word.key for word in words}, set(headers)
    kept = [
        replace(word, count="0") if here.intersection(word.columns.split("; ")) else word
        for word in old
        if word.key not in keys and (word.decision or here.isdisjoint(word.columns.split("; ")))
    ]
    return [*words, *sorted(kept, key=lambda word: (-int(word.count) if word.count.isdigit() else 0, word.key))]


def decisions_of(words: Iterable[SurveyWord]) -> dict[Key, str]:
    """Return what people decided that names mean, "" where they name nothing."""
    decided = ((word.key, word.decision) for word in words if word.decision not in ("", NEW))
    return {key: "" if decision == NOTHING else decision for key, decision in decided}


def open_words(words: Iterable[SurveyWord]) -> Iterator[SurveyWord]:
    """Yield the words that are linked to nothing, and about which nobody decided."""
    return (word for word in words if not word.decision and not word.is_taken and word.count != "0")


def _doubtful(names: Iterable[Key]) -> set[str]:
    """Return plain words that stand in columns of several classes: what is said of all of them names none."""
    classes: dict[str, set[str]] = {}
    for class_name, text in names:
        if re.fullmatch(r"[A-Z]?[a-z]+(?: [a-z]+)*", text):
            classes.setdefault(text, set()).add(class_name)
    return {text for text, of_text in classes.items() if len(of_text) > 1}
