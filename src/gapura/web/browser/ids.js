/** UUIDv7: the id a client gives a check-in, which carries its time. */

import { hex } from "./bytes.js";

/**
 * A new id for the given moment.
 * @param {number} milliseconds since 1970, by the server's clock
 * @returns {string}
 */
export function newId(milliseconds) {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  const time = Math.floor(milliseconds).toString(16).padStart(12, "0");
  bytes[6] = (bytes[6] & 0x0f) | 0x70;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const all = time + hex(bytes.subarray(6));
  return [all.slice(0, 8), all.slice(8, 12), all.slice(12, 16), all.slice(16, 20), all.slice(20)].join("-");
}

/**
 * The moment inside an id, in milliseconds since 1970.
 * @param {string} id
 * @returns {number}
 */
export function timeOf(id) {
  return parseInt(id.replace(/-/g, "").slice(0, 12), 16);
}
