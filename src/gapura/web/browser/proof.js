/**
 * Does the little work that keeps floods of made-up applications away, without asking anybody anything.
 *
 * Enhances `form[data-proof]`: a field `proof` with the work in data-challenge, and [data-working], shown only
 * to whoever presses the button before it is done. Where it cannot be done, the form is sent without it.
 */

import { solveChallenge } from "altcha-lib";
import { deriveKey } from "altcha-lib/algorithms/web/pbkdf2";

/** @param {HTMLFormElement} form */
function enhance(form) {
  const field = form.elements.namedItem("proof");
  const challenge = JSON.parse(field.dataset.challenge);
  let waiting = false;
  let over = false;
  const done = () => {
    over = true;
    if (waiting) form.submit();
  };
  solveChallenge({ challenge, deriveKey }).then((solution) => {
    if (solution) field.value = btoa(JSON.stringify({ challenge, solution }));
  }).then(done, done);
  form.addEventListener("submit", (event) => {
    if (over) return;
    event.preventDefault();
    waiting = true;
    form.querySelector("[data-working]").hidden = false;
  });
}

document.querySelectorAll("form[data-proof]").forEach(enhance);
