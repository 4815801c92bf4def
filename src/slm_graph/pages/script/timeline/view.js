// The view Timeline: rows by the month of their papers, with what is new in each, and where each comes from.
import { thingLink } from "../choosing.js";
import { bibtexButton } from "../cite.js";
import { classes, near, predicates, things } from "../data.js";
import { make, number } from "../dom.js";
import { textOf } from "../rows/cells.js";
import { fillInSteps } from "../long_list.js";
import { saveButtons } from "../rows/out.js";
import { classNamed, tableOf } from "../rows/rows.js";
import { isDrawn } from "../state.js";

/** @typedef {import("../rows/rows.js").Column} Column */
/** @typedef {import("../rows/rows.js").Table} Table */
/** @typedef {import("../data.js").Thing} Thing */

/** @type {import("../views.js").View} */
export const timelineView = { name: "timeline", label: "Timeline", subject: "", show };

/** @param {import("../state.js").State} state @param {import("../state.js").State | null} before @param {HTMLElement} section */
function show(state, before, section) {
  if (isDrawn(state, before, "of")) return;
  const table = tableOf(classNamed(state.of)), dated = table.rows.map((row) => ({ row, date: dateOf(table, row) }));
  const known = dated.filter(({ date }) => date).sort((a, b) => a.date.localeCompare(b.date) || a.row.label.localeCompare(b.row.label, "en"));
  const undated = dated.filter(({ date }) => !date).map(({ row }) => row);
  const years = [...new Set(known.map(({ date }) => date.slice(0, 4)))];
  const columns = components(table), seen = new Set();
  const parts = years.map((year) => {
    const ofYear = known.filter(({ date }) => date.startsWith(year)), before = new Set(seen);
    for (const { row } of ofYear) for (const column of columns) for (const value of column.cells.get(row.i) || []) seen.add(value.key);
    return yearPart(columns, year, ofYear, before);
  });
  if (undated.length) parts.push(make("section", {}, make("h2", { text: "No date" }), fillInSteps(make("ul"), undated, "those without a date", (row) => [make("li", {}, thingLink(row.i, true))])));
  const lines = known.map(({ row, date }) => [date, row.label, origins(row).map(({ words, other }) => `${words} ${things[other].label}`).join(", "), ...columns.map((column) => textOf(column.cells.get(row.i)))]);
  const bar = make("div", { class: "view-bar" },
    ...saveButtons("the timeline", "slm-graph-timeline", () => [["Date", classes[classNamed(state.of)].label, "Origin", ...columns.map((column) => column.label)], ...lines]),
    ...bibtexButton("the timeline", "slm-graph-timeline", known.map(({ row }) => row)));
  section.replaceChildren(bar, make("div", { class: "timeline", "data-main": true, tabindex: "0", role: "region", "aria-label": "The timeline" }, ...parts));
}

/** A month where one is stated, else a year. @param {Table} table @param {Thing} row */
function dateOf(table, row) {
  const issued = (table.byKey.get("fact:issued")?.cells.get(row.i) || []).map((value) => value.text).sort()[0];
  return issued || (row.year === null ? "" : String(row.year));
}

/** @param {Table} table */
const components = (table) => table.columns.filter((column) => predicates.some((predicate) => predicate.component && predicate.name === column.key));

/** @param {Column[]} columns @param {string} year @param {{ row: Thing, date: string }[]} ofYear @param {Set<string>} before */
function yearPart(columns, year, ofYear, before) {
  const fresh = columns.flatMap((column) => {
    const values = new Map(ofYear.flatMap(({ row }) => column.cells.get(row.i) || []).filter((value) => !before.has(value.key)).map((value) => [value.i, value.text]));
    if (!values.size) return [];
    const line = make("p", { class: "note" }, `${column.label}, first seen: `);
    [...values.keys()].forEach((i, k) => line.append(k ? ", " : "", thingLink(i, true)));
    return [line];
  });
  return make("section", {},
    make("h2", { text: `${year} · ${number(ofYear.length)}` }),
    fillInSteps(make("dl"), ofYear, year, ({ row, date }, k) => [
      ...(date === ofYear[k - 1]?.date ? [] : [make("dt", { text: monthName(date) })]),
      make("dd", {}, thingLink(row.i), ...origin(row)),
    ]),
    ...(fresh.length ? [make("details", { open: true }, make("summary", { text: `What is new in ${year}` }), ...fresh)] : []),
  );
}

/** @param {string} date */
const monthName = (date) => (/^\d{4}-\d{2}/.test(date) ? new Date(`${date.slice(0, 7)}-15T00:00:00Z`).toLocaleString("en", { month: "short", timeZone: "UTC" }) : "month not stated");

/** Which of the other rows a row is likened to or comes from. @param {Thing} row */
const origins = (row) => near[row.i].filter(({ other, out }) => out && things[other].c === row.c).map(({ other, link }) => ({ other, words: predicates[link.p].words }));

/** @param {Thing} row */
function origin(row) {
  const others = origins(row);
  if (!others.length) return [];
  const line = make("span", { class: "note" }, " · ");
  others.forEach(({ other, words }, k) => line.append(k ? ", " : "", `${words} `, thingLink(other, true)));
  return [line];
}
