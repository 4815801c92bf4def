"""What the data of a project define, each with its path and its place, and what an id that somebody types means."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from slm_graph.documents import Document, FieldPath
from slm_graph.entries import (
    Item,
    OwnPath,
    Survey,
    entry_documents,
    entry_paths,
    entry_tree,
    item_paths,
    key_of_usage,
    row_paths,
)
from slm_graph.files import shown
from slm_graph.problems import Fault, NotFound, WrongArgument, nearest
from slm_graph.schema import Class
from slm_graph.text import words


class Definition(NamedTuple):
    """Something that has an IRI of its own, and where it stands.

    Parameters
    ----------
    path
        Its IRI, by what follows the base.
    cls
        Its class.
    id
        Its id, or the key of a usage; "" for what follows from something else, such as a prompt, a row, a table.
    document, place
        The document that defines it, and where in it.
    tree
        What it is there.
    """

    path: str
    cls: Class
    id: str
    document: Document
    place: FieldPath
    tree: dict[str, Any]

    @property
    def is_usage(self) -> bool:
        """Whether it has a key, and no id."""
        return bool(self.cls.key_fields)


def definitions(survey: Survey) -> Iterator[Definition]:
    """Yield what the vocabulary, the authority files and the entries define."""
    retired = survey.schema.retired_class
    for item in (*survey.vocabulary.items, *survey.checker.authority.items()):
        if item.id and (retired is None or item.class_name != retired.name):
            yield from _of_item(survey, item)
    for document in entry_documents(survey):
        if isinstance(document, Document) and isinstance(document.tree, dict):
            yield from (_within(survey, made, document) for made in entry_paths(survey.schema, document.tree))
    for row in (row for rows in survey.further.values() for row in rows):
        tree = entry_tree(row.document)
        yield from (_within(survey, made, row.document) for made in row_paths(survey.schema, tree))


def find_definition(survey: Survey, text: str, verb: str = "rename") -> Definition:
    """Return what a path, an IRI, a CURIE such as `encoder:whisper` or an id means; `verb` says what is to be done.

    Raises
    ------
    NotFound
        It means nothing, or several things.
    Fault
        It is retired already, or its IRI follows from something else.
    """
    wanted = path_of(survey, text)
    if wanted in survey.retired.stubs:
        ends = " or ".join(survey.retired.resolved(wanted))
        raise Fault(f"{wanted}: is retired already{f'; give {ends}' if ends else ''}")
    is_id = "/" not in wanted
    names = [(_name(definition, is_id=is_id), definition) for definition in definitions(survey)]
    matches = [definition for name, definition in names if wanted in (name, definition.path)]
    ids = {name for name, _ in names}
    if not matches:
        raise NotFound(f"{text}: nothing has this id{nearest(wanted, ids) or '; give one such as encoder/whisper'}")
    if len(matches) > 1:
        raise NotFound(f"{text}: several things have this id; give one of {', '.join(one.path for one in matches)}")
    definition = matches[0]
    if not definition.id:
        done = verb if verb == "split" else f"{verb.removesuffix('e')}ed"
        instead = f"{verb} what it belongs to, or change it by hand and add its stub (data/README.md tells how)"
        raise Fault(f"{definition.path}: is not {done} alone; {instead}")
    return definition


def require_free(survey: Survey, definition: Definition, item_id: str) -> None:
    """Raise a Fault where something has an id already that would be taken for the new one."""
    above = {cls.name for cls in survey.schema.ancestors(definition.cls.name)}
    start = definition.path.rpartition("/")[0]
    for other in definitions(survey):
        if other.id.casefold() != item_id.casefold() or other.path == definition.path:
            continue
        if other.path == f"{start}/{item_id}":
            join = f"slm-graph retire {definition.path} --replaced-by {other.path}"
            raise Fault(f"{other.path}: is there already; give another id, or join the two: {join}")
        if other.path.rpartition("/")[0] == start and not definition.is_usage:
            raise Fault(f"{other.path}: differs from {item_id} in case alone; give another id")
        shared = [cls.name for cls in survey.schema.ancestors(other.cls.name) if cls.name in above]
        if shared and not definition.is_usage:
            raise Fault(f"{other.path}: has this id, and a {words(shared[0])} may be either; give another id")


def require_unnamed(survey: Survey, definition: Definition) -> None:
    """Raise a Fault where the schema names an item."""
    if mention := _name_in_schema(survey, definition):
        raise Fault(f"{definition.path}: {shown(survey.project.schema)} names it ({mention}); it stays as it is")


def new_id(survey: Survey, definition: Definition, text: str) -> str:
    """Return the id that something is to have, given as an id or as a path of the same kind.

    Raises
    ------
    WrongArgument
        It is none, is of another kind, or is the one that it has.
    """
    path = path_of(survey, text)
    start, _, old = definition.path.rpartition("/")
    before, _, new = path.rpartition("/")
    if before not in ("", start):
        raise WrongArgument(f"{text}: is of another kind than {definition.path}; give an id, or {start}/ID")
    slot = survey.schema.slots["key" if definition.is_usage else "id"]
    if slot.pattern and not slot.pattern.fullmatch(new):
        raise WrongArgument(f"{text}: is no id; use letters, digits, dots and hyphens, as in {slot.examples[0]}")
    if new == old:
        raise WrongArgument(f"{definition.path}: is called {new} already; give another id")
    return new


def _name(definition: Definition, *, is_id: bool) -> str:
    return definition.id if is_id and definition.cls.has_id and definition.id else definition.path


def path_of(survey: Survey, text: str) -> str:
    """Return the path that a text gives as an IRI or a CURIE; any other text as it is."""
    plain = text.strip("<>").removeprefix(survey.schema.base)
    prefix, colon, rest = plain.partition(":")
    is_kind = any(cls.iri_template.startswith(f"{prefix}/") for cls in survey.schema.classes.values())
    return f"{prefix}/{rest}" if colon and is_kind else plain


def value_of(tree: Any, place: FieldPath) -> Any:
    """Return what stands at a place of a tree."""
    for step in place:
        tree = tree[step]
    return tree


def _of_item(survey: Survey, item: Item) -> Iterator[Definition]:
    """Yield what an item defines; what is a part of it cannot be renamed, and has no id here."""
    for made in item_paths(survey.schema, item):
        cls = survey.schema.classes[made.class_name]
        item_id = "" if made.place or made.label else item.id
        yield Definition(
            made.path, cls, item_id, item.document, (*item.path, *made.place), value_of(item.tree, made.place)
        )


def _within(survey: Survey, made: OwnPath, document: Document) -> Definition:
    cls = survey.schema.classes[made.class_name]
    tree = value_of(document.tree, made.place)
    name = str(tree["id"]) if cls.has_id else key_of_usage(cls, tree)
    is_row = survey.schema.row_field is not None and cls.name == survey.schema.row_field.range
    return Definition(made.path, cls, "" if is_row else name, document, made.place, tree)


def _name_in_schema(survey: Survey, definition: Definition) -> str:
    """Return what in the schema names an item, "" where nothing does."""
    schema = survey.schema
    if "in_scheme" in schema.slots and schema.slots["in_scheme"].range == definition.cls.name:
        users = (cls.name for cls in schema.classes.values() if cls.scheme == definition.id)
        if user := next(users, ""):
            return f"the scheme of {user}"
    for slot in (slot for cls in schema.classes.values() for slot in cls.slots.values()):
        for edge in slot.edges:
            of_field = schema.slots[edge.field].range if edge.field else ""
            if edge.value == definition.id and of_field == definition.cls.name:
                return f"an edge of {slot.name}"
    return ""
