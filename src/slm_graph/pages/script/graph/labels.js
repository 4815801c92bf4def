// Labels: 12 px at every zoom, the most telling first, none over another; the closer, the more.
import { classes, rank, things, weight } from "../data.js";
import { short } from "../dom.js";
import { colours } from "../theme.js";
import { picture, radius, rough, screen, size } from "./picture.js";
import { lit, thingOn } from "./visible.js";

/** @typedef {{ x: number, y: number, width: number, height: number }} Box */
/** @typedef {Box & { i: number, text: string, font: string, px: number }} Label */

const CELL = 80, MOST = 400;
const probe = /** @type {CanvasRenderingContext2D} */ (document.createElement("canvas").getContext("2d"));
const family = getComputedStyle(document.body).fontFamily;
/** @type {Map<string, number>} */
const widths = new Map();
/** Those whose names are worth a place over the mark of another. */
const telling = new Set(rank.filter((i) => !classes[things[i].c].isEntry).slice(0, 8));

/** The labels that are drawn. @type {Label[]} */
let shown = [];
export const labelsShown = () => shown;

/** Boxes on the screen, found by the cells of a grid that they lie in. */
class Taken {
  /** @type {Map<number, Box[]>} */
  #cells = new Map();

  /** @param {Box} box @returns {Generator<number>} */
  *#keys({ x, y, width, height }) {
    for (let cx = Math.floor(x / CELL); cx <= Math.floor((x + width) / CELL); cx++) {
      for (let cy = Math.floor(y / CELL); cy <= Math.floor((y + height) / CELL); cy++) yield cx * 4096 + cy;
    }
  }

  /** @param {Box} box */
  add(box) {
    for (const key of this.#keys(box)) {
      const list = this.#cells.get(key);
      if (list) list.push(box);
      else this.#cells.set(key, [box]);
    }
  }

  /** @param {Box} box */
  isFree(box) {
    const { x, y, width, height } = box;
    for (const key of this.#keys(box)) {
      for (const o of this.#cells.get(key) || []) {
        if (x < o.x + o.width && o.x < x + width && y < o.y + o.height && o.y < y + height) return false;
      }
    }
    return true;
  }
}

/** Return the things in the order in which they get labels. */
function order() {
  const { focus } = lit;
  if (focus) return [...focus].sort(([a, near], [b, far]) => near - far || weight(b) - weight(a)).map(([i]) => i);
  return picture.hovered >= 0 ? [picture.hovered, ...rank] : rank;
}

/** Return the labels that fit, each beside its mark. */
export function labels() {
  const { scale, fitted } = picture, at = screen(), [w, h] = size();
  const names = new Taken(), marks = new Taken();
  /** @type {[number, number, number][]} */
  const seen = [];
  for (const i of order()) {
    if (!thingOn[i]) continue;
    const [x, y] = at(i);
    if (x > -60 && x < w + 60 && y > -20 && y < h + 20) seen.push([i, x, y]);
  }
  for (const [i, x, y] of seen) {
    const r = radius(i, scale) * scale;
    if (r > 4) marks.add({ x: x - r * 0.8, y: y - r * 0.8, width: r * 1.6, height: r * 1.6 });
  }
  const room = Math.round(((w * h) / 17000) * Math.pow(Math.max(scale / fitted, 0.6), 2));
  const most = lit.focus ? MOST : Math.min(MOST, room);
  /** @type {Label[]} */
  const result = [];
  for (const [i, x, y] of seen) {
    if (result.length >= most) break;
    const label = placed(i, x, y, names, marks);
    if (label) result.push(label);
  }
  return result;
}

/**
 * Return the label of a thing below, above, right or left of its mark; undefined where there is no room.
 * @param {number} i @param {number} x @param {number} y @param {Taken} names @param {Taken} marks
 * @returns {Label | undefined}
 */
function placed(i, x, y, names, marks) {
  const thing = things[i], chosen = i === lit.chosen, big = chosen || classes[thing.c].isEntry, px = chosen ? 14 : 12;
  const text = short(thing.short || thing.label, 28), font = `${big ? 600 : 400} ${px}px ${family}`;
  const width = measured(font, text), r = radius(i, picture.scale) * picture.scale;
  const spots = [
    [-width / 2, r * 1.15 + 3], [-width / 2, -r * 1.15 - px - 4], [r * 1.2 + 4, -px / 2 - 1], [-r * 1.2 - 4 - width, -px / 2 - 1],
  ];
  const box = (/** @type {number[]} */ [dx, dy]) => ({ x: x + dx - 2, y: y + dy - 1, width: width + 4, height: px + 3 });
  const open = spots.filter((spot) => names.isFree(box(spot)));
  const clear = open.find(([dx, dy]) => marks.isFree({ x: x + dx - 1, y: y + dy, width: width + 2, height: px }));
  const spot = clear || (big || lit.focus || telling.has(i) ? open[0] : undefined);
  if (!spot) return undefined;
  names.add(box(spot));
  return { i, text, font, px, x: x + spot[0], y: y + spot[1], width, height: px + 2 };
}

/** @param {string} font @param {string} text */
function measured(font, text) {
  const key = font + text;
  let width = widths.get(key);
  if (width === undefined) {
    probe.font = font;
    width = probe.measureText(text).width;
    widths.set(key, width);
  }
  return width;
}

/** @param {CanvasRenderingContext2D} ctx */
export function drawLabels(ctx) {
  shown = rough() ? [] : labels();
  const { canvas } = picture, ratio = canvas.width / (canvas.clientWidth || 1);
  ctx.save();
  ctx.setTransform(ratio, 0, 0, ratio, 0, 0);
  writeLabels(ctx, shown);
  ctx.restore();
}

/** @param {CanvasRenderingContext2D} ctx in pixels of the screen @param {Label[]} list */
export function writeLabels(ctx, list) {
  ctx.textBaseline = "top";
  ctx.textAlign = "left";
  ctx.lineJoin = "round";
  ctx.lineWidth = 3.5;
  ctx.strokeStyle = colours.ground;
  ctx.fillStyle = colours.text;
  for (const { font, text, x, y } of list) {
    ctx.font = font;
    ctx.globalAlpha = 0.9;
    ctx.strokeText(text, x, y);
    ctx.globalAlpha = 1;
    ctx.fillText(text, x, y);
  }
}
