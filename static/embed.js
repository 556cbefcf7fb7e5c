/* The questionnaire in the place of <script src="…/embed.js" data-organization="CODE" async></script>.
   No cookie; nothing is read from the page around. */
(function () {
  "use strict";
  var script = document.currentScript || document.querySelector("script[data-organization]:not([data-done])");
  var said = script.dataset;
  var code = said.organization;
  var home = script.src.replace(/embed\.js.*$/, "");
  var english = said.language === "en";
  var page = home + (code ? "a/" + encodeURIComponent(code) : "");
  var query = english ? "?lang=en" : "";
  var frame = document.createElement("iframe");
  var link = document.createElement("a");
  var heard, loads = 0;
  said.done = "";

  frame.src = page + (code ? "/embed" : "embed") + query;
  frame.title = english ? "Questionnaire on the quality of services" : "Анкета о качестве услуг";
  frame.lang = english ? "en" : "ru";
  frame.style.cssText = "display:block;width:100%;height:900px;border:0";
  link.href = page + query;
  link.textContent = english ? "Open the questionnaire" : "Открыть анкету";
  frame.onload = function () {
    if (loads++) frame.scrollIntoView();
    frame.contentWindow.postMessage("otklik:hello", home);
  };
  addEventListener("message", function (event) {
    var data = event.data, top = frame.getBoundingClientRect().top;
    if (event.source !== frame.contentWindow || event.origin !== new URL(home).origin || !data.otklik) return;
    heard = true;
    link.remove();
    if (data.height) frame.style.height = Math.min(Math.max(data.height, 200), 50000) + "px";
    else if (top + data.at < 0 || top + data.at > innerHeight - 40) scrollBy(0, top + data.top);
  });

  function put() {
    if (document.body.contains(script)) script.parentNode.insertBefore(frame, script);
    else document.body.appendChild(frame);
    setTimeout(function () { if (!heard) frame.insertAdjacentElement("afterend", link); }, 8000);
  }
  if (document.body) put();
  else addEventListener("DOMContentLoaded", put);
})();
