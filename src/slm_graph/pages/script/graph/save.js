// What is seen, as a picture: PNG of the canvas, SVG drawn anew.
import { colourOf } from "../colours.js";
import { links, things } from "../data.js";
import { save } from "../dom.js";
import { makeSvg, svgShape } from "../shapes.js";
import { colours } from "../theme.js";
import { labels } from "./labels.js";
import { picture, radius, screen, size } from "./picture.js";
import { linkOn, lit, thingOn } from "./visible.js";

/** @param {string} ending */
const fileName = (ending) =>
  `slm-graph-${lit.chosen >= 0 ? things[lit.chosen].id.replace(/[^\w.-]+/g, "-") : "everything"}.${ending}`;

export function savePng() {
  const copy = document.createElement("canvas"), { canvas } = picture;
  copy.width = canvas.width;
  copy.height = canvas.height;
  const ctx = /** @type {CanvasRenderingContext2D} */ (copy.getContext("2d"));
  ctx.fillStyle = colours.ground;
  ctx.fillRect(0, 0, copy.width, copy.height);
  ctx.drawImage(canvas, 0, 0);
  copy.toBlob((blob) => blob && save(blob, fileName("png")), "image/png");
}

export function saveSvg() {
  const [w, h] = size(), svg = makeSvg("svg");
  setAll(svg, { width: w, height: h, viewBox: `0 0 ${w} ${h}`, "font-family": "system-ui, sans-serif" });
  svg.append(setAll(makeSvg("rect"), { width: w, height: h, fill: colours.ground }), ...svgLinks(), ...svgThings(), ...svgLabels());
  save(new Blob([new XMLSerializer().serializeToString(svg)], { type: "image/svg+xml" }), fileName("svg"));
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
