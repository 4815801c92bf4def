// The stored questions and what they can be told, as the page was given them; and binding, which puts terms in the
// place of parameters.
import { read, things } from "../data.js";

/** @typedef {[value: string, term: string, label: string, abbreviation: string, count: number]} Choice */

/**
 * @typedef {object} Parameter
 * @property {string} name
 * @property {string} variable
 * @property {string} type iri, literal, number, a datatype of XML Schema, or @ and a language
 * @property {boolean} required
 * @property {string} expects what a value must be, in words
 * @property {string} pattern of the values that do; empty where that does not tell
 * @property {string} choices the key of its choices; empty where anything will do
 * @property {string | null} default
 * @property {string | null} defaultTerm
 */

/**
 * @typedef {object} Question
 * @property {string} name
 * @property {string} summary
 * @property {string} description
 * @property {string} keywords plain words for what it asks
 * @property {string[]} tags
 * @property {string} form
 * @property {string} empty why an empty answer is right
 * @property {(string | [parameter: number, bare: boolean])[]} parts the query; bare where the grammar wants digits alone
 * @property {Parameter[]} parameters
 * @property {{ name: string, property: string, choices: string }[]} conditions what can be asked of a system, and the
 *   key of its choices
 */

/**
 * @type {{ prefixes: Record<string, string>, base: string, questions: Question[], choices: Record<string, Choice[]>,
 *   terms: [curie: string, kind: string, meaning: string][] }}
 */
export const asking = read("data-asking") || { prefixes: {}, base: "", questions: [], choices: {}, terms: [] };

/** A value that does not do: the message says why. */
export class WrongValue extends Error {}

/** @param {string} name */
export const questionOf = (name) => asking.questions.find((question) => question.name === name);

/** @param {Parameter} parameter @returns {Choice[]} */
export const choicesOf = (parameter) => (parameter.choices ? asking.choices[parameter.choices] : []);

const ESCAPES = /** @type {Record<string, string>} */ ({ "\\": "\\\\", '"': '\\"', "\t": "\\t", "\n": "\\n", "\r": "\\r", "\b": "\\b", "\f": "\\f" });

/**
 * Return a literal as SPARQL writes it: one token, whatever the text holds. After a backslash no u stands, which some
 * engines read as an escape before they look for the end of the text (as `rdf/sparql.py` has it).
 * @param {string} text
 * @param {string} [suffix] ^^<datatype> or @language
 */
export function literal(text, suffix = "") {
  if (!text.isWellFormed()) throw new WrongValue("has a character that Unicode does not have");
  const escaped = text.replace(/[\\"\t\n\r\b\f]/g, (character) => ESCAPES[character]);
  const safe = escaped.replace(/(?<=\\)[uU]/g, (letter) => `\\U000000${letter.charCodeAt(0).toString(16).toUpperCase()}`);
  return `"${safe}"${suffix}`;
}

/** @param {string} name what the address or a person calls a thing @returns {string} its IRI as SPARQL writes it */
function iriTerm(name) {
  const wanted = name.trim().toLowerCase();
  const thing = things.find(({ id, iri, label }) => [id, iri, label].some((known) => known.toLowerCase() === wanted));
  const iri = thing ? thing.iri : name.trim().replace(/^<(.*)>$/, "$1");
  if (!/^[A-Za-z][A-Za-z0-9+.-]*:[^\x00-\x20<>"{}|\\^`]+$/.test(iri)) throw new WrongValue(`${name}: nothing is called so`);
  return `<${iri}>`;
}

/** @param {string} value */
const numberType = (value) => (/^[+-]?[0-9]+$/.test(value) ? "integer" : /[eE]/.test(value) ? "double" : "decimal");

/**
 * Return the term of a value.
 * @param {Parameter} parameter
 * @param {string} value
 */
export function termOf(parameter, value) {
  const chosen = choicesOf(parameter).find((choice) => choice[0] === value);
  if (chosen) return chosen[1];
  if (parameter.choices) throw new WrongValue(`${parameter.name}: ${value} is not ${parameter.expects}`);
  if (parameter.type === "iri") return iriTerm(value);
  if (parameter.type === "literal") return literal(value);
  if (parameter.type.startsWith("@")) return literal(value, parameter.type);
  if (!new RegExp(`^(?:${parameter.pattern})$`).test(value)) throw new WrongValue(`${parameter.name}: ${value} is not ${parameter.expects}`);
  const datatype = parameter.type === "number" ? numberType(value) : parameter.type;
  return literal(value, datatype === "string" ? "" : `^^<http://www.w3.org/2001/XMLSchema#${datatype}>`);
}

/**
 * Return the value that a parameter has: what is given, or its default; "" where it stays open.
 * @param {Parameter} parameter
 * @param {Record<string, string>} given
 */
export const valueOf = (parameter, given) => (Object.hasOwn(given, parameter.name) && given[parameter.name]) || parameter.default || "";

/**
 * Return the query of a question with terms in the place of its parameters.
 * @param {Question} question
 * @param {Record<string, string>} given
 */
export function bind(question, given) {
  const terms = question.parameters.map((parameter) => {
    const value = valueOf(parameter, given);
    if (value && value === parameter.default) return parameter.defaultTerm;
    if (value) return termOf(parameter, value);
    if (parameter.required) throw new WrongValue(`${parameter.name} is needed: ${parameter.expects}`);
    return null;
  });
  return question.parts.map((part) => {
    if (typeof part === "string") return part;
    const [k, bare] = part, term = terms[k], digits = bare && term?.match(/^"([0-9]+)"/);
    return digits ? ` ${digits[1]} ` : term || `?${question.parameters[k].variable}`;
  }).join("");
}

/**
 * Return a query that declares those of the graph's prefixes that it uses undeclared, and how many characters that put
 * before its first line.
 * @param {string} text
 * @returns {[text: string, before: number]}
 */
export function withPrefixes(text) {
  const declared = new Set([...text.matchAll(/\bPREFIX\s+([\w.-]*):/gi)].map(([, name]) => name));
  const added = Object.entries(asking.prefixes)
    .filter(([name]) => !declared.has(name) && new RegExp(`(?<![\\w.-])${name}:`).test(text))
    .map(([name, iri]) => `PREFIX ${name}: <${iri}> `).join("");
  return [added + text, added.length];
}

/**
 * Return what the engine said of a query, readably and with the place in the text that was written.
 * @param {string} message
 * @param {string} text
 * @param {number} before characters that were put before the text
 */
export function faultOf(message, text, before) {
  const told = message.match(/^(\d+):(\d+): ([^]*)/); // as a server tells it
  if (told) return `line ${told[1]}, column ${Math.max(1, Number(told[2]) - (told[1] === "1" ? before : 0))}: ${told[3].trim()}`;
  const place = message.match(/^error at (\d+):(\d+): expected (?:one of )?([^]*)/);
  if (!place) return message.replace(/\s+/g, " ");
  const line = Number(place[1]), column = Number(place[2]) - (line === 1 ? before : 0), written = text.split("\n")[line - 1] || "";
  const where = `line ${line}, column ${Math.max(1, column)}: `;
  const prefix = place[3].includes("Prefix not found") && written.slice(0, column - 1).match(/([\w.-]+):[\w.-]*$/);
  if (prefix) return `${where}${prefix[1]}: is not declared; add PREFIX ${prefix[1]}: <…>`;
  const sentence = place[3].match(/(?:^|, )([A-Z][a-z]+ [^,[\]"]{6,})(?=, |$)/);
  if (sentence) return where + sentence[1];
  const word = written.slice(column - 1).match(/^\s*(\S{1,20})/);
  return where + (word ? `unexpected ${word[1]}` : "this is no SPARQL, here or before");
}
