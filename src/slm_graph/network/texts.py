"""Many texts in little memory."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator, Sequence
from typing import overload


class Texts(Sequence[str]):
    """Texts in one run of bytes, which processes share, where each of many strings would soon be copied for each.

    Examples
    --------
    >>> texts = Texts(["a", "ü", ""])
    >>> texts[1], [*texts[:1]]
    ('ü', ['a'])
    """

    def __init__(self, texts: Iterable[str] = ()) -> None:
        self._ends, self._kept = array("q", [0]), bytearray()
        self.extend(text.encode() for text in texts)

    def extend(self, texts: Iterable[bytes]) -> None:
        """Add texts, as they are encoded."""
        for text in texts:
            self._kept += text
            self._ends.append(len(self._kept))

    def __len__(self) -> int:
        return len(self._ends) - 1

    @overload
    def __getitem__(self, place: int) -> str: ...

    @overload
    def __getitem__(self, place: slice) -> Sequence[str]: ...

    def __getitem__(self, place: int | slice) -> str | Sequence[str]:
        if isinstance(place, slice):
            return [self[number] for number in range(*place.indices(len(self)))]
        ends = self._ends
        return self._kept[ends[place] : ends[place + 1]].decode()

    def __iter__(self) -> Iterator[str]:
        return map(self.__getitem__, range(len(self)))
