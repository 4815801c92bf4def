// What is seen, as a figure: all that is shown or lit, centred, with its legend; PNG at twice the size, SVG drawn anew.
import { colourOf } from "../colours.js";
import { classes, links, things } from "../data.js";
import { byId, save } from "../dom.js";
import { makeSvg, svgShape, trace } from "../shapes.js";
import { current } from "../state.js";
import { colours, tone } from "../theme.js";
import { fitFigure } from "./camera.js";
import { drawLinks, drawThings } from "./draw.js";
import { labels, writeLabels } from "./labels.js";
import { colourKeys } from "./legend.js";
import { picture, radius, redraw, screen, size } from "./picture.js";
import { linkOn, lit, thingOn } from "./visible.js";

const LEGEND = 210, LINE = 21, MARGIN = 24, SCALE = 2;

/** @param {string} ending */
const fileName = (ending) =>
  `slm-graph-${lit.chosen >= 0 ? things[lit.chosen].id.replace(/[^\w.-]+/g, "-") : "everything"}.${ending}`;

/** Return the lines of the legend: of the types that are shown, or what the colours tell. */
function legend() {
  const list = things.filter((thing) => thingOn[thing.i]);
  if (current().colours !== "class") return colourKeys(list).map(([text, { colour }]) => ({ text, colour, shape: "dot" }));
  const shown = new Set(list.map((thing) => thing.c));
  return classes.flatMap((cls, c) => (shown.has(c) ? [{ text: cls.label, colour: cls[tone()], shape: cls.shape }] : []));
}

/**
 * Have the camera see what the figure shows, while it is drawn.
 * @template T
 * @param {() => T} draw
 * @returns {T}
 */
function asFigure(draw) {
  const { network } = picture, position = network.getViewPosition(), before = network.getScale(), hovered = picture.hovered;
  picture.hovered = -1;
  fitFigure();
  picture.scale = network.getScale();
  try {
    return draw();
  } finally {
    network.moveTo({ position, scale: before });
    Object.assign(picture, { scale: before, hovered });
    redraw();
  }
}

export function savePng() {
  const copy = document.createElement("canvas"), [w, h] = size(), rows = legend();
  const ctx = /** @type {CanvasRenderingContext2D} */ (copy.getContext("2d"));
  copy.width = SCALE * (w + LEGEND);
  copy.height = SCALE * Math.max(h, rows.length * LINE + 2 * MARGIN);
  ctx.fillStyle = colours.ground;
  ctx.fillRect(0, 0, copy.width, copy.height);
  asFigure(() => {
    const { x, y } = picture.network.getViewPosition(), zoom = SCALE * picture.scale;
    ctx.setTransform(zoom, 0, 0, zoom, (SCALE * w) / 2 - x * zoom, (SCALE * h) / 2 - y * zoom);
    drawLinks(ctx);
    drawThings(ctx);
    ctx.setTransform(SCALE, 0, 0, SCALE, 0, 0);
    writeLabels(ctx, labels());
  });
  ctx.fillStyle = colours.ground;
  ctx.fillRect(w, 0, LEGEND, copy.height);
  ctx.font = `13px ${getComputedStyle(document.body).fontFamily}`;
  ctx.textBaseline = "middle";
  rows.forEach(({ text, colour, shape }, k) => {
    const y = MARGIN + k * LINE;
    ctx.beginPath();
    trace(ctx, shape, w + 10, y, 6);
    ctx.fillStyle = colour;
    ctx.fill();
    ctx.fillStyle = colours.text;
    ctx.fillText(text, w + 26, y, LEGEND - 30);
  });
  copy.toBlob((blob) => blob && save(blob, fileName("png")), "image/png");
}

/** Return what is seen as an SVG, with its legend. */
function svgFigure() {
  const [w, h] = size(), rows = legend(), svg = makeSvg("svg"), width = w + LEGEND, height = Math.max(h, rows.length * LINE + 2 * MARGIN);
  setAll(svg, { width, height, viewBox: `0 0 ${width} ${height}`, "font-family": "system-ui, sans-serif" });
  svg.append(setAll(makeSvg("rect"), { width, height, fill: colours.ground }));
  svg.append(...asFigure(() => [...svgLinks(), ...svgThings(), ...svgLabels()]));
  const key = setAll(makeSvg("g"), { class: "legend" });
  key.append(setAll(makeSvg("rect"), { x: w, y: 0, width: LEGEND, height, fill: colours.ground }));
  rows.forEach(({ text, colour, shape }, k) => {
    const y = MARGIN + k * LINE, name = setAll(makeSvg("text"), { x: w + 26, y: y + 4.5, "font-size": 13, fill: colours.text });
    name.textContent = text;
    key.append(svgShape(shape, w + 10, y, 6, colour), name);
  });
  svg.append(key);
  return svg;
}

export function saveSvg() {
  save(new Blob([new XMLSerializer().serializeToString(svgFigure())], { type: "image/svg+xml" }), fileName("svg"));
}

/** Have a print show the figure, whose lines stay sharp, where the screen has the canvas. */
export function printFigure() {
  const box = byId("figure");
  addEventListener("beforeprint", () => current().view === "graph" && box.replaceChildren(svgFigure()));
  addEventListener("afterprint", () => box.replaceChildren());
}

/**
 * @template {SVGElement} T
 * @param {T} element
 * @param {Record<string, string | number>} attributes
 */
function setAll(element, attributes) {
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, String(value));
  return element;
}

function svgLinks() {
  const at = screen(), { focus, chosen } = lit;
  return links.filter((link) => linkOn[link.e]).map(({ from, to }) => {
    const [[x1, y1], [x2, y2]] = [at(from), at(to)].map((point) => point.map((value) => value.toFixed(1)));
    const direct = focus && (from === chosen || to === chosen), inner = !focus || (focus.has(from) && focus.has(to));
    const stroke = direct ? colours.accent : colours.edge, opacity = direct ? 0.8 : inner ? 0.42 : 0.1;
    return setAll(makeSvg("line"), { x1, y1, x2, y2, stroke, "stroke-opacity": opacity });
  });
}

function svgThings() {
  const at = screen(), { scale } = picture;
  return things.filter((thing) => thingOn[thing.i]).map((thing) => {
    const [x, y] = at(thing.i), element = svgShape(thing.shape, x, y, radius(thing.i, scale) * scale, colourOf(thing));
    if (lit.focus && !lit.focus.has(thing.i)) element.setAttribute("opacity", "0.13");
    const title = makeSvg("title");
    title.textContent = thing.label;
    element.append(title);
    return element;
  });
}

function svgLabels() {
  return labels().map(({ x, y, px, font, text }) => {
    const element = setAll(makeSvg("text"), {
      x: x.toFixed(1), y: (y + px * 0.86).toFixed(1), "font-size": px, "font-weight": font.split(" ")[0],
      fill: colours.text, stroke: colours.ground, "stroke-width": 3, "paint-order": "stroke",
    });
    element.textContent = text;
    return element;
  });
}
