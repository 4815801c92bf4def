// What is ticked for a comparison.
import { thingById } from "../data.js";
import { make } from "../dom.js";
import { stateLink } from "../rows/cells.js";
import { update } from "../state.js";

export const MOST_COMPARED = 6;

/** @param {import("../state.js").State} state */
export function comparedBar(state) {
  const things = state.compared.flatMap((id) => thingById.get(id) || []);
  if (!things.length) return [];
  const names = things.map((thing) =>
    make("button", {
      type: "button", class: "chip", "data-at": `uncompare-${thing.id}`, "aria-label": `Do not compare ${thing.label}`, text: `${thing.label} ×`,
      onclick: () => update({ compared: state.compared.filter((id) => id !== thing.id) }),
    }),
  );
  const go = things.length > 1
    ? stateLink(`Compare ${things.length}`, () => ({ view: "compare" }), { class: "button primary", "data-at": "compare" })
    : make("span", { class: "note", text: "tick another one to compare" });
  return [make("div", { class: "compared", role: "group", "aria-label": "To be compared" }, ...names, go)];
}
