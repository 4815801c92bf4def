"""Trees of text written as YAML."""

from __future__ import annotations

import textwrap
from functools import lru_cache
from typing import Any

_MAX_IN_LINE = 96


def to_yaml(tree: Any) -> str:
    """Return a tree of text, lists and mappings as YAML that reads back as the same text.

    Examples
    --------
    >>> print(to_yaml({"id": "salmonn", "llms": [{"llm": "vicuna", "quote": "Vicuna"}]}), end="")
    id: salmonn
    llms:
      - {llm: vicuna, quote: Vicuna}
    """
    import yaml

    class Dumper(yaml.SafeDumper):
        """Indents lists below their key, as the entries that people write."""

        def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:
            super().increase_indent(flow, False)

        def ignore_aliases(self, data: Any) -> bool:
            return True

        def analyze_scalar(self, scalar: str) -> Any:
            # Every key, and many words, come again and again.
            return _analysis(scalar)

        def write_plain(self, text: str, split: bool = True) -> None:
            if self.column + len(text) >= self.best_width or not text.isprintable():
                super().write_plain(text, split)
            elif text:  # what fits into the line is written at once, as PyYAML writes it sign by sign
                words = text if self.whitespace else f" {text}"
                self.whitespace = self.indention = False
                self.column += len(words)
                self.stream.write(words)

        def represent_mapping(self, tag: str, mapping: Any, flow_style: bool | None = None) -> yaml.MappingNode:
            node = super().represent_mapping(tag, mapping, flow_style)
            parts = [part for pair in node.value for part in pair]
            node.flow_style = _fits(parts)
            return node

        def represent_sequence(self, tag: str, sequence: Any, flow_style: bool | None = None) -> yaml.SequenceNode:
            node = super().represent_sequence(tag, sequence, flow_style)
            node.flow_style = _fits(node.value)
            return node

        def represent(self, data: Any) -> None:
            node = self.represent_data(data)
            for block in [node, *(node.value if isinstance(data, list) else ())]:
                block.flow_style = False
            self.serialize(node)

    return yaml.dump(tree, Dumper=Dumper, sort_keys=False, allow_unicode=True, width=118)


@lru_cache(maxsize=20_000)
def _analysis(scalar: str) -> Any:
    """Return what PyYAML makes out of a text, to write it so that it reads back."""
    from io import StringIO

    from yaml.emitter import Emitter

    return Emitter(StringIO(), allow_unicode=True).analyze_scalar(scalar)


def _fits(nodes: list[Any]) -> bool:
    """Tell whether nodes of YAML stand well in one line: they are text, or lists of text, and short."""
    if any(isinstance(node.value, list) and not (node.flow_style and node.id == "sequence") for node in nodes):
        return False
    return sum(map(_length, nodes)) <= _MAX_IN_LINE


def _length(node: Any) -> int:
    return 2 + (len(node.value) if isinstance(node.value, str) else sum(map(_length, node.value)))


def inline_yaml(value: Any, quotes: str | None = None) -> str:
    """Return a value as it may stand within brackets, a text in these quotes."""
    import yaml

    if isinstance(value, str) and "\n" in value:
        quotes = '"'
    # Within a list, so that the text is one that may stand in brackets.
    listed = yaml.dump(
        [value], Dumper=yaml.SafeDumper, default_flow_style=True, default_style=quotes, sort_keys=False,
        allow_unicode=True, width=float("inf"),
    )  # fmt: skip
    return str(listed.strip()[1:-1])


def yaml_block(value: Any, column: int, newline: str) -> str:
    """Return a value as it may stand from a column on, below a field."""
    lines = to_yaml(value)
    if column and isinstance(value, list) and isinstance(value[0], dict):
        # As below a field: an item that fits stands in one line.
        lines = textwrap.dedent(to_yaml({"-": value}).partition("\n")[2])
    return textwrap.indent(lines.rstrip("\n"), " " * column)[column:].replace("\n", newline)
