// What a question asks to be told: a picker for each parameter, with names and how many systems have each.
import { things } from "../data.js";
import { make } from "../dom.js";
import { current, update } from "../state.js";
import { choicesOf, valueOf } from "./catalogue.js";
import { conditionsForm } from "./conditions_form.js";

/** @typedef {import("./catalogue.js").Question} Question */
/** @typedef {import("./catalogue.js").Parameter} Parameter */

/** @param {Question} question */
export function form(question) {
  if (question.conditions.length) return conditionsForm(question);
  const { parameters } = current();
  return make("form", { class: "parameters", onsubmit: (/** @type {Event} */ event) => event.preventDefault() },
    ...question.parameters.map((parameter) => field(parameter, valueOf(parameter, parameters))),
  );
}

/** @param {Parameter} parameter @param {string} value */
function field(parameter, value) {
  const id = `parameter-${parameter.name}`, control = parameter.choices ? picker(parameter, id, value) : input(parameter, id, value);
  control.addEventListener("change", () => tell(parameter, control.value));
  return make("div", { class: "field" }, make("label", { for: id, text: parameter.name }), control, ...suggestions(parameter, id));
}

/** @param {Parameter} parameter @param {string} id @param {string} value */
function picker(parameter, id, value) {
  const options = choicesOf(parameter).map(([name, , label, abbreviation, count]) => {
    const text = `${abbreviation ? `${abbreviation}: ` : ""}${label}${count ? ` (${count})` : ""}`;
    return make("option", { value: name, text, selected: name === value });
  });
  const open = !parameter.required && parameter.default === null;
  const select = make("select", { id, "data-at": id }, ...(open ? [make("option", { value: "", text: "any" })] : []), ...options);
  if (!open && !options.some((option) => option.selected)) select.prepend(make("option", { value: "", text: value || "choose …", selected: true, disabled: true }));
  return select;
}

/** @param {Parameter} parameter @param {string} id @param {string} value */
function input(parameter, id, value) {
  const digits = ["integer", "gYear"].includes(parameter.type);
  return make("input", {
    id, "data-at": id, type: "text", value, placeholder: parameter.required ? parameter.expects : `any ${parameter.expects.replace(/^an? /, "")}`,
    inputmode: digits && "numeric", list: parameter.type === "iri" && `${id}-names`, autocomplete: "off", spellcheck: "false",
  });
}

/** @param {Parameter} parameter @param {string} id */
function suggestions(parameter, id) {
  if (parameter.choices || parameter.type !== "iri") return [];
  const names = [...new Set(things.map((thing) => thing.label))].sort((a, b) => a.localeCompare(b));
  return [make("datalist", { id: `${id}-names` }, ...names.map((value) => make("option", { value })))];
}

/** @param {Parameter} parameter @param {string} value */
function tell(parameter, value) {
  const { [parameter.name]: _, ...others } = current().parameters;
  const usual = value.trim() === (parameter.default || "");
  update({ parameters: usual ? others : { ...others, [parameter.name]: value.trim() }, sparql: "" });
}
