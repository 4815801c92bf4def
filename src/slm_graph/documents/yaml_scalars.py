"""Other texts for scalars of YAML or JSON, where every other byte of the text stays as it is."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from slm_graph.documents.yaml_edits import Node, node_tree
from slm_graph.documents.yaml_parser import FieldPath
from slm_graph.documents.yaml_writing import inline_yaml

_BYTE_ORDER_MARK = "\ufeff"
_half = re.compile(r"\\u[dD][89a-fA-F][0-9a-fA-F]{2}")


def with_scalars(text: str, changes: Mapping[FieldPath, str]) -> str:
    r"""Return a text of YAML or JSON in which some scalars have other values, each in the quotes that it had.

    Many scalars cost one pass, in contrast to `edited`, which can add and delete.

    Raises
    ------
    ValueError
        The text cannot be changed so; a scalar is not there, say.

    Examples
    --------
    >>> with_scalars("llms:\r\n- {llm: 'vicuna'}  # 13B\r\n", {("llms", 0, "llm"): "vicuna-13b"})
    "llms:\r\n- {llm: 'vicuna-13b'}  # 13B\r\n"
    """
    import yaml

    mark, body = (_BYTE_ORDER_MARK, text[1:]) if text.startswith(_BYTE_ORDER_MARK) else ("", text)
    left = dict(changes)
    pieces: list[str] = []
    end = 0
    try:
        root = _compose(body)
        for path, node in sorted(_scalars(root, (), left), key=lambda pair: int(pair[1].start_mark.index)):
            quotes = node.style if node.style in ("'", '"') else None
            pieces += [body[end : node.start_mark.index], inline_yaml(left.pop(path), quotes)]
            end = node.end_mark.index
            if node.style in ("|", ">"):
                pieces.append("\r\n" if "\r\n" in body else "\n")  # its text ends where the next line begins
        made = "".join([*pieces, body[end:]])
        is_done = not left and node_tree(_compose(made)) == _replaced(node_tree(root), (), changes)
    except yaml.YAMLError:
        is_done = False
    if not is_done:
        names = ", ".join(".".join(map(str, path)) for path in left or changes)
        raise ValueError(f"{names} cannot be changed in place")
    return mark + made


def _compose(text: str) -> Node:
    import yaml

    # Halves of a character, as JSON escapes them, are no YAML; others of their length show the places as well.
    text = _half.sub(r"\\ue000", text)
    # Both parsers count the places of scalars in characters, a byte order mark apart; that in C is 12 times as fast.
    return yaml.compose(text, Loader=getattr(yaml, "CBaseLoader", yaml.BaseLoader))


def _scalars(node: Node, path: FieldPath, wanted: Mapping[FieldPath, str]) -> Iterator[tuple[FieldPath, Node]]:
    if node.id == "scalar":
        if path in wanted:
            yield path, node
    elif node.id == "mapping":
        for key, value in node.value:
            yield from _scalars(value, (*path, key.value), wanted)
    else:
        for position, item in enumerate(node.value):
            yield from _scalars(item, (*path, position), wanted)


def _replaced(tree: Any, path: FieldPath, changes: Mapping[FieldPath, str]) -> Any:
    if isinstance(tree, dict):
        return {key: _replaced(value, (*path, key), changes) for key, value in tree.items()}
    if isinstance(tree, list):
        return [_replaced(value, (*path, position), changes) for position, value in enumerate(tree)]
    return changes.get(path, tree)
