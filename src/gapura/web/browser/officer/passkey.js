/**
 * Unlocking with a passkey instead of the PIN: made and judged on this device alone, so also without the network.
 *
 * What is kept of it is public. It opens the scanner's screen and nothing on the server; there the officer's
 * account has passkeys of its own.
 */

import { base64url, fromUtf8, joined, utf8 } from "../bytes.js";

const ES256 = -7;
const RS256 = -257; // what Windows Hello makes
const PRESENT_AND_VERIFIED = 0x05; // the authenticator saw somebody, and it was its owner
const NUMBERS = /^[\d.]+$|:/; // browsers keep no passkey for an address in numbers

/**
 * @typedef {{id: Uint8Array<ArrayBuffer>, key: Uint8Array<ArrayBuffer>, alg: number}} Passkey `key` as
 *   SubjectPublicKeyInfo, `alg` in COSE's numbers
 */

/** Whether this browser can have passkeys at this address. */
export const able = () => Boolean(window.PublicKeyCredential && navigator.credentials) && !NUMBERS.test(location.hostname);

/**
 * Make a passkey for an officer; throws where they or the browser would not.
 * @param {string} name
 * @returns {Promise<Passkey>}
 */
export async function made(name) {
  const credential = /** @type {any} */ (
    await navigator.credentials.create({
      publicKey: {
        challenge: random(32),
        rp: { name: "Gapura" },
        user: { id: random(16), name, displayName: name }, // a fresh id, so that no passkey of the account is replaced
        pubKeyCredParams: [ES256, RS256].map((alg) => ({ type: "public-key", alg })),
        authenticatorSelection: { residentKey: "discouraged", userVerification: "required" },
      },
    })
  );
  const { response, rawId } = credential;
  const key = new Uint8Array(response.getPublicKey());
  return { id: new Uint8Array(rawId), key, alg: response.getPublicKeyAlgorithm() };
}

/**
 * Whether the owner of a passkey is here now; throws where they or the browser would not.
 * @param {Passkey} passkey
 */
export async function shown({ id, key, alg }) {
  const challenge = random(32);
  const asked = { challenge, allowCredentials: [{ type: "public-key", id }], userVerification: "required" };
  const answer = /** @type {any} */ (await navigator.credentials.get(/** @type {any} */ ({ publicKey: asked })));
  const said = new Uint8Array(answer.response.clientDataJSON);
  const data = new Uint8Array(answer.response.authenticatorData);
  const { type, challenge: answered, origin } = JSON.parse(fromUtf8(said));
  const ours = type === "webauthn.get" && answered === base64url(challenge) && origin === location.origin;
  const here = same(data.subarray(0, 32), await hash(utf8(location.hostname)));
  const verified = (data[32] & PRESENT_AND_VERIFIED) === PRESENT_AND_VERIFIED;
  if (!ours || !here || !verified) return false;
  const signature = new Uint8Array(answer.response.signature);
  return signed(key, alg, signature, joined(data, await hash(said)));
}

/**
 * @param {Uint8Array<ArrayBuffer>} key
 * @param {number} alg
 * @param {Uint8Array<ArrayBuffer>} signature
 * @param {Uint8Array<ArrayBuffer>} message
 */
async function signed(key, alg, signature, message) {
  const elliptic = alg === ES256;
  const how = elliptic ? { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" } : { name: "RSASSA-PKCS1-v1_5", hash: "SHA-256" };
  const known = await crypto.subtle.importKey("spki", key, how, false, ["verify"]);
  return crypto.subtle.verify(how, known, elliptic ? raw(signature) : signature, message);
}

/** @param {number} length */
const random = (length) => crypto.getRandomValues(new Uint8Array(length));

/** @param {Uint8Array<ArrayBuffer>} bytes */
const hash = async (bytes) => new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));

/** @param {Uint8Array} one @param {Uint8Array} other */
const same = (one, other) => one.length === other.length && one.every((byte, place) => byte === other[place]);

/** A signature's two numbers, which authenticators give in DER, as WebCrypto wants them. @param {Uint8Array} der */
function raw(der) {
  const first = 4;
  const second = first + der[3] + 2;
  const number = (/** @type {number} */ start) => {
    const digits = der.subarray(start, start + der[start - 1]);
    const short = digits.subarray(Math.max(0, digits.length - 32));
    return joined(new Uint8Array(32 - short.length), short);
  };
  return joined(number(first), number(second));
}
