/* The questionnaire in the place of <script src="…/embed.js" data-organization="CODE" async></script>.
   No cookie; nothing is read from the page around. */
(function () {
  "use strict";
  var script = document.currentScript || document.querySelector("script[data-organization]:not([data-done])");
  var said = script.dataset;
  var code = said.organization;
  var home = script.src.replace(/embed\.js.*$/, "");
  var origin = new URL(home).origin;
  var english = said.language === "en";
  var page = home + (code ? "a/" + encodeURIComponent(code) : "");
  var query = english ? "?lang=en" : "";
  var frame = document.createElement("iframe");
  var link = document.createElement("a");
  var loads = 0;
  var heard;
  said.done = "";

  frame.src = page + (code ? "/embed" : "embed") + query;
  frame.title = english ? "Questionnaire on the quality of services" : "Анкета о качестве услуг";
  frame.lang = english ? "en" : "ru";
  frame.style.cssText = "display:block;width:100%;height:900px;border:0";
  link.href = page + query;
  link.textContent = english ? "Open the questionnaire" : "Открыть анкету";
  frame.addEventListener("load", function () {
    if (loads++) frame.scrollIntoView();
    frame.contentWindow.postMessage("otklik:hello", origin);
  });
  addEventListener("message", function (event) {
    var data = event.data;
    var top = frame.getBoundingClientRect().top;
    if (event.source !== frame.contentWindow || event.origin !== origin || !data.otklik) return;
    heard = true;
    link.remove();
    if (data.height) frame.style.height = Math.min(Math.max(data.height, 200), 50000) + "px";
    else if (top + data.at < 0 || top + data.at > innerHeight - 40) scrollBy(0, top + data.top);
  });

  function put() {
    var body = document.body;
    if (body.contains(script)) script.before(frame);
    else body.append(frame);
    setTimeout(function () { if (!heard) frame.after(link); }, 8000);
  }
  if (document.body) put();
  else addEventListener("DOMContentLoaded", put);
})();
