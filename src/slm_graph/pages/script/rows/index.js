// What the facets of a table ask of its rows, worked out once: filters are then counted in one pass over the rows.
import { things } from "../data.js";
import { ANY, NOTHING, STATED } from "./keys.js";
import { above, groupsOf } from "./lineage.js";

/** @typedef {import("./rows.js").Column} Column */
/** @typedef {import("./rows.js").Table} Table */
/** @typedef {{ key: string, label: string, title: string, i: number, isGroup: boolean, count: number }} Choice */

/**
 * A column by numbers: `of` has for each row, by its place, the numbers of the keys that it has; `choices` are all that
 * it can be narrowed down to.
 * @typedef {{ keys: string[], numbers: Map<string, number>, of: number[][], choices: Choice[] }} ColumnIndex
 */

const collator = new Intl.Collator("en");

/** @type {WeakMap<Column, ColumnIndex>} */
const known = new WeakMap();

/** @param {Table} table @param {Column} column @returns {ColumnIndex} */
export function indexOf(table, column) {
  let index = known.get(column);
  if (!index) known.set(column, (index = made(table, column)));
  return index;
}

/** @param {Table} table @param {Column} column @returns {ColumnIndex} */
function made(table, column) {
  /** @type {Map<string, number>} */
  const numbers = new Map();
  const numberOf = (/** @type {string} */ key) => {
    const number = numbers.get(key) ?? numbers.size;
    numbers.set(key, number);
    return number;
  };
  const of = table.rows.map((row) => [...keysIn(column, row.i)].map(numberOf)), counts = new Int32Array(numbers.size);
  for (const own of of) for (const number of own) counts[number]++;
  return { keys: [...numbers.keys()], numbers, of, choices: choices(table, column, (key) => counts[numbers.get(key) ?? -1] || 0) };
}

/** The keys that a row has in a facet: its values, the groups that these are in, or NOTHING. @param {Column} column @param {number} i */
function keysIn(column, i) {
  const cell = column.cells.get(i);
  if (!cell?.length) return new Set([NOTHING]);
  if (column.statedOnly) return new Set([STATED]);
  const keys = new Set(cell.map((value) => value.key));
  for (const value of cell) {
    if (value.i < 0) continue;
    for (const top of [value.i, ...above(value.i)]) keys.add(ANY + things[top].id);
  }
  return keys;
}

/**
 * Return what a column can be narrowed down to: groups first, then values by how many rows have them.
 * @param {Table} table
 * @param {Column} column
 * @param {(key: string) => number} countOf
 * @returns {Choice[]}
 */
function choices(table, column, countOf) {
  const nothing = plainChoice(NOTHING, "not stated");
  if (column.statedOnly) return [plainChoice(STATED, "stated"), nothing];
  /** @type {Map<string, Choice>} */
  const single = new Map();
  for (const row of table.rows) {
    for (const { key, text, title, i } of column.cells.get(row.i) || []) {
      if (!single.has(key)) single.set(key, { key, label: i < 0 ? text : things[i].label, title, i, isGroup: false, count: 0 });
    }
  }
  const numbers = [...single.values()].map((choice) => choice.i).filter((i) => i >= 0);
  const groups = [...groupsOf(numbers).keys()].map((top) =>
    ({ key: ANY + things[top].id, label: `any ${things[top].label}`, title: "", i: top, isGroup: true, count: 0 }));
  const byCount = (/** @type {Choice} */ a, /** @type {Choice} */ b) => countOf(b.key) - countOf(a.key) || collator.compare(a.label, b.label);
  const values = [...single.values()].sort(column.numeric ? (a, b) => Number(a.key) - Number(b.key) : byCount);
  return [...groups.sort(byCount), ...values, nothing];
}

/** @param {string} key @param {string} label @returns {Choice} */
const plainChoice = (key, label) => ({ key, label, title: "", i: -1, isGroup: false, count: 0 });

/**
 * Return how many rows have a thing in a column, or something that comes from it.
 * @param {Table} table
 * @param {Column} column
 * @param {string} id
 */
export function countBelow(table, column, id) {
  const { numbers, of } = indexOf(table, column), number = numbers.get(ANY + id);
  return number === undefined ? 0 : of.filter((own) => own.includes(number)).length;
}

/** @type {WeakMap<Table, Map<string, number[]>>} */
const orders = new WeakMap();

/**
 * Return the places of the rows in an order: by their names, or by the values of a column; `-` before it turns it
 * round. What is not stated comes last either way.
 * @param {Table} table
 * @param {string} order
 */
export function placesIn(table, order) {
  let byOrder = orders.get(table);
  if (!byOrder) orders.set(table, (byOrder = new Map()));
  let places = byOrder.get(order);
  if (!places) byOrder.set(order, (places = ordered(table, order)));
  return places;
}

/** Whether a column is ordered by how many values each row has: of what leads to a thing the number tells. @param {{ key: string }} column */
export const isCounted = ({ key }) => key.startsWith("~");

/** @param {Table} table @param {string} order */
function ordered(table, order) {
  const backwards = order.startsWith("-"), key = backwards ? order.slice(1) : order, column = table.byKey.get(key);
  const places = table.rows.map((_, k) => k);
  if (!column) return backwards ? places.reverse() : places;
  const byText = new Intl.Collator("en", { numeric: true });
  const ranks = table.rows.map((row) => {
    const cell = column.cells.get(row.i);
    if (!cell?.length) return null;
    if (isCounted(column)) return cell.length;
    return column.numeric ? Math.max(...cell.map((value) => Number(value.key))) : cell.map((value) => value.text).sort().join(", ");
  });
  return places.sort((a, b) => {
    const one = ranks[a], other = ranks[b];
    if (one === null || other === null) return Number(one === null) - Number(other === null);
    const way = typeof one === "number" && typeof other === "number" ? one - other : byText.compare(String(one), String(other));
    return way * (backwards ? -1 : 1);
  });
}
