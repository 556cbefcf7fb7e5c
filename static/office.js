/* Small conveniences of the office; every page works without them. Texts come from the page. */
"use strict";

for (const button of document.querySelectorAll("[data-copy]")) {
  const field = document.getElementById(button.dataset.copy);
  const said = button.parentElement.querySelector("[role=status]");
  button.hidden = false;
  button.addEventListener("click", async () => {
    field.focus();
    field.select();
    try {
      await navigator.clipboard.writeText(field.value);
    } catch {
      document.execCommand("copy"); // without https there is no clipboard
    }
    said.textContent = button.dataset.copied;
    setTimeout(() => (said.textContent = ""), 4000);
  });
}

for (const button of document.querySelectorAll("[data-take-out]")) {
  const field = document.getElementById(button.dataset.takeOut);
  button.hidden = false;
  button.addEventListener("click", () => {
    const { selectionStart: start, selectionEnd: end } = field;
    field.focus();
    if (start < end) field.setRangeText(button.dataset.mark, start, end, "end");
  });
}
