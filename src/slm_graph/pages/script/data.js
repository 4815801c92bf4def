// What the page was given: things and links, read once from the JSON in the page.
import { unpacked } from "./unpacking.js";

/**
 * @typedef {object} Thing
 * @property {number} i its number
 * @property {string} id as in addresses: system/salmonn
 * @property {string} iri
 * @property {string} label
 * @property {string} short what stands for it in the picture
 * @property {string} abbreviation
 * @property {string[]} aliases
 * @property {string[]} misspellings
 * @property {string[]} authors in the order of the title page
 * @property {string} definition
 * @property {number | null} year
 * @property {string[]} modality
 * @property {string[]} groups
 * @property {[string, string][]} facts
 * @property {[string, string][]} links names and addresses that lead out
 * @property {Evidence[]} statements
 * @property {[number, number, number][]} similar number, score, how many components are shared
 * @property {Differing[]} [differing] what rows of surveys state differently of it
 * @property {number} c its class, as its place in `classes`
 * @property {number} co its community
 * @property {string[]} mo the modalities by which it is filtered
 * @property {string[]} g the task groups by which it is filtered
 * @property {number} x
 * @property {number} y
 * @property {number} size
 * @property {string} shape
 */

/** @typedef {{ key: string, name: string, of: string, stated: [string, string[]][] }} Differing a column, what of it, each row with its values */

/** @typedef {{ quotes: string[], columns: string[], [key: string]: any }} Evidence one statement of the source */

/** @typedef {{ e: number, from: number, to: number, p: number, evidence: Evidence[] }} Link */

/**
 * @typedef {object} Class
 * @property {string} name
 * @property {string} label
 * @property {string} shape
 * @property {string} light
 * @property {string} dark
 * @property {boolean} isEntry
 * @property {boolean} isPaper
 * @property {number} weight
 */

/** @typedef {{ name: string, words: string, inverse: string, component: boolean, upward: boolean }} Predicate */

/**
 * @typedef {object} Page
 * @property {string} title
 * @property {string} colourBy
 * @property {Class[]} classes
 * @property {Predicate[]} predicates
 * @property {Record<string, string>} words
 * @property {number[]} years
 * @property {string[]} modalities
 * @property {string[]} groups
 * @property {string[]} communities
 * @property {{ light: string[], dark: string[] }} palette
 * @property {Thing[]} nodes
 */

/**
 * Return the JSON that stands packed in the page under an id; null where there is none.
 * @param {string} id
 */
export const read = (id) => JSON.parse(unpacked.get(id) || "null");

/** @type {Page} */
export const page = read("data-page");
/** @type {{ x: number, y: number, size: number, label: string, shape: string }[]} */
const spots = read("data-nodes");

/** Of more things than this there is no picture of all and no index of their words; pages/layout.py has the same number. */
export const isLarge = page.nodes.length > 10_000;
/** In rings around a thing, no mark may cover the others. */
const LARGEST = 40;

/** @type {Thing[]} */
export const things = page.nodes.map((node, i) => {
  const { x, y, size, label, shape } = spots[i];
  return Object.assign({ i, x, y, size: isLarge ? Math.min(size, LARGEST) : size, label, shape }, node);
});
/** @type {Link[]} */
export const links = read("data-links").map((/** @type {Link} */ { from, to, p, evidence }, /** @type {number} */ e) => ({
  e, from, to, p, evidence: evidence || [],
}));
export const { classes, predicates } = page;
export const everything = things.map((thing) => thing.i);

/** The things by their ids. */
export const thingById = new Map(things.map((thing) => [thing.id, thing]));
/** The things by their IRIs. */
export const thingByIri = new Map(things.map((thing) => [thing.iri, thing]));

/**
 * The links of each thing, in both directions.
 * @type {{ link: Link, other: number, out: boolean }[][]}
 */
export const near = things.map(() => []);
for (const link of links) {
  near[link.from].push({ link, other: link.to, out: true });
  if (link.from !== link.to) near[link.to].push({ link, other: link.from, out: false });
}

/** Whether links rest on the words of a survey, as in graphs of ours. */
export const isOfSurvey = links.some((link) => link.evidence.some(({ quotes }) => quotes.length));

/** How many neighbours each thing has. */
export const degree = near.map((list) => new Set(list.map((item) => item.other)).size);

/**
 * How much a thing tells: what is named and offered first.
 * @param {number} i
 */
export function weight(i) {
  const cls = classes[things[i].c];
  return degree[i] * cls.weight + (cls.isEntry ? 30 : 0);
}

/** The numbers of the things, the most telling first. */
export const rank = things.map((thing) => thing.i).sort((a, b) => weight(b) - weight(a) || a - b);
