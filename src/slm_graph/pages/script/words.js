// The words that a statement rests on: its quotes, and each of them marked in the whole cell of the survey that it
// stands in. The cells are in the graph that the page carries; they are asked for when somebody looks.
import { page } from "./data.js";
import { make } from "./dom.js";
import { ask, canAsk } from "./engine.js";
import { marked } from "./marking.js";
import { asking } from "./questions/catalogue.js";

/** @typedef {import("./data.js").Evidence} Evidence */
/** @typedef {{ row: string, column: string, text: string, quotes: string[] }} Cell a cell, and what is quoted of it */

/** Keys of a statement that are told elsewhere, or not in words. */
const UNTOLD = new Set(["quotes", "columns", "row", "source", "survey", "id", "hours", "amountText", "unit"]);

/**
 * The words of a statement, and where they stand; where the page has the cells, it opens on them.
 * @param {Evidence} statement
 * @param {boolean} whole whether what the heading does not tell is told too
 */
export function evidence(statement, whole) {
  const line = [...quoted(statement), make("div", { text: [...told(statement, whole), placeOf(statement)].filter(Boolean).join(" · ") })];
  if (!canAsk() || !statement.quotes.length) return make("blockquote", {}, ...line);
  return opening("evidence", make("summary", { title: "Show the whole cell" }, ...line), [statement]);
}

/**
 * What several statements rest on, closed: their cells with all their quotes marked.
 * @param {Evidence[]} given
 * @param {string} name what opens them
 * @param {boolean} whole whether what else each states is told too
 */
export function words(given, name, whole) {
  const statements = [...new Map(given.map((statement) => [statement.id, statement])).values()];
  const more = statements.filter((statement) => whole && told(statement, true).length).map((statement) =>
    make("p", { class: "told" }, ...quoted(statement), `: ${told(statement, true).join(" · ")}`));
  if (canAsk()) return opening("words", make("summary", { text: name }), statements, more);
  return make("details", { class: "words" }, make("summary", { text: name }), ...statements.map((statement) => evidence(statement, true)));
}

/** @param {Evidence} statement */
const quoted = ({ quotes }) => quotes.flatMap((text, k) => [...(k ? [" … "] : []), make("q", { text })]);

/** What a statement says beside its quotes. @param {Evidence} statement @param {boolean} whole */
function told(statement, whole) {
  const { amount, unit } = statement;
  const parts = Object.entries(statement).filter(([name]) => !UNTOLD.has(name)).map(([name, value]) =>
    name === "amount" ? `${amount} ${unit || ""}` : `${page.words[name] || name}: ${[value].flat().join(", ")}`,
  );
  if (whole && unit && amount === undefined) parts.push(unit);
  return parts;
}

/** @param {Evidence} statement */
function placeOf({ source, row, columns }) {
  return [source || (row ? `row ${row}` : ""), columns.length ? `column ${columns.join(", ")}` : ""].filter(Boolean).join(", ");
}

/**
 * @param {string} kind @param {HTMLElement} summary @param {Evidence[]} statements
 * @param {Node[]} [more] what stands below the cells
 */
function opening(kind, summary, statements, more = []) {
  const cells = make("div", { class: "cells" }), box = make("details", { class: kind }, summary, cells, ...more);
  box.addEventListener("toggle", async () => {
    if (!box.open || cells.firstChild) return;
    cells.append(make("p", { class: "told", text: "Looking up the cells …" }));
    const known = await cellsOf(statements).catch((error) => String(error.message));
    if (typeof known === "string") cells.replaceChildren(make("p", { class: "fault", text: known }));
    else cells.replaceChildren(...(known.length ? known.map(figure) : [make("p", { class: "told", text: "The graph does not have the cell." })]));
  });
  return box;
}

/** @param {Cell} cell */
function figure({ row, column, text, quotes }) {
  const pieces = marked(text, quotes).map((piece) => (piece.marked ? make("mark", { text: piece.text }) : piece.text));
  return make("figure", { class: "cell" }, make("figcaption", { text: `${row}, column ${column}` }), make("blockquote", {}, ...pieces));
}

/**
 * Return the cells that the quotes of statements stand in, each once, in the order of the statements. A row has its
 * cells by properties that columns name, and a statement has the names of the columns.
 * @param {Evidence[]} statements
 * @returns {Promise<Cell[]>}
 */
async function cellsOf(statements) {
  // A blank node has no name by which it could be asked for.
  const byIri = new Map(statements.filter(({ id }) => !id.startsWith("_:")).map((statement) => [iriOf(statement.id), statement]));
  const { rows } = await ask(`PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
PREFIX prov: <http://www.w3.org/ns/prov#>
SELECT DISTINCT ?statement ?row ?column ?cell {
  VALUES ?statement { ${[...byIri.keys()].map((iri) => `<${iri}>`).join(" ")} }
  ?statement prov:wasDerivedFrom ?source ; ?names ?column .
  ?source rdfs:label ?row .
  ?heading rdfs:label ?column ; ?tells ?property .
  ?source ?property ?cell .
  FILTER (ISLITERAL(?cell))
} ORDER BY ?row ?column ?cell`);
  /** @type {Map<string, Cell>} */
  const cells = new Map();
  for (const [iri, statement] of byIri) {
    for (const quote of statement.quotes) {
      for (const [of, row, column, cell] of rows) {
        if (of?.value !== iri || !row || !column || !cell?.value.includes(quote)) continue;
        const key = JSON.stringify([row.value, column.value, cell.value]);
        const known = cells.get(key) || { row: row.value, column: column.value, text: cell.value, quotes: [] };
        if (!known.quotes.includes(quote)) known.quotes.push(quote);
        cells.set(key, known);
      }
    }
  }
  return [...cells.values()];
}

/** @param {string} id of a statement, as addresses have it */
const iriOf = (id) => (/^[A-Za-z][\w+.-]*:/.test(id) ? id : asking.base + id);
