// The facets beside the table: the values of its columns with the number of rows that each would leave.
import { make, number } from "../dom.js";
import { choicesOf } from "../rows/facets.js";
import { update } from "../state.js";

/** @typedef {import("../rows/rows.js").Column} Column */
/** @typedef {import("../rows/rows.js").Table} Table */
/** @typedef {import("../state.js").State} State */

/** Whether somebody opened or closed a facet; else those of the usual columns are open. @type {Map<string, boolean>} */
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
  const details = make("details", { "data-key": column.key }, make("summary", {}, make("span", { text: column.label }), make("span", { class: "chosen" })), make("ul", {}));
  details.open = opened.get(column.key) ?? column.usual;
  details.addEventListener("toggle", () => opened.set(column.key, details.open));
  return details;
}

/** @param {HTMLDetailsElement} details @param {Table} table @param {Column} column @param {State} state */
function drawValues(details, table, column, state) {
  const chosen = state.where[column.key] || [], list = details.querySelector("ul");
  const mark = details.querySelector(".chosen");
  if (mark) mark.textContent = chosen.length ? ` (${chosen.length})` : "";
  list?.replaceChildren(...choicesOf(table, column, state.where, state.words).map(({ key, label, isGroup, count }) => {
    const input = make("input", { type: "checkbox", "data-at": `facet-${column.key}-${key}`, "data-value": key });
    input.checked = chosen.includes(key);
    input.addEventListener("change", () => {
      const values = input.checked ? [...chosen, key] : chosen.filter((other) => other !== key);
      update({ where: { ...state.where, [column.key]: values } });
    });
    const name = make("span", { class: isGroup ? "group" : "", text: label });
    return make("li", { class: count || input.checked ? "" : "empty" }, make("label", {}, input, name, make("span", { class: "count", text: number(count) })));
  }));
}
