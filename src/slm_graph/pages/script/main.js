// The page: its views, and what stands around them. Every view reads the one state, which the address tells.
import { page } from "./data.js";
import { startDetails } from "./details.js";
import { compareView } from "./compare/view.js";
import { graphView } from "./graph/view.js";
import { startKeys } from "./keys.js";
import { matrixView } from "./matrix/view.js";
import { startSearch } from "./search.js";
import { begin } from "./state.js";
import { tableView } from "./systems/view.js";
import { timelineView } from "./timeline/view.js";
import { startViews } from "./views.js";

/** The views in their order; the first one opens first. */
const VIEWS = [tableView, compareView, matrixView, timelineView, graphView];

begin(VIEWS, page.colourBy);
startDetails();
startSearch();
startKeys();
startViews(VIEWS);
requestAnimationFrame(() => {
  document.documentElement.dataset.ready = String(Math.round(performance.now()));
});
