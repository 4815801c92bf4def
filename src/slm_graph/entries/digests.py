"""Keys as 8 bytes each, the same in every process, to find among millions what occurs twice or is missing."""

from __future__ import annotations

import errno
import os
import sys
import tempfile
import weakref
from array import array
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache
from hashlib import blake2b
from itertools import accumulate, chain
from typing import IO

_BUCKETS = 64
"""Digests are sorted into so many, by their last bits, of which one at a time is looked at closely."""
_LAST_BITS = 0xFF
_BYTES = 8
_RUN = 1 << 16
"""Digests that are kept in memory before they are put into a file."""


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


class _Digests:
    """Some digests: the latest, and in a file without a name the others, in runs that are sorted by bucket."""

    def __init__(self) -> None:
        self._latest = array("Q")
        self._most = _RUN
        self._file: IO[bytes] | None = None
        self._runs: list[list[int]] = []
        """How many of each run are in each bucket."""

    def extend(self, digests: Iterable[int]) -> None:
        """Take digests in."""
        self._latest.extend(digests)
        if len(self._latest) >= self._most:
            # Where no file takes them they stay here.
            try:
                self._put_away()
            except OSError:
                self._most = sys.maxsize

    def buckets(self) -> Iterator[array[int]]:
        """Yield the digests of each bucket."""
        places = [*accumulate((sum(run) * _BYTES for run in self._runs), initial=0)]
        for number, bucket in enumerate(_buckets(self._latest)):
            for place, run in zip(places, self._runs, strict=False):
                if self._file and run[number]:
                    self._file.seek(place + sum(run[:number]) * _BYTES)
                    bucket.fromfile(self._file, run[number])
            yield bucket

    def _put_away(self) -> None:
        if self._file is None:
            self._file = tempfile.TemporaryFile(buffering=0)  # noqa: SIM115  (it is there as long as these are)
            weakref.finalize(self, self._file.close)
        self._file.seek(0, os.SEEK_END)
        buckets = _buckets(self._latest)
        run = b"".join(bucket.tobytes() for bucket in buckets)
        if self._file.write(run) < len(run):
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        self._runs.append([len(bucket) for bucket in buckets])
        self._latest = array("Q")


class Digests:
    """The digests of keys and of references to them; of many most are in temporary files.

    Examples
    --------
    >>> keys = Digests()
    >>> keys.add([of_kind("System id", digest(text)) for text in ("one", "two", "one")])
    >>> keys.refer("Model", [digest("two")])
    >>> len(keys.twice()), keys.dangling(lambda name: ["LLM id", "System id"])
    (1, frozenset())
    """

    def __init__(self) -> None:
        self._exact = _Digests()
        self._folded = _Digests()
        self._named: dict[str, _Digests] = {}

    def add(self, exact: Iterable[int], folded: Iterable[int] = ()) -> None:
        """Take in the digests of keys, and of those that ids with capitals have in small letters."""
        self._exact.extend(exact)
        self._folded.extend(folded)

    def refer(self, class_name: str, texts: Iterable[int]) -> None:
        """Take in the digests of the ids of a class that are referred to."""
        self._named.setdefault(class_name, _Digests()).extend(texts)

    def twice(self) -> frozenset[int]:
        """Return the digests that occur twice, in one case or another."""
        buckets = zip(self._exact.buckets(), self._folded.buckets(), strict=True)
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
        references = zip(*(digests.buckets() for digests in self._named.values()), strict=True)
        for bucket, texts in zip(self._exact.buckets(), references, strict=True):
            known = set(bucket)
            for name, named in zip(self._named, texts, strict=True):
                if any(known.isdisjoint([text ^ mask for mask in masks[name]]) for text in named):
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
