// An answer as a table: names lead to things, numbers stand right.
import { thingLink } from "../choosing.js";
import { thingByIri } from "../data.js";
import { make, number, safeAddress } from "../dom.js";
import { isNumber, shortIri, textOf } from "./output.js";

/** @typedef {import("../engine.js").Answer} Answer */
/** @typedef {import("../engine.js").Term} Term */

const MOST = 500;

/**
 * Return the columns to show: each with the place of its value, and of the IRI that goes with it. Where `encoder` and
 * `encoderIri` are both there, the second one makes a link of the first.
 * @param {Answer} answer
 */
export function shownColumns({ columns }) {
  return columns.flatMap((name, k) => {
    if (name.endsWith("Iri") && columns.includes(name.slice(0, -3))) return [];
    return [{ name, k, iri: columns.indexOf(`${name}Iri`) }];
  });
}

/**
 * @param {Answer} answer
 * @param {string} caption
 */
export function answerTable(answer, caption) {
  const columns = shownColumns(answer), body = make("tbody");
  const head = columns.map(({ name }) => make("th", { scope: "col", text: spaced(name) }));
  const addRows = (/** @type {(Term | null)[][]} */ rows) => {
    body.append(...rows.map((row) => make("tr", {}, ...columns.map(({ k, iri }) => cell(row[k], iri < 0 ? null : row[iri])))));
  };
  addRows(answer.rows.slice(0, MOST));
  const table = make("table", {}, make("caption", { text: caption }), make("thead", {}, make("tr", {}, ...head)), body);
  const box = make("div", { class: "answer-rows", tabindex: "0", role: "region", "aria-label": "Answer" }, table);
  if (answer.rows.length > MOST) {
    const more = make("button", { type: "button", text: `Show all ${number(answer.rows.length)} rows` });
    more.addEventListener("click", () => {
      addRows(answer.rows.slice(MOST));
      more.remove();
    });
    box.append(more);
  }
  return box;
}

/** @param {string} name of a variable: `llmFamily` reads llm family */
export const spaced = (name) => name.replace(/([a-z0-9])([A-Z])/g, (_, before, after) => `${before} ${after.toLowerCase()}`);

/** @param {Term | null} term @param {Term | null} iri */
function cell(term, iri) {
  if (term === null) return make("td");
  const named = iri?.type === "uri" ? iri.value : term.type === "uri" ? term.value : "", text = textOf(term);
  if (!named) return make("td", { class: isNumber(term) && "number", text });
  const thing = thingByIri.get(named);
  if (thing) {
    const link = thingLink(thing.i);
    link.querySelector("span")?.replaceChildren(term.type === "uri" ? thing.label : text);
    return make("td", {}, link);
  }
  const address = term.type === "uri" && shortIri(named) === named ? safeAddress(named) : "";
  if (address) return make("td", {}, make("a", { href: address, target: "_blank", rel: "noopener noreferrer", text }));
  return make("td", { text, title: named });
}
