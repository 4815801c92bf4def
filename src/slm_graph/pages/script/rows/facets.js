// Narrowing rows down: within a facet any of the values will do, between facets all must hold.
import { thingById, things } from "../data.js";
import { above, groupsOf } from "./lineage.js";

/** @typedef {import("./rows.js").Column} Column */
/** @typedef {import("./rows.js").Table} Table */
/** @typedef {import("../data.js").Thing} Thing */
/** @typedef {Record<string, string[]>} Where */

/** The value of a facet for rows of which nothing is stated. */
export const NOTHING = "not-stated";
/** Before the id of a thing: it, and what comes from it. */
export const ANY = "any:";

/** @typedef {{ key: string, label: string, title: string, i: number, isGroup: boolean, count: number }} Choice */

/**
 * Return the keys that a row has in a facet: its values, the groups that these are in, or NOTHING.
 * @param {Column} column
 * @param {number} i
 */
export function keysOf(column, i) {
  const cell = column.cells.get(i);
  if (!cell?.length) return new Set([NOTHING]);
  const keys = new Set(cell.map((value) => value.key));
  for (const value of cell) {
    if (value.i < 0) continue;
    for (const top of [value.i, ...above(value.i)]) keys.add(ANY + things[top].id);
  }
  return keys;
}

/**
 * Return the rows for which all facets hold, but for one that is left out, and that have all words.
 * @param {Table} table
 * @param {Where} where
 * @param {string} words
 * @param {string} [without]
 */
export function matching(table, where, words, without = "") {
  const wanted = Object.entries(where).flatMap(([key, values]) => {
    const column = table.byKey.get(key);
    return column && key !== without && values.length ? [{ column, values }] : [];
  });
  const folded = fold(words).split(" ").filter(Boolean);
  return table.rows.filter((row) => {
    if (folded.length && !hasWords(table, row, folded)) return false;
    return wanted.every(({ column, values }) => {
      const keys = keysOf(column, row.i);
      return values.some((value) => keys.has(value));
    });
  });
}

/**
 * Return the values of a facet with the number of rows that each would leave: groups first, then by number.
 * @param {Table} table
 * @param {Column} column
 * @param {Where} where
 * @param {string} words
 * @returns {Choice[]}
 */
export function choicesOf(table, column, where, words) {
  /** @type {Map<string, number>} */
  const counts = new Map();
  for (const row of matching(table, where, words, column.key)) {
    for (const key of keysOf(column, row.i)) counts.set(key, (counts.get(key) || 0) + 1);
  }
  /** @type {Map<string, Choice>} */
  const choices = new Map();
  for (const row of table.rows) {
    for (const { key, text, title, i } of column.cells.get(row.i) || []) {
      if (!choices.has(key)) choices.set(key, { key, label: i < 0 ? text : things[i].label, title, i, isGroup: false, count: counts.get(key) || 0 });
    }
  }
  const numbers = [...choices.values()].map((choice) => choice.i).filter((i) => i >= 0);
  const groups = [...groupsOf(numbers).keys()].map((top) => {
    const key = ANY + things[top].id;
    return { key, label: `any ${things[top].label}`, title: "", i: top, isGroup: true, count: counts.get(key) || 0 };
  });
  const byCount = (/** @type {Choice} */ a, /** @type {Choice} */ b) => b.count - a.count || a.label.localeCompare(b.label, "en");
  const single = [...choices.values()].sort(column.numeric ? (a, b) => Number(a.key) - Number(b.key) : byCount);
  const none = counts.get(NOTHING) || where[column.key]?.includes(NOTHING);
  return [
    ...groups.sort(byCount), ...single,
    ...(none ? [{ key: NOTHING, label: "not stated", title: "", i: -1, isGroup: false, count: counts.get(NOTHING) || 0 }] : []),
  ];
}

/** What a chosen value of a facet is called. @param {Column} column @param {string} key */
export function labelOf(column, key) {
  if (key === NOTHING) return "not stated";
  const top = key.startsWith(ANY) && thingById.get(key.slice(ANY.length));
  if (top) return `any ${top.label}`;
  return thingById.get(key)?.label || [...column.cells.values()].flat().find((value) => value.key === key)?.text || key;
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

/**
 * Return rows in an order: by their names, or by the values of a column; `-` before it turns it round. What is not
 * stated comes last either way.
 * @param {Table} table
 * @param {Thing[]} rows
 * @param {string} order
 */
export function sorted(table, rows, order) {
  const backwards = order.startsWith("-"), key = backwards ? order.slice(1) : order, column = table.byKey.get(key);
  if (!column) return backwards ? [...rows].reverse() : rows;
  const rank = (/** @type {Thing} */ row) => {
    const cell = column.cells.get(row.i);
    if (!cell?.length) return null;
    return column.numeric ? Math.max(...cell.map((value) => Number(value.key))) : cell.map((value) => value.text).sort().join(", ");
  };
  const ranked = rows.map((row) => ({ row, value: rank(row) }));
  const compared = (/** @type {string | number} */ a, /** @type {string | number} */ b) =>
    typeof a === "number" && typeof b === "number" ? a - b : String(a).localeCompare(String(b), "en", { numeric: true });
  ranked.sort((a, b) => {
    if (a.value === null || b.value === null) return Number(a.value === null) - Number(b.value === null);
    return compared(a.value, b.value) * (backwards ? -1 : 1);
  });
  return ranked.map(({ row }) => row);
}
