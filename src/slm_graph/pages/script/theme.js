// Light or dark: by the system, until somebody switches.
import { byId } from "./dom.js";

const NAMES = ["ground", "card", "text", "soft", "edge", "accent", "line"];
const systemDark = matchMedia("(prefers-color-scheme: dark)");
const root = document.documentElement;
let chosen = "", printing = false;
/** @type {(() => void)[]} */
const watchers = [];

/** The colours of the style sheet, for what is drawn on a canvas. @type {Record<string, string>} */
export const colours = {};

/** @returns {"light" | "dark"} */
export const tone = () => (root.dataset.theme === "dark" ? "dark" : "light");

/** @param {() => void} watcher */
export function watchTheme(watcher) {
  watchers.push(watcher);
}

export function switchTheme() {
  chosen = tone() === "dark" ? "light" : "dark";
  apply();
}

function apply() {
  root.dataset.theme = printing ? "light" : chosen || (systemDark.matches ? "dark" : "light");
  const style = getComputedStyle(root);
  for (const name of NAMES) colours[name] = style.getPropertyValue("--" + name).trim();
  byId("theme").textContent = tone() === "dark" ? "Light" : "Dark";
  for (const watcher of watchers) watcher();
}

systemDark.addEventListener("change", apply);
for (const [event, value] of /** @type {[string, boolean][]} */ ([["beforeprint", true], ["afterprint", false]])) {
  addEventListener(event, () => {
    printing = value;
    apply();
  });
}
byId("theme").addEventListener("click", switchTheme);
apply();
