/**
 * What every page of a signed-in visitor does: keeps the pages for the time without a network, remembers whose
 * browser this is, and sends what an earlier page could not.
 *
 * `body[data-owner]` names the visitor by a keyed hash, `body[data-worker]` the service worker; `[data-unsent]` lists what
 * waits, with template[data-entry]. `form[data-sign-out]` ends it all.
 */

import { clear, get, put, remove } from "./store.js";
import { entries, forget, forgetSettled, sendAll } from "./unsent.js";
import { pretty } from "./venue-code.js";

const SCOPES = ["/saya/", "/c/", "/C/"];
const { owner, worker } = document.body.dataset;

async function start() {
  if (owner) await takeOver();
  if (worker && "serviceWorker" in navigator) SCOPES.forEach(register);
  await list();
  await send();
}

/** Sign-ins end without a press too: whoever uses this browser now finds nothing of who used it before. */
async function takeOver() {
  const before = await get("about", "owner");
  if (before && before !== owner) await leave();
  await put("about", "owner", owner);
}

/** Leave only what is not sent yet, which is shown to and sent for nobody else. */
async function leave(next = owner) {
  await forgetSettled();
  await remove("about", "owner"); // first: what is on its way for them now is not kept any more
  const pass = await get("pass", "current");
  if (pass?.owner !== next) await remove("pass", "current"); // theirs may have come already
  await clear("doors");
  if ("caches" in window) await caches.delete("gapura-own").catch(() => false);
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
  if ((await entries()).every((entry) => entry.state !== "waiting")) return;
  await sendAll(Date.now());
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

document.querySelectorAll("form[data-sign-out]").forEach((form) => {
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    await leave("");
    form.submit();
  });
});

addEventListener("online", send);
addEventListener("gapura-kept", list);
navigator.serviceWorker?.addEventListener("message", list);
document.querySelectorAll("[data-send-now]").forEach((button) => button.addEventListener("click", send));
start();
