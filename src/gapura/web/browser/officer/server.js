/** Speaks with the server as this scanner: asks the gate, and fetches what to take along. */

import { post, read } from "../gate.js";

export const PATIENCE = 2500; // milliseconds; then the device answers by itself
const SLOW = 20000; // for what nobody waits for at the door

export class Server {
  /** @param {string} token */
  constructor(token) {
    this.headers = { Authorization: `Bearer ${token}` };
  }

  /**
   * A check-in, check-out or undo, now.
   * @param {"check-ins" | "check-outs"} path
   * @param {object} item
   * @returns {Promise<import("../gate.js").Outcome>}
   */
  async ask(path, item) {
    try {
      return read(...(await post(`/gate/v1/${path}`, item, { headers: this.headers, patience: PATIENCE })));
    } catch (error) {
      return { kind: "unsent" };
    }
  }

  /**
   * Boxes that waited, each answered by itself; null where the network or the server is away.
   * @param {string[]} boxes
   * @returns {Promise<import("../gate.js").Outcome[] | null | "shut-out">}
   */
  async send(boxes) {
    const items = boxes.map((box) => ({ kind: "boxed", box }));
    try {
      const how = { headers: this.headers, patience: SLOW };
      const [response, body] = await post("/gate/v1/batches", { items }, how);
      if (response.status === 401) return "shut-out";
      return response.ok ? body.items.map((each) => read(each, each)) : null;
    } catch (error) {
      return null;
    }
  }

  /**
   * What a visitor's result screen is worth, which only the server can tell.
   * @param {string} proof
   * @param {number} officer
   * @returns {Promise<import("../gate.js").Outcome>}
   */
  async proof(proof, officer) {
    try {
      return read(...(await post("bukti", { proof, officer }, { headers: this.headers, patience: PATIENCE })));
    } catch (error) {
      return { kind: "unsent" };
    }
  }

  /**
   * What to take along; null where nothing could be fetched.
   * @param {string} [has] name of the list of withdrawn passes that is here, which comes only where it has changed
   * @returns {Promise<any>}
   */
  async provisions(has = "") {
    const sent = Date.now();
    const found = await this.fetch(`bekal?withdrawn=${has}`);
    return found && { ...found, ahead: found.now - (sent + Date.now()) / 2 };
  }

  /** @param {string} name @returns {Promise<any>} */
  rulebook(name) {
    return this.fetch(`aturan-${name}.json`);
  }

  /** @param {string} name */
  async fetch(name) {
    const abort = new AbortController();
    const timer = setTimeout(() => abort.abort(), SLOW);
    try {
      const response = await fetch(name, { headers: this.headers, signal: abort.signal });
      if (response.status === 401) return { shutOut: true };
      return response.ok ? await response.json() : null;
    } catch (error) {
      return null;
    } finally {
      clearTimeout(timer);
    }
  }
}
