/* The questionnaire works without this script. It only spares trouble, and where it fails, the plain form stays. */
(function () {
  "use strict";

  /* What became of the last sending in this tab: its address and ticket, or "thanked". */
  function last(value) {
    try {
      if (value) sessionStorage.setItem("sent", value);
      else if (value === "") sessionStorage.removeItem("sent");
      return sessionStorage.getItem("sent");
    } catch (e) {
      return null; /* a frame on another site may have no storage */
    }
  }

  var form = document.getElementById("questionnaire");
  if (document.getElementById("thanks")) last("thanked");
  if (!form) return;

  var root = document.documentElement;
  var ticket = form.elements.ticket;
  var address = form.getAttribute("action");
  var sent = 0;

  /* Questions that apply only after a certain answer. What was entered in them stays. */
  function showWhatApplies() {
    [].forEach.call(form.querySelectorAll("[data-gate]"), function (question) {
      var gate = form.querySelector('[name="' + question.dataset.gate + '"]:checked');
      question.hidden = !gate || gate.value !== question.dataset.answer;
    });
  }
  root.classList.add("with-script");
  form.addEventListener("change", showWhatApplies);
  showWhatApplies();

  var summary = document.getElementById("error-summary");
  var first = summary || document.getElementById("notice");
  if (first) first.focus();
  if (summary) summary.addEventListener("click", function (event) {
    var field = event.target.hash && document.getElementById(event.target.hash.slice(1));
    if (!field) return;
    event.preventDefault();
    field.focus({ preventScroll: true });
    (field.closest(".question") || field).scrollIntoView(); /* the question, not only its first answer */
  });

  form.addEventListener("submit", function (event) {
    if (Date.now() - sent < 5000) return event.preventDefault();
    sent = Date.now();
    last(address + " " + ticket.value);
  });
  form.addEventListener("unsent", function () { sent = 0; });

  /* Another language or view: the form goes along, so that nothing has to be entered again. */
  function anythingEntered() {
    return [].some.call(form.elements, function (field) {
      if (/hidden|submit|fieldset/.test(field.type) || field.name === "website") return false;
      return field.value && (field.type !== "radio" || field.checked);
    });
  }
  document.addEventListener("click", function (event) {
    var link = event.target.closest("a[data-switch]");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey || !anythingEntered()) return;
    event.preventDefault();
    form.insertAdjacentHTML("beforeend", '<input type="hidden" name="switch" value="1">');
    form.action = link.href;
    form.submit();
  });

  /* Sent, but neither thanked nor refused (a broken connection): the same ticket again, so that it is stored once. */
  var before = last();
  last("");
  if (before && form.hasAttribute("data-first") && before.indexOf(address + " ") === 0) {
    ticket.value = before.slice(address.length + 1);
  }

  /* Back from a later page, with this one as it was left. */
  window.addEventListener("pageshow", function (event) {
    if (!event.persisted) {
      if (before === "thanked") form.reset();
      return showWhatApplies();
    }
    var wasSent = sent;
    sent = 0;
    form.action = address;
    ["switch", "again"].forEach(function (name) { if (form.elements[name]) form.elements[name].remove(); });
    if (last() === "thanked") return location.replace(address);
    if (wasSent) return;
    fetch(address, { cache: "no-store", credentials: "omit" })
      .then(function (answer) { return answer.text(); })
      .then(function (page) {
        var fresh = new DOMParser().parseFromString(page, "text/html").querySelector('input[name="ticket"]');
        if (fresh) ticket.value = fresh.value;
      })
      .catch(function () {});
  });
})();
