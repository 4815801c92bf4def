"""Where the keys of entries stand, when entries are no longer in memory."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from slm_graph.documents import Document, FieldPath, Lines, line_parts, read_yaml
from slm_graph.entries.items import Key, Reference
from slm_graph.files import shown
from slm_graph.problems import Problem
from slm_graph.project import Project


class KeyMention(NamedTuple):
    """A key that an entry has, or names: what it is, such as an id of a class, its text, and where it stands."""

    what: str
    text: str
    file: str
    line: int
    place: FieldPath


def mention(key: Key | Reference) -> KeyMention:
    """Return where a key or a reference stands, without its document."""
    what, text, document, place = key
    return KeyMention(what, text, document.path, document.first_line, place)


class Reread:
    """The documents that mentions are of, read once more; of a file that is not here, documents without places.

    Mentions that are asked for in the order of their files cost one reading of each file.
    """

    def __init__(self, project: Project) -> None:
        self._entries = shown(project.entries) if project.entries else ""
        self._file = ""
        self._rest: Iterator[Document | Problem] = iter(())
        self._last: Document | None = None

    def document(self, mention: KeyMention) -> Document:
        """Return the document of a mention."""
        if self._last is None or (self._last.path, self._last.first_line) != (mention.file, mention.line):
            self._last = self._read(mention) or Document(mention.file, {}, mention.line, places={})
        return self._last

    def _read(self, mention: KeyMention) -> Document | None:
        path = Path(mention.file)
        if not (mention.file == self._entries or path.suffix == ".jsonl"):
            return read_yaml(path)[0]
        passed = self._last.first_line if self._last and self._file == mention.file else mention.line + 1
        if passed > mention.line:
            self._file, self._rest = mention.file, _documents(path)
        lines = (one for one in self._rest if isinstance(one, Document))
        return next((one for one in lines if one.first_line >= mention.line), None)


def _documents(path: Path) -> Iterator[Document | Problem]:
    for part in line_parts(path):
        if isinstance(part, Lines):
            yield from part.documents()
