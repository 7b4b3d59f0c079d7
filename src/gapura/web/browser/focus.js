/** What is marked to take the focus takes it also where the address ends in `#...`: browsers pass over it there. */

const part = document.querySelector("[autofocus]");
if (part && location.hash) addEventListener("load", () => requestAnimationFrame(() => requestAnimationFrame(take)));

/** After the second frame: in the first one the browser gives the focus to where the address leads. */
function take() {
  // What was done is only read out: the address leads to where one goes on.
  part.focus({ preventScroll: part.matches("[role=status]") });
}
