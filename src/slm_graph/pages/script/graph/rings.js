// Where things stand in a graph of which only a part is shown: in rings around the chosen one, those of a step together.
import { picture } from "./picture.js";

const FIRST = 140, BETWEEN = 90, ROOM = 70;

/**
 * Put the things around the chosen one in rings.
 * @param {Map<number, number>} focus by number how many steps away each is
 */
export function arrange(focus) {
  let radius = 0;
  for (const step of new Set(focus.values())) {
    const waiting = [...focus].filter(([, steps]) => steps === step).map(([i]) => i);
    while (waiting.length) {
      const ring = waiting.splice(0, Math.max(1, Math.floor((2 * Math.PI * radius) / ROOM)));
      ring.forEach((i, k) => {
        const turn = (2 * Math.PI * k) / ring.length;
        Object.assign(picture.place[i], { x: radius * Math.cos(turn), y: radius * Math.sin(turn) });
      });
      radius += radius ? BETWEEN : FIRST;
    }
  }
}
