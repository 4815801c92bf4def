// Things of one class as rows, and what the graph says of them as columns. No class is known by name here: columns are
// the kinds of links, the properties of statements, and the facts that the rows have.
import { classes, near, page, predicates, things } from "../data.js";

/** @typedef {import("../data.js").Evidence} Evidence */
/** @typedef {import("../data.js").Thing} Thing */

/**
 * What stands in a cell.
 * @typedef {object} Value
 * @property {string} key what tells it apart, as in addresses: the id of a thing, or the text itself
 * @property {string} text
 * @property {string} title the name in full, where the text is shorter
 * @property {number} i the number of the thing; -1 for a text
 * @property {Evidence[]} statements whose words it rests on
 */

/**
 * @typedef {object} Column
 * @property {string} key as in addresses: `usesLLM`, `~introduces` for what leads here, `usesLLM.tuning`, `fact:venue`
 * @property {string} label
 * @property {boolean} usual whether it is shown until somebody chooses others
 * @property {boolean} faceted whether rows can be narrowed down by its values
 * @property {boolean} numeric
 * @property {boolean} statedOnly whether rows are narrowed down by whether anything is stated, whatever it is
 * @property {Map<number, Value[]>} cells by the number of the row's thing; without an entry where nothing is stated
 */

/** @typedef {{ rows: Thing[], columns: Column[], byKey: Map<string, Column> }} Table */

/** Keys of a statement that are no values of a few kinds: words, places, amounts. */
const OF_THE_STATEMENT = new Set(["id", "quotes", "columns", "row", "source", "survey", "note", "amount", "unit", "hours", "amountText", "alternativeTo", "byMethod"]);
/** Keys of a statement that hold words, which may be those of a name by chance. */
const OF_WORDS = new Set(["quotes", "note", "amountText", "source", "survey"]);
/** Properties of statements whose columns are shown at first: how a model is tuned is asked for more than all others. */
const USUAL_PROPERTIES = new Set(["tuning"]);
/** Facts of a paper that its systems are sorted and narrowed down by. */
const FACTS_OF_SOURCES = new Set(["issued", "venue"]);
/** What is asked of hours and of code is whether there are any. */
const STATED_ONLY = new Set(["hours", "link:Code"]);
/** The column of the surveys that tell of a row; only where there are several. */
export const SURVEY = "survey";
const MOST_VALUES = 200;
/** The share of rows that say something, from which on a column may be shown at first. */
const OFTEN = 0.1;
const MOSTLY = 0.3;
const MOST_SHOWN = 7;
const LONG = 48;

/** The classes that can be rows: those of entries first. */
export const rowClasses = classes.map((_, c) => c).filter((c) => things.some((thing) => thing.c === c));

/** The class whose things are the rows at first. */
export const firstClass = rowClasses.find((c) => classes[c].isEntry) ?? rowClasses[0] ?? 0;

/** @type {Map<number, Table>} */
const known = new Map();

/**
 * Return the rows and columns of a class; made once.
 * @param {number} c
 * @returns {Table}
 */
export function tableOf(c) {
  let table = known.get(c);
  if (!table) known.set(c, (table = made(c)));
  return table;
}

/** The number of the class of a name; of the first one where none has it. @param {string} name */
export function classNamed(name) {
  const c = classes.findIndex((cls) => cls.name === name);
  return rowClasses.includes(c) ? c : firstClass;
}

/** @param {number} c @returns {Table} */
function made(c) {
  const rows = things.filter((thing) => thing.c === c).sort((a, b) => a.label.localeCompare(b.label, "en"));
  const making = new Making();
  for (const row of rows) {
    for (const { link, other, out } of near[row.i]) making.link(row, predicates[link.p], out, other, link.evidence);
    for (const statement of row.statements) {
      making.amount(row, statement);
      making.survey(row, statement);
    }
    if (row.year !== null) making.add("year", "year", row, { key: String(row.year), text: String(row.year), title: "", i: -1, statements: [] });
    for (const [name, text] of row.facts) making.add(`fact:${name}`, name, row, textValue(text, []));
    for (const [name, url] of row.links) making.add(`link:${name}`, name, row, { ...textValue(url, []), text: url });
  }
  const columns = making.columns(rows.length);
  return { rows, columns, byKey: new Map(columns.map((column) => [column.key, column])) };
}

/** @param {string} text @param {Evidence[]} statements @returns {Value} */
const textValue = (text, statements) => ({ key: text, text, title: "", i: -1, statements });

/** @param {number} i @param {Evidence[]} statements @returns {Value} */
function thingValue(i, statements) {
  const { id, label, abbreviation, short } = things[i], text = abbreviation || short || label;
  return { key: id, text, title: text === label ? "" : label, i, statements };
}

class Making {
  /** @type {Map<string, { label: string, cells: Map<number, Map<string, Value>>, targets: Set<number>, usual: boolean }>} */
  made = new Map();

  /**
   * @param {string} key @param {string} label @param {Thing} row @param {Value} value @param {boolean} [usual]
   */
  add(key, label, row, value, usual = false) {
    let column = this.made.get(key);
    if (!column) this.made.set(key, (column = { label, cells: new Map(), targets: new Set(), usual }));
    let cell = column.cells.get(row.i);
    if (!cell) column.cells.set(row.i, (cell = new Map()));
    const same = cell.get(value.key);
    if (!same) cell.set(value.key, value);
    else for (const statement of value.statements) if (!same.statements.includes(statement)) same.statements.push(statement);
    if (value.i >= 0) column.targets.add(things[value.i].c);
  }

  /**
   * @param {Thing} row @param {import("../data.js").Predicate} predicate @param {boolean} out @param {number} other
   * @param {Evidence[]} evidence
   */
  link(row, predicate, out, other, evidence) {
    const key = out ? predicate.name : `~${predicate.name}`;
    this.add(key, out ? predicate.words : predicate.inverse, row, thingValue(other, [...evidence]), out && predicate.component);
    if (!out) {
      for (const [name, text] of things[other].facts) if (FACTS_OF_SOURCES.has(name)) this.add(`fact:${name}`, name, row, textValue(text, []));
      return;
    }
    if (!predicate.component) return;
    for (const statement of evidence) {
      this.amount(row, statement);
      this.survey(row, statement);
      // A statement of another thing may name this one by the way: the tasks of a dataset, the method of a tuning.
      if (Object.entries(statement).some(([name, value]) => !OF_WORDS.has(name) && [value].flat().includes(things[other].label))) continue;
      for (const [name, value] of Object.entries(statement)) {
        if (OF_THE_STATEMENT.has(name) || !Array.isArray(value)) continue;
        for (const text of value) this.add(`${key}.${name}`, name, row, textValue(text, [statement]));
      }
    }
  }

  /** Which surveys tell of a row, where there is more than one. @param {Thing} row @param {Evidence} statement */
  survey(row, { survey }) {
    if (survey) this.add(SURVEY, SURVEY, row, textValue(survey, []));
  }

  /** @param {Thing} row @param {Evidence} statement */
  amount(row, statement) {
    const { hours, id } = statement;
    if (hours === undefined) return;
    const text = `${Number(hours).toLocaleString("en")} h`;
    this.add("hours", "hours stated", row, { key: `${hours}`, text, title: String(statement.quotes.join(" … ") || id), i: -1, statements: [statement] });
  }

  /** @param {number} size @returns {Column[]} */
  columns(size) {
    const columns = [...this.made].map(([key, { label, cells, targets, usual }]) => {
      const lists = new Map([...cells].map(([i, cell]) => [i, [...cell.values()]]));
      const texts = [...lists.values()].flat(), distinct = new Set(texts.map((value) => value.key)).size;
      const numeric = key === "hours" || key === "year";
      const isShort = texts.reduce((sum, value) => sum + value.text.length, 0) <= LONG * texts.length;
      const repeats = distinct < texts.length || (distinct <= 12 && size > 12);
      const [head, property] = key.split("."), of = property ? this.made.get(head) : undefined;
      const statedOnly = STATED_ONLY.has(key) && cells.size < size;
      const faceted = statedOnly || key === SURVEY || (!key.startsWith("link:") && key !== "hours" && isShort && repeats && distinct <= MOST_VALUES);
      return {
        key, cells: lists, numeric, faceted, statedOnly,
        label: property ? `${nameOf(head, of?.label || head, of?.targets)}: ${page.words[label] || label}` : nameOf(key, label, usual ? targets : undefined),
        usual: usual || key === "year" || key === "hours" || key === "fact:venue" || key === "link:Code" || (!!property && USUAL_PROPERTIES.has(property) && cells.size >= OFTEN * size),
      };
    });
    if (!columns.some((column) => predicates.some((predicate) => predicate.component && predicate.name === column.key))) {
      // Nothing of these things is made of others: what most of them state is shown.
      const told = columns.filter(({ key, cells }) => !key.startsWith("link:") && cells.size >= MOSTLY * size).sort(inOrder);
      for (const column of columns) column.usual = told.indexOf(column) >= 0 && told.indexOf(column) < MOST_SHOWN;
    }
    return columns.sort(inOrder);
  }
}

/** A column of things of one class is called as the class is. @param {string} key @param {string} label @param {Set<number>} [targets] */
function nameOf(key, label, targets) {
  if (!key.startsWith("~") && targets?.size === 1) return classes[[...targets][0]].label;
  return label.charAt(0).toUpperCase() + label.slice(1);
}

/** Components in their order, each followed by its properties; then what is shown at first, then the others. @param {Column} a @param {Column} b */
function inOrder(a, b) {
  const place = (/** @type {Column} */ { key, usual }) => {
    if (key === SURVEY) return -1;
    const [head] = key.replace(/^~/, "").split("."), p = predicates.findIndex((predicate) => predicate.name === head);
    const linked = p >= 0 ? p + (key.startsWith("~") ? predicates.length : 0) : 3 * predicates.length;
    return (usual ? 0 : 10000) + 2 * linked + (key.includes(".") ? 1 : 0);
  };
  return place(a) - place(b) || a.label.localeCompare(b.label, "en");
}
