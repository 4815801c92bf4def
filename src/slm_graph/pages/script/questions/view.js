// The view Questions: the stored ones, and any that somebody writes, answered by the engine in the page.
import { bibtex, papersOf } from "../cite.js";
import { things } from "../data.js";
import { Stopped, ask, askAs, canAsk, stop } from "../engine.js";
import { make, number, save } from "../dom.js";
import { keepingFocus, stateLink } from "../rows/cells.js";
import { asLatex, saveButtons } from "../rows/out.js";
import { current, isDrawn, update } from "../state.js";
import { answerTable, shownColumns, spaced } from "./answer.js";
import { queryOf, thingsOf, usual } from "./asked.js";
import { faultOf, questionOf, withPrefixes } from "./catalogue.js";
import { editor } from "./editor.js";
import { form } from "./form.js";
import { questionList } from "./list.js";
import { markdown, textOf, turtle } from "./output.js";
import { answerMatrix, isMatrix } from "./pairs.js";

/** @typedef {import("../state.js").State} State */
/** @typedef {import("../engine.js").Answer} Answer */

/** Milliseconds after which a question can be stopped: most are answered before. */
const PATIENCE = 400;
/** Fields of the state that an answer depends on. @type {(keyof State)[]} */
const ASKED = ["question", "parameters", "sparql"];
const FILES = { csv: "text/csv", json: "application/json", ntriples: "application/n-triples", turtle: "text/turtle", markdown: "text/markdown", latex: "application/x-tex", bibtex: "application/x-bibtex" };
const ENDINGS = { csv: "csv", json: "json", ntriples: "nt", turtle: "ttl", markdown: "md", latex: "tex", bibtex: "bib" };

/** @type {import("../views.js").View} */
export const questionsView = { name: "questions", label: "Questions", subject: "question", show };

/** @type {ReturnType<typeof build> | null} */
let parts = null;

/** @param {State} state @param {State | null} before @param {HTMLElement} section */
function show(state, before, section) {
  const first = !parts;
  parts ||= build(section);
  if (!first && isDrawn(state, before, ...ASKED)) {
    if (!isDrawn(state, before, "as", "rows", "across")) keepingFocus(section, showAnswer);
    return;
  }
  parts.list.mark();
  const question = questionOf(state.question), { about } = parts;
  keepingFocus(about, () => about.replaceChildren(...describe(state), ...(question ? [form(question)] : [])));
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
  const description = question.description ? [make("p", { text: question.description })] : [];
  // How conditions are written is of use on the command line; here they are picked.
  const told = question.conditions.length ? [make("details", { class: "code" }, make("summary", { text: "What a condition means" }), ...description)] : description;
  return [make("h2", { text: question.summary }), ...told, ...changed];
}

/** @param {...Node} nodes */
function tell(...nodes) {
  shown = null;
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
    shown = { result, query };
    showAnswer();
    tellTime(result, performance.now() - start);
  } catch (error) {
    if (mine !== turn) return;
    const message = error instanceof Stopped ? "Stopped." : faultOf(/** @type {Error} */ (error).message, text, before);
    tell(make("p", { class: "fault", text: message }));
  } finally {
    clearTimeout(slow);
    if (mine === turn) parts?.result.removeAttribute("aria-busy");
  }
}

/** The answer that is shown, and what was asked. @type {{ result: Answer, query: string } | null} */
let shown = null;

/** @param {Answer} result */
function countOf({ form: kind, rows }) {
  const unit = kind === "triples" ? "triple" : "row";
  return kind === "truth" ? "Answered" : `${number(rows.length)} ${unit}${rows.length === 1 ? "" : "s"}`;
}

/** @param {Answer} result @param {number} milliseconds */
function tellTime(result, milliseconds) {
  parts?.status.replaceChildren(`${countOf(result)}, in ${milliseconds < 10 ? milliseconds.toFixed(1) : Math.round(milliseconds)} ms`);
}

/** Show the answer as the state has it: as a table, or as a matrix. */
function showAnswer() {
  if (!shown || !parts) return;
  const { result, query } = shown, state = current(), question = questionOf(state.question);
  const told = (/** @type {Node[]} */ ...nodes) => parts?.result.replaceChildren(...nodes);
  if (result.form === "truth") return told(make("p", { class: "truth", text: result.truth ? "true" : "false" }), downloads(result, query));
  if (!result.rows.length) return told(make("p", { text: question?.empty || "Nothing matches." }), downloads(result, query));
  const shapes = shapesOf(result, state);
  if (state.as !== "matrix" || !isMatrix(result)) return told(...shapes, downloads(result, query), answerTable(result, countOf(result)));
  const matrix = answerMatrix(result, state), name = state.question || "answer";
  const buttons = make("div", { class: "downloads", role: "group", "aria-label": "Save the matrix" }, ...saveButtons("the matrix", `${name}-matrix`, () => matrix.lines));
  return told(...shapes, buttons, ...matrix.parts);
}

/** What an answer can be seen as, where there is a choice. @param {Answer} result @param {State} state */
function shapesOf(result, state) {
  const count = thingsOf(result).length, matrix = isMatrix(result);
  const shape = (/** @type {string} */ as, /** @type {string} */ text) =>
    make("button", { type: "button", "data-at": `as-${as}`, "aria-pressed": String((state.as === "matrix" && matrix) === (as === "matrix")), text, onclick: () => update({ as }) });
  const choice = matrix ? [make("div", { class: "steps", role: "group", "aria-label": "Shown as" }, shape("", "Table"), shape("matrix", "Matrix"))] : [];
  const inGraph = count ? [stateLink(`Light ${number(count)} in the graph`, () => ({ view: "graph", lit: true, chosen: "", camera: "" }), { class: "button", "data-at": "light" })] : [];
  return choice.length + inGraph.length ? [make("div", { class: "view-bar" }, ...choice, ...inGraph)] : [];
}

/** @typedef {keyof typeof FILES} Format */
/** @type {Record<Format, string>} */
const NAMES = { csv: "CSV", json: "JSON", ntriples: "N-Triples", turtle: "Turtle", markdown: "Markdown", latex: "LaTeX", bibtex: "BibTeX" };

/** @param {Answer} result @param {string} query */
function downloads(result, query) {
  const papers = [...new Set(thingsOf(result).flatMap((i) => papersOf(things[i])))];
  /** @type {Format[]} */
  const formats = result.form === "triples" ? ["turtle", "ntriples", "markdown"] : result.form === "truth" ? ["csv", "json", "markdown"] : ["csv", "json", "markdown", "latex"];
  const buttons = [...formats, ...(papers.length ? [/** @type {Format} */ ("bibtex")] : [])].map((format) => make("button", {
    type: "button", text: NAMES[format], "data-at": `save-${format}`, title: format === "bibtex" ? "Save the papers of what is answered as BibTeX" : `Save the answer as ${NAMES[format]}`,
    async onclick() {
      save(new Blob([await written(format)], { type: FILES[format] }), `${current().question || "answer"}.${ENDINGS[format]}`);
    },
  }));
  return make("div", { class: "downloads", role: "group", "aria-label": "Save the answer" }, ...buttons);

  /** @param {Format} format */
  async function written(format) {
    if (format === "markdown") return markdown(result);
    if (format === "turtle") return turtle(result.rows);
    if (format === "bibtex") return papers.map(bibtex).join("\n");
    if (format !== "latex") return askAs(query, format);
    const columns = shownColumns(result);
    return asLatex([columns.map(({ name }) => spaced(name)), ...result.rows.map((row) => columns.map(({ k }) => textOf(row[k])))]);
  }
}

/** Whether the page has this view. */
export const hasQuestions = canAsk;
