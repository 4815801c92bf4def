"""Changes in the text of a YAML file that leave every other byte of it as it is.

A parser tells where each value stands; the text is cut there. Comments, layout, quotes and the order of fields are a
person's, and writing a file anew from its tree would take them away.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple, TypeAlias

from slm_graph.documents.yaml_parser import FieldPath, Tree
from slm_graph.documents.yaml_writing import inline_yaml, yaml_block

Node: TypeAlias = Any
"""A node of YAML, whose published types lack most of what it has."""


class Edit(NamedTuple):
    """A change of one value.

    Parameters
    ----------
    path
        Keys and positions that lead to the value; the position behind the last one of a list adds to it.
    value
        What it becomes; None deletes it, and what is empty without it.
    """

    path: FieldPath
    value: Tree | None


def edited(text: str, edits: Sequence[Edit]) -> str:
    r"""Return a YAML text with some values changed.

    Raises
    ------
    ValueError
        The text is laid out in a way that cannot be changed in place.

    Examples
    --------
    >>> print(edited("llms:\n  - {llm: vicuna}  # the 13B\nname: X\n", [Edit(("llms", 1), {"llm": "llama"})]), end="")
    llms:
      - {llm: vicuna}  # the 13B
      - {llm: llama}
    name: X
    """
    for edit in edits:
        text = _sure(f"{'.'.join(map(str, edit.path))} cannot be changed in place", _with_edit, text, edit)
    return text


def with_items(text: str, items: Sequence[Tree]) -> str:
    r"""Return a YAML text that is a list, with some items more at its end; it is parsed once, however many these are.

    Raises
    ------
    ValueError
        The text is laid out in a way to which nothing can be added.

    Examples
    --------
    >>> print(with_items("- id: kea  # a parrot\n", [{"id": "kaka"}, {"id": "weka"}]), end="")
    - id: kea  # a parrot
    - id: kaka
    - id: weka
    """
    return _sure("nothing can be added to the list in place", _with_items, text, items)


def without_items(text: str, positions: Sequence[int]) -> str:
    r"""Return a YAML text that is a list, without some of its items; it is parsed once, however many these are.

    Raises
    ------
    ValueError
        The text is laid out in a way from which nothing can be taken.

    Examples
    --------
    >>> print(without_items("- id: kea  # a parrot\n- id: kaka\n\n- id: weka\n", [0, 2]), end="")
    - id: kaka
    <BLANKLINE>
    """
    return _sure("the items cannot be taken from the list in place", _without_items, text, positions)


def _sure(message: str, change: Callable[[str, Any], tuple[str, bool]], text: str, value: Any) -> str:
    """Return a text that was changed in some way, where it is known to hold what it should."""
    import yaml

    try:
        changed, is_right = change(text, value)
    except (yaml.YAMLError, LookupError, TypeError, AttributeError, ValueError):
        is_right = False
    if not is_right:
        raise ValueError(message)
    return changed


def _with_edit(text: str, edit: Edit) -> tuple[str, bool]:
    wanted = _changed(node_tree(_compose(text)), edit.path, edit.value)
    changed = _apply(text, edit, _newline(text))
    return changed, text_tree(changed) == wanted


def _with_items(text: str, items: Sequence[Tree]) -> tuple[str, bool]:
    root = _compose(text)
    longer = _with_more(text, root, [*items], _newline(text))
    return longer, text_tree(longer) == [*node_tree(root), *items]


def _without_items(text: str, positions: Sequence[int]) -> tuple[str, bool]:
    root, left, gone = _compose(text), text, set(positions)
    # From the end, so that what is before stays where it was parsed.
    for position in sorted(gone, reverse=True):
        left = _without(left, root, (position,))
    kept = [item for number, item in enumerate(node_tree(root)) if number not in gone]
    return left, (text_tree(left) if kept else []) == kept


def _newline(text: str) -> str:
    return "\r\n" if "\r\n" in text else "\n"


def text_tree(text: str) -> Any:
    """Return what a YAML text holds, every scalar as text.

    Examples
    --------
    >>> text_tree("row: 012")
    {'row': '012'}
    """
    import yaml

    # Where places do not matter, libyaml reads the same some ten times as fast.
    return node_tree(yaml.compose(text, Loader=getattr(yaml, "CBaseLoader", yaml.BaseLoader)))


def has_comment(text: str, path: FieldPath) -> bool:
    """Tell whether a person wrote a comment into a value or behind it."""
    node = _find(_compose(text), path)
    if node is None:
        return False
    start, end = node.start_mark.index, _line_end(text, _end(text, node))
    letters = list(text[start:end])
    for scalar in _scalars(node):
        first, last = scalar.start_mark.index - start, scalar.end_mark.index - start
        letters[first:last] = " " * (last - first)
    return "#" in letters


def _apply(text: str, edit: Edit, newline: str) -> str:
    root = _compose(text)
    *above, last = edit.path
    holder = _find(root, tuple(above))
    if edit.value is None:
        return text if holder is None else _without(text, root, edit.path)
    if holder is None or not _holds(holder, last):
        # What is to hold it is not there, or is one value where a list begins now.
        there = node_tree(holder) if holder is not None else None
        value: Any = edit.value
        inner: Any = {last: value} if isinstance(last, str) else [value] if there is None else [there, value]
        return _apply(text, Edit(tuple(above), inner), newline)
    node = _find(holder, (last,))
    if node is None:
        more = {last: edit.value} if isinstance(last, str) else [edit.value]
        return _with_more(text, holder, more, newline)
    return _with_other(text, holder, node, last, edit.value, newline)


def _with_other(text: str, holder: Node, node: Node, key: str | int, value: Tree, newline: str) -> str:
    start, end = node.start_mark.index, _end(text, node)
    is_block = _isyaml_block(node)
    if holder.flow_style or (isinstance(value, str) and not is_block):
        quotes = getattr(node, "style", None)
        return text[:start] + inline_yaml(value, quotes if quotes in ("'", '"') else None) + text[end:]
    first = _key_of(holder, key).start_mark if isinstance(key, str) else None
    if first is None:
        dash = text.rindex("-", 0, start)
        return text[:dash] + yaml_block([value], _column(text, dash), newline) + text[end:]
    return text[: int(first.index)] + yaml_block({key: value}, first.column, newline) + text[end:]


def _with_more(text: str, holder: Node, new: Any, newline: str) -> str:
    end = _end(text, holder)
    if holder.flow_style:
        inside = inline_yaml(new)[1:-1]
        if not holder.value:
            return text[: end - 1] + inside + text[end - 1 :]
        last = holder.value[-1]
        at = _end(text, last[1] if isinstance(last, tuple) else last)
        return f"{text[:at]}, {inside}{text[at:]}"
    at = _line_end(text, end)
    column: int = holder.start_mark.column
    return text[:at] + newline + " " * column + yaml_block(new, column, newline) + text[at:]


def _without(text: str, root: Node, path: FieldPath) -> str:
    *above, last = path
    holder = _find(root, tuple(above))
    if holder is None or _find(holder, (last,)) is None:
        return text
    if len(holder.value) == 1 and above:
        return _without(text, root, tuple(above))
    parts = [pair if isinstance(pair, tuple) else (pair, pair) for pair in holder.value]
    number = last if isinstance(last, int) else [key.value for key, _ in parts].index(last)
    start, end = parts[number][0].start_mark.index, _end(text, parts[number][1])
    if isinstance(last, int) and not holder.flow_style:
        start = text.rindex("-", 0, start)
    line_start = text.rfind("\n", 0, start) + 1
    if not holder.flow_style and not text[line_start:start].strip():
        after = _line_end(text, end)
        after = text.find("\n", after) + 1 or len(text)
        return text[:line_start] + text[after:]
    if number + 1 < len(parts):
        following = parts[number + 1][0].start_mark.index
        return text[:start] + text[following:]
    if number:
        return text[: _end(text, parts[number - 1][1])] + text[end:]
    return text[:start] + text[end:]


# --- the tree of a text


def _compose(text: str) -> Node:
    import yaml

    # BaseLoader keeps every scalar as text; the one in Python counts places in characters.
    return yaml.compose(text, Loader=yaml.BaseLoader)


def node_tree(node: Node) -> Any:
    """Return what a node of YAML holds, every scalar as text."""
    if node.id == "mapping":
        return {key.value: node_tree(value) for key, value in node.value}
    return [node_tree(item) for item in node.value] if node.id == "sequence" else node.value


def _find(node: Node, path: FieldPath) -> Node | None:
    for step in path:
        if not _holds(node, step):
            return None
        if isinstance(step, int):
            if step >= len(node.value):
                return None
            node = node.value[step]
        else:
            found = next((value for key, value in node.value if key.value == step), None)
            if found is None:
                return None
            node = found
    return node


def _holds(node: Node, step: str | int) -> bool:
    return bool(node.id == ("sequence" if isinstance(step, int) else "mapping"))


def _key_of(node: Node, name: str) -> Node:
    return next(key for key, _ in node.value if key.value == name)


def _scalars(node: Node) -> list[Node]:
    if node.id == "scalar":
        return [node]
    parts = [part for value in node.value for part in (value if isinstance(value, tuple) else (value,))]
    return [scalar for part in parts for scalar in _scalars(part)]


def _isyaml_block(node: Node) -> bool:
    return node.style in ("|", ">") if node.id == "scalar" else not node.flow_style


def _end(text: str, node: Node) -> int:
    """Return where the text of a node ends; that of one in block style ends, for the parser, where the next begins."""
    if not _isyaml_block(node):
        return int(node.end_mark.index)
    if node.id == "scalar":
        return len(text[: node.end_mark.index].rstrip())
    last = node.value[-1]
    return _end(text, last[1] if isinstance(last, tuple) else last)


def _line_end(text: str, place: int) -> int:
    end = text.find("\n", place)
    end = len(text) if end < 0 else end
    return end - 1 if end > place and text[end - 1] == "\r" else end


def _column(text: str, place: int) -> int:
    return place - text.rfind("\n", 0, place) - 1


def _changed(tree: Any, path: FieldPath, value: Any) -> Any:
    """Return a tree with a value changed, as `_apply` changes its text."""
    if not path:
        return value
    step, *rest = path
    below = tuple(rest)
    if isinstance(step, str):
        fields = dict(tree) if isinstance(tree, dict) else {}
        inner = _changed(fields.get(step), below, value) if value is not None or step in fields else None
        if inner is None or inner in ({}, []):
            fields.pop(step, None)
        else:
            fields[step] = inner
        return fields
    items = list(tree) if isinstance(tree, list) else [] if tree is None else [tree]
    if step < len(items):
        inner = _changed(items[step], below, value)
        items[step : step + 1] = [] if inner is None or inner in ({}, []) else [inner]
    elif value is not None:
        items.append(_changed(None, below, value))
    return items
