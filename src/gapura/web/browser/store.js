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

/**
 * Where a browser keeps nothing, things live as long as the page, for each of its scripts.
 * @type {Map<string, Map<string, any>>}
 */
const fallback = (globalThis.gapuraOnThisPage ??= new Map());

/** @param {string} store */
function memory(store) {
  if (!fallback.has(store)) fallback.set(store, new Map());
  return fallback.get(store);
}

/** @param {string} store @param {string} key @returns {Promise<any>} */
export async function get(store, key) {
  if (memory(store).has(key)) return memory(store).get(key);
  try {
    return await (await database()).get(store, key);
  } catch (error) {
    return undefined; // Nothing was kept.
  }
}

/**
 * Keep a value; where the browser refuses or has no room, this page alone knows it.
 * @param {string} store @param {string} key @param {any} value
 * @returns {Promise<boolean>} whether it is still there when the page is closed
 */
export async function put(store, key, value) {
  try {
    const kept = await database();
    await (kept.transaction(store).store.keyPath ? kept.put(store, value) : kept.put(store, value, key));
    memory(store).delete(key);
    return true;
  } catch (error) {
    memory(store).set(key, value);
    return false;
  }
}

/**
 * Keep a new value in place of one that is still kept: what was forgotten meanwhile stays forgotten.
 * @param {string} store @param {string} key @param {any} value
 */
export async function replace(store, key, value) {
  if (memory(store).has(key)) return void memory(store).set(key, value);
  try {
    const kept = (await database()).transaction(store, "readwrite").store;
    if ((await kept.getKey(key)) !== undefined) await (kept.keyPath ? kept.put(value) : kept.put(value, key));
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

/** All of a store whose values hold their `id`. @param {string} store @returns {Promise<any[]>} */
export async function all(store) {
  const here = [...memory(store).values()];
  try {
    const kept = await (await database()).getAll(store);
    return [...kept.filter(({ id }) => !memory(store).has(id)), ...here];
  } catch (error) {
    return here;
  }
}
