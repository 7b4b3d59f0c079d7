/**
 * What every page of a signed-in visitor does: keeps the pages for the time without a network, remembers whose
 * browser this is, and sends what an earlier page could not.
 *
 * `body[data-owner]` names the visitor by a keyed hash, `body[data-worker]` the service worker; `[data-unsent]` lists what
 * waits, with template[data-entry]. `form[data-sign-out]` ends it all; where the server cannot be told,
 * `[data-leaving]` says so in one of its [data-part]. `[data-forget]` tells that there is nobody to keep anything for,
 * `[data-ended]` that the session here was ended from elsewhere,
 * template[data-no-network] what a form says that is not sent.
 */

import { ask, finish, leave, leaver, takeBack } from "./leaving.js";
import { get, put } from "./store.js";
import { askForSync, entries, forget, sendAll } from "./unsent.js";
import { pretty } from "./venue-code.js";

const SCOPES = ["/saya/", "/c/", "/C/"];
const OFTEN = 5000; // milliseconds between two tries to sign out
const LATER = 15000; // and between two tries to send
const { owner, worker } = document.body.dataset;
let again = 0; // the timer of the next to sign out
let sending = 0; // and of the next to send

async function start() {
  const leaving = await leaver();
  if (leaving && (!owner || owner === leaving)) return goOnLeaving();
  if (owner) await takeOver();
  else if (document.querySelector("[data-forget]")) await forgetAll();
  else if (document.querySelector("[data-ended]")) await leave(); // what is not sent yet waits for its owner
  if (worker && "serviceWorker" in navigator) SCOPES.forEach(register);
  await list();
  await send();
}

/** Sign-ins end without a press too: whoever uses this browser now finds nothing of who used it before. */
async function takeOver() {
  const before = await get("about", "owner");
  if (before && before !== owner) await leave(owner);
  await put("about", "owner", owner);
}

/** The record that was this browser's is erased: what waits for it can be sent for nobody. */
async function forgetAll() {
  for (const entry of await entries()) await forget(entry.id);
  await leave();
}

/** @param {string} scope */
async function register(scope) {
  try {
    const registration = await navigator.serviceWorker.register(worker, { scope });
    const active = registration.active || registration.waiting || registration.installing;
    active.postMessage({ kind: "refresh" });
  } catch (error) {
    // Without a worker the pages need the network, as pages do.
  }
}

async function send() {
  clearTimeout(sending);
  if ((await entries()).every((entry) => entry.state !== "waiting")) return;
  if (!(await sendAll(Date.now()))) sending = setTimeout(send, LATER);
  dispatchEvent(new Event("gapura-sent"));
  await list();
}

async function list() {
  const part = document.querySelector("[data-unsent]");
  if (!part) return;
  const kept = await entries();
  const rows = await Promise.all(kept.map((entry) => row(part, entry)));
  part.querySelector("ul").replaceChildren(...rows);
  part.hidden = !kept.length;
  part.querySelector("[data-send-now]").hidden = kept.every((entry) => entry.state !== "waiting");
}

/** @param {Element} part @param {import("./unsent.js").Entry} entry */
async function row(part, entry) {
  const line = part.querySelector("template").content.cloneNode(true).firstElementChild;
  const name = await get("doors", entry.subject);
  const show = (/** @type {string} */ what, /** @type {string} */ text) => {
    line.querySelector(`[data-${what}]`).textContent = text;
  };
  show("place", name || pretty(entry.subject));
  show("time", new Intl.DateTimeFormat(document.documentElement.lang, TIME).format(entry.at));
  show("words", entry.words || "");
  line.querySelectorAll("[data-state]").forEach((each) => (each.hidden = each.dataset.state !== entry.state));
  line.querySelectorAll("[data-kind]").forEach((each) => (each.hidden = each.dataset.kind !== entry.kind));
  const link = line.querySelector("a");
  link.hidden = !entry.visit;
  if (entry.visit) link.href = link.dataset.href.replace("{id}", entry.visit);
  const button = line.querySelector("button");
  button.hidden = entry.state === "waiting";
  button.addEventListener("click", async () => {
    await forget(entry.id);
    await list();
  });
  return line;
}

/** @type {Intl.DateTimeFormatOptions} */
const TIME = { day: "numeric", month: "long", hour: "2-digit", minute: "2-digit", hourCycle: "h23" };

/** Signed out here without a network: the server may be told by now. */
async function goOnLeaving() {
  clearTimeout(again);
  if (await finish()) return location.replace("/");
  await showLeaving("left");
  again = setTimeout(goOnLeaving, OFTEN); // no event tells that a server is back
}

/** @param {Event} event */
async function signOut(event) {
  event.preventDefault();
  const whose = await mine();
  await ask(whose);
  if (await finish()) return location.assign("/");
  await takeBack();
  await showLeaving("cannot");
}

/** Forget now, and tell the server later. */
async function clearNow() {
  await ask(await mine());
  await leave();
  await askForSync();
  await goOnLeaving();
}

const mine = async () => owner || (await get("about", "owner")) || "";

/** @param {"cannot" | "left"} name */
async function showLeaving(name) {
  const root = document.querySelector("[data-leaving]");
  if (!root) return;
  const parts = root.querySelectorAll("[data-part]");
  parts.forEach((part) => (part.hidden = part.dataset.part !== name));
  const waits = (await entries(await leaver())).some((entry) => entry.state === "waiting");
  root.querySelectorAll("[data-waits]").forEach((part) => (part.hidden = !waits));
  if (name === "left") root.parentElement.replaceChildren(root); // nothing of theirs stays on the screen
  root.hidden = false;
  root.querySelector(`[data-part="${name}"] [tabindex]`).focus();
}

/** What was typed stays on the page: the one for no network, which would come instead, has none of it. @param {Event} event */
function hold(event) {
  const form = /** @type {HTMLFormElement} */ (event.target);
  if (navigator.onLine || event.defaultPrevented || !form.querySelector("textarea, input[type=text]")) return;
  event.preventDefault();
  const before = form.querySelector("[data-held]");
  if (before) before.remove();
  form.prepend(document.querySelector("template[data-no-network]").content.cloneNode(true));
  form.querySelector("[data-held]").focus();
}

addEventListener("submit", hold);
addEventListener("online", async () => ((await leaver()) ? goOnLeaving() : send()));
addEventListener("gapura-kept", async () => {
  await list();
  await send(); // and again and again: not every browser tells every page that the network is back
});
navigator.serviceWorker?.addEventListener("message", list);
document.querySelectorAll("[data-send-now]").forEach((button) => button.addEventListener("click", send));
document.querySelectorAll("form[data-sign-out]").forEach((form) => form.addEventListener("submit", signOut));
document.querySelectorAll("[data-clear-now]").forEach((button) => button.addEventListener("click", clearNow));
document.querySelectorAll("[data-stay]").forEach((button) => {
  button.addEventListener("click", () => (document.querySelector("[data-leaving]").hidden = true));
});
start();
