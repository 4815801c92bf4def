// What is asked, by the state of the page: a stored question with its parameters or conditions, or a text of one's own.
import { thingByIri } from "../data.js";
import { ask } from "../engine.js";
import { WrongValue, bind, questionOf, withPrefixes } from "./catalogue.js";
import { conditionsOf, withConditions } from "./conditions.js";

/** @typedef {import("../state.js").State} State */
/** @typedef {import("../engine.js").Answer} Answer */

const FIRST = "SELECT ?thing ?name\nWHERE {\n  ?thing rdfs:label ?name .\n}\nORDER BY ?name\nLIMIT 20\n";

/** Return the text that the question itself asks. @param {State} state */
export function usual(state) {
  const question = questionOf(state.question);
  if (!question) return FIRST;
  const text = bind(question, state.parameters);
  return question.conditions.length ? withConditions(question, text, conditionsOf(question, state.parameters)) : text;
}

/** Return what is asked, and why nothing can be. @param {State} state @returns {[text: string, fault: string]} */
export function queryOf(state) {
  try {
    return [state.sparql || usual(state), ""];
  } catch (error) {
    if (error instanceof WrongValue) return ["", error.message];
    throw error;
  }
}

/** Return the numbers of the things that an answer names. @param {Answer} answer */
export function thingsOf({ rows }) {
  const named = rows.flat().map((term) => (term?.type === "uri" ? thingByIri.get(term.value)?.i : undefined) ?? -1);
  return [...new Set(named)].filter((i) => i >= 0);
}

/** Return the things that are answered, or none where nothing is. @param {State} state */
export async function thingsAnswered(state) {
  const [text] = queryOf(state);
  if (!text) return [];
  try {
    return thingsOf(await ask(withPrefixes(text)[0]));
  } catch {
    return [];
  }
}
