/**
 * A door opened without network: keeps the check-in and sends it later by itself.
 *
 * `[data-offline-door]` holds a form with `companions`, [data-code], [data-name], and what follows its button:
 * [data-done], or [data-fleeting] where this browser keeps nothing when the page is closed. It is shown where the
 * address is a door's (`/c/CODE`), and [data-offline-other] where it is any other page's: with [data-not-sent]
 * where that page could not send a form, and [data-own] where somebody is signed in.
 */

import { newId } from "./ids.js";
import { get } from "./store.js";
import { justAsked, keep, owner } from "./unsent.js";
import { pretty } from "./venue-code.js";

const SHELL = "/luring/"; // this page's own address
const OFTEN = 5000; // milliseconds between two looks at whether the server answers
const DOOR = /^\/c\/([0-9a-z-]{12,40})\/?$/i;

let fleeting = false; // whether this page alone holds what is not sent yet

/** @param {HTMLElement} root @param {string} code */
async function open(root, code) {
  const part = (/** @type {string} */ name) => root.querySelector(`[data-${name}]`);
  const form = root.querySelector("form");
  const kept = await get("pass", "current");
  const ahead = kept ? kept.ahead : 0;
  const mine = await owner();
  const subject = code.slice(0, 12);
  part("code").textContent = pretty(subject);
  part("name").textContent = (await get("doors", subject)) || "";
  part("signed-out").hidden = Boolean(mine);
  const done = () => {
    form.hidden = true;
    part(fleeting ? "fleeting" : "done").hidden = false;
  };
  form.hidden = !mine;
  if (await justAsked(subject, Date.now() + ahead)) done();
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const at = Date.now() + ahead;
    const id = newId(at);
    const companions = Math.min(50, Math.max(0, Math.trunc(Number(form.elements.companions.value)) || 0));
    const request = { id, code, companions };
    fleeting = !(await keep({ id, kind: "check-in", owner: mine, subject, at, request, state: "waiting" }));
    dispatchEvent(new Event("gapura-kept"));
    done();
  });
  root.hidden = false;
}

const door = DOOR.exec(location.pathname);
document.querySelectorAll("[data-offline-door]").forEach((root) => {
  if (door) open(root, door[1].replace(/-/g, "").toUpperCase());
});
document.querySelectorAll("[data-offline-other]").forEach((part) => (part.hidden = Boolean(door)));
const notSent = new URLSearchParams(location.search).has("belum-terkirim");
document.querySelectorAll("[data-not-sent]").forEach((part) => (part.hidden = !notSent));
owner().then((mine) => {
  document.querySelectorAll("[data-own]").forEach((part) => (part.hidden = Boolean(door) || !mine));
});
addEventListener("online", () => {
  if (!fleeting) location.reload(); // else visitor.js sends it from here
});
if (!door && !notSent && location.pathname !== SHELL) setTimeout(lookAgain, OFTEN);

/** No event tells that a slow server answers, nor that the network was back before this page was shown. */
async function lookAgain() {
  const answer = await fetch("/health/live", { cache: "no-store" }).catch(() => undefined);
  if (document.querySelector("[data-leaving]:not([hidden])")) return; // whoever signs out is led on by visitor.js
  if (answer?.ok) location.reload();
  else setTimeout(lookAgain, OFTEN);
}
