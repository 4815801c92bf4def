// Terms for a reader, and answers as Markdown.
import { escapedMarkdown } from "../rows/out.js";
import { asking, literal } from "./catalogue.js";

/** @typedef {import("../engine.js").Term} Term */
/** @typedef {import("../engine.js").Answer} Answer */

const NUMBERS = new Set(["integer", "decimal", "double", "float"].map((name) => `http://www.w3.org/2001/XMLSchema#${name}`));
/** The prefixes, the longest namespace first. */
const prefixes = Object.entries(asking.prefixes).sort(([, a], [, b]) => b.length - a.length);

/** @param {Term | null} term */
export const isNumber = (term) => term !== null && NUMBERS.has(term.datatype);

/** @param {string} iri */
export function shortIri(iri) {
  if (asking.base && iri.startsWith(asking.base) && !iri.includes("#") && iri !== asking.base) return iri.slice(asking.base.length);
  const known = prefixes.find(([, namespace]) => iri.startsWith(namespace));
  const local = known && iri.slice(known[1].length);
  return known && local && /^\w[\w.-]*$/.test(local) ? `${known[0]}:${local}` : iri;
}

/** @param {Term | null} term */
export const textOf = (term) => (term === null ? "" : term.type === "uri" ? shortIri(term.value) : term.value);

const STRING = "http://www.w3.org/2001/XMLSchema#string", TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type";

/**
 * Return a term of Turtle, and put the prefix that it takes into `used`.
 * @param {Term} term
 * @param {Map<string, string>} used
 */
function turtleTerm(term, used) {
  if (term.type === "bnode") return `_:${term.value}`;
  if (term.type === "literal") {
    const typed = term.datatype && term.datatype !== STRING && !term.lang;
    return literal(term.value, term.lang ? `@${term.lang}` : typed ? `^^${turtleIri(term.datatype, used)}` : "");
  }
  return turtleIri(term.value, used);
}

/** @param {string} iri @param {Map<string, string>} used */
function turtleIri(iri, used) {
  const known = prefixes.find(([, namespace]) => iri.startsWith(namespace) && /^[A-Za-z]\w*$/.test(iri.slice(namespace.length)));
  if (!known) return `<${iri}>`;
  used.set(...known);
  return `${known[0]}:${iri.slice(known[1].length)}`;
}

/**
 * Return triples as Turtle, those of a subject together.
 * @param {(Term | null)[][]} triples
 */
export function turtle(triples) {
  /** @type {Map<string, string>} */
  const used = new Map();
  /** @type {Map<string, Map<string, string[]>>} */
  const subjects = new Map();
  for (const triple of triples) {
    const [subject, predicate, object] = /** @type {Term[]} */ (triple), s = turtleTerm(subject, used);
    const p = predicate.value === TYPE ? "a" : turtleTerm(predicate, used), pairs = subjects.get(s) || new Map();
    subjects.set(s, pairs.set(p, [...(pairs.get(p) || []), turtleTerm(object, used)]));
  }
  const blocks = [...subjects].map(([s, pairs]) => {
    const lines = [...pairs].sort(([a], [b]) => (a === "a" ? -1 : b === "a" ? 1 : a < b ? -1 : 1)).map(([p, objects]) => `${p} ${objects.join(" , ")}`);
    return `\n${s} ${lines.join(" ;\n    ")} .\n`;
  });
  return [...used].sort().map(([name, iri]) => `@prefix ${name}: <${iri}> .\n`).join("") + blocks.join("");
}

/** @param {string} text */
const escaped = (text) => escapedMarkdown(text).replace(/\r?\n/g, "<br>");

/** @param {Answer} answer */
export function markdown({ form, truth, columns, rows }) {
  if (form === "truth") return `${truth}\n`;
  const line = (/** @type {string[]} */ cells) => `| ${cells.join(" | ")} |\n`;
  const marks = columns.map((_, k) => (rows.length && rows.every((row) => row[k] === null || isNumber(row[k])) ? "---:" : "---"));
  return line(columns.map(escaped)) + line(marks) + rows.map((row) => line(row.map((term) => escaped(textOf(term))))).join("");
}
