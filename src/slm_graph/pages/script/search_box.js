// The search: a box that offers what matches, by keyboard or pointer.
import { choose, focusThing } from "./choosing.js";
import { colourOf } from "./colours.js";
import { classes, things } from "./data.js";
import { byId, inputById, make, short } from "./dom.js";
import { find } from "./search_index.js";
import { swatch } from "./shapes.js";

/** @typedef {import("./search_index.js").Offer} Offer */

const input = inputById("search"), list = byId("suggestions");
/** @type {Offer[]} */
let offers = [];
let picked = -1;

function suggest() {
  const text = input.value.trim();
  offers = find(text);
  picked = offers.length ? 0 : -1;
  list.replaceChildren(...offers.map(suggestion));
  if (text && !offers.length) list.append(make("li", { class: "none", text: "Nothing is called so" }));
  list.hidden = !text;
  input.setAttribute("aria-expanded", String(!list.hidden));
  mark();
}

/** @param {Offer} offer @param {number} k */
function suggestion(offer, k) {
  const thing = things[offer.i], what = (offer.text ? `${offer.how}${short(offer.text, 30)} · ` : "") + classes[thing.c].label;
  const onmousedown = (/** @type {Event} */ event) => {
    event.preventDefault();
    take(k);
  };
  return make("li", { role: "option", id: `offer-${k}`, "aria-selected": "false", onmousedown },
    swatch(thing.shape, colourOf(thing)), make("span", { class: "name", text: thing.label }), make("span", { class: "what", text: what }),
  );
}

function mark() {
  offers.forEach((_, k) => byId(`offer-${k}`).setAttribute("aria-selected", String(k === picked)));
  if (picked < 0) return input.removeAttribute("aria-activedescendant");
  input.setAttribute("aria-activedescendant", `offer-${picked}`);
  return byId(`offer-${picked}`).scrollIntoView({ block: "nearest" });
}

/** @param {number} k */
function take(k) {
  const { i } = offers[k];
  input.value = "";
  suggest();
  choose(i);
  setTimeout(focusThing, 0);
}

/** @param {KeyboardEvent} event */
function onKey(event) {
  if (event.key === "ArrowDown" || event.key === "ArrowUp") {
    event.preventDefault();
    if (list.hidden) suggest();
    if (!offers.length) return;
    picked = (picked + (event.key === "ArrowDown" ? 1 : offers.length - 1)) % offers.length;
    mark();
  } else if (event.key === "Enter" && picked >= 0) {
    event.preventDefault();
    take(picked);
  } else if (event.key === "Escape") {
    event.stopPropagation();
    input.value = "";
    suggest();
    input.blur();
  }
}

export function startSearch() {
  input.addEventListener("input", suggest);
  input.addEventListener("blur", () => {
    list.hidden = true;
    input.setAttribute("aria-expanded", "false");
  });
  input.addEventListener("keydown", onKey);
}
