"""Parts as files, which any scheduler can make and move: one for each partition of the entries.

A file is a line of JSON about itself, then for each of its parts a line of JSON and the triples, and at its end the
counts of all. It holds no code: reading one from elsewhere runs nothing.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain
from pathlib import Path
from typing import IO, Any

from slm_graph.build.counts import Counts
from slm_graph.build.partition import BuildPlan, Part, map_tasks
from slm_graph.build.validation import Validated
from slm_graph.documents import line_parts
from slm_graph.entries import CheckedPart, KeyMention, Keys
from slm_graph.files import open_new, open_regular
from slm_graph.problems import Fault, Problem, WrongArgument
from slm_graph.processes import cores
from slm_graph.project import Project, find_project
from slm_graph.rdf import Term

_MARK = "slm-graph part"
_VERSION = 1
_MENTIONS = ("had", "named")


class PartFile:
    """The parts of one partition, read from its file each time that they are gone through.

    Raises
    ------
    Fault
        The file is not one of parts, or has lost its end.
    OSError
        It cannot be read.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        with open_regular(path) as file:
            self.head = self._line(file)
        if self.head.get(_MARK) != _VERSION:
            raise Fault(f"{path}: is no part of a build; make parts with `slm-graph build --partition 1/4`")

    @property
    def number(self) -> int:
        """Which partition it is, from 1."""
        return int(self.head["number"])

    def __iter__(self) -> Iterator[Part]:
        with open_regular(self.path) as file:
            self._line(file)
            while "counts" not in (tree := self._line(file)):
                texts: dict[str, bytes | memoryview] = {
                    ending: file.read(size) for ending, size in tree["texts"].items()
                }
                yield _part(tree, texts)
            yield Part(counts=_counts(tree["counts"]))

    def _line(self, file: IO[bytes]) -> dict[str, Any]:
        try:
            tree = json.loads(file.readline())
        except ValueError:
            tree = None
        if not isinstance(tree, dict):
            raise Fault(f"{self.path}: is no part of a build, or lost its end; make it again")
        return tree


def write_part(
    project: Project,
    output: Path,
    number: int,
    of: int,
    *,
    base: str = "",
    formats: Sequence[str],
    processes: int = 0,
) -> tuple[Path, int]:
    """Map one of several partitions of a project's entries, and write its file.

    Returns
    -------
    tuple
        The file, and the number of problems that it holds for `merge` to tell.

    Raises
    ------
    InvalidData
        The vocabulary has problems.
    WrongArgument
        The entries are no JSON Lines, or there is no such format.
    OSError
        The file cannot be written.
    """
    plan = BuildPlan.of(project, base=base, formats=formats)
    paths = line_files(plan)
    output.mkdir(parents=True, exist_ok=True)
    path = output / f"slm-graph.{number}-of-{of}.part"
    head = {
        _MARK: _VERSION,
        "number": number,
        "of": of,
        "plan": plan.digest,
        "base": base,
        "formats": plan.formats,
        "data": project.data.as_posix() if not project.is_fallback else "",
        "entries": project.entries.as_posix() if project.entries else "",
        "bytes": sum(file.stat().st_size for file in paths),
    }
    counts, problems = Counts(), 0
    tasks = (task for file in paths for task in line_parts(file, number, of))
    with open_new(path) as stream:
        _write_line(stream, head)
        for part in map_tasks(plan, tasks, cores(processes), keeps_keys=True):
            counts.merge(part.counts)
            problems += len(part.checked.problems)
            _write_line(stream, _tree(part))
            for text in part.texts.values():
                stream.write(text)
        _write_line(stream, {"counts": _counts_tree(counts)})
    return path, problems


@dataclass(frozen=True)
class PartFiles:
    """The files of all partitions of a build, in the order of the entries: their parts, read each time anew."""

    files: Sequence[PartFile]

    def __iter__(self) -> Iterator[Part]:
        return chain.from_iterable(self.files)


def read_parts(paths: Iterable[Path]) -> PartFiles:
    """Return the files of a build's parts, of which each must be there once.

    Raises
    ------
    WrongArgument
        One is missing, occurs twice, or is of another build.
    Fault
        One is no part, or has lost its end.
    """
    files = sorted(map(PartFile, paths), key=lambda file: file.number)
    first = files[0]
    for name, what in (("of", "number of partitions"), ("plan", "data or version"), ("bytes", "entries")):
        for file in files:
            if file.head[name] != first.head[name]:
                raise WrongArgument(f"{file.path}: is of another {what} than {first.path}; make all parts anew")
    numbers = [file.number for file in files]
    for number in range(1, first.head["of"] + 1):
        if numbers.count(number) != 1:
            what = "is given twice" if number in numbers else "is missing"
            raise WrongArgument(f"part {number} of {first.head['of']} {what}; name each part once")
    return PartFiles(files)


def plan_of_parts(parts: PartFiles, data: Path | None = None) -> BuildPlan:
    """Return the plan by which parts were made, of data that are given or else of those where they were then.

    Raises
    ------
    InvalidData
        The vocabulary has problems.
    WrongArgument
        Schema or vocabulary are others now.
    """
    file = parts.files[0]
    entries = file.head["entries"]
    project = find_project(data or entries or file.head["data"] or None)
    if entries and project.entries is None:
        project = replace(project, entries=Path(entries))
    plan = BuildPlan.of(project, base=file.head["base"], formats=file.head["formats"])
    if plan.digest != file.head["plan"]:
        raise WrongArgument(f"{file.path}: was made of another schema or vocabulary; make all parts anew")
    return plan


def line_files(plan: BuildPlan) -> list[Path]:
    """Return the files of JSON Lines that a plan's entries are in; WrongArgument where they are something else."""
    project = plan.survey.project
    if project.entries:
        return [project.entries]
    folder = project.data / plan.survey.schema.entry_class.folder
    files = sorted(folder.glob("*.jsonl"))
    if not files or any(folder.glob("*.y*ml")):
        raise WrongArgument(f"{folder}: partitions are of JSON Lines; give a file of entries with --data")
    return files


def _write_line(stream: IO[bytes], tree: Mapping[str, Any]) -> None:
    stream.write(json.dumps(tree, ensure_ascii=False).encode(errors="surrogatepass") + b"\n")


def _tree(part: Part) -> dict[str, Any]:
    checked = part.checked
    return {
        "problems": checked.problems,
        "shapes": part.validated.problems,
        "beside": part.validated.beside,
        "files": sorted(checked.files),
        "adopted": checked.adopted,
        "paths": checked.keys.paths,
        "size": part.size,
        "texts": {ending: len(text) for ending, text in part.texts.items()},
        **{name: getattr(checked.keys, name) for name in _MENTIONS},
    }


def _part(tree: Mapping[str, Any], texts: dict[str, bytes | memoryview]) -> Part:
    keys = Keys(paths=tree["paths"])
    keys.had, keys.named = ([_mention(fields) for fields in tree[name]] for name in _MENTIONS)
    for mention in keys.had:
        keys.add(mention.what, mention.text)
    for mention in keys.named:
        keys.refer(mention.what, mention.text)
    problems = [Problem(*fields) for fields in tree["problems"]]
    adopted = [(class_name, item_id) for class_name, item_id in tree["adopted"]]
    beside = {Term(node): [(Term(name), Term(item)) for name, item in pairs] for node, pairs in tree["beside"].items()}
    validated = Validated([Problem(*fields) for fields in tree["shapes"]], beside)
    checked = CheckedPart(problems, keys, set(tree["files"]), adopted)
    return Part(checked, validated=validated, texts=texts, size=tree["size"])


def _mention(fields: Sequence[Any]) -> KeyMention:
    what, text, file, line, place = fields
    return KeyMention(what, text, file, line, tuple(place))


def _counts_tree(counts: Counts) -> dict[str, Any]:
    return {
        "links": [[*link, number] for link, number in counts.links.items()],
        "classes": counts.classes,
        "subjects": counts.subjects,
        "described": counts.described,
    }


def _counts(tree: Mapping[str, Any]) -> Counts:
    links = Counter(
        {(_thing(subject), Term(name), _thing(target)): number for subject, name, target, number in tree["links"]}
    )
    described = {Term(node): tuple(classes) for node, classes in tree["described"].items()}
    return Counts(links, Counter(tree["classes"]), tree["subjects"], described)


def _thing(tree: str | list[Term]) -> Any:
    return tree if isinstance(tree, str) else tuple(tree)
