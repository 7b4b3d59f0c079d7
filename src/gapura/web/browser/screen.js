/**
 * A door's screen: shows the code of this half minute, from codes fetched for hours ahead.
 *
 * `[data-screen]` names where they come from and holds, hidden at first: [data-shown] with `svg`,
 * progress[data-progress], [data-offline] and [data-until]; [data-none]; [data-ended].
 */

import { draw } from "./squares.js";

const AGAIN = 60; // seconds between two fetches

class DoorScreen {
  /** @param {HTMLElement} root */
  constructor(root) {
    this.root = root;
    /** @type {{first: number, slot: number, address: string, codes: string[], ahead: number} | null} */
    this.kept = null;
    this.place = -1;
    this.away = false;
    addEventListener("online", () => this.fetch());
    setInterval(() => this.fetch(), AGAIN * 1000);
    this.fetch().then(() => this.tick());
    this.stayAwake();
    document.addEventListener("visibilitychange", () => this.stayAwake());
  }

  /** @param {string} name @returns {any} */
  part(name) {
    return this.root.querySelector(`[data-${name}]`);
  }

  async fetch() {
    try {
      const sent = Date.now();
      const answer = await fetch(this.root.dataset.screen, { cache: "no-store" });
      if (answer.status === 404) return this.end();
      if (!answer.ok) throw new Error(String(answer.status));
      const found = await answer.json();
      this.kept = { ...found, ahead: found.now - (sent + Date.now()) / 2 };
      this.place = -1;
      this.away = false;
    } catch (error) {
      this.away = true;
    }
  }

  end() {
    this.kept = null;
    this.part("ended").hidden = false;
  }

  tick() {
    const ahead = this.kept ? this.kept.ahead : 0;
    this.show(Math.floor((Date.now() + ahead) / 1000));
    setTimeout(() => this.tick(), 1000 - ((Date.now() + ahead) % 1000));
  }

  /** @param {number} now in seconds */
  show(now) {
    const kept = this.kept;
    const place = kept ? Math.floor((now - kept.first) / kept.slot) : -1;
    const code = kept && kept.codes[place];
    this.part("shown").hidden = !code;
    this.part("none").hidden = Boolean(code) || !this.part("ended").hidden;
    this.part("offline").hidden = !this.away;
    if (!code) return;
    this.part("progress").value = kept.slot - ((now - kept.first) % kept.slot);
    if (place === this.place) return;
    this.place = place;
    this.root.dataset.text = kept.address + code;
    draw(this.root, kept.address + code);
    const until = (kept.first + kept.codes.length * kept.slot) * 1000 - kept.ahead;
    const how = { hour: "2-digit", minute: "2-digit", hourCycle: "h23" };
    this.part("until").textContent = new Intl.DateTimeFormat(document.documentElement.lang, how).format(until);
  }

  async stayAwake() {
    try {
      if (!document.hidden) await navigator.wakeLock.request("screen");
    } catch (error) {
      // The device's own settings decide.
    }
  }
}

document.querySelectorAll("[data-screen]").forEach((root) => new DoorScreen(root));
