"""Keys as 8 bytes each, the same in every process, to find among millions what occurs twice or is missing."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache
from hashlib import blake2b
from itertools import chain

_BUCKETS = 64
"""Digests are sorted into so many, by their last bits, of which one at a time is looked at closely."""
_LAST_BITS = 0xFF


def digest(text: str) -> int:
    """Return 8 bytes that tell a text from others, the same in every process."""
    return int.from_bytes(blake2b(text.encode(errors="surrogatepass"), digest_size=8).digest())


def of_kind(what: str, text_digest: int) -> int:
    """Return 8 bytes that tell a key from those of other kinds with the same text.

    Examples
    --------
    >>> of_kind("System id", digest("salmonn")) == of_kind("Paper id", digest("salmonn"))
    False
    """
    return text_digest ^ _kind_digest(what)


@cache
def _kind_digest(what: str) -> int:
    # What a key's text is of all kinds stays in one bucket, so that those of several are looked for there.
    return digest(what) & ~_LAST_BITS


class Digests:
    """The digests of keys and of references to them.

    Examples
    --------
    >>> keys = Digests()
    >>> keys.add([of_kind("System id", digest(text)) for text in ("one", "two", "one")])
    >>> keys.refer("Model", [digest("two")])
    >>> len(keys.twice()), keys.dangling(lambda name: ["LLM id", "System id"])
    (1, frozenset())
    """

    def __init__(self) -> None:
        # One array each, and sorted at the end: 64 that grow side by side leave holes of six times their size.
        self._exact = array("Q")
        self._folded = array("Q")
        self._named: dict[str, array[int]] = {}

    def add(self, exact: Iterable[int], folded: Iterable[int] = ()) -> None:
        """Take in the digests of keys, and of those that ids with capitals have in small letters."""
        self._exact.extend(exact)
        self._folded.extend(folded)

    def refer(self, class_name: str, texts: Iterable[int]) -> None:
        """Take in the digests of the ids of a class that are referred to."""
        self._named.setdefault(class_name, array("Q")).extend(texts)

    def twice(self) -> frozenset[int]:
        """Return the digests that occur twice, in one case or another."""
        buckets = zip(_buckets(self._exact), _buckets(self._folded), strict=True)
        return frozenset(again for bucket in buckets for again in _again(chain(*bucket), sum(map(len, bucket))))

    def dangling(self, kinds: Callable[[str], Sequence[str]]) -> frozenset[str]:
        """Return the classes of which an id is referred to that nothing has.

        Parameters
        ----------
        kinds
            Returns what the keys of the things of a class may be.
        """
        masks = {name: [_kind_digest(what) for what in kinds(name)] for name in self._named}
        dangling: set[str] = set()
        if not self._named:
            return frozenset()
        references = {name: _buckets(texts) for name, texts in self._named.items()}
        for number, bucket in enumerate(_buckets(self._exact)):
            known = set(bucket)
            for name, named in references.items():
                if any(known.isdisjoint([text ^ mask for mask in masks[name]]) for text in named[number]):
                    dangling.add(name)
        return frozenset(dangling)


def _buckets(digests: Iterable[int]) -> list[array[int]]:
    buckets = [array("Q") for _ in range(_BUCKETS)]
    for one in digests:
        buckets[one % _BUCKETS].append(one)
    return buckets


def _again(digests: Iterable[int], number: int) -> Iterator[int]:
    everything = list(digests)
    if len(set(everything)) < number:
        seen: set[int] = set()
        for one in everything:
            if one in seen:
                yield one
            seen.add(one)
