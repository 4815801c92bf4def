// Choosing a thing, from anywhere: the panel tells about it, the graph lights it.
import { colourOf } from "./colours.js";
import { thingById, things } from "./data.js";
import { make, safeAddress } from "./dom.js";
import { swatch } from "./shapes.js";
import { address, current, update } from "./state.js";

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

/**
 * Return the address that shows a thing, all else as it is.
 * @param {number} i
 */
export const thingAddress = (i) => address({ ...current(), chosen: things[i].id, camera: "" }) || "#";

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
    choose(i);
  };
  if (plain) return make("a", { href: thingAddress(i), text: thing.short || thing.label, onclick });
  const mark = swatch(thing.shape, colourOf(thing));
  return make("a", { class: "node", href: thingAddress(i), onclick }, mark, make("span", { text: thing.label }));
}
