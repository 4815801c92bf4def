"""Every target on its seeds, on what once broke it (`corpus/`), and on mutations that are the same in every run."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from targets import EXPECTED, TARGETS, Target

CORPUS = Path(__file__).parent / "corpus"
MUTATIONS = 40


def mutated(seed: bytes, words: tuple[str, ...], chance: random.Random) -> bytes:
    """Return a text with a few places changed, doubled, cut or filled with words of its language."""
    data = bytearray(seed)
    for _ in range(chance.randint(1, 4)):
        start = chance.randint(0, len(data))
        end = min(len(data), start + chance.choice((0, 1, 1, 4, 30)))
        word = chance.choice(words).encode() if words else b""
        data[start:end] = chance.choice((b"", word, word * 2, bytes(data[start:end]) * 2, chance.randbytes(1)))
    return bytes(data)


@pytest.mark.parametrize("target", TARGETS.values(), ids=lambda target: target.name)
def test_nothing_but_what_is_told_in_a_line(target: Target) -> None:
    seeds = [*target.seeds()]
    assert seeds
    chance = random.Random(target.name)  # noqa: S311
    broken_once = [path.read_bytes() for path in sorted((CORPUS / target.name).glob("*"))]
    cases = [*seeds, *broken_once, *(mutated(chance.choice(seeds), target.words, chance) for _ in range(MUTATIONS))]
    for case in cases:
        try:
            target.run(case)
        except EXPECTED:
            pass
        except Exception as error:
            pytest.fail(f"{target.name} on {case!r}: {type(error).__name__}: {error}")
