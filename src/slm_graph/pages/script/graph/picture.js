// The canvas: vis-network keeps the nodes, the pointer and the physics; what is drawn is drawn here and in labels.js.
import { byId, make } from "../dom.js";
import { everything, isLarge, links, read, things } from "../data.js";
import { drawLinks, drawThings } from "./draw.js";
import { drawLabels } from "./labels.js";
import { linkOn, thingOn } from "./visible.js";

/**
 * What the modules of the graph share, once `startPicture` made it.
 * @type {{ network: any, nodes: any, place: any, canvas: HTMLCanvasElement, interacting: boolean, hovered: number,
 *   hoveredLink: number, scale: number, fitted: number }}
 */
export const picture = {
  network: null, nodes: null, place: null, canvas: document.createElement("canvas"), interacting: false, hovered: -1,
  hoveredLink: -1, scale: 1, fitted: 1,
};

const LARGE = 4000, MANY_LINKS = 6000;
const nothing = () => {};

/** While a large network is moved, it is drawn roughly, and vis-network need not ask for the nodes. */
export const rough = () => picture.interacting && things.length > LARGE;
export const redraw = () => picture.network?.redraw();
/** @returns {[number, number]} the width and the height of the canvas on the screen */
export const size = () => [picture.canvas.clientWidth, picture.canvas.clientHeight];

/**
 * On the screen things grow more slowly than the distances between them, so that zooming in makes room.
 * @param {number} i
 * @param {number} scale
 */
export const radius = (i, scale) => Math.max(things[i].size * Math.pow(scale, -0.5) * 0.9, 3 / scale);

/** Return what tells where a thing stands on the screen. @returns {(i: number) => [number, number]} */
export function screen() {
  const scale = picture.network.getScale(), centre = picture.network.getViewPosition(), [w, h] = size();
  return (i) => [(picture.place[i].x - centre.x) * scale + w / 2, (picture.place[i].y - centre.y) * scale + h / 2];
}

/** Run vis-network, which the page carries as a text: other views do not wait for it. */
function startLibrary() {
  // The policy knows the text by its hash, and lets no other one run.
  if (typeof vis === "undefined") document.head.append(make("script", { text: byId("library").textContent }));
}

export function startPicture() {
  startLibrary();
  const options = read("data-options");
  options.nodes = Object.assign(options.nodes || {}, { shape: "custom", ctxRenderer: dimensions });
  picture.nodes = new vis.DataSet(isLarge ? [] : everything.map(vertex));
  const tied = new vis.DataSet([]), box = byId("network");
  const network = new vis.Network(box, { nodes: picture.nodes, edges: tied }, options);
  picture.network = network;
  picture.place = network.body.nodes;
  picture.canvas = /** @type {HTMLCanvasElement} */ (box.querySelector("canvas"));
  picture.canvas.setAttribute("aria-hidden", "true");
  picture.canvas.tabIndex = -1;
  const askAll = network.renderer._drawNodes.bind(network.renderer);
  network.renderer._drawNodes = (/** @type {any[]} */ ...given) => (rough() ? { drawExternalLabels: nothing } : askAll(...given));
  network.on("beforeDrawing", (/** @type {CanvasRenderingContext2D} */ ctx) => {
    picture.scale = network.getScale();
    if (!picture.interacting || links.length <= MANY_LINKS) drawLinks(ctx);
    drawThings(ctx);
  });
  network.on("afterDrawing", drawLabels);
  return { network, tied };
}

/** A thing as vis-network has it. @param {number} i */
function vertex(i) {
  const { x, y, size } = things[i];
  return { id: i, x, y, size };
}

/** Show things or hide them, as the filters have it. Of very many, vis-network has those alone that are shown. @param {number[]} changed */
export function switchThings(changed) {
  if (!isLarge) return picture.nodes.update(changed.map((i) => ({ id: i, hidden: !thingOn[i] })));
  // In this order: vis-network draws at once, and all that is shown must have its place.
  picture.nodes.add(changed.filter((i) => thingOn[i]).map(vertex));
  return picture.nodes.remove(changed.filter((i) => !thingOn[i]));
}

/**
 * vis-network asks for every node; all of a colour are drawn at once, before it asks.
 * @param {{ id: number }} node
 */
function dimensions({ id }) {
  const width = 2 * radius(id, picture.scale);
  return { drawNode: nothing, nodeDimensions: { width, height: width } };
}

/** Let the nodes move, or stand still. @param {any} tied @param {boolean} moving */
export function setPhysics(tied, moving) {
  if (isLarge) tied.clear();
  if (moving && !tied.length) tied.add(links.filter(({ e }) => !isLarge || linkOn[e]).map(({ e, from, to }) => ({ id: e, from, to, hidden: true })));
  picture.network.setOptions({ physics: { enabled: moving } });
}
