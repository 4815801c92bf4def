// Links and things on the canvas, all of a colour in one stroke.
import { links, rank, things } from "../data.js";
import { colourOf } from "../colours.js";
import { trace } from "../shapes.js";
import { colours } from "../theme.js";
import { picture, radius, rough, size } from "./picture.js";
import { linkOn, lit, thingOn } from "./visible.js";

/** @typedef {import("../data.js").Link} Link */

/** @param {CanvasRenderingContext2D} ctx */
export function drawThings(ctx) {
  const { place, scale } = picture, groups = [...byColour()];
  // What is faint lies below.
  groups.sort(([one], [other]) => Number(one[0] === "+") - Number(other[0] === "+"));
  for (const [key, list] of groups) {
    const bright = key[0] === "+";
    ctx.globalAlpha = bright ? 1 : 0.13;
    ctx.fillStyle = key.slice(1);
    ctx.beginPath();
    for (const i of list) {
      const { x, y } = place[i], r = radius(i, scale);
      if (rough()) ctx.rect(x - r * 0.8, y - r * 0.8, r * 1.6, r * 1.6);
      else trace(ctx, things[i].shape, x, y, r);
    }
    ctx.fill();
    if (!bright || rough()) continue;
    ctx.lineWidth = Math.min(1.5, 1.2 / scale);
    ctx.strokeStyle = colours.ground;
    ctx.stroke();
  }
  ctx.globalAlpha = 1;
  ring(ctx, lit.chosen, 2.5, colours.accent);
  if (picture.hovered !== lit.chosen) ring(ctx, picture.hovered, 1.5, colours.soft);
}

/** Return the things in view by colour; `+` before it where they are lit, else `-`. */
function byColour() {
  const { place, scale, network } = picture, [w, h] = size(), centre = network.getViewPosition();
  const reachX = w / 2 / scale + 40, reachY = h / 2 / scale + 40;
  /** @type {Map<string, number[]>} */
  const groups = new Map();
  for (let k = things.length - 1; k >= 0; k--) {
    const i = rank[k];
    if (!thingOn[i]) continue;
    const { x, y } = place[i];
    if (Math.abs(x - centre.x) > reachX || Math.abs(y - centre.y) > reachY) continue;
    const key = (lit.focus && !lit.focus.has(i) ? "-" : "+") + colourOf(things[i]);
    const group = groups.get(key);
    if (group) group.push(i);
    else groups.set(key, [i]);
  }
  return groups;
}

/** @param {CanvasRenderingContext2D} ctx @param {number} i @param {number} width @param {string} colour */
function ring(ctx, i, width, colour) {
  if (i < 0 || !picture.place[i]) return;
  const { x, y } = picture.place[i], { scale } = picture;
  ctx.beginPath();
  trace(ctx, "dot", x, y, radius(i, scale) * 1.32 + 4 / scale);
  ctx.lineWidth = width / scale;
  ctx.strokeStyle = colour;
  ctx.stroke();
}

/** @param {CanvasRenderingContext2D} ctx */
export function drawLinks(ctx) {
  const { place, scale, hoveredLink } = picture;
  for (const { list, colour, alpha, width } of linkGroups()) {
    ctx.globalAlpha = alpha;
    ctx.strokeStyle = colour;
    ctx.lineWidth = width / scale;
    ctx.beginPath();
    for (const link of list) {
      ctx.moveTo(place[link.from].x, place[link.from].y);
      ctx.lineTo(place[link.to].x, place[link.to].y);
    }
    ctx.stroke();
  }
  ctx.globalAlpha = 1;
  if (hoveredLink >= 0 && linkOn[hoveredLink]) drawArrow(ctx, links[hoveredLink]);
}

/** @returns {{ list: Link[], colour: string, alpha: number, width: number }[]} */
function linkGroups() {
  const shown = links.filter((link) => linkOn[link.e]), { focus, chosen, steps } = lit;
  if (!focus) return [{ list: shown, colour: colours.edge, alpha: links.length > 3000 ? 0.16 : 0.42, width: 1 }];
  const faint = { list: /** @type {Link[]} */ ([]), colour: colours.edge, alpha: 0.1, width: 1 };
  const inner = { list: /** @type {Link[]} */ ([]), colour: colours.edge, alpha: steps > 1 ? 0.75 : 0.35, width: 1 };
  const direct = { list: /** @type {Link[]} */ ([]), colour: colours.accent, alpha: 0.8, width: 1.4 };
  for (const link of shown) {
    if (link.from === chosen || link.to === chosen) direct.list.push(link);
    else (focus.has(link.from) && focus.has(link.to) ? inner : faint).list.push(link);
  }
  return [faint, inner, direct];
}

/** @param {CanvasRenderingContext2D} ctx @param {Link} link */
function drawArrow(ctx, link) {
  const { place, scale } = picture, a = place[link.from], b = place[link.to];
  const length = Math.hypot(b.x - a.x, b.y - a.y) || 1, ux = (b.x - a.x) / length, uy = (b.y - a.y) / length;
  const reach = radius(link.to, scale) + 2 / scale, h = 9 / scale, x = b.x - ux * reach, y = b.y - uy * reach;
  ctx.strokeStyle = ctx.fillStyle = colours.accent;
  ctx.lineWidth = 2.2 / scale;
  ctx.beginPath();
  ctx.moveTo(a.x, a.y);
  ctx.lineTo(x - ux * h * 0.8, y - uy * h * 0.8);
  ctx.stroke();
  ctx.beginPath();
  ctx.moveTo(x, y);
  ctx.lineTo(x - ux * h - uy * h * 0.5, y - uy * h + ux * h * 0.5);
  ctx.lineTo(x - ux * h + uy * h * 0.5, y - uy * h - ux * h * 0.5);
  ctx.fill();
}
