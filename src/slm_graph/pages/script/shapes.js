// The marks of classes: the same outline on a canvas and in an SVG.

const SVG = "http://www.w3.org/2000/svg";

/** @typedef {Pick<CanvasRenderingContext2D, "moveTo" | "lineTo" | "rect" | "arc" | "ellipse" | "closePath">} Tracer */

/**
 * @template {keyof SVGElementTagNameMap} T
 * @param {T} tag
 * @returns {SVGElementTagNameMap[T]}
 */
export const makeSvg = (tag) => document.createElementNS(SVG, tag);

/**
 * Trace a polygon; every other corner is nearer where `inner` is given.
 * @param {Tracer} ctx @param {number} x @param {number} y @param {number} corners @param {number} turn
 * @param {number} outer @param {number} [inner]
 */
function polygon(ctx, x, y, corners, turn, outer, inner = outer) {
  for (let k = 0; k < corners; k++) {
    const angle = turn + (2 * Math.PI * k) / corners, reach = k % 2 ? inner : outer;
    ctx[k ? "lineTo" : "moveTo"](x + reach * Math.cos(angle), y + reach * Math.sin(angle));
  }
  ctx.closePath();
}

const UP = -Math.PI / 2;

/** @type {Record<string, (ctx: Tracer, x: number, y: number, r: number) => void>} */
const OUTLINES = {
  dot(ctx, x, y, r) {
    ctx.moveTo(x + r, y);
    ctx.arc(x, y, r, 0, 2 * Math.PI);
  },
  square: (ctx, x, y, r) => ctx.rect(x - r * 0.88, y - r * 0.88, r * 1.76, r * 1.76),
  triangle: (ctx, x, y, r) => polygon(ctx, x, y, 3, UP, r * 1.22),
  triangleDown: (ctx, x, y, r) => polygon(ctx, x, y, 3, -UP, r * 1.22),
  diamond: (ctx, x, y, r) => polygon(ctx, x, y, 4, 0, r * 1.2),
  hexagon: (ctx, x, y, r) => polygon(ctx, x, y, 6, 0, r * 1.08),
  star: (ctx, x, y, r) => polygon(ctx, x, y, 10, UP, r * 1.28, r * 0.58),
  ellipse(ctx, x, y, r) {
    ctx.moveTo(x + r * 1.3, y);
    ctx.ellipse(x, y, r * 1.3, r * 0.75, 0, 0, 2 * Math.PI);
  },
  cross(ctx, x, y, r) {
    const a = r * 0.42, b = r * 1.1;
    const corners = [[-a, -b], [a, -b], [a, -a], [b, -a], [b, a], [a, a], [a, b], [-a, b], [-a, a], [-b, a], [-b, -a], [-a, -a]];
    corners.forEach(([dx, dy], k) => ctx[k ? "lineTo" : "moveTo"](x + dx, y + dy));
    ctx.closePath();
  },
};

/**
 * Trace the outline of a shape.
 * @param {Tracer} ctx @param {string} shape @param {number} x @param {number} y @param {number} r
 */
export function trace(ctx, shape, x, y, r) {
  (OUTLINES[shape] || OUTLINES.cross)(ctx, x, y, r);
}

/** What `trace` draws, as the path of an SVG. @implements {Tracer} */
class Pen {
  d = "";
  closePath() { this.d += "Z"; }
  /** @param {number} x @param {number} y */
  moveTo(x, y) { this.d += `M${x.toFixed(2)} ${y.toFixed(2)}`; }
  /** @param {number} x @param {number} y */
  lineTo(x, y) { this.d += `L${x.toFixed(2)} ${y.toFixed(2)}`; }
  /** @param {number} x @param {number} y @param {number} w @param {number} h */
  rect(x, y, w, h) { this.d += `M${x.toFixed(2)} ${y.toFixed(2)}h${w.toFixed(2)}v${h.toFixed(2)}h${(-w).toFixed(2)}Z`; }
  /** @param {number} x @param {number} y @param {number} r */
  arc(x, y, r) { this.ellipse(x, y, r, r); }
  /** @param {number} x @param {number} y @param {number} rx @param {number} ry */
  ellipse(x, y, rx, ry) {
    const half = `a${rx} ${ry} 0 1 0 `;
    this.d += `M${(x - rx).toFixed(2)} ${y.toFixed(2)}${half}${(2 * rx).toFixed(2)} 0${half}${(-2 * rx).toFixed(2)} 0Z`;
  }
}

/**
 * @param {string} shape @param {number} x @param {number} y @param {number} r @param {string} fill
 */
export function svgShape(shape, x, y, r, fill) {
  const pen = new Pen(), element = makeSvg("path");
  trace(pen, shape, x, y, r);
  element.setAttribute("d", pen.d);
  element.setAttribute("fill", fill);
  return element;
}

/**
 * Return the small mark that stands before a name.
 * @param {string} shape
 * @param {string} fill
 */
export function swatch(shape, fill) {
  const svg = makeSvg("svg");
  svg.setAttribute("class", "swatch");
  svg.setAttribute("viewBox", "-8 -8 16 16");
  svg.setAttribute("aria-hidden", "true");
  svg.append(svgShape(shape, 0, 0, 5.6, fill));
  return svg;
}
