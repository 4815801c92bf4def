// An answer as a matrix, where two of its columns have few values that come again and again.
import { make } from "../dom.js";
import { picker } from "../rows/cells.js";
import { heatTable } from "../rows/heat.js";
import { update } from "../state.js";
import { shownColumns, spaced } from "./answer.js";
import { isNumber, textOf } from "./output.js";

/** @typedef {import("../engine.js").Answer} Answer */
/** @typedef {import("../engine.js").Term} Term */
/** @typedef {import("../state.js").State} State */

const MOST = 80;

/** Return the columns that can be an axis: those whose values come again, and few of them. @param {Answer} answer */
function axesOf(answer) {
  const { rows } = answer;
  return shownColumns(answer).filter(({ k }) => {
    const values = new Set(rows.map((row) => textOf(row[k])));
    const isAmount = rows.some((row) => isNumber(row[k]) && Number(row[k]?.value) % 1 !== 0) || rows.every((row) => isNumber(row[k]) && Number(row[k]?.value) < 1000);
    return values.size > 1 && values.size <= MOST && values.size < rows.length && !isAmount;
  });
}

/** Whether an answer can be a matrix. @param {Answer} answer */
export const isMatrix = (answer) => answer.form === "rows" && axesOf(answer).length > 1;

/**
 * Return the matrix of an answer: what chooses its axes, itself, and itself as lines of texts.
 * @param {Answer} answer
 * @param {State} state
 */
export function answerMatrix(answer, state) {
  const axes = axesOf(answer), named = (/** @type {string} */ name) => axes.find((axis) => axis.name === name);
  const down = named(state.rows) || axes[0], across = [named(state.across), axes[1], axes[0]].find((axis) => axis && axis !== down) || axes[1];
  const valuesOf = (/** @type {{ k: number }} */ { k }) => [...new Set(answer.rows.map((row) => textOf(row[k])))].sort((a, b) => a.localeCompare(b, "en", { numeric: true }));
  const lines = valuesOf(down), columns = valuesOf(across);
  /** @type {Map<string, (Term | null)[][]>} */
  const pairs = new Map();
  for (const row of answer.rows) {
    const key = JSON.stringify([textOf(row[down.k]), textOf(row[across.k])]);
    pairs.set(key, [...(pairs.get(key) || []), row]);
  }
  const others = shownColumns(answer).filter(({ k }) => k !== down.k && k !== across.k);
  const amounts = others.filter(({ k }) => answer.rows.every((row) => isNumber(row[k])));
  const amount = [...pairs.values()].every((rows) => rows.length === 1) ? amounts[0] : undefined;
  const rowsAt = (/** @type {number} */ k, /** @type {number} */ j) => pairs.get(JSON.stringify([lines[k], columns[j]])) || [];
  const numberOf = (/** @type {(Term | null)[][]} */ rows) => (amount ? Number(rows[0]?.[amount.k]?.value || 0) : rows.length);
  const table = heatTable("The answer as a matrix", lines, columns, (k, j) => {
    const rows = rowsAt(k, j);
    if (!rows.length) return null;
    const told = rows.map((row) => others.map((other) => textOf(row[other.k])).filter(Boolean).join(", ")).filter(Boolean).join("; ");
    const title = [`${lines[k]} × ${columns[j]}`, told].filter(Boolean).join(": ");
    return { amount: numberOf(rows), inner: make("span", { title, "aria-label": `${numberOf(rows)}: ${title}`, role: "img", text: String(numberOf(rows)) }) };
  }, "none in this answer");
  const choices = axes.map(({ name }) => ({ value: name, text: spaced(name) }));
  const what = amount ? spaced(amount.name) : "how many rows of the answer each pair has";
  return {
    parts: [
      make("div", { class: "view-bar" },
        picker("Down", choices, down.name, (rows) => update({ rows })), picker("Across", choices, across.name, (name) => update({ across: name })),
        make("span", { class: "soft", text: `A cell has ${what}.` })),
      table,
    ],
    lines: [["", ...columns], ...lines.map((line, k) => [line, ...columns.map((_, j) => String(numberOf(rowsAt(k, j))))])],
  };
}
