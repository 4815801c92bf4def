// The stored questions, by group, to be searched.
import { make } from "../dom.js";
import { address, current, update } from "../state.js";
import { asking } from "./catalogue.js";

/** @typedef {import("./catalogue.js").Question} Question */

/** Return the list and its search; `mark` tells it which question is asked. */
export function questionList() {
  const search = make("input", { type: "search", id: "find-question", "aria-label": "Search the questions", placeholder: `Search ${asking.questions.length} questions` });
  const list = make("nav", { class: "question-list", "aria-label": "Questions" }), none = make("p", { class: "soft", text: "No question has these words.", hidden: true });
  list.append(own(), ...groups());
  search.addEventListener("input", () => {
    none.hidden = narrow(list, search.value);
  });
  return { box: make("div", { class: "question-side" }, search, none, list), mark: () => markAsked(list) };
}

function own() {
  const composed = asking.questions.filter((question) => question.conditions.length).map(({ name, keywords }) =>
    make("li", { "data-words": `compose conditions ${keywords}`.toLowerCase() }, link(name, "Compose a question of conditions")));
  return make("ul", {}, ...composed, make("li", { "data-words": "sparql" }, link("", "Write a question of your own in SPARQL")));
}

function groups() {
  /** @type {Map<string, Question[]>} */
  const byTag = new Map();
  for (const question of asking.questions) {
    const tag = question.tags[0] || "other";
    byTag.set(tag, [...(byTag.get(tag) || []), question]);
  }
  return [...byTag].sort(([a], [b]) => a.localeCompare(b)).map(([tag, questions]) =>
    make("section", {},
      make("h2", { text: `${tag} (${questions.length})` }),
      make("ul", {}, ...questions.map(({ name, summary, description, keywords, tags }) => {
        const words = [name, summary, description, keywords, ...tags].join(" ").toLowerCase();
        return make("li", { "data-words": words }, link(name, summary));
      })),
    ),
  );
}

/** @param {string} question @param {string} text */
function link(question, text) {
  const fresh = { view: "questions", question, parameters: {}, sparql: "" };
  return make("a", {
    href: address({ ...current(), ...fresh }), text, "data-question": question,
    onclick(/** @type {MouseEvent} */ event) {
      if (event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      update(fresh);
    },
  });
}

/**
 * Leave the questions that have all the words, and return whether there is none.
 * @param {HTMLElement} list
 * @param {string} text
 */
function narrow(list, text) {
  const wanted = text.toLowerCase().split(/\s+/).filter(Boolean);
  for (const item of /** @type {NodeListOf<HTMLElement>} */ (list.querySelectorAll("li"))) {
    item.hidden = !wanted.every((word) => (item.dataset.words || "").includes(word));
  }
  for (const group of list.querySelectorAll("section")) group.hidden = !group.querySelector("li:not([hidden])");
  return Boolean(list.querySelector("li:not([hidden])"));
}

/** @param {HTMLElement} list */
function markAsked(list) {
  for (const anchor of /** @type {NodeListOf<HTMLAnchorElement>} */ (list.querySelectorAll("a"))) {
    const asked = anchor.dataset.question === current().question;
    if (asked) anchor.setAttribute("aria-current", "true");
    else anchor.removeAttribute("aria-current");
  }
}
