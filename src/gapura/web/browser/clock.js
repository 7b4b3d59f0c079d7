/**
 * A clock that runs, so that a picture of a result is seen to be a picture.
 *
 * `[data-clock]` states the server's time in milliseconds (`data-now`) and the venue's zone (`data-zone`); its
 * text is replaced every second.
 */

/** @param {HTMLElement} element */
function run(element) {
  const ahead = Number(element.dataset.now) - Date.now();
  const format = new Intl.DateTimeFormat(document.documentElement.lang, {
    timeZone: element.dataset.zone,
    hour: "2-digit",
    minute: "2-digit",
    second: "2-digit",
    hourCycle: "h23",
  });
  const tick = () => {
    const now = Date.now() + ahead;
    element.textContent = format.format(now);
    setTimeout(tick, 1000 - (now % 1000));
  };
  tick();
}

document.querySelectorAll("[data-clock]").forEach(run);
