// The pointer on the graph: hovering tells, a click chooses, a double click opens a thing's page.
import { classes, degree, links, predicates, things } from "../data.js";
import { byId, make, short } from "../dom.js";
import { chooseInPlace, openPage } from "../choosing.js";
import { cameraNow, tellCamera } from "./camera.js";
import { picture, redraw, size } from "./picture.js";
import { linkOn, lit } from "./visible.js";

/** @typedef {{ x: number, y: number }} Point */
/** @typedef {{ pointer: { DOM: Point } }} Pointed */

export function startPointer() {
  const { network, canvas } = picture, tip = byId("tip");
  network.on("click", (/** @type {Pointed} */ { pointer }) => {
    const i = network.getNodeAt(pointer.DOM);
    if (i !== undefined) chooseInPlace(i, cameraNow());
    else if (linkAt(pointer.DOM) < 0) chooseInPlace(-1, cameraNow());
  });
  network.on("doubleClick", (/** @type {Pointed} */ { pointer }) => {
    const i = network.getNodeAt(pointer.DOM);
    if (i !== undefined) openPage(i);
  });
  network.on("hoverNode", (/** @type {{ node: number }} */ { node }) => {
    picture.hovered = node;
    picture.hoveredLink = -1;
    canvas.style.cursor = "pointer";
    redraw();
  });
  network.on("blurNode", () => {
    picture.hovered = -1;
    tip.hidden = true;
    canvas.style.cursor = "";
    redraw();
  });
  let timer = 0;
  const busy = () => {
    picture.interacting = true;
    tip.hidden = true;
  };
  const rest = () => {
    clearTimeout(timer);
    timer = setTimeout(() => {
      picture.interacting = false;
      redraw();
    }, 120);
    tellCamera();
  };
  network.on("dragStart", busy);
  network.on("dragEnd", rest);
  network.on("zoom", () => {
    busy();
    rest();
  });
  watchMouse();
}

function watchMouse() {
  const { canvas } = picture;
  /** @type {Point | null} */
  let pending = null;
  canvas.addEventListener("mousemove", (event) => {
    if (event.buttons) return;
    if (!pending) {
      requestAnimationFrame(() => {
        if (pending) hover(pending);
        pending = null;
      });
    }
    pending = { x: event.offsetX, y: event.offsetY };
  });
  canvas.addEventListener("mouseleave", () => {
    byId("tip").hidden = true;
    picture.hovered = picture.hoveredLink = -1;
    redraw();
  });
}

/** Return the link below a point, or -1. @param {Point} point */
function linkAt({ x, y }) {
  const { network, place } = picture, p = network.DOMtoCanvas({ x, y }), reach = 5 / network.getScale();
  let best = -1, least = reach;
  for (const link of links) {
    if (!linkOn[link.e] || (lit.focus && !(lit.focus.has(link.from) && lit.focus.has(link.to)))) continue;
    const a = place[link.from], b = place[link.to];
    if (p.x < Math.min(a.x, b.x) - reach || p.x > Math.max(a.x, b.x) + reach) continue;
    if (p.y < Math.min(a.y, b.y) - reach || p.y > Math.max(a.y, b.y) + reach) continue;
    const dx = b.x - a.x, dy = b.y - a.y;
    const t = Math.max(0, Math.min(1, ((p.x - a.x) * dx + (p.y - a.y) * dy) / (dx * dx + dy * dy || 1)));
    const away = Math.hypot(p.x - a.x - t * dx, p.y - a.y - t * dy);
    if (away < least) {
      least = away;
      best = link.e;
    }
  }
  return best;
}

/** Tell what is below a point. @param {Point} point */
function hover(point) {
  const before = picture.hoveredLink, tip = byId("tip");
  picture.hoveredLink = picture.hovered >= 0 ? -1 : linkAt(point);
  if (before !== picture.hoveredLink) redraw();
  if (picture.hovered >= 0) {
    const { label, c, year } = things[picture.hovered];
    const about = [classes[c].label, year, `${degree[picture.hovered]} neighbours`].filter(Boolean).join(" · ");
    tip.replaceChildren(make("span", { text: label }), make("small", { text: about }));
  } else if (picture.hoveredLink >= 0) {
    const link = links[picture.hoveredLink], quotes = link.evidence.flatMap((statement) => statement.quotes);
    const text = `${things[link.from].label} → ${predicates[link.p].words} → ${things[link.to].label}`;
    tip.replaceChildren(make("span", { text }));
    if (quotes.length) tip.append(make("small", { text: `“${short(quotes.join(" … "), 140)}”` }));
  }
  tip.hidden = picture.hovered < 0 && picture.hoveredLink < 0;
  if (tip.hidden) return;
  const [w, h] = size();
  tip.style.left = Math.max(8, Math.min(point.x + 14, w - tip.offsetWidth - 8)) + "px";
  tip.style.top = Math.max(8, Math.min(point.y + 16, h - tip.offsetHeight - 8)) + "px";
}
