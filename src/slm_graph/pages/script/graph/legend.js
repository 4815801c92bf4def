// The legend, which is the filter too: types, links, years, modality, tasks, and what the colours tell.
import { colourMeaning, colourOf } from "../colours.js";
import { classes, links, page, predicates, things } from "../data.js";
import { byId, inputById, make, number } from "../dom.js";
import { swatch } from "../shapes.js";
import { current, initial, update } from "../state.js";
import { colours, tone } from "../theme.js";
import { FILTERS, without } from "./visible.js";

/** @typedef {"hidden" | "hiddenLinks"} Hidden */

/** @param {number[]} field @param {number} length */
function counted(field, length) {
  const counts = new Array(length).fill(0);
  for (const item of field) counts[item]++;
  return counts;
}
const perClass = counted(things.map((thing) => thing.c), classes.length);
const perPredicate = counted(links.map((link) => link.p), predicates.length);

/** @param {string} name @param {number} count @param {...Node} before */
const line = (name, count, ...before) =>
  make("label", {}, ...before, make("span", { text: name }), make("span", { class: "count", text: number(count) }));

/**
 * @param {Hidden} field @param {string} name @param {string} label @param {number} count @param {...Node} mark
 */
function row(field, name, label, count, ...mark) {
  const input = make("input", { type: "checkbox", "data-kind": field, "data-name": label });
  input.checked = !current()[field].includes(name);
  input.addEventListener("change", () => {
    const others = current()[field].filter((other) => other !== name);
    update({ [field]: input.checked ? others : [...others, name].sort() });
  });
  return make("li", {}, line(label, count, input, ...mark));
}

/** Write the legend anew, as the state has it. */
export function drawLegend() {
  const state = current(), byClass = state.colours === "class";
  byId("classes").replaceChildren(
    ...classes.map((cls, k) =>
      row("hidden", cls.name, cls.label, perClass[k], swatch(cls.shape, byClass ? cls[tone()] : colours.soft)),
    ),
  );
  byId("predicates").replaceChildren(
    ...predicates.map((predicate, k) => row("hiddenLinks", predicate.name, predicate.words, perPredicate[k])),
  );
  byId("colour-key").hidden = byClass;
  byId("colours").replaceChildren(...(byClass ? [] : colourKey()));
  inputById("year-from").value = state.from;
  inputById("year-to").value = state.to;
  for (const field of /** @type {const} */ (["modality", "group"])) inputById(field).value = state[field];
  inputById("colour-by").value = state.colours;
  inputById("lonely").checked = state.lonely;
  inputById("dated").checked = state.dated;
}

/** Return what each colour stands for, in order, of these things. @param {import("../data.js").Thing[]} [list] @returns {[name: string, key: { colour: string, count: number, order: string | number }][]} */
export function colourKeys(list = things) {
  /** @type {Map<string, { colour: string, count: number, order: string | number }>} */
  const keys = new Map();
  for (const thing of list) {
    const [name, order] = colourMeaning(thing);
    keys.set(name, { colour: colourOf(thing), count: (keys.get(name)?.count || 0) + 1, order });
  }
  return [...keys].sort(([, a], [, b]) => (a.order < b.order ? -1 : 1));
}

const colourKey = () => colourKeys().map(([name, { colour, count }]) => make("li", {}, line(name, count, swatch("dot", colour))));

/** Show what is shown at first. */
export function resetFilters() {
  const start = initial();
  update(Object.fromEntries(FILTERS.map((field) => [field, start[field]])));
}

/** Show all that there is, papers and what has no links too. */
export const showAll = () => update({ ...Object.fromEntries(FILTERS.map((field) => [field, initial()[field]])), hidden: [], lonely: true });

export function startLegend() {
  /** @type {[string, Hidden, string[], string][]} */
  const kinds = [
    ["classes", "hidden", classes.map((cls) => cls.name), "types"],
    ["predicates", "hiddenLinks", predicates.map((predicate) => predicate.name), "links"],
  ];
  for (const [id, field, names, words] of kinds) {
    for (const [which, value] of /** @type {[string, string[]][]} */ ([["all", []], ["no", names]])) {
      const button = byId(`${which}-${id}`);
      button.setAttribute("aria-label", `${button.textContent} of the ${words}`);
      button.addEventListener("click", () => update({ [field]: [...value].sort() }));
    }
  }
  const { years } = page;
  for (const [id, field, year] of /** @type {const} */ ([["year-from", "from", years[0]], ["year-to", "to", years.at(-1)]])) {
    const input = inputById(id);
    input.placeholder = year === undefined ? "" : String(year);
    input.addEventListener("input", () => update({ [field]: input.value }, { replace: true }));
  }
  for (const [field, values] of /** @type {const} */ ([["modality", page.modalities], ["group", page.groups]])) {
    const input = inputById(field);
    input.append(...values.map((value) => make("option", { value, text: value })));
    input.addEventListener("change", () => update({ [field]: input.value }));
    /** @type {HTMLElement} */ (input.closest("label")).hidden = !values.length;
  }
  for (const [field, count] of /** @type {const} */ ([["lonely", without.links], ["dated", without.years]])) {
    const input = inputById(field);
    input.addEventListener("change", () => update({ [field]: input.checked }));
    byId(`${field}-count`).textContent = number(count);
    /** @type {HTMLElement} */ (input.closest("label")).hidden = !count;
  }
  const colourBy = inputById("colour-by");
  colourBy.addEventListener("change", () => update({ colours: colourBy.value }));
  byId("reset").addEventListener("click", resetFilters);
}
