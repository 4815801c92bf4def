// What a thing comes from: its family, what it is a variant of or was made from, what is broader.
import { near, predicates, things } from "../data.js";

/** @type {Map<number, Set<number>>} */
const known = new Map();

/**
 * Return the things above a thing, by any number of steps; itself left out.
 * @param {number} i
 * @returns {Set<number>}
 */
export function above(i) {
  let result = known.get(i);
  if (result) return result;
  result = new Set();
  const waiting = [i];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    for (const { link, other, out } of near[next]) {
      if (out && predicates[link.p].upward && !result.has(other) && other !== i) {
        result.add(other);
        waiting.push(other);
      }
    }
  }
  known.set(i, result);
  return result;
}

/**
 * Return the groups that values fall into: what is above at least two of them, or above one and itself among them.
 * Of groups that hold the same values the most general one stands.
 * @param {number[]} values
 * @returns {Map<number, Set<number>>} the values of each group
 */
export function groupsOf(values) {
  /** @type {Map<number, Set<number>>} */
  const groups = new Map();
  for (const i of new Set(values)) {
    for (const top of [i, ...above(i)]) groups.set(top, (groups.get(top) || new Set()).add(i));
  }
  /** @type {Map<string, number>} */
  const tops = new Map();
  for (const [top, members] of groups) {
    if (members.size < 2) continue;
    const same = [...members].sort((a, b) => a - b).join(), other = tops.get(same);
    if (other === undefined || above(other).has(top)) tops.set(same, top);
  }
  const kept = [...tops.values()].sort((a, b) => things[a].label.localeCompare(things[b].label, "en"));
  return new Map(kept.map((top) => [top, groups.get(top) || new Set()]));
}
