// Values of a facet that are no value of a cell.

/** For rows of which nothing is stated. */
export const NOTHING = "not-stated";
/** For rows of which anything is stated, where what it is does not matter. */
export const STATED = "stated";
/** Before the id of a thing: it, and what comes from it. */
export const ANY = "any:";
