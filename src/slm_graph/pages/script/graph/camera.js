// The camera: what it sees goes into the address, once somebody moved it.
import { byId } from "../dom.js";
import { everything, things } from "../data.js";
import { current, update } from "../state.js";
import { picture, redraw, size } from "./picture.js";
import { lit, thingOn } from "./visible.js";

const still = matchMedia("(prefers-reduced-motion: reduce)");
const narrow = matchMedia("(max-width: 47.5em)");
/** Whether the page is narrow, as its styles have it. */
export const isNarrow = () => narrow.matches;
const CALM = 250;
const CLOSEST = 1.6;

/** Return how much of each side of the graph lies below a panel. */
function insets() {
  const box = byId("network").getBoundingClientRect(), sides = { left: 56, right: 56, top: 26, bottom: 40 };
  const filters = byId("filters"), details = byId("details"), panel = details.getBoundingClientRect();
  sides.top += byId("tools").getBoundingClientRect().bottom - box.top;
  if (!isNarrow()) {
    if (filters.offsetParent) sides.left += filters.getBoundingClientRect().right - box.left;
    if (!details.hidden) sides.right += box.right - panel.left;
  } else {
    sides.top += 12;
    sides.left = sides.right = 30;
    if (!details.hidden) sides.bottom += box.bottom - panel.top;
  }
  return sides;
}

/**
 * Move the camera so that these things fit in between what lies over the sides.
 * @param {number[]} which
 * @param {boolean} animate
 */
function fit(which, animate, side = insets()) {
  const list = which.filter((i) => thingOn[i]);
  if (!list.length) return;
  let left = Infinity, right = -Infinity, top = Infinity, bottom = -Infinity;
  for (const i of list) {
    const { x, y } = picture.place[i];
    left = Math.min(left, x);
    right = Math.max(right, x);
    top = Math.min(top, y);
    bottom = Math.max(bottom, y);
  }
  const [w, h] = size();
  const across = Math.max(20, w - side.left - side.right) / (right - left + 40);
  const down = Math.max(20, h - side.top - side.bottom) / (bottom - top + 40);
  const scale = Math.min(CLOSEST, across, down);
  const x = (left + right) / 2 + (side.right - side.left) / 2 / scale;
  const y = (top + bottom) / 2 + (side.bottom - side.top) / 2 / scale;
  const smooth = animate && !still.matches && things.length < 3000;
  picture.network.moveTo({ position: { x, y }, scale, animation: smooth ? { duration: 350, easingFunction: "easeInOutQuad" } : false });
  if (which === everything) picture.fitted = scale;
}

/** Show what is lit, or everything. @param {boolean} animate */
export const fitShown = (animate) => fit(lit.focus ? [...lit.focus.keys()] : everything, animate);

/** Show what a figure shows, in the middle, with room for names. */
export const fitFigure = () => fit(lit.focus ? [...lit.focus.keys()] : everything, false, { left: 70, right: 70, top: 30, bottom: 40 });

/** Show everything, lit or not. @param {boolean} animate */
export const fitAll = (animate) => fit(everything, animate);

/** @param {number} factor */
export function zoom(factor) {
  picture.network.moveTo({ scale: Math.min(8, Math.max(0.02, picture.network.getScale() * factor)) });
  tellCamera();
}

/** @param {number} dx @param {number} dy in pixels of the screen */
export function pan(dx, dy) {
  const { x, y } = picture.network.getViewPosition(), scale = picture.network.getScale();
  picture.network.moveTo({ position: { x: x + dx / scale, y: y + dy / scale } });
  tellCamera();
}

/** Return the camera as the address has it. */
export function cameraNow() {
  const { x, y } = picture.network.getViewPosition();
  return `${Math.round(x)},${Math.round(y)},${picture.network.getScale().toPrecision(3)}`;
}

let timer = 0;
/** Tell the camera in the address, once it rests: a browser allows few changes in a second. */
export function tellCamera() {
  clearTimeout(timer);
  timer = setTimeout(() => {
    if (current().view === "graph") update({ camera: cameraNow() }, { replace: true });
  }, CALM);
}

/** Put the camera where an address says; false where it says nothing. @param {string} written */
export function moveCamera(written) {
  const [x, y, scale] = written.split(",").map(Number);
  if (!written || ![x, y, scale].every(Number.isFinite) || scale <= 0) return false;
  // The address has it rounded: what was clicked shall not move by that.
  if (written === cameraNow()) return true;
  picture.network.moveTo({ position: { x, y }, scale: Math.min(8, Math.max(0.02, scale)) });
  redraw();
  return true;
}
