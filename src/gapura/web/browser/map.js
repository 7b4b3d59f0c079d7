/**
 * Lets somebody point at a place on the outlines of its regency.
 *
 * Enhances `[data-map]`, hidden without this script: a focusable picture, buttons with data-zoom, and a status
 * with data-inside and data-outside ({position} and {part} are put in). data-west and data-north are the degrees
 * of the picture's corner, data-across and data-down the degrees of one of its units. What is pointed at is
 * written into the fields of latitude and longitude; what is typed there moves the pin.
 */

const STEP = 0.0002; // degrees of an arrow key: about 22 metres
const LARGE = 25; // such steps with Shift
const CLOSEST = 16; // times
const PIN = 1.3; // of its drawing's size
const ARROWS = { ArrowUp: [1, 0], ArrowDown: [-1, 0], ArrowRight: [0, 1], ArrowLeft: [0, -1] };
const ZOOMS = { "+": 2, "-": 0.5 };

/** @param {HTMLElement} part */
function enhance(part) {
  const board = part.querySelector("[role=application]");
  const picture = part.querySelector("svg");
  const pin = part.querySelector(".pin");
  const status = part.querySelector("[role=status]");
  const fields = ["latitude", "longitude"].map((name) => document.getElementById(`id_${name}`));
  const [west, north, across, down] = ["west", "north", "across", "down"].map((name) => Number(part.dataset[name]));
  const { width, height } = picture.viewBox.baseVal;
  let zoom = 1;

  /** Where a position lies in the picture; null where the fields hold none. */
  function point() {
    const [latitude, longitude] = fields.map(({ value }) => (value.trim() ? Number(value.replace(",", ".")) : NaN));
    if (Number.isNaN(latitude + longitude)) return null;
    const at = picture.createSVGPoint();
    at.x = (longitude - west) / across;
    at.y = (north - latitude) / down;
    return at;
  }

  /** Draw the pin and what is around it. */
  function show() {
    const at = point();
    pin.setAttribute("visibility", at ? "visible" : "hidden");
    if (at) pin.setAttribute("transform", `translate(${at.x} ${at.y}) scale(${PIN / zoom})`);
    const middle = at || { x: width / 2, y: height / 2 };
    const [left, top] = [[middle.x, width], [middle.y, height]].map(([centre, size]) =>
      Math.min(Math.max(centre - size / zoom / 2, 0), size - size / zoom));
    picture.setAttribute("viewBox", `${left} ${top} ${width / zoom} ${height / zoom}`);
  }

  /** @param {number} latitude @param {number} longitude */
  function put(latitude, longitude) {
    [latitude, longitude].forEach((degrees, place) => { fields[place].value = degrees.toFixed(6); });
    show();
    const at = point();
    const within = [...picture.querySelectorAll("[data-name]")].find((each) => each.isPointInFill(at));
    const words = within ? status.dataset.inside : status.dataset.outside;
    status.textContent = words
      .replace("{position}", fields.map(({ value }) => value).join(", "))
      .replace("{part}", within ? within.dataset.name : "");
  }

  /** @param {number} factor */
  function zoomBy(factor) {
    zoom = Math.min(Math.max(zoom * factor, 1), CLOSEST);
    board.style.setProperty("--zoom", String(zoom));
    show();
  }

  board.addEventListener("click", (event) => {
    const at = new DOMPoint(event.clientX, event.clientY).matrixTransform(picture.getScreenCTM().inverse());
    put(north - at.y * down, west + at.x * across);
  });
  board.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const arrow = ARROWS[event.key];
    if (arrow) {
      const at = point() || { x: width / 2, y: height / 2 };
      const far = STEP * (event.shiftKey ? LARGE : 1);
      put(north - at.y * down + arrow[0] * far, west + at.x * across + arrow[1] * far);
    } else if (ZOOMS[event.key]) zoomBy(ZOOMS[event.key]);
    else return;
    event.preventDefault();
  });
  part.querySelectorAll("[data-zoom]").forEach((button) => {
    button.addEventListener("click", () => zoomBy(Number(button.dataset.zoom)));
  });
  fields.forEach((field) => field.addEventListener("input", show));
  part.hidden = false;
  show();
}

document.querySelectorAll("[data-map]").forEach(enhance);
