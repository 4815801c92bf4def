// Where the keyboard goes.

/** Have the keys go to the view that is seen: to its main part, or to the whole of it. */
export function focusView() {
  const section = /** @type {HTMLElement | null} */ (document.querySelector("main > .view:not([hidden])"));
  const part = /** @type {HTMLElement | null | undefined} */ (section?.querySelector("[data-main]")) || section;
  if (part && !part.hasAttribute("tabindex")) part.tabIndex = -1;
  part?.focus();
}
