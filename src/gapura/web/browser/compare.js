/**
 * Lets a visitor have their position compared with the place, if they like: `form[data-compare]`, hidden without
 * this script, with fields latitude, longitude and accuracy and a status with data-searching and data-refused.
 */

const PATIENCE = 20_000; // ms

/** @param {HTMLFormElement} form */
function enhance(form) {
  const status = form.querySelector("[role=status]");
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    status.textContent = status.dataset.searching;
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => {
        ["latitude", "longitude", "accuracy"].forEach((name) => (form.elements[name].value = coords[name]));
        form.submit();
      },
      () => (status.textContent = status.dataset.refused),
      { enableHighAccuracy: true, timeout: PATIENCE, maximumAge: 60_000 },
    );
  });
  form.hidden = false;
}

if ("geolocation" in navigator) document.querySelectorAll("form[data-compare]").forEach(enhance);
