/** Packs what is kept on this device for the server alone: not even this device can read it back. */

import { base64url, fromHex, joined, utf8 } from "../bytes.js";

const VERSION = 1;
const BLOCK = 96; // a box's length tells little, and is whole in base64url
const CURVE = { name: "ECDH", namedCurve: "P-256" };

/**
 * @param {object} item
 * @param {{key: number, point: string}} recipient the server's key, its point in hexadecimal
 * @param {string} scanner this device's number, which alone may send the box
 * @returns {Promise<string>} base64url
 */
export async function pack(item, recipient, scanner) {
  const ephemeral = await crypto.subtle.generateKey(CURVE, false, ["deriveBits"]);
  const point = new Uint8Array(await crypto.subtle.exportKey("raw", ephemeral.publicKey));
  const server = await crypto.subtle.importKey("raw", fromHex(recipient.point), CURVE, false, []);
  const shared = await crypto.subtle.deriveBits({ name: "ECDH", public: server }, ephemeral.privateKey, 256);
  const nonce = crypto.getRandomValues(new Uint8Array(12));
  const sealed = await crypto.subtle.encrypt(
    { name: "AES-GCM", iv: nonce, additionalData: utf8(`gapura scan ${scanner}`) },
    await sealingKey(shared, point),
    padded(utf8(JSON.stringify(item))),
  );
  return base64url(joined(Uint8Array.of(VERSION, recipient.key), point, nonce, new Uint8Array(sealed)));
}

/** @param {ArrayBuffer} shared @param {Uint8Array<ArrayBuffer>} point */
async function sealingKey(shared, point) {
  const secret = await crypto.subtle.importKey("raw", shared, "HKDF", false, ["deriveKey"]);
  const how = { name: "HKDF", hash: "SHA-256", salt: point, info: utf8("gapura box") };
  return crypto.subtle.deriveKey(how, secret, { name: "AES-GCM", length: 256 }, false, ["encrypt"]);
}

/** Spaces behind the JSON, which no reader minds. @param {Uint8Array} plain */
function padded(plain) {
  const size = Math.ceil((plain.length - 1) / BLOCK) * BLOCK + 1;
  return joined(plain, new Uint8Array(size - plain.length).fill(32));
}
