/** What this browser keeps for its visitor: the pass, what is not sent yet, and the names of doors seen. */

import { openDB } from "idb";

const NAME = "gapura-visitor";

/** @type {Promise<import("idb").IDBPDatabase> | null} */
let opened = null;

function database() {
  opened = opened || openDB(NAME, 1, {
    upgrade(database) {
      database.createObjectStore("pass");
      database.createObjectStore("unsent", { keyPath: "id" });
      database.createObjectStore("doors");
      database.createObjectStore("about");
    },
    terminated: () => (opened = null),
  });
  opened.catch(() => (opened = null));
  return opened;
}

/** Where a browser keeps nothing, things live as long as the page. @type {Map<string, Map<string, any>>} */
const fallback = new Map();

/** @param {string} store */
function memory(store) {
  if (!fallback.has(store)) fallback.set(store, new Map());
  return fallback.get(store);
}

/** @param {string} store @param {string} key @returns {Promise<any>} */
export async function get(store, key) {
  try {
    return (await (await database()).get(store, key)) ?? memory(store).get(key);
  } catch (error) {
    return memory(store).get(key);
  }
}

/** @param {string} store @param {string} key @param {any} value */
export async function put(store, key, value) {
  try {
    const kept = await database();
    await (kept.transaction(store).store.keyPath ? kept.put(store, value) : kept.put(store, value, key));
  } catch (error) {
    memory(store).set(key, value);
  }
}

/** @param {string} store @param {string} key */
export async function remove(store, key) {
  memory(store).delete(key);
  try {
    await (await database()).delete(store, key);
  } catch (error) {
    // Nothing was kept.
  }
}

/** Forget all of a store. @param {string} store */
export async function clear(store) {
  memory(store).clear();
  try {
    await (await database()).clear(store);
  } catch (error) {
    // Nothing was kept.
  }
}

/** @param {string} store @returns {Promise<any[]>} */
export async function all(store) {
  try {
    return [...(await (await database()).getAll(store)), ...memory(store).values()];
  } catch (error) {
    return [...memory(store).values()];
  }
}
