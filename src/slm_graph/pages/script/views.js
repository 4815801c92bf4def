// The shell: which views there are, and which one is seen. A view is a row of VIEWS in app.js and a section of its own.
import { byId, make } from "./dom.js";
import { focusView } from "./focus.js";
import { address, current, update, watch } from "./state.js";

/** @typedef {import("./state.js").State} State */

/**
 * A view shows the state. `show` is called when it is first seen and at every change while it is seen; `before` is null
 * the first time. `subject` is the field of the state that stands in the path of its address. `keys` tells what keys do
 * in it, by their names.
 * @typedef {object} View
 * @property {string} name
 * @property {string} label
 * @property {keyof State | ""} subject
 * @property {(state: State, before: State | null, section: HTMLElement) => void} show
 * @property {(target: EventTarget | null) => Record<string, () => void>} [keys]
 */

/** @type {View[]} */
let views = [];

/** @param {View[]} known */
export function startViews(known) {
  views = known;
  byId("views").hidden = views.length < 2;
  for (const view of views) {
    const onclick = (/** @type {MouseEvent} */ event) => {
      if (event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      update({ view: view.name });
    };
    byId("views").append(make("a", { id: `to-${view.name}`, href: "#", text: view.label, onclick }));
  }
  byId("skip").addEventListener("click", (event) => {
    // The address is the state's: it does not become #main.
    event.preventDefault();
    focusView();
  });
  watch(showView);
  showView(current(), null);
}

/** The section of a view: that of the template, or else a fresh one. @param {View} view */
function sectionOf(view) {
  const known = document.getElementById(`view-${view.name}`);
  if (known) return known;
  const section = make("section", { id: `view-${view.name}`, class: "view", "aria-label": view.label });
  document.querySelector("main")?.append(section);
  return section;
}

/** @param {State} state @param {State | null} before */
function showView(state, before) {
  for (const view of views) {
    const seen = view.name === state.view, link = byId(`to-${view.name}`), section = sectionOf(view);
    link.setAttribute("href", address({ ...state, view: view.name }) || `#${view.name}`);
    if (seen) link.setAttribute("aria-current", "page");
    else link.removeAttribute("aria-current");
    section.hidden = !seen;
  }
  document.documentElement.dataset.view = state.view;
  const view = viewNow();
  view?.show(state, before, sectionOf(view));
}

/** Return the view that is seen. */
export const viewNow = () => views.find((view) => view.name === current().view);
