// A table of texts as CSV, Markdown or LaTeX.

/** @typedef {string[][]} Lines the first one has the headings */

/** RFC 4180, with a mark so that spreadsheets read it as UTF-8. @param {Lines} lines */
export function asCsv(lines) {
  // A spreadsheet takes a text that begins so for a formula.
  const cell = (/** @type {string} */ text) => `"${text.replace(/^(?=[=+\-@\t\r])/, "'").replaceAll('"', '""')}"`;
  return "\ufeff" + lines.map((line) => line.map(cell).join(",")).join("\r\n") + "\r\n";
}

/** @param {Lines} lines */
export function asMarkdown(lines) {
  const cell = (/** @type {string} */ text) => text.replace(/\s+/g, " ").replace(/[\\`*_[\]<>|]/g, "\\$&");
  const row = (/** @type {string[]} */ line) => `| ${line.map(cell).join(" | ")} |`;
  const [head, ...body] = lines;
  return [row(head), `|${" --- |".repeat(head.length)}`, ...body.map(row)].join("\n") + "\n";
}

/** @type {Record<string, string>} */
const LATEX = {
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

/** What a table can be saved as: a name, the ending of the file, its type, and how it is written. */
export const FORMATS = [
  { name: "CSV", ending: "csv", type: "text/csv", write: asCsv },
  { name: "Markdown", ending: "md", type: "text/markdown", write: asMarkdown },
  { name: "LaTeX", ending: "tex", type: "application/x-tex", write: asLatex },
];
