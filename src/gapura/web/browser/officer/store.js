/**
 * What a scanner keeps through a restart: its token, what it takes along, today's counts, and what waits.
 *
 * What waits is in boxes that only the server opens. Nothing else here is about a visitor.
 */

import { openDB } from "idb";

const NAME = "gapura-scanner";
// The list's name lies under this key, each of its numbers under [this key, number].
const WITHDRAWN = "withdrawn";
const NUMBERS = IDBKeyRange.bound([WITHDRAWN, -Infinity], [WITHDRAWN, Infinity]);

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

  /** The name of the list of withdrawn passes, and the numbers in it. @returns {Promise<[string, number[]]>} */
  async withdrawn() {
    const { store, done } = (await this.opened).transaction("kept");
    const [name, keys] = await Promise.all([store.get(WITHDRAWN), store.getAllKeys(NUMBERS), done]);
    return [name || "", keys.map((key) => key[1])];
  }

  /**
   * What is taken along, and what has changed of the list of withdrawn passes: all of it is kept or nothing.
   * @param {any} provisions
   * @param {{name: string, added: number[], gone: number[]}} change
   */
  async provide(provisions, change) {
    const { store, done } = (await this.opened).transaction("kept", "readwrite");
    await Promise.all([
      store.put(provisions, "provisions"),
      store.put(change.name, WITHDRAWN),
      ...change.added.map((number) => store.put(true, [WITHDRAWN, number])),
      ...change.gone.map((number) => store.delete([WITHDRAWN, number])),
      done,
    ]);
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
