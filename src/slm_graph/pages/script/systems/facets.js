// The facets beside the table: the values of its columns with the number of rows that each would leave.
import { make, number } from "../dom.js";
import { choicesOf } from "../rows/facets.js";
import { NOTHING } from "../rows/keys.js";
import { SURVEY, classNamed, tableOf } from "../rows/rows.js";
import { current, update } from "../state.js";

/** @typedef {import("../rows/rows.js").Column} Column */
/** @typedef {import("../rows/rows.js").Table} Table */
/** @typedef {import("../state.js").State} State */

/** Whether somebody opened or closed a facet; else those of the usual columns and of surveys are open. @type {Map<string, boolean>} */
const opened = new Map();

/**
 * Draw the facets of a table; those that are there keep their places in their lists.
 * @param {HTMLElement} box
 * @param {Table} table
 * @param {State} state
 */
export function drawFacets(box, table, state) {
  const faceted = table.columns.filter((column) => column.faceted);
  const kept = new Map([...box.children].map((child) => [child.getAttribute("data-key"), /** @type {HTMLDetailsElement} */ (child)]));
  const lists = faceted.map((column) => {
    const details = kept.get(column.key) || facet(column);
    drawValues(details, table, column, state);
    return details;
  });
  if (lists.length !== box.children.length || lists.some((list, k) => box.children[k] !== list)) box.replaceChildren(...lists);
}

/** @param {Column} column */
function facet(column) {
  const details = make("details", { "data-key": column.key }, make("summary", {}, make("span", { text: column.label }), make("span", { class: "chosen" })), make("ul", { onkeydown: walk }));
  details.open = opened.get(column.key) ?? (column.usual || column.key === SURVEY);
  details.addEventListener("toggle", () => {
    opened.set(column.key, details.open);
    const table = tableOf(classNamed(current().of)), now = table.byKey.get(column.key);
    if (now) drawValues(details, table, now, current());
  });
  return details;
}

/** @param {HTMLDetailsElement} details @param {Table} table @param {Column} column @param {State} state */
function drawValues(details, table, column, state) {
  const chosen = state.where[column.key] || [], list = details.querySelector("ul"), mark = details.querySelector(".chosen");
  if (mark) mark.textContent = chosen.length ? ` (${chosen.length})` : "";
  // What is closed waits until somebody looks.
  if (!list || !details.open) return;
  const counts = choicesOf(table, column, state.where, state.words), last = drawn.get(list);
  let values = last?.values || [];
  if (last?.column !== column) {
    values = counts.map((choice, k) => value(column, choice, k));
    list.replaceChildren(...values.map(({ item }) => item));
    drawn.set(list, { column, values });
  }
  // Values keep their places while their numbers change, so that nothing jumps away from the pointer.
  counts.forEach(({ key, count }, k) => {
    const { item, input, told } = values[k], isChosen = chosen.includes(key), text = number(count);
    const isEmpty = !count && !isChosen;
    // What is as it was is not touched: that would have it styled anew.
    if (input.checked !== isChosen) input.checked = isChosen;
    if (told.textContent !== text) told.textContent = text;
    if (item.classList.contains("empty") !== isEmpty) item.classList.toggle("empty");
    if (item.hidden !== (isEmpty && key === NOTHING)) item.hidden = !item.hidden;
  });
}

/** @typedef {{ item: HTMLElement, input: HTMLInputElement, told: HTMLElement }} Value a line of a list, and what changes in it */

/** What the lists hold. @type {WeakMap<Element, { column: Column, values: Value[] }>} */
const drawn = new WeakMap();

/** @param {Column} column @param {import("../rows/index.js").Choice} choice @param {number} k its place */
function value(column, { key, label, isGroup }, k) {
  const input = make("input", { type: "checkbox", tabindex: k ? "-1" : false, "data-at": `facet-${column.key}-${key}`, "data-value": key });
  input.addEventListener("change", () => {
    const { where } = current(), others = (where[column.key] || []).filter((other) => other !== key);
    update({ where: { ...where, [column.key]: input.checked ? [...others, key] : others } });
  });
  const told = make("span", { class: "count" });
  return { item: make("li", {}, make("label", {}, input, make("span", { class: isGroup ? "group" : "", text: label }), told)), input, told };
}

/** For the keyboard a list of values is one place: arrows go through it. @param {KeyboardEvent} event */
function walk(event) {
  const list = /** @type {HTMLElement} */ (event.currentTarget), boxes = /** @type {HTMLInputElement[]} */ ([...list.querySelectorAll("li:not([hidden]) input")]);
  const place = boxes.indexOf(/** @type {HTMLInputElement} */ (event.target)), ends = { Home: 0, End: boxes.length - 1 };
  const next = event.key === "ArrowDown" ? place + 1 : event.key === "ArrowUp" ? place - 1 : ends[/** @type {"Home" | "End"} */ (event.key)] ?? -1;
  if (!boxes[next]) return;
  event.preventDefault();
  boxes.forEach((box, k) => (box.tabIndex = k === next ? 0 : -1));
  boxes[next].focus();
}
