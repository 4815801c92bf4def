// Keys: those of the view that is seen, and those of the whole page.
import { chosenNow, openPage, setSteps, unchoose } from "./choosing.js";
import { byId } from "./dom.js";
import { focusView } from "./focus.js";
import { switchTheme } from "./theme.js";
import { viewNow } from "./views.js";

const help = /** @type {HTMLDialogElement} */ (byId("help"));

export function startKeys() {
  byId("show-help").addEventListener("click", () => help.showModal());
  for (const dialog of document.querySelectorAll("dialog")) {
    dialog.querySelector(".close")?.addEventListener("click", () => dialog.close());
  }
  addEventListener("keydown", onKey);
}

/** @param {KeyboardEvent} event */
function onKey(event) {
  // Not event.target, which for what is typed in the editor's shadow root is only its host.
  const target = /** @type {Element} */ (event.composedPath()[0]);
  // What the editor has done, such as closing its list by Escape, is done.
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || document.querySelector("dialog[open]")) return;
  const typing = target.matches?.("input:not([type=checkbox]), select, textarea, [contenteditable=true]");
  if (typing && event.key !== "Escape") return;
  const free = target === document.body || target === byId("network");
  /** @type {Record<string, () => void>} */
  const keys = {
    "/": () => byId("search").focus(), "?": () => help.showModal(), t: switchTheme, Escape: leave,
    ...(chosenNow() >= 0 ? { 1: () => setSteps(1), 2: () => setSteps(2) } : {}),
    ...(chosenNow() >= 0 && free ? { Enter: () => openPage(chosenNow()) } : {}),
    ...viewNow()?.keys?.(target),
  };
  if (!Object.hasOwn(keys, event.key)) return;
  event.preventDefault();
  keys[event.key]();
}

/** Close what is open; then the keys are the view's again. */
function leave() {
  if (chosenNow() >= 0) unchoose();
  else focusView();
}
