"""Other people's parsers read every output, and see the same triples."""

from __future__ import annotations

import json
import re
import subprocess
import warnings
import zipfile
from pathlib import Path

import pytest
import rdflib
from pyoxigraph import Dataset, RdfFormat, parse

from slm_graph.rdf import FORMATS, WRITTEN_ENDINGS
from survey_data import SurveyData
from tools import ROOT, java, missing, program

JAVA = Path("/usr/share/java")
JENA_JARS = (
    "jena-", "commons-", "dexx", "gson", "guava", "httpc", "jackson-", "jsonld-java", "libthrift", "protobuf", "thrift",
    "slf4j-api", "slf4j-simple",
)  # fmt: skip


def lines(text: str) -> set[str]:
    return {line for line in text.splitlines() if line and not line.startswith("#")}


def unescaped(text: str) -> str:
    """Undo `\\uXXXX`, which older N-Triples writers put for all that is not ASCII, and needless escapes."""
    return re.sub(r"\\u([0-9A-Fa-f]{4})|\\U([0-9A-Fa-f]{8})", lambda found: chr(int(found[1] or found[2], 16)), text)


@pytest.fixture(scope="module")
def wanted(output: Path) -> set[str]:
    return lines((output / "slm-graph.nt").read_text(encoding="utf-8"))


@pytest.mark.parametrize("ending", WRITTEN_ENDINGS)
def test_pyoxigraph(output: Path, wanted: set[str], ending: str) -> None:
    quads = Dataset(parse(path=output / f"slm-graph.{ending}", format=RdfFormat.from_extension(ending)))
    assert {f"{quad.subject} {quad.predicate} {quad.object} ." for quad in quads} == wanted


@pytest.fixture(scope="module")
def of_rdflib(output: Path) -> set[str]:
    again = rdflib.Graph().parse(output / "slm-graph.nt", format="ntriples")
    return {f"{s.n3()} {p.n3()} {o.n3()}" for s, p, o in again}


@pytest.mark.parametrize(
    "ending",
    # That of N-Triples is what the others are compared with; N-Quads are lines too.
    [pytest.param(ending, marks=[pytest.mark.exhaustive] * (ending in ("nt", "nq"))) for ending in WRITTEN_ENDINGS],
)
def test_rdflib(output: Path, wanted: set[str], of_rdflib: set[str], ending: str) -> None:
    with warnings.catch_warnings():
        # rdflib's own parsers use what rdflib deprecates.
        warnings.simplefilter("ignore", DeprecationWarning)
        data = rdflib.Dataset(default_union=True) if FORMATS[ending].has_graphs else rdflib.Graph()
        data.parse(output / f"slm-graph.{ending}", format=FORMATS[ending].media_type)
        triples = {f"{s.n3()} {p.n3()} {o.n3()}" for s, p, o in data.triples((None, None, None))}
    assert triples == of_rdflib
    assert len(triples) == len(wanted)


@pytest.mark.parametrize("ending", ["ttl", "nt"])
def test_rapper(output: Path, wanted: set[str], ending: str) -> None:
    name = {"ttl": "turtle", "nt": "ntriples"}[ending]
    run = subprocess.run(
        [program("rapper", "raptor2-utils"), "-q", "-i", name, "-o", "ntriples", str(output / f"slm-graph.{ending}")],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert run.stderr == ""
    assert lines(unescaped(run.stdout)) == wanted


@pytest.mark.parametrize("ending", ["ttl", "nt", "trig", "nq"])
def test_serdi(output: Path, wanted: set[str], ending: str) -> None:
    name = {"ttl": "turtle", "nt": "ntriples", "trig": "trig", "nq": "nquads"}[ending]
    wished = "nquads" if FORMATS[ending].has_graphs else "ntriples"
    run = subprocess.run(
        [program("serdi", "serdi"), "-i", name, "-o", wished, str(output / f"slm-graph.{ending}")],
        capture_output=True,
        text=True,
        check=True,
    )
    assert run.stderr == ""
    found = lines(unescaped(run.stdout))
    if FORMATS[ending].has_graphs:
        found = {re.sub(r" <[^>]*> \.$", " .", line) for line in found}
    assert found == wanted


# Not JSON-LD: Debian has the interface of a JSON library that Jena's JSON-LD reader needs, and no library behind it.
@pytest.mark.parametrize(
    "ending", ["ttl", "trig", *(pytest.param(ending, marks=pytest.mark.exhaustive) for ending in ("nt", "nq"))]
)
def test_jena_finds_no_fault(output: Path, wanted: set[str], ending: str, tmp_path: Path) -> None:
    status, printed, complaints = riot(output / f"slm-graph.{ending}", tmp_path)
    assert (status, complaints) == (0, "")
    found = lines(unescaped(printed))
    if FORMATS[ending].has_graphs:
        found = {re.sub(r" <[^>]*> \.$", " .", line) for line in found}
    assert found == wanted


def test_jena_would_find_an_ill_typed_literal(tmp_path: Path) -> None:
    file = tmp_path / "bad.nt"
    file.write_text('<http://a.example/a> <http://a.example/p> "x"^^<http://www.w3.org/2001/XMLSchema#integer> .\n')
    assert "not valid for datatype XSD integer" in riot(file, tmp_path)[2]


def riot(file: Path, folder: Path) -> tuple[int, str, str]:
    """Return exit status, N-Quads and warnings of Jena's riot."""
    if not (JAVA / "jena-arq.jar").exists():
        missing("Jena is missing; install the Debian package libapache-jena-java")
    run = subprocess.run(
        [*java(), "-cp", jena_class_path(folder), "riotcmd.riot", "--check", "--strict", "--output=nq", str(file)],
        capture_output=True,
        text=True,
        check=False,
    )
    return run.returncode, run.stdout, run.stderr


def jena_class_path(folder: Path) -> str:
    """Return a class path of Jena's own jars, with the messages that Debian's jar has in another place."""
    with zipfile.ZipFile(JAVA / "jena-core.jar") as jar:
        for name in jar.namelist():
            if name.startswith("org/apache/jena/ext/xerces/") and name.endswith(".properties"):
                target = folder / name.removeprefix("org/apache/jena/ext/")
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_bytes(jar.read(name))
    jars = sorted(str(path) for path in JAVA.glob("*.jar") if path.name.startswith(JENA_JARS))
    return ":".join([str(folder), *jars])


def test_no_blank_nodes_and_absolute_iris_only(wanted: set[str]) -> None:
    for line in wanted:
        subject, predicate, item = line.removesuffix(" .").split(" ", 2)
        for term in (subject, predicate, item):
            assert not term.startswith("_:")
            if term.startswith("<"):
                assert re.match(r"<https?://[^<>\s]+>$", term)


def test_trig_has_each_row_in_its_own_graph(output: Path) -> None:
    quads = list(parse(path=output / "slm-graph.trig", format=RdfFormat.TRIG))
    numbers = [system["source"]["row"] for system in SurveyData(ROOT / "data").systems]
    rows = {f"https://w3id.org/slm-graph/row/speech-llms-progress/{number}" for number in numbers}
    assert {str(quad.graph_name.value) for quad in quads} == rows | {"https://w3id.org/slm-graph/graph"}
    derived = {(quad.subject, quad.object.value) for quad in quads if quad.predicate.value.endswith("#wasDerivedFrom")}
    retired = {quad.subject for quad in quads if quad.predicate.value.endswith("#deprecated")}
    homes = {(quad.subject, quad.graph_name.value) for quad in quads if "/usage/" in quad.subject.value}
    homes = {(subject, home) for subject, home in homes if subject not in retired}
    assert {pair for pair in derived if "/usage/" in pair[0].value} == homes


def test_nquads_has_the_quads_of_trig(output: Path) -> None:
    quads = [
        sorted(map(str, parse(path=output / f"slm-graph.{ending}", format=RdfFormat.from_extension(ending))))
        for ending in ("trig", "nq")
    ]
    assert quads[0] == quads[1]


def test_json_ld_embeds_the_committed_context(output: Path) -> None:
    document = json.loads((output / "slm-graph.jsonld").read_text(encoding="utf-8"))
    committed = json.loads((ROOT / "ontology" / "context.jsonld").read_text(encoding="utf-8"))
    assert document["@context"] == committed["@context"]
    keys = {key for node in document["@graph"] for key in node if not key.startswith("@")}
    assert keys <= set(committed["@context"])
