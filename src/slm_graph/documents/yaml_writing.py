"""Trees of text written as YAML."""

from __future__ import annotations

import textwrap
from typing import Any

from slm_graph.documents.yaml_lines import WIDTH, analysis_of, fits_line, yaml_lines


def to_yaml(tree: Any) -> str:
    """Return a tree of text, lists and mappings as YAML that reads back as the same text.

    Examples
    --------
    >>> print(to_yaml({"id": "salmonn", "llms": [{"llm": "vicuna", "quote": "Vicuna"}]}), end="")
    id: salmonn
    llms:
      - {llm: vicuna, quote: Vicuna}
    """
    parts: list[Any] = [tree]
    if isinstance(tree, dict | list):
        parts = [{key: tree[key]} for key in tree] if isinstance(tree, dict) else [[item] for item in tree]
    return "".join(yaml_lines(part) or _by_pyyaml(part) for part in parts or [tree])


def _by_pyyaml(tree: Any) -> str:
    """Return a tree as PyYAML writes it, laid out in the same way."""
    import yaml

    class Dumper(yaml.SafeDumper):
        """Indents lists below their key, as the entries that people write."""

        def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:
            super().increase_indent(flow, False)

        def ignore_aliases(self, data: Any) -> bool:
            return True

        def analyze_scalar(self, scalar: str) -> Any:
            # Every key, and many words, come again and again.
            return analysis_of(scalar)

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
            node.flow_style = fits_line(mapping)
            return node

        def represent_sequence(self, tag: str, sequence: Any, flow_style: bool | None = None) -> yaml.SequenceNode:
            node = super().represent_sequence(tag, sequence, flow_style)
            node.flow_style = fits_line(sequence)
            return node

        def represent(self, data: Any) -> None:
            node = self.represent_data(data)
            for block in [node, *(node.value if isinstance(data, list) else ())]:
                block.flow_style = False
            self.serialize(node)

    text: str = yaml.dump(tree, Dumper=Dumper, sort_keys=False, allow_unicode=True, width=WIDTH)
    return text


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
