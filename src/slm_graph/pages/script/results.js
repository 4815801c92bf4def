// What an engine answers, in the worker or at a server, as the page shows it.

/** @typedef {import("./engine.js").Term} Term */

export const FORMATS = {
  csv: "text/csv", json: "application/sparql-results+json", ntriples: "application/n-triples", jsonld: "application/ld+json",
};

/** @param {any} json results in SPARQL's JSON */
export function fromJson(json) {
  if ("boolean" in json) return { form: "truth", truth: json.boolean, columns: ["answer"], rows: [] };
  /** @type {string[]} */
  const columns = json.head.vars;
  const term = (/** @type {any} */ value) =>
    value && { type: value.type, value: value.type === "triple" ? JSON.stringify(value.value) : value.value, lang: value["xml:lang"] || "", datatype: value.datatype || "" };
  const bindings = json.results.bindings.map((/** @type {any} */ binding) => columns.map((name) => term(binding[name]) || null));
  return { form: "rows", truth: false, columns, rows: bindings };
}

/**
 * Return triples as an answer: each once, in order.
 * @param {Term[][]} triples
 */
export function asTriples(triples) {
  const key = (/** @type {Term[]} */ triple) => JSON.stringify(triple.map(({ value }) => value));
  const unique = new Map(triples.map((triple) => [key(triple), triple]));
  const sorted = [...unique].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, triple]) => triple);
  return { form: "triples", truth: false, columns: ["subject", "predicate", "object"], rows: sorted };
}

const TERM = /<([^>]*)>|(_:\S+)|"((?:[^"\\]|\\.)*)"(?:@([\w-]+)|\^\^<([^>]*)>)?/y;
const ESCAPE = /\\(?:u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|(.))/g;
const CHARACTERS = /** @type {Record<string, string>} */ ({ t: "\t", b: "\b", n: "\n", r: "\r", f: "\f" });
const STRING = "http://www.w3.org/2001/XMLSchema#string";

/** @param {string} text N-Triples */
export const fromNTriples = (text) => asTriples(text.split("\n").filter(Boolean).map(terms));

/** @param {string} line @returns {Term[]} */
function terms(line) {
  const found = [];
  for (let start = 0; found.length < 3; start = TERM.lastIndex + 1) {
    TERM.lastIndex = start;
    const match = TERM.exec(line);
    // What is neither is a triple in a triple, which stands last.
    if (!match) return [...found, { type: "triple", value: line.slice(start).replace(/ *\.\s*$/, ""), lang: "", datatype: "" }];
    found.push(term(match));
  }
  return found;
}

/** @param {RegExpExecArray} match @returns {Term} */
function term([, iri, blank, text, lang, datatype]) {
  if (iri !== undefined) return { type: "uri", value: plain(iri), lang: "", datatype: "" };
  if (blank) return { type: "bnode", value: blank.slice(2), lang: "", datatype: "" };
  return { type: "literal", value: plain(text), lang: lang || "", datatype: lang ? "" : datatype || STRING };
}

/** @param {string} written */
const plain = (written) => written.replace(ESCAPE, (_, short, long, one) => (one ? CHARACTERS[one] || one : String.fromCodePoint(parseInt(short || long, 16))));
