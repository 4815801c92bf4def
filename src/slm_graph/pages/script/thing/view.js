// The view Thing: all that is known of one thing, on a page of its own, with its RDF to copy.
import { chosenNow, thingLink } from "../choosing.js";
import { classes, near, things, weight } from "../data.js";
import { tellThing } from "../details.js";
import { make, number, save } from "../dom.js";
import { ask, askAs, canAsk } from "../engine.js";
import { turtle } from "../questions/output.js";
import { fillInSteps } from "../long_list.js";
import { isDrawn } from "../state.js";
import { words } from "../words.js";

/** @typedef {import("../state.js").State} State */
/** @typedef {import("../data.js").Thing} Thing */

const FIRST = 12;

/** @type {import("../views.js").View} */
export const thingView = { name: "thing", label: "Thing", subject: "chosen", show };

/** @param {State} state @param {State | null} before @param {HTMLElement} section */
function show(state, before, section) {
  if (isDrawn(state, before, "chosen")) return;
  const i = chosenNow();
  section.replaceChildren(i < 0 ? directory() : article(things[i]));
  section.scrollTop = 0;
}

/** @param {Thing} thing */
function article(thing) {
  const { head, blocks } = tellThing(thing), rdf = canAsk() && thing.iri ? [rdfBlock(thing)] : [];
  const sections = blocks.filter((block) => block.length).map((block) => make("section", {}, ...block));
  const body = make("div", { class: "blocks" }, ...inTheSurvey(thing), ...sections, ...rdf);
  return make("article", { class: "thing", tabindex: "-1", "data-main": true }, ...head, body);
}

/** All that is stated of it, marked in the cells of the survey. @param {Thing} thing */
function inTheSurvey(thing) {
  const statements = [...near[thing.i].flatMap(({ link }) => link.evidence), ...thing.statements];
  return statements.length ? [make("section", {}, make("h3", { text: "in the survey" }), words(statements, "The cells that tell of it, each quote marked", false))] : [];
}

/** Its statements as Turtle and JSON-LD, asked for when somebody looks. @param {Thing} thing */
function rdfBlock(thing) {
  const query = `DESCRIBE <${thing.iri}>`;
  return make("section", {}, make("h3", { text: "RDF" }),
    source("Turtle", async () => turtle((await ask(query)).rows), "ttl", "text/turtle"),
    source("JSON-LD", async () => JSON.stringify(JSON.parse(await askAs(query, "jsonld")), null, 1), "jsonld", "application/ld+json"),
  );

  /** @param {string} name @param {() => Promise<string>} written @param {string} ending @param {string} type */
  function source(name, written, ending, type) {
    const text = make("pre", { tabindex: "0", "aria-label": `${thing.label} as ${name}` }), told = make("span", { role: "status" });
    const copied = () => navigator.clipboard.writeText(text.textContent || "").then(
      () => (told.textContent = " Copied."),
      () => (told.textContent = " This browser does not let a page copy; mark the text instead."),
    );
    const copy = make("button", { type: "button", text: "Copy", onclick: copied });
    const keep = make("button", { type: "button", text: "Save", onclick: () => save(new Blob([text.textContent || ""], { type }), `${thing.id.replace(/[^\w.-]+/g, "-")}.${ending}`) });
    const box = make("details", { class: "source" }, make("summary", { text: name }), copy, keep, told, text);
    box.addEventListener("toggle", async () => {
      if (box.open && !text.textContent) text.textContent = await written().catch((error) => String(error.message));
    });
    return box;
  }
}

/** What there is, where nothing is chosen. */
function directory() {
  const groups = classes.map((cls, c) => {
    const list = things.filter((thing) => thing.c === c).sort((a, b) => weight(b.i) - weight(a.i) || a.label.localeCompare(b.label));
    const line = (/** @type {Thing} */ { i }) => make("li", {}, thingLink(i));
    const items = make("ul", {}, ...list.slice(0, FIRST).map(line)), rest = list.slice(FIRST);
    const more = make("button", { type: "button", text: `${number(rest.length)} more`, "aria-label": `${number(rest.length)} more of ${cls.label}` });
    more.addEventListener("click", () => {
      fillInSteps(items, rest, cls.label, (thing) => [line(thing)]);
      more.remove();
    });
    return make("section", {}, make("h3", { text: `${cls.label} (${number(list.length)})` }), items, ...(rest.length ? [more] : []));
  });
  return make("article", { class: "thing", tabindex: "-1", "data-main": true }, make("h2", { text: "Choose a thing" }), make("div", { class: "blocks" }, ...groups));
}
