// Lists that may be longer than anybody reads: the first items, and a button for further ones.
import { make, number } from "./dom.js";

/** How many items are shown at a time. */
export const AT_ONCE = 300;
/** What a button stands in, by what holds the items. @type {Record<string, "li" | "dd">} */
const AROUND = { UL: "li", DL: "dd" };

/**
 * Append items to an element, AT_ONCE at a time.
 * @template T
 * @template {HTMLElement} B
 * @param {B} box
 * @param {T[]} items
 * @param {string} what they are, for who does not see where the button stands
 * @param {(item: T, k: number) => (Node | string)[]} parts what is appended of an item
 */
export function fillInSteps(box, items, what, parts) {
  let done = 0;
  const button = make("button", { type: "button", class: "small" }), around = AROUND[box.tagName];
  const more = around ? make(around, {}, button) : button;
  const step = () => {
    more.remove();
    const next = items.slice(done, done + AT_ONCE).flatMap((item, k) => parts(item, done + k));
    box.append(...next);
    done += AT_ONCE;
    if (done < items.length) {
      button.textContent = `${number(items.length - done)} more`;
      button.setAttribute("aria-label", `${button.textContent} of ${what}`);
      box.append(" ", more);
    }
    return next;
  };
  button.addEventListener("click", () => {
    const fresh = step().find((node) => node instanceof HTMLElement);
    if (fresh instanceof HTMLElement) /** @type {HTMLElement | null} */ (fresh.matches("a") ? fresh : fresh.querySelector("a"))?.focus();
  });
  step();
  return box;
}
