"""What others call our things, as SSSOM: a table in which each match stands with who confirmed it.

The graph has the matches alone; those who judge or merge matches read this file.

References
----------
Simple Standard for Sharing Ontological Mappings, https://mapping-commons.github.io/sssom/: TSV with a header of YAML.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from slm_graph.build.files import graph_prefixes
from slm_graph.build.mapper import Mapper
from slm_graph.documents import values
from slm_graph.entries import Survey, check, entry_documents, entry_tree, read_survey
from slm_graph.problems import InvalidData, Problem
from slm_graph.project import Project, find_project
from slm_graph.rdf import RDF_TYPE, SEMAPV, SSSOM, Block, Curies, iri_text, is_iri, literal_parts, mapping_set

_MATCHES = frozenset(
    [f"http://www.w3.org/2004/02/skos/core#{kind}Match" for kind in ("exact", "close", "broad", "narrow", "related")]
    + ["http://schema.org/sameAs"]
)
_LABEL = "http://www.w3.org/2000/01/rdf-schema#label"
_BY_RULE = "follows from the identifier by rule"
_JUSTIFICATION = "semapv:ManualMappingCuration"


class Match(NamedTuple):
    """One line of the table, its IRIs in full; the comment says how it was confirmed."""

    subject_id: str
    subject_label: str
    subject_category: str
    predicate_id: str
    object_id: str
    mapping_justification: str
    comment: str


def sssom(project: Project) -> str:
    """Return the matches of a project as SSSOM.

    Raises
    ------
    InvalidData
        The data have problems.

    Examples
    --------
    >>> from slm_graph.project import find_project
    >>> lines = sssom(find_project(None)).splitlines()
    >>> next(line for line in lines if "whisper-large-v2" in line).split("\\t")[:5]
    ['encoder:whisper', 'Whisper', 'slm:SpeechEncoder', 'skos:closeMatch', 'huggingface:openai/whisper-large-v2']
    """
    survey = read_survey(project)
    if problems := check(project)[0]:
        raise InvalidData(problems)
    mapper = Mapper(survey.schema, survey.vocabulary, survey.sources)
    curies = curies_for(mapper)
    matches = {match for tree, blocks in _trees(survey, mapper) for match in _matches(tree, blocks, mapper)}
    rows = [[*map(curies.of, match[:-1]), match.comment] for match in sorted(matches)]
    return survey_mappings(survey, f"{mapper.base}mappings", "what others call it", curies, Match._fields, rows)


def mapping_files(root: Path) -> dict[Path, str]:
    """Return the text of output/slm-graph.sssom.tsv below a folder that has data and an output."""
    if not (root / "data").is_dir() or not (root / "output").is_dir():
        return {}
    return {root / "output" / "slm-graph.sssom.tsv": sssom(find_project(root / "data"))}


def curies_for(mapper: Mapper) -> Curies:
    """Return what shortens IRIs by the prefixes of the graph and of the schema."""
    namespaces = {**dict(mapper.schema.prefixes), **dict(graph_prefixes(mapper)), "sssom": SSSOM}
    return Curies(namespaces, {"semapv": SEMAPV})


def survey_mappings(
    survey: Survey, address: str, title: str, curies: Curies, columns: Sequence[str], rows: Iterable[Sequence[str]]
) -> str:
    """Return a set of mappings with what the settings say of the graph."""
    graph = survey.settings.tree["graph"] if survey.settings else {}
    said = {
        "mapping_set_version": graph.get("version", ""),
        "mapping_set_title": ": ".join(filter(None, (graph.get("title", ""), title))),
        "license": graph.get("license", ""),
        "creator_label": values(graph.get("authors", [])),
        "publication_date": graph.get("modified", ""),
    }
    return mapping_set(address, said, curies, columns, rows)


def _trees(survey: Survey, mapper: Mapper) -> Iterator[tuple[Mapping[str, Any], list[Block]]]:
    for item in survey.vocabulary.items:
        yield item.tree, mapper.tree_blocks(item.class_name, item.tree)
    for document in entry_documents(survey):
        if not isinstance(document, Problem):
            yield entry_tree(document), mapper.entry_blocks(entry_tree(document))


def _matches(tree: Mapping[str, Any], blocks: list[Block], mapper: Mapper) -> Iterator[Match]:
    said_by = dict(_confirmations(tree))
    confirmed_by = mapper.schema.slots["confirmed_by"].uri
    for subject, pairs, _ in blocks:
        facts = [(iri_text(predicate), item) for predicate, item in pairs]
        texts = {name: literal_parts(item)[0] for name, item in facts if not is_iri(item)}
        category = next((iri_text(item) for predicate, item in pairs if predicate == RDF_TYPE), "")
        by_rule = "; ".join(filter(None, [_BY_RULE, texts.get(confirmed_by)]))
        for name, item in facts:
            if name in _MATCHES and not (address := iri_text(item)).startswith(mapper.base):
                comment = said_by.get(address, by_rule)
                label = texts.get(_LABEL, "")
                yield Match(iri_text(subject), label, category, name, address, _JUSTIFICATION, comment)


def _confirmations(tree: Any, said_by: str = "") -> Iterator[tuple[str, str]]:
    """Yield each text of a tree with how its group was confirmed, or ""."""
    if isinstance(tree, str):
        yield tree, said_by
    elif isinstance(tree, dict):
        for value in tree.values():
            yield from _confirmations(value, str(tree.get("confirmed_by", "")))
    else:
        for value in tree:
            yield from _confirmations(value, said_by)
