// Narrowing rows down: within a facet any of the values will do, between facets all must hold.
import { thingById, things } from "../data.js";
import { indexOf, placesIn } from "./index.js";
import { ANY } from "./keys.js";

/** @typedef {import("./rows.js").Column} Column */
/** @typedef {import("./rows.js").Table} Table */
/** @typedef {import("./index.js").Choice} Choice */
/** @typedef {import("../data.js").Thing} Thing */
/** @typedef {Record<string, string[]>} Where */

const ALL = -1, SEVERAL = -2, WORDS = -3;

/**
 * By the place of each row which facet it fails: the number of the one, or ALL hold, SEVERAL do not, or its WORDS are
 * not there.
 * @typedef {{ table: Table, where: Where, words: string, columns: Column[], fails: Int32Array }} Narrowed
 */

/** What was narrowed down last: the table and each facet ask for the same. @type {Narrowed | null} */
let last = null;

/** @param {Table} table @param {Where} where @param {string} words @returns {Narrowed} */
function narrowed(table, where, words) {
  if (last && last.table === table && last.where === where && last.words === words) return last;
  const columns = /** @type {Column[]} */ ([]), fails = new Int32Array(table.rows.length).fill(ALL);
  for (const [key, values] of Object.entries(where)) {
    const column = table.byKey.get(key);
    if (!column || !values.length) continue;
    const { numbers, of } = indexOf(table, column), wanted = new Set(values.map((value) => numbers.get(value) ?? -1)), number = columns.push(column) - 1;
    of.forEach((own, k) => {
      if (!own.some((one) => wanted.has(one))) fails[k] = fails[k] === ALL ? number : SEVERAL;
    });
  }
  const folded = fold(words).split(" ").filter(Boolean);
  if (folded.length) table.rows.forEach((row, k) => hasWords(table, row, folded) || (fails[k] = WORDS));
  return (last = { table, where, words, columns, fails });
}

/**
 * Return the rows for which all facets hold and that have all words, in an order.
 * @param {Table} table
 * @param {Where} where
 * @param {string} words
 * @param {string} order
 */
export function matching(table, where, words, order) {
  const { fails } = narrowed(table, where, words);
  return placesIn(table, order).filter((k) => fails[k] === ALL).map((k) => table.rows[k]);
}

/**
 * Return the values of a facet in their order, each with the number of rows that it would leave.
 * @param {Table} table
 * @param {Column} column
 * @param {Where} where
 * @param {string} words
 * @returns {Choice[]}
 */
export function choicesOf(table, column, where, words) {
  const { fails, columns } = narrowed(table, where, words), number = columns.indexOf(column);
  const { keys, numbers, of, choices } = indexOf(table, column), counts = new Int32Array(keys.length);
  of.forEach((own, k) => {
    if (fails[k] === ALL || (number >= 0 && fails[k] === number)) for (const one of own) counts[one]++;
  });
  return choices.map((choice) => ({ ...choice, count: counts[numbers.get(choice.key) ?? -1] || 0 }));
}

/** What a chosen value of a facet is called, which may be a group that the facet does not offer. @param {Table} table @param {Column} column @param {string} key */
export function labelOf(table, column, key) {
  const choice = indexOf(table, column).choices.find((one) => one.key === key);
  const group = key.startsWith(ANY) && thingById.get(key.slice(ANY.length));
  return choice?.label || (group ? `any ${group.label}` : key);
}

/** @param {string} text */
const fold = (text) => text.normalize("NFKD").toLowerCase().replace(/[^\p{L}\p{N}]+/gu, " ").trim();

/** @type {WeakMap<Thing, string>} */
const folds = new WeakMap();

/** @param {Table} table @param {Thing} row @param {string[]} words */
function hasWords(table, row, words) {
  let text = folds.get(row);
  if (text === undefined) {
    const values = table.columns.flatMap((column) => column.cells.get(row.i) || []);
    const names = values.flatMap(({ text: name, title, i }) => [name, title, ...(i < 0 ? [] : things[i].aliases)]);
    folds.set(row, (text = fold([row.label, ...row.aliases, ...row.misspellings, ...names].join(" "))));
  }
  return words.every((word) => /** @type {string} */ (text).includes(word));
}
