"""What the names in a list may mean: things of the vocabulary, and those of the authority files, which come after them.

A column that lists things of a class is where a name of the field is safely one; in sentences it may be a plain word.
So lists alone are read by these candidates, and without the names that a file marks as ambiguous.
"""

from __future__ import annotations

from collections.abc import Mapping

from slm_graph.entries import Authority, Vocabulary
from slm_graph.importing.linker import ACCEPT, Linker
from slm_graph.schema import Schema


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
