"""A build in parts, in any process on any machine: a plan, the parts that come of it, and the whole that they make.

`map_partition` is a pure function of a plan and some lines: the same part comes of them wherever it is made, and
whatever was made before. So a scheduler may make the parts in any order, on any machine, and twice.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property, partial
from itertools import chain
from pathlib import Path
from pickle import PickleBuffer
from typing import Any, SupportsIndex

from slm_graph.about import __version__
from slm_graph.build.compiled import CompiledEntries
from slm_graph.build.counts import Counts, KnownClasses
from slm_graph.build.files import new_writer
from slm_graph.build.mapper import Mapper
from slm_graph.build.sections import vocabulary_sections
from slm_graph.build.shape_checks import ShapeChecks, read_statements
from slm_graph.build.shape_tests import UnknownConstraint
from slm_graph.build.validation import Validated, Validator, read_shapes
from slm_graph.documents import Document, Lines
from slm_graph.entries import CheckedEntry, CheckedPart, Survey, Task, entry_tree, read_survey, task_documents
from slm_graph.ontology import shape_statements
from slm_graph.problems import InvalidData, Problem, base_argument, texts_argument
from slm_graph.processes import in_order
from slm_graph.project import Project, project_argument
from slm_graph.rdf import DEFAULT_ENDINGS, Writer, written_formats


@dataclass
class Part:
    """What comes of some lines.

    Attributes
    ----------
    checked
        Their problems, and the keys by which the whole is judged.
    counts
        Of their triples.
    validated
        What the shapes say of the triples.
    texts
        The triples, UTF-8, by the ending of the format; not whole where there are problems. Of a part that another
        process has made they stand until the next part is asked for.
    size
        The bytes of the lines.
    """

    checked: CheckedPart = field(default_factory=CheckedPart)
    counts: Counts = field(default_factory=Counts)
    validated: Validated = field(default_factory=Validated)
    texts: dict[str, bytes | memoryview] = field(default_factory=dict)
    size: int = 0

    def __reduce_ex__(self, protocol: SupportsIndex) -> str | tuple[Any, ...]:
        """Return what is pickled: the texts so that they need not be copied, where the protocol can do that."""
        if int(protocol) < 5:
            return super().__reduce_ex__(protocol)
        texts = {ending: PickleBuffer(text) for ending, text in self.texts.items()}
        return Part, (self.checked, self.counts, self.validated, texts, self.size)


class BuildPlan:
    """How entries become triples: the schema, the vocabulary, the base and the formats; it can be pickled.

    Parameters
    ----------
    survey
        Sound: without problems.
    base
        The IRI below which the nodes live; the schema's own by default.
    formats
        Endings of formats that are written.
    validates
        Whether parts are checked against the SHACL shapes.

    Examples
    --------
    >>> from slm_graph.build import Plan
    >>> plan = Plan.of("data", formats=["nt"])
    >>> part = map_partition(plan, Lines("entries.jsonl", 1, b'{"id": "one", "nam": "One"}\\n'))
    >>> print(part.checked.problems[0])
    entries.jsonl:1:15: nam: no field of a System; did you mean name?
    """

    def __init__(
        self, survey: Survey, base: str = "", formats: Sequence[str] = DEFAULT_ENDINGS, *, validates: bool = True
    ) -> None:
        self.survey = survey
        self.base = base
        self.shapes = read_shapes(survey) if validates else None
        self.formats = [row.ending for row in written_formats(formats)]

    @classmethod
    def of(
        cls,
        project: Project | Path | str,
        *,
        base: str = "",
        formats: Sequence[str] = DEFAULT_ENDINGS,
        validates: bool = True,
    ) -> BuildPlan:
        """Return the plan of a project, or of data as of `find_project`.

        Raises
        ------
        InvalidData
            The vocabulary has problems.
        WrongArgument
            There is no such format, or none that is written; or the base is none.
        """
        survey = read_survey(project_argument("project", project))
        if survey.problems:
            raise InvalidData(survey.problems)
        return cls(survey, base_argument("base", base), texts_argument("formats", formats), validates=validates)

    @cached_property
    def mapper(self) -> Mapper:
        """What maps the entries."""
        mapper = Mapper(self.survey.schema, self.survey.vocabulary, self.survey.sources, self.base)
        # Now, before anything of authority files joins the vocabulary.
        assert mapper.entry_plan is not None  # noqa: S101
        return mapper

    @cached_property
    def writers(self) -> dict[str, Writer]:
        """What writes the triples, by the ending of the format."""
        return {row.ending: new_writer(self.mapper, row) for row in written_formats(self.formats)}

    @cached_property
    def known(self) -> KnownClasses:
        """The classes of the vocabulary's things, whatever parts have been made."""
        known = KnownClasses(self.mapper)
        for section in vocabulary_sections(self.survey, self.mapper):
            Counts().add(section.blocks, known)
        return known

    @cached_property
    def validator(self) -> Validator | None:
        """What validates; None where nothing is, or where the shapes have constraints that need another validator."""
        if not self.shapes:
            return None
        try:
            checks = ShapeChecks(
                read_statements(self.shapes.text) if self.shapes.has_more else shape_statements(self.survey.schema)
            )
        except UnknownConstraint:
            return None
        return Validator(checks, self.survey, self.mapper, self.known)

    @cached_property
    def compiled(self) -> CompiledEntries | None:
        """What checks, maps and writes ordinary entries at once; None for YAML and for formats but N-Triples."""
        if self.formats != ["nt"] or self.survey.project.entries is None or (self.shapes and self.validator is None):
            return None
        checks = self.validator.checks if self.validator else None
        return CompiledEntries(self.survey, self.mapper, self.known, checks)

    @cached_property
    def digest(self) -> str:
        """What tells whether two parts are made by the same plan."""
        survey, text = self.survey, self.shapes.text if self.shapes else ""
        trees: list[Any] = [item.tree for item in survey.vocabulary.items]
        trees += [row.document.tree for rows in survey.further.values() for row in rows]
        stated = [__version__, self.mapper.base, self.formats, survey.project.entries is None, text, trees]
        return hashlib.sha256(survey.project.schema.read_bytes() + json.dumps(stated).encode()).hexdigest()

    def __getstate__(self) -> dict[str, Any]:
        """Return what is pickled: all but what is compiled when it is needed."""
        return {name: self.__dict__[name] for name in ("survey", "base", "formats", "shapes")}

    def ready(self) -> BuildPlan:
        """Compile what is needed, so that forked processes share it; return the plan itself."""
        for name in ("known", "writers", "validator", "compiled"):
            getattr(self, name)
        return self


def map_partition(plan: BuildPlan, lines: Lines, *, keeps_keys: bool = True) -> Part:
    """Check and map the entries of some lines; a pure function.

    Parameters
    ----------
    keeps_keys
        Whether the part has the keys themselves, and can say what is wrong with the whole. Without it has their digests
        alone, and the lines are looked at again where they meet.
    """
    return map_task(plan, keeps_keys, lines)


def map_task(plan: BuildPlan, keeps_keys: bool, task: Task) -> Part:
    """Check and map some lines, or one entry."""
    part, known, mapper, validator = Part(), plan.known, plan.mapper, plan.validator
    wanted = set(known.wanted)
    writers = plan.writers
    texts: dict[str, list[bytes]] = {ending: [] for ending in writers}
    signatures: Counter[tuple[int, ...]] = Counter()

    def written(document: Document) -> CheckedEntry | None:
        """Write an entry by the functions that are compiled, and return it; None where it is not ordinary."""
        one = plan.compiled.entry(document) if plan.compiled else None
        if one is None:
            return None
        signatures.update(one.signatures)
        part.counts.described.update(one.described)
        for node, pair in one.beside:
            part.validated.beside.setdefault(node, []).append(pair)
        texts["nt"] += one.pieces
        return one.checked

    for entry in part.checked.sound(plan.survey, task_documents(task), keeps_keys, written):
        blocks = mapper.entry_blocks(entry_tree(entry.document), entry.further_trees)
        part.counts.add(blocks, known)
        if validator:
            validator.entry(entry, blocks, part.validated)
        for ending, writer in writers.items():
            texts[ending].append(writer.blocks(blocks).encode())
    if plan.compiled:
        plan.compiled.count(signatures, part.counts)
    known.wanted = wanted
    part.size = _size(task)
    part.texts = {ending: b"".join(pieces) for ending, pieces in texts.items()}
    return part


def map_tasks(plan: BuildPlan, tasks: Iterable[Task], processes: int, *, keeps_keys: bool = False) -> Iterator[Part]:
    """Yield the parts of lines or entries in their order, by processes of this machine."""
    return in_order(partial(map_task, plan.ready(), keeps_keys), _rehearsed(plan, tasks), processes)


def _rehearsed(plan: BuildPlan, tasks: Iterable[Task]) -> Iterable[Task]:
    """Return the same tasks; the functions that their first entries need are made now, before processes are forked."""
    if plan.compiled is None:
        return tasks
    tasks = iter(tasks)
    first = next(tasks, None)
    if first is None:
        return ()
    if isinstance(first, Lines):
        for document in first.documents():
            if isinstance(document, Document):
                plan.compiled.entry(document)
    return chain((first,), tasks)


def _size(task: Task) -> int:
    if isinstance(task, Problem):
        return 0
    return len(task.data) if isinstance(task, Lines) else len(task.text.encode())
