// The editor of SPARQL: CodeMirror, in a shadow root, since the page's policy lets no script add style elements; a
// shadow root takes style sheets that are made by script.
import { autocompletion, closeBrackets, closeBracketsKeymap, completionKeymap } from "@codemirror/autocomplete";
import { defaultKeymap, history, historyKeymap } from "@codemirror/commands";
import { HighlightStyle, StreamLanguage, bracketMatching, syntaxHighlighting } from "@codemirror/language";
import { sparql } from "@codemirror/legacy-modes/mode/sparql";
import { EditorState } from "@codemirror/state";
import { EditorView, drawSelection, keymap, lineNumbers } from "@codemirror/view";
import { tags } from "@lezer/highlight";
import { things } from "../data.js";
import { make } from "../dom.js";
import { asking } from "./catalogue.js";

/** @typedef {import("@codemirror/autocomplete").CompletionContext} CompletionContext */

const LOOK = EditorView.theme({
  "&": { color: "var(--text)", backgroundColor: "var(--ground)", fontSize: ".8125rem", border: "1px solid var(--line)", borderRadius: "8px" },
  "&.cm-focused": { outline: "3px solid var(--link)" },
  ".cm-scroller": { fontFamily: "ui-monospace, 'DejaVu Sans Mono', monospace", maxHeight: "46vh", overflow: "auto" },
  ".cm-content": { caretColor: "var(--text)" },
  ".cm-cursor": { borderLeftColor: "var(--text)" },
  ".cm-gutters": { color: "var(--soft)", backgroundColor: "var(--ground)", border: "none" },
  "&.cm-focused .cm-selectionBackground, .cm-selectionBackground": { backgroundColor: "var(--mark) !important" },
  ".cm-matchingBracket": { backgroundColor: "var(--mark) !important", color: "inherit !important" },
  ".cm-tooltip": { color: "var(--text)", backgroundColor: "var(--card)", border: "1px solid var(--line)", borderRadius: "8px" },
  ".cm-tooltip-autocomplete > ul > li[aria-selected]": { color: "var(--text) !important", backgroundColor: "var(--mark) !important" },
  ".cm-completionDetail": { color: "var(--soft)", fontStyle: "normal" },
  ".cm-completionInfo": { maxWidth: "320px", padding: "6px 10px" },
});
const COLOURS = syntaxHighlighting(HighlightStyle.define([
  { tag: tags.keyword, color: "var(--code-word)", fontWeight: "600" },
  { tag: [tags.variableName, tags.special(tags.variableName)], color: "var(--code-variable)" },
  { tag: [tags.string, tags.literal, tags.number], color: "var(--code-text)" },
  { tag: [tags.atom, tags.meta, tags.typeName, tags.standard(tags.variableName)], color: "var(--code-name)" },
  { tag: tags.comment, color: "var(--soft)" },
]));
const KEYWORDS = ("SELECT CONSTRUCT ASK DESCRIBE WHERE DISTINCT OPTIONAL UNION MINUS FILTER BIND VALUES GROUP BY HAVING ORDER LIMIT " +
  "OFFSET PREFIX COUNT SAMPLE GROUP_CONCAT EXISTS REGEX CONTAINS LCASE STR BOUND COALESCE IF").split(" ");

const completions = [
  ...asking.terms.map(([label, kind, info]) => ({ label, type: kind, detail: kind, info: info || undefined })),
  ...Object.entries(asking.prefixes).map(([name, iri]) => ({ label: `PREFIX ${name}: <${iri}>`, type: "namespace", detail: "prefix" })),
  ...things.filter(({ iri }) => iri).map(({ label, iri }) => ({ label, type: "constant", detail: iri.slice(asking.base.length), apply: `<${iri}>` })),
  ...KEYWORDS.map((label) => ({ label, type: "keyword" })),
];

/** @param {CompletionContext} context */
function complete(context) {
  const word = context.matchBefore(/[A-Za-z][\w:.-]+/);
  if (!word && !context.explicit) return null;
  return { from: word ? word.from : context.pos, options: completions, validFor: /^[\w:.-]*$/ };
}

/**
 * Replace what is selected ourselves: a browser that does it keeps the style of what goes as an inline style, which the
 * policy forbids.
 * @param {InputEvent} event
 * @param {EditorView} view
 */
function replaceSelection(event, view) {
  if (event.inputType !== "insertText" || event.data === null || view.state.selection.main.empty) return false;
  view.dispatch(view.state.replaceSelection(event.data), { userEvent: "input.type", scrollIntoView: true });
  event.preventDefault();
  return true;
}

/**
 * Return an editor.
 * @param {{ run: () => void }} does what Ctrl+Enter does
 */
export function editor({ run }) {
  const host = make("div", { class: "editor" }), root = host.attachShadow({ mode: "open" });
  const state = (/** @type {string} */ doc) => EditorState.create({
    doc,
    extensions: [
      lineNumbers(), history(), drawSelection(), bracketMatching(), closeBrackets(), EditorView.lineWrapping,
      StreamLanguage.define(sparql), COLOURS, LOOK, autocompletion({ override: [complete], icons: false }),
      EditorView.domEventHandlers({ beforeinput: replaceSelection }),
      EditorView.contentAttributes.of({ "aria-label": "SPARQL; Ctrl+Enter asks" }),
      keymap.of([{ key: "Mod-Enter", run: () => (run(), true) }, ...closeBracketsKeymap, ...completionKeymap, ...historyKeymap, ...defaultKeymap]),
    ],
  });
  const view = new EditorView({ state: state(""), parent: root, root });
  return {
    host,
    text: () => view.state.doc.toString(),
    /** @param {string} text */
    setText(text) {
      if (text !== view.state.doc.toString()) view.setState(state(text));
    },
  };
}
