"""Items for names that the vocabulary lacks: of the authority files, or drafted from what a table says of them."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

from slm_graph.documents import Document
from slm_graph.entries import Authority, Item, Vocabulary, is_no_name
from slm_graph.importing.candidates import PlainNames
from slm_graph.importing.drafts import Draft
from slm_graph.importing.endings import without_parameters
from slm_graph.importing.fields import in_field_order
from slm_graph.importing.ids import free_id
from slm_graph.importing.linker import ACCEPT, Linker
from slm_graph.importing.papers import paper_facts
from slm_graph.schema import Class, Schema, Slot
from slm_graph.text import key_of, name_key, slug, states_nothing, without_pictures

DRAFTED = "Drafted from a table; settle what it is."
_MAX_NAME_WORDS = 6
_OF_MANY = frozenset("benchmarks corpora datasets encoders models reports sources".split())
"""What a description of several things ends in."""
_NO_ROWS = frozenset("all average avg avg. mean other others overall sum total".split())
"""What stands in place of a name in rows of sums."""


class ItemDrafter:
    """Drafts items for a vocabulary; each name of a class is drafted once.

    Parameters
    ----------
    schema, vocabulary, authority
        The classes, the items that there are, and those that are taken over where a name means one.
    known
        Finds the things of the vocabulary and of the authority files.
    survey_id
        The survey whose abbreviations are listed.
    paper
        The field of an entry that holds its paper.
    papers, new_papers
        The papers that entries describe; and those of entries that are not written yet, which may name one of the
        vocabulary instead.
    accept
        The least confidence of a thing that a new one is a variant of.
    """

    def __init__(
        self, schema: Schema, vocabulary: Vocabulary, authority: Authority, known: Linker, survey_id: str,
        paper: Slot | None, papers: Iterable[Mapping[str, Any]], new_papers: Iterable[Mapping[str, Any]] = (),
        accept: float = ACCEPT,
    ) -> None:  # fmt: skip
        self._schema, self._vocabulary, self._authority, self._known = schema, vocabulary, authority, known
        self._survey_id, self._paper, self._accept = survey_id, paper, accept
        self._plain = PlainNames(schema, authority)
        self.items: dict[tuple[str, str], Item] = {}
        """The items that were drafted, by their class and id."""
        self.adopted: dict[tuple[str, str], Item] = {}
        """Items of authority files that names mean."""
        self.moved: list[Item] = []
        """Items of authority files that are drafted with what a table says of them besides."""
        self.unfilled: dict[str, str] = {}
        """The classes of which no items are drafted, each with a field that they need and no table gives."""
        self._ids: defaultdict[str, set[str]] = defaultdict(set)
        """The ids in use, by the topmost class of their items."""
        for item in (*vocabulary.items, *authority.items()):
            self._ids[self._kind(item.class_name)].add(item.id.casefold())
        self._id_of_name = {
            (item.class_name, name_key(str(item.tree.get("label", "")))): item.id for item in vocabulary.items
        }
        of_class = [item.tree for item in vocabulary.items if paper and item.class_name == paper.range]
        self._own_papers = {str(tree.get("id")) for tree in of_class}
        described = [*papers, *of_class]
        self._paper_facts = {fact: str(tree.get("id")) for tree in described for fact in paper_facts(tree)}
        self._new_papers = {fact: tree for tree in new_papers for fact in paper_facts(tree) if "id" in tree}
        self._paper_ids = {str(tree.get("id")).casefold() for tree in [*described, *self._new_papers.values()]}

    def _kind(self, class_name: str) -> str:
        return [cls.name for cls in self._schema.ancestors(class_name)][-1]

    def paper(self, paper: Mapping[str, Any]) -> str:
        """Draft an item for a paper of things, or of no system, where it is not known yet; return its id, or ""."""
        assert self._paper is not None  # noqa: S101
        class_name = self._paper.range
        facts = set(paper_facts(paper))
        known = next((self._paper_facts[fact] for fact in sorted(facts) if fact in self._paper_facts), None)
        if known is not None:
            return known if known in self._own_papers or (class_name, known) in self.items else ""
        shared = next((self._new_papers[fact] for fact in sorted(facts) if fact in self._new_papers), None)
        if shared is None:
            tree = {**paper, "id": free_id(str(paper["id"]), self._paper_ids)}
        else:  # The entry names it then, as the vocabulary stands alone.
            tree = in_field_order({**paper, **shared}, self._schema.classes[class_name])
            facts |= set(paper_facts(shared))
        self._paper_ids.add(tree["id"].casefold())
        self._paper_facts |= dict.fromkeys(facts, tree["id"])
        self.items[class_name, tree["id"]] = Item(class_name, tree["id"], Document("", tree, places={}), (), tree)
        return str(tree["id"])

    def thing(self, class_name: str, draft: Draft, context: str) -> None:
        """Draft an item for a row of a table of things, with what the row says of it.

        One of an authority file moves from there to the vocabulary and gets what it lacks, where the row has its name;
        the context is what the table is about, in words.
        """
        item = self._in_authority(class_name, draft.name, context)
        if item and item.class_name == class_name and (class_name, item.id) not in self.items:
            self.moved.append(item)
            self.adopted.pop((class_name, item.id), None)
        else:
            item = self.items.get((class_name, self.item(class_name, draft.name)))
        if item is None:
            return
        fields = self._schema.classes[class_name].fields
        new = {key: value for key, value in draft.tree.items() if key in fields and key not in item.tree}
        paper = draft.tree.get(self._paper.field) if self._paper else None
        if {"issued", "year"} & item.tree.keys():
            new = {key: value for key, value in new.items() if key not in ("issued", "year")}
        has_paper = isinstance(paper, dict) and "described_in" in fields and "described_in" not in item.tree
        if has_paper and (paper_id := self.paper(dict(paper or {}))):
            new["described_in"] = [paper_id]
        self._put(class_name, {**item.tree, **new})

    def item(self, class_name: str, name: str, code: str = "", base: str = "") -> str:
        """Return the id of the item of a name: of the vocabulary, of an authority file, or drafted; "" if none can be.

        Parameters
        ----------
        code
            An abbreviation that a list explains.
        base
            The id of the thing that it is a variant of.
        """
        if is_no_name(name):
            return ""
        if item := self._in_authority(class_name, name):
            if (item.class_name, item.id) not in self.items:
                self.adopted[class_name, item.id] = item
            return item.id
        # Also one of the vocabulary that no mention leads to: "8)M" is no name in a text, and may be an item's.
        if known := self._id_of_name.get((class_name, name_key(name))):
            return known
        if self._plain.find(class_name, name):
            return ""  # It may be that one, which no other may be called as.
        cls = self._schema.classes[class_name]
        of = self._base(class_name, name, base)
        required = self._required(cls, of)
        if required is None:
            return ""
        taken = self._ids[self._kind(class_name)]
        identifier = free_id(slug(code or name) or f"item-{len(self.items) + 1}", taken)
        taken.add(identifier)
        self._id_of_name[class_name, name_key(name)] = identifier
        tree = self._tree(cls, identifier, name, code) | required
        of_slot = next((slot.field for slot in cls.fields.values() if slot.name == "variant_of"), "")
        self._put(class_name, tree | ({of_slot: of.id} if of and of_slot else {}))
        return identifier

    def _in_authority(self, class_name: str, name: str, context: str = "") -> Item | None:
        """Return the item of an authority file that a name as a whole means, or that has it and is of the field."""
        if meant := self._known.named_as_whole(name, class_name):
            return self._authority.find(class_name, meant)
        named = self._plain.find(class_name, name)
        return named if named and self._plain.is_of_field(named, context) else None

    def _tree(self, cls: Class, identifier: str, name: str, code: str) -> dict[str, Any]:
        tree: dict[str, Any] = {"id": identifier, _label_field(cls): name}
        # A code that names something else already stays with it.
        if code and "abbreviation" in cls.fields and code.casefold() not in self._vocabulary.by_name(cls.name):
            tree["abbreviation"] = code
        listed_in = next((slot.field for slot in cls.fields.values() if slot.name == "listed_in"), "")
        tree |= {listed_in: [self._survey_id]} if code and listed_in else {}
        return tree | ({"note": DRAFTED} if "note" in cls.fields else {})

    def _base(self, class_name: str, name: str, base: str) -> Item | None:
        """Return what a name is a size or a checkpoint of; of PaLM 2 8B this is PaLM 2, which is none of PaLM."""
        variant = None if base else self._known.variant(name, class_name)
        base = variant.base if variant and variant.confidence >= self._accept else base
        stem = without_parameters(name) if self._known.has_sizes(class_name) and not base else ""
        if stem and stem != name:
            base = self.item(class_name, stem)
        drafted = self.items.get((class_name, base)) or self.adopted.get((class_name, base))
        return drafted or self._known.item(class_name, base)

    def _put(self, class_name: str, tree: Mapping[str, Any]) -> None:
        ordered = in_field_order(tree, self._schema.classes[class_name])
        item_id = str(tree["id"])
        self.items[class_name, item_id] = Item(class_name, item_id, Document("", ordered, places={}), (), ordered)

    def _required(self, cls: Class, of: Item | None) -> dict[str, Any] | None:
        """Return what an item must have besides its name, and its family: as the thing that it is a size of has them.

        Returns
        -------
        dict or None
            None where an item needs what no table says, such as one value of a list: it is left to people then.
        """
        values: dict[str, Any] = {}
        for slot in cls.fields.values():
            if slot.field in ("id", _label_field(cls)) or not (slot.required or slot.name == "family"):
                continue
            value = of.tree.get(slot.field) if of is not None else None
            if not value and not slot.required:
                continue  # No name tells a family: Mistrallite is no Mistral.
            if not value:
                self.unfilled[cls.name] = slot.field
                return None
            values[slot.field] = value
        return values


def _label_field(cls: Class) -> str:
    labels = (slot.field for slot in cls.fields.values() if slot.parent == "rdfs_label" or slot.name == "label")
    return next(labels, "label")


def new_name(text: str) -> str:
    """Return the name that left-over words seem to be, or "" where they are rather a description.

    Examples
    --------
    >>> new_name("FooSet-2"), new_name("a frozen encoder"), new_name("Radiology benchmarks"), new_name("13B")
    ('FooSet-2', '', '', '')
    """
    text = without_pictures(text).strip(" .,;:")
    words = text.split()
    is_name = 0 < len(words) <= _MAX_NAME_WORDS and bool(re.search(r"[A-Z]|\d|[^\x00-\x7f]", words[0]))
    is_of_many = bool(words) and re.fullmatch("[A-Z][a-z]+", words[0]) is not None and words[-1] in _OF_MANY
    if is_of_many or re.fullmatch(r"[\d.,~]+ ?[A-Za-z]?", text):
        return ""
    small = sum(word[:1].islower() for word in words)
    return text if is_name and key_of(text) and not key_of(text).isdigit() and small <= len(words) / 2 else ""


def names_a_row(text: str) -> bool:
    """Tell whether the text of a cell of names is one, which may be a plain word: no total, no sentence.

    Examples
    --------
    >>> [names_a_row(text) for text in ("starcoderdata", "Open Assistant", "Total", "see the list below", "-")]
    [True, True, False, False, False]
    """
    if states_nothing(text) or text.casefold() in _NO_ROWS or not re.search(r"[^\W\d_]", text):
        return False
    return len(text.split()) == 1 or new_name(text) == text
