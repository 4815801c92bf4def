"""An entry while compiled functions deal with it: what they share, and what they have written."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from slm_graph.build.compiled_links import CompiledLinks, Pieces, Unusual
from slm_graph.build.counts import Classes, Thing
from slm_graph.build.rules import Entry, Rule
from slm_graph.documents import Document, FieldPath, values
from slm_graph.entries import Item, given_label, key_problems
from slm_graph.rdf import Pair, Term

_ESCAPE = "\\"


class CompiledEntry(Entry):
    """What the functions of one entry share, beside what the general rules share."""

    __slots__ = (
        "beside",
        "defined",
        "document",
        "expected",
        "functions",
        "has_escapes",
        "keys",
        "lines",
        "others",
        "own",
        "short",
        "signatures",
        "stated",
        "tree",
    )

    def __init__(self, functions: CompiledLinks, document: Document, tree: dict[str, Any]) -> None:
        mapper = functions.mapper
        plan = mapper.entry_plan
        super().__init__(tree["id"], given_label(plan.cls, tree), Term(""), mapper.row(tree))
        if mapper.row_plan and (source := tree.get(mapper.row_plan[0])).__class__ is dict:
            self.columns = mapper.sources.quoted(source)
        self.functions = functions
        self.has_escapes = _ESCAPE in document.text
        self.document = document
        self.tree = tree
        self.short: defaultdict[int, Pieces] = defaultdict(dict)
        """Short edges by the position of their property."""
        self.stated: list[bytes] = []
        """Text of what the row states; as bytes, since most of it is ASCII and some letter elsewhere is not."""
        self.others: list[bytes] = []
        self.signatures: list[tuple[int, ...]] = []
        self.lines = b""
        """Text of what is said of the entry itself."""
        self.own: dict[Term, Classes] = {}
        """The nodes within, and their classes."""
        self.expected: dict[Term, Classes] = {}
        """Those of the parts with keys, where they are needed before their turn."""
        self.beside: list[tuple[Term, Pair]] = []
        """What is said of things of the vocabulary, as far as its values are counted."""
        self.keys: set[str] = set()
        self.defined: list[Item] = []

    def begin(self, node: Term, classes: Classes) -> None:
        """Take in the node of the entry itself, which its parts refer to."""
        self.node = node
        self.own[node] = classes

    def add_key(self, key: str) -> None:
        """Take in the key of a part, which no other may have."""
        if key in self.keys:
            raise Unusual
        self.keys.add(key)

    def write(self, node: Term, pieces: Pieces, classes: Classes, is_stated: bool) -> None:
        """Write what is said of a node within the entry."""
        if node in self.own:
            raise Unusual
        self.own[node] = classes
        (self.stated if is_stated and self.row else self.others).append((node + node.join(pieces)).encode())
        self.prove(pieces)

    def point_back(self, node: Term, inverse: Term, subject: Term, classes: Thing) -> None:
        """Say of a thing of the vocabulary what leads back to a node within the entry."""
        functions = self.functions
        holder = functions.known[node]
        pair = (inverse, subject)
        self.others.append(f"{node} {inverse} {subject} .\n".encode())
        self.signatures.append((functions.link(holder, inverse, classes),))
        if functions.checks and holder and isinstance(holder, tuple):
            if functions.checks.violations(node, [pair], functions.classes_of, holder):
                raise Unusual
            if functions.checks.counted(holder, [pair]):
                self.beside.append((node, pair))

    def prove(self, pieces: Pieces) -> None:
        """Count what is said of a subject, and hold it against the shapes."""
        signature = (*pieces.values(),)
        self.signatures.append(signature)
        if self.functions.checks:
            is_sound, tests = self.functions.proof(signature)
            if not is_sound:
                raise Unusual
            if tests:
                lines = [*pieces]
                for position, start, test in tests:
                    if not test.holds(Term(lines[position][start:-3]), _no_classes):
                        raise Unusual

    def write_entry(self, facts: Pieces, stated: Pieces) -> None:
        """Write what is said of the entry itself: facts, short edges, and what leads to what its row states."""
        everything, number = dict(facts), len(facts)
        for said in (*[self.short[position] for position in sorted(self.short)], stated):
            everything.update(said)
            number += len(said)
        if len(everything) < number:
            raise Unusual
        self.prove(everything)
        self.lines = (self.node + self.node.join(everything)).encode()

    def by_rules(
        self, rules: Sequence[Rule], tree: Mapping[str, Any], pieces: Pieces, node: Term, classes: Thing
    ) -> None:
        """Let general rules say what they have to say of a node."""
        pairs: list[tuple[Term, Term]] = []
        for rule in rules:
            rule(tree, pairs, node, self)
        if self.blocks:
            raise Unusual
        link = self.functions.link
        for predicate, item in pairs:
            target = self._thing(item) if item[0] == "<" else item[item.rindex('"') + 1 :]
            pieces[f" {predicate} {item} .\n"] = link(classes, predicate, target)

    def _thing(self, node: Term) -> Thing:
        for classes in (self.own.get(node), self.expected.get(node)):
            if classes is not None:
                return classes
        return self.functions.known[node]

    def define(self, class_name: str, tree: dict[str, Any], path: FieldPath) -> None:
        """Take in a part that has an id of its own."""
        self.defined.append(Item(class_name, tree["id"], self.document, path, tree))

    def fill_siblings(self) -> None:
        """Take in the nodes of all parts with keys, before one is named by its key."""
        if self.siblings:
            return
        survey = self.functions.survey
        if next(key_problems(survey.keyed_fields, self.document, self.tree), None):
            raise Unusual
        for slot in survey.schema.usage_fields:
            plan = self.functions.mapper.plan(slot.range)
            for child in values(self.tree.get(slot.field, [])):
                key = plan.key(child)
                self.siblings[key] = node = plan.node(child, self.id, key)
                self.expected[node] = self.functions.mapper.types(slot.range)


def _no_classes(item: Term) -> Sequence[Term]:
    return ()
