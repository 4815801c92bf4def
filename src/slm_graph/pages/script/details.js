// The panel that tells about what is chosen: what it is linked with, in whose words, and its facts.
import { citations } from "./cite.js";
import { chosenNow, setSteps, thingLink, unchoose } from "./choosing.js";
import { colourOf } from "./colours.js";
import { classes, degree, near, page, predicates, things } from "./data.js";
import { disagreeing } from "./differing.js";
import { byId, make, number, safeAddress } from "./dom.js";
import { showAll } from "./graph/legend.js";
import { FILTERS, filter } from "./graph/visible.js";
import { stateLink } from "./rows/cells.js";
import { countBelow } from "./rows/index.js";
import { ANY } from "./rows/keys.js";
import { fillInSteps } from "./long_list.js";
import { firstClass, tableOf } from "./rows/rows.js";
import { swatch } from "./shapes.js";
import { focusView } from "./focus.js";
import { address, current, differs, update, watch } from "./state.js";
import { watchTheme } from "./theme.js";
import { evidence } from "./words.js";

/** @typedef {import("./data.js").Thing} Thing */

/** Facts that stand in the panel already. */
const TOLD_ABOVE = new Set(["modality", "task group", "year"]);

export function startDetails() {
  watch((state, before) => {
    if (differs(state, before, "chosen", "steps", "view", ...FILTERS)) showDetails();
  });
  watchTheme(showDetails);
  showDetails();
}

export function showDetails() {
  const box = byId("details"), i = chosenNow();
  box.replaceChildren();
  box.hidden = i < 0 || current().view === "thing";
  document.title = i < 0 ? page.title : `${things[i].label} – ${page.title}`;
  if (box.hidden) return;
  const thing = things[i], { head, blocks } = tellThing(thing);
  const close = make("button", { class: "close", type: "button", "aria-label": "Close the details", text: "×", onclick: unchoose });
  const [title, kind, ...rest] = head;
  box.scrollTop = 0;
  box.append(close, title, skipPanel(), kind, ownPage(), ...(current().view === "graph" ? inTheGraph(thing) : []), ...rest, ...blocks.flat());
}

/**
 * Return what is told of a thing: what stands at its head, and blocks that each have a heading.
 * @param {Thing} thing
 * @returns {{ head: HTMLElement[], blocks: HTMLElement[][] }}
 */
export function tellThing(thing) {
  const head = [make("h2", { text: thing.label, tabindex: "-1" }), kindLine(thing)];
  if (thing.definition) head.push(make("p", { text: thing.definition }));
  head.push(...leadingOut(thing));
  return { head, blocks: [disagreeing(thing), citations(thing), ...withDescendants(thing), ...relations(thing.i), statements(thing), similar(thing), facts(thing)] };
}

/** For the keyboard: back to the view, past all that the panel holds. */
const skipPanel = () => make("button", { type: "button", class: "skip-panel", text: "Skip the details", onclick: focusView });

/** A link to the view that tells the same on a page of its own. */
function ownPage() {
  const onclick = (/** @type {MouseEvent} */ event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    update({ view: "thing" });
  };
  return make("p", { class: "own-page" }, make("a", { href: address({ ...current(), view: "thing" }), text: "All of it on a page, with its RDF", onclick }));
}

/** @param {Thing} thing */
function kindLine(thing) {
  const about = [classes[thing.c].label, thing.year, thing.abbreviation, `${degree[thing.i]} neighbours`];
  const text = about.filter(Boolean).join(" · ");
  return make("div", { class: "kind" }, swatch(thing.shape, colourOf(thing)), make("span", { text }));
}

/** How far around it is lit; and that it is filtered out, where it is. @param {Thing} thing */
function inTheGraph(thing) {
  const buttons = [1, 2].map((n) =>
    make("button", {
      type: "button", "aria-pressed": String(n === current().steps), text: n === 1 ? "1 step" : "2 steps", onclick: () => setSteps(n),
    }),
  );
  const steps = make("div", { class: "steps", role: "group", "aria-label": "How far around" }, ...buttons);
  if (filter(current())(thing)) return [steps];
  const all = make("button", { type: "button", text: "Show all", onclick: showAll });
  return [make("p", { class: "note" }, "The filters leave it out of the picture. ", all), steps];
}

/** @param {Thing} thing */
function leadingOut(thing) {
  const out = thing.links.map(([name, url]) => [name, safeAddress(url)]).filter(([, url]) => url);
  if (!out.length) return [];
  const anchors = out.map(([name, url]) =>
    make("a", { href: url, target: "_blank", rel: "noopener noreferrer", title: url, text: name + " ↗" }),
  );
  return [make("div", { class: "out" }, ...anchors)];
}

/** @param {number} i */
function relations(i) {
  /** @type {Map<number, (typeof near)[number]>} */
  const groups = new Map();
  for (const item of near[i]) {
    const key = (item.out ? 0 : 1000) + item.link.p;
    const group = groups.get(key);
    if (group) group.push(item);
    else groups.set(key, [item]);
  }
  return [...groups].sort(([a], [b]) => (a % 1000) - (b % 1000) || a - b).map(([key, items]) => {
    const predicate = predicates[key % 1000], words = key < 1000 ? predicate.words : predicate.inverse;
    items.sort((a, b) => things[a.other].label.localeCompare(things[b.other].label));
    return [
      make("h3", { text: `${words} (${items.length})` }),
      fillInSteps(make("ul"), items, words, (item) => {
        const users = item.out && predicate.component ? otherUsers(i, item) : [];
        const told = item.link.evidence.map((statement) => evidence(statement, false));
        return [make("li", {}, thingLink(item.other), ...(users.length ? [alsoUsed(users)] : []), ...told)];
      }),
    ];
  });
}

/** @param {number} i @param {(typeof near)[number][number]} item */
const otherUsers = (i, { link, other }) =>
  near[other].filter((item) => !item.out && item.link.p === link.p && item.other !== i).map((item) => item.other);

/** @param {number[]} users */
function alsoUsed(users) {
  users.sort((a, b) => things[a].label.localeCompare(things[b].label));
  const line = make("div", { class: "also" }, `also in ${users.length}: `);
  return fillInSteps(line, users, "what it is also in", (i, k) => [...(k ? [", "] : []), thingLink(i, true)]);
}

/** How many rows use a thing or what comes from it, where these are more than use itself. @param {Thing} thing */
function withDescendants(thing) {
  const table = tableOf(firstClass);
  return predicates.flatMap(({ name, component, words }) => {
    const column = component && table.byKey.get(name);
    const count = column ? countBelow(table, column, thing.id) : 0;
    const direct = near[thing.i].filter(({ link, out, other }) => !out && predicates[link.p].name === name && things[other].c === firstClass).length;
    if (!column || count <= direct) return [];
    const text = `${number(count)} of class ${classes[firstClass].label}: ${words} ${thing.label} or what comes from it`;
    return [[make("p", { class: "lineage" }, stateLink(text, () => ({ view: "table", of: "", chosen: "", words: "", where: { [name]: [ANY + thing.id] } })))]];
  });
}

/** @param {Thing} thing */
function statements(thing) {
  if (!thing.statements.length) return [];
  return [make("h3", { text: "also stated" }), ...thing.statements.map((statement) => evidence(statement, true))];
}

/** @param {Thing} thing */
function similar(thing) {
  if (!thing.similar.length) return [];
  const lines = thing.similar.map(([i, score, shared]) => {
    const text = ` ${Math.round(score * 100)} % (${shared} shared)`;
    return make("li", {}, thingLink(i), make("span", { class: "also", text }));
  });
  return [make("h3", { text: "similar systems, by shared components" }), make("ul", {}, ...lines)];
}

/** @param {Thing} thing */
function facts(thing) {
  /** @type {Map<string, string>} */
  const merged = new Map();
  const tell = (/** @type {string} */ name, /** @type {string} */ value) => {
    if (value) merged.set(name, merged.has(name) ? `${merged.get(name)}, ${value}` : value);
  };
  tell("also called", thing.aliases.join(", "));
  tell("misspelt as", thing.misspellings.join(", "));
  tell("modality", thing.modality.join(", "));
  tell("task groups", thing.groups.join(", "));
  for (const [name, value] of thing.facts) if (!TOLD_ABOVE.has(name)) tell(name, value);
  tell("IRI", thing.iri);
  if (!merged.size) return [];
  const pairs = [...merged].flatMap(([name, value]) => [make("dt", { text: name }), make("dd", { text: value })]);
  return [make("h3", { text: "facts" }), make("dl", {}, ...pairs)];
}
