/** What is typed in a form outlives a change of the language: it waits in this tab until the page is there again. */

const KEY = "gapura.typed";
const LEFT_OUT = ["hidden", "password", "file"];

/** What can be typed or chosen, but no secret. @returns {any[]} */
function controls() {
  const all = document.querySelectorAll("main input[name], main select[name], main textarea[name]");
  return Array.from(all).filter((each) => !LEFT_OUT.includes(each.type) && each.autocomplete !== "one-time-code");
}

/** How a control says what was chosen. @param {any} control */
const said = (control) => (["checkbox", "radio"].includes(control.type) ? "checked" : "value");

/** @param {any} form the one that changes the language */
function keep(form) {
  const typed = controls().map((each) => [each.name, each[said(each)]]);
  sessionStorage.setItem(KEY, JSON.stringify({ address: form.elements.next.value, typed }));
}

function bringBack() {
  const kept = JSON.parse(taken() || "{}");
  if (kept.address !== location.pathname + location.search) return;
  controls().forEach((each, place) => {
    const [name, value] = kept.typed[place] || [];
    if (name === each.name) each[said(each)] = value;
  });
}

/** What was kept, and is no longer; nothing in a browser that keeps nothing. */
function taken() {
  try {
    const kept = sessionStorage.getItem(KEY);
    sessionStorage.removeItem(KEY);
    return kept;
  } catch (error) {
    return "";
  }
}

bringBack();
document.querySelectorAll("form.languages").forEach((form) => form.addEventListener("submit", () => keep(form)));
