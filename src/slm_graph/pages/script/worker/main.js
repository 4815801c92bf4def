// The SPARQL engine, in a worker: Oxigraph's WebAssembly and the graph come packed from the page, and answers go back.
// The page's policy holds here too, so that nothing is fetched, whatever a query says.
import init, { Store } from "oxigraph/web.js";
import { FORMATS, asTriples, fromJson } from "../results.js";
import { gunzipBytes } from "../unpacking.js";

/** @typedef {import("../engine.js").Term} Term */
/** @typedef {{ id: number, text: string, format: keyof typeof FORMATS | "" }} Question */

/** What Oxigraph says where the results of a query are triples. */
const IS_GRAPH = /^Not supported RDF format/;
/** @type {Promise<Store>} */
let ready;

/** @param {{ engine: string, graph: string }} given */
async function load({ engine, graph }) {
  const [wasm, triples] = await Promise.all([gunzipBytes(engine), gunzipBytes(graph)]);
  await init({ module_or_path: wasm });
  const store = new Store();
  store.load(new Uint8Array(triples), { format: FORMATS.ntriples, no_transaction: true });
  return store;
}

/** @param {Store} store @param {Question} question */
function answer(store, { text, format }) {
  return format ? { text: store.query(text, { results_format: FORMATS[format] }) } : rows(store, text);
}

/** @param {Store} store @param {string} text */
function rows(store, text) {
  const start = performance.now();
  let told;
  try {
    told = fromJson(JSON.parse(String(store.query(text, { results_format: FORMATS.json }))));
  } catch (error) {
    if (!IS_GRAPH.test(messageOf(error))) throw error;
    told = fromTriples(/** @type {any} */ (store.query(text)));
  }
  return { ...told, milliseconds: performance.now() - start };
}

/** @param {any[]} quads */
function fromTriples(quads) {
  const types = /** @type {Record<string, Term["type"]>} */ ({ NamedNode: "uri", BlankNode: "bnode", Literal: "literal" });
  const term = (/** @type {any} */ { termType, value, language, datatype }) => ({
    type: types[termType] || "triple", value, lang: language || "", datatype: datatype?.value || "",
  });
  const triples = quads.map(({ subject, predicate, object }) => [term(subject), term(predicate), term(object)]);
  return asTriples(triples);
}

/** @param {unknown} error */
const messageOf = (error) => (error instanceof Error ? error.message : String(error));

self.addEventListener("message", async ({ data }) => {
  if ("engine" in data) {
    ready = load(data);
    return;
  }
  try {
    self.postMessage({ id: data.id, ...answer(await ready, data) });
  } catch (error) {
    self.postMessage({ id: data.id, error: messageOf(error) });
  }
});
