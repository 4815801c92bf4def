// How values look in tables, and small parts that the views of rows share.
import { thingLink } from "../choosing.js";
import { make, safeAddress } from "../dom.js";
import { fillInSteps } from "../long_list.js";
import { address, current, update } from "../state.js";

/** @typedef {import("./rows.js").Column} Column */
/** @typedef {import("./rows.js").Value} Value */
/** @typedef {import("../data.js").Thing} Thing */
/** @typedef {import("../state.js").State} State */

/**
 * Return the element of a value: a link to the thing, a link that leads out, or its text.
 * @param {Value} value
 * @param {Column} column
 */
export function valueElement({ text, title, i }, column) {
  if (i >= 0) {
    const link = thingLink(i, true);
    link.textContent = text;
    if (title) link.title = title;
    return link;
  }
  const url = /^https?:/.test(text) ? safeAddress(text) : "";
  if (url) {
    const name = column.key.startsWith("link:") ? column.label : new URL(url).hostname;
    return make("a", { href: url, target: "_blank", rel: "noopener noreferrer", title: url, text: `${name} ↗` });
  }
  return make("span", { text, title: title || false });
}

/**
 * Fill an element with values.
 * @template {HTMLElement} T
 * @param {T} element
 * @param {Column} column
 * @param {Value[] | undefined} values
 */
export function fill(element, column, values) {
  const between = column.key.startsWith("fact:") ? "; " : ", ";
  return fillInSteps(element, values || [], column.label, (value, k) => [...(k ? [between] : []), valueElement(value, column)]);
}

/** What marks a cell of which surveys state different things. @param {Thing} thing @param {Column} column */
export function differingMark(thing, column) {
  const lines = (thing.differing || []).filter(({ key }) => key === column.key);
  if (!lines.length) return [];
  const told = `surveys disagree: ${lines.map(differingText).join("; ")}`;
  return [make("span", { class: "differing", role: "img", "aria-label": told, title: told, text: "≠" }), " "];
}

/** @param {import("../data.js").Differing} line */
const differingText = ({ of, stated }) => `${of ? `${of}, ` : ""}${stated.map(([row, values]) => `${row}: ${values.join(", ")}`).join("; ")}`;

/**
 * Return the values of a cell as one text, for a file: names in full, addresses as they are.
 * @param {Value[] | undefined} values
 */
export const textOf = (values) => (values || []).map(({ text, title, i }) => (i >= 0 ? title || text : text)).join(", ");

/**
 * Draw anew, and leave the keyboard where it was: on what has the same `data-at` afterwards.
 * @param {HTMLElement} section
 * @param {() => void} draw
 */
export function keepingFocus(section, draw) {
  const focused = document.activeElement, place = focused && section.contains(focused) ? focused.getAttribute("data-at") : null;
  draw();
  if (place && document.activeElement !== focused) {
    /** @type {HTMLElement | null} */ (section.querySelector(`[data-at="${CSS.escape(place)}"]`))?.focus({ preventScroll: true });
  }
}

/**
 * Return a link that changes the state, and can be opened elsewhere as any link.
 * @param {string} text
 * @param {() => Partial<State>} changes
 * @param {Record<string, unknown>} [attributes]
 */
export function stateLink(text, changes, attributes = {}) {
  const onclick = (/** @type {MouseEvent} */ event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    update(changes());
  };
  return make("a", { href: address({ ...current(), ...changes() }) || "#", text, onclick, ...attributes });
}

/**
 * Return a choice of one of several, as a label with its list.
 * @param {string} label
 * @param {{ value: string, text: string }[]} choices
 * @param {string} chosen
 * @param {(value: string) => void} onchange
 */
export function picker(label, choices, chosen, onchange) {
  const select = make("select", { "data-at": `pick-${label}` });
  select.append(...choices.map(({ value, text }) => make("option", { value, text, selected: value === chosen })));
  select.addEventListener("change", () => onchange(select.value));
  return make("label", { class: "pick" }, `${label} `, select);
}
