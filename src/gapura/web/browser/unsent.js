/**
 * What was asked of the gate but not yet answered, kept on this device until it is, also over a restart.
 *
 * An entry belongs to one visitor (`owner`) and is sent for nobody else. Sending twice is harmless: its id is
 * its own, and the gate answers the same id alike.
 */

import { ask, askLate } from "./gate.js";
import { all, get, put, remove, replace } from "./store.js";

const LATE = 60 * 1000; // from this age on, the gate is told that it was collected without network
const SAME = 10 * 60 * 1000; // one door twice within this time is one check-in

/**
 * @typedef {{id: string, kind: import("./gate.js").Kind, owner: string, subject: string, at: number,
 *   request: Record<string, string | number>, state: "waiting" | "answered" | "refused",
 *   words?: string, visit?: string}} Entry `at` in milliseconds by the server's clock
 */

/** Whose things this browser keeps now. @returns {Promise<string>} */
export async function owner() {
  return (await get("about", "owner")) || "";
}

/** @param {Entry} entry @returns {Promise<boolean>} whether it outlives this page */
export async function keep(entry) {
  const kept = await put("unsent", entry.id, entry);
  await askForSync();
  return kept;
}

/** @param {string} id */
export const forget = (id) => remove("unsent", id);

/** Forget what came of the visitor's entries; what still waits is sent when they sign in again. */
export async function forgetSettled() {
  const over = (await entries()).filter((entry) => entry.state !== "waiting");
  await Promise.all(over.map((entry) => forget(entry.id)));
}

/** A visitor's entries, oldest first. @param {string} [whose] @returns {Promise<Entry[]>} */
export async function entries(whose) {
  const mine = whose || (await owner());
  const kept = await all("unsent");
  return kept.filter((entry) => entry.owner === mine).sort((one, other) => one.at - other.at);
}

/**
 * What waits about a code or visit: what was asked just now, else the last of what was asked before.
 * @param {string} subject @param {number} now @returns {Promise<Entry | undefined>}
 */
export async function waiting(subject, now) {
  return (await justAsked(subject, now)) || (await about(subject)).pop();
}

/**
 * What waits about a code or visit and is the same as what would be asked now.
 * @param {string} subject @param {number} now @returns {Promise<Entry | undefined>}
 */
export async function justAsked(subject, now) {
  return (await about(subject)).find((entry) => entry.kind === "check-out" || now - entry.at < SAME);
}

/** @param {string} subject */
async function about(subject) {
  return (await entries()).filter((entry) => entry.subject === subject && entry.state === "waiting");
}

/** @param {Entry} entry @param {number} now @returns {Promise<import("./gate.js").Outcome>} */
export function send(entry, now) {
  return (now - entry.at > LATE ? askLate : ask)(entry.kind, entry.request);
}

/**
 * Send everything of a visitor's that waits, in its order, and note what became of it.
 * @param {number} now @param {string} [whose] @returns {Promise<boolean>} whether nothing waits any more
 */
export async function sendAll(now, whose) {
  for (const entry of await entries(whose)) {
    if (entry.state !== "waiting") continue;
    const outcome = await send(entry, now);
    if (outcome.kind === "unsent" || outcome.kind === "later") return false;
    await replace("unsent", entry.id, settled(entry, outcome)); // unless its page has shown the answer
  }
  return true;
}

/** @param {Entry} entry @param {any} outcome @returns {Entry} */
function settled(entry, outcome) {
  if (outcome.kind === "answered") return { ...entry, state: "answered", visit: outcome.answer.id };
  // Whoever is signed out signs in again, and it is sent then.
  if (outcome.type === "bad-token" || outcome.type === "expired-token") return entry;
  return { ...entry, state: "refused", words: [outcome.title, outcome.detail].filter(Boolean).join(". ") };
}

/** Let the browser send it when the network is back, even with no page open; where it can. */
export async function askForSync() {
  try {
    const registration = await navigator.serviceWorker.getRegistration();
    await registration.sync.register("gapura-unsent");
  } catch (error) {
    // The next page that is opened sends it.
  }
}
