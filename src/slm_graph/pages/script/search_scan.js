// The search of a graph that is too large for an index, which would take minutes and gigabytes: names and texts are looked
// through, and an index of the words of names alone tells what was meant by one that occurs nowhere.
import MiniSearch from "minisearch";
import { rank } from "./data.js";

/**
 * What a thing is found by, folded: `|name|other name| word word …` with the words of its names, and all else with a space
 * before each word.
 * @typedef {{ i: number, names: string, others: string }} Line
 */

/** How things are told to the scan: the words of names as they stand, all under which they are found, and the other words. @typedef {{ names: string[], indexed: string[], others: string[] }} Told */

const SIMILAR = 3;
/** Things that are read between two looks at the clock. */
const TOGETHER = 50;

/** The most telling things first. @type {Line[]} */
const lines = [];
/** @type {(i: number) => Told} */
let tell;
/** @type {MiniSearch | null} */
let index = null;

/**
 * Return the things that have all words, those of which it is a name first, then those whose names begin so.
 * @param {string[]} words
 * @param {number} most
 * @returns {{ i: number, words: string[] }[]} each with the words that it was found by
 */
export function scan(words, most) {
  read(() => true);
  const found = having(words, most).map((i) => ({ i, words }));
  return found.length ? found : meant(words).flatMap((way) => having(way, most).map((i) => ({ i, words: way }))).slice(0, most);
}

/**
 * Read what things are found by, whenever nothing else is to be done; a search reads what is left.
 * @param {(i: number) => Told} told
 */
export function prepare(told) {
  tell = told;
  const idle = window.requestIdleCallback || ((/** @type {(rest: { timeRemaining: () => number }) => void} */ then) => setTimeout(() => then({ timeRemaining: () => 0 }), 20));
  const some = (/** @type {{ timeRemaining: () => number }} */ rest) => {
    read(() => rest.timeRemaining() > 2);
    if (lines.length < rank.length) idle(some);
  };
  idle(some);
}

/** @param {() => boolean} isOn whether to go on */
function read(isOn) {
  do {
    for (const i of rank.slice(lines.length, lines.length + TOGETHER)) lines.push(lineOf(i, tell(i)));
  } while (lines.length < rank.length && isOn());
}

/** @param {number} i @param {Told} told @returns {Line} */
function lineOf(i, { names, indexed, others }) {
  return { i, names: `|${names.join("|")}| ${indexed.join(" ")}`, others: ` ${others.join(" ")}` };
}

/** @param {string[]} words @param {number} most */
function having(words, most) {
  const name = `|${words.join(" ")}`, joined = ` ${words.join("")}`, starts = words.map((word) => ` ${word}`);
  const found = /** @type {number[][]} */ ([[], [], [], []]);
  for (const { i, names, others } of lines) {
    const place = names.includes(`${name}|`) || names.includes(`|${words.join("")}|`) ? 0
      : names.includes(name) ? 1
      : starts.every((start) => names.includes(start)) || names.includes(joined) ? 2
      : starts.every((start) => names.includes(start) || others.includes(start)) ? 3 : -1;
    if (place >= 0 && found[place].length < most) found[place].push(i);
  }
  return found.flat().slice(0, most);
}

/** Return what may be meant by words of which some occur nowhere. @param {string[]} words */
function meant(words) {
  /** @type {string[][]} */
  let ways = [[]];
  for (const word of words) {
    const start = ` ${word}`, isKnown = lines.some(({ names, others }) => names.includes(start) || others.includes(start));
    const instead = isKnown ? [word] : similar(word);
    ways = ways.flatMap((way) => instead.map((one) => [...way, one])).slice(0, SIMILAR * SIMILAR);
  }
  return ways;
}

/** @param {string} word @returns {string[]} */
function similar(word) {
  if (word.length < 4 || /\d/.test(word)) return [];
  index ||= indexOfWords();
  return index.search(word, { fuzzy: 0.25 }).slice(0, SIMILAR).map(({ id }) => id);
}

function indexOfWords() {
  const words = new Set();
  for (const { names } of lines) for (const word of names.slice(names.lastIndexOf("|") + 1).split(" ")) if (word.length > 2 && !/\d/.test(word)) words.add(word);
  const made = new MiniSearch({ idField: "word", fields: ["word"], tokenize: (text) => [text], processTerm: (term) => term });
  made.addAll([...words].map((word) => ({ word })));
  return made;
}
