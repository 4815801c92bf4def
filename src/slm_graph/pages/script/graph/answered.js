// What a question answers, lit in the graph, with a way back to the answer.
import { byId, make, number } from "../dom.js";
import { thingsAnswered } from "../questions/asked.js";
import { questionOf } from "../questions/catalogue.js";
import { stateLink } from "../rows/cells.js";
import { current, update } from "../state.js";
import { showAll } from "./legend.js";
import { lit, thingOn } from "./visible.js";

/** @typedef {import("../state.js").State} State */

/** What was asked last. */
let asked = "";

/**
 * Have the graph light what the question of a state answers; `then` is called once that is known.
 * @param {State} state
 * @param {() => void} then
 */
export async function lightAnswer(state, then) {
  const question = state.lit ? JSON.stringify([state.question, state.parameters, state.sparql]) : "";
  if (question === asked) return;
  asked = question;
  lit.answered = [];
  if (!question) return;
  const answered = await thingsAnswered(state);
  if (question !== asked) return;
  lit.answered = answered;
  then();
}

/** Say what is lit, and lead back. */
export function tellAnswer() {
  const state = current(), box = byId("lit");
  box.hidden = !state.lit;
  if (!state.lit) return;
  const hidden = lit.answered.filter((i) => !thingOn[i]).length;
  const name = questionOf(state.question)?.summary || "a question of your own";
  box.replaceChildren(
    make("span", {}, `${number(lit.answered.length)} lit: `, stateLink(name, () => ({ view: "questions" }), { title: "Back to the answer" })),
    ...(hidden ? [make("span", { class: "soft", text: `${number(hidden)} of them hidden` }), make("button", { type: "button", text: "Show all", onclick: showAll })] : []),
    make("button", { type: "button", text: "×", "aria-label": "Light nothing", onclick: () => update({ lit: false }) }),
  );
}
