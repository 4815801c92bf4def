// A table of texts as CSV, Markdown or LaTeX.
import { make, save } from "../dom.js";

/** @typedef {string[][]} Lines the first one has the headings */

/** RFC 4180, with a mark so that spreadsheets read it as UTF-8. @param {Lines} lines */
function asCsv(lines) {
  // A spreadsheet takes a text that begins so for a formula.
  const cell = (/** @type {string} */ text) => `"${text.replace(/^(?=[=+\-@\t\r])/, "'").replaceAll('"', '""')}"`;
  return "\ufeff" + lines.map((line) => line.map(cell).join(",")).join("\r\n") + "\r\n";
}

/** @param {string} text */
export const escapedMarkdown = (text) => text.replace(/[\\`*_[\]<>|]/g, "\\$&");

/** @param {Lines} lines */
function asMarkdown(lines) {
  const cell = (/** @type {string} */ text) => escapedMarkdown(text.replace(/\s+/g, " "));
  const row = (/** @type {string[]} */ line) => `| ${line.map(cell).join(" | ")} |`;
  const [head, ...body] = lines;
  return [row(head), `|${" --- |".repeat(head.length)}`, ...body.map(row)].join("\n") + "\n";
}

/** What stands for a sign that means something in LaTeX. @type {Record<string, string>} */
export const LATEX = {
  "\\": "\\textbackslash{}", "{": "\\{", "}": "\\}", $: "\\$", "&": "\\&", "#": "\\#", _: "\\_", "%": "\\%",
  "~": "\\textasciitilde{}", "^": "\\textasciicircum{}", "<": "\\textless{}", ">": "\\textgreater{}",
};

/** With the rules of the package booktabs. @param {Lines} lines */
export function asLatex(lines) {
  const cell = (/** @type {string} */ text) => text.replace(/\s+/g, " ").replace(/[\\{}$&#_%~^<>]/g, (sign) => LATEX[sign]);
  const row = (/** @type {string[]} */ line) => `${line.map(cell).join(" & ")} \\\\`;
  const [head, ...body] = lines;
  return [
    "% \\usepackage{booktabs}", `\\begin{tabular}{${"l".repeat(head.length)}}`, "\\toprule", row(head), "\\midrule",
    ...body.map(row), "\\bottomrule", "\\end{tabular}",
  ].join("\n") + "\n";
}

const FORMATS = [
  { name: "CSV", ending: "csv", type: "text/csv", write: asCsv },
  { name: "Markdown", ending: "md", type: "text/markdown", write: asMarkdown },
  { name: "LaTeX", ending: "tex", type: "application/x-tex", write: asLatex },
];

/**
 * Return the buttons that save a table, a format each.
 * @param {string} what the table in words, as in "Save the matrix as CSV"
 * @param {string} name of the file, without its ending
 * @param {() => Lines} lines asked for when a button is pressed
 */
export const saveButtons = (what, name, lines) =>
  FORMATS.map(({ name: format, ending, type, write }) => {
    const onclick = () => save(new Blob([write(lines())], { type }), `${name}.${ending}`);
    return make("button", { type: "button", text: format, title: `Save ${what} as ${format}`, "data-at": `save-${ending}`, onclick });
  });
