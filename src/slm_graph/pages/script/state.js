// The one state of the page, and the address that tells it: every view reads it, Back brings back an earlier one, and
// a link opens what was seen. It is written `#view/subject?field=value&…`; a field at its first value is left out.

/**
 * @typedef {object} State
 * @property {string} view
 * @property {string} chosen the id of the thing that is told about
 * @property {number} steps how far around what is chosen the graph is lit
 * @property {string[]} hidden classes that the graph leaves out; papers at first
 * @property {boolean} lonely whether the graph shows what has no links
 * @property {boolean} dated whether the filter by year leaves out what has no year
 * @property {string[]} hiddenLinks predicates that the graph leaves out
 * @property {string} from a year
 * @property {string} to a year
 * @property {string} modality
 * @property {string} group
 * @property {string} colours what the colours of the graph tell
 * @property {string} camera of the graph, `x,y,scale`; empty where all fits in
 * @property {string} of the class whose things are the rows of the table; empty for the first one
 * @property {Record<string, string[]>} where the facets of the table: values of one are alternatives
 * @property {string} words that rows of the table must have
 * @property {string[]} compared ids
 * @property {boolean} differences whether the comparison leaves out what is the same
 * @property {string[]} columns of the table; empty for the usual ones
 * @property {string} order a column of the table; `-` before it turns it round
 * @property {string} rows an axis of the matrix
 * @property {string} across the other axis
 * @property {string} question the name of a stored question
 * @property {Record<string, string>} parameters of the question
 * @property {string} sparql what is asked instead of the question's own text
 * @property {string} as how an answer is shown: empty for a table, `matrix`
 * @property {boolean} lit whether the graph lights what the question answers
 */

/**
 * How a field stands in an address.
 * @template T
 * @typedef {{ empty: T, read: (text: string) => T, write: (value: T) => string }} Codec
 */

/** @param {string} empty @returns {Codec<string>} */
const text = (empty = "") => ({ empty, read: (written) => written, write: (value) => value });

/** @param {number} empty @param {number} least @param {number} most @returns {Codec<number>} */
const whole = (empty, least, most) => ({
  empty,
  read: (written) => (/^\d+$/.test(written) ? Math.min(most, Math.max(least, Number(written))) : empty),
  write: String,
});

/** @type {Codec<boolean>} */
const flag = { empty: false, read: (written) => written === "yes", write: (value) => (value ? "yes" : "no") };

// A comma in a value of a list is written twice over: the address itself is decoded before the list is read.
/** @type {Codec<string[]>} */
const list = {
  empty: [],
  read: (written) => written.split(",").filter(Boolean).map(decode),
  write: (values) => values.map((value) => value.replace(/[%,]/g, encodeURIComponent)).join(","),
};

/** @type {{ [K in keyof State]?: Codec<any> }} */
const FIELDS = {
  chosen: text(), steps: whole(1, 1, 2), hidden: list, lonely: flag, dated: flag, hiddenLinks: list, from: text(), to: text(), modality: text(),
  group: text(), colours: text(), camera: text(), of: text(), words: text(), compared: list, differences: flag, columns: list,
  order: text(), rows: text(), across: text(), question: text(), sparql: text(), as: text(), lit: flag,
};

/**
 * Fields of many keys, and what stands before a key in the address.
 * @type {{ where: { prefix: string, codec: Codec<any> }, parameters: { prefix: string, codec: Codec<any> } }}
 */
const MAPS = { where: { prefix: "where.", codec: list }, parameters: { prefix: "with.", codec: text() } };

/**
 * The views, in their order, and the field that each has in the path of its address.
 * @type {Map<string, keyof State | "">}
 */
const views = new Map();
/** What fields are at first, other than empty. @type {Partial<State>} */
let usual = {};

/** @type {State} */
let state;
/** @type {((state: State, before: State) => void)[]} */
const watchers = [];

/** @param {string} written */
function decode(written) {
  try {
    return decodeURIComponent(written);
  } catch {
    return "";
  }
}

/** A value as an address has it. @param {string} value */
export const encode = (value) => encodeURIComponent(value).replace(/%(2F|3A|2C|40|24)/g, (escape) => decodeURIComponent(escape));

/**
 * Tell which views there are; the first one opens first.
 * @param {{ name: string, subject: keyof State | "" }[]} known
 * @param {Partial<State>} first what fields are at first, other than empty
 */
export function begin(known, first) {
  for (const { name, subject } of known) views.set(name, subject);
  usual = first;
  state = parse(location.hash);
  addEventListener("popstate", follow);
  addEventListener("hashchange", follow);
}

/** @returns {State} */
export function initial() {
  /** @type {any} */
  const fresh = { view: views.keys().next().value, where: {}, parameters: {} };
  for (const [field, codec] of Object.entries(FIELDS)) fresh[field] = codec.empty;
  return { ...fresh, ...usual };
}

/**
 * Return the state that an address tells.
 * @param {string} hash
 * @returns {State}
 */
export function parse(hash) {
  const [path, query = ""] = hash.replace(/^#/, "").split(/\?(.*)/s);
  /** @type {any} */
  const read = initial();
  const [view, ...rest] = path.split("/");
  const subject = views.get(view);
  if (subject !== undefined) {
    read.view = view;
    const value = decode(rest.join("/"));
    if (subject && value) read[subject] = /** @type {Codec<any>} */ (FIELDS[subject]).read(value);
  } else if (path && views.has("graph")) {
    // As addresses were before there were views: the id of a thing.
    read.view = "graph";
    read.chosen = decode(path);
  }
  for (const pair of query.split("&")) {
    const [name, value = ""] = pair.split(/=(.*)/s).map(decode);
    const codec = Object.hasOwn(FIELDS, name) ? FIELDS[/** @type {keyof State} */ (name)] : undefined;
    if (codec) read[name] = codec.read(value);
    for (const [field, { prefix, codec: inner }] of Object.entries(MAPS)) {
      if (name.startsWith(prefix)) read[field] = { ...read[field], [name.slice(prefix.length)]: inner.read(value) };
    }
  }
  return read;
}

/**
 * Return the address of a state.
 * @param {State} told
 */
export function address(told) {
  const start = initial(), subject = views.get(told.view) || "", pairs = [];
  let path = told.view;
  for (const [name, codec] of Object.entries(FIELDS)) {
    const field = /** @type {keyof State} */ (name), value = codec.write(told[field]);
    if (value === codec.write(start[field])) continue;
    if (field === subject) path += "/" + encode(value);
    else pairs.push(`${name}=${encode(value)}`);
  }
  for (const [field, { prefix, codec }] of Object.entries(MAPS)) {
    const map = told[/** @type {"where" | "parameters"} */ (field)];
    for (const key of Object.keys(map).sort()) {
      const value = codec.write(/** @type {any} */ (map[key]));
      if (value) pairs.push(`${encode(prefix + key)}=${encode(value)}`);
    }
  }
  if (path === start.view && !pairs.length) return "";
  return "#" + path + (pairs.length ? "?" + pairs.join("&") : "");
}

/** @returns {State} */
export const current = () => state;

/**
 * Change some fields. Back undoes it, unless it replaces what the address told: while somebody types, or pans.
 * @param {Partial<State>} changes
 * @param {{ replace?: boolean }} [options]
 */
export function update(changes, { replace = false } = {}) {
  const next = { ...state, ...changes }, written = address(next);
  if (written !== (location.hash === "#" ? "" : location.hash)) {
    const url = written || location.href.split("#")[0];
    if (replace) history.replaceState(null, "", url);
    else history.pushState(null, "", url);
  }
  enter(next);
}

/**
 * Have a function called at each change of the state.
 * @param {(state: State, before: State) => void} watcher
 */
export function watch(watcher) {
  watchers.push(watcher);
}

function follow() {
  const next = parse(location.hash);
  if (address(next) !== address(state)) enter(next);
}

/** @param {State} next */
function enter(next) {
  const before = state;
  state = next;
  for (const watcher of watchers) watcher(state, before);
}

/**
 * Tell whether any of these fields differs.
 * @param {State} one
 * @param {State} other
 * @param {...(keyof State)} fields
 */
export function differs(one, other, ...fields) {
  return fields.some((field) => one[field] !== other[field] && JSON.stringify(one[field]) !== JSON.stringify(other[field]));
}

/**
 * Tell whether a view is to be left as it is: it was seen before, and none of these fields differs.
 * @param {State} state
 * @param {State | null} before
 * @param {...(keyof State)} fields
 */
export const isDrawn = (state, before, ...fields) => before !== null && before.view === state.view && !differs(state, before, ...fields);
