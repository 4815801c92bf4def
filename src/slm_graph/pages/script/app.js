// The page: its views, and what stands around them. Every view reads the one state, which the address tells.
import { compareView } from "./compare/view.js";
import { page, things } from "./data.js";
import { startDetails } from "./details.js";
import { graphView } from "./graph/view.js";
import { hiddenAtFirst } from "./graph/visible.js";
import { startKeys } from "./keys.js";
import { matrixView } from "./matrix/view.js";
import { hasQuestions, questionsView } from "./questions/view.js";
import { startSearch } from "./search_box.js";
import { prepareSearch } from "./search_index.js";
import { begin } from "./state.js";
import { tableView } from "./systems/view.js";
import { thingView } from "./thing/view.js";
import { timelineView } from "./timeline/view.js";
import { startViews } from "./views.js";

/** The views in their order; the first one opens first. */
const VIEWS = things.length
  ? [tableView, compareView, matrixView, timelineView, graphView, ...(hasQuestions() ? [questionsView] : []), thingView]
  : [questionsView]; // of a graph that is too large to show

export function start() {
  begin(VIEWS, { colours: page.colourBy, hidden: hiddenAtFirst() });
  startDetails();
  startSearch();
  startKeys();
  startViews(VIEWS);
  requestAnimationFrame(() => {
    document.documentElement.dataset.ready = String(Math.round(performance.now()));
    prepareSearch();
  });
}
