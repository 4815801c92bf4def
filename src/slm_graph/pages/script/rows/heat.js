// A matrix as a table: the fuller a cell, the darker; what is empty says so to all.
import { make } from "../dom.js";

const SHADES = 5;

/**
 * @param {string} label what the table is called
 * @param {string[]} lines
 * @param {string[]} columns
 * @param {(line: number, column: number) => { amount: number, inner: Node } | null} cell null for an empty one
 * @param {string} none why a cell is empty
 */
export function heatTable(label, lines, columns, cell, none) {
  const cells = lines.map((_, k) => columns.map((__, j) => cell(k, j)));
  const most = Math.max(1, ...cells.flat().map((one) => one?.amount || 0));
  const head = make("tr", {}, make("td", {}), ...columns.map((text) => make("th", { scope: "col" }, make("span", { text }))));
  const rows = lines.map((text, k) => make("tr", {}, make("th", { scope: "row", text }), ...columns.map((column, j) => {
    const one = cells[k][j];
    if (!one) return make("td", { class: "none-here", title: `${text} × ${column}: ${none}` }, make("span", { class: "unseen", text: "none" }));
    return make("td", { class: `heat-${Math.max(1, Math.ceil((SHADES * one.amount) / most))}` }, one.inner);
  })));
  return make("div", { class: "scroll", "data-main": true, tabindex: "0", role: "region", "aria-label": label },
    make("table", { class: "matrix" }, make("thead", {}, head), make("tbody", {}, ...rows)));
}
