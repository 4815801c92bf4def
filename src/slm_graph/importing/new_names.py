"""Names that came to a vocabulary, and the texts that they may stand in: those are read again, and no others."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from slm_graph.importing.linker import Linker
from slm_graph.text import SIZE_WORD, folded_word, key_of, sized_key, split_pieces


class NewNames(NamedTuple):
    """The keys of names, as of `key_of`, and those without sizes, as of `sized_key`.

    Examples
    --------
    >>> new = NewNames(frozenset({"fooset2"}), frozenset({"quux"}))
    >>> [new.may_stand_in(text) for text in ("Clotho, Foo-Set 2", "Quux (large)", "FooSet", "quuxes")]
    [True, True, False, False]
    """

    keys: frozenset[str]
    unsized: frozenset[str]

    def may_stand_in(self, text: str) -> bool:
        """Tell whether runs of letters, or words without their sizes, that follow each other are one of the names."""
        words = (folded_word(word) for word in SIZE_WORD.findall(text.replace("-", " ").replace("_", " ")))
        unsized = [word.replace(".", "") for word in words if sized_key(word)[0] != "|"]
        runs = [piece.folded for piece in split_pieces(text)]
        return not self.keys.isdisjoint(_joined(runs)) or not self.unsized.isdisjoint(_joined(unsized))


def new_names(pairs: Iterable[tuple[Linker, Linker]]) -> NewNames:
    """Return the names that each second linker knows and the first does not, or decided otherwise."""
    keys: set[str] = set()
    unsized: set[str] = set()
    for old, new in pairs:
        for class_name, names in new.names.items():
            before = old.names.get(class_name, {})
            of_class = {key for key, named in names.items() if named != before.get(key)}
            texts = [name.text for key in of_class for name in names[key]]
            keys |= of_class
            unsized |= {sized_key(text).partition("|")[0] for text in texts}
        changed = new.decisions.items() ^ old.decisions.items()
        keys |= {key_of(words) for (_, words), _ in changed}
    return NewNames(frozenset(keys), frozenset(unsized))


def _joined(parts: Sequence[str]) -> Iterator[str]:
    for start in range(len(parts)):
        joined = ""
        for part in parts[start : start + _MOST_PARTS]:
            joined += part
            yield joined


_MOST_PARTS = 16
