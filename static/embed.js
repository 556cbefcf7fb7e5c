/* The questionnaire in the place of <script src="…/embed.js" data-organization="CODE" async></script>.
   No cookie, and nothing is read from the page around. */
(function () {
  "use strict";
  var script = document.currentScript || document.querySelector("script[data-organization]:not([data-done])");
  var said = script.dataset;
  var home = script.src.replace(/embed\.js.*$/, "");
  var english = said.language === "en";
  var page = home + (said.organization ? "a/" + encodeURIComponent(said.organization) : "");
  var query = english ? "?lang=en" : "";
  var frame = document.createElement("iframe");
  var loads = 0;
  var heard;
  said.done = "";

  frame.src = page + (said.organization ? "/embed" : "embed") + query;
  frame.title = english ? "Questionnaire on the quality of services" : "Анкета о качестве услуг";
  frame.lang = english ? "en" : "ru";
  frame.style.cssText = "display:block;width:100%;height:900px;border:0";
  frame.addEventListener("load", function () {
    if (loads++) frame.scrollIntoView();
    frame.contentWindow.postMessage("otklik:hello", new URL(home).origin);
  });
  addEventListener("message", function (event) {
    if (event.source !== frame.contentWindow || event.origin !== new URL(home).origin || !event.data.otklik) return;
    heard = true;
    frame.style.height = Math.min(Math.max(+event.data.height, 200), 50000) + "px";
  });

  function put() {
    var body = document.body;
    if (body.contains(script)) script.parentNode.insertBefore(frame, script);
    else body.appendChild(frame);
    setTimeout(function () {
      if (heard) return;
      var link = document.createElement("a");
      link.href = page + query;
      link.textContent = english ? "Open the questionnaire" : "Открыть анкету";
      frame.parentNode.insertBefore(link, frame.nextSibling);
    }, 8000);
  }
  if (document.body) put();
  else addEventListener("DOMContentLoaded", put);
})();
