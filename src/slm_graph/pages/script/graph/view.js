// The view Graph: started when it is first seen, then following the state.
import { choose } from "../choosing.js";
import { classes, isLarge, links, near, rank, thingById, things } from "../data.js";
import { byId, inputById, number, short } from "../dom.js";
import { current, differs } from "../state.js";
import { watchTheme } from "../theme.js";
import { fileOf, load } from "../unpacking.js";
import { lightAnswer, tellAnswer } from "./answered.js";
import { fitAll, fitShown, isNarrow, moveCamera, pan, tellCamera, zoom } from "./camera.js";
import { labelsShown } from "./labels.js";
import { arrange } from "./rings.js";
import { drawLegend, showAll, startLegend } from "./legend.js";
import { picture, redraw, setPhysics, startPicture, switchThings } from "./picture.js";
import { startPointer } from "./pointer.js";
import { printFigure, savePng, saveSvg } from "./save.js";
import { showThings } from "./things_table.js";
import { FILTERS, MOST_AROUND, applyFilters, applyFocus, linkOn, lit, thingOn, without } from "./visible.js";

/** @typedef {import("../state.js").State} State */

let started = false;

/** @type {import("../views.js").View} */
export const graphView = { name: "graph", label: "Graph", subject: "chosen", show, keys };

/** @param {State} state @param {State | null} before @returns {void} */
function show(state, before) {
  if (!started && fileOf("library")) return void loadThenShow();
  const first = !started || !before || before.view !== "graph";
  if (!started) start();
  if (first || differs(state, /** @type {State} */ (before), ...FILTERS, ...(isLarge ? /** @type {const} */ (["chosen", "steps"]) : []))) {
    const changed = applyFilters(state);
    if (changed.length) switchThings(changed);
  }
  lightAnswer(state, () => {
    if (current().view !== "graph") return;
    applyFocus(current());
    tellStatus();
    if (!current().camera) fitShown(false);
    redraw();
  });
  applyFocus(state);
  if (isLarge && lit.focus) arrange(lit.focus);
  tellStatus();
  if (first || differs(state, /** @type {State} */ (before), ...FILTERS, "colours")) drawLegend();
  if (first || differs(state, /** @type {State} */ (before), "chosen", "camera", "steps", "lit")) {
    if (!moveCamera(state.camera)) fitShown(!first);
  }
  redraw();
}

/** Load what draws, where the page does not carry it, and show what is asked for by then. */
async function loadThenShow() {
  byId("status").textContent = "loading …";
  try {
    await load("library");
    delete byId("library").dataset.file;
    if (current().view === "graph") show(current(), null);
  } catch (error) {
    byId("status").textContent = String(error instanceof Error ? error.message : error);
  }
}

function start() {
  started = true;
  const { network, tied } = startPicture();
  fitAll(false);
  startLegend();
  startPointer();
  byId("fit").addEventListener("click", showEverything);
  byId("show-filters").addEventListener("click", toggleFilters);
  byId("show-all").addEventListener("click", showAll);
  byId("show-table").addEventListener("click", showThings);
  byId("png").addEventListener("click", savePng);
  byId("svg").addEventListener("click", saveSvg);
  printFigure();
  inputById("physics").addEventListener("change", () => setPhysics(tied, inputById("physics").checked));
  watchTheme(() => {
    drawLegend();
    redraw();
  });
  addEventListener("resize", () => setTimeout(() => current().view === "graph" && !current().camera && fitShown(false), 150));
  window.slmGraph = {
    labels: labelsShown, nodes: things, links, network, scale: () => network.getScale(),
    at(/** @type {string} */ id) {
      const { x, y } = picture.place[thingById.get(id)?.i ?? -1];
      const point = network.canvasToDOM({ x, y }), box = picture.canvas.getBoundingClientRect();
      return { x: point.x + box.left, y: point.y + box.top };
    },
    choose: (/** @type {string} */ id) => choose(thingById.get(id)?.i ?? -1),
    focus: () => [...(lit.focus?.keys() || [])].map((i) => things[i].id),
  };
}

function tellStatus() {
  const shown = (/** @type {Uint8Array} */ flags) => flags.reduce((sum, flag) => sum + flag, 0);
  const nodes = `${number(shown(thingOn))} of ${number(things.length)} nodes`;
  const drawn = `${number(shown(linkOn))} of ${number(links.length)} links`;
  tellAnswer();
  const around = lit.chosen >= 0 && lit.focus ? ` · ${number(lit.focus.size - 1)} around ${short(things[lit.chosen].label, 24)}` : "";
  byId("status").textContent = `${nodes}, ${drawn}${around}`;
  byId("left-out").textContent = leftOut();
}

/** Say what the filters leave out. */
function leftOut() {
  if (isLarge && lit.reached > MOST_AROUND) return `${number(MOST_AROUND)} of the ${number(lit.reached)} around it, the nearest and most linked: there is too much for one picture`;
  if (isLarge) return lit.focus ? "what stands around it alone: there is too much for one picture" : "too much for one picture: search a thing, or choose one in the table";
  const state = current(), told = state.hidden.map((name) => classes.findIndex((cls) => cls.name === name)).filter((c) => c >= 0)
    .map((c) => `${number(things.filter((thing) => thing.c === c).length)} ${classes[c].label}`);
  if (!state.lonely && without.links) told.push(`${number(without.links)} without links`);
  if ((state.from || state.to) && without.years) told.push(`${number(without.years)} without a year ${state.dated ? "left out" : "kept"}`);
  return told.length > 4 ? `${told.slice(0, 3).join(", ")} and more hidden` : told.length ? `hidden: ${told.join(", ")}` : "";
}

function showEverything() {
  fitAll(true);
  tellCamera();
}

function toggleFilters() {
  const filters = byId("filters"), open = filters.classList.toggle("open");
  byId("show-filters").setAttribute("aria-expanded", String(open));
  if (isNarrow()) return;
  filters.hidden = !filters.hidden;
  if (!current().camera) fitShown(true);
}

/** Whose neighbours the keys go through, and which one is chosen; a choice of another kind begins anew. */
const walk = { from: -1, turn: -1, at: -1 };

/** Go to the next neighbour of what was chosen, or back; the way leads around it, and does not lead away. @param {number} way */
function neighbour(way) {
  if (lit.chosen < 0) return choose(rank[0]);
  if (walk.at !== lit.chosen) Object.assign(walk, { from: lit.chosen, turn: way > 0 ? -1 : 0 });
  const list = [...new Set(near[walk.from].filter(({ link }) => linkOn[link.e]).map((item) => item.other))];
  if (!list.length) return undefined;
  walk.turn = (walk.turn + way + list.length) % list.length;
  walk.at = list[walk.turn];
  return choose(walk.at);
}

/**
 * Return what keys do in this view.
 * @param {EventTarget | null} target
 * @returns {Record<string, () => void>}
 */
function keys(target) {
  const closer = () => zoom(1.25);
  /** @type {Record<string, () => void>} */
  const known = { 0: showEverything, f: toggleFilters, l: showThings, "[": () => neighbour(-1), "]": () => neighbour(1), "+": closer, "=": closer, "-": () => zoom(0.8) };
  if (byId("filters").classList.contains("open") && isNarrow()) known.Escape = toggleFilters;
  if (target !== byId("network") && target !== document.body) return known;
  return { ...known, ArrowLeft: () => pan(-80, 0), ArrowRight: () => pan(80, 0), ArrowUp: () => pan(0, -80), ArrowDown: () => pan(0, 80) };
}
