"""The words of RDF that a network is read by: terms of the standards, and local names of the ontology's properties.

What classes there are, and which properties lead from a system to what it uses, the ontology says (`kinds`). The
properties named here are those by which statements themselves are told: who uses what, in which words.
"""

from __future__ import annotations

from slm_graph.rdf import DC, DCAT, DCTERMS, PROV, RDF, RDFS, SKOS

RDF_TYPE = f"{RDF}type"
DERIVED_FROM = f"{PROV}wasDerivedFrom"
PROV_ENTITY = f"{PROV}Entity"
SOURCE = f"{DCTERMS}source"
DATASET = f"{DCAT}Dataset"
DESCRIPTION = f"{DCTERMS}description"
FOAF = "http://xmlns.com/foaf/0.1/"
SCHEMAS = ("http://schema.org/", "https://schema.org/")
LABELS = (
    f"{SKOS}prefLabel", f"{RDFS}label", f"{DCTERMS}title", f"{FOAF}name", *(f"{schema}name" for schema in SCHEMAS),
    f"{DC}title", "http://www.w3.org/2006/vcard/ns#fn",
)  # fmt: skip
"""What names a thing, the most telling first."""

STANDARDS = ("http://www.w3.org/", "http://schema.org/", "http://purl.org/", "http://xmlns.com/")
"""Where the terms of others begin: a skos:Concept is a node only if it is of a class of the survey's own."""

USAGE_BY, USAGE_OF, ALTERNATIVE_TO = "usageBy", "usageOf", "alternativeTo"
OF_A_SOURCE = ("cellProperty", "tableOf")
"""What columns and tables have, which are parts of a source."""
QUOTE = "quote"
FOR_TASK, BY_METHOD = "forTask", "byMethod"
INTRODUCES, DESCRIBED_IN = "introduces", "describedIn"
ENCODER_KIND = "encoderKind"
"""The classes that have it are encoders; where no class has, the models that have a modality."""
MODALITY = "modality"
CONCEPT = "Concept"
"""What the property with a concept is called more than the one with its name: architecture, architectureConcept."""
