// What runs first: unpacks what the page was given, then starts the app, whose modules read it as they begin.
import { unpack } from "./unpacking.js";

unpack()
  .then(() => import("./app.js"))
  .then((app) => app.start())
  .then(() => document.getElementById("opening")?.remove());
