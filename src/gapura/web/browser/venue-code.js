/** What a poster's QR code says. */

const ADDRESS = /^https?:\/\/[^/]+\/c\/([0-9a-z][0-9a-z-]{10,26})\/?(?:[?#].*)?$/i;

/**
 * The venue code in a scanned address, whatever its host: only our own gate is ever asked about it.
 * @param {string} text
 * @returns {string | null} null for any other QR code
 */
export function venueCode(text) {
  const match = ADDRESS.exec(text.trim());
  return match && match[1].toUpperCase();
}

/** A code as printed for people. @param {string} code */
export function pretty(code) {
  return /^[0-9A-Z]{12}/.test(code) ? code.slice(0, 12).replace(/(.{4})(?=.)/g, "$1-") : code;
}
