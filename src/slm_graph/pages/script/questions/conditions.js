// Conditions of a question: what a system has, or has not; alternatives of one, and several that are all to be met.
// They are rows of a table in the query: `VALUES (?condition ?is ?property ?value) { (1 "has" <property> value) … }`,
// and stand in an address as on the command line: `task/asr or task/st and not task/tts`.
import { near, predicates, things, thingById } from "../data.js";
import { firstClass } from "../rows/rows.js";
import { WrongValue, asking } from "./catalogue.js";

/** @typedef {import("./catalogue.js").Question} Question */
/** @typedef {import("./catalogue.js").Choice} Choice */
/** @typedef {{ name: string, isWanted: boolean, values: string[] }} Condition */

const TABLE = /(VALUES\s*\(\s*\?condition\s+\?is\s+\?property\s+\?value\s*\)\s*\{)([^}]*)(\})/;
const ROW = /\((\d+) "(has|not)" <([^>]*)> (.*)\)\s*$/gm;

/** @param {Question} question @param {string} name @returns {Choice[]} */
export const choicesFor = (question, name) => asking.choices[question.conditions.find((kind) => kind.name === name)?.choices || ""] || [];

/**
 * Return the conditions that are given, or else those that the query has.
 * @param {Question} question
 * @param {Record<string, string>} given
 * @returns {Condition[]}
 */
export function conditionsOf(question, given) {
  const kinds = question.conditions.filter(({ name }) => Object.hasOwn(given, name) && given[name]);
  if (!kinds.length) return usualOf(question);
  return kinds.flatMap(({ name }) => given[name].split(/\s+and\s+/i).map((part) => {
    const [, not, rest] = /^(not\s+)?(.*)$/is.exec(part.trim()) || [];
    return { name, isWanted: !not, values: rest.split(/\s+or\s+/i).map((value) => choiceOf(question, name, value)[0]) };
  }));
}

/** The choice of a value, which may be told by its name. @param {Question} question @param {string} name @param {string} value */
function choiceOf(question, name, value) {
  const wanted = value.trim().toLowerCase();
  const choice = choicesFor(question, name).find(([id, , label, abbreviation]) =>
    [id, label, abbreviation, id.split("/").at(-1) || ""].some((known) => known.toLowerCase() === wanted));
  if (!choice) throw new WrongValue(`${name}: nothing is called ${value}`);
  return choice;
}

/** @param {Question} question @returns {Condition[]} */
function usualOf(question) {
  /** @type {Map<string, Condition>} */
  const conditions = new Map();
  for (const [, number, is, property, term] of textOf(question).match(TABLE)?.[2].matchAll(ROW) || []) {
    const kind = question.conditions.find((one) => one.property === property && choicesFor(question, one.name).some((choice) => choice[1] === term));
    const value = kind && choicesFor(question, kind.name).find((choice) => choice[1] === term)?.[0];
    if (!kind || !value) continue;
    const condition = conditions.get(number) || { name: kind.name, isWanted: is === "has", values: [] };
    condition.values.push(value);
    conditions.set(number, condition);
  }
  return [...conditions.values()];
}

/** @param {Question} question */
const textOf = (question) => question.parts.map(String).join("");

/**
 * Return conditions as an address has them, by the names of what they ask.
 * @param {Condition[]} conditions
 */
export function written(conditions) {
  /** @type {Record<string, string>} */
  const byName = {};
  for (const { name, isWanted, values } of conditions) {
    const text = (isWanted ? "" : "not ") + values.join(" or ");
    byName[name] = byName[name] ? `${byName[name]} and ${text}` : text;
  }
  return byName;
}

/**
 * Return a query with these conditions in its table.
 * @param {Question} question
 * @param {string} text
 * @param {Condition[]} conditions
 */
export function withConditions(question, text, conditions) {
  if (!conditions.length) return text;
  let number = 0;
  const rows = conditions.flatMap(({ name, isWanted, values }) => {
    const property = question.conditions.find((kind) => kind.name === name)?.property;
    return values.map((value, k) => {
      // Neither this nor that is two conditions, this or that is one.
      number += k === 0 || !isWanted ? 1 : 0;
      return `\n            (${number} "${isWanted ? "has" : "not"}" <${property}> ${choiceOf(question, name, value)[1]})`;
    });
  });
  return text.replace(TABLE, (_, head, __, end) => `${head}${rows.join("")}\n          ${end}`);
}

/** By the name of what is asked, how many rows have each thing, or what comes from it. @type {Map<string, Map<string, Set<number>>>} */
const known = new Map();

/**
 * Return how many systems a choice leaves, by what the query follows: sizes and versions, what was made from it, what
 * is narrower. 0 where links do not tell.
 * @param {Question} question
 * @param {string} name
 * @param {string} value
 */
export function countOf(question, name, value) {
  let counts = known.get(name);
  if (!counts) known.set(name, (counts = countsOf(question, name)));
  return counts.get(value)?.size || 0;
}

/** @param {Question} question @param {string} name */
function countsOf(question, name) {
  /** @type {Map<string, Set<number>>} */
  const counts = new Map();
  const property = question.conditions.find((kind) => kind.name === name)?.property.split(/[#/]/).at(-1);
  const path = new Set((/\(([^()]*)\)\*\s*\?value/.exec(textOf(question))?.[1] || "").split("|").map((part) => part.trim().split(":").at(-1)));
  const choices = new Set(choicesFor(question, name).map(([id]) => id));
  for (const row of things) {
    if (row.c !== firstClass) continue;
    const stated = near[row.i].filter(({ link, out }) => out && predicates[link.p].name === property).map(({ other }) => other);
    const reached = new Set(stated);
    for (const i of reached) for (const { link, other, out } of near[i]) if (out && path.has(predicates[link.p].name)) reached.add(other);
    for (const i of reached) {
      const { id } = things[i];
      if (choices.has(id)) counts.set(id, (counts.get(id) || new Set()).add(row.i));
    }
  }
  return counts;
}

/** The first choice of what is asked: that of most systems. @param {Question} question @param {string} name @param {string[]} [without] */
export function firstChoice(question, name, without = []) {
  const left = choicesFor(question, name).filter(([id]) => !without.includes(id));
  return (left.some(([id]) => thingById.has(id)) ? left[0] : left.at(-1))?.[0];
}
