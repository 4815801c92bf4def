// What the colours tell: the type, the community, the year or the modality.
import { classes, page } from "./data.js";
import { current } from "./state.js";
import { tone } from "./theme.js";

/** @typedef {import("./data.js").Thing} Thing */

const GREYS = { light: "#69727d", dark: "#a3aebb" };
/** The modality that says most of a thing: text alone where there is no other. @param {Thing} thing */
const mainModality = (thing) => thing.mo.find((name) => name !== "text") || thing.mo[0];

/** How many of the years with things come after that of a thing: the latest ones have a colour each. @param {Thing} thing */
const yearsAgo = (thing) => (thing.year === null ? -1 : page.years.length - 1 - page.years.indexOf(thing.year));

/** @param {Thing} thing */
export function colourOf(thing) {
  const by = current().colours, palette = page.palette[tone()], grey = GREYS[tone()];
  if (by === "community") return (thing.co >= 0 && palette[thing.co]) || grey;
  if (by === "modality") return palette[page.modalities.indexOf(mainModality(thing))] || grey;
  if (by === "year") return palette[yearsAgo(thing)] || grey;
  return classes[thing.c][tone()];
}

/**
 * Return what the colour of a thing stands for, and its place in the legend.
 * @param {Thing} thing
 * @returns {[string, string | number]}
 */
export function colourMeaning(thing) {
  const by = current().colours;
  if (by === "year") {
    if (thing.year === null) return ["no year", Infinity];
    const most = page.palette.light.length, ago = Math.min(yearsAgo(thing), most), year = page.years[page.years.length - 1 - ago];
    return [ago === most ? `${year} and before` : String(year), ago];
  }
  if (by === "community") {
    const known = thing.co >= 0 && thing.co < page.palette.light.length;
    return [known ? page.communities[thing.co] : "smaller ones", known ? thing.co : Infinity];
  }
  const name = mainModality(thing) || "not stated";
  return [name, name];
}
