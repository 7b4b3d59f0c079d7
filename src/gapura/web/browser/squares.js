/** Draws a QR code into an `svg` that holds a `path`. */

import { encode } from "uqr";

/** @param {Element} root what the svg is in @param {string} text */
export function draw(root, text) {
  const { data, size } = encode(text, { ecc: "M", border: 2 });
  const runs = data.flatMap((row, y) => row.map((dark, x) => (dark ? `M${x} ${y}h1v1h-1z` : ""))).join("");
  const picture = root.querySelector("svg");
  picture.setAttribute("viewBox", `0 0 ${size} ${size}`);
  picture.querySelector("path").setAttribute("d", runs);
}
