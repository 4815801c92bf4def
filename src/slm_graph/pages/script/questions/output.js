// Terms for a reader, and answers as Markdown.
import { asking } from "./catalogue.js";

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

/** @param {string} text */
const escaped = (text) => text.replace(/[\\|*_`<>[\]]/g, "\\$&").replace(/\r?\n/g, "<br>");

/** @param {Answer} answer */
export function markdown({ form, truth, columns, rows }) {
  if (form === "truth") return `${truth}\n`;
  const line = (/** @type {string[]} */ cells) => `| ${cells.join(" | ")} |\n`;
  const marks = columns.map((_, k) => (rows.length && rows.every((row) => row[k] === null || isNumber(row[k])) ? "---:" : "---"));
  return line(columns.map(escaped)) + line(marks) + rows.map((row) => line(row.map((term) => escaped(textOf(term))))).join("");
}
