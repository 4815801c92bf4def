"""A table that is imported for the tests of a review, and where its review stands."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

TABLE = """# A list of speech models

## Systems

| Model | Encoder | LLM | Data | Paper |
| --- | --- | --- | --- | --- |
| Foo | Wishper-large, BEATs | Qwen2.5-7B-Instruct | LibriSpeach; MyData-5k | [F](https://arxiv.org/abs/2501.00001) |
| Bar-Audio | HuBERTX | Vicuna | LibriSpeech | [Bar](https://arxiv.org/abs/2501.00002) |
| Baz | NewCodec | Mixtral-8x7B | Common Voice | [Baz](https://arxiv.org/abs/2501.00003) |
"""


class Reviewed(NamedTuple):
    """A project that is under review: its folder, the address of the review, and the files that it writes."""

    folder: Path
    address: str

    @property
    def words(self) -> Path:
        return self.folder / "data" / "surveys" / "my-list.words.tsv"

    @property
    def columns(self) -> Path:
        return self.folder / "data" / "surveys" / "my-list.yaml"
