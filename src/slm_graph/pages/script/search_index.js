// The index of the search: names, other names, misspellings, authors, titles, identifiers, venues, years and quotes, found
// by the beginnings of words and with slips of the pen (MiniSearch). Of very many things there is no index (search_scan.js).
import MiniSearch from "minisearch";
import { isLarge, near, things, weight } from "./data.js";
import { prepare, scan } from "./search_scan.js";

/** @typedef {import("./data.js").Thing} Thing */
/** @typedef {{ i: number, text: string, how: string }} Offer what is offered: a thing, the words that match, what they are to it */

/** What a thing is found by: the most telling first, with what the words are to it. */
const FIELDS = /** @type {const} */ ({
  name: { boost: 8, how: "" },
  other: { boost: 6, how: "also " },
  misspelt: { boost: 6, how: "misspelt " },
  author: { boost: 2, how: "by " },
  fact: { boost: 2, how: "" },
  quote: { boost: 0.5, how: "“" },
});
/** @typedef {keyof typeof FIELDS} Field */
const NAMES = /** @type {Field[]} */ (Object.keys(FIELDS));
const MOST = 12;
/** Facts that are longer are notes. */
const LONGEST_FACT = 60;
/** How much a thing counts that has some of the words only. */
const IN_PART = 0.2;

/** @param {string} text */
export const fold = (text) => /^[ -~]*$/.test(text) ? text.toLowerCase() : text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();

/** @param {string} text @returns {string[]} */
const wordsOf = (text) => fold(text).split(/[^\p{L}\p{N}.]+/u).map((word) => word.replace(/^\.+|\.+$/g, "")).filter(Boolean);

/**
 * Return the words under which a text is found: its own, the parts of CamelCase, and neighbours as one word, so that
 * `libri speech` finds LibriSpeech and `qformer` finds Q-Former.
 * @param {string} text
 */
function indexed(text) {
  const words = wordsOf(text), parts = wordsOf(text.replace(/(?<=\p{Ll})(?=\p{Lu})/gu, " "));
  const joined = words.slice(1).map((word, k) => words[k] + word);
  return [...new Set([...words, ...parts, ...joined])];
}

/** @param {Thing} thing */
const factsOf = ({ facts }) => facts.map(([, value]) => value).filter((value) => value.length <= LONGEST_FACT);

/** What a thing is told by, in the papers about it and in the words of the survey. @param {Thing} thing @returns {Record<Field, string[]>} */
function textsOf(thing) {
  const papers = near[thing.i].filter(({ other }) => things[other].authors.length).map(({ other }) => things[other]);
  const quotes = near[thing.i].flatMap(({ link, out }) => (out ? link.evidence.flatMap((statement) => statement.quotes) : []));
  return {
    name: [thing.label, thing.abbreviation, thing.id].filter(Boolean),
    other: thing.aliases,
    misspelt: thing.misspellings,
    fact: [thing.year === null ? "" : String(thing.year), ...papers.map(({ label }) => label), ...[thing, ...papers].flatMap(factsOf)],
    author: [...thing.authors, ...papers.flatMap(({ authors }) => authors)],
    quote: [...quotes, ...thing.statements.flatMap((statement) => statement.quotes)],
  };
}

/** @type {MiniSearch | null} */
let index = null;

function build() {
  const made = new MiniSearch({
    idField: "i", fields: NAMES, tokenize: indexed, processTerm: (term) => term,
    extractField: (/** @type {any} */ row, field) => (field === "i" ? row.i : row[field].join(" | ")),
  });
  made.addAll(things.map((thing) => ({ i: thing.i, ...textsOf(thing) })));
  return made;
}

/** Get ready for a search, while nothing else is to be done. */
export function prepareSearch() {
  if (isLarge) prepare(toldToScan);
}

/** What a thing is looked through for. @param {number} i @returns {import("./search_scan.js").Told} */
function toldToScan(i) {
  const { name, other, misspelt, fact, author, quote } = textsOf(things[i]), names = [...name, ...other, ...misspelt];
  return {
    names: names.map((text) => wordsOf(text).join(" ")), indexed: [...new Set(names.flatMap(indexed))],
    others: [...new Set([...fact, ...author, ...quote].flatMap(wordsOf))],
  };
}

/**
 * Return what a text finds, the likeliest first.
 * @param {string} text
 * @returns {Offer[]}
 */
export function find(text) {
  const words = wordsOf(text);
  if (!words.length) return [];
  if (isLarge) return scan(words, MOST).map(({ i, words: had }) => ({ i, ...matching(things[i], words, had) }));
  index ||= build();
  const options = {
    tokenize: wordsOf, boost: Object.fromEntries(NAMES.map((field) => [field, FIELDS[field].boost])),
    prefix: true, fuzzy: (/** @type {string} */ term) => (term.length > 3 && !/\d/.test(term) ? 0.25 : false),
    boostDocument: (/** @type {number} */ i) => nearness(things[i], words) * (1 + Math.log1p(weight(i)) / 8),
  };
  const joined = words.length > 1 ? index.search(words.join(""), options) : [];
  const every = index.search(text, { ...options, combineWith: "AND" });
  const some = index.search(text, options).map((hit) => ({ ...hit, score: hit.score * IN_PART }));
  const hits = new Map([...some, ...joined, ...every].map((hit) => [hit.id, hit]));
  const sorted = [...hits.values()].sort((a, b) => b.score - a.score || weight(b.id) - weight(a.id));
  return sorted.slice(0, MOST).map(({ id, terms }) => ({ i: id, ...matching(things[id], words, terms) }));
}

/** How much more a thing counts whose name is, or begins with, what is looked for. @param {Thing} thing @param {string[]} words */
function nearness(thing, words) {
  const wanted = words.join(" "), names = [thing.label, thing.abbreviation, ...thing.aliases, ...thing.misspellings].map((name) => wordsOf(name).join(" "));
  if (names.some((name) => name === wanted || name.replaceAll(" ", "") === words.join(""))) return 6;
  return names.some((name) => name.startsWith(wanted)) ? 3 : 1;
}

/**
 * Return the words of a thing that match, and what they are to it; nothing where its name shows it.
 * @param {Thing} thing
 * @param {string[]} words
 * @param {string[]} terms
 */
function matching(thing, words, terms) {
  const texts = textsOf(thing), wanted = [...words, ...terms];
  const matches = (/** @type {string} */ text, /** @type {string[]} */ list) => list.some((word) => indexed(text).some((own) => own.startsWith(word)));
  for (const list of [words, wanted]) {
    for (const field of NAMES) {
      const text = texts[field].find((one) => matches(one, list));
      if (text !== undefined) return field === "name" ? { text: "", how: "" } : { text: field === "quote" ? `${text}”` : text, how: FIELDS[field].how };
    }
  }
  return { text: "", how: "" };
}
