// The form of a question's conditions: a line each, made of pickers, so that nobody needs to know how they are written.
import { make, number } from "../dom.js";
import { current, update } from "../state.js";
import { WrongValue } from "./catalogue.js";
import { choicesFor, conditionsOf, countOf, firstChoice, written } from "./conditions.js";

/** @typedef {import("./catalogue.js").Question} Question */
/** @typedef {import("./conditions.js").Condition} Condition */

/** @param {Question} question */
export function conditionsForm(question) {
  const conditions = readable(question);
  const tell = (/** @type {Condition[]} */ next) => update({ parameters: written(next), sparql: "" });
  const lines = conditions.map((condition, k) => line(question, condition, k, conditions.length, (next) =>
    tell(next ? conditions.with(k, next) : conditions.filter((_, other) => other !== k))));
  const kinds = question.conditions.filter(({ name }) => choicesFor(question, name).length);
  const add = select("add-condition", "Add a condition", [["", "Add a condition: and …"], ...kinds.map(({ name }) => /** @type {[string, string]} */ ([name, `and ${name} …`]))], "", (name) => {
    const value = firstChoice(question, name, conditions.filter((one) => one.name === name).flatMap((one) => one.values));
    if (value) tell([...conditions, { name, isWanted: true, values: [value] }]);
  });
  return make("form", { class: "conditions", onsubmit: (/** @type {Event} */ event) => event.preventDefault() },
    make("fieldset", {}, make("legend", { text: "Systems that meet all of these" }), make("ul", {}, ...lines), add));
}

/** What the address says, or what is asked usually where it says what cannot be. @param {Question} question */
function readable(question) {
  try {
    return conditionsOf(question, current().parameters);
  } catch (error) {
    if (error instanceof WrongValue) return conditionsOf(question, {});
    throw error;
  }
}

/**
 * @param {Question} question @param {Condition} condition @param {number} k @param {number} count
 * @param {(next: Condition | null) => void} tell
 */
function line(question, condition, k, count, tell) {
  const { name, isWanted, values } = condition, kinds = question.conditions.filter((kind) => choicesFor(question, kind.name).length);
  const what = select(`of-${k}`, `Condition ${k + 1} asks of`, kinds.map((kind) => [kind.name, kind.name]), name, (next) => {
    const value = firstChoice(question, next);
    if (value) tell({ name: next, isWanted, values: [value] });
  });
  const is = select(`is-${k}`, `Condition ${k + 1} is met by`, [["yes", "is"], ["no", "is not"]], isWanted ? "yes" : "no", (next) => tell({ ...condition, isWanted: next === "yes" }));
  const options = choicesFor(question, name).map(([id, , label, abbreviation, users]) => {
    const systems = countOf(question, name, id) || users, text = /^\d{5,}$/.test(label) ? number(Number(label)) : label;
    return /** @type {[string, string]} */ ([id, `${abbreviation ? `${abbreviation}: ` : ""}${text}${systems ? ` (${systems})` : ""}`]);
  });
  const pickers = values.flatMap((value, j) => [
    ...(j ? [make("span", { text: "or" })] : []),
    select(`value-${k}-${j}`, `${name}${j ? `, or ${j + 1}` : ""}`, [...options, ...(j ? [/** @type {[string, string]} */ (["", "– take back –"])] : [])], value,
      (next) => tell({ ...condition, values: next ? values.with(j, next) : values.filter((_, other) => other !== j) })),
  ]);
  const next = firstChoice(question, name, values);
  const or = next ? [make("button", { type: "button", "data-at": `or-${k}`, text: "or …", "aria-label": `Or another ${name}`, onclick: () => tell({ ...condition, values: [...values, next] }) })] : [];
  const remove = count > 1 ? [make("button", { type: "button", "data-at": `drop-${k}`, text: "×", "aria-label": `Drop condition ${k + 1}`, onclick: () => tell(null) })] : [];
  return make("li", {}, what, is, ...pickers, ...or, ...remove);
}

/** @param {string} place @param {string} label @param {[string, string][]} choices @param {string} chosen @param {(value: string) => void} tell */
function select(place, label, choices, chosen, tell) {
  const element = make("select", { "data-at": place, "aria-label": label });
  element.append(...choices.map(([value, text]) => make("option", { value, text, selected: value === chosen })));
  element.addEventListener("change", () => tell(element.value));
  return element;
}
