/**
 * The scanner at `/petugas/pemindai/`: what an officer sees, presses and hears.
 *
 * `[data-app]` holds everything; its parts are named by `data-part`, and what is said by `template[data-text]`.
 */

import { Desk } from "./officer/desk.js";
import { Eyes } from "./officer/eyes.js";
import { Lock } from "./officer/lock.js";
import { able } from "./officer/passkey.js";
import { Server } from "./officer/server.js";
import { allowSound, signal } from "./officer/signals.js";
import { Store } from "./officer/store.js";
import { listen } from "./officer/wedge.js";

const SHOWN = 2600; // milliseconds for which a green answer stands
const AGAIN = 5000; // a pass that was not away for this long is still the same scan
const NAMING = 40; // characters that name a pass; those of its link change while it is held up
const OFTEN = 5000; // milliseconds between two tries to reach a server that is away
const FRESH = 20000; // milliseconds for which what it said last is fresh enough
const IDLE = 20 * 60000; // then the scanner locks itself

class App {
  /** @param {HTMLElement} root */
  constructor(root) {
    this.root = root;
    this.store = new Store();
    this.lock = new Lock(this.store);
    this.busy = false;
    this.unlocking = false;
    this.closing = false; // the scanner locks once the answer on its way was seen
    this.last = { text: "", at: 0 };
    this.leaving = false;
    this.companions = 0;
    this.undoable = null;
    this.before = null; // what had the focus before the answer that stands
    this.touched = Date.now();
    this.timer = 0;
    this.eyes = new Eyes(root, (text) => this.scanned(text), (state) => this.note(state));
    listen((text) => this.scanned(text));
    this.wire();
    this.start();
  }

  /** @param {string} name @returns {any} */
  part(name) {
    return this.root.querySelector(`[data-part="${name}"]`);
  }

  /** @param {string} name @param {Record<string, string | number>} [values] */
  text(name, values = {}) {
    const template = this.root.querySelector(`template[data-text="${name}"]`);
    const words = template ? template.content.textContent.trim() : name;
    return words.replace(/\{(\w+)\}/g, (_, key) => String(values[key]));
  }

  wire() {
    const on = (name, act) => this.part(name).addEventListener("click", act);
    this.part("unlock-form").addEventListener("submit", (event) => this.unlock(event));
    this.part("type-form").addEventListener("submit", (event) => this.typed(event));
    on("passkey", () => this.unlockByPasskey());
    on("add-passkey", () => this.addPasskey());
    this.part("officers").addEventListener("change", () => this.offerPasskey());
    on("lock", () => this.close());
    on("next", () => this.next());
    on("yes", () => this.answerConfirm(true));
    on("no", () => this.answerConfirm(false));
    on("undo", () => this.undo());
    on("result-undo", () => this.undo());
    addEventListener("keydown", (event) => event.key === "Escape" && this.makeWay());
    on("in", () => this.direction(false));
    on("out", () => this.direction(true));
    on("fewer", () => this.party(-1));
    on("more", () => this.party(1));
    on("camera", () => this.openCamera());
    on("torch", () => this.torch());
    this.part("cameras").addEventListener("change", (event) => this.openCamera(event.target.value));
    addEventListener("online", () => this.refresh());
    addEventListener("offline", () => this.desk && this.desk.heard("away"));
    ["pointerdown", "keydown"].forEach((event) => addEventListener(event, () => this.touch()));
  }

  async start() {
    if (navigator.storage && navigator.storage.persist) navigator.storage.persist();
    const token = await this.store.get("token");
    if (!token) return this.show("unregistered");
    this.desk = new Desk(this.store, new Server(token), () => this.paint());
    const ready = await this.desk.open();
    if (!ready) await this.desk.refresh();
    else this.refresh();
    if (this.desk.shutOut) return this.show("shut-out");
    if (!this.desk.ready) return this.show("not-yet");
    setInterval(() => this.look(), OFTEN);
    await this.close();
  }

  /** Look at the server where that is due, and whether somebody is here. */
  look() {
    const { desk } = this;
    if (!desk.online || desk.waiting || desk.now - desk.known.now > FRESH) this.refresh();
    this.lockIfLeft();
    this.paint();
  }

  /** Lock where nobody was here for long, or whoever is here has been removed. */
  lockIfLeft() {
    const { officer } = this.desk;
    if (officer && (Date.now() - this.touched > IDLE || !this.desk.knows(officer))) this.close();
  }

  async refresh() {
    if (!this.desk) return;
    await this.desk.refresh();
    if (this.desk.shutOut) return this.show("shut-out");
    this.lockIfLeft();
  }

  touch() {
    this.touched = Date.now();
    allowSound();
  }

  /** Show one screen; the focus begins in it. @param {string} name */
  show(name) {
    const another = this.root.dataset.screen !== name;
    this.root.dataset.screen = name;
    ["unregistered", "not-yet", "shut-out", "locked", "scan"].forEach((each) => {
      this.part(each).hidden = each !== name;
    });
    this.part("bar").hidden = !this.desk || !this.desk.known;
    if (name !== "scan") this.eyes.close();
    if (another) this.firstOf(name).focus({ preventScroll: true });
  }

  /** Where one begins on a screen. @param {string} name */
  firstOf(name) {
    if (name !== "locked" || this.part("unlock-form").hidden) return this.part(name);
    return this.part(this.part("officers").length > 1 ? "officers" : "pin");
  }

  /** Lock: whoever goes on says who they are. An answer on its way is seen first, under the name it was asked. */
  async close() {
    if (this.busy) {
      this.closing = true;
      return;
    }
    this.desk.officer = 0;
    this.next();
    const officers = await this.lock.known(this.desk.known.officers);
    const select = this.part("officers");
    select.replaceChildren(...officers.map(({ id, name }) => new Option(name, String(id))));
    this.part("nobody").hidden = officers.length > 0;
    this.part("unlock-form").hidden = officers.length === 0;
    this.part("pin").value = "";
    this.say("lock-status", "");
    await this.offerPasskey();
    this.show("locked");
  }

  /**
   * One try at a time, and the field is empty at once: hashing takes a slow phone a moment, in which a second
   * press would count as another wrong PIN and what is typed next would be wiped away.
   * @param {Event} event
   */
  async unlock(event) {
    event.preventDefault();
    const field = this.part("pin");
    const pin = field.value;
    field.value = "";
    if (this.unlocking || !pin) return;
    const officer = Number(this.part("officers").value);
    this.unlocking = true;
    this.say("lock-status", "");
    try {
      const outcome = await this.lock.tried(officer, pin);
      if (outcome === "open") await this.open(officer);
      else this.say("lock-status", this.text(`pin-${outcome}`));
    } finally {
      this.unlocking = false;
    }
  }

  /** Show the button for whoever has a passkey here. */
  async offerPasskey() {
    const officer = Number(this.part("officers").value);
    this.part("passkey").hidden = !able() || !(await this.lock.passkey(officer));
  }

  async unlockByPasskey() {
    if (this.unlocking) return;
    const officer = Number(this.part("officers").value);
    this.unlocking = true;
    this.say("lock-status", "");
    try {
      if (await this.lock.showed(officer)) await this.open(officer);
      else this.say("lock-status", this.text("passkey-failed"));
    } finally {
      this.unlocking = false;
    }
  }

  async addPasskey() {
    const officer = this.desk.knows(this.desk.officer);
    const outcome = await this.lock.add(officer).then(() => "added", () => "not-added");
    this.part("add-passkey").hidden = outcome === "added";
    this.say("passkey-status", this.text(`passkey-${outcome}`));
  }

  /** Somebody is at the door. @param {number} officer */
  async open(officer) {
    const known = this.desk.knows(officer);
    if (!known) return this.close(); // removed since the list was drawn
    this.desk.officer = officer;
    this.part("officer").textContent = known.name;
    this.say("passkey-status", "");
    this.part("add-passkey").hidden = !able() || Boolean(await this.lock.passkey(officer));
    this.show("scan");
    this.paint();
    this.openCamera();
  }

  /** @param {string} [deviceId] */
  async openCamera(deviceId) {
    await this.eyes.open(deviceId);
    const open = Boolean(this.eyes.camera.stream);
    this.part("camera").hidden = open;
    this.part("torch").hidden = !this.eyes.camera.hasTorch;
    const cameras = open ? await this.eyes.camera.choices() : [];
    const select = this.part("cameras");
    select.hidden = cameras.length < 2;
    select.replaceChildren(...cameras.map(({ label, deviceId: id }, n) => new Option(label || String(n + 1), id)));
    select.value = this.eyes.camera.deviceId;
  }

  async torch() {
    this.part("torch").setAttribute("aria-pressed", String(await this.eyes.camera.toggleTorch()));
  }

  /** @param {Event} event */
  typed(event) {
    event.preventDefault();
    const field = this.part("typed");
    const text = field.value;
    field.value = "";
    if (text.trim()) this.scanned(text);
  }

  /** One scan at a time; whatever it holds, the next one is possible. @param {string} text */
  async scanned(text) {
    if (this.busy || this.closing || this.root.dataset.screen !== "scan") return;
    if (this.same(text) || this.waitsForOfficer()) return;
    this.busy = true;
    this.touched = Date.now();
    this.root.setAttribute("aria-busy", "true");
    try {
      const door = Number(this.part("doors").value) || 0;
      const how = { leaving: this.leaving, companions: this.companions, door };
      this.answer(await this.desk.scan(text, how));
    } catch (error) {
      this.fault(error);
    } finally {
      this.last = { text: text.slice(0, NAMING), at: Date.now() };
      this.busy = false;
      this.root.removeAttribute("aria-busy");
    }
  }

  /** @param {unknown} error what went wrong here; the next scan is possible all the same */
  fault(error) {
    console.error(error);
    this.answer({ kind: "problem", title: this.text("fault"), detail: this.text("fault-detail") });
  }

  /** Whether this is the pass of just now, still held up. @param {string} text */
  same(text) {
    const same = text.slice(0, NAMING) === this.last.text && Date.now() - this.last.at < AGAIN;
    if (same) {
      this.last.at = Date.now();
      this.note("same");
    }
    return same;
  }

  /** Whether a yellow answer stands, which a next person's code must not wipe away. */
  waitsForOfficer() {
    return Boolean(this.confirm) && !this.part("result").hidden;
  }

  /** @param {import("./officer/desk.js").Result} result */
  answer(result) {
    clearTimeout(this.timer);
    const view = this.view(result);
    const place = this.part("result");
    place.className = `answer result ${view.look}`;
    this.part("shape").replaceChildren(this.shape(view.look));
    ["word", "heading", "who", "party", "say"].forEach((name) => {
      this.part(name).textContent = view[name] || "";
      this.part(name).hidden = !view[name];
    });
    this.part("reasons").replaceChildren(...(view.reasons || []).map((text) => item(text)));
    this.part("checks").hidden = !view.confirm;
    this.part("known").textContent = view.offline ? this.text("offline-answer", { age: this.age() }) : "";
    this.confirm = view.confirm || null;
    this.part("yes").hidden = this.part("no").hidden = !view.confirm;
    this.part("next").hidden = Boolean(view.confirm);
    if (view.undo) this.undoable = view.undo;
    this.part("result-undo").hidden = !view.undo;
    if (place.hidden) this.before = document.activeElement;
    place.hidden = false;
    this.behind(true);
    (view.confirm ? this.part("yes") : this.part("next")).focus({ preventScroll: true });
    signal(view.signal);
    if (!view.stays && (view.signal === "admit" || view.signal === "left")) {
      this.timer = setTimeout(() => this.next(), SHOWN);
      this.party(-this.companions);
    }
    this.paint();
  }

  /** What a result looks like. @param {import("./officer/desk.js").Result} result @returns {any} */
  view(result) {
    if (result.kind === "problem") {
      return { look: "void", heading: result.title, say: result.detail, signal: "refuse" };
    }
    if (result.kind === "void") {
      const why = result.why;
      return { look: "void", heading: this.text(`void-${why}`), say: this.text(`say-${why}`), signal: "refuse" };
    }
    if (result.kind === "left") {
      return { look: "left", heading: this.text("left"), who: result.name, offline: result.offline, signal: "left" };
    }
    if (result.kind === "proof") return this.proof(result);
    const { decision, colour, reasons, name, party, offline, undo, confirm } = result;
    return {
      look: decision === "full" ? "full" : colour,
      word: this.text(`colour-${colour}`),
      heading: this.text(`decision-${decision}`),
      who: name,
      party: party > 1 ? this.text("party", { people: party }) : "",
      reasons: reasons.map((reason) => reason.text),
      say: decision === "admit" ? "" : this.text(decision === "refuse" ? `say-${colour}` : `say-${decision}`),
      offline,
      undo,
      confirm,
      signal: decision === "full" ? "refuse" : decision,
    };
  }

  /** A genuine screen of a check-in: no answer that goes by itself, since the officer compares a name. */
  proof({ state, name, colour, party, time, age }) {
    const fine = state === "good";
    return {
      look: fine || state === "held-up" ? colour : "void",
      word: this.text(`colour-${colour}`),
      heading: this.text(`proof-${state}`),
      who: name,
      party: party > 1 ? this.text("party", { people: party }) : "",
      say: this.text(`say-proof-${state}`, { time, age: this.ago(age) }),
      signal: fine ? "admit" : "verify",
      stays: true,
    };
  }

  /** @param {string} look */
  shape(look) {
    const template = this.root.querySelector(`template[data-shape="${look}"]`);
    return template ? template.content.cloneNode(true) : document.createTextNode("");
  }

  /** @param {boolean} yes */
  async answerConfirm(yes) {
    const confirm = this.confirm;
    if (!confirm || this.busy) return;
    this.busy = true;
    this.confirm = null;
    try {
      if (yes) this.answer(await confirm.yes());
      else {
        await confirm.no();
        this.next();
      }
    } catch (error) {
      this.fault(error);
    } finally {
      this.busy = false;
      this.closeIfAsked();
    }
  }

  /** Lock now, where that was asked while an answer was on its way. */
  closeIfAsked() {
    if (!this.closing || this.busy || !this.part("result").hidden) return;
    this.closing = false;
    this.close();
  }

  /** Go on from an answer that asks for no choice. */
  makeWay() {
    if (!this.part("result").hidden && !this.confirm && !this.busy) this.next();
  }

  next() {
    const stood = !this.part("result").hidden;
    clearTimeout(this.timer);
    this.confirm = null;
    this.part("result").hidden = true;
    this.behind(false);
    if (stood) this.giveBack();
    this.last.at = Date.now();
    this.closeIfAsked();
  }

  /** The focus goes back to what had it before the answer, or to where one scans. */
  giveBack() {
    [this.part("scan"), this.before].forEach((each) => each && each.focus({ preventScroll: true }));
  }

  /** While an answer stands nothing else can be pressed. @param {boolean} behind */
  behind(behind) {
    this.root.querySelectorAll("header, main").forEach((each) => (each.inert = behind));
  }

  async undo() {
    const undo = this.undoable;
    this.undoable = null;
    if (!undo || undo.until < Date.now() || this.busy) return this.paint();
    try {
      await undo.run();
    } catch (error) {
      return this.fault(error);
    }
    this.next();
    this.last = { text: "", at: 0 };
    this.note("undone");
    this.paint();
  }

  /** @param {boolean} leaving */
  direction(leaving) {
    this.leaving = leaving;
    this.part("in").setAttribute("aria-pressed", String(!leaving));
    this.part("out").setAttribute("aria-pressed", String(leaving));
    this.part("companions").hidden = leaving;
    this.last = { text: "", at: 0 };
  }

  /** @param {number} more */
  party(more) {
    this.companions = Math.min(50, Math.max(0, this.companions + more));
    this.part("count").textContent = String(this.companions);
  }

  /** @param {string} state */
  note(state) {
    this.say("status", this.text(state));
  }

  /** @param {string} place @param {string} words */
  say(place, words) {
    if (this.part(place).textContent !== words) this.part(place).textContent = words;
  }

  /** How old what this device knows is. */
  age() {
    return this.ago(this.desk.now - this.desk.known.now);
  }

  /** @param {number} milliseconds */
  ago(milliseconds) {
    const minutes = Math.max(0, Math.floor(milliseconds / 60000));
    if (minutes < 1) return this.text("age-now");
    return minutes < 120 ? this.text("age-minutes", { n: minutes }) : this.text("age-hours", { n: Math.floor(minutes / 60) });
  }

  /** Bring crowd, counts and network on screen up to date. */
  paint() {
    const { desk } = this;
    if (!desk || !desk.known) return;
    const { venue } = desk.known;
    this.say("venue", venue.name);
    this.part("network").dataset.state = desk.online ? "online" : "offline";
    this.say("network", desk.online ? this.text("online") : this.text("offline", { age: this.age() }));
    this.say("waiting", desk.waiting ? this.text("waiting", { n: desk.waiting }) : "");
    this.say("refused", desk.refused ? this.text("not-taken", { n: desk.refused }) : "");
    const exact = desk.online && !desk.waiting;
    this.say("crowd", this.text(exact ? "crowd" : "crowd-estimate", { n: desk.inside, of: venue.capacity }));
    const { counts } = desk;
    const today = counts.day === new Date().toDateString() ? counts : {};
    ["admit", "verify", "refuse", "full", "void", "left"].forEach((name) => {
      this.say(`count-${name}`, String(today[name] || 0));
    });
    const undoable = this.undoable && this.undoable.until > Date.now();
    this.part("undo").hidden = !undoable;
    this.doors(venue.doors);
  }

  /** @param {{number: number, name: string}[]} doors */
  doors(doors) {
    const select = this.part("doors");
    const listed = JSON.stringify(doors);
    if (select.dataset.listed === listed) return;
    select.dataset.listed = listed;
    const chosen = localStorage.getItem("gapura.door") || "0";
    select.replaceChildren(
      new Option(this.text("any-door"), "0"),
      ...doors.map(({ number, name }) => new Option(name, String(number))),
    );
    select.value = chosen;
    if (!select.value) select.value = "0"; // that door is no more
    select.onchange = () => localStorage.setItem("gapura.door", select.value);
  }
}

/** @param {string} text */
function item(text) {
  const element = document.createElement("li");
  element.textContent = text;
  return element;
}

if ("serviceWorker" in navigator) {
  navigator.serviceWorker.register("pekerja.js").catch((error) => console.error(error));
}
document.querySelectorAll("[data-app]").forEach((root) => new App(root));
