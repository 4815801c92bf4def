"""The values of the tree that `schema.yaml` is, each asked for by its kind; what is of another kind is a problem."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from slm_graph.documents import Document, FieldPath
from slm_graph.problems import Problem, nearest
from slm_graph.rdf import Prefixes
from slm_graph.schema.language import ANNOTATIONS, KEYS, MAPPINGS, STRUCTURED

# The patterns go into SHACL and JSON Schema too, whose dialects (XPath, ECMA-262) lack these.
_not_portable = re.compile(r"\(\?|\\[xuUNAZbBdDwW]").search


class TreeReader:
    """Reads values out of the tree of a document, and collects problems with their places."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.problems: list[Problem] = []
        self.tree: dict[str, Any] = document.tree if isinstance(document.tree, dict) else {}
        self.prefixes = Prefixes(self.texts(self.tree, "prefixes", ()))

    def report(self, path: FieldPath, message: str, *, at_key: bool = False) -> None:
        """Take a problem in."""
        self.problems.append(self.document.problem(path, message, at_key=at_key))

    def check_keys(self, tree: dict[str, Any], what: str, path: FieldPath) -> None:
        """Report keys that a part of the schema does not have."""
        for key, value in tree.items():
            if key not in KEYS[what]:
                self.report(
                    (*path, key),
                    f"{key}: no key of a {what} here{nearest(key, KEYS[what]) or '; delete it'}",
                    at_key=True,
                )
            elif not isinstance(value, str) and key not in STRUCTURED:
                self.report((*path, key), f"{key} is text; write it in one piece")

    def section(self, key: str, what: str) -> Iterator[tuple[str, dict[str, Any]]]:
        """Yield the parts of a section, such as the classes, by their name."""
        section = self.tree.get(key) or {}
        if not isinstance(section, dict):
            self.report((key,), f"{key} is no mapping; write NAME: {{…}} lines")
            return
        for name, tree in section.items():
            if isinstance(tree, dict):
                self.check_keys(tree, what, (key, name))
                yield name, tree
            else:
                self.report((key, name), f"{name} is no mapping; give it a description at least")

    def described(self, tree: dict[str, Any], path: FieldPath) -> str:
        """Return the description, which everything has."""
        text = self.text(tree, "description")
        if not text:
            self.report(path, f"{path[-1]} has no description; say what it is")
        return text

    def facts(self, tree: dict[str, Any], what: str, path: FieldPath) -> dict[str, Any]:
        """Return what the annotations of a part say, by the attribute of the model that they fill."""
        texts = self.texts(tree, "annotations", path)
        self.check_keys(texts, f"{what} annotation", (*path, "annotations"))
        facts: dict[str, Any] = {}
        for key, text in texts.items():
            if fact := ANNOTATIONS[what].get(key):
                try:
                    facts[fact.attribute] = fact.make(text)
                except re.error as error:
                    self.report((*path, "annotations", key), f"no pattern to copy by: {error}; mend it")
        return facts

    def mappings(self, tree: dict[str, Any], path: FieldPath) -> dict[str, tuple[str, ...]]:
        """Return the IRIs that a part is aligned with, by the kind of mapping."""
        return {
            key: tuple(
                self.expand(curie, (*path, key, position))
                for position, curie in enumerate(self.listed(tree, key, path))
            )
            for key in MAPPINGS
            if key in tree
        }

    def examples(self, tree: dict[str, Any], path: FieldPath) -> tuple[str, ...]:
        """Return the values of the examples."""
        examples = tree.get("examples") or []
        texts = [self.text(example, "value") for example in examples] if isinstance(examples, list) else [""]
        if not all(texts):
            self.report((*path, "examples"), "examples is a list of values; write [{value: text}]")
        return tuple(texts)

    def pattern(self, tree: dict[str, Any], path: FieldPath) -> re.Pattern[str] | None:
        """Return the regular expression, one that SHACL and JSON Schema understand too."""
        text = self.text(tree, "pattern")
        if sign := _not_portable(text):
            self.report(
                (*path, "pattern"),
                f"{sign[0]} means nothing, or something else, in SHACL or JSON Schema; spell it out",
            )
        try:
            return re.compile(text) if text else None
        except re.error as error:
            self.report((*path, "pattern"), f"no regular expression: {error}; mend it")
            return None

    def one_of(self, tree: dict[str, Any], key: str, values: frozenset[str], path: FieldPath) -> str:
        """Return a text that is one of a few."""
        text = self.text(tree, key)
        if text not in values:
            self.report((*path, key), f"{text or 'nothing'}: {key} is one of {', '.join(sorted(values))}")
        return text

    def flag(self, tree: dict[str, Any], key: str, path: FieldPath) -> bool:
        """Return whether a text is `true`."""
        text = self.text(tree, key)
        if text not in ("", "true", "false"):
            self.report((*path, key), f"{text}: {key} is true or false")
        return text == "true"

    def listed(self, tree: dict[str, Any], key: str, path: FieldPath) -> tuple[str, ...]:
        """Return a list of names."""
        value = tree.get(key) or []
        if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
            self.report((*path, key), f"{key} is a list of names; write [a, b]")
            return ()
        return tuple(value)

    def texts(self, tree: dict[str, Any], key: str, path: FieldPath) -> dict[str, str]:
        """Return a mapping of names to texts."""
        value = tree.get(key) or {}
        if not isinstance(value, dict) or not all(isinstance(item, str) for item in value.values()):
            self.report((*path, key), f"{key} is a mapping of texts; write {{name: text}}")
        return {name: item for name, item in value.items() if isinstance(item, str)} if isinstance(value, dict) else {}

    def text(self, tree: Any, key: str) -> str:
        """Return a text, or "" where there is none."""
        value = tree.get(key, "") if isinstance(tree, dict) else ""
        return value if isinstance(value, str) else ""

    def annotation(self, tree: Any, key: str) -> str:
        """Return the text of an annotation of a part itself, or "" where there is none."""
        return self.text(tree.get("annotations") if isinstance(tree, dict) else None, key)

    def expanded(self, tree: dict[str, Any], key: str, path: FieldPath) -> str:
        """Return the IRI of a CURIE, or "" where there is none."""
        curie = self.text(tree, key)
        return self.expand(curie, (*path, key)) if curie else ""

    def expand(self, curie: str, path: FieldPath) -> str:
        """Return the IRI of a CURIE, or "" where its prefix is undefined."""
        prefix = curie.partition(":")[0]
        if prefix not in self.prefixes:
            defined = [name for name, _ in self.prefixes]
            self.report(path, f"{prefix}: undefined prefix{nearest(prefix, defined) or '; define it under prefixes'}")
            return ""
        return self.prefixes.expand(curie)

    def default_uri(self, name: str) -> str:
        """Return the IRI of a name below the default prefix."""
        prefix = self.text(self.tree, "default_prefix")
        return self.prefixes.expand(f"{prefix}:{name}") if prefix in self.prefixes else ""
