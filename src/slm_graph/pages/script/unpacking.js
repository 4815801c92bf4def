// What the page carries compressed: gzip, as base64, in script elements of the type application/gzip.

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

/**
 * Return the packed text of an element, or "" where there is none.
 * @param {string} id
 */
export const packed = (id) => document.getElementById(id)?.textContent || "";

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
