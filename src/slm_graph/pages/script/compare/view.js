// The view Compare: a column a thing, a row for each of what is stated, and the words that each value rests on.
import { thingLink } from "../choosing.js";
import { statedBy } from "../differing.js";
import { bibtexButton } from "../cite.js";
import { isOfSurvey, thingById, weight } from "../data.js";
import { make, number } from "../dom.js";
import { differingMark, keepingFocus, picker, stateLink, textOf, valueElement } from "../rows/cells.js";
import { saveButtons } from "../rows/out.js";
import { tableOf } from "../rows/rows.js";
import { current, isDrawn, update } from "../state.js";
import { MOST_COMPARED } from "../systems/compared.js";
import { words } from "../words.js";

/** @typedef {import("../data.js").Thing} Thing */
/** @typedef {import("../rows/rows.js").Column} Column */
/** @typedef {import("../rows/rows.js").Value} Value */
/** @typedef {import("../state.js").State} State */

/** @type {import("../views.js").View} */
export const compareView = { name: "compare", label: "Compare", subject: "compared", show };

/** @param {State} state @param {State | null} before @param {HTMLElement} section */
function show(state, before, section) {
  if (isDrawn(state, before, "compared", "differences")) return;
  const things = state.compared.flatMap((id) => thingById.get(id) || []);
  const compared = things.filter((thing) => thing.c === things[0].c);
  const columns = compared.length ? columnsOf(compared) : [];
  const lines = columns.filter((column) => !state.differences || !isSame(compared, column));
  keepingFocus(section, () => section.replaceChildren(...bar(compared, lines, state), ...body(compared, lines)));
}

/** How many a list offers; the others are ticked in the table. */
const MOST_OFFERED = 2000;
/** @param {Thing[]} rows in their order */
function mostTelling(rows) {
  const kept = new Set([...rows].sort((a, b) => weight(b.i) - weight(a.i)).slice(0, MOST_OFFERED));
  return rows.filter((row) => kept.has(row));
}

/** Of what any of them states something. @param {Thing[]} compared */
const columnsOf = (compared) => tableOf(compared[0].c).columns.filter((column) => compared.some((thing) => column.cells.get(thing.i)?.length));

/** @param {Column} column @param {Thing} thing */
const keysIn = (column, thing) => (column.cells.get(thing.i) || []).map((value) => value.key).sort();

/** @param {Thing[]} compared @param {Column} column */
const isSame = (compared, column) => new Set(compared.map((thing) => keysIn(column, thing).join("\n"))).size === 1;

/** @param {Thing[]} compared @param {Column[]} lines @param {State} state */
function bar(compared, lines, state) {
  const c = compared[0]?.c ?? tableOf(0).rows[0]?.c ?? 0;
  const rows = tableOf(c).rows, isLong = rows.length > MOST_OFFERED, offered = isLong ? mostTelling(rows) : rows;
  const others = offered.filter((row) => !state.compared.includes(row.id));
  const choices = [{ value: "", text: "…" }, ...others.map(({ id, label }) => ({ value: id, text: label }))];
  const add = compared.length < MOST_COMPARED ? [picker(isLong ? `Add one of the ${number(MOST_OFFERED)} most linked` : "Add", choices, "", (id) => update({ compared: [...current().compared, id] }))] : [];
  const only = make("input", { type: "checkbox", "data-at": "differences" });
  only.checked = state.differences;
  only.addEventListener("change", () => update({ differences: only.checked }));
  const out = saveButtons("the comparison", "slm-graph-comparison", () => [
    ["", ...compared.map((thing) => thing.label)],
    ...lines.map((column) => [column.label, ...compared.map((thing) => textOf(column.cells.get(thing.i)))]),
  ]);
  return [make("div", { class: "view-bar" }, ...add, make("label", { class: "check" }, only, " only what differs"), ...(compared.length ? [...out, ...bibtexButton("what is compared", "slm-graph-comparison", compared)] : []))];
}

/** @param {Thing[]} compared @param {Column[]} lines */
function body(compared, lines) {
  if (compared.length < 2) {
    const table = stateLink("the table", () => ({ view: "table" }));
    return [make("p", { class: "none" }, "Choose what is compared here, two to six of them, or tick them in ", table, ".")];
  }
  const heads = compared.map((thing) => make("th", { scope: "col" }, thingLink(thing.i, true), " ", remove(thing)));
  const rows = lines.map((column) => {
    const counts = new Map();
    for (const thing of compared) for (const key of keysIn(column, thing)) counts.set(key, (counts.get(key) || 0) + 1);
    const cells = compared.map((thing) => make("td", {}, ...cell(column, thing, (value) => counts.get(value.key) === compared.length)));
    return make("tr", {}, make("th", { scope: "row", text: column.label }), ...cells);
  });
  const table = make("table", { class: "comparison" },
    make("thead", {}, make("tr", {}, make("td", {}), ...heads)), make("tbody", {}, ...rows));
  return [
    make("p", { class: "note", text: `What all of them have is marked ●.${isOfSurvey ? " Open “words” for the survey's own, marked in their cells." : ""}` }),
    make("div", { class: "scroll", "data-main": true, tabindex: "0", role: "region", "aria-label": "The comparison" }, table),
  ];
}

/** @param {Thing} thing */
const remove = (thing) =>
  make("button", {
    type: "button", class: "small", "data-at": `uncompare-${thing.id}`, "aria-label": `Do not compare ${thing.label}`, text: "×",
    onclick: () => update({ compared: current().compared.filter((id) => id !== thing.id) }),
  });

/** Which survey states what, where they disagree. @param {Thing} thing @param {Column} column */
function saying(thing, column) {
  const lines = (thing.differing || []).filter(({ key }) => key === column.key);
  return lines.length ? [make("div", { class: "differing-cell" }, ...differingMark(thing, column), "surveys disagree", ...lines.map(statedBy))] : [];
}

/** @param {Column} column @param {Thing} thing @param {(value: Value) => boolean} isShared */
function cell(column, thing, isShared) {
  const values = column.cells.get(thing.i) || [];
  if (!values.length) return [make("span", { class: "unknown", text: "not stated" })];
  const items = values.map((value) => {
    const shared = isShared(value);
    return make("li", { class: shared ? "shared" : "" }, ...(shared ? [make("span", { class: "mark", title: "all of them have it", text: "● " })] : []), valueElement(value, column));
  });
  const statements = [...new Set(values.flatMap((value) => value.statements))];
  return [...saying(thing, column), make("ul", {}, ...items), ...(statements.length ? [words(statements, "words", true)] : [])];
}
