/**
 * Fills in the device's position where somebody asks for it.
 *
 * Enhances `[data-position]`, hidden without this script: a button, and a status with data-searching,
 * data-found (with {m} for metres) and data-refused. Nothing is asked of the device before the button is pressed.
 */

const PATIENCE = 20_000; // ms

/** @param {HTMLElement} part */
function enhance(part) {
  const button = part.querySelector("button");
  const status = part.querySelector("[role=status]");
  const latitude = document.getElementById("id_latitude");
  const longitude = document.getElementById("id_longitude");
  button.addEventListener("click", () => {
    status.textContent = status.dataset.searching;
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => {
        latitude.value = coords.latitude.toFixed(6);
        longitude.value = coords.longitude.toFixed(6);
        longitude.dispatchEvent(new Event("input", { bubbles: true })); // the map follows
        status.textContent = status.dataset.found.replace("{m}", String(Math.ceil(coords.accuracy)));
      },
      () => { status.textContent = status.dataset.refused; },
      { enableHighAccuracy: true, timeout: PATIENCE, maximumAge: 0 },
    );
  });
  part.hidden = false;
}

if ("geolocation" in navigator) document.querySelectorAll("[data-position]").forEach(enhance);
