/**
 * The officer's desk without its looks: a scanned text in, what the officer must see out.
 *
 * Asks the server where it answers in time, else decides by itself and keeps the decision to be sent.
 */

import { newId } from "../ids.js";
import { venueCode } from "../venue-code.js";
import { pack } from "./box.js";
import { judge } from "./judge.js";
import { Outbox } from "./outbox.js";
import { PREFIX, PassError, faultOf, readPass } from "./passes.js";

const MINUTE = 60000;
const PROOF = /^[\w-]{56}$/;
const WORTHLESS = ["forged", "elsewhere", "ended"];

/**
 * @typedef {{kind: "answer", decision: string, colour: string, reasons: {code: string, text: string}[], name: string,
 *   offline: boolean, inside: number, capacity: number, party: number, undo: Undo | null, confirm: Confirm | null}
 *   | {kind: "proof", state: string, name: string, colour: string, party: number, time: string, age: number}
 *   | {kind: "left", name: string, offline: boolean}
 *   | {kind: "void", why: string}
 *   | {kind: "problem", title: string, detail: string}} Result
 * @typedef {{until: number, run: () => Promise<void>}} Undo
 * @typedef {{yes: () => Promise<Result>, no: () => Promise<void>}} Confirm
 * @typedef {{leaving: boolean, companions: number, door: number}} How
 */

export class Desk {
  /**
   * @param {import("./store.js").Store} store
   * @param {import("./server.js").Server} server
   * @param {() => void} changed called when counts, crowd, network or what waits have changed
   */
  constructor(store, server, changed) {
    this.store = store;
    this.server = server;
    this.changed = changed;
    this.outbox = new Outbox(store, server, (state) => this.heard(state), (inside) => this.crowd(inside));
    this.officer = 0;
    this.online = false;
    this.shutOut = false;
    this.waiting = 0;
    this.refused = 0;
    this.counts = {};
    this.known = null;
    this.withdrawn = { name: "", numbers: new Set() };
    this.rulebook = null;
    this.inside = 0;
    /** @type {Promise<void> | null} */
    this.refreshing = null;
  }

  /** Read what was kept; whether there is enough to work without the network. */
  async open() {
    const [name, numbers] = await this.store.withdrawn();
    this.withdrawn = { name, numbers: new Set(numbers) };
    const kept = await this.store.get("provisions");
    if (kept) this.known = kept;
    // As an earlier version of this script kept them: whole, and the list within.
    if (kept && kept.withdrawn) await this.take(kept);
    this.rulebook = (await this.store.get("rulebook")) || null;
    this.counts = (await this.store.get("counts")) || {};
    await this.recount();
    return this.ready;
  }

  get ready() {
    return Boolean(this.known && this.rulebook);
  }

  /** The officer of this scanner with a number, as far as it knows. @param {number} officer */
  knows(officer) {
    return this.known.officers.find(({ id }) => id === officer);
  }

  /** Now by the server's clock, in milliseconds. */
  get now() {
    return Date.now() + (this.known ? this.known.ahead : 0);
  }

  /** Fetch what changed meanwhile, and send what waits; one at a time. */
  refresh() {
    this.refreshing = this.refreshing || this.fetch().finally(() => (this.refreshing = null));
    return this.refreshing;
  }

  async fetch() {
    const found = await this.server.provisions(this.withdrawn.name);
    if (found && found.shutOut) return this.heard("shut-out");
    if (!found) return this.heard("away");
    const rulebook = this.rulebook && this.known && this.known.rulebook === found.rulebook;
    if (!rulebook) {
      const fetched = await this.server.rulebook(found.rulebook);
      if (!fetched) return this.heard("away");
      this.rulebook = fetched;
      await this.store.set("rulebook", fetched);
    }
    await this.take(found);
    this.heard("sent");
    await this.outbox.flush();
    await this.recount();
  }

  /** Go by these provisions from now on, and keep of their list of withdrawn passes what has changed. */
  async take({ withdrawn, withdrawnName: name, ...known }) {
    this.known = known;
    if (!withdrawn) return this.store.set("provisions", known);
    const before = this.withdrawn.numbers;
    const numbers = new Set(withdrawn);
    this.withdrawn = { name, numbers };
    const added = withdrawn.filter((number) => !before.has(number));
    const gone = [...before].filter((number) => !numbers.has(number));
    return this.store.provide(known, { name, added, gone });
  }

  /** @param {"sent" | "away" | "shut-out"} state */
  heard(state) {
    this.online = state === "sent";
    this.shutOut = state === "shut-out";
    this.recount();
  }

  /** People inside: what the server said last, and what it does not know yet. */
  async recount() {
    const waiting = await this.store.waiting();
    this.waiting = waiting.filter((item) => !item.refused).length;
    this.refused = waiting.length - this.waiting;
    const more = waiting.reduce((sum, item) => sum + item.people, 0);
    this.inside = Math.max(0, (this.known ? this.known.crowd : 0) + more);
    this.changed();
  }

  /**
   * @param {string} text as scanned or typed
   * @param {How} how
   * @returns {Promise<Result>}
   */
  async scan(text, how) {
    const trimmed = text.trim();
    if (venueCode(trimmed)) return { kind: "void", why: "poster" };
    if (PROOF.test(trimmed)) return this.proof(trimmed);
    if (!trimmed.startsWith(PREFIX)) return { kind: "void", why: "unknown" };
    const [pass, why] = await this.genuine(trimmed);
    if (why) return this.turnAway(why);
    return how.leaving ? this.leave(trimmed, pass) : this.enter(trimmed, pass, how);
  }

  /** Somebody has checked in with their own phone and shows its screen. @param {string} text @returns {Promise<Result>} */
  async proof(text) {
    const outcome = this.online ? await this.server.proof(text, this.officer) : { kind: "unsent" };
    if (outcome.kind === "refused") return this.problem(outcome);
    if (outcome.kind !== "answered") {
      this.heard("away");
      return { kind: "void", why: "proof-away" };
    }
    const { state, name, colour, people, checked_in_at: at, shown_at: seen } = outcome.answer;
    if (state === "unknown") return { kind: "void", why: "unknown" };
    if (WORTHLESS.includes(state)) {
      this.count("void", 1);
      return { kind: "void", why: `proof-${state}` };
    }
    const how = { hour: "2-digit", minute: "2-digit", hourCycle: "h23", timeZone: this.known.venue.zone };
    const time = new Intl.DateTimeFormat(document.documentElement.lang, how).format(at);
    const age = this.now - (state === "again" ? seen : at);
    return { kind: "proof", state, name, colour, party: people, time, age };
  }

  /** @param {string} text @returns {Promise<[any, string]>} the pass, or what stands against it */
  async genuine(text) {
    let pass;
    try {
      pass = await readPass(text, this.known.keys);
    } catch (error) {
      if (error instanceof PassError) return [null, error.problem];
      throw error;
    }
    const withdrawn = this.withdrawn.numbers.has(pass.number) ? "withdrawn" : "";
    return [pass, faultOf(pass, this.now / 1000) || withdrawn];
  }

  /** @param {string} why @returns {Promise<Result>} */
  async turnAway(why) {
    await this.keep({ kind: "turned-away", ...this.entry(), why }, 0);
    this.count("void", 1);
    this.outbox.flush();
    return { kind: "void", why };
  }

  /** @param {string} [id] */
  entry(id) {
    return { id: id || newId(this.now), officer: this.officer };
  }

  /** @param {string} text @param {any} pass @returns {Promise<Result>} */
  async leave(text, pass) {
    const item = { kind: "check-out", ...this.entry(), pass: text };
    const outcome = await this.ask("check-outs", item);
    if (outcome.kind === "refused") return this.problem(outcome);
    const offline = outcome.kind !== "answered";
    if (offline) await this.keep(item, -1);
    else this.crowd(outcome.answer.occupancy);
    this.count("left", 1);
    return { kind: "left", name: pass.name, offline };
  }

  /** @param {string} text @param {any} pass @param {How} how @returns {Promise<Result>} */
  async enter(text, pass, { companions, door }) {
    const item = { kind: "check-in", ...this.entry(), pass: text, companions, door };
    const outcome = await this.ask("check-ins", item);
    if (outcome.kind === "refused") return this.problem(outcome);
    if (outcome.kind === "answered") return this.answered(item, pass, outcome.answer);
    return this.alone(item, pass);
  }

  /** @param {"check-ins" | "check-outs"} path @param {object} item */
  async ask(path, item) {
    if (!this.online) return { kind: "unsent" };
    const outcome = await this.server.ask(path, item);
    if (outcome.kind === "unsent" || outcome.kind === "later") this.heard("away");
    return outcome;
  }

  /** @param {any} item @param {any} pass @param {any} answer @returns {Result} */
  answered(item, pass, answer) {
    this.crowd(answer.occupancy);
    const party = 1 + item.companions;
    this.count(answer.decision, answer.decision === "admit" ? party : 1);
    const again = () => this.confirmed({ ...item, ...this.entry(), verified: true }, pass);
    return {
      ...this.result(answer, pass, party, false),
      undo: answer.decision === "admit" ? this.undo(item, party) : null,
      confirm: answer.decision === "verify" ? { yes: again, no: async () => {} } : null,
    };
  }

  /** An officer has verified a yellow one: ask again, or answer alone. @returns {Promise<Result>} */
  async confirmed(item, pass) {
    const outcome = await this.ask("check-ins", item);
    if (outcome.kind === "refused") return this.problem(outcome);
    if (outcome.kind === "answered") return this.answered(item, pass, outcome.answer);
    return this.alone(item, pass);
  }

  /** Decide without the server, by what the pass says. @returns {Promise<Result>} */
  async alone(item, pass) {
    const party = 1 + item.companions;
    const at = Math.floor(this.now);
    const how = { at, inside: this.inside, party, language: document.documentElement.lang };
    const judged = judge(pass.evidence, { venue: this.known.venue, rulebook: this.rulebook }, how);
    if (judged.decision === "verify" && item.verified) {
      judged.decision = this.inside + party > judged.capacity ? "full" : "admit";
    }
    const told = { ...judged, occupancy: this.inside };
    if (judged.decision !== "verify") {
      await this.said(item, judged.decision, party);
      return {
        ...this.result({ ...told, occupancy: this.inside }, pass, party, true),
        undo: judged.decision === "admit" ? this.undo(item, party) : null,
        confirm: null,
      };
    }
    return {
      ...this.result(told, pass, party, true),
      undo: null,
      confirm: {
        yes: () => this.alone({ ...item, verified: true }, pass),
        no: () => this.said(item, "verify", party),
      },
    };
  }

  /** Keep what was said at the door. @param {any} item @param {string} said @param {number} party */
  async said(item, said, party) {
    await this.keep({ ...item, said }, said === "admit" ? party : 0);
    this.count(said, said === "admit" ? party : 1);
  }

  /** @param {any} item @param {number} party @returns {Undo} */
  undo(item, party) {
    return {
      until: Date.now() + MINUTE,
      run: async () => {
        await this.keep({ kind: "undo", ...this.entry(), pass: item.pass, visit: item.id }, -party);
        this.count("admit", -party);
        await this.outbox.flush();
        await this.recount();
      },
    };
  }

  result(answer, pass, party, offline) {
    const { decision, colour, reasons, occupancy, capacity } = answer;
    return { kind: "answer", decision, colour, reasons, name: pass.name, party, offline, inside: occupancy, capacity };
  }

  /** @returns {Promise<Result>} */
  async problem({ type, title, detail, fault }) {
    // Either the device is shut out or the officer is no more: what it takes along says which.
    if (type === "bad-token" || type === "expired-token") await this.refresh();
    return type === "bad-pass" && fault ? this.turnAway(fault) : { kind: "problem", title, detail };
  }

  /** @param {any} item @param {number} people */
  async keep(item, people) {
    const box = await pack(item, this.known.box, this.known.scanner.id);
    await this.store.add({ id: item.id, box, people });
    await this.recount();
  }

  /** @param {number | null} inside */
  crowd(inside) {
    if (inside === null) return;
    this.known = { ...this.known, crowd: inside, now: this.now };
    this.store.set("provisions", this.known);
    this.recount();
  }

  /** @param {string} what @param {number} people */
  count(what, people) {
    const day = new Date().toDateString();
    const today = this.counts.day === day ? this.counts : { day };
    this.counts = { ...today, [what]: (today[what] || 0) + people };
    this.store.set("counts", this.counts);
    this.changed();
  }
}
