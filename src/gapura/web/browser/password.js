/**
 * Shows what is typed into password fields while a box is ticked.
 *
 * `[data-password-toggle]` holds the box and stays hidden without script; it works on `[data-password]`.
 */

/** @param {HTMLElement} toggle */
function prepare(toggle) {
  const box = toggle.querySelector("input");
  const fields = toggle.closest("form").querySelectorAll("[data-password]");
  const show = () => fields.forEach((field) => field.setAttribute("type", box.checked ? "text" : "password"));
  toggle.hidden = false;
  box.addEventListener("change", show);
  // What was shown is hidden again before a browser may keep it among what was typed before.
  toggle.closest("form").addEventListener("submit", () => {
    box.checked = false;
    show();
  });
}

document.querySelectorAll("[data-password-toggle]").forEach(prepare);
