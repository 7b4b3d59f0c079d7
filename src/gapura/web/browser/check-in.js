/**
 * Check-in and check-out without leaving the page while the network is away.
 *
 * Enhances `form[data-check-in]` and `form[data-check-out]`, which work without it. A form states:
 *   data-result    where to go once answered
 *   data-now       the server's time when the page was made, in milliseconds since 1970
 *   data-place     the venue's name, kept for the time without a network
 * and holds, all but the fields hidden at first:
 *   fields `id`, and `code`, `companions` or `visit`
 *   [data-progress]  "sending"
 *   [data-offline]   "not yet sent", with a button [data-retry], and one of [data-lasting] and [data-fleeting]:
 *                    whether this browser keeps it when the page is closed
 *   [data-problem]   a refusal, with [data-problem-title], [data-problem-text] and two links,
 *                    [data-sign-in-link] and [data-again]
 */

import { newId, timeOf } from "./ids.js";
import { put } from "./store.js";
import { entries, forget, justAsked, keep, owner, send, waiting } from "./unsent.js";

const FIELDS = ["id", "code", "visit", "companions"];
const DOOR = 12; // characters that name the door; a screen's code has more, which change
const OLD = 5 * 60 * 1000; // the gate takes an id made up to ten minutes ago

class Sender {
  /** @param {HTMLFormElement} form */
  constructor(form) {
    this.form = form;
    /** @type {import("./gate.js").Kind} */
    this.kind = "checkIn" in form.dataset ? "check-in" : "check-out";
    this.ahead = Number(form.dataset.now || Date.now()) - Date.now();
    this.busy = false;
    this.timer = 0;
    this.kept = ""; // the id of what waits to be sent
    this.lasting = true; // whether it outlives this page
    const { code, visit } = this.fields();
    this.subject = String(visit || code.slice(0, DOOR));
    if (form.dataset.place) put("doors", this.subject, form.dataset.place);
    form.addEventListener("submit", (event) => this.submit(event));
    this.part("retry").forEach((button) => button.addEventListener("click", () => this.send()));
    addEventListener("online", () => this.resume());
    addEventListener("gapura-sent", () => this.busy || this.follow());
    navigator.serviceWorker?.addEventListener("message", () => this.resume());
    this.resume();
  }

  get now() {
    return Date.now() + this.ahead;
  }

  /** @param {string} name @returns {HTMLElement[]} */
  part(name) {
    return Array.from(this.form.querySelectorAll(`[data-${name}]`));
  }

  fields() {
    /** @type {import("./gate.js").Request} */
    const request = {};
    const data = new FormData(this.form);
    FIELDS.forEach((name) => {
      if (data.has(name)) request[name] = String(data.get(name));
    });
    if ("companions" in request) request.companions = Number(request.companions) || 0;
    return request;
  }

  /** @param {Event} event */
  async submit(event) {
    event.preventDefault();
    if (this.busy) return;
    this.hold(true);
    if (!(await justAsked(this.subject, this.now))) await this.keepFresh();
    this.hold(false);
    this.send();
  }

  /** The form's request, with a new id where the page has been open for long. */
  async fresh() {
    const request = this.fields();
    const now = this.now;
    if (Math.abs(now - timeOf(String(request.id))) > OLD) request.id = newId(now);
    const id = String(request.id);
    return { id, kind: this.kind, owner: await owner(), subject: this.subject, at: timeOf(id), request, state: "waiting" };
  }

  async keepFresh() {
    const entry = await this.fresh();
    this.lasting = await keep(entry);
    return entry;
  }

  /** Send what an earlier try left unsent, if anything, unless the worker has sent it meanwhile. */
  async resume() {
    if (await waiting(this.subject, this.now)) this.send();
    else if (!this.busy) await this.follow();
  }

  /** Show the answer that the worker has had to what this page kept; says whether there was one. */
  async follow() {
    const entry = (await entries()).find((each) => each.id === this.kept && each.state === "answered");
    if (!entry) return false;
    await forget(entry.id);
    this.leave(entry.visit);
    return true;
  }

  /** @param {string} visit */
  leave(visit) {
    location.assign(this.form.dataset.result.replace("{id}", visit));
  }

  async send() {
    if (this.busy) return;
    clearTimeout(this.timer);
    this.show("progress");
    this.hold(true);
    const found = await waiting(this.subject, this.now);
    if (!found && (await this.follow())) return;
    const entry = found || (await this.keepFresh());
    this.kept = entry.id;
    this.settle(await send(entry, this.now), entry);
  }

  /** @param {import("./gate.js").Outcome} outcome @param {import("./unsent.js").Entry} entry */
  async settle(outcome, entry) {
    if (outcome.kind === "answered") {
      await forget(entry.id);
      return this.leave(outcome.answer.id);
    }
    this.hold(false);
    if (outcome.kind === "refused") return this.refused(outcome, entry);
    if (await this.follow()) return; // the worker was quicker
    if (outcome.kind === "later") this.timer = setTimeout(() => this.send(), outcome.seconds * 1000);
    this.show("offline");
  }

  /** @param {{type: string, title: string, detail: string}} problem @param {import("./unsent.js").Entry} entry */
  async refused({ type, title, detail }, entry) {
    await forget(entry.id);
    // The page knows better than the gate how to say which field is wrong.
    if (type === "malformed-body") return this.form.submit();
    const signedOut = type === "expired-token" || type === "bad-token";
    this.part("problem-title").forEach((element) => (element.textContent = title));
    this.part("problem-text").forEach((element) => (element.textContent = detail));
    this.part("sign-in-link").forEach((element) => (element.hidden = !signedOut));
    this.part("again").forEach((element) => (element.hidden = signedOut));
    this.show("problem");
  }

  /** @param {boolean} busy */
  hold(busy) {
    this.busy = busy;
    this.form.setAttribute("aria-busy", String(busy));
  }

  /** Show one notice and no other. @param {string} name */
  show(name) {
    ["progress", "offline", "problem"].forEach((each) => {
      this.part(each).forEach((element) => (element.hidden = each !== name));
    });
    this.part("lasting").forEach((element) => (element.hidden = !this.lasting));
    this.part("fleeting").forEach((element) => (element.hidden = this.lasting));
  }
}

document.querySelectorAll("form[data-check-in], form[data-check-out]").forEach((form) => new Sender(form));

// A page brought back by the back button shows an old crowd and an id already used.
addEventListener("pageshow", (event) => {
  if (event.persisted) location.reload();
});
