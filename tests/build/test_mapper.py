"""Small entries with exactly the Turtle that they give, and what holds for all entries."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyoxigraph
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from projects import cases, laid_out, parameters
from slm_graph.build.files import graph_prefixes
from slm_graph.build.graph import write_graph
from slm_graph.build.mapper import Mapper
from slm_graph.build.places import entry_nodes
from slm_graph.documents.document import Document
from slm_graph.documents.yaml_reader import read_yaml
from slm_graph.entries.items import Item
from slm_graph.entries.survey import Survey, check_entry, entry_documents, read_survey
from slm_graph.project import Project, find_project
from slm_graph.rdf.blocks import Block
from slm_graph.rdf.terms import RDF_TYPE, Term, Triple, iri, iri_text, is_iri, literal_parts
from slm_graph.rdf.writers import TurtleFileWriter

SLM = "https://w3id.org/slm-graph/ontology#"
SKOS = "http://www.w3.org/2004/02/skos/core#"
STATING = [
    iri(f"{SLM}{name}") for name in ("usageOf", "forTask", "byMethod", "modality", "inputModality", "outputModality")
]
THROUGH = [iri(f"{SLM}{name}") for name in ("inputModality", "outputModality")]


@pytest.fixture(scope="module")
def survey(project: Project) -> Survey:
    return read_survey(project)


@pytest.fixture(scope="module")
def mapper(survey: Survey) -> Mapper:
    return Mapper(survey.schema, survey.vocabulary, survey.sources)


@pytest.fixture(scope="module")
def trees(survey: Survey) -> list[dict[str, Any]]:
    """Return the entries of the survey."""
    documents = entry_documents(survey)
    return [
        document.tree for document in documents if isinstance(document, Document) and isinstance(document.tree, dict)
    ]


@pytest.fixture(scope="module")
def blocks(survey: Survey, mapper: Mapper, trees: list[dict[str, Any]]) -> list[Block]:
    """Return the blocks of the survey's vocabulary and entries."""
    items = mapper.item_blocks(survey.vocabulary.items)
    return [*items, *(block for tree in trees for block in mapper.entry_blocks(tree))]


def triples(blocks: list[Block]) -> list[Triple]:
    return [Triple(subject, *pair) for subject, pairs, _ in blocks for pair in pairs]


# --- the cases


def test_a_case_has_an_entry_and_its_turtle() -> None:
    for case in cases("map"):
        assert {path.name for path in case.iterdir()} == {"entry.yaml", "expected.ttl"}, case.name


@parameters("map")
def test_an_entry_gives_exactly_its_turtle(case: Path, survey: Survey, mapper: Mapper) -> None:
    document, problems = read_yaml(case / "entry.yaml")
    assert problems == []
    assert document is not None
    assert check_entry(survey, document).problems == []
    assert isinstance(document.tree, dict)
    turtle = TurtleFileWriter(graph_prefixes(mapper)).blocks(mapper.entry_blocks(document.tree))
    assert turtle.lstrip("\n") == (case / "expected.ttl").read_text(encoding="utf-8")


# --- laws over the survey


def test_every_text_that_names_a_concept_leads_to_it_too(blocks: list[Block]) -> None:
    beside = {"architecture": "architectureConcept", "encoderKind": "encoderKindConcept", "unit": "unitConcept"}
    for text, concept in beside.items():
        labels = {block.subject: dict(block.pairs).get(iri(f"{SKOS}prefLabel")) for block in blocks}
        holders = [dict(block.pairs) for block in blocks if any(name == iri(SLM + text) for name, _ in block.pairs)]
        assert holders
        for facts in holders:
            named = facts.get(iri(SLM + concept))
            if literal_parts(facts[iri(SLM + text)])[0] == "not stated":
                assert named is None
            else:
                assert named is not None
                assert labels[named] == facts[iri(SLM + text)]


def test_no_concept_matches_another_of_its_scheme(blocks: list[Block]) -> None:
    """SKOS mappings are for concepts of different schemes (SKOS Reference, section 10)."""
    own = {block.subject for block in blocks}
    matches = [
        (block.subject, item) for block in blocks for name, item in block.pairs if iri_text(name).endswith("Match")
    ]
    assert matches
    assert [pair for pair in matches if pair[1] in own] == []


def test_related_concepts_are_so_both_ways(blocks: list[Block]) -> None:
    related = {(block.subject, item) for block in blocks for name, item in block.pairs if name == iri(f"{SKOS}related")}
    tasks = [iri(f"https://w3id.org/slm-graph/task/{code}") for code in ("gr", "sgc", "ks", "kws")]
    assert {(tasks[0], tasks[1]), (tasks[2], tasks[3])} <= related
    assert {(other, one) for one, other in related} == related
    same = [(block.subject, item) for block in blocks for name, item in block.pairs if name == iri(f"{SLM}sameTaskAs")]
    assert sorted(same) == [(tasks[0], tasks[1]), (tasks[1], tasks[0])]


def test_every_short_edge_has_a_usage_of_its_row(survey: Survey, mapper: Mapper, trees: list[dict[str, Any]]) -> None:
    slots = [slot for cls in survey.schema.classes.values() for slot in cls.slots.values()]
    derived = {iri(survey.schema.slots[edge.slot].uri) for slot in slots for edge in slot.edges}
    assert len(derived) == 9
    through: dict[Term, set[Term]] = {}
    for block in mapper.item_blocks(survey.vocabulary.items):
        through[block.subject] = {item for predicate, item in block.pairs if predicate in THROUGH}
    found: Counter[Term] = Counter()
    for tree in trees:
        entry = mapper.entry_blocks(tree)
        said: dict[Term, set[Term]] = {}
        for block in entry:
            if (iri(f"{SLM}usageBy"), entry[0].subject) in block.pairs:
                assert block.row is not None
                for predicate, item in block.pairs:
                    ends = (
                        {item} if predicate in STATING else through[item] if predicate == iri(f"{SLM}direction") else ()
                    )
                    for end in ends:
                        said.setdefault(end, set()).add(block.row)
        for block in entry:
            for predicate, item in block.pairs:
                if predicate in derived:
                    found[predicate] += 1
                    assert said[item] == {block.row}, f"{block.subject} {predicate} {item}"
    assert set(found) == derived


def test_every_usage_has_its_short_edge_and_its_words(mapper: Mapper, trees: list[dict[str, Any]]) -> None:
    for tree in trees:
        entry = mapper.entry_blocks(tree)
        edges = {item for block in entry[:2] for _, item in block.pairs}
        for block in entry:
            if (RDF_TYPE, iri(f"{SLM}Usage")) in block.pairs:
                predicates = [predicate for predicate, _ in block.pairs]
                assert iri(f"{SLM}quote") in predicates
                assert iri(f"{SLM}column") in predicates
                used = {item for predicate, item in block.pairs if predicate == iri(f"{SLM}usageOf")}
                assert used <= edges


def test_terms_are_absolute_iris_and_literals(blocks: list[Block]) -> None:
    for triple in triples(blocks):
        for term in triple:
            if is_iri(term):
                assert iri_text(term).startswith(("http://", "https://"))
                assert iri(iri_text(term)) == term
            else:
                assert term is triple.object
                assert literal_parts(term)


def test_nodes_live_below_the_base(survey: Survey, trees: list[dict[str, Any]]) -> None:
    other = Mapper(survey.schema, survey.vocabulary, survey.sources, "https://example.org/g#")
    found = [block for tree in trees for block in other.entry_blocks(tree)]
    assert all(iri_text(block.subject).startswith("https://example.org/g#") for block in found)
    assert not any(
        "w3id.org/slm-graph/" in term and "/ontology#" not in term for triple in triples(found) for term in triple
    )


def test_no_triple_is_stated_twice(blocks: list[Block]) -> None:
    twice = [triple for triple, number in Counter(triples(blocks)).items() if number > 1]
    assert twice == []


def test_literals_are_well_typed(blocks: list[Block], survey: Survey) -> None:
    patterns = {
        type_.uri: type_.pattern for type_ in survey.schema.types.values() if type_.pattern and type_.name != "year"
    }
    for triple in triples(blocks):
        if not is_iri(triple.object):
            text, datatype, _ = literal_parts(triple.object)
            pattern = patterns.get(datatype)
            assert pattern is None or pattern.fullmatch(text)


# --- order


def shuffled(tree: Any, chance: random.Random) -> Any:
    """Return the tree with the keys of every mapping in another order."""
    if isinstance(tree, list):
        return [shuffled(value, chance) for value in tree]
    if not isinstance(tree, dict):
        return tree
    keys = [*tree]
    chance.shuffle(keys)
    return {key: shuffled(tree[key], chance) for key in keys}


@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.randoms(use_true_random=False))
def test_the_order_of_keys_means_nothing(mapper: Mapper, trees: list[dict[str, Any]], chance: random.Random) -> None:
    for tree in trees:
        again = mapper.entry_blocks(shuffled(tree, chance))
        assert again[0].subject == mapper.entry_blocks(tree)[0].subject
        assert set(triples(again)) == set(triples(mapper.entry_blocks(tree)))


def test_the_order_of_mapping_means_nothing(survey: Survey, trees: list[dict[str, Any]]) -> None:
    def texts(order: list[dict[str, Any]]) -> dict[str, list[Block]]:
        fresh = Mapper(survey.schema, survey.vocabulary, survey.sources)
        return {tree["id"]: fresh.entry_blocks(tree) for tree in order}

    assert texts(trees) == texts(trees[::-1])


def test_the_order_in_which_files_are_made_means_nothing(tmp_path: Path, project: Project) -> None:
    def built(name: str, files: list[Path]) -> Iterator[bytes]:
        data = laid_out(tmp_path / name) / "data"
        for path in (data / "systems").iterdir():
            path.unlink()
        for path in files:
            target = data / path.relative_to(project.data)
            target.parent.mkdir(exist_ok=True)
            target.write_bytes(path.read_bytes())
        written = write_graph(find_project(data), tmp_path / name / "output", validate=False)
        return (file.path.read_bytes() for file in written)

    files = sorted(project.data.rglob("*.yaml"))
    assert list(built("one", files)) == list(built("other", files[::-1]))


# --- the vocabulary


def test_an_item_gives_its_statements_once_with_types_first(survey: Survey, mapper: Mapper) -> None:
    found = list(mapper.item_blocks(survey.vocabulary.items))
    assert len({block.subject for block in found}) == len(found)
    assert all(block.pairs[0][0] == RDF_TYPE for block in found)
    items = {mapper.node(item.class_name, item.id) for item in survey.vocabulary.items}
    subjects = {block.subject for block in found}
    assert items <= subjects
    parts = [iri_text(subject).removeprefix(mapper.base) for subject in subjects - items]
    survey_id = "speech-llms-progress"
    assert sorted(parts) == sorted(
        [
            f"table/{survey_id}/systems",
            f"heading/{survey_id}/{survey_id}",
            f"scheme/headings-{survey_id}",
            *(
                f"column/{survey_id}/{key}"
                for key in "paper name speech-model llm dataset prompt method architecture".split()
            ),
        ]
    )


def test_an_inverse_is_in_the_block_of_its_own_subject(mapper: Mapper) -> None:
    document = Document("f.yaml", "", places={})
    items = [
        Item("ConceptScheme", "task", document, (), {"id": "task", "label": "Tasks"}),
        Item("Task", "asr", document, (), {"id": "asr", "label": "Recognition", "group": "speech"}),
    ]
    scheme, task = mapper.item_blocks(items)
    has_top = iri("http://www.w3.org/2004/02/skos/core#hasTopConcept")
    assert [pair for pair in scheme.pairs if pair[0] == has_top] == [(has_top, task.subject)]


def test_another_parser_reads_the_same_triples(blocks: list[Block], mapper: Mapper) -> None:
    writer = TurtleFileWriter(graph_prefixes(mapper))
    text = writer.header() + writer.blocks(blocks)
    read = {str(quad.triple) for quad in pyoxigraph.parse(text, format=pyoxigraph.RdfFormat.TURTLE)}
    assert read == {" ".join(triple) for triple in triples(blocks)}


# --- nodes


def test_nodes_tell_where_each_comes_from(mapper: Mapper, trees: list[dict[str, Any]]) -> None:
    for tree in trees:
        nodes = {node: (path, class_name) for node, path, class_name in entry_nodes(mapper, tree)}
        # A paper of the vocabulary, named by its id, has its place there.
        known = {mapper.node("Paper", tree["paper"])} if isinstance(tree["paper"], str) else set()
        assert {block.subject for block in mapper.entry_blocks(tree)} <= nodes.keys() | known
        for path, _ in nodes.values():
            value: Any = tree
            for key in path:
                value = value[key]
            assert isinstance(value, dict)
