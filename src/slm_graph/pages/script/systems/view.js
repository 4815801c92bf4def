// The view Table: the things of a class, a row each; what is seen can be narrowed down, sorted, compared and saved.
import { thingLink } from "../choosing.js";
import { bibtexButton } from "../cite.js";
import { classes } from "../data.js";
import { byId, inputById, make, number } from "../dom.js";
import { focusView } from "../focus.js";
import { differingMark, fill, keepingFocus, picker, textOf } from "../rows/cells.js";
import { labelOf, matching } from "../rows/facets.js";
import { isCounted } from "../rows/index.js";
import { saveButtons } from "../rows/out.js";
import { classNamed, firstClass, rowClasses, tableOf } from "../rows/rows.js";
import { current, differs, initial, isDrawn, update } from "../state.js";
import { MOST_COMPARED, comparedBar } from "./compared.js";
import { drawFacets } from "./facets.js";

/** @typedef {import("../rows/rows.js").Column} Column */
/** @typedef {import("../rows/rows.js").Table} Table */
/** @typedef {import("../state.js").State} State */
/** @typedef {import("../data.js").Thing} Thing */

const ROWS_AT_ONCE = 100;
let shownUpTo = ROWS_AT_ONCE;

/** @type {import("../views.js").View} */
export const tableView = { name: "table", label: "Table", subject: "", show };

/** @param {State} state @param {State | null} before @param {HTMLElement} section */
function show(state, before, section) {
  if (!section.firstChild) section.append(...frame());
  else if (isDrawn(state, before, "of", "where", "words", "columns", "order", "compared")) return;
  if (!before || differs(state, before, "of", "where", "words", "order")) shownUpTo = ROWS_AT_ONCE;
  draw(state, section);
}

/** @param {State} state @param {HTMLElement} section */
function draw(state, section) {
  const table = tableOf(classNamed(state.of));
  const rows = matching(table, state.where, state.words, state.order);
  keepingFocus(section, () => {
    drawFacets(byId("facet-lists"), table, state);
    byId("table-kind").replaceChildren(...kindPicker(state));
    byId("table-tools").replaceChildren(...tools(table, rows, state));
    byId("table-filters").replaceChildren(...filterChips(table, state));
    byId("table-compared").replaceChildren(...comparedBar(state));
    byId("table-scroll").replaceChildren(...body(table, rows, state));
  });
  const words = inputById("table-words");
  if (words.value !== state.words) words.value = state.words;
  byId("table-count").textContent = `${number(rows.length)} of ${number(table.rows.length)} rows`;
}

/** What stays while rows come and go. */
function frame() {
  const facets = make("details", { id: "facets" }, make("summary", { text: "Narrow down" }), make("button", { type: "button", class: "skip-panel", text: "Skip the filters", onclick: focusView }), make("div", { id: "facet-lists" }));
  facets.open = !matchMedia("(max-width: 56.25em)").matches;
  const words = make("input", { id: "table-words", type: "search", "aria-label": "Words that rows must have", placeholder: "Words in the rows …" });
  words.addEventListener("input", () => update({ words: words.value }, { replace: true }));
  const bar = make("div", { class: "view-bar" },
    make("span", { id: "table-kind" }), words, make("p", { id: "table-count", class: "count", role: "status" }),
    make("span", { id: "table-tools" }), make("span", { id: "table-filters" }), make("span", { id: "table-compared" }));
  return [facets, bar, make("div", { id: "table-scroll", "data-main": true, tabindex: "0", role: "region", "aria-label": "The table" })];
}

/** @param {State} state */
function kindPicker(state) {
  const kinds = rowClasses.map((c) => ({ value: c === firstClass ? "" : classes[c].name, text: classes[c].label }));
  const chosen = classNamed(state.of) === firstClass ? "" : state.of;
  const take = (/** @type {string} */ of) => update({ of, where: {}, columns: [], order: "", words: "", compared: [] });
  return kinds.length > 1 ? [picker("A row a", kinds, chosen, take)] : [];
}

/** @param {Table} table @param {State} state */
function columnsOf(table, state) {
  const chosen = state.columns.map((key) => table.byKey.get(key)).filter((column) => column !== undefined);
  return chosen.length ? chosen : table.columns.filter((column) => column.usual);
}

/** @param {Table} table @param {Thing[]} rows @param {State} state */
const tools = (table, rows, state) => [...allRows(state), sortPicker(table, state), columnMenu(table, state), ...outButtons(table, rows, state)];

/** On a narrow screen, where rows are a list without a head. @param {Table} table @param {State} state */
function sortPicker(table, state) {
  const choices = columnsOf(table, state).map((column) => ({ value: column.numeric || isCounted(column) ? `-${column.key}` : column.key, text: column.label }));
  const label = picker("Sort by", [{ value: "", text: "name" }, ...choices], state.order, (order) => update({ order }));
  label.classList.add("narrow");
  return label;
}

/** @param {State} state */
function allRows(state) {
  if (!Object.values(state.where).some((values) => values.length) && !state.words) return [];
  const start = initial();
  return [make("button", { type: "button", "data-at": "all-rows", text: "All rows", onclick: () => update({ where: start.where, words: "" }) })];
}

/** The filters that hold, each to be taken back. @param {Table} table @param {State} state */
function filterChips(table, state) {
  return Object.entries(state.where).flatMap(([key, values]) => {
    const column = table.byKey.get(key);
    return column ? values.map((value) => {
      const told = `${column.label}: ${labelOf(table, column, value)}`;
      const onclick = () => update({ where: { ...current().where, [key]: values.filter((other) => other !== value) } });
      return make("button", { type: "button", class: "chip", "data-at": `drop-${key}-${value}`, "aria-label": `Take back ${told}`, onclick }, told, make("span", { "aria-hidden": "true", text: " ×" }));
    }) : [];
  });
}

/** @param {Table} table @param {State} state */
function columnMenu(table, state) {
  const shown = columnsOf(table, state), keys = shown.map((column) => column.key);
  const boxes = table.columns.map(({ key, label }) => {
    const input = make("input", { type: "checkbox", "data-at": `column-${key}` });
    input.checked = keys.includes(key);
    input.addEventListener("change", () => update({ columns: input.checked ? [...keys, key] : keys.filter((other) => other !== key) }));
    return make("li", {}, make("label", {}, input, ` ${label}`));
  });
  const usual = make("button", { type: "button", "data-at": "usual-columns", text: "The usual ones", onclick: () => update({ columns: [] }) });
  const menu = make("details", { class: "menu" }, make("summary", { text: "Columns", "data-at": "columns" }), make("div", { class: "card" }, usual, make("ul", {}, ...boxes)));
  menu.open = menuOpen;
  menu.addEventListener("toggle", () => {
    menuOpen = menu.open;
  });
  return menu;
}
let menuOpen = false;

/** @param {Table} table @param {Thing[]} rows @param {State} state */
function outButtons(table, rows, state) {
  const buttons = saveButtons("these rows", "slm-graph", () => {
    const columns = columnsOf(table, state);
    const lines = rows.map((row) => [row.label, ...columns.map((column) => textOf(column.cells.get(row.i)))]);
    return [[classes[classNamed(state.of)].label, ...columns.map((column) => column.label)], ...lines];
  });
  return [...buttons, ...bibtexButton("these rows", "slm-graph", rows)];
}

/** @param {Table} table @param {Thing[]} rows @param {State} state */
function body(table, rows, state) {
  const columns = columnsOf(table, state);
  const head = make("tr", {}, heading("", classes[classNamed(state.of)].label, state), ...columns.map((column) => heading(column.key, column.label, state, column.numeric || isCounted(column))));
  const lines = rows.slice(0, shownUpTo).map((row) => line(table, columns, row, state));
  const parts = /** @type {HTMLElement[]} */ ([make("table", {}, make("thead", {}, head), make("tbody", {}, ...lines))]);
  if (!rows.length) parts.push(make("p", { class: "none", text: "No row has all of this. Take a filter back." }));
  if (rows.length > shownUpTo) {
    const more = () => {
      shownUpTo += ROWS_AT_ONCE;
      draw(current(), byId("view-table"));
    };
    parts.push(make("button", { type: "button", "data-at": "more-rows", text: `${number(rows.length - shownUpTo)} more rows`, onclick: more }));
  }
  return parts;
}

/** The lines that were drawn with the columns of `key`, by the numbers of their things: filters only take and give them. */
const drawn = { key: "", lines: /** @type {Map<number, HTMLTableRowElement>} */ (new Map()) };

/** @param {Table} table @param {Column[]} columns @param {Thing} row @param {State} state */
function line(table, columns, row, state) {
  const key = JSON.stringify([table.rows[0]?.c, ...columns.map((column) => column.key)]);
  if (drawn.key !== key) Object.assign(drawn, { key, lines: new Map() });
  let element = drawn.lines.get(row.i);
  if (!element) drawn.lines.set(row.i, (element = make("tr", {}, nameCell(row), ...columns.map((column) => valueCell(column, row)))));
  const input = /** @type {HTMLInputElement} */ (element.querySelector("input"));
  input.checked = state.compared.includes(row.id);
  input.disabled = !input.checked && state.compared.length >= MOST_COMPARED;
  return element;
}

/** @param {Column} column @param {Thing} row */
function valueCell(column, row) {
  const values = column.cells.get(row.i);
  const cell = make("td", { class: values && values.length > 2 ? "many" : false, "data-label": column.label });
  cell.append(...differingMark(row, column));
  if (values && values.length > 1 && isCounted(column)) cell.append(make("span", { class: "note", text: `${number(values.length)}: ` }));
  return fill(cell, column, values);
}

/** @param {string} key @param {string} label @param {State} state @param {boolean} [numeric] */
function heading(key, label, state, numeric = false) {
  const name = key || "name", up = state.order === key || (!key && !state.order), down = state.order === `-${name}`;
  const first = numeric ? `-${name}` : key, second = numeric ? key : `-${name}`;
  const onclick = () => update({ order: state.order === first ? second : first });
  const arrow = make("span", { "aria-hidden": "true", text: up ? " ▲" : down ? " ▼" : "" });
  const button = make("button", { type: "button", "data-at": `sort-${name}`, title: `Sort by ${label}`, onclick }, label, arrow);
  return make("th", { scope: "col", "aria-sort": up ? "ascending" : down ? "descending" : false }, button);
}

/** @param {Thing} row */
function nameCell(row) {
  const input = make("input", { type: "checkbox", "data-at": `compare-${row.id}`, "aria-label": `Compare ${row.label}`, title: "Compare" });
  input.addEventListener("change", () => {
    const others = current().compared.filter((id) => id !== row.id);
    update({ compared: input.checked ? [...others, row.id] : others });
  });
  const link = thingLink(row.i, true);
  link.textContent = row.label;
  return make("th", { scope: "row" }, input, " ", link);
}
