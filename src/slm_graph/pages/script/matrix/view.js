// The view Matrix: two columns of the table against each other, and how many rows each pair of values has.
import { thingLink } from "../choosing.js";
import { bibtexButton } from "../cite.js";
import { isOfSurvey, near, predicates, things } from "../data.js";
import { make, number } from "../dom.js";
import { keepingFocus, picker, stateLink } from "../rows/cells.js";
import { heatTable } from "../rows/heat.js";
import { saveButtons } from "../rows/out.js";
import { classNamed, tableOf } from "../rows/rows.js";
import { isDrawn, update } from "../state.js";

/** @typedef {import("../rows/rows.js").Column} Column */
/** @typedef {import("../rows/rows.js").Table} Table */
/** @typedef {import("../state.js").State} State */
/** @typedef {import("../data.js").Thing} Thing */

/**
 * A value of an axis, the rows that have it, and which values of its column it stands for.
 * @typedef {{ label: string, rows: Set<number>, members: Set<string> }} Line
 */

/** How many rows of a pair are named. */
const MOST_NAMED = 100;
/** The axis of the rows themselves. */
const THEMSELVES = "themselves";
const NONE = isOfSurvey ? "none in this survey" : "none in this graph";

/** @type {import("../views.js").View} */
export const matrixView = { name: "matrix", label: "Matrix", subject: "", show };

/** @param {State} state @param {State | null} before @param {HTMLElement} section */
function show(state, before, section) {
  if (isDrawn(state, before, "of", "rows", "across")) return;
  const table = tableOf(classNamed(state.of)), axes = axesOf(table);
  const [first, second] = usualAxes(axes);
  const down = axes.some((axis) => axis.value === state.rows) ? state.rows : first;
  const across = axes.some((axis) => axis.value === state.across) ? state.across : second;
  if (!down || !across) {
    section.replaceChildren(make("p", { class: "none", text: "Nothing here has two properties that could be set against each other." }));
    return;
  }
  const lines = linesOf(table, down), columns = linesOf(table, across);
  const cells = lines.map((line) => columns.map((column) => [...line.rows].filter((i) => column.rows.has(i))));
  const bar = make("div", { class: "view-bar" },
    picker("Down", axes, down, (rows) => update({ rows })), picker("Across", axes, across, (value) => update({ across: value })),
    ...saveButtons("the matrix", "slm-graph-matrix", () => [
      [axes.find((axis) => axis.value === down)?.text || "", ...columns.map((column) => column.label)],
      ...lines.map((line, k) => [line.label, ...cells[k].map((rows) => String(rows.length))]),
    ]), ...bibtexButton("what the matrix counts", "slm-graph-matrix", [...new Set(cells.flat(2))].map((i) => things[i])));
  keepingFocus(section, () => section.replaceChildren(bar, note(cells), grid(lines, columns, cells, down, across)));
}

/** @param {Table} table */
function axesOf(table) {
  const faceted = table.columns.filter((column) => column.faceted && !column.statedOnly);
  return [
    ...faceted.flatMap((column) => [
      { value: column.key, text: column.label },
      ...groupings(column).map((predicate) => ({ value: `${predicate.name}:${column.key}`, text: `${column.label}, by ${predicate.words}` })),
    ]),
    { value: THEMSELVES, text: "each row itself" },
  ];
}

/** What the things of a column are put in groups by, where a group holds several. @param {Column} column */
function groupings(column) {
  const values = [...new Set([...column.cells.values()].flat().map((value) => value.i))].filter((i) => i >= 0);
  return predicates.filter((predicate) => {
    if (!predicate.upward) return false;
    const groups = values.flatMap((i) => groupsOf(i, predicate.name));
    return new Set(groups).size > 1 && new Set(groups).size < groups.length;
  });
}

/** The things that a thing is directly under. @param {number} i @param {string} name */
const groupsOf = (i, name) => near[i].filter(({ link, out }) => out && predicates[link.p].name === name).map(({ other }) => other);

/** @param {{ value: string }[]} axes */
function usualAxes(axes) {
  const components = axes.map((axis) => axis.value).filter((axis) => predicates.some((predicate) => predicate.component && predicate.name === axis));
  const down = components[0] ?? axes[0]?.value, across = components[1] ?? THEMSELVES;
  const grouped = axes.find((axis) => axis.value.endsWith(`:${across}`));
  return [down, grouped?.value ?? across];
}

/** The column of an axis, and the property that its values are grouped by. @param {string} axis */
function partsOf(axis) {
  const [name, key = ""] = axis.split(/:(.*)/s);
  return predicates.some((predicate) => predicate.upward && predicate.name === name) ? { name, key } : { name: "", key: axis };
}

/** @param {Table} table @param {string} axis @returns {Line[]} */
function linesOf(table, axis) {
  if (axis === THEMSELVES) return table.rows.map((row) => ({ label: row.label, rows: new Set([row.i]), members: new Set() }));
  const { name, key } = partsOf(axis);
  const column = /** @type {Column} */ (table.byKey.get(key));
  /** @type {Map<string, Line>} */
  const lines = new Map();
  for (const [i, values] of column.cells) {
    for (const value of values) {
      const groups = name && value.i >= 0 ? groupsOf(value.i, name).map((top) => [things[top].id, things[top].label]) : [];
      for (const [id, label] of groups.length ? groups : [[value.key, value.text]]) {
        const line = lines.get(id) || { label, rows: new Set(), members: new Set() };
        line.rows.add(i);
        line.members.add(value.key);
        lines.set(id, line);
      }
    }
  }
  const byNumber = (/** @type {Line} */ a, /** @type {Line} */ b) => b.rows.size - a.rows.size || a.label.localeCompare(b.label, "en");
  return [...lines.values()].sort(column.numeric ? (a, b) => Number(a.label) - Number(b.label) : byNumber);
}

/** @param {number[][][]} cells the rows of each pair */
function note(cells) {
  const pairs = cells.flat(), empty = pairs.filter((rows) => !rows.length).length;
  return make("p", { class: "note", text: `Choose a number to see its rows. ${number(empty)} of ${number(pairs.length)} pairs have ${NONE}: the empty cells.` });
}

/** @param {Line[]} lines @param {Line[]} columns @param {number[][][]} cells @param {string} down @param {string} across */
const grid = (lines, columns, cells, down, across) =>
  heatTable("The matrix", lines.map((line) => line.label), columns.map((column) => column.label), (k, j) =>
    cells[k][j].length ? { amount: cells[k][j].length, inner: rowsLink(lines[k], columns[j], cells[k][j], down, across) } : null, NONE);

/** @param {Line} line @param {Line} column @param {number[]} rows @param {string} down @param {string} across */
function rowsLink(line, column, rows, down, across) {
  const title = `${line.label} × ${column.label}: ${rows.slice(0, MOST_NAMED).map((i) => things[i].label).join(", ")}${rows.length > MOST_NAMED ? ` and ${number(rows.length - MOST_NAMED)} more` : ""}`;
  // One row is told about; of several the table is shown.
  const link = rows.length === 1
    ? thingLink(rows[0], true)
    : stateLink("", () => ({ view: "table", where: { ...axisFilter(down, line), ...axisFilter(across, column) }, words: "" }), {});
  link.textContent = String(rows.length);
  link.title = title;
  link.setAttribute("aria-label", `${rows.length}: ${title}`);
  return link;
}

/** @param {string} axis @param {Line} line @returns {Record<string, string[]>} */
const axisFilter = (axis, line) => (line.members.size ? { [partsOf(axis).key]: [...line.members].sort() } : {});
