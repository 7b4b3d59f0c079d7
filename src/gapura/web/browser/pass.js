/**
 * The visitor's pass: a code that shows every half minute, also without network, that it is shown now.
 *
 * `[data-pass]` states data-issue (where a new one is asked for), data-now (the server's time in
 * milliseconds), data-owner, data-hours and data-token (against forgery), and holds, hidden at first:
 *   [data-shown]  the code: `svg` with `path`, [data-until], [data-left], progress[data-progress]
 *   [data-none]   that there is none and no network; [data-clock-off]; [data-problem] with its words
 */

import * as base45 from "./base45.js";
import { hex } from "./bytes.js";
import { leaver } from "./leaving.js";
import { SLOT, chain, placeAt } from "./slots.js";
import { draw } from "./squares.js";
import { get, put, remove } from "./store.js";

const PREFIX = "GP1:";
const STALE = 60 * 60; // seconds: an older pass is renewed when there is network

class PassPage {
  /** @param {HTMLElement} root */
  constructor(root) {
    this.root = root;
    this.links = [];
    this.kept = null;
    this.place = -1;
    addEventListener("online", () => this.renew());
    document.addEventListener("visibilitychange", () => this.wake());
    this.start();
  }

  /** @param {string} name @returns {any} */
  part(name) {
    return this.root.querySelector(`[data-${name}]`);
  }

  get now() {
    return Math.floor((Date.now() + this.ahead) / 1000);
  }

  /** The server's clock as known when it was last reached: a page kept from then must not set it back. */
  get ahead() {
    return this.kept ? this.kept.ahead : Number(this.root.dataset.now) - performance.timeOrigin;
  }

  async start() {
    const kept = await get("pass", "current");
    if (kept && kept.owner === this.root.dataset.owner) await this.use(kept);
    this.tick();
    await this.renew();
    this.wake();
  }

  /** @param {any} kept */
  async use(kept) {
    this.links = await chain(kept.last, kept.length);
    this.kept = kept;
    this.place = -1;
  }

  async renew() {
    if (this.kept && this.now - this.kept.issuedAt < STALE) return;
    try {
      await this.issue();
    } catch (error) {
      // No network: what is kept goes on.
    }
    this.show();
  }

  async issue() {
    const { issue, owner, hours, token } = this.root.dataset;
    const length = (Number(hours) * 3600) / SLOT;
    const last = crypto.getRandomValues(new Uint8Array(16));
    const anchor = (await chain(last, length))[0];
    const signedIn = (await get("about", "owner")) === owner;
    const sent = Date.now();
    const answer = await fetch(issue, {
      method: "POST",
      headers: { "X-CSRFToken": token, Accept: "application/json" },
      body: new URLSearchParams({ anchor: hex(anchor) }),
    });
    if (answer.status === 403 && navigator.onLine) return location.reload(); // a page kept from an earlier day
    if (!answer.ok) return this.problem(answer);
    this.part("problem").hidden = true;
    const { text, issued_at: issuedAt, expires_at: expiresAt, now } = await answer.json();
    const ahead = now - (sent + Date.now()) / 2;
    const kept = { owner, text, issuedAt, expiresAt, ahead, last, length };
    await put("pass", "current", kept);
    const gone = (signedIn && (await get("about", "owner")) !== owner) || (await leaver()) === owner;
    if (gone) await remove("pass", "current"); // signed out meanwhile
    await this.use(kept);
  }

  /** @param {Response} answer */
  async problem(answer) {
    const words = await answer.json().then(({ detail }) => detail, () => "");
    if (words) this.part("problem").textContent = words;
    this.part("problem").hidden = !words;
    const again = Number(answer.headers.get("Retry-After"));
    if (again) setTimeout(() => this.renew(), again * 1000);
  }

  tick() {
    this.show();
    setTimeout(() => this.tick(), 1000 - ((Date.now() + this.ahead) % 1000));
  }

  show() {
    const alive = Boolean(this.kept) && this.now < this.kept.expiresAt;
    this.part("shown").hidden = !alive;
    this.part("none").hidden = alive || !this.part("problem").hidden;
    if (!alive) return;
    const place = Math.max(1, placeAt(this.kept.issuedAt, this.now));
    const left = SLOT - ((this.now - this.kept.issuedAt) % SLOT);
    this.part("left").textContent = String(left);
    this.part("progress").value = left;
    if (place !== this.place && this.links[place]) this.draw(place);
  }

  /** @param {number} place */
  draw(place) {
    this.place = place;
    const signed = base45.decode(this.kept.text.slice(PREFIX.length));
    const text = PREFIX + base45.encode(Uint8Array.from([...signed, place >> 8, place & 255, ...this.links[place]]));
    draw(this.root, text);
    this.root.dataset.text = text;
    this.part("until").textContent = this.clock(this.kept.expiresAt);
  }

  /** @param {number} seconds */
  clock(seconds) {
    const how = { weekday: "long", hour: "2-digit", minute: "2-digit", hourCycle: "h23" };
    return new Intl.DateTimeFormat(document.documentElement.lang, how).format((seconds * 1000) - this.ahead);
  }

  /** Keep the screen on while the pass is looked at, where the browser can. */
  async wake() {
    try {
      if (!document.hidden) await navigator.wakeLock.request("screen");
    } catch (error) {
      // The screen goes dark as always.
    }
  }
}

document.querySelectorAll("[data-pass]").forEach((root) => new PassPage(root));
