"""What the names in a list may mean: things of the vocabulary, and those of the authority files, which come after them.

A column that lists things of a class is where a name of the field is safely one; in sentences it may be a plain word.
So lists alone are read by these candidates, and without the names that a file marks as ambiguous.
"""

from __future__ import annotations

from collections.abc import Mapping

from slm_graph.entries import Authority, Item, Vocabulary, item_names
from slm_graph.importing.linker import ACCEPT, Linker, signs_of
from slm_graph.importing.senses import stems
from slm_graph.schema import Schema
from slm_graph.text import key_of, words


def candidates(
    schema: Schema, vocabulary: Vocabulary, authority: Authority,
    decisions: Mapping[tuple[str, str], str] | None = None, accept: float = ACCEPT,
) -> Linker:  # fmt: skip
    """Return what finds the things of a vocabulary and of authority files by their names.

    Examples
    --------
    >>> from slm_graph.entries import read_survey
    >>> from slm_graph.project import find_project
    >>> survey = read_survey(find_project(None))
    >>> linker = candidates(survey.schema, survey.vocabulary, survey.checker.authority)
    >>> [mention.id for mention in linker.mentions("Whisper small, GigaSpeech 2", ["SpeechEncoder", "Dataset"])]
    ['whisper-small', 'gigaspeech-2']
    """
    known = {(item.class_name, item.id) for item in vocabulary.items}
    further = [
        item
        for item in authority.items()
        if item.id and (item.class_name, item.id) not in known and item.tree.get("ambiguous") != "true"
    ]
    return Linker(schema, Vocabulary(schema, [*vocabulary.items, *further]), decisions, accept)


class PlainNames:
    """The things of authority files whose names are plain words elsewhere, or so short that other things have them.

    Parameters
    ----------
    schema, authority
        The classes, and the files.
    """

    def __init__(self, schema: Schema, authority: Authority) -> None:
        self._schema, self._authority = schema, authority
        self._by_key: dict[str, dict[str, Item]] = {}

    def find(self, class_name: str, text: str) -> Item | None:
        """Return the thing of a class whose name words are, in whatever case and punctuation, as in lists."""
        if item := self._authority.find_name(class_name, text):
            return item
        if class_name not in self._by_key:
            classes = {cls.name: cls for cls in self._schema.descendants(class_name)}
            self._by_key[class_name] = {
                key_of(name) + signs_of(name): item
                for item in self._authority.items()
                if item.class_name in classes and item.tree.get("ambiguous") == "true"
                for name in item_names(classes[item.class_name], item.tree)
            }
        return self._by_key[class_name].get(key_of(text) + signs_of(text))

    def is_of_field(self, item: Item, context: str) -> bool:
        """Tell whether words around a name are of the field of a thing: say its modality or kind, if it states any.

        Examples
        --------
        >>> from slm_graph.entries import read_survey
        >>> from slm_graph.project import find_project
        >>> survey = read_survey(find_project(None))
        >>> names = PlainNames(survey.schema, survey.checker.authority)
        >>> dino = names.find("SpeechEncoder", "DINO")
        >>> [names.is_of_field(dino, header) for header in ("Vision Encoder", "Speech representation models")]
        [True, False]
        """
        if item.tree.get("ambiguous") != "true":
            return True
        stated: list[str] = []
        for slot in self._schema.classes[item.class_name].fields.values():
            cls = self._schema.classes.get(slot.range)
            if slot.name == "kind" or (cls and cls.is_concept and not slot.inlined):
                value = item.tree.get(slot.field, [])
                stated += [value] if isinstance(value, str) else [text for text in value if isinstance(text, str)]
        said = stems(" ".join(stated)) - stems(words(item.class_name).split(" ")[-1])
        return not said or bool(said & stems(context))
