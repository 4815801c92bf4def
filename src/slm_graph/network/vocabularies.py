"""What terms of common vocabularies mean for a reader: FOAF, SKOS, Dublin Core, schema.org, DCAT, OWL."""

from __future__ import annotations

from slm_graph.network.terms import FOAF, LABELS, RDF_TYPE, SCHEMAS
from slm_graph.network.web_links import MATCHES, web_links
from slm_graph.rdf import DC, DCTERMS, OWL, RDF, RDFS, SKOS, XSD

OTHER_NAMES = (
    f"{SKOS}altLabel", f"{FOAF}nick", f"{DCTERMS}alternative", *(f"{schema}alternateName" for schema in SCHEMAS)
)  # fmt: skip
DESCRIPTIONS = (
    f"{SKOS}definition", f"{DCTERMS}description", f"{RDFS}comment", f"{DC}description",
    *(f"{schema}description" for schema in SCHEMAS),
)  # fmt: skip
DATES = (
    f"{DCTERMS}issued", f"{DCTERMS}created", f"{DCTERMS}date", f"{DC}date",
    *(f"{schema}{name}" for schema in SCHEMAS for name in ("datePublished", "dateCreated")),
)  # fmt: skip
PAGES = frozenset(
    f"{namespace}{name}"
    for namespace, names in (
        (FOAF, "page homepage weblog depiction img thumbnail workplaceHomepage schoolHomepage workInfoHomepage openid"),
        (RDFS, "seeAlso isDefinedBy"),
        ("http://www.w3.org/ns/dcat#", "landingPage accessURL downloadURL endpointURL"),
        *((schema, "url image contentUrl") for schema in SCHEMAS),
    )
    for name in names.split()
)
"""What leads to pages, which are no things of the graph, whatever else leads there."""
TITLED = (
    f"{OWL}Ontology", f"{SKOS}ConceptScheme", "http://www.w3.org/ns/dcat#Catalog", "http://rdfs.org/ns/void#Dataset"
)  # fmt: skip
"""The classes of what a graph as a whole can be; a thing of one of these names the graph."""
GENERAL = frozenset(
    (
        f"{RDFS}Resource", f"{RDFS}Class", f"{RDF}Property", f"{FOAF}Agent",
        *(f"{OWL}{name}" for name in "NamedIndividual Thing DeprecatedClass DeprecatedProperty".split()),
        *(
            f"{OWL}{kind}Property"
            for kind in "Functional InverseFunctional Transitive Symmetric Asymmetric Reflexive Irreflexive".split()
        ),
    )
)  # fmt: skip
"""Classes that say little of a thing that has another one too."""
LANGUAGES = (RDF, RDFS, OWL, XSD)
"""What the languages themselves define is no thing, unless the graph describes it."""
WORDS = {f"{RDFS}subClassOf": "subclass of", f"{RDFS}subPropertyOf": "subproperty of"}
LEADING_OUT = frozenset((*web_links(""), *MATCHES))
NAMES = frozenset((*LABELS, *OTHER_NAMES, f"{SKOS}notation", f"{SKOS}hiddenLabel", RDF_TYPE))
"""What is told elsewhere than among the facts."""
ANNOTATIONS = (f"{OWL}Axiom", f"{OWL}Annotation")
"""Blank nodes of these say who states an axiom; they are no things."""
