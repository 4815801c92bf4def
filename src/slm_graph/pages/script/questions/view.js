// The view Questions: the stored ones, and any that somebody writes, answered by the engine in the page.
import { Stopped, ask, askAs, canAsk, stop } from "../engine.js";
import { make, number, save } from "../dom.js";
import { current, differs, update } from "../state.js";
import { answerTable } from "./answer.js";
import { WrongValue, bind, faultOf, questionOf, withPrefixes } from "./catalogue.js";
import { editor } from "./editor.js";
import { form } from "./form.js";
import { questionList } from "./list.js";
import { markdown, turtle } from "./output.js";

/** @typedef {import("../state.js").State} State */
/** @typedef {import("../engine.js").Answer} Answer */

const FIRST = "SELECT ?thing ?name\nWHERE {\n  ?thing rdfs:label ?name .\n}\nORDER BY ?name\nLIMIT 20\n";
/** Milliseconds after which a question can be stopped: most are answered before. */
const PATIENCE = 400;
const FILES = { csv: "text/csv", json: "application/json", ntriples: "application/n-triples", turtle: "text/turtle", markdown: "text/markdown" };
const ENDINGS = { csv: "csv", json: "json", ntriples: "nt", turtle: "ttl", markdown: "md" };

/** @type {import("../views.js").View} */
export const questionsView = { name: "questions", label: "Questions", subject: "question", show };

/** @type {ReturnType<typeof build> | null} */
let parts = null;

/** @param {State} state @param {State | null} before @param {HTMLElement} section */
function show(state, before, section) {
  const first = !parts;
  parts ||= build(section);
  if (!first && before && before.view === state.view && !differs(state, before, "question", "parameters", "sparql")) return;
  parts.list.mark();
  const question = questionOf(state.question);
  parts.about.replaceChildren(...describe(state), ...(question ? [form(question)] : []));
  if (!question) parts.code.open = true;
  const [text, fault] = queryOf(state);
  if (!fault) parts.editor.setText(text);
  if (fault) tell(make("p", { class: "fault", text: fault }));
  else if (text && (question || state.sparql)) answer(text);
  else tell(make("p", { class: "soft", text: "Choose a question, or write one and press Ctrl+Enter." }));
}

/** @param {HTMLElement} section */
function build(section) {
  const list = questionList(), about = make("div", { class: "about" });
  const result = make("div", { class: "result" }), status = make("p", { class: "soft", role: "status", "aria-live": "polite" });
  const run = () => {
    const text = sparql.text();
    if (text === usual(current())) update({ sparql: "" });
    else if (text === current().sparql) answer(text);
    else update({ sparql: text });
  };
  const sparql = editor({ run });
  const code = make("details", { class: "code" },
    make("summary", { text: "SPARQL" }), sparql.host,
    make("button", { type: "button", class: "main", text: "Ask (Ctrl+Enter)", onclick: run }),
    make("button", { type: "button", text: "Undo changes", onclick: () => update({ sparql: "" }) }),
  );
  section.append(list.box, make("div", { class: "question", tabindex: "-1", "data-main": true }, about, code, status, result));
  return { list, about, code, editor: sparql, result, status };
}

/** @param {State} state */
function describe(state) {
  const question = questionOf(state.question);
  if (!question) {
    const unknown = state.question ? [make("p", { class: "fault", text: `${state.question}: no such question` })] : [];
    return [make("h2", { text: "A question of your own" }), ...unknown];
  }
  const changed = state.sparql ? [make("p", { class: "note", text: "The SPARQL below was changed; it is what is asked." })] : [];
  return [make("h2", { text: question.summary }), ...(question.description ? [make("p", { text: question.description })] : []), ...changed];
}

/** Return the text that the question itself asks, or "". @param {State} state */
function usual(state) {
  const question = questionOf(state.question);
  return question ? bind(question, state.parameters) : FIRST;
}

/** Return what is asked, and why nothing can be. @param {State} state @returns {[text: string, fault: string]} */
function queryOf(state) {
  try {
    return [state.sparql || usual(state), ""];
  } catch (error) {
    if (error instanceof WrongValue) return ["", error.message];
    throw error;
  }
}

/** @param {...Node} nodes */
function tell(...nodes) {
  parts?.status.replaceChildren();
  parts?.result.replaceChildren(...nodes);
}

let turn = 0;
/** Ask, and show the answer, unless another question came meanwhile. @param {string} text */
async function answer(text) {
  const mine = ++turn, [query, before] = withPrefixes(text), start = performance.now();
  const stopButton = make("button", { type: "button", text: "Stop", onclick: () => stop() });
  const slow = setTimeout(() => parts?.status.replaceChildren("Still looking … ", stopButton), PATIENCE);
  parts?.result.setAttribute("aria-busy", "true");
  try {
    const result = await ask(query);
    if (mine !== turn) return;
    showAnswer(result, query, performance.now() - start);
  } catch (error) {
    if (mine !== turn) return;
    const message = error instanceof Stopped ? "Stopped." : faultOf(/** @type {Error} */ (error).message, text, before);
    tell(make("p", { class: "fault", text: message }));
  } finally {
    clearTimeout(slow);
    if (mine === turn) parts?.result.removeAttribute("aria-busy");
  }
}

/** @param {Answer} result @param {string} query @param {number} milliseconds */
function showAnswer(result, query, milliseconds) {
  const question = questionOf(current().question), unit = result.form === "triples" ? "triple" : "row";
  const count = `${number(result.rows.length)} ${unit}${result.rows.length === 1 ? "" : "s"}`;
  if (result.form === "truth") tell(make("p", { class: "truth", text: result.truth ? "true" : "false" }), downloads(result, query));
  else if (!result.rows.length) tell(make("p", { text: question?.empty || "Nothing matches." }), downloads(result, query));
  else tell(downloads(result, query), answerTable(result, count));
  parts?.status.replaceChildren(`${result.form === "truth" ? "Answered" : count}, in ${milliseconds < 10 ? milliseconds.toFixed(1) : Math.round(milliseconds)} ms`);
}

/** @param {Answer} result @param {string} query */
function downloads(result, query) {
  const formats = result.form === "triples" ? /** @type {const} */ (["turtle", "ntriples", "markdown"]) : /** @type {const} */ (["csv", "json", "markdown"]);
  const names = { csv: "CSV", json: "JSON", ntriples: "N-Triples", turtle: "Turtle", markdown: "Markdown" };
  const buttons = formats.map((format) => make("button", {
    type: "button", text: names[format], title: `Save the answer as ${names[format]}`,
    async onclick() {
      const text = format === "markdown" ? markdown(result) : format === "turtle" ? turtle(result.rows) : await askAs(query, format);
      save(new Blob([text], { type: FILES[format] }), `${current().question || "answer"}.${ENDINGS[format]}`);
    },
  }));
  return make("div", { class: "downloads", role: "group", "aria-label": "Save the answer" }, ...buttons);
}

/** Whether the page has this view. */
export const hasQuestions = canAsk;
