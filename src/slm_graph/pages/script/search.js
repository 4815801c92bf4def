// Search by names, abbreviations, aliases and misspellings.
import { choose } from "./choosing.js";
import { colourOf } from "./colours.js";
import { classes, things, weight } from "./data.js";
import { byId, inputById, make, short } from "./dom.js";
import { swatch } from "./shapes.js";

/** @typedef {{ i: number, name: string, how: string, folded: string, score: number }} Offer */

const MOST = 12;
/** @param {string} text */
const fold = (text) => text.normalize("NFKD").toLowerCase().replace(/[^\p{L}\p{N}]+/gu, " ").trim();

const names = things.flatMap((thing) =>
  [
    [thing.label, ""], [thing.abbreviation, ""],
    ...thing.aliases.map((name) => [name, "also "]), ...thing.misspellings.map((name) => [name, "misspelt "]),
  ].filter(([name]) => name).map(([name, how]) => ({ i: thing.i, name, how, folded: fold(name), score: 0 })),
);

const input = inputById("search"), list = byId("suggestions");
/** @type {Offer[]} */
let offers = [];
let picked = -1;

/** @param {string} text */
function find(text) {
  const wanted = fold(text);
  /** @type {Map<number, Offer>} */
  const best = new Map();
  if (!wanted) return [];
  for (const entry of names) {
    const { folded } = entry, place = folded.indexOf(wanted);
    if (place < 0) continue;
    const start = folded === wanted ? 0 : place === 0 ? 1 : folded[place - 1] === " " ? 2 : 3;
    const score = start + (entry.how ? 0.5 : 0), known = best.get(entry.i);
    if (!known || score < known.score) best.set(entry.i, { ...entry, score });
  }
  return [...best.values()].sort((a, b) => a.score - b.score || weight(b.i) - weight(a.i)).slice(0, MOST);
}

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
  const thing = things[offer.i], what = (offer.how ? `${offer.how}${short(offer.name, 24)} · ` : "") + classes[thing.c].label;
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
  setTimeout(() => byId("details").querySelector("h2")?.focus({ preventScroll: true }), 0);
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
