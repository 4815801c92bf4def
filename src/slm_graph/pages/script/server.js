// The SPARQL endpoint of the server that the page comes from, where that holds the graph instead of the page.
import { FORMATS, fromJson, fromNTriples } from "./results.js";

/** Its address; "" where the page carries the graph. */
export const server = document.querySelector('meta[name="sparql"]')?.getAttribute("content") || "";

/** What is being asked. @type {Set<AbortController>} */
const asked = new Set();

/**
 * @param {string} text SPARQL
 * @param {keyof typeof FORMATS | ""} format
 * @returns {Promise<any>}
 */
export async function askServer(text, format) {
  const mine = new AbortController(), start = performance.now();
  const accept = format ? FORMATS[format] : `${FORMATS.json}, ${FORMATS.ntriples};q=0.9`;
  asked.add(mine);
  try {
    const headers = { Accept: accept, "Content-Type": "application/sparql-query" };
    const answer = await fetch(server, { method: "POST", headers, body: text, signal: mine.signal }), body = await answer.text();
    if (!answer.ok) throw new Error(body.trim());
    if (format) return { text: body };
    const isGraph = answer.headers.get("Content-Type")?.startsWith(FORMATS.ntriples);
    return { ...(isGraph ? fromNTriples(body) : fromJson(JSON.parse(body))), milliseconds: performance.now() - start };
  } finally {
    asked.delete(mine);
  }
}

/** Leave what is being asked; the server ends its work. @param {Error} reason */
export const leaveServer = (reason) => asked.forEach((one) => one.abort(reason));
