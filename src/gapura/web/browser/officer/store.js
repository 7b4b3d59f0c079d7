/**
 * What a scanner keeps through a restart: its token, what it takes along, today's counts, and what waits.
 *
 * What waits is in boxes that only the server opens. Nothing else here is about a visitor.
 */

import { openDB } from "idb";

const NAME = "gapura-scanner";

/**
 * @typedef {{id: string, box: string, people: number, refused?: string}} Waiting `people` who are inside more or
 *   less because of it; `refused` is the problem with which the server turned it down for good
 */

export class Store {
  constructor() {
    this.opened = openDB(NAME, 1, {
      upgrade(db) {
        db.createObjectStore("kept");
        db.createObjectStore("waiting", { keyPath: "id" });
      },
    });
  }

  /** @param {string} name @returns {Promise<any>} */
  async get(name) {
    return (await this.opened).get("kept", name);
  }

  /** @param {string} name @param {any} value */
  async set(name, value) {
    await (await this.opened).put("kept", value, name);
  }

  /** @param {Waiting} item */
  async add(item) {
    const transaction = (await this.opened).transaction("waiting", "readwrite", { durability: "strict" });
    await Promise.all([transaction.store.put(item), transaction.done]);
  }

  /** Everything that waits, oldest first: ids carry their time. @returns {Promise<Waiting[]>} */
  async waiting() {
    return (await this.opened).getAll("waiting");
  }

  /** @param {string} id */
  async remove(id) {
    await (await this.opened).delete("waiting", id);
  }

  /** Forget everything: this device is a scanner no more. */
  async clear() {
    const db = await this.opened;
    await Promise.all([db.clear("kept"), db.clear("waiting")]);
  }
}
