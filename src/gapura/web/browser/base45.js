/** Base45 (RFC 9285): bytes in the characters of a QR code's alphanumeric mode. */

const ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:";
const LARGEST = { 2: 0xff, 3: 0xffff };

/** @param {Uint8Array} bytes @returns {string} */
export function encode(bytes) {
  let text = "";
  for (let place = 0; place < bytes.length; place += 2) {
    const pair = place + 1 < bytes.length;
    let value = pair ? bytes[place] * 256 + bytes[place + 1] : bytes[place];
    for (let rest = pair ? 3 : 2; rest > 0; rest -= 1) {
      text += ALPHABET[value % 45];
      value = Math.floor(value / 45);
    }
  }
  return text;
}

/** @param {string} text @returns {Uint8Array} RangeError for what `encode` would not have written */
export function decode(text) {
  const bytes = [];
  for (let place = 0; place < text.length; place += 3) {
    const group = Array.from(text.slice(place, place + 3), (symbol) => ALPHABET.indexOf(symbol));
    const value = group.reduceRight((sum, each) => sum * 45 + each, 0);
    if (group.includes(-1) || !(value <= LARGEST[group.length])) throw new RangeError("not Base45");
    if (group.length === 3) bytes.push(value >> 8);
    bytes.push(value & 255);
  }
  return Uint8Array.from(bytes);
}
