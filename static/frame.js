/* The questionnaire in a frame tells the page around it how high it is, if that page asks and is a registered one. */
(function () {
  "use strict";
  var root = document.documentElement;
  var hosts = (root.dataset.hosts + " " + location.origin).split(" "); /* "*": a notice without a form, which anybody may show */
  var host = "";

  function tell() {
    var height = Math.ceil(document.body.getBoundingClientRect().height);
    if (host) parent.postMessage({ otklik: "height", height: height }, host);
  }

  window.addEventListener("message", function (event) {
    if (event.source !== parent || event.data !== "otklik:hello" || (hosts[0] !== "*" && hosts.indexOf(event.origin) < 0)) return;
    host = event.origin;
    root.classList.add("as-high-as-needed");
    tell();
  });
  /* Safari does not scroll the page around a frame from another site to what gets the focus. */
  document.addEventListener("focusin", function (event) {
    var place = event.target.closest(".question") || event.target;
    var top = place.getBoundingClientRect().top;
    if (host) parent.postMessage({ otklik: "focus", at: event.target.getBoundingClientRect().top, top: top }, host);
  });

  if (window.ResizeObserver) new ResizeObserver(tell).observe(document.body);
  else setInterval(tell, 500);
})();
