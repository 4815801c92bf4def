"""Mentions: words of a source that name a thing of the vocabulary.

A name is found under another case, with other punctuation and spaces (Libri-Light, LibriLight), with a size in another
place (LLaMA-2 (7B), Llama-2-7B), and only as whole words: WavLM is not in WavLLM, AST not in "last", MT not in mT0-MT.
What is left is compared letter by letter, and linked where a slip of the pen explains the difference.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

from slm_graph.entries import Item, Vocabulary
from slm_graph.importing.endings import FIRST_KNOWN, RELEASE, Variant, size_after, variant_of
from slm_graph.importing.known_things import SHORT, KnownName, KnownThings
from slm_graph.importing.likeness import Candidate, Likeness, nearest_names, slip_of
from slm_graph.importing.series import Series, series_in
from slm_graph.importing.word_spans import WordSpan, bracket, word_spans
from slm_graph.schema import Schema
from slm_graph.text import (
    SIGNS,
    folded_word,
    key_of,
    says,
    signs_at,
    sized_key,
    split_pieces,
)

_telling_sign = re.compile("[+\uff0b#\u266f]")
_sign = re.compile(f"[{''.join(SIGNS)}]\ufe0f?")
ACCEPT = 0.9
"""From which confidence on a word is linked, unless another one is given."""


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
        From 0 to 1: 1 for the name itself in whatever case and punctuation, with its sizes in whatever place, or as
        people decided; for a slip of the pen the share of the letters that are right.
    """

    start: int
    end: int
    text: str
    class_name: str
    id: str
    confidence: float = 1.0


class Linker(KnownThings):
    """Finds what a text names; compiled once for a vocabulary.

    Parameters
    ----------
    schema, vocabulary
        The classes, and the things with their names.
    decisions
        What people decided on words: the id of the thing that a word names, by the class and the word; "" for none.
    accept
        The least confidence of what is linked though it is written otherwise.
    wider
        One that finds all that this one does, and more: where it finds nothing, nothing is looked for.
    """

    def __init__(
        self, schema: Schema, vocabulary: Vocabulary, decisions: Mapping[tuple[str, str], str] | None = None,
        accept: float = ACCEPT, wider: Linker | None = None,
    ) -> None:  # fmt: skip
        super().__init__(schema, vocabulary)
        self._wider = wider
        self.decisions = decisions or {}
        self.accept = accept
        self.legend: dict[str, str] = {}
        """What abbreviations stand for in the file that is read."""
        # Each item of a cell asks for the mentions of the whole cell, and many rows have the same words.
        self._mentions = lru_cache(maxsize=5_000)(self._find_mentions)
        # Of one text the names of several classes are asked for.
        self._spans = lru_cache(maxsize=5_000)(self._naming_spans)
        self._decided = {words for _, words in self.decisions}
        self._likeness = lru_cache(maxsize=None)(lambda class_name: Likeness(self.names.get(class_name, {})))

    def explain(self, legend: Mapping[str, str]) -> None:
        """Read abbreviations as a file explains them, whatever they stand for elsewhere."""
        self.legend = {code: label for code, label in legend.items() if not self._is_known_for(code, label)}
        self._mentions.cache_clear()
        self._spans.cache_clear()

    def _is_known_for(self, code: str, label: str) -> bool:
        """Tell whether all that a code names is called by words of its label."""
        named = [name for names in self.names.values() for name in names.get(key_of(code), ()) if name.text == code]
        wanted = {folded_word(word) for word in re.findall("[A-Za-z]{4,}", label)}
        texts = [self.words_of(name.class_name, name.id, names_only=True) for name in named]
        # Of a label in another script it cannot be told.
        return not wanted or all(
            wanted & {folded_word(word) for word in re.findall("[A-Za-z]{4,}", text)} for text in texts
        )

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
        return [*self._mentions(text, tuple(class_names), whole)] if self._spans(text) or _sign.search(text) else []

    def _find_mentions(self, text: str, class_names: Sequence[str], whole: bool) -> list[Mention]:
        found: list[Mention] = []
        after = after_size = 0
        for position, start, spans in self._spans(text):
            if position < after or start < after_size:
                continue
            mention, after = self._longest(start, spans, class_names, whole)
            if mention is None:
                after = position + 1
            elif (end := self._size_after(text, mention)) > mention.end:
                # A size that the vocabulary does not have: it is another thing than the one without it.
                after_size = end
            else:
                found.append(mention)
        for sign in _sign.finditer(text):
            for class_name in class_names:
                name = self._named(class_name, SIGNS[sign[0][0]], SIGNS[sign[0][0]], whole)
                if name:
                    found.append(Mention(sign.start(), sign.end(), sign[0], class_name, *name))
                    break
        return sorted(mention for mention in found if mention.id)

    def _naming_spans(self, text: str) -> tuple[tuple[int, int, tuple[WordSpan, ...]], ...]:
        """Return the words of a text that may name something of whatever class, by the run of letters, and place."""
        runs = self._wider._spans(text) if self._wider else ((run, *one) for run, one in enumerate(word_spans(text)))
        naming = ((run, start, tuple(filter(self._names_something, spans))) for run, start, spans in runs)
        return tuple(one for one in naming if one[2])

    def _names_something(self, span: WordSpan) -> bool:
        return (
            span.key in self._all
            or span.text in self.legend
            or bool(self._decided and " ".join(span.text.split()) in self._decided)
            or (len(span.key) >= 3 and sized_key(span.text) in self._all_sized)
        )

    def _longest(
        self, start: int, spans: Iterable[WordSpan], class_names: Sequence[str], whole: bool
    ) -> tuple[Mention | None, int]:
        """Return the longest name that begins at a place, and the number of the run of letters behind it."""
        longest, after = None, 0
        for span in spans:
            for class_name in class_names:
                if name := self._named(class_name, span.key, span.text, whole):
                    longest = Mention(start, span.end, span.text, class_name, *name)
                    after = span.last + 1
                    break
        return longest, after

    def _size_after(self, text: str, mention: Mention) -> int:
        is_sized = mention.id and self.has_sizes(mention.class_name)
        return size_after(text, mention.end) if is_sized else mention.end

    def _named(self, class_name: str, key: str, span: str, whole: bool) -> tuple[str, float] | None:
        """Return the thing that words name, "" where people decided that they name none, and how sure that is."""
        if self.decisions and (decided := self.decisions.get((class_name, " ".join(span.split())))) is not None:
            return decided, 1
        if span in self.legend:
            span = self.legend[span]
            key = key_of(span)
        for name in self.names.get(class_name, {}).get(key, ()):
            if _fits(name, span, key, whole):
                return name.id, 1
        if class_name in self._sized and len(key) >= 3:
            for name in self._sized[class_name].get(sized_key(span), ()):
                if signs_of(name.text) == signs_of(span) and (not name.is_code or _same_case(name.text, span)):
                    return name.id, 1
        return None

    def is_name(self, text: str, class_name: str, *, whole: bool = False) -> bool:
        """Tell whether a text from end to end is the name of a thing: no "Extreme Speech Recognition"."""
        found = self.mentions(text, [class_name], whole=whole)
        return len(found) == 1 and (found[0].start, found[0].end) == (0, len(text))

    def named_as_whole(self, text: str, class_name: str) -> str:
        """Return the id of the thing that a text as a whole is a name of, or ""."""
        mentions = self.mentions(text, [class_name], whole=True)
        return mentions[0].id if len(mentions) == 1 and mentions[0][:2] == (0, len(text)) else ""

    def series_in(self, text: str, class_name: str) -> list[Series]:
        """Return the names of a text that have several endings; see `series`."""
        if class_name not in self.schema.classes:
            return []
        return series_in(
            text, lambda words: self.is_name(words, class_name), lambda words: bool(self.base_of(words, class_name))
        )

    def base_of(self, text: str, class_name: str) -> Item | None:
        """Return the thing that a text names with a size or a version behind it: Vicuna, of Vicuna-13B."""
        variant = self.variant(text, class_name)
        is_sure = variant and (variant.confidence >= ACCEPT or variant.confidence == RELEASE)
        return self.item(class_name, variant.base) if variant and is_sure else None

    def variant(self, text: str, class_name: str) -> Variant | None:
        """Return the thing that a text names with more behind it; see `variants`."""
        if not self.has_sizes(class_name):
            return None
        variant = variant_of(text, lambda words: self.named_as_whole(words, class_name))
        base = self.item(class_name, variant.base) if variant else None
        if variant and base and "variant_of" in base.tree and variant.confidence:
            # Its size is in the name of the base: what follows is a checkpoint.
            return variant._replace(confidence=max(variant.confidence, FIRST_KNOWN))
        return variant

    def note_on(self, mention: Mention) -> str:
        """Return what is to be told of words that are no name of the thing that they are taken for; else ""."""
        label = self.vocabulary.labels(mention.class_name).get(mention.id, mention.id)
        if mention.confidence < 1:
            return f'"{mention.text}" is taken for {label} (confidence {mention.confidence:g}).'
        names = self.words_of(mention.class_name, mention.id, names_only=True) or mention.id
        if not key_of(mention.text) or says(names, mention.text):
            return ""
        if self.decisions and (mention.class_name, " ".join(mention.text.split())) in self.decisions:
            return f'"{mention.text}" is taken for {label}, as is decided in the words of the survey.'
        if mention.text in self.legend:
            return f'"{mention.text}" is {label}, as the file explains it.'
        return f'"{mention.text}" is {label}, its sizes in another place.'

    def slip(self, text: str, class_name: str) -> Mention | None:
        """Return the thing whose name a text is but for a slip of the pen, if that is sure enough; see `likeness`.

        Examples
        --------
        >>> from slm_graph.project import find_project
        >>> from slm_graph.entries import read_survey
        >>> survey = read_survey(find_project())
        >>> linker = Linker(survey.schema, survey.vocabulary)
        >>> linker.slip("LibriSpech", "Dataset").id, linker.slip("WavLLM", "SpeechEncoder")
        ('librispeech', None)
        """
        text = text.strip(" \t\n.,;:!?()[]*\"'")
        slip = self.slip_of(text, class_name)
        if slip is None or slip.score < self.accept or (class_name, text) in self.decisions:
            return None
        return Mention(0, len(text), text, class_name, slip.id, slip.score)

    def slip_of(self, text: str, class_name: str) -> Candidate | None:
        """Return the thing whose name a text is but for a slip of the pen, however sure."""
        if key_of(text) in self._all or signs_of(text):
            return None
        return slip_of(text, self._likeness(class_name))

    def candidates(self, text: str, class_name: str, number: int = 3) -> list[Candidate]:
        """Return the things whose names are nearest to a text, the nearest first."""
        return nearest_names(text, self._likeness(class_name), number)


def _same_case(name: str, span: str) -> bool:
    return [c for c in name if c.isalnum()] == [c for c in unicodedata.normalize("NFKC", span) if c.isalnum()]


def _fits(name: KnownName, span: str, key: str, whole: bool) -> bool:
    if signs_of(name.text) != signs_of(span):
        return False
    if name.is_code and not whole and not _same_case(name.text, span):
        return False
    if len(key) < SHORT and " " in span and " " not in name.text and "-" not in name.text:
        return False
    return not bracket(span) or bool(bracket(name.text))


@lru_cache(maxsize=20_000)
def signs_of(name: str) -> str:
    """Return the signs that tell a name from the one without them: those of BioT5+."""
    return "".join(signs_at(name, piece.end) for piece in split_pieces(name)) if _telling_sign.search(name) else ""
