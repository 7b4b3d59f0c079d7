/**
 * Figures that move: `[data-live]` names an address that answers with the texts of the `[data-figure]`s.
 *
 * Asked every five seconds while the page is seen; where no answer comes, `[data-stale]` says so.
 */

const EVERY = 5000;

const live = document.querySelector("[data-live]");
const places = new Map([...document.querySelectorAll("[data-figure]")].map((each) => [each.dataset.figure, each]));

async function renew() {
  const answer = await fetch(live.dataset.live, { headers: { Accept: "application/json" }, redirect: "error" });
  if (!answer.ok) {
    throw new Error(String(answer.status));
  }
  const { at, figures } = await answer.json();
  for (const [name, text] of Object.entries({ at, ...figures })) {
    const place = places.get(name);
    if (place && place.textContent !== text) {
      place.textContent = text;
    }
  }
}

async function tick() {
  if (!document.hidden) {
    let stale = false;
    try {
      await renew();
    } catch {
      stale = true;
    }
    live.querySelector("[data-stale]").hidden = !stale;
  }
  setTimeout(tick, EVERY);
}

document.addEventListener("visibilitychange", () => document.hidden || renew().catch(() => {}));
setTimeout(tick, EVERY);
