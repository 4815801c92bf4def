// Quotes marked in a cell; site/statements.py has the same rule, and tests/cases/quotes/ its cases.

/** @typedef {{ text: string, marked: boolean }} Piece a part of a cell, and whether it is quoted */

const LINE_BREAK = /\s*<\s*\/?\s*br\s*\/?\s*>\s*/gi;
const WORD = "[\\p{L}\\p{N}_]";

/**
 * Return a cell in pieces, its quotes marked: as words of their own if they stand so anywhere, each once; those that
 * touch are one.
 * @param {string} text
 * @param {string[]} quotes
 * @returns {Piece[]}
 */
export function marked(text, quotes) {
  /** @type {Piece[]} */
  const pieces = [];
  let end = 0;
  for (const [start, stop] of ranges(text, quotes)) {
    pieces.push({ text: shown(text.slice(end, start)), marked: false }, { text: shown(text.slice(start, stop)), marked: true });
    end = stop;
  }
  return [...pieces, { text: shown(text.slice(end)), marked: false }].filter((piece) => piece.text);
}

/** @param {string} text */
const shown = (text) => text.replace(LINE_BREAK, "\n");

/** Where a quote begins; -1 for nowhere. @param {string} text @param {string} quote */
function start(text, quote) {
  const alone = new RegExp(`(?<!${WORD})${quote.replace(/[.*+?^${}()|[\]\\/]/g, "\\$&")}(?!${WORD})`, "u").exec(text);
  return alone ? alone.index : text.indexOf(quote);
}

/** @param {string} text @param {string[]} quotes */
function ranges(text, quotes) {
  const places = quotes.filter(Boolean).map((quote) => /** @type {[number, number]} */ ([start(text, quote), quote.length]));
  /** @type {[number, number][]} */
  const merged = [];
  for (const [first, length] of places.filter(([first]) => first >= 0).sort(([a], [b]) => a - b)) {
    const last = merged.at(-1);
    if (last && first <= last[1]) last[1] = Math.max(last[1], first + length);
    else merged.push([first, first + length]);
  }
  return merged;
}
