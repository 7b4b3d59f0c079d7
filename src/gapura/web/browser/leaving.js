/**
 * Signing out, also without a network: this browser forgets at once, and tells the server when it can.
 *
 * `about/leaving` names the visitor who asked for it. Until the server knows, no page of theirs is shown, and
 * what they had not sent yet waits: it is sent first, with the sign-in that is about to end.
 */

import { clear, get, put, remove } from "./store.js";
import { forgetSettled, sendAll } from "./unsent.js";

const HOME = "/saya/"; // a page of whoever is signed in, which holds a token against forgery
const OUT = "/keluar/";
const TOKEN = /name="csrfmiddlewaretoken" value="(\w+)"/;

/** Who asked to be signed out, and is not yet. @returns {Promise<string>} */
export async function leaver() {
  return (await get("about", "leaving")) || "";
}

/** @param {string} owner */
export const ask = (owner) => put("about", "leaving", owner);

export const takeBack = () => remove("about", "leaving");

/**
 * Leave only what is not sent yet, which is shown to and sent for nobody else.
 * @param {string} [next] whose browser this is from now on
 */
export async function leave(next = "") {
  await forgetSettled();
  await remove("about", "owner"); // first: what is on its way for them now is not kept any more
  const pass = await get("pass", "current");
  if (pass?.owner !== next) await remove("pass", "current"); // theirs may have come already
  await clear("doors");
  if ("caches" in globalThis) await caches.delete("gapura-own").catch(() => false);
}

/**
 * Sign out whoever asked for it. Where somebody else has signed in since, or nobody is, nothing is left to do.
 * @returns {Promise<boolean>} whether the server knows
 */
export async function finish() {
  const owner = await leaver();
  if (!owner) return true;
  try {
    const page = await answered(HOME, { cache: "no-store" });
    if (!page.ok) return false;
    const text = await page.text();
    if (text.includes(`data-owner="${owner}"`) && !(await signedOut(owner, text))) return false;
  } catch (error) {
    return false; // no network, or none in time
  }
  if ((await get("about", "owner")) === owner) await leave();
  await takeBack();
  return true;
}

/** @param {string} owner @param {string} page that holds a token against forgery */
async function signedOut(owner, page) {
  if (!(await sendAll(Date.now(), owner))) return false;
  const body = new URLSearchParams({ csrfmiddlewaretoken: TOKEN.exec(page)?.[1] || "" });
  const answer = await answered(OUT, { method: "POST", body, redirect: "manual" });
  return answer.type === "opaqueredirect";
}

const PATIENCE = 6000; // milliseconds

/** @param {string} address @param {RequestInit} how @returns {Promise<Response>} */
async function answered(address, how) {
  const abort = new AbortController();
  const timer = setTimeout(() => abort.abort(), PATIENCE);
  try {
    return await fetch(address, { ...how, signal: abort.signal });
  } finally {
    clearTimeout(timer);
  }
}
