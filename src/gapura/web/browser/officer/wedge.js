/** A hand-held scanner is a keyboard: it types what it read, quickly, and ends with Enter. */

const SLOWEST = 1500; // milliseconds between two keys of a scanner, on a device that does other things too
const SHORTEST = 8;
const LONGEST = 4000;

/**
 * A list to choose from is no field here: whoever has just chosen a door goes on with the scanner.
 * @param {(text: string) => void} typed called with what a scanner typed outside of any field
 */
export function listen(typed) {
  let text = "";
  let last = 0;
  document.addEventListener("keydown", (event) => {
    const place = event.target instanceof HTMLElement ? event.target : document.body;
    if (place.matches("input, textarea")) return;
    if (event.timeStamp - last > SLOWEST || text.length > LONGEST) text = "";
    last = event.timeStamp;
    if (event.key === "Enter" || event.key === "Tab") {
      if (text.length >= SHORTEST) {
        event.preventDefault(); // a button in focus would be pressed
        typed(text);
      }
      text = "";
    } else if (event.key.length === 1 && !event.ctrlKey && !event.altKey && !event.metaKey) {
      text += event.key;
      // A space would press a button; any letter would choose from a list.
      if (event.key === " " ? text.length > 1 : place.matches(".desk-scan select")) event.preventDefault();
    }
  });
}
