/* Answers that could not be sent or stored stay in the page, which sends them again by itself, once. They are kept
   nowhere else: somebody else may use this device next. Sending is the browser's own; a lost connection is noticed before. */
(function () {
  "use strict";
  var form = document.getElementById("questionnaire");
  var line = document.getElementById("unsent");
  if (!form || !line || !window.fetch) return;

  var FRESH = 20, RETRY = 15, PATIENCE = 20; /* seconds */
  var said = line.dataset;
  var button = form.querySelector("[type=submit]");
  var isKiosk = document.documentElement.classList.contains("kiosk"); /* there kiosk.js sends, and says "unsent" */
  var came = Date.now();
  var clock = 0;
  var slow = 0;
  var asking = false;
  var isSlow = false; /* nothing was heard when it was asked last, and nothing refused */

  function say(text, waits) {
    clearTimeout(slow);
    clearInterval(clock);
    clock = 0;
    if (!waits && line.contains(document.activeElement)) line.focus({ preventScroll: true });
    line.querySelector("[role=status]").textContent = text;
    [].forEach.call(line.querySelectorAll(".waits"), function (part) { part.hidden = !waits; });
  }

  function wait(seconds, text) {
    var until = Date.now() + seconds * (1 + Math.random() / 2) * 1000; /* a whole town does not come in one second */
    function look() {
      if (!document.documentElement.contains(form) || !form.elements.ticket.value) return clearInterval(clock); /* nobody's any more */
      var left = Math.max(0, Math.ceil((until - Date.now()) / 1000));
      line.querySelector("b").textContent = left;
      if (!left && navigator.onLine !== false) sendAgain();
    }
    say(text, true);
    clock = setInterval(look, 500);
    look();
  }
  function sendAgain() {
    if (!button.offsetParent) return say(said.stopped); /* on a tablet somebody went back to a question */
    form.insertAdjacentHTML("beforeend", '<input type="hidden" name="again" value="1">');
    button.click();
  }
  function stop() { if (clock) say(said.stopped); }

  /* Whether the service is there, or null if it takes too long: asked before the answers go out, unless it has answered
     just now, or somebody presses once more where the connection is slow: the browser waits longer than we do. */
  function isThere() {
    return Promise.race([
      fetch(form.action, { method: "HEAD", cache: "no-store", credentials: "omit" }).then(function (answer) {
        return answer.status < 500 && !answer.redirected;
      }, function () { return false; }),
      new Promise(function (then) { setTimeout(then, PATIENCE * 1000, null); })
    ]);
  }
  function sayIfSlow() { slow = setTimeout(say, 700, said.sending); }
  form.addEventListener("submit", function (event) {
    if (event.defaultPrevented) return;
    if (asking) return event.preventDefault();
    say("");
    if (isKiosk) return sayIfSlow();
    var byHand = !form.elements.again;
    var goes = Date.now() - came < FRESH * 1000 || (isSlow && byHand);
    if (goes && navigator.onLine !== false) return isSlow && say(said.sending);
    event.preventDefault();
    asking = true;
    sayIfSlow();
    isThere().then(function (there) {
      clearTimeout(slow);
      asking = false;
      isSlow = there === null;
      if (there) form.submit();
      else form.dispatchEvent(new Event("unsent"));
    });
  });
  form.addEventListener("unsent", function () {
    var again = form.elements.again;
    if (again) again.remove();
    if (again) say(said.failed);
    else wait(RETRY, said.broken);
    line.scrollIntoView({ block: "nearest" });
  });

  form.addEventListener("input", stop);
  line.addEventListener("click", function (event) {
    if (event.target.closest("[data-now]")) button.click();
    else if (event.target.closest("button")) stop();
  });
  if (said.again) wait(+said.again, said.waiting);
})();
