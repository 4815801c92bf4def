"""The words of RDF that a network is read by: terms of the standards, and local names of the ontology's properties.

What classes there are, and which properties lead from a system to what it uses, the ontology says (`kinds`). The
properties named here are those by which statements themselves are told: who uses what, in which words.
"""

from __future__ import annotations

RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
RDF_TYPE = f"{RDF}type"
RDFS = "http://www.w3.org/2000/01/rdf-schema#"
XSD = "http://www.w3.org/2001/XMLSchema#"
OWL = "http://www.w3.org/2002/07/owl#"
SHACL = "http://www.w3.org/ns/shacl#"
SKOS = "http://www.w3.org/2004/02/skos/core#"
DERIVED_FROM = "http://www.w3.org/ns/prov#wasDerivedFrom"
PROV_ENTITY = "http://www.w3.org/ns/prov#Entity"
SOURCE = "http://purl.org/dc/terms/source"
DATASET = "http://www.w3.org/ns/dcat#Dataset"
DESCRIPTION = "http://purl.org/dc/terms/description"
DCTERMS = "http://purl.org/dc/terms/"
DC = "http://purl.org/dc/elements/1.1/"
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
FOR_TASK, BY_METHOD = "forTask", "byMethod"
INTRODUCES, DESCRIBED_IN = "introduces", "describedIn"
ENCODER_KIND = "encoderKind"
"""The classes that have it are encoders; where no class has, the models that have a modality."""
MODALITY = "modality"
