"""Mentions: words of a source that name a thing of the vocabulary.

A name is found under another case, with other punctuation and spaces (Libri-Light, LibriLight), with a size in another
place (LLaMA-2 (7B), Llama-2-7B), and only as whole words: WavLM is not in WavLLM, AST not in "last", MT not in mT0-MT.
What is left is compared letter by letter, and linked where a slip of the pen explains the difference.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

from slm_graph.entries import Item, Vocabulary, item_names
from slm_graph.schema import Schema
from slm_graph.text import (
    SIGNS,
    SIZE_WORD,
    SIZE_WORDS,
    LetterRun,
    begins_word,
    ends_word,
    folded_word,
    is_joint,
    key_of,
    signs_at,
    sized_key,
    split_pieces,
)

_bracket = re.compile(r"[()\[\]（）]").search
_closing_bracket = re.compile(r"[?!.]?[)）\]]")
_MAX_PIECES = 16
_SHORT = 6
"""Below so many letters a name is not put together out of words that stand apart: "as T" is no AST."""
_LONG_ENOUGH_FOR_A_SLIP = 7

_size = re.compile(r"\d+(?:\.\d+)?[bm]?|v\d+(?:\.\d+)*|\d+x\d+(?:\.\d+)?b|a\d+(?:\.\d+)?b", re.IGNORECASE)
_before_size = re.compile(r"[ \t\-_]?[ \t]*([(\[（]?)[ \t]*")
_ending = rf"(?:v?\d+(?:\.\d+)*[a-z]?|{'|'.join(sorted(SIZE_WORDS))})(?![^\W_]|[.-]\d)"
_between_endings = r"[ \t]*(?:[/\uff0f&\uff06+\uff0b、，,]|\b(?:and|or)\b|[和与或])[ \t]*"
_endings = re.compile(
    r"(?P<opening>[-‐‑_ \t\u00a0]?[(（{]?)(?<![\d.])"
    rf"(?P<first>{_ending})(?P<others>(?:{_between_endings}{_ending})+)"
    r"(?P<closing>[)）}]?)",
    re.IGNORECASE,
)


_LONGEST_STEM = 200
"""The most characters of the words that several endings share."""


class Mention(NamedTuple):
    """Words that name a thing.

    Parameters
    ----------
    start, end
        Where in the text they stand.
    text
        The words.
    class_name, id
        The class that was asked for, and the thing.
    confidence
        From 0 to 1; 1 for the name itself in whatever case and punctuation.
    """

    start: int
    end: int
    text: str
    class_name: str
    id: str
    confidence: float = 1.0


class Series(NamedTuple):
    """A name with several endings: Vicuna-7B/13B, AISHELL-1/2, Qwen (7B, 1.8B).

    Parameters
    ----------
    start, end
        Where in the text it stands.
    members
        Of each ending where it stands, the first one with the words before it, and the name in full.
    """

    start: int
    end: int
    members: tuple[tuple[int, int, str], ...]


class Candidate(NamedTuple):
    """A thing that words might name, and how near its nearest name is, from 0 to 1."""

    id: str
    name: str
    score: float


class _KnownName(NamedTuple):
    class_name: str
    id: str
    text: str
    is_code: bool


class Linker:
    """Finds what a text names; compiled once for a vocabulary.

    Parameters
    ----------
    schema, vocabulary
        The classes, and the things with their names.
    """

    def __init__(self, schema: Schema, vocabulary: Vocabulary) -> None:
        self.schema = schema
        self.vocabulary = vocabulary
        self._names: dict[str, dict[str, list[_KnownName]]] = {}
        self._sized: dict[str, dict[str, list[_KnownName]]] = {}
        self._all: set[str] = set()
        self._has_sizes: dict[str, bool] = {}
        self._legend: dict[str, str] = {}
        self._items = {(item.class_name, item.id): item for item in vocabulary.items if item.id}
        for item in vocabulary.items:
            if item.id and item.class_name in schema.classes:
                self._add(item)
        # Each item of a cell asks for the mentions of the whole cell.
        self._mentions = lru_cache(maxsize=64)(self._find_mentions)
        self.named_by_initials = lru_cache(maxsize=1_000)(self._named_by_initials)

    def _add(self, item: Item) -> None:
        cls = self.schema.classes[item.class_name]
        slot = cls.slots.get("abbreviation")
        code = item.tree.get(slot.field) if slot else None
        for text in _with_short_forms(item_names(cls, item.tree)):
            name = _KnownName(item.class_name, item.id, text, _is_code(text, text == code))
            key = key_of(text)
            if not key:
                continue
            self._all.add(key)
            for above in self.schema.ancestors(item.class_name):
                self._names.setdefault(above.name, {}).setdefault(key, []).append(name)
                if self.has_sizes(item.class_name):
                    sized = sized_key(text)
                    self._sized.setdefault(above.name, {}).setdefault(sized, []).append(name)

    def explain(self, legend: Mapping[str, str]) -> None:
        """Read abbreviations as a file explains them, whatever they stand for elsewhere."""
        self._legend = {code: label for code, label in legend.items() if not self._is_known_for(code, label)}
        self._mentions.cache_clear()

    def _is_known_for(self, code: str, label: str) -> bool:
        """Tell whether all that a code names is called by words of its label."""
        named = [name for names in self._names.values() for name in names.get(key_of(code), ()) if name.text == code]
        wanted = {folded_word(word) for word in re.findall("[A-Za-z]{4,}", label)}
        texts = [self.words_of(name.class_name, name.id, names_only=True) for name in named]
        # Of a label in another script it cannot be told.
        return not wanted or all(
            wanted & {folded_word(word) for word in re.findall("[A-Za-z]{4,}", text)} for text in texts
        )

    def has_sizes(self, class_name: str) -> bool:
        """Tell whether things of a class come in sizes, so that "7B" after a name makes it another thing."""
        if class_name not in self._has_sizes:
            self._has_sizes[class_name] = any(
                slot.range in self.schema.classes
                and self.schema.classes[slot.range] in self.schema.ancestors(class_name)
                and "variant_of" in (slot.name, slot.parent)
                for slot in self.schema.classes[class_name].slots.values()
            )
        return self._has_sizes[class_name]

    def mentions(self, text: str, class_names: Sequence[str], *, whole: bool = False) -> list[Mention]:
        """Return the mentions of things of some classes, the longest where several begin at one place.

        Parameters
        ----------
        text
            The text of a cell.
        class_names
            The classes; of equal words those of an earlier class count.
        whole
            Whether the text is a label that shall be a name as a whole; a code may then be written in small letters.

        Examples
        --------
        >>> from slm_graph.project import find_project
        >>> from slm_graph.entries import read_survey
        >>> survey = read_survey(find_project())
        >>> linker = Linker(survey.schema, survey.vocabulary)
        >>> [mention.id for mention in linker.mentions("WavLLM, Wishper encoder & BEATs", ["SpeechEncoder"])]
        ['whisper', 'beats']
        """
        return [*self._mentions(text, tuple(class_names), whole)]

    def _find_mentions(self, text: str, class_names: Sequence[str], whole: bool) -> list[Mention]:
        pieces = split_pieces(text)
        found: list[Mention] = []
        position = 0
        while position < len(pieces):
            mention, after = self._longest(text, pieces, position, class_names, whole)
            if mention:
                found.append(mention)
            position = after
        for sign in re.finditer(f"[{''.join(SIGNS)}]\ufe0f?", text):
            for class_name in class_names:
                name = self._named(class_name, SIGNS[sign[0][0]], SIGNS[sign[0][0]], whole)
                if name:
                    found.append(Mention(sign.start(), sign.end(), sign[0], class_name, name.id))
                    break
        return sorted(found)

    def _longest(
        self, text: str, pieces: Sequence[LetterRun], first: int, class_names: Sequence[str], whole: bool
    ) -> tuple[Mention | None, int]:
        if not begins_word(text, pieces, first):
            return None, first + 1
        best: Mention | None = None
        after = first + 1
        key = ""
        for last in range(first, min(first + _MAX_PIECES, len(pieces))):
            if last > first and not is_joint(text[pieces[last - 1].end : pieces[last].start]):
                break
            key += pieces[last].folded
            if not ends_word(text, pieces, last):
                continue
            span = text[pieces[first].start : pieces[last].end]
            end = pieces[last].end
            if _bracket(span):
                closing = _closing_bracket.match(text, end)
                if closing and not _balanced(span):
                    span, end = span + closing[0], closing.end()
                if not _balanced(span):
                    continue
            if signs := signs_at(text, end):
                span, end = text[pieces[first].start : end + len(signs)], end + len(signs)
            for class_name in class_names:
                name = self._named(class_name, key, span, whole)
                if name:
                    best = Mention(pieces[first].start, end, span, class_name, name.id)
                    after = last + 1
                    break
        if best and self.has_sizes(best.class_name) and (end := _size_after(text, best.end)) > best.end:
            # A size that the vocabulary does not have: it is another thing than the one without it.
            return None, next((n for n in range(after, len(pieces)) if pieces[n].start >= end), len(pieces))
        return best, after

    def _named(self, class_name: str, key: str, span: str, whole: bool) -> _KnownName | None:
        if span in self._legend:
            span = self._legend[span]
            key = key_of(span)
        for name in self._names.get(class_name, {}).get(key, ()):
            if _fits(name, span, key, whole):
                return name
        if class_name in self._sized and len(key) >= 3:
            for name in self._sized[class_name].get(sized_key(span), ()):
                if _signs_of(name.text) == _signs_of(span) and (not name.is_code or _same_case(name.text, span)):
                    return name
        return None

    def series_in(self, text: str, class_name: str) -> list[Series]:
        """Return the names of a text that have several endings, where one of them at least is known.

        Examples
        --------
        >>> from slm_graph.project import find_project
        >>> from slm_graph.entries import read_survey
        >>> survey = read_survey(find_project())
        >>> linker = Linker(survey.schema, survey.vocabulary)
        >>> [name for *_, name in linker.series_in("Vicuna-7B/13B (LoRA)", "LLM")[0].members]
        ['Vicuna-7B', 'Vicuna-13B']
        """
        if class_name not in self.schema.classes:
            return []
        found: list[Series] = []
        for match in _endings.finditer(text):
            series = self._series(text, match, class_name)
            if series and (not found or series.start >= found[-1].end):
                found.append(series)
        return found

    def _series(self, text: str, match: re.Match[str], class_name: str) -> Series | None:
        endings = [match.span("first")]
        endings += [
            (match.start("others") + found.start(1), match.start("others") + found.end(1))
            for found in re.finditer(f"{_between_endings}({_ending})", match["others"], re.IGNORECASE)
        ]
        bracketed = match["opening"][-1:] in {"(", "（", "{"}
        shapes = {_shape(text[slice(*ending)]) for ending in endings}
        if len(shapes) > 1:
            return None
        # A number alone after a comma is an ending only where that gives a name: no "CoVoST 2, 3 others".
        all_known = shapes == {"number"} and not re.fullmatch(r"[\d.v/\uff0f \t]+", match["others"])
        if shapes == {"word"} and not match["opening"]:
            return None
        if bracketed != bool(match["closing"]) or re.match(r"[ \t]*(?:h|hrs?|k|m)\b", text[match.end() :]):
            return None
        word = r"[^\W_][^\s,，、;；:：(（)）/\uff0f&\uff06+\uff0b→⇒➔➝]*"
        before = text[max(0, match.start() - _LONGEST_STEM) : match.start()]
        stem = re.search(rf"{word}(?:[ \t]+{word}){{0,3}}$", before)
        if stem is None:
            return None
        words = stem[0]
        joint = "-" if bracketed else match["opening"]
        while True:
            # The longest words before the endings that are a name with one of them.
            names = [f"{words}{joint}{text[slice(*ending)]}" for ending in endings]
            known = [self.is_name(name, class_name) for name in names]
            if all(known) if all_known else any(known) or self.base_of(names[0], class_name):
                break
            _, space, words = words.partition(" ")
            if not space:
                return None
        start = match.start() - len(words)
        spans = [(start, endings[0][1]), *endings[1:]]
        if bracketed:
            spans[-1] = (spans[-1][0], match.end())
        return Series(start, match.end(), tuple((*span, name) for span, name in zip(spans, names, strict=True)))

    def is_name(self, text: str, class_name: str, *, whole: bool = False) -> bool:
        """Tell whether a text from end to end is the name of a thing: no "Extreme Speech Recognition"."""
        found = self.mentions(text, [class_name], whole=whole)
        return len(found) == 1 and (found[0].start, found[0].end) == (0, len(text))

    def named_as_whole(self, text: str, class_name: str) -> str:
        """Return the id of the thing that a text as a whole is a name of, or ""."""
        mentions = self.mentions(text, [class_name], whole=True)
        return mentions[0].id if len(mentions) == 1 and mentions[0][:2] == (0, len(text)) else ""

    def item(self, class_name: str, item_id: str) -> Item | None:
        """Return the thing of an id; None where there is none."""
        return self._items.get((self.vocabulary.class_of(class_name, item_id) or "", item_id))

    def base_of(self, text: str, class_name: str) -> Item | None:
        """Return the thing that a text names with a size or a version behind it: Vicuna, of Vicuna-13B."""
        if not self.has_sizes(class_name):
            return None
        pieces = split_pieces(text)
        for last in range(len(pieces) - 1, 0, -1):
            key = "".join(piece.folded for piece in pieces[:last])
            for name in self._names.get(class_name, {}).get(key, ()):
                end = pieces[last - 1].end
                if text[end : pieces[last].start] and _size_after(text, end) >= len(text.rstrip()):
                    return self._items.get((name.class_name, name.id))
        return None

    def _named_by_initials(self, class_name: str, code: str) -> list[tuple[str, str]]:
        """Return the things of a class that a code is the initials of, with the name that it abbreviates."""
        return sorted(
            (name.id, name.text)
            for named in self._names.get(class_name, {}).values()
            for name in named
            if "".join(word[0] for word in re.findall(r"[^\W\d_]+", name.text)).upper() == code.upper()
            and " " in name.text
        )

    def named_by_ending(self, class_name: str, words: str) -> list[str]:
        """Return the things one of whose names ends in words, in the order of their ids."""
        key = key_of(words)
        return sorted(
            {
                name.id
                for named in self._names.get(class_name, {}).values()
                for name in named
                if len(key) > 3 and " " in name.text and key_of(name.text.rsplit(" ", len(words.split()))[-1]) == key
            }
        )

    def long_names(self, class_name: str) -> list[tuple[str, str]]:
        """Return the names of several words, each with the thing."""
        names = [name for named in self._names.get(class_name, {}).values() for name in named]
        return sorted({(name.id, name.text) for name in names if name.text.count(" ") > 1})

    def shared_kind(self, class_name: str, item_id: str, other_class: str, other_id: str) -> str:
        """Return a concept that two things have both, in whatever field, or "": the modality of data and of a task."""
        kinds = self._kinds(class_name, item_id)
        return next((kind for kind in self._kinds(other_class, other_id) if kind in kinds), "")

    def _kinds(self, class_name: str, item_id: str) -> list[str]:
        item = self._items.get((self.vocabulary.class_of(class_name, item_id) or "", item_id))
        if item is None:
            return []
        for slot in self.schema.classes[item.class_name].fields.values():
            # The first such field only: a task's input counts, not its output.
            if slot.range not in self.schema.classes or slot.range == class_name or slot.field not in item.tree:
                continue
            if self.schema.classes[slot.range].is_concept and not slot.inlined:
                value = item.tree[slot.field]
                return [kind for kind in (value if isinstance(value, list) else [value]) if isinstance(kind, str)]
        return []

    def words_of(self, class_name: str, item_id: str, *, names_only: bool = False) -> str:
        """Return the names and the definition of a thing as one text."""
        owner = self.vocabulary.class_of(class_name, item_id)
        item = self._items.get((owner or "", item_id))
        if item is None:
            return ""
        definition = item.tree.get("definition", "")
        texts = item_names(self.schema.classes[item.class_name], item.tree)
        return " . ".join(texts if names_only else [*texts, definition if isinstance(definition, str) else ""])

    def slip(self, text: str, class_name: str) -> Mention | None:
        """Return the thing whose name a text is but for a slip of the pen, with a confidence below 1.

        A slip is a small letter too much, too few, another one, or two that changed places; one in seven letters.
        Capitals and digits tell names apart (WavLM, WavLLM; AISHELL-1, AISHELL-2), so a slip has none.

        Examples
        --------
        >>> from slm_graph.project import find_project
        >>> from slm_graph.entries import read_survey
        >>> survey = read_survey(find_project())
        >>> linker = Linker(survey.schema, survey.vocabulary)
        >>> linker.slip("LibriSpech", "Dataset").id, linker.slip("WavLLM", "SpeechEncoder")
        ('librispeech', None)
        """
        from rapidfuzz.distance import OSA

        text = text.strip(" \t\n.,;:!?()[]*\"'")
        key = key_of(text)
        if len(key) < _LONG_ENOUGH_FOR_A_SLIP - 1 or key in self._all or _signs_of(text):
            return None
        allowed = max(1, len(key) // _LONG_ENOUGH_FOR_A_SLIP)
        capitals = _capitals(text)
        found: dict[str, tuple[int, str]] = {}
        for other, named in self._names.get(class_name, {}).items():
            if len(other) < _LONG_ENOUGH_FOR_A_SLIP or abs(len(other) - len(key)) > allowed:
                continue
            distance = OSA.distance(key, other, score_cutoff=allowed)
            if not 0 < distance <= allowed:
                continue
            for name in named:
                has_its_capitals = _capitals(name.text) == capitals or text.islower() or text.istitle()
                if has_its_capitals and re.sub(r"\D", "", key) == re.sub(r"\D", "", other):
                    found[name.id] = min(found.get(name.id, (99, "")), (distance, other))
        if not found:
            return None
        nearest = min(distance for distance, _ in found.values())
        ids = sorted(item_id for item_id, (distance, _) in found.items() if distance == nearest)
        if len(ids) > 1:
            return None
        confidence = round(1 - nearest / len(key), 2)
        return Mention(0, len(text), text, class_name, ids[0], confidence)

    def candidates(self, text: str, class_name: str, number: int = 3) -> list[Candidate]:
        """Return the things whose names are nearest to a text, the nearest first."""
        from rapidfuzz import fuzz, process

        key = key_of(text)
        if not key:
            return []
        scores: dict[str, Candidate] = {}
        choices = sorted(self._names.get(class_name, {}))
        # A name within the text, or the text within a name, is near too, but less so than a like name.
        for scorer, weight in ((fuzz.ratio, 1.0), (fuzz.partial_ratio, 0.8)):
            for other, score, _ in process.extract(key, choices, scorer=scorer, limit=4 * number, score_cutoff=45):
                if scorer is fuzz.partial_ratio and min(len(other), len(key)) < 3:
                    continue
                for name in self._names[class_name][other]:
                    near = round(score * weight / 100, 2)
                    if name.id not in scores or scores[name.id].score < near:
                        scores[name.id] = Candidate(name.id, name.text, near)
        return sorted(scores.values(), key=lambda candidate: (-candidate.score, candidate.id))[:number]


def _with_short_forms(texts: Iterable[str]) -> Iterator[str]:
    """Yield names, and those that explain themselves in brackets without the brackets too."""
    for text in texts:
        yield text
        short = re.sub(r"\s*\([^()]*\)\s*", " ", text).strip()
        # In brackets are words, no part of the name such as (7B).
        if short != text and short and re.search(r"\([a-z][^()]*\)", text):
            yield short


def _is_code(text: str, is_abbreviation: bool) -> bool:
    """Tell whether a name is a code, which is told from words by its capitals: ST, AMI, SEC."""
    return text.isupper() and len(text) <= (_SHORT if is_abbreviation else 4) and " " not in text


def _same_case(name: str, span: str) -> bool:
    return [c for c in name if c.isalnum()] == [c for c in unicodedata.normalize("NFKC", span) if c.isalnum()]


def _fits(name: _KnownName, span: str, key: str, whole: bool) -> bool:
    if _signs_of(name.text) != _signs_of(span):
        return False
    if name.is_code and not whole and not _same_case(name.text, span):
        return False
    if len(key) < _SHORT and " " in span and " " not in name.text and "-" not in name.text:
        return False
    return not _bracket(span) or bool(_bracket(name.text))


@lru_cache(maxsize=20_000)
def _signs_of(name: str) -> str:
    """Return the signs that tell a name from the one without them: those of BioT5+."""
    return (
        "".join(signs_at(name, piece.end) for piece in split_pieces(name))
        if any(sign in name for sign in "+\uff0b#\u266f")
        else ""
    )


def _size_after(text: str, end: int) -> int:
    """Return where the sizes that follow a name end; where the name ends, if none follows."""
    at = end
    while True:
        found = _before_size.match(text, at)
        word = SIZE_WORD.match(text, found.end()) if found else None
        if found is None or word is None or found.end() == at:
            return at
        folded = folded_word(word[0])
        # "PaLM 2" is another model than PaLM, where nothing that it may count follows.
        is_version = folded.isdigit() and len(folded) == 1 and not found[1] and _nothing_counted(text, word.end())
        is_size = (
            folded in SIZE_WORDS
            or is_version
            or (_size.fullmatch(folded) is not None and not folded.isdigit() and not re.fullmatch(r"\d+m", folded))
        )
        closes = not found[1] or text[word.end() :].lstrip(" \t")[:1] in {")", "]", "）"}
        if not is_size or not closes:
            return at
        at = word.end()
        if found[1]:
            at += len(text[at:]) - len(text[at:].lstrip(" \t")) + 1


def _nothing_counted(text: str, end: int) -> bool:
    if text[end : end + 1] in {")", "）"} and len(re.findall("[(（]", text[:end])) <= len(
        re.findall("[)）]", text[:end])
    ):
        return False  # 1) Whisper 2) BEATs
    following = re.compile(r"[ \t]*([^\W\d_]+)").match(text, end)
    return following is None or folded_word(following[1]) in SIZE_WORDS | {"and", "or", "with", "和"}


def _shape(ending: str) -> str:
    """Return the kind of an ending; those of a series are of one kind."""
    return "word" if ending.lower() in SIZE_WORDS else re.sub(r"[\d.]+", "", ending).lower() or "number"


def _balanced(text: str) -> bool:
    return all(text.count(opening) == text.count(closing) for opening, closing in ("()", "[]", "（）"))


def _capitals(text: str) -> str:
    return "".join(c for c in text if c.isupper())
