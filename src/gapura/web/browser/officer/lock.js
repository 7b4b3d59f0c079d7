/** Who is at the scanner: each officer unlocks it with a PIN, or a passkey, known to this device alone. */

import { fromHex, hex, utf8 } from "../bytes.js";
import { made, shown } from "./passkey.js";

const ROUNDS = 210000;
export const DIGITS = 6;
const TRIES = 5;
const PAUSE = 30000;

/** @typedef {{salt: string, hash: string}} Pin hexadecimal */

/** @param {string} pin @returns {Promise<Pin>} */
export async function hashed(pin) {
  const salt = hex(crypto.getRandomValues(new Uint8Array(16)));
  return { salt, hash: await derived(pin, salt) };
}

/** @param {string} pin @param {string} salt */
async function derived(pin, salt) {
  const secret = await crypto.subtle.importKey("raw", utf8(pin), "PBKDF2", false, ["deriveBits"]);
  const how = { name: "PBKDF2", hash: "SHA-256", salt: fromHex(salt), iterations: ROUNDS };
  return hex(new Uint8Array(await crypto.subtle.deriveBits(how, secret, 256)));
}

export class Lock {
  /** @param {import("./store.js").Store} store */
  constructor(store) {
    this.store = store;
  }

  /** Remember an officer's PIN. @param {number} officer @param {string} pin */
  async remember(officer, pin) {
    await this.store.set("pins", { ...(await this.store.get("pins")), [officer]: await hashed(pin) });
  }

  /**
   * Whether this is the officer's PIN; after a few wrong ones nobody's is, for half a minute.
   * @param {number} officer @param {string} pin
   * @returns {Promise<"open" | "wrong" | "wait">}
   */
  async tried(officer, pin) {
    const tries = (await this.store.get("tries")) || { count: 0, until: 0 };
    if (tries.until > Date.now()) return "wait";
    const kept = ((await this.store.get("pins")) || {})[officer];
    if (kept && (await derived(pin, kept.salt)) === kept.hash) {
      await this.store.set("tries", { count: 0, until: 0 });
      return "open";
    }
    const count = tries.count + 1;
    await this.store.set("tries", { count: count % TRIES, until: count % TRIES ? 0 : Date.now() + PAUSE });
    return count % TRIES ? "wrong" : "wait";
  }

  /** Let an officer unlock with a passkey, too; throws where it was not made. @param {{id: number, name: string}} officer */
  async add({ id, name }) {
    const passkey = await made(name);
    await this.store.set("passkeys", { ...(await this.store.get("passkeys")), [id]: passkey });
  }

  /** An officer's passkey on this device. @param {number} officer */
  async passkey(officer) {
    return ((await this.store.get("passkeys")) || {})[officer];
  }

  /** Whether an officer has shown their passkey just now. @param {number} officer */
  async showed(officer) {
    const passkey = await this.passkey(officer);
    return Boolean(passkey) && shown(passkey).catch(() => false);
  }

  /** The officers who have a PIN on this device. @param {{id: number, name: string}[]} officers */
  async known(officers) {
    const pins = (await this.store.get("pins")) || {};
    return officers.filter(({ id }) => id in pins);
  }
}
