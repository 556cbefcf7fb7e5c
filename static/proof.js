/* Loaded only where a proof of work is asked for. Where it cannot run, the page says to wait a minute instead. */
const line = document.getElementById("proof");
const widget = document.querySelector("altcha-widget");
const form = document.getElementById("questionnaire");
const wayOut = line.textContent;
let working = false;
let sendWhenDone = false;

function finished(text) {
  working = false;
  line.textContent = text;
  if (sendWhenDone) form.requestSubmit();
}

/* Sent too early: it goes out by itself as soon as the calculation is done. */
document.addEventListener(
  "submit",
  (event) => {
    if (!working) return;
    event.preventDefault();
    event.stopPropagation();
    sendWhenDone = true;
  },
  true,
);

if (window.isSecureContext && window.Worker && form.requestSubmit) {
  $altcha.algorithms.set("PBKDF2/SHA-256", () => new Worker(line.dataset.worker));
  widget.addEventListener("statechange", (event) => {
    const state = event.detail.state;
    if (state === "verified") finished(line.dataset.done);
    else if (state !== "verifying" && working) finished(wayOut);
  });
  working = true;
  line.textContent = line.dataset.working;
  widget.verify();
}
