/**
 * Keeps a visitor's pages usable without a network: the pass as it was last opened, and one page for any door.
 *
 * Registered for /saya/, /c/ and /C/. Pages come from the network while it answers in time; files under
 * /static/ never change under one name.
 */

import { finish, leaver } from "./leaving.js";
import { owner, sendAll } from "./unsent.js";

const PASS = "/saya/kartu/";
const SHELL = "/luring/";
const NOT_SENT = "belum-terkirim"; // as in offline-door.js
const OWN = "gapura-own"; // what is one person's: goes with signing out
const COMMON = "gapura-common";
const PATIENCE = 6000; // milliseconds
const FRESH = 60 * 60 * 1000;
const AWAY = [502, 503, 504];
const DOOR = /^\/c\/[0-9a-z-]{12,40}\/?$/i; // where a check-in can be kept
const FILE = /\/static\/[^"'\s]+/g;
const VERSION = /\.[0-9a-f]{12}(?=\.\w+$)/; // in a file's name, by what it holds

self.addEventListener("install", (event) => {
  // Where the network fails in the midst of it, the next page's refresh keeps what is missing.
  event.waitUntil(keepShell().catch(() => undefined).then(() => self.skipWaiting()));
});
self.addEventListener("activate", (event) => event.waitUntil(Promise.all([self.clients.claim(), forgetOld()])));
self.addEventListener("message", (event) => {
  if (event.data.kind === "refresh") event.waitUntil(refresh());
});
self.addEventListener("sync", (event) => {
  if (event.tag === "gapura-unsent") event.waitUntil(send());
});
self.addEventListener("fetch", (event) => {
  const { request } = event;
  const { origin, pathname, searchParams } = new URL(request.url);
  if (origin !== location.origin) return;
  if (request.mode === "navigate" && request.method === "POST") event.respondWith(asked(request));
  if (request.method !== "GET") return;
  if (request.mode === "navigate") event.respondWith(page(event, searchParams.has(NOT_SENT) ? "" : pathname));
  else if (pathname.startsWith("/static/")) event.respondWith(file(request));
});

/** A form that was sent; without a network the page before it says that nothing was done. @param {Request} request */
async function asked(request) {
  try {
    return await fetch(request);
  } catch (error) {
    const before = new URL(request.referrer || "/saya/", location.origin);
    before.searchParams.set(NOT_SENT, "1");
    return Response.redirect(before.href, 303);
  }
}

/** @param {any} event a navigation @param {string} pathname where it is one that may be kept */
async function page(event, pathname) {
  // Whoever was signed out here without a network is, before this browser shows anything of theirs.
  if ((await leaver()) && !(await finish())) return (await caches.match(SHELL)) || Response.error();
  const copy = pathname === PASS ? await caches.match(PASS) : undefined;
  try {
    const response = await inTime(event.request);
    if (AWAY.includes(response.status)) {
      return copy || (DOOR.test(pathname) && (await caches.match(SHELL))) || response;
    }
    if (pathname === PASS && response.ok && !response.redirected) {
      event.waitUntil(keepOwn(PASS, response.clone()));
    }
    return response;
  } catch (error) {
    return copy || (await caches.match(SHELL)) || Response.error();
  }
}

/** @param {Request} request @returns {Promise<Response>} */
function inTime(request) {
  return new Promise((done, failed) => {
    setTimeout(() => failed(new Error("no answer in time")), PATIENCE);
    fetch(request).then(done, failed);
  });
}

/** @param {Request | string} request */
async function file(request) {
  const kept = await caches.match(request);
  if (kept) return kept;
  const response = await fetch(request);
  if (response.ok) await (await caches.open(COMMON)).put(request, response.clone());
  return response;
}

const keepShell = () => keepPage(SHELL, keepCommon);

/** @param {string} address @param {Response} response */
async function keepCommon(address, response) {
  await (await caches.open(COMMON)).put(address, response);
}

/**
 * Keep a page of whoever uses this browser. They may sign out while it is on its way, and then nothing stays:
 * signing out first forgets whose browser this is and then what was kept, so one of the two looks here finds it.
 * @param {string} address @param {Response} response
 */
async function keepOwn(address, response) {
  const text = await response.clone().text();
  const theirs = async () => {
    const mine = await owner();
    return Boolean(mine) && text.includes(`data-owner="${mine}"`);
  };
  if (!(await theirs())) return;
  await (await caches.open(OWN)).put(address, response);
  if (!(await theirs())) await caches.delete(OWN);
}

/**
 * A page with all it needs.
 * @param {string} address @param {(address: string, response: Response) => Promise<void>} keep
 */
async function keepPage(address, keep) {
  const response = await fetch(address, { cache: "no-store" });
  if (!response.ok || response.redirected) return;
  const text = await response.clone().text();
  await Promise.all([...new Set(text.match(FILE) || [])].map(file));
  await keep(address, response);
}

async function refresh() {
  await Promise.all([keepWhereOld(SHELL, keepCommon), keepWhereOld(PASS, keepOwn)]).catch(() => undefined);
  await forgetOld();
}

/** Forget earlier versions of files, but for what the pages that are kept still show. */
async function forgetOld() {
  const cache = await caches.open(COMMON);
  const needed = new Set((await Promise.all([SHELL, PASS].map(filesOf))).flat());
  const newest = new Map();
  const files = (await cache.keys()).map(({ url }) => new URL(url).pathname).filter((path) => VERSION.test(path));
  files.forEach((path) => newest.set(path.replace(VERSION, ""), path)); // in the order in which they were kept
  const current = new Set(newest.values());
  const old = files.filter((path) => !current.has(path) && !needed.has(path));
  await Promise.all(old.map((path) => cache.delete(path)));
}

/** @param {string} address @returns {Promise<string[]>} the files that a kept page names */
async function filesOf(address) {
  const page = await caches.match(address);
  return page ? (await page.text()).match(FILE) || [] : [];
}

/** @param {string} address @param {(address: string, response: Response) => Promise<void>} keep */
async function keepWhereOld(address, keep) {
  const kept = await caches.match(address);
  const age = kept ? Date.now() - Date.parse(kept.headers.get("Date") || "") : Infinity;
  if (!(age < FRESH)) await keepPage(address, keep);
}

async function send() {
  if (await leaver()) {
    if (!(await finish())) throw new Error("not signed out yet");
    return;
  }
  if (!(await sendAll(Date.now()))) throw new Error("not all is sent yet"); // the browser asks again later
  (await self.clients.matchAll()).forEach((client) => client.postMessage({ kind: "sent" }));
}
