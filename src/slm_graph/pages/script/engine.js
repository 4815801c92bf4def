// The page's side of the SPARQL engine: a worker made of what the page carries, started when the first question is
// asked, and stopped as a whole where a question takes too long; or the server that the page comes from.
import { askServer, leaveServer, server } from "./server.js";
import { gunzip, packed } from "./unpacking.js";

/** @typedef {{ type: "uri" | "literal" | "bnode" | "triple", value: string, lang: string, datatype: string }} Term */

/**
 * What SELECT, ASK, and CONSTRUCT or DESCRIBE give.
 * @typedef {object} Answer
 * @property {"rows" | "truth" | "triples"} form
 * @property {string[]} columns
 * @property {(Term | null)[][]} rows
 * @property {boolean} truth
 * @property {number} milliseconds that the engine took
 */

/** The question was stopped before it was answered. */
export class Stopped extends Error {}

/** @type {Worker | null} */
let worker = null;
/** @type {Map<number, { resolve: (answer: any) => void, reject: (error: Error) => void }>} */
const waiting = new Map();
let source = "", last = 0;

/** Whether there is a graph that can be asked. */
export const canAsk = () => Boolean(server || document.getElementById("packed-graph"));

/** @param {{ engine: string, graph: string }} given */
function start(given) {
  const url = URL.createObjectURL(new Blob([source], { type: "text/javascript" })), fresh = new Worker(url);
  fresh.addEventListener("message", ({ data: { id, error, ...answer } }) => {
    const asked = waiting.get(id);
    waiting.delete(id);
    if (error === undefined) asked?.resolve(answer);
    else asked?.reject(new Error(error));
  });
  fresh.addEventListener("error", (event) => stop(new Error(`the engine does not run here: ${event.message}`)));
  fresh.postMessage(given);
  return fresh;
}

async function carried() {
  const [script, engine, graph] = await Promise.all(["packed-worker", "packed-engine", "packed-graph"].map(packed));
  source ||= await gunzip(script);
  return { engine, graph };
}

/**
 * @param {object} message
 * @returns {Promise<any>}
 */
function send(message) {
  const id = ++last;
  return new Promise((resolve, reject) => {
    waiting.set(id, { resolve, reject });
    const failed = (/** @type {Error} */ error) => {
      waiting.delete(id);
      reject(error);
    };
    carried().then((given) => {
      if (!waiting.has(id)) return; // stopped while the engine was on its way
      worker ||= start(given);
      worker.postMessage({ ...message, id });
    }).catch(failed);
  });
}

/**
 * Ask the graph.
 * @param {string} text SPARQL
 * @returns {Promise<Answer>}
 */
export const ask = (text) => (server ? askServer(text, "") : send({ text, format: "" }));

/**
 * Ask the graph, and have the answer as a file would have it.
 * @param {string} text SPARQL
 * @param {"csv" | "json" | "ntriples" | "jsonld"} format
 * @returns {Promise<string>}
 */
export const askAs = async (text, format) => (await (server ? askServer(text, format) : send({ text, format }))).text;

/** Stop what is being answered; the next question starts a fresh worker. */
export function stop(reason = /** @type {Error} */ (new Stopped("stopped"))) {
  leaveServer(reason);
  worker?.terminate();
  worker = null;
  const left = [...waiting.values()];
  waiting.clear();
  for (const { reject } of left) reject(reason);
}
