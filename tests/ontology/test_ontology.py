"""What is made from `schema.yaml`: OWL, alignments, shapes, JSON-LD context, JSON Schema."""

from __future__ import annotations

import hashlib
import importlib.util
import json
import os
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest
import rdflib
import yaml
from rdflib.collection import Collection
from rdflib.namespace import DC, DCTERMS, OWL, RDF, RDFS, SH, SKOS, VANN

from slm_graph.ontology import context, json_schema, ontology_files
from slm_graph.ontology.properties import PropertyKind, graph_slots, properties
from slm_graph.problems import InvalidData
from slm_graph.schema import Schema, read_schema
from tools import ROOT, java, missing, program

ONTOLOGY = ROOT / "ontology"
GRAPH = ROOT / "output" / "slm-graph.nt"
SYSTEMS = ROOT / "data" / "systems"
VOCABULARY = ROOT / "data" / "vocabulary"
FILES = ["slm.ttl", "alignments.ttl", "shapes.ttl", "context.jsonld", "entry.schema.json"]
TURTLE = [name for name in FILES if name.endswith(".ttl")]
SLM = rdflib.Namespace("https://w3id.org/slm-graph/ontology#")
TERM_STATUS = rdflib.URIRef("http://www.w3.org/2003/06/sw-vocab-status/ns#term_status")
KINDS = (OWL.Class, OWL.ObjectProperty, OWL.DatatypeProperty, OWL.AnnotationProperty)


@pytest.fixture(scope="module")
def schema() -> Schema:
    return read_schema(ONTOLOGY / "schema.yaml")


@pytest.fixture(scope="module")
def generated(schema: Schema) -> Mapping[str, str]:
    return ontology_files(schema)


@pytest.fixture(scope="module")
def owl_graph() -> rdflib.Graph:
    return rdflib.Graph().parse(ONTOLOGY / "slm.ttl")


@pytest.fixture(scope="module")
def shapes_graph() -> rdflib.Graph:
    return rdflib.Graph().parse(ONTOLOGY / "shapes.ttl")


def own_terms(graph: rdflib.Graph) -> list[rdflib.URIRef]:
    return sorted({term for term in graph.subjects() if isinstance(term, rdflib.URIRef) and term.startswith(SLM)})


# --- the files


@pytest.mark.parametrize("name", FILES)
def test_the_committed_file_is_what_the_schema_gives(generated: Mapping[str, str], name: str) -> None:
    fresh = generated[name]
    committed = (ONTOLOGY / name).read_bytes().decode()
    assert committed == fresh, f"ontology/{name} is not what schema.yaml gives; run `make docs`"


def test_no_file_is_forgotten(generated: Mapping[str, str]) -> None:
    assert list(generated) == FILES
    assert {path.name for path in ONTOLOGY.iterdir()} == {"schema.yaml", *FILES}


def test_another_hash_seed_gives_the_same_files(generated: Mapping[str, str]) -> None:
    code = (
        "import hashlib, pathlib, sys; from slm_graph.schema import read_schema; from slm_graph.ontology import *;"
        "files = ontology_files(read_schema(pathlib.Path(sys.argv[1])));"
        "sys.stdout.write(hashlib.sha256(repr(files).encode()).hexdigest())"
    )
    command = [sys.executable, "-c", code, str(ONTOLOGY / "schema.yaml")]
    environment = {**os.environ, "PYTHONHASHSEED": "1", "PYTHONPATH": os.pathsep.join(sys.path)}
    digest = subprocess.run(command, env=environment, capture_output=True, check=True, text=True).stdout
    assert digest == hashlib.sha256(repr(generated).encode()).hexdigest()


@pytest.mark.parametrize("name", TURTLE)
def test_all_parsers_agree_on_the_number_of_triples(name: str) -> None:
    path = ONTOLOGY / name
    expected = len(rdflib.Graph().parse(path))
    assert expected > 0
    assert len(set(ox.parse(path=path))) == expected


@pytest.mark.parametrize("name", TURTLE)
@pytest.mark.parametrize(
    ("tool", "options", "package"),
    [("rapper", ["-q", "-i", "turtle", "-o", "ntriples"], "raptor2-utils"), ("serdi", ["-o", "ntriples"], "serdi")],
)
def test_other_tools_parse_the_same(name: str, tool: str, options: list[str], package: str) -> None:
    path = ONTOLOGY / name
    parsed = subprocess.run([program(tool, package), *options, str(path)], capture_output=True, check=True, text=True)
    assert parsed.stderr == ""
    assert len(parsed.stdout.splitlines()) == len(rdflib.Graph().parse(path))


# --- the ontology


def test_the_header_says_what_foops_asks_for(owl_graph: rdflib.Graph, schema: Schema) -> None:
    ontology = rdflib.URIRef(schema.id)
    said = set(owl_graph.predicates(ontology))
    wanted = {
        DCTERMS.title,
        DCTERMS.description,
        DCTERMS.license,
        DCTERMS.created,
        DCTERMS.issued,
        DCTERMS.bibliographicCitation,
        DC.creator,
        DC.publisher,
        OWL.versionIRI,
        OWL.versionInfo,
        VANN.preferredNamespacePrefix,
        VANN.preferredNamespaceUri,
    }
    assert wanted <= said
    assert str(owl_graph.value(ontology, OWL.versionIRI)) == f"{schema.id}/{schema.version}"
    assert str(owl_graph.value(ontology, VANN.preferredNamespaceUri)) == str(SLM)


def test_every_term_of_ours_is_documented(owl_graph: rdflib.Graph, schema: Schema) -> None:
    terms = own_terms(owl_graph)
    assert terms
    for term in terms:
        assert sum((term, RDF.type, kind) in owl_graph for kind in KINDS) == 1, term
        for property_ in (RDFS.label, SKOS.definition):  # OOPS! P08
            values = list(owl_graph.objects(term, property_))
            assert len(values) == 1, (term, property_)
            assert isinstance(values[0], rdflib.Literal)
            assert values[0].language == "en"
        assert owl_graph.value(term, RDFS.isDefinedBy) == rdflib.URIRef(schema.id)


def test_nothing_is_said_twice_of_a_term(owl_graph: rdflib.Graph) -> None:
    for term in own_terms(owl_graph):
        texts = [str(value) for value in owl_graph.objects(term) if isinstance(value, rdflib.Literal)]
        assert len(texts) == len(set(texts)), term


def test_every_term_of_ours_has_a_status(owl_graph: rdflib.Graph) -> None:
    statuses = {term: [str(value) for value in owl_graph.objects(term, TERM_STATUS)] for term in own_terms(owl_graph)}
    assert {len(values) for values in statuses.values()} == {1}
    assert {value for values in statuses.values() for value in values} == {"stable", "testing"}
    assert statuses[SLM.LLM] == statuses[SLM.usesLLM] == ["stable"]
    assert statuses[SLM.succeeds] == ["testing"]


def test_properties_say_what_they_are_as_relations(owl_graph: rdflib.Graph) -> None:
    def of(kind: rdflib.URIRef) -> set[str]:
        return {str(term).removeprefix(SLM) for term in owl_graph.subjects(RDF.type, kind)}

    lineage = {"variantOf", "trainedFrom", "succeeds"}
    assert of(OWL.SymmetricProperty) == {"alternativeTo", "sameTaskAs"}
    assert of(OWL.AsymmetricProperty) == lineage
    assert of(OWL.IrreflexiveProperty) == {*lineage, "alternativeTo"}
    assert of(OWL.TransitiveProperty) == set()  # OWL 2 DL: these have to be simple


def test_every_class_and_property_of_the_schema_is_there_and_no_other(owl_graph: rdflib.Graph, schema: Schema) -> None:
    classes = {cls.uri for cls in schema.classes.values() if not cls.mixin}
    slots = {
        slot.uri
        for cls in schema.classes.values()
        for slot in cls.slots.values()
        if not slot.unmapped and not (slot.range in schema.classes and schema.classes[slot.range].mixin)
    }
    assert {str(term) for term in own_terms(owl_graph)} == {iri for iri in classes | slots if iri.startswith(SLM)}


def test_what_stays_in_the_yaml_is_no_term(owl_graph: rdflib.Graph) -> None:
    for name in ("id", "key", "evidence", "cells", "Quote", "Named", "FurtherRow", "fields", "surveySettings"):
        assert (SLM[name], None, None) not in owl_graph


def test_properties_have_one_domain_and_one_range(owl_graph: rdflib.Graph, schema: Schema) -> None:
    of_graph = properties(schema)
    for kind in (OWL.ObjectProperty, OWL.DatatypeProperty):
        for term in owl_graph.subjects(RDF.type, kind):
            if str(term).startswith(SLM):
                assert len(list(owl_graph.objects(term, RDFS.domain))) == 1, f"{term}: OOPS! P11, P19"
                any_iri = all(name in schema.types and schema.types[name].is_iri for name in of_graph[str(term)].ranges)
                assert len(list(owl_graph.objects(term, RDFS.range))) == (0 if any_iri else 1), term


def union(graph: rdflib.Graph, node: Any) -> list[str]:
    members = graph.value(node, OWL.unionOf)
    found = [node] if members is None else list(Collection(graph, members))
    return [str(member).removeprefix(SLM) for member in found]


def test_a_property_of_several_classes_has_their_union_as_domain(owl_graph: rdflib.Graph) -> None:
    assert union(owl_graph, owl_graph.value(SLM.modality, RDFS.domain)) == ["Model", "Dataset", "Usage"]
    assert union(owl_graph, owl_graph.value(SLM.usageOf, RDFS.range)) == ["Model", "Dataset", "Task", "Method"]
    assert union(owl_graph, owl_graph.value(SLM.quote, RDFS.domain)) == ["Usage"]
    assert union(owl_graph, owl_graph.value(SLM.variantOf, RDFS.range)) == ["Model"]


def test_the_relations_between_terms(owl_graph: rdflib.Graph) -> None:
    assert (SLM.trainedOn, RDFS.subPropertyOf, SLM.usesDataset) in owl_graph
    assert (SLM.LLM, RDFS.subClassOf, SLM.Model) in owl_graph
    assert (SLM.Task, RDFS.subClassOf, SKOS.Concept) in owl_graph
    assert (SLM.hasUsage, OWL.inverseOf, SLM.usageBy) in owl_graph
    assert (SLM.introducedBy, OWL.inverseOf, SLM.introduces) in owl_graph
    assert (SLM.year, RDF.type, OWL.FunctionalProperty) in owl_graph
    assert (SLM.describedBy, RDF.type, OWL.FunctionalProperty) not in owl_graph
    groups = [list(Collection(owl_graph, members)) for members in owl_graph.objects(None, OWL.members)]
    disjoint = [{str(member).removeprefix(SLM) for member in group} for group in groups]
    assert any({"Paper", "Model", "Dataset", "Task"} <= group for group in disjoint)
    assert not any(len(group & {"LLM", "System", "SpeechEncoder"}) > 1 for group in disjoint)


def test_terms_of_others_are_declared_and_nothing_else_is_said_of_them(owl_graph: rdflib.Graph, schema: Schema) -> None:
    foreign = {
        term
        for term in owl_graph.subjects()
        if isinstance(term, rdflib.URIRef) and not term.startswith(SLM) and str(term) != schema.id
    }
    assert foreign
    for term in foreign:
        statements = list(owl_graph.predicate_objects(term))
        assert [predicate for predicate, _ in statements] == [RDF.type], term
        assert statements[0][1] in KINDS, term


def test_every_property_and_class_that_is_used_is_typed(owl_graph: rdflib.Graph, schema: Schema) -> None:
    """OOPS! P34, P35."""
    built_in = tuple(str(term).partition("#")[0] for term in (OWL.Class, RDFS.label, RDF.type))
    used = set(owl_graph.predicates()) | {
        value for property_ in (RDFS.subClassOf, RDFS.subPropertyOf) for value in owl_graph.objects(None, property_)
    }
    used |= {rdflib.URIRef(iri) for cls in schema.classes.values() if not cls.mixin for iri in graph_slots(schema, cls)}
    for term in used:
        if isinstance(term, rdflib.URIRef) and not str(term).startswith(built_in):
            assert any((term, RDF.type, kind) in owl_graph for kind in KINDS), term


def test_no_two_classes_and_no_two_properties_share_a_label(owl_graph: rdflib.Graph) -> None:
    """OOPS! P32; a class and a property may differ by a capital alone."""
    labels = Counter(str(owl_graph.value(term, RDFS.label)) for term in own_terms(owl_graph))
    assert [label for label, count in labels.items() if count > 1] == []
    assert str(owl_graph.value(SLM.usesSpeechEncoder, RDFS.label)) == "uses speech encoder"
    assert str(owl_graph.value(SLM.llmTuning, RDFS.label)) == "LLM tuning"


def test_no_class_is_unconnected_and_none_its_own_superclass(owl_graph: rdflib.Graph) -> None:
    """OOPS! P04, P06."""
    for term in own_terms(owl_graph):
        if (term, RDF.type, OWL.Class) in owl_graph:
            linked = (term, RDFS.subClassOf, None) in owl_graph or any(
                str(term) in {str(SLM) + name for name in union(owl_graph, node)}
                for property_ in (RDFS.domain, RDFS.range)
                for node in owl_graph.objects(None, property_)
            )
            assert linked, term
            above = [node for node in owl_graph.transitive_objects(term, RDFS.subClassOf) if node != term]
            assert all((node, RDFS.subClassOf, term) not in owl_graph for node in above), term


def test_alignments_put_our_terms_below_or_beside_others_and_equate_none() -> None:
    graph = rdflib.Graph().parse(ONTOLOGY / "alignments.ttl")
    ontology = rdflib.URIRef("https://w3id.org/slm-graph/alignments")
    assert (ontology, RDF.type, OWL.Ontology) in graph
    said = [(s, p, o) for s, p, o in graph if p != RDF.type and s != ontology]
    assert said
    allowed = {RDFS.subClassOf, RDFS.subPropertyOf, SKOS.exactMatch, SKOS.closeMatch, SKOS.relatedMatch}
    for subject, predicate, other in said:
        assert str(subject).startswith(SLM)
        assert predicate in allowed
        assert not str(other).startswith(SLM)
    for target in {o for _, p, o in said if p in (RDFS.subClassOf, RDFS.subPropertyOf)}:
        assert any((target, RDF.type, kind) in graph for kind in KINDS), target


# --- the reasoner


def hermit_jar() -> Path:
    """Return HermiT as the package owlready2 carries it; the package itself need not be imported."""
    found = importlib.util.find_spec("owlready2")
    if found is None or found.origin is None:
        missing("owlready2 is missing; pip install owlready2")
        raise AssertionError
    return Path(found.origin).parent / "hermit" / "HermiT.jar"


def merged(path: Path, further: str = "") -> Path:
    """Write ontology, alignments and, where nothing is added, the graph as one file of N-Triples."""
    files = [ONTOLOGY / "slm.ttl", ONTOLOGY / "alignments.ttl", *([] if further else [GRAPH])]
    triples = [quad.triple for file in files for quad in ox.parse(path=file)]
    triples += [quad.triple for quad in ox.parse(further, format=ox.RdfFormat.N_TRIPLES)]
    path.write_bytes(ox.serialize(triples, format=ox.RdfFormat.N_TRIPLES) or b"")
    return path


def printed(name: str, *files: Path) -> str:
    """Return what a program of tests/java prints of some files."""
    program("javac", "default-jdk-headless")
    command = [*java(), "-cp", str(hermit_jar()), str(ROOT / "tests" / "java" / f"{name}.java"), *map(str, files)]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


def test_hermit_finds_ontology_alignments_and_graph_consistent_and_every_class_satisfiable(tmp_path: Path) -> None:
    main = "org.semanticweb.HermiT.cli.CommandLine"
    command = [*java(), "-cp", str(hermit_jar()), main, "--consistency"]
    command += ["--unsatisfiable", str(merged(tmp_path / "all.nt"))]
    answer = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (answer.returncode, answer.stderr) == (0, "")
    consistent, *classes = answer.stdout.splitlines()
    assert consistent.endswith("owl#Thing is satisfiable.")
    assert " ".join(classes).split() == ["Classes", "equivalent", "to", "'owl:Nothing':", "owl:Nothing"]


TYPE = "<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>"


CONTRADICTIONS = {
    "two disjoint classes": f"<http://example.org/x> {TYPE} <{SLM}Paper> .\n"
    f"<http://example.org/x> {TYPE} <{SLM}Dataset> .\n",
    "a dataset as LLM": f"<http://example.org/x> <{SLM}usesLLM> <http://example.org/y> .\n"
    f"<http://example.org/y> {TYPE} <{SLM}Dataset> .\n",
    "no value of the enumeration": f'<http://example.org/x> <{SLM}role> "throughput" .\n',
    "text for a number": f'<http://example.org/x> <{SLM}hours> "many" .\n',
    "two models after each other": f"<http://example.org/x> <{SLM}succeeds> <http://example.org/y> .\n"
    f"<http://example.org/y> <{SLM}succeeds> <http://example.org/x> .\n",
    "a variant of itself": f"<http://example.org/x> <{SLM}variantOf> <http://example.org/x> .\n",
    "an alternative to itself": f"<http://example.org/x> <{SLM}alternativeTo> <http://example.org/x> .\n",
}
SOUND = f"<http://example.org/x> {TYPE} <{SLM}Paper> .\n"


def test_hermit_objects_to_each_contradiction(tmp_path: Path) -> None:
    # One Java for all: to start one takes longer than to find a contradiction.
    texts = {"nothing": SOUND, **CONTRADICTIONS}
    files = [merged(tmp_path / f"{number}.nt", text) for number, text in enumerate(texts.values())]
    found = dict(zip(texts, printed("Consistent", *files).split(), strict=True))
    assert found == {"nothing": "true", **dict.fromkeys(CONTRADICTIONS, "false")}


def test_ontology_alignments_and_graph_are_owl_2_dl(tmp_path: Path) -> None:
    further = f"<{SLM}x> <http://example.org/p> <{SLM}y> .\n"
    told = printed("OwlProfile", merged(tmp_path / "all.nt"), merged(tmp_path / "further.nt", further)).splitlines()
    assert any("http://example.org/p" in line for line in told)
    assert [line for line in told if not line.startswith(f"{tmp_path / 'further.nt'}: ")] == []


# --- other readers of the schema


def test_linkml_reads_the_same_classes_and_slots(schema: Schema) -> None:
    from linkml_runtime import SchemaView

    view = SchemaView(str(ONTOLOGY / "schema.yaml"))
    assert [str(name) for name in view.all_slots()] == list(schema.slots)
    assert [str(name) for name in view.all_classes()] == list(schema.classes)
    for name, cls in schema.classes.items():
        assert {str(slot) for slot in view.class_slots(name)} == set(cls.slots), name
        for slot_name, slot in cls.slots.items():
            induced = view.induced_slot(slot_name, name)
            assert view.get_uri(view.get_slot(slot_name), expand=True) == slot.uri
            assert str(induced.range) == slot.range, (name, slot_name)
            assert bool(induced.required) == slot.required, (name, slot_name)
            assert bool(induced.multivalued) == slot.multivalued, (name, slot_name)
            assert str(induced.alias or slot_name) == slot.field, (name, slot_name)


# --- the JSON-LD context


def expanded(document: dict[str, Any]) -> tuple[str, ox.NamedNode | ox.Literal]:
    """Return predicate and object of the one triple of a document."""
    (quad,) = ox.parse(json.dumps(document), format=ox.RdfFormat.JSON_LD)
    assert isinstance(quad.object, ox.NamedNode | ox.Literal)
    return quad.predicate.value, quad.object


@pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated:DeprecationWarning")  # of rdflib's own parser
def test_every_key_of_the_context_expands_as_in_the_schema(schema: Schema) -> None:
    tree = json.loads((ONTOLOGY / "context.jsonld").read_text(encoding="utf-8"))
    keys = {key: value for key, value in tree["@context"].items() if isinstance(value, dict)}
    found = properties(schema)
    assert set(found) <= {schema.prefixes.expand(value["@id"]) for value in keys.values()}
    for key, value in keys.items():
        # Texts that rdflib does not rewrite, as it does "1" for a boolean.
        text = {"@id": "http://example.org/o", "xsd:boolean": "true"}.get(value.get("@type", ""), "1")
        document = {**tree, "@id": "http://example.org/s", key: text}
        predicate, object_ = expanded(document)
        assert predicate == schema.prefixes.expand(value["@id"])
        of_rdflib = rdflib.Graph().parse(data=json.dumps(document), format="json-ld")
        assert [(str(p), str(o)) for _, p, o in of_rdflib] == [(predicate, object_.value)]
        property_ = found.get(predicate)
        if property_ and property_.kind is PropertyKind.OBJECT:
            assert isinstance(object_, ox.NamedNode)
        if property_ and property_.ranges[0] in schema.types and isinstance(object_, ox.Literal):
            assert object_.datatype.value == schema.types[property_.ranges[0]].uri


def test_classes_of_the_context_expand_as_in_the_schema(schema: Schema) -> None:
    tree = json.loads((ONTOLOGY / "context.jsonld").read_text(encoding="utf-8"))
    named = {name for name in schema.classes if name in tree["@context"]}
    assert {cls.name for cls in schema.classes.values() if cls.uri.startswith(SLM)} <= named
    for name in named:
        _, object_ = expanded({**tree, "@id": "http://example.org/s", "@type": name})
        assert object_.value == schema.classes[name].uri


def with_edit(tmp_path: Path, *edits: tuple[str, str]) -> Schema:
    """Return the schema with some texts replaced."""
    text = (ONTOLOGY / "schema.yaml").read_text(encoding="utf-8")
    for old, new in edits:
        assert old in text
        text = text.replace(old, new)
    path = tmp_path / "schema.yaml"
    path.write_text(text, encoding="utf-8")
    return read_schema(path)


def test_two_properties_of_one_local_name_are_refused(tmp_path: Path) -> None:
    changed = with_edit(tmp_path, ("slot_uri: slm:venue", "slot_uri: slm:title"))
    with pytest.raises(InvalidData, match="same local name"):
        context(changed)


def test_a_property_of_things_and_texts_is_refused(tmp_path: Path) -> None:
    changed = with_edit(tmp_path, ("slot_uri: slm:venue", "slot_uri: slm:inSurvey"))
    with pytest.raises(InvalidData, match="both things and texts"):
        properties(changed)


def test_a_class_that_has_a_property_twice_is_refused(tmp_path: Path) -> None:
    changed = with_edit(tmp_path, ("slot_uri: slm:venue", "slot_uri: slm:year"))
    with pytest.raises(InvalidData, match=r"Paper has .*#year twice, as year and venue"):
        properties(changed)


def test_an_undefined_prefix_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InvalidData, match="slmm: undefined prefix; did you mean slm"):
        with_edit(tmp_path, ("slot_uri: slm:venue", "slot_uri: slmm:venue"))


# --- the JSON Schema


class Text(yaml.SafeLoader):
    """What an editor of YAML 1.2 makes of a file: YAML's types, but no dates and no `no` for false."""


Text.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if not tag.endswith((":timestamp", ":bool"))]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}
Text.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile("^(?:true|false)$"), list("tf"))


LOADERS = [yaml.SafeLoader, yaml.BaseLoader, Text]


def validator(definition: str) -> Any:
    import jsonschema  # takes over a second

    tree = json.loads((ONTOLOGY / "entry.schema.json").read_text(encoding="utf-8"))
    return jsonschema.Draft202012Validator({**tree, "$ref": f"#/$defs/{definition}"})


def faults(definition: str, tree: Any) -> list[str]:
    return [f"{error.json_path}: {error.message[:200]}" for error in validator(definition).iter_errors(tree)]


def test_the_json_schema_is_valid_and_every_reference_leads_somewhere(schema: Schema) -> None:
    import jsonschema

    tree = json_schema(schema)
    jsonschema.Draft202012Validator.check_schema(tree)
    references = re.findall(r'"\$ref": "#/\$defs/([^"]+)"', json.dumps(tree))
    assert tree["$ref"] == "#/$defs/System"
    assert set(references) - set(tree["$defs"]) == set()


@pytest.mark.parametrize("loader", LOADERS)
def test_the_json_schema_accepts_every_entry(loader: Any) -> None:
    paths = sorted(SYSTEMS.glob("*.yaml"))
    assert paths
    for path in paths:
        tree = yaml.load(path.read_text(encoding="utf-8"), Loader=loader)  # noqa: S506  (a loader of plain values)
        assert faults("System", tree) == [], path.name


def test_the_json_schema_accepts_every_vocabulary(schema: Schema) -> None:
    paths = sorted(VOCABULARY.glob("*.yaml"))
    assert {path.stem for path in paths} == {cls.vocabulary for cls in schema.vocabulary_classes}
    for path in paths:
        tree = yaml.load(path.read_text(encoding="utf-8"), Loader=Text)  # noqa: S506  (a loader of plain values)
        assert faults(f"{path.stem[:1].upper()}{path.stem[1:]}List", tree) == [], path.name


@pytest.mark.parametrize(
    ("name", "files"),
    [
        ("Settings", ["data/survey.yaml", "tests/cases/base/data/survey.yaml"]),
        ("Survey", ["data/surveys/*.yaml", "tests/cases/surveys/*/data/surveys/*.yaml"]),
        ("FurtherRow", ["tests/cases/surveys/*/data/rows/*/*.yaml"]),
    ],
)
def test_the_json_schema_accepts_the_other_files(name: str, files: list[str]) -> None:
    for pattern in files:
        paths = sorted(ROOT.glob(pattern))
        assert paths, f"no file is {pattern}"
        for path in paths:
            tree = yaml.load(path.read_text(encoding="utf-8"), Loader=Text)  # noqa: S506
            assert faults(name, tree) == [], path


ENTRY: dict[str, Any] = {"id": "x", "name": "X", "source": {"survey": "s", "row": 1, "cells": {"LLM": "LLaMA"}}}


@pytest.mark.parametrize(
    "added",
    [
        {"paper": 2310.13289},
        {"paper": "2310.13289"},
        {"paper": {"id": 2310.13289, "title": 1984, "issued": "2023-10"}},
        {"llms": {"llm": "llama", "quote": "LLaMA"}},
        {"llms": [{"llm": "llama", "quote": ["LLaMA", {"column": "Method", "text": "LoRA"}]}]},
        {"llms": [{"llm": "llama", "quote": {"text": "LLaMA"}, "role": ["input", "output"]}]},
        {"datasets": [{"key": "hours", "amount": 4400, "unit": "hours", "quote": "4400"}]},
        {"datasets": [{"key": "hours", "amount": "108.3", "unit": "hours", "quote": 4400}]},
        {"parameters": 7000000000, "open_weights": True},
        {"parameters": "7000000000", "open_weights": "true"},
    ],
)
def test_the_json_schema_accepts(added: dict[str, Any]) -> None:
    assert faults("System", {**ENTRY, **added}) == []


@pytest.mark.parametrize(
    "added",
    [
        {"nmae": "X"},
        {"name": ["X", "Y"]},
        {"paper": {"title": "T"}},
        {"paper": {"id": "x", "title": "T", "arxiv": "2310"}},
        {"llms": [{"llm": "llama"}]},
        {"llms": []},
        {"llms": [{"llm": "llama", "quote": "LLaMA", "role": "throughput"}]},
        {"llms": [{"llm": "no id", "quote": "LLaMA"}]},
        {"datasets": [{"key": "hours", "amount": "4,400", "quote": "4400"}]},
        {"source": {"survey": "s", "row": "one", "cells": {}}},
        {"source": {"survey": "s", "row": 1, "cells": {"LLM": {"a": "b"}}}},
        {"uses_llm": ["llama"]},
        {"code": "github.com/x"},
    ],
)
def test_the_json_schema_refuses(added: dict[str, Any]) -> None:
    assert faults("System", {**ENTRY, **added}) != []


# --- the shapes

DATA = """
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix prov: <http://www.w3.org/ns/prov#> .
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix slm: <https://w3id.org/slm-graph/ontology#> .
@prefix : <https://w3id.org/slm-graph/> .
:survey a slm:Survey ; rdfs:label "S" ; dcterms:title "S" .
:row a slm:SurveyRow ; rdfs:label "Row 1 of S" ; slm:inSurvey :survey ; slm:rowNumber 1 ; slm:describes :system .
:paper a slm:Paper ; rdfs:label "P" ; dcterms:title "P" ; slm:introduces :system ; slm:year 2023 ; skos:note "N"@en .
:system a slm:System , slm:Model ; rdfs:label "X" ; skos:prefLabel "X" ;
    slm:describedBy :row ; slm:introducedBy :paper ; slm:hasUsage :usage .
:family a slm:ModelFamily ; rdfs:label "F" ; skos:prefLabel "F" .
:llm a slm:LLM , slm:Model ; rdfs:label "L" ; skos:prefLabel "L" ; slm:family :family .
:usage a slm:LLMUsage , slm:Usage ; rdfs:label "X: L" ; slm:usageBy :system ; slm:usageOf :llm ;
    slm:quote "L" ; slm:column "LLM" ; slm:role "input" ; slm:amount 4400.5 ; prov:wasDerivedFrom :row .
"""


def messages(data: str, shapes: rdflib.Graph, *, meta_shacl: bool = False) -> list[tuple[str, str]]:
    import pyshacl

    graph = rdflib.Graph().parse(data=data, format="turtle")
    _, report, _ = pyshacl.validate(graph, shacl_graph=shapes, meta_shacl=meta_shacl)
    return sorted(
        (str(report.value(result, SH.focusNode)).rpartition("/")[2], str(report.value(result, SH.resultMessage)))
        for result in report.subjects(RDF.type, SH.ValidationResult)
    )


def test_a_sound_graph_conforms(shapes_graph: rdflib.Graph) -> None:
    assert messages(DATA, shapes_graph) == []


def one_of_each_make(shapes_graph: rdflib.Graph) -> rdflib.Graph:
    """Return the shapes, with one of the shapes of properties that state the same kinds of things."""
    makes = {
        frozenset(shapes_graph.predicates(property_)): property_
        for property_ in sorted(shapes_graph.subjects(RDF.type, SH.PropertyShape), key=str)
    }
    others = {*shapes_graph.subjects(RDF.type, SH.PropertyShape)} - {*makes.values()}
    some = rdflib.Graph()
    for subject, predicate, item in shapes_graph:
        if subject not in others and item not in others:
            some.add((subject, predicate, item))
    return some


def test_the_shapes_are_valid(shapes_graph: rdflib.Graph) -> None:
    some = one_of_each_make(shapes_graph)
    assert {*some.predicates()} == {*shapes_graph.predicates()}
    assert messages(DATA, some, meta_shacl=True) == []
    some.add((next(some.subjects(RDF.type, SH.PropertyShape)), SH.minCount, rdflib.Literal("many")))
    with pytest.raises(RuntimeError, match="does not validate"):
        messages(DATA, some, meta_shacl=True)


@pytest.mark.parametrize(
    ("old", "new", "focus", "message"),
    [
        (
            'rdfs:label "P" ; dcterms:title',
            "dcterms:title",
            "paper",
            "A paper has exactly one rdfs:label: text, without a language; give it one.",
        ),
        ('dcterms:title "P" ;', 'dcterms:title "P" , "Q" ;', "paper", "A paper has at most one dcterms:title"),
        ("slm:year 2023", "slm:year 23", "paper", "A paper has at most one slm:year: a year of the Gregorian calendar"),
        ('"N"@en', '"N"', "paper", "A paper has at most one skos:note: text in English; correct it."),
        ('"N"@en', '"N"@fr', "paper", "A paper has at most one skos:note: text in English; correct it."),
        (
            "slm:describedBy :row ;",
            "",
            "system",
            "A system has at least one slm:describedBy: a survey row; give it one.",
        ),
        ('skos:prefLabel "X" ;', "", "system", "A model has exactly one skos:prefLabel"),
        (
            "slm:family :family",
            "slm:family :paper",
            "llm",
            "An LLM has at most one slm:family: a model family; correct it.",
        ),
        ('slm:quote "L" ;', "", "usage", "A usage has at least one slm:quote: text, without a language; give it one."),
        ('slm:column "LLM" ;', "", "usage", "A usage has at least one slm:column"),
        (
            ":usage a slm:LLMUsage , slm:Usage ; rdfs:label",
            ":usage a slm:LLMUsage , slm:Usage ; skos:altLabel",
            "usage",
            "A usage has exactly one rdfs:label: text, without a language; give it one.",
        ),
        ("; prov:wasDerivedFrom :row", "", "usage", "A usage has exactly one prov:wasDerivedFrom: a survey row"),
        ("slm:usageBy :system ;", "", "usage", "A usage has exactly one slm:usageBy: a system; give it one."),
        ("slm:usageOf :llm", "slm:usageOf :family", "usage", "An LLM usage has at most one slm:usageOf: an LLM"),
        ('"input"', '"throughput"', "usage", "Each slm:role of a usage is one of input, output; correct it."),
        ('"input"', '"input" ; slm:hours 3', "usage", "A usage has at most one slm:hours: a number from 0"),
    ],
)
def test_a_broken_graph_gives_one_message(
    shapes_graph: rdflib.Graph, old: str, new: str, focus: str, message: str
) -> None:
    assert DATA.count(old) == 1
    found = messages(DATA.replace(old, new), shapes_graph)
    assert {node for node, _ in found} == {focus}
    assert len({text for _, text in found}) == 1
    assert found[0][1].startswith(message)


def test_every_constraint_of_a_concrete_class_is_in_its_shape_or_in_one_above(
    shapes_graph: rdflib.Graph, schema: Schema
) -> None:
    shape = rdflib.Namespace(f"{schema.base}shapes#")

    def paths(name: str) -> Iterator[str]:
        for above in schema.ancestors(name):
            for property_ in shapes_graph.objects(shape[f"{above.name}Shape"], SH.property):
                yield str(shapes_graph.value(property_, SH.path))

    shared = {uri for uri, count in Counter(cls.uri for cls in schema.classes.values()).items() if count > 1}
    for cls in schema.classes.values():
        if not cls.mixin and not cls.abstract and cls.uri not in shared:
            assert {str(RDFS.label), *graph_slots(schema, cls)} <= set(paths(cls.name)), cls.name


def test_every_shape_has_a_message_and_a_target(shapes_graph: rdflib.Graph) -> None:
    nodes = list(shapes_graph.subjects(RDF.type, SH.NodeShape))
    assert nodes
    for node in nodes:
        assert sum((node, target, None) in shapes_graph for target in (SH.targetClass, SH.targetSubjectsOf)) == 1
    for property_ in shapes_graph.subjects(RDF.type, SH.PropertyShape):
        message = str(shapes_graph.value(property_, SH.message))
        assert re.fullmatch(r"(An? [\w ]+ has (exactly|at least|at most) one|Each \w+:\w+ of an? ).*; .*\.", message), (
            message
        )


def test_no_target_is_shared_or_catches_what_is_not_ours(shapes_graph: rdflib.Graph) -> None:
    targets = Counter(shapes_graph.objects(None, SH.targetClass))
    assert max(targets.values()) == 1
    # Alignments put slm:Dataset below dcat:Dataset, and every concept of every vocabulary is a skos:Concept.
    assert rdflib.URIRef("http://www.w3.org/ns/dcat#Dataset") not in targets
    assert SKOS.Concept not in targets
