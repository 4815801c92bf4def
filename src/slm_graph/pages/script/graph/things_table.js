// The things of the graph that are shown, as a table.
import { choose, thingAddress } from "../choosing.js";
import { bibtexButton } from "../cite.js";
import { classes, degree, things } from "../data.js";
import { byId, make, number } from "../dom.js";
import { saveButtons } from "../rows/out.js";
import { thingOn } from "./visible.js";

export function showThings() {
  const dialog = /** @type {HTMLDialogElement} */ (byId("table"));
  const listed = things.filter((thing) => thingOn[thing.i]).sort((a, b) => a.c - b.c || a.label.localeCompare(b.label));
  const headings = ["Name", "Type", "Year", "Neighbours"].map((name) => make("th", { scope: "col", text: name }));
  const rows = listed.map((thing) => {
    const open = (/** @type {Event} */ event) => {
      event.preventDefault();
      dialog.close();
      choose(thing.i);
    };
    return make("tr", {},
      make("td", {}, make("a", { href: thingAddress(thing.i), text: thing.label, onclick: open })),
      make("td", { text: classes[thing.c].label }),
      make("td", { text: thing.year === null ? "" : String(thing.year) }),
      make("td", { text: String(degree[thing.i]) }),
    );
  });
  const lines = () => [["Name", "Type", "Year", "Neighbours"], ...listed.map((thing) => [thing.label, classes[thing.c].label, String(thing.year ?? ""), String(degree[thing.i])])];
  byId("table-rows").replaceChildren(
    make("div", { class: "view-bar" }, ...saveButtons("these nodes", "slm-graph-nodes", lines), ...bibtexButton("these nodes", "slm-graph-nodes", listed)),
    make("table", {},
      make("caption", { text: `${number(listed.length)} nodes` }),
      make("thead", {}, make("tr", {}, ...headings)),
      make("tbody", {}, ...rows),
    ),
  );
  dialog.showModal();
}
