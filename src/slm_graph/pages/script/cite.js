// Papers as BibTeX and in the style of the APA: what the graph states of them, and nothing else.
import { near, things } from "./data.js";
import { make, safeAddress, save } from "./dom.js";
import { LATEX } from "./rows/out.js";

/** @typedef {import("./data.js").Thing} Thing */

/** What stands for the authors that a list leaves out. */
const OTHERS = "et al.";

/** @param {Thing} thing @param {string} name */
const fact = (thing, name) => thing.facts.find(([key]) => key === name)?.[1] || "";

/** A paper is what has authors. @param {Thing} thing */
const isPaper = (thing) => thing.authors.length > 0;

/**
 * Return the papers to cite for a thing: itself, what introduces it, or else what describes it.
 * @param {Thing} thing
 */
export function papersOf(thing) {
  if (isPaper(thing)) return [thing];
  const papers = near[thing.i].filter(({ other }) => isPaper(things[other])), introduced = papers.filter(({ out }) => !out);
  const chosen = introduced.length ? introduced : papers;
  return [...new Set(chosen.map(({ other }) => things[other]))];
}

/** @param {Thing} paper @param {RegExp} pattern the part that is told is its first group */
function fromLinks(paper, pattern) {
  for (const [, url] of paper.links) {
    const match = pattern.exec(url);
    if (match) return match[1];
  }
  return "";
}

/** @param {Thing} paper */
const arxivOf = (paper) => fromLinks(paper, /^https?:\/\/arxiv\.org\/abs\/(.+)$/);
/** @param {Thing} paper */
const doiOf = (paper) => fromLinks(paper, /^https?:\/\/doi\.org\/(.+)$/);
/** @param {Thing} paper */
const addressOf = (paper) => paper.links.map(([, url]) => safeAddress(url)).find(Boolean) || "";

/** @param {string} text */
const escaped = (text) => text.replace(/\s+/g, " ").replace(/[\\{}$&#_%~^]/g, (sign) => LATEX[sign]);

/**
 * Return an entry of BibTeX. The graph does not tell what kind of publication a venue is, so the entry is @misc.
 * @param {Thing} paper
 */
export function bibtex(paper) {
  const arxiv = arxivOf(paper), year = paper.year === null ? "" : String(paper.year);
  const word = /[\p{L}\p{N}]+/u.exec(fact(paper, "title") || paper.label)?.[0] || "paper";
  const key = (surname(paper.authors[0]) + year + word).normalize("NFKD").replace(/[^A-Za-z0-9]/g, "").toLowerCase();
  const fields = [
    ["title", `{${escaped(fact(paper, "title") || paper.label)}}`], ["author", paper.authors.map((name) => (name === OTHERS ? "others" : escaped(name))).join(" and ")],
    ["year", year], ["howpublished", escaped(fact(paper, "venue"))], ["eprint", arxiv], ["archiveprefix", arxiv && "arXiv"],
    ["doi", doiOf(paper)], ["url", addressOf(paper)],
  ].filter(([, value]) => value);
  return `@misc{${key},\n${fields.map(([name, value]) => `  ${name} = {${value}},`).join("\n")}\n}\n`;
}

/**
 * Return the button that saves the papers of things as BibTeX; none where they have no papers.
 * @param {string} what the things in words, as in "the papers of these rows"
 * @param {string} name of the file, without its ending
 * @param {Thing[]} list
 */
export function bibtexButton(what, name, list) {
  if (!list.some((thing) => papersOf(thing).length)) return [];
  const onclick = () => {
    const papers = [...new Set(list.flatMap(papersOf))];
    save(new Blob([papers.map(bibtex).join("\n")], { type: "application/x-bibtex" }), `${name}.bib`);
  };
  return [make("button", { type: "button", text: "BibTeX", title: `Save the papers of ${what} as BibTeX`, "data-at": "save-bib", onclick })];
}

const PARTICLES = new Set(["de", "del", "della", "den", "der", "di", "du", "la", "le", "ten", "van", "von"]);

/** @param {string} name */
function surname(name) {
  const words = name.split(" ");
  let start = words.length - 1;
  while (start > 1 && PARTICLES.has(words[start - 1].toLowerCase())) start--;
  return words.slice(start).join(" ");
}

/** @param {string} name */
function shortened(name) {
  const last = surname(name), first = name.slice(0, name.length - last.length).trim();
  const initials = first.split(" ").filter(Boolean).map((word) => word.split("-").map((part) => `${[...part][0]}.`).join("-"));
  return initials.length ? `${last}, ${initials.join(" ")}` : last;
}

/** Up to twenty authors are named, as the seventh edition asks. @param {Thing} paper */
export function apa(paper) {
  const names = paper.authors.filter((name) => name !== OTHERS).map(shortened), isWhole = names.length === paper.authors.length;
  const listed = !isWhole ? `${names.join(", ")}, et al.` : names.length > 20 ? [...names.slice(0, 19), `… ${names.at(-1)}`].join(", ")
    : names.length > 1 ? `${names.slice(0, -1).join(", ")}, & ${names.at(-1)}` : names[0];
  const venue = fact(paper, "venue"), title = (fact(paper, "title") || paper.label).replace(/\.$/, "");
  return [`${listed} (${paper.year ?? "n.d."}). ${title}.`, venue && `${venue}.`, addressOf(paper)].filter(Boolean).join(" ");
}

/**
 * Return the part of the panel that gives the citations of a thing.
 * @param {Thing} thing
 */
export function citations(thing) {
  const papers = papersOf(thing);
  if (!papers.length) return [];
  const entries = papers.flatMap((paper) => [
    ...copied("BibTeX", bibtex(paper), "pre"), ...copied("APA", apa(paper), "p"),
  ]);
  return [make("details", { class: "cite" }, make("summary", { text: "Cite" }), ...entries)];
}

/** @param {string} name @param {string} text @param {"pre" | "p"} tag */
function copied(name, text, tag) {
  const button = make("button", { type: "button", class: "small", text: `Copy ${name}` });
  button.addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(text);
      button.textContent = "Copied";
    } catch {
      // Without leave for the clipboard the text is chosen, so that the keys for copying take it.
      const range = document.createRange();
      range.selectNodeContents(shown);
      getSelection()?.removeAllRanges();
      getSelection()?.addRange(range);
    }
  });
  const shown = make(tag, { text });
  return [make("div", {}, button), shown];
}
