/* The checklist of an organization where the connection is bad: whatever is entered is kept on this device at once, sent
   as soon as that is possible, and deleted here when it is saved. What is sent says what stood there before, so that two
   inspectors do not overwrite each other. Without this script the page is an ordinary form. Its texts come from it. */
"use strict";

(async () => {
  const store = await kept;
  if (!store) return;
  const all = await store.all();
  const form = document.getElementById("inspection"), status = document.getElementById("status");
  const { place, name, largest } = form.dataset;
  const SIDE = 1600, QUALITY = 0.85, SOON = 800, LATE = 60000, SIGNED_OUT = "signedout", AWAY = "waiting";
  const records = new Map(); // what is not saved yet: marks by their items, photographs by their own ids
  let state = "", full = false, busy = false, pause = SOON, timer = 0, preparing = 0;

  const keep = (one) => store.put(one).then(() => (full = false), () => (full = true));
  const forget = (one) => {
    records.delete(one.id === "mark" ? one.item : one.id);
    return store.drop(one).catch(() => {});
  };

  /* The fields of an item, and what is said below them. */
  const PARTS = ["value", "note", "page"];
  const box = (item) => document.getElementById(`item-${item}`);
  const field = (item, part) => form.elements[`${part}-${item}`];
  const read = (item) => Object.fromEntries(PARTS.map((part) => [part, field(item, part).value]));
  const fill = (item, told) => PARTS.forEach((part) => (field(item, part).value = told[part]));
  const unfold = (item) => (box(item).querySelector("details").open = true);
  const say = (item, html) => {
    document.getElementById(`said-${item}`).innerHTML = html;
    box(item).classList.toggle("wrong", /conflict|error-message/.test(html));
  };
  const hint = (item, text, kind) => {
    say(item, `<p class="${kind || "small"}"></p>`);
    document.getElementById(`said-${item}`).firstChild.textContent = text;
  };
  const lacks = (one) => {
    if (one.value === "n/a" && !one.note.trim()) return "reason";
    return !one.value && (one.note + one.page).trim() ? "mark" : "";
  };
  const held = (one) => one.id === "mark" && !one.sending && (one.held || lacks(one));
  const isTouched = (input) => {
    if (input.type === "radio") return input.checked !== input.defaultChecked;
    return /text/.test(input.type) && input.value !== input.defaultValue;
  };

  /* How far the checklist is, and what is not saved. */
  function tell() {
    for (const far of document.querySelectorAll("[data-far]")) {
      const group = far.dataset.far, items = form.querySelectorAll(`${group && `#part-${group} `}[data-item]`);
      const marked = [...items].filter((one) => field(one.dataset.item, "value").value).length;
      far.textContent = form.dataset.count.replace("{part}", marked).replace("{all}", items.length);
    }
    const number = records.size + preparing, stuck = [...records.values()].filter(held);
    const conflict = stuck.find((one) => one.held === "conflict");
    const said = !number ? "saved" : full ? "full" : state || (conflict ? "conflict" : stuck.length < number ? "saving" : "held");
    const text = said === "saving" ? "" : status.dataset[said].replace("{n}", number); // one is not told of each sending
    if (status.textContent !== text) status.textContent = text;
    status.parentElement.dataset.state = said;
    document.getElementById("saving").hidden = said !== "saving";
    document.getElementById("sign-in").hidden = said !== SIGNED_OUT;
    const link = document.getElementById("to-item");
    link.hidden = !/conflict|held/.test(said);
    if (stuck.length) link.href = `#item-${(conflict || stuck[0]).item}`;
  }

  const begun = (item) => ({ place, name, item, id: "mark", sending: null, held: "", seen: field(item, "seen").value });

  function changed(item) {
    const one = Object.assign(records.get(item) || begun(item), read(item));
    if (one.held !== "conflict") {
      one.held = "";
      const missing = lacks(one);
      if (missing) hint(item, form.dataset[missing]);
      else say(item, "");
      if (missing === "reason") unfold(item);
    }
    records.set(item, one);
    tell();
    keep(one).then(tell);
    sendIn(SOON);
  }

  /* Sending: marks together, then one photograph after another; again and again until there is a connection. */
  function sendIn(milliseconds) {
    clearTimeout(timer);
    timer = setTimeout(send, milliseconds);
  }

  async function send() {
    if (busy) return sendIn(SOON);
    busy = true;
    try {
      for (let some; (some = [...records.values()].filter((one) => !held(one))).length; state = "", pause = SOON) {
        const marks = some.filter((one) => one.id === "mark");
        await (marks.length ? sendMarks(marks) : sendPhoto(some[0]));
      }
    } catch (reason) {
      state = reason === SIGNED_OUT ? SIGNED_OUT : AWAY;
      pause = Math.min(pause * 2, LATE);
      sendIn(pause);
    }
    busy = false;
    tell();
  }

  async function sendMarks(marks) {
    const data = new FormData();
    for (const one of marks) {
      one.sending = one.sending || read(one.item); // where no answer came, the same is sent again before what is newer
      await keep(one);
      for (const part of PARTS) data.append(`${part}-${one.item}`, one.sending[part]);
      data.append(`seen-${one.item}`, one.seen);
    }
    tell();
    const answer = await post(data, LATE);
    for (const one of marks) {
      const told = answer.items[one.item], isNewest = PARTS.every((part) => one[part] === one.sending[part]);
      one.sending = null;
      if (told.state === "saved") one.seen = field(one.item, "seen").value = told.seen;
      else if (isNewest || told.state === "conflict") one.held = told.state;
      if (isNewest || one.held) say(one.item, told.said);
      await (isNewest && !one.held ? forget(one) : keep(one));
    }
  }

  async function sendPhoto(one) {
    const data = new FormData();
    data.append(`photo-${one.item}`, new Blob([one.bytes]), one.file);
    tell();
    const told = (await post(data, 5 * LATE)).photos[one.item], list = document.getElementById(`photos-${one.item}`);
    await forget(one);
    const others = [...list.querySelectorAll("[data-id]")].filter((line) => line.dataset.id !== one.id);
    list.innerHTML = told.list;
    list.append(...others);
    if (told.problem) hint(one.item, told.problem, "govuk-error-message");
  }

  async function post(data, patience) {
    for (let again = false; ; again = true) {
      data.set("csrf_token", form.elements.csrf_token.value);
      const stop = new AbortController(), alarm = setTimeout(() => stop.abort(), patience);
      const how = { method: "POST", body: data, headers: { Accept: "application/json" }, redirect: "manual" };
      const answer = await fetch(form.action, { ...how, signal: stop.signal }).finally(() => clearTimeout(alarm));
      if (answer.ok) return answer.json();
      if (again || answer.status >= 429) throw AWAY;
      await renewed();
    }
  }

  /* If the same person is signed in, the form's protection becomes that of the present session. */
  async function renewed() {
    const answer = await fetch(form.action);
    const page = new DOMParser().parseFromString(await answer.text(), "text/html").getElementById("inspection");
    if (page && page.dataset.place === place) form.elements.csrf_token.value = page.elements.csrf_token.value;
    else throw page || new URL(answer.url).pathname.endsWith("/login") ? SIGNED_OUT : AWAY;
  }

  /* Photographs, made smaller here so that they go through a narrow connection. */
  const drawn = async (photo, canvas, side) => {
    const picture = await createImageBitmap(photo), scale = Math.min(1, side / Math.max(picture.width, picture.height));
    Object.assign(canvas, { width: picture.width * scale, height: picture.height * scale });
    canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
    return canvas;
  };
  const shrunk = (file) => drawn(file, document.createElement("canvas"), SIDE)
    .then((canvas) => new Promise((done) => canvas.toBlob(done, "image/jpeg", QUALITY)))
    .then((photo) => photo || file, () => file); // what cannot be read here the service refuses in words

  async function add(input) {
    const { item } = input.closest("[data-item]").dataset, files = [...input.files];
    input.value = "";
    preparing += files.length; // a photograph that is being made smaller is not saved either
    tell();
    for (const file of files) {
      const photo = await shrunk(file), bytes = await photo.arrayBuffer(); // not every browser keeps a blob for later
      const one = { place, name, item, id: `${Date.now()}-${Math.random()}`, bytes, file: file.name };
      if (photo.size > largest) hint(item, form.dataset.toolarge, "govuk-error-message");
      else await keep(records.set(one.id, one) && one).then(() => show(one));
      preparing -= 1;
    }
    tell();
    sendIn(0);
  }

  function show(one) {
    const line = document.getElementById(`photos-${one.item}`).appendChild(document.createElement("li"));
    line.dataset.id = one.id;
    line.innerHTML = '<canvas></canvas><span class="small"></span> <button class="as-link" type="button"></button>';
    drawn(new Blob([one.bytes]), line.firstChild, 320).catch(() => {});
    line.querySelector("span").textContent = form.dataset.here;
    line.querySelector("button").textContent = form.dataset.drop;
    line.querySelector("button").onclick = () => forget(one).then(() => (line.remove(), tell()));
    unfold(one.item);
    tell();
  }

  /* Which of two marks counts. */
  function choose(button) {
    const one = records.get(button.value), there = button.closest("[data-seen]").dataset;
    one.seen = field(one.item, "seen").value = there.seen;
    one.held = "";
    say(one.item, "");
    if (button.name === "theirs") fill(one.item, there);
    (button.name === "theirs" ? forget(one) : keep(one)).then(tell);
    box(one.item).focus();
    sendIn(0);
  }

  form.addEventListener("input", ({ target }) => target.type === "file" || changed(target.closest("[data-item]").dataset.item));
  form.addEventListener("change", ({ target }) => target.type === "file" && add(target));
  form.addEventListener("click", ({ target }) => {
    const button = target.closest("button[name]");
    if (button && /mine|theirs/.test(button.name)) choose(button);
    if (button && button.name === "remove") location.assign(button.dataset.address);
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    sendIn(0);
  });
  addEventListener("online", () => sendIn(0));
  document.addEventListener("visibilitychange", () => document.hidden || !records.size || sendIn(0));

  for (const one of all.filter((one) => one.place === place && box(one.item))) {
    records.set(one.id === "mark" ? one.item : one.id, one);
    if (one.id !== "mark") { show(one); continue; }
    fill(one.item, one);
    one.held = "";
    if (lacks(one)) hint(one.item, form.dataset[lacks(one)]);
    if (one.note || one.page || one.value === "n/a") unfold(one.item);
  }
  for (const { dataset: { item, unsaved }, elements } of form.querySelectorAll("[data-item]")) {
    if (records.has(item)) continue;
    if (unsaved !== undefined) records.set(item, Object.assign(begun(item), read(item), { held: unsaved }));
    else if ([...elements].some(isTouched)) changed(item); // before this script was there
    if (field(item, "photo").files.length) add(field(item, "photo"));
  }
  form.autocomplete = "off"; // the browser's own memory of fields would stand against ours
  document.documentElement.classList.add("with-script");
  if (navigator.storage && navigator.storage.persist) navigator.storage.persist();
  tell();
  sendIn(0);
})();
