"""Keys for the usages of an entry: what has no name needs one, and what stands there twice."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from typing import Any

from slm_graph.importing.usages import listed, quotes_of
from slm_graph.text import slug


def with_keys(component: str, usages: list[dict[str, Any]], taken: set[str]) -> list[dict[str, Any]]:
    """Give a key to what has no name, and to what occurs twice in the entry.

    Parameters
    ----------
    component
        The field of a usage that names what is used.
    usages
        The usages of one field.
    taken
        The keys of the entry so far; those of these usages are added.

    Examples
    --------
    >>> [usage.get("key") for usage in with_keys("dataset", [{"dataset": "a"}, {"hours": "3"}], set())]
    [None, 'data']
    """
    if len(usages) == 1 and (name := usages[0].get(component)) and name not in taken:
        taken.add(name)
        return usages
    merged = _merged(usages, component)
    times = Counter(usage.get(component) for usage in merged)
    alone = {str(name) for name, number in times.items() if name and number == 1} - taken
    taken |= alone
    renamed: dict[str, str] = {}
    numbers: defaultdict[str, int] = defaultdict(lambda: 1)
    result: list[dict[str, Any]] = []
    for usage in merged:
        name = usage.get(component)
        if name in alone:
            result.append(usage)
            continue
        key = base = _base(component, usage)
        while key in taken:
            numbers[base] += 1
            key = f"{base}-{numbers[base]}"
        taken.add(key)
        if times[name] == 1:
            renamed[str(name)] = key
        result.append({"key": key, **usage})
    return [
        {**usage, "alternative_to": [renamed.get(other, other) for other in listed(usage["alternative_to"])]}
        if renamed and "alternative_to" in usage
        else usage
        for usage in result
    ]


def _base(component: str, usage: Mapping[str, Any]) -> str:
    """Return what the key of a usage begins with: what is used, or the unit, with what is said of it."""
    about = [
        str(value)
        for part in ("stage", "tasks", "modality", "purpose", "generated_by")
        for value in listed(usage.get(part, []))
    ]
    name, unit = usage.get(component), usage.get("unit", "")
    ending = "amount" if unit == "not stated" else slug(unit) if unit else "data"
    return slug(" ".join([str(name), *(about[:2] or [component])] if name else [*about[:1], ending])) or "data"


def _merged(usages: list[dict[str, Any]], component: str) -> list[dict[str, Any]]:
    """Put statements of one thing together where one of them says nothing else than the other."""
    result: list[dict[str, Any]] = []
    of_thing: defaultdict[Any, list[dict[str, Any]]] = defaultdict(list)
    for usage in usages:
        name = usage.get(component)
        for other in of_thing[name] if name else ():
            if all(other.get(key) == value for key, value in usage.items() if key not in ("quote", "note")):
                other["quote"] = quotes_of([*listed(other["quote"]), *listed(usage["quote"])])
                break
        else:
            result.append(usage)
            of_thing[name].append(usage)
    return result
