/** Passes, read and judged on this device alone: docs/reference/passes.md in JavaScript. */

import { decode } from "../base45.js";
import { fromUtf8, joined, utf8 } from "../bytes.js";
import { evidenceOf } from "./evidence.js";

export const PREFIX = "GP1:";
const LONGEST = 2000;
const KINDS = ["", "phone", "page", "paper"];
const LINK = 16;
const SIGNATURE = 64;
const HEAD = 15;
const LONGEST_NAME = 24;
const SLOT = 30;
const LAST_PLACE = 5760;
const FRESH = 60;
const AHEAD = 30;

/** A text that is no pass of ours; `problem` is malformed or forged. */
export class PassError extends Error {
  /** @param {"malformed" | "forged"} problem */
  constructor(problem) {
    super(problem);
    this.problem = problem;
  }
}

/**
 * @typedef {{kind: string, key: string, number: number, issuedAt: number, expiresAt: number, since: number,
 *   name: string, evidence: any}} Pass times in Unix seconds
 */

/**
 * The pass in a text that one of `keys` signed. Throws PassError.
 * @param {string} text
 * @param {JsonWebKey[]} keys as published
 * @returns {Promise<Pass>}
 */
export async function readPass(text, keys) {
  const { body, signature, tail, issued } = parsed(text);
  if (!(await signed(keys, issued.key, body, signature))) throw new PassError("forged");
  if (issued.kind !== "phone") return { ...issued, since: issued.issuedAt };
  const place = tail[0] * 256 + tail[1];
  const since = issued.issuedAt + (place - 1) * SLOT;
  if (since >= issued.expiresAt || !(await leadsTo(issued.anchor, tail.subarray(2), place))) {
    throw new PassError("forged");
  }
  return { ...issued, since };
}

/**
 * What stands against a genuine pass at a moment in Unix seconds, if anything.
 * @param {Pass} pass
 * @param {number} now
 * @returns {"expired" | "early" | "picture" | null}
 */
export function faultOf(pass, now) {
  if (now >= pass.expiresAt) return "expired";
  if (now < pass.since - AHEAD) return "early";
  return pass.kind === "phone" && now > pass.since + FRESH ? "picture" : null;
}

/** @param {string} text */
function parsed(text) {
  try {
    if (!text.startsWith(PREFIX) || text.length > LONGEST) throw new RangeError("not a pass");
    const raw = decode(text.slice(PREFIX.length));
    const tail = KINDS[raw[0]] === "phone" ? 2 + LINK : 0;
    const end = raw.length - SIGNATURE - tail;
    if (!KINDS[raw[0]] || end < HEAD) throw new RangeError("too short");
    const body = raw.slice(0, end);
    return {
      body,
      signature: raw.slice(end, end + SIGNATURE),
      tail: raw.slice(end + SIGNATURE),
      issued: issuedIn(body),
    };
  } catch (error) {
    throw new PassError("malformed");
  }
}

/** @param {Uint8Array} body */
function issuedIn(body) {
  const number = (/** @type {number} */ from, /** @type {number} */ to) =>
    body.subarray(from, to).reduce((value, byte) => value * 256 + byte, 0);
  const kind = KINDS[body[0]];
  const named = HEAD + (kind === "phone" ? LINK : 0);
  const length = body[named];
  const name = body.subarray(named + 1, named + 1 + length);
  const issuedAt = number(7, 11);
  const expiresAt = number(11, 15);
  if (!length || length > LONGEST_NAME || name.length !== length || expiresAt <= issuedAt) {
    throw new RangeError("no name, or no time in which it is good");
  }
  return {
    kind,
    key: String(body[1]),
    number: number(2, 7),
    issuedAt,
    expiresAt,
    anchor: body.subarray(HEAD, named),
    name: fromUtf8(name),
    evidence: evidenceOf(body.subarray(named + 1 + length)),
  };
}

/** @param {any[]} keys @param {string} kid @param {Uint8Array} body @param {Uint8Array} signature */
async function signed(keys, kid, body, signature) {
  const published = keys.find((each) => each.kid === kid);
  if (!published) return false;
  const { kty, crv, x, y } = published;
  const algorithm = { name: "ECDSA", namedCurve: "P-256" };
  const key = await crypto.subtle.importKey("jwk", { kty, crv, x, y }, algorithm, false, ["verify"]);
  const message = joined(utf8("gapura pass"), body);
  return crypto.subtle.verify({ name: "ECDSA", hash: "SHA-256" }, key, joined(signature), message);
}

/** Whether the link at a place hashes down to the anchor. */
async function leadsTo(anchor, link, place) {
  if (place < 1 || place > LAST_PLACE) return false;
  const message = joined(utf8("gapura link"), new Uint8Array(2), link);
  const use = message.length - LINK - 2;
  for (let each = place; each > 0; each -= 1) {
    message[use] = each >> 8;
    message[use + 1] = each & 0xff;
    message.set(new Uint8Array(await crypto.subtle.digest("SHA-256", message)).subarray(0, LINK), use + 2);
  }
  return anchor.every((byte, index) => byte === message[use + 2 + index]);
}
