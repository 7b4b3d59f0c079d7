/**
 * The scanner's service worker: its page and files open without the network.
 *
 * `self.kept` says which page and files; the page is fetched anew where there is a network, files never change.
 */

const { page, files } = self.kept;
const NAME = "gapura-scanner";
const PATIENCE = 3000;

self.addEventListener("install", (event) => {
  event.waitUntil(fill().then(() => self.skipWaiting()));
});

self.addEventListener("activate", (event) => {
  event.waitUntil(tidy().then(() => self.clients.claim()));
});

self.addEventListener("fetch", (event) => {
  const { method, url, mode } = event.request;
  const { pathname, origin } = new URL(url);
  if (method !== "GET" || origin !== self.location.origin) return;
  if (mode === "navigate" && pathname === page) event.respondWith(fresh(event.request));
  else if (files.includes(pathname)) event.respondWith(stored(event.request));
});

async function fill() {
  const cache = await caches.open(NAME);
  const missing = [];
  for (const file of files) if (!(await cache.match(file))) missing.push(file);
  await Promise.all([cache.add(new Request(page, { cache: "reload" })), cache.addAll(missing)]);
}

/** Let go of files of earlier versions. */
async function tidy() {
  const cache = await caches.open(NAME);
  const requests = await cache.keys();
  const old = requests.filter((request) => ![page, ...files].includes(new URL(request.url).pathname));
  await Promise.all(old.map((request) => cache.delete(request)));
}

/** The page from the network where that answers in time, else as it was kept. @param {Request} request */
async function fresh(request) {
  const cache = await caches.open(NAME);
  const abort = new AbortController();
  const timer = setTimeout(() => abort.abort(), PATIENCE);
  try {
    const response = await fetch(request.url, { signal: abort.signal, credentials: "same-origin" });
    if (!response.ok || response.redirected) throw new Error("no page");
    await cache.put(page, response.clone());
    return response;
  } catch (error) {
    return (await cache.match(page)) || Response.error();
  } finally {
    clearTimeout(timer);
  }
}

/** @param {Request} request */
async function stored(request) {
  return (await caches.match(request)) || fetch(request);
}
