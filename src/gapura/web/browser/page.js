/** Small helps on a page: `[data-print]` prints it, `[data-copy]` copies a field; hidden without this script. */

document.querySelectorAll("[data-print]").forEach((part) => {
  part.querySelector("button").addEventListener("click", () => print());
  part.hidden = false;
});

if (navigator.clipboard) {
  document.querySelectorAll("[data-copy]").forEach((part) => {
    const button = part.querySelector("button");
    const status = part.querySelector("[role=status]");
    button.addEventListener("click", async () => {
      await navigator.clipboard.writeText(document.getElementById(button.dataset.of).value);
      status.textContent = status.dataset.done;
    });
    part.hidden = false;
  });
}
