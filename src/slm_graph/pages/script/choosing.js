// Choosing a thing, from anywhere: the panel tells about it, the graph lights it.
import { colourOf } from "./colours.js";
import { thingById, things } from "./data.js";
import { byId, make, safeAddress } from "./dom.js";
import { focusView } from "./focus.js";
import { swatch } from "./shapes.js";
import { address, current, encode, update } from "./state.js";

/** @typedef {import("./state.js").State} State */

/** The number of what is chosen; -1 for nothing. */
export const chosenNow = () => thingById.get(current().chosen)?.i ?? -1;

/**
 * Choose a thing, and have the graph move to it; -1 for none.
 * @param {number} i
 */
export const choose = (i) => update({ chosen: i < 0 ? "" : things[i].id, camera: "" });

/**
 * Choose a thing in the picture, which stays where it is.
 * @param {number} i
 * @param {string} camera
 */
export function chooseInPlace(i, camera) {
  const chosen = i < 0 ? "" : things[i].id;
  if (chosen !== current().chosen) update({ chosen, camera });
}

/** Stands for the id of a thing in an address. */
const PLACE = "\ue000";
/** The address of a state with PLACE for what is chosen, in two parts. @type {{ state: State | null, before: string, after: string }} */
const around = { state: null, before: "", after: "" };

/**
 * Return the address that shows a thing, all else as it is. A table has thousands of these: what all share is written
 * once for a state.
 * @param {number} i
 */
export function thingAddress(i) {
  const state = current();
  if (around.state !== state) {
    const [before, after] = address({ ...state, chosen: PLACE, camera: "" }).split(encode(PLACE));
    Object.assign(around, { state, before, after });
  }
  return around.before + encode(things[i].id) + around.after;
}

/**
 * Light more or less around what is chosen. Back goes to what was chosen before, whatever was lit around this.
 * @param {number} steps
 */
export const setSteps = (steps) => update({ steps, camera: "" }, { replace: true });

/**
 * Open a thing's page on the web; where it has none, show more around it.
 * @param {number} i
 */
export function openPage(i) {
  const url = things[i].links.map(([, written]) => safeAddress(written)).find(Boolean);
  if (url) open(url, "_blank", "noopener,noreferrer");
  else if (i === chosenNow()) setSteps(2);
}

// A link outlives the state that it was made in: what it leads to is written anew when somebody is about to follow it.
for (const event of ["pointerover", "focusin"]) {
  document.addEventListener(event, ({ target }) => {
    const link = /** @type {HTMLElement} */ (target).closest?.("a[data-thing]");
    if (link instanceof HTMLAnchorElement) link.setAttribute("href", thingAddress(Number(link.dataset.thing)));
  });
}

/** What led to what is chosen. @type {HTMLElement | null} */
let opener = null;

/** Choose nothing, and have the keys go back to what led to it. */
export function unchoose() {
  choose(-1);
  if (opener?.isConnected && opener.checkVisibility()) opener.focus();
  else focusView();
}

/** Have the keys go to what is told of the chosen thing. */
export function focusThing() {
  const heading = byId("details").hidden ? document.querySelector(/** @type {"h2"} */ (".view:not([hidden]) article h2")) : byId("details").querySelector("h2");
  heading?.focus({ preventScroll: true });
}

/**
 * Return a link to a thing of the page: with its mark, or plain within a sentence.
 * @param {number} i
 * @param {boolean} [plain]
 */
export function thingLink(i, plain = false) {
  const thing = things[i];
  const onclick = (/** @type {MouseEvent} */ event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    opener = /** @type {HTMLElement} */ (event.currentTarget);
    choose(i);
    // By the keyboard, which has no place of its own on the screen, one goes along.
    if (!event.detail) focusThing();
  };
  if (plain) return make("a", { href: thingAddress(i), "data-thing": i, text: thing.short || thing.label, onclick });
  const mark = swatch(thing.shape, colourOf(thing));
  return make("a", { class: "node", href: thingAddress(i), "data-thing": i, onclick }, mark, make("span", { text: thing.label }));
}
