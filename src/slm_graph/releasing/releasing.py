"""A release written: the graph anew, as the data give it, under its version; and what an archive wants beside it."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, date, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple

from slm_graph.build import Written, sssom, write_graph
from slm_graph.diff import as_markdown, difference
from slm_graph.entries import Survey, read_survey
from slm_graph.files import Generation, settle, shown
from slm_graph.graphs import open_graph
from slm_graph.ontology import ontology_files
from slm_graph.problems import Fault, InvalidData, WrongArgument, path_argument
from slm_graph.project import GRAPH_NAME, Project, project_argument
from slm_graph.questions import question_description, read_questions
from slm_graph.rdf import DCTERMS, OWL, RDF_TYPE, XSD, Pair, datatype_suffix, iri, literal
from slm_graph.releasing.bill import bill_of_materials
from slm_graph.releasing.checking import CheckedRelease, check_graphs
from slm_graph.releasing.checksums import CHECKSUMS, checksums_text
from slm_graph.releasing.citing import citing_files, spdx
from slm_graph.releasing.previous import EarlierRelease, earlier_release
from slm_graph.releasing.readme import readme_text

_VERSION = re.compile(r"[0-9A-Za-z](?:[0-9A-Za-z.+-]*[0-9A-Za-z])?")


class Released(NamedTuple):
    """What came of it: the files, none where the release was there already; what was read back; the release before."""

    written: list[Written]
    checked: CheckedRelease
    earlier: str
    advice: list[str]
    """What is not stated, and an archive will ask for."""


def write_release(
    project: Project | Path | str,
    folder: Path | str,
    version: str,
    *,
    since: str = "",
    issued: str = "",
    allow_gone: bool = False,
    progress: Callable[[int], None] = lambda size: None,
) -> Released:
    """Write a release of a project into a folder of its own, all of it or nothing.

    Parameters
    ----------
    project
        The files to read: a project, or its data as of `find_project`.
    folder
        Where to; it is made, or is empty, or holds this very release.
    version
        The version that `survey.yaml` says the graph has.
    since
        The release before: its folder, or its graph as a file or a git revision. By default the newest older one that
        lies beside this, or else the graph of the last git tag, if any.
    issued
        The day of the release, as 2026-11-22. By default that of SOURCE_DATE_EPOCH, if it is set; otherwise the release
        states none.
    allow_gone
        Whether things of the release before may be there no more.
    progress
        Called with the number of bytes of entries that have been dealt with since the last call.

    Raises
    ------
    InvalidData
        The data have problems, say another version, or changed the ontology without giving it another version.
    Fault
        The folder holds another release, or IRIs of the release before are gone.
    WrongArgument
        A version, a day or a folder is none.
    OSError
        The folder cannot be written to.
    """
    project, folder = project_argument("project", project), path_argument("folder", folder)
    if not _VERSION.fullmatch(version):
        raise WrongArgument(f"version {version}: write numbers and letters, as 0.2.0 or 2026-11-22")
    issued = _day(issued)
    settle(folder)
    if folder.is_dir() and any(folder.iterdir()) and not (folder / CHECKSUMS).is_file():
        raise Fault(f"{folder}: is no release and not empty; name a folder that is empty or not there")
    survey = read_survey(project)
    graph = _settings(survey, version)
    base = survey.schema.base
    earlier = earlier_release(project, base, folder, version, since)
    with TemporaryDirectory() as scratch:
        work = Path(scratch) / "release"
        facts = _facts(f"{base}graph", version, earlier, issued)
        write_graph(project, work, also=facts, progress=progress)
        texts = _texts(survey, graph)
        if earlier is not None:
            _require_new_ontology(survey, texts[f"{survey.schema.prefix}.ttl"], earlier)
            texts["changes.md"] = _changes(work / GRAPH_NAME, earlier, version, allow_gone=allow_gone)
        texts |= citing_files(graph, issued)
        texts["sbom.cdx.json"] = bill_of_materials(project, _named(graph, f"{base}graph/{version}"))
        names = {*texts, *(path.name for path in work.iterdir()), CHECKSUMS}
        stated = _stated(f"{base}graph/{version}", earlier, issued, str(graph.get("modified") or ""))
        licence = spdx(str(graph.get("license", ""))) or str(graph.get("license", ""))
        texts["README.md"] = readme_text(graph, stated, names, f"{survey.schema.prefix}.ttl", licence)
        for name, text in texts.items():
            (work / name).write_bytes(text.encode())
        (work / CHECKSUMS).write_text(checksums_text(work.iterdir()), encoding="utf-8")
        checked = check_graphs(work, version)
        written = _put(work, folder)
    return Released(written, checked, earlier.name if earlier else "", [*_advice(survey, graph)])


def _advice(survey: Survey, graph: Mapping[str, Any]) -> Iterator[str]:
    """Yield what to do before others take the release."""
    settings = survey.settings.document.path if survey.settings else ""
    for name in ("license", "authors"):
        if not graph.get(name):
            yield f"{settings}: states no {name} of the graph; an archive will ask for it"
    if survey.schema.base.startswith("https://example.org/"):
        yield (
            f"{shown(survey.project.schema)}: all IRIs lie below {survey.schema.base}, which is nobody's; IRIs stay:"
            " give base: an address of yours"
        )


def _day(issued: str) -> str:
    epoch = os.environ.get("SOURCE_DATE_EPOCH", "")
    if not issued and epoch:
        if not epoch.isdecimal():
            raise WrongArgument(f"SOURCE_DATE_EPOCH {epoch}: is no number of seconds")
        return datetime.fromtimestamp(int(epoch), UTC).date().isoformat()
    try:
        return date.fromisoformat(issued).isoformat() if issued else ""
    except ValueError:
        raise WrongArgument(f"issued {issued}: write a day as 2026-11-22") from None


def _settings(survey: Survey, version: str) -> Mapping[str, Any]:
    """Return what the settings of a sound survey say of the graph, which must be of this version."""
    if survey.problems:
        raise InvalidData(survey.problems)
    if survey.settings is None or "graph" not in survey.settings.tree:
        raise Fault(f"{survey.project.data}: has no survey.yaml that says what the graph is called; a release needs it")
    graph: Mapping[str, Any] = survey.settings.tree["graph"]
    if graph.get("version") != version:
        message = f"the version is {graph.get('version')}; write {version} here, so that data and release say the same"
        raise InvalidData([survey.settings.document.problem(("graph", "version"), message)])
    return graph


def _facts(node: str, version: str, earlier: EarlierRelease | None, issued: str) -> list[Pair]:
    """Return what a released graph says of itself beside what its settings say.

    A document of OWL is an ontology, even one of individuals alone; what versionIRI and priorVersion speak of is one.
    """
    facts: list[Pair] = [
        (RDF_TYPE, iri(f"{OWL}Ontology")),
        (iri(f"{OWL}versionIRI"), iri(f"{node}/{version}")),
        (iri(f"{OWL}versionInfo"), literal(version)),
    ]
    if earlier is not None and earlier.version_iri:
        facts.append((iri(f"{OWL}priorVersion"), iri(earlier.version_iri)))
    if issued:
        facts.append((iri(f"{DCTERMS}issued"), literal(issued, datatype_suffix(f"{XSD}date"))))
    return facts


def _stated(version_iri: str, earlier: EarlierRelease | None, issued: str, modified: str) -> dict[str, str]:
    """Return what the README of a release says of it; "" is left out there."""
    return {
        "IRI of this version": f"`{version_iri}`",
        "version before": f"{earlier.version} (`{earlier.version_iri}`)" if earlier and earlier.version_iri else "",
        "issued": issued,
        "data last changed": modified,
    }


def _texts(survey: Survey, graph: Mapping[str, Any]) -> dict[str, str]:
    """Return what stands beside the graph: the ontology, the questions, what others call its things."""
    project, schema = survey.project, survey.schema
    questions = read_questions(project.queries)
    return {
        **ontology_files(schema),
        "queries.ttl": question_description(questions, str(graph.get("endpoint") or ""), schema.base),
        "slm-graph.sssom.tsv": sssom(project),
    }


def _require_new_ontology(survey: Survey, text: str, earlier: EarlierRelease) -> None:
    """Raise where the ontology is another one than it was, and has the version that it had."""
    name = f"{survey.schema.prefix}.ttl"
    path = earlier.folder / name if earlier.folder else None
    if path is None or not path.is_file():
        return
    before = path.read_text(encoding="utf-8")
    if text != before and _version_iri(text) == _version_iri(before):
        raise Fault(
            f"{survey.project.schema}: the ontology is not that of {earlier.name}, and has its version,"
            f" {survey.schema.version}; give it another one"
        )


def _version_iri(ontology: str) -> str:
    match = re.search(r"owl:versionIRI (\S+)", ontology)
    return match[1] if match else ""


def _changes(graph: Path, earlier: EarlierRelease, version: str, *, allow_gone: bool) -> str:
    changes = difference(earlier.graph, open_graph(graph))
    if changes.gone and not allow_gone:
        names = ", ".join(thing.id for thing in changes.gone[:3]) + (", …" if len(changes.gone) > 3 else "")
        raise Fault(
            f"{names}: gone, published in {earlier.name}; retire them (slm-graph retire), or say that it is meant, with"
            " --allow-gone"
        )
    before = f"version {earlier.version}" if earlier.version else earlier.name
    return f"# What changed from {before} to version {version}\n\n{as_markdown(changes)}"


def _named(graph: Mapping[str, Any], address: str) -> dict[str, str]:
    said = {"name": graph["title"], "version": graph["version"], "description": graph.get("description") or ""}
    return {"bom-ref": address, **{key: str(value) for key, value in said.items() if value}}


def _put(work: Path, folder: Path) -> list[Written]:
    """Put the files into the folder; none where it holds the same ones already."""
    contents = {path.name: path for path in sorted(work.iterdir())}
    if folder.is_dir() and (there := {path.name for path in folder.iterdir()}):
        other = sorted(there ^ contents.keys()) or sorted(_different(contents, folder))
        if other:
            raise Fault(
                f"{folder}: holds another release ({other[0]} differs); a release stays as it is: give the data another"
                " version, or name another folder"
            )
        return []
    with Generation(folder) as generation:
        for name, path in contents.items():
            with path.open("rb") as stream:
                generation.write(name, stream)
        return [Written(path, path.stat().st_size) for path in generation.commit()]


def _different(contents: Mapping[str, Path], folder: Path) -> Iterator[str]:
    for name, path in contents.items():
        if path.read_bytes() != (folder / name).read_bytes():
            yield name
