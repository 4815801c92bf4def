// What the page carries compressed: gzip, as base64, in script elements of the type application/gzip, or, in a site, in
// files that are loaded when they are needed.

/** The texts of the elements whose id begins with `data-`, by their ids. @type {Map<string, string>} */
export const unpacked = new Map();

/** Unpack what the first view needs. */
export async function unpack() {
  const elements = [...document.querySelectorAll('script[type="application/gzip"][id^="data-"]')];
  const texts = await Promise.all(elements.map((element) => gunzip(element.textContent || "")));
  elements.forEach((element, k) => {
    unpacked.set(element.id, texts[k]);
    element.remove();
  });
}

/** What loads the files that were asked for. @type {Map<string, Promise<void>>} */
const loads = new Map();

/** The file that holds what an element is to hold; "" where it holds it itself. @param {string} id */
export const fileOf = (id) => document.getElementById(id)?.dataset.file || "";

/**
 * Load what an element is to hold, where that stands in a file of its own: as a script, since a page that is opened from
 * a disk may fetch nothing.
 * @param {string} id
 */
export function load(id) {
  const file = fileOf(id), known = loads.get(file);
  if (known || !file) return known || Promise.resolve();
  const loading = /** @type {Promise<void>} */ (new Promise((resolve, reject) => {
    const script = document.createElement("script");
    script.src = file;
    script.addEventListener("load", () => resolve());
    script.addEventListener("error", () => {
      loads.delete(file);
      reject(new Error(`${file.split("?")[0]} cannot be loaded`));
    });
    document.head.append(script);
  }));
  loads.set(file, loading);
  return loading;
}

/**
 * Return the packed text of an element, or "" where there is none.
 * @param {string} id
 */
export async function packed(id) {
  await load(id);
  return document.getElementById(id)?.textContent || "";
}

/** @param {string} written in base64 */
function stream(written) {
  const binary = atob(written), bytes = new Uint8Array(binary.length);
  for (let k = 0; k < binary.length; k++) bytes[k] = binary.charCodeAt(k);
  return new Response(new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip")));
}

/** @param {string} written in base64 */
export const gunzip = (written) => stream(written).text();

/** @param {string} written in base64 */
export const gunzipBytes = (written) => stream(written).arrayBuffer();
