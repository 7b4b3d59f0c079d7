/** The chain of links of a pass on a phone; docs/reference/passes.md says why and how. */

export const SLOT = 30; // seconds for which one link is shown
const LENGTH = 16;
const USE = new TextEncoder().encode("gapura link");

/** @param {Uint8Array} link @param {number} place @returns {Promise<Uint8Array>} the link under the one at `place` */
async function below(link, place) {
  const message = new Uint8Array(USE.length + 2 + LENGTH);
  message.set(USE);
  message.set([place >> 8, place & 255], USE.length);
  message.set(link, USE.length + 2);
  return new Uint8Array(await crypto.subtle.digest("SHA-256", message)).slice(0, LENGTH);
}

/**
 * Every link from the anchor up to `last`.
 * @param {Uint8Array} last @param {number} length the place of `last`
 * @returns {Promise<Uint8Array[]>}
 */
export async function chain(last, length) {
  const links = new Array(length + 1);
  links[length] = last;
  for (let place = length; place > 0; place -= 1) links[place - 1] = await below(links[place], place);
  return links;
}

/** The place of the link to show. @param {number} issuedAt @param {number} now both in seconds */
export const placeAt = (issuedAt, now) => 1 + Math.floor((now - issuedAt) / SLOT);
