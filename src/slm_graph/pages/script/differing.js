// Where rows of surveys state different things of a system: each row with what it states.
import { make } from "./dom.js";
import { tableOf } from "./rows/rows.js";
import { words } from "./words.js";

/** @typedef {import("./data.js").Thing} Thing */
/** @typedef {import("./data.js").Differing} Differing */

/** @param {Differing} line */
export function statedBy({ of, stated }) {
  const rows = stated.map(([row, values]) => make("li", {}, make("b", { text: values.join(", ") }), ` (${row})`));
  return make("ul", { class: "stated-by", "aria-label": of || false }, ...(of ? [make("li", { class: "of", text: of })] : []), ...rows);
}

/** The block of a thing that tells of it; empty where surveys agree, or there is one. @param {Thing} thing */
export function disagreeing(thing) {
  if (!thing.differing?.length) return [];
  const { byKey } = tableOf(thing.c);
  return [make("h3", { text: "surveys disagree" }), ...thing.differing.map((line) => {
    const column = byKey.get(line.key), evidence = (column?.cells.get(thing.i) || []).flatMap((value) => value.statements);
    const rest = evidence.length ? [words(evidence, "the words of each", false)] : [];
    return make("div", { class: "differing-block" }, make("p", {}, make("span", { class: "differing", "aria-hidden": "true", text: "≠" }), ` ${column?.label || line.name}`), statedBy(line), ...rest);
  })];
}
