// What the graph shows: which things and links pass the filters, and what stands around the chosen one.
import { classes, degree, isLarge, links, near, predicates, thingById, things, weight } from "../data.js";

/** @typedef {import("../state.js").State} State */
/** @typedef {import("../data.js").Thing} Thing */

/** Of very many things the graph draws so many around the chosen one: the nearest first, then the most linked. */
export const MOST_AROUND = 2000;

/** By number of thing or link: 1 where it is shown. */
export const thingOn = new Uint8Array(things.length).fill(isLarge ? 0 : 1);
export const linkOn = new Uint8Array(links.length).fill(isLarge ? 0 : 1);

/**
 * The chosen thing, and by number how many steps away each lit one is; null where all are alike. Where nothing is
 * chosen, what a question answers is lit. How many were `reached` is counted of very many things alone.
 * @type {{ chosen: number, focus: Map<number, number> | null, steps: number, answered: number[], reached: number }}
 */
export const lit = { chosen: -1, focus: null, steps: 1, answered: [], reached: 0 };

/** The fields of the state by which things are left out. @type {(keyof State)[]} */
export const FILTERS = ["hidden", "hiddenLinks", "lonely", "dated", "from", "to", "modality", "group"];

/**
 * Return a test of things by the filters of a state.
 * @param {State} state
 * @returns {(thing: Thing) => boolean}
 */
export function filter(state) {
  const hidden = classes.map((cls) => state.hidden.includes(cls.name));
  const from = /^\d{4}$/.test(state.from) ? Number(state.from) : -Infinity;
  const to = /^\d{4}$/.test(state.to) ? Number(state.to) : Infinity;
  return (thing) =>
    !hidden[thing.c] &&
    (state.lonely || degree[thing.i] > 0) &&
    (thing.year === null ? !state.dated : thing.year >= from && thing.year <= to) &&
    (!state.modality || thing.mo.includes(state.modality)) &&
    (!state.group || thing.g.includes(state.group));
}

/** The classes that are hidden at first: papers say where things come from, and are a third of the picture. */
export function hiddenAtFirst() {
  const papers = classes.filter((cls) => cls.isPaper).map((cls) => cls.name);
  return papers.length < classes.length ? papers.sort() : [];
}

/** How many things have no links, and no year. */
export const without = {
  links: degree.filter((count) => !count).length,
  years: things.filter((thing) => thing.year === null).length,
};

/**
 * Apply the filters of a state, and return the numbers of the things that come or go.
 * @param {State} state
 */
export function applyFilters(state) {
  const passes = filter(state), before = Uint8Array.from(thingOn);
  for (const thing of things) thingOn[thing.i] = passes(thing) ? 1 : 0;
  switchLinks(state);
  lit.reached = 0;
  if (isLarge) {
    const chosen = thingById.get(state.chosen)?.i ?? -1, kept = chosen < 0 ? new Set() : nearest(chosen, state.steps);
    for (const { i } of things) if (!kept.has(i)) thingOn[i] = 0;
    switchLinks(state);
  }
  return things.map((thing) => thing.i).filter((i) => before[i] !== thingOn[i]);
}

/** Return the chosen thing and what is drawn around it. @param {number} chosen @param {number} steps */
function nearest(chosen, steps) {
  const reached = around(chosen, steps);
  lit.reached = reached.size - 1;
  if (lit.reached <= MOST_AROUND) return new Set(reached.keys());
  const others = [...reached].sort(([a, close], [b, far]) => close - far || weight(b) - weight(a) || a - b);
  return new Set(others.slice(0, MOST_AROUND + 1).map(([i]) => i));
}

/** Show the links between what is shown. @param {State} state */
function switchLinks(state) {
  const hidden = predicates.map((predicate) => state.hiddenLinks.includes(predicate.name));
  for (const link of links) linkOn[link.e] = thingOn[link.from] && thingOn[link.to] && !hidden[link.p] ? 1 : 0;
}

/**
 * Light what stands around the chosen thing of a state.
 * @param {State} state
 */
export function applyFocus(state) {
  lit.chosen = thingById.get(state.chosen)?.i ?? -1;
  lit.steps = state.steps;
  const answered = state.lit && lit.answered.length ? new Map(lit.answered.map((i) => [i, 0])) : null;
  lit.focus = lit.chosen < 0 ? answered : around(lit.chosen, state.steps);
}

/**
 * @param {number} start
 * @param {number} steps
 */
function around(start, steps) {
  const reached = new Map([[start, 0]]);
  let edge = [start];
  for (let step = 1; step <= steps; step++) {
    /** @type {number[]} */
    const next = [];
    for (const i of edge) {
      for (const { link, other } of near[i]) {
        if (!linkOn[link.e] || reached.has(other)) continue;
        reached.set(other, step);
        next.push(other);
      }
    }
    edge = next;
  }
  return reached;
}
