/**
 * Makes this device a scanner: `form[data-register]` is sent, and what is answered kept on this device.
 *
 * `data-to` is where the scanner is. The PIN fields (`data-pin`, `data-pin-again`) are never sent.
 */

import { DIGITS, Lock } from "./officer/lock.js";
import { Outbox } from "./officer/outbox.js";
import { Server } from "./officer/server.js";
import { Store } from "./officer/store.js";

/** @param {HTMLFormElement} form */
function enhance(form) {
  const store = new Store();
  const field = (/** @type {string} */ name) => /** @type {any} */ (form.querySelector(`[data-${name}]`));
  const say = (/** @type {string} */ words) => {
    field("problem").textContent = words;
    field("problem").hidden = !words;
  };
  form.hidden = false;
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const pin = field("pin").value;
    if (!new RegExp(`^[0-9]{${DIGITS}}$`).test(pin)) return say(form.dataset.short);
    if (pin !== field("pin-again").value) return say(form.dataset.differs);
    say("");
    const data = new FormData(form);
    const token = (await store.get("token")) || "";
    const moves = token && (await store.get("venue")) !== form.dataset.venue;
    data.set("token", token);
    try {
      if (moves && !(await allSent(store, token))) return say(form.dataset.unsent);
      const response = await fetch(form.action, { method: "POST", body: data, redirect: "error" });
      const answer = await response.json();
      if (!response.ok) return say(answer.detail);
      if (moves) await store.clear();
      await store.set("token", answer.token);
      await store.set("venue", form.dataset.venue);
      await new Lock(store).remember(answer.officer.id, pin);
      location.assign(form.dataset.to);
    } catch (error) {
      say(form.dataset.failed);
    }
  });
}

/**
 * Send what the device still keeps of its former place; whether nothing is left that could ever be sent.
 * @param {Store} store @param {string} token
 */
async function allSent(store, token) {
  let shutOut = false;
  const outbox = new Outbox(store, new Server(token), (state) => { shutOut = state === "shut-out"; }, () => {});
  await outbox.flush();
  return shutOut || (await store.waiting()).every((item) => item.refused);
}

document.querySelectorAll("form[data-register]").forEach(enhance);
