/* A shared tablet: one question a screen, and nothing of one person stays for the next. Every way goes on by replacing
   the page, so that Back leads nowhere. Without this script the page is one long form that a link begins anew. */
(function () {
  "use strict";
  var root = document.documentElement;
  var start = new URL(root.dataset.start, location.href).href;
  var form = document.getElementById("questionnaire");
  var dialog = document.getElementById("still-there");
  var offline = document.getElementById("offline");
  var IDLE = +root.dataset.idle, WARNING = 20, SHOWN = 15, STALE = 900, RETRY = 5, PATIENCE = 20; /* seconds */
  var touched = Date.now();
  var leaving = false;

  function each(list, work) { [].forEach.call(list, work); }

  /* What comes later is not waited for; sent again, the same ticket makes it harmless. */
  function within(seconds, work) {
    return Promise.race([work, new Promise(function (_, fail) { setTimeout(fail, seconds * 1000); })]);
  }

  function tell(what) { offline.textContent = offline.dataset[what]; }

  /* Beginning anew. */
  function wipe() {
    if (form) each(form.querySelectorAll("input, textarea"), function (field) {
      if (field.type === "radio") field.checked = false;
      else field.value = "";
    });
    try { sessionStorage.clear(); } catch (e) { /* there is none */ }
  }
  function open(then, otherwise) {
    within(PATIENCE, fetch(start, { cache: "no-store", credentials: "omit" })).then(function (answer) {
      if (answer.status < 500) then();
      else otherwise();
    }, otherwise);
  }
  function beginAnew() {
    leaving = true;
    wipe();
    close();
    root.classList.add("resting");
    setTimeout(tell, 1000, "resting"); /* mostly it has begun by then */
    open(function () { location.replace(start); }, function () { setTimeout(beginAnew, RETRY * 1000); });
  }
  addEventListener("pagehide", wipe);
  addEventListener("pageshow", function (event) { if (event.persisted) location.replace(start); });

  /* One question a screen: first what the questionnaire is, last the button that sends. */
  var summary = document.getElementById("error-summary");
  var steps = document.getElementById("steps");
  var on = document.getElementById("step-on"), back = document.getElementById("step-back");
  var screens = form ? [null].concat([].slice.call(form.querySelectorAll(".question, .send"))) : [];
  var last = screens.length - 1;
  var listed = summary ? [].map.call(summary.querySelectorAll("a"), function (link) { return screenOf(link.hash); }) : [];
  var at = 0;

  function screenOf(hash) {
    var field = hash && document.getElementById(hash.slice(1));
    return field ? screens.indexOf(field.closest(".question, .send")) : last;
  }
  function applies(n) { return n === 0 || n === last || (n > 0 && n < last && !screens[n].hidden); }
  function answered(n) {
    return [].some.call(screens[n].querySelectorAll("input, textarea"), function (field) {
      return field.value && (field.type !== "radio" || field.checked);
    });
  }
  function wanted(n) { /* once something was left out, only that is asked again, and what follows from it */
    return !summary || n === last || listed.indexOf(n) >= 0 || (screens[n].dataset.gate && !answered(n));
  }
  function next() {
    var n = at + 1;
    while (n < last && !(applies(n) && wanted(n))) n++;
    show(n, true);
  }
  function previous() {
    var n = at - 1;
    while (n > 0 && !applies(n)) n--;
    show(n, true);
  }
  function show(n, focus) {
    at = n;
    root.classList.toggle("walking", n > 0);
    root.classList.toggle("asking", n > 0 && n < last);
    each(screens, function (screen, i) {
      if (screen) screen.classList.toggle("away", i !== n && !(i === last && summary && n > 0));
    });
    back.hidden = n === 0;
    on.hidden = n === last;
    on.textContent = n ? on.dataset.next : on.dataset.begin;
    var asked = screens.filter(function (_, i) { return i > 0 && i < last && applies(i); });
    var bar = document.getElementById("progress");
    bar.max = asked.length;
    bar.value = n === last ? asked.length : asked.indexOf(screens[n]) + 1;
    scrollTo(0, 0);
    if (!focus) return;
    var into = n ? screens[n].querySelector("fieldset") || screens[n] : document.getElementById("main");
    into.tabIndex = -1;
    into.focus({ preventScroll: true });
  }
  if (form) {
    root.classList.add("with-steps");
    root.classList.toggle("by-question", Math.min.apply(null, listed.concat(last)) < last);
    steps.hidden = false;
    on.addEventListener("click", next);
    back.addEventListener("click", previous);
    show(summary ? Math.min.apply(null, listed.concat(last)) : window.wasAt || 0, false);
    window.wasAt = 0;
  }

  /* Sending leaves no trace in the history, and a broken connection no page of the browser's. */
  function post(address, fields, otherwise) {
    offline.textContent = "";
    var sent = fetch(address, { method: "POST", body: fields, cache: "no-store", credentials: "omit" });
    within(PATIENCE, sent.then(function (answer) {
      return answer.redirected ? answer : answer.text();
    })).then(function (came) {
      if (leaving) return; /* it came too late: somebody else may stand here */
      if (came.redirected) return location.replace(came.url);
      if (came.indexOf('class="kiosk"') < 0) throw new Error("not a page of ours");
      leaving = true;
      clearInterval(clock);
      document.open();
      document.write(came);
      document.close();
    }).catch(function () {
      if (leaving) return;
      each(form.querySelectorAll("button"), function (button) { button.disabled = false; });
      otherwise();
    });
  }
  function entered() { return new URLSearchParams(new FormData(form)); }

  document.addEventListener("submit", function (event) {
    if (at === last || summary) return;
    event.preventDefault(); /* Enter in an answer */
    event.stopPropagation();
    next();
  }, true);
  if (form) form.addEventListener("submit", function (event) {
    if (event.defaultPrevented) return;
    event.preventDefault();
    var fields = entered();
    each(form.querySelectorAll("button"), function (button) { button.disabled = true; });
    post(form.getAttribute("action"), fields, function () {
      tell("unsent"); /* sending.js says what comes next */
      form.dispatchEvent(new Event("unsent"));
    });
  });
  document.addEventListener("click", function (event) {
    var link = event.target.closest("a");
    if (!link) return;
    if (form && summary && summary.contains(link)) return show(screenOf(link.hash), false);
    event.preventDefault();
    event.stopPropagation();
    if ("anew" in link.dataset) return beginAnew();
    if (!form) return location.replace(link.href);
    window.wasAt = at;
    history.replaceState(null, "", link.href);
    var fields = entered();
    fields.append("switch", "1");
    post(link.href, fields, function () { tell("unchanged"); });
  }, true);
  ["contextmenu", "dragstart"].forEach(function (kind) { /* by which a tablet would open another window */
    document.addEventListener(kind, function (event) {
      if (!event.target.closest("input, textarea")) event.preventDefault();
    });
  });

  /* Whoever went away without finishing. */
  function isAtStart() {
    var untouched = screens.every(function (screen, n) { return !screen || n === last || !answered(n); });
    return at === 0 && untouched && location.href.split("#")[0] === start;
  }
  var isPlain = !dialog.showModal; /* then the page behind it can be touched */
  dialog.classList.toggle("plain", isPlain);

  function close() {
    if (dialog.close) dialog.close();
    else dialog.removeAttribute("open");
  }
  function isAsked() { return dialog.hasAttribute("open"); }
  function openDialog() {
    if (!isPlain) return dialog.showModal();
    dialog.setAttribute("open", "");
    dialog.querySelector("button").focus();
  }
  function ask(left) {
    var spoken = dialog.querySelector("[role=status]");
    if (!isAsked()) openDialog();
    dialog.querySelector("b").textContent = left;
    if (left === 10 || left === 5) spoken.textContent = spoken.dataset.text + " " + left;
  }
  function stay() {
    touched = Date.now();
    close();
  }
  function notice(event) {
    if (!isAsked()) touched = Date.now();
    else if (isPlain && event.type !== "scroll" && !dialog.contains(event.target)) stay();
  }
  dialog.addEventListener("cancel", stay);
  dialog.addEventListener("click", stay);
  ["pointerdown", "touchstart", "mousedown", "touchmove", "keydown", "wheel", "scroll", "input"].forEach(function (kind) {
    addEventListener(kind, notice, { capture: true, passive: true });
  });
  var clock = setInterval(function () {
    var idle = (Date.now() - touched) / 1000;
    if (leaving) return;
    if (!form) {
      if (idle >= SHOWN) beginAnew();
    } else if (isAtStart()) {
      if (idle < STALE) return;
      touched = Date.now(); /* a form grows old: the next person gets a fresh one */
      open(function () { location.replace(start); }, function () {});
    } else if (idle >= IDLE + WARNING) beginAnew();
    else if (idle >= IDLE) ask(Math.ceil(IDLE + WARNING - idle));
  }, 500);
})();
