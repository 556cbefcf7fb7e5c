/* What was entered in checklists and is not saved yet, in this browser's IndexedDB: marks and photographs, each with
   its place (who, which round, which organization) and its item. `kept` is null where a browser keeps nothing. */
"use strict";

const kept = new Promise((done, failed) => {
  const asked = indexedDB.open("otklik-inspections", 1);
  asked.onupgradeneeded = () => asked.result.createObjectStore("kept", { keyPath: ["place", "item", "id"] });
  asked.onsuccess = () => done(asked.result);
  asked.onerror = failed;
}).then((database) => {
  const run = (mode, work) => new Promise((done, failed) => {
    const transaction = database.transaction("kept", mode);
    const asked = work(transaction.objectStore("kept"));
    transaction.oncomplete = () => done(asked.result);
    transaction.onabort = () => failed(transaction.error);
  });
  return {
    all: () => run("readonly", (store) => store.getAll()),
    put: (one) => run("readwrite", (store) => store.put(one)),
    drop: (one) => run("readwrite", (store) => store.delete([one.place, one.item, one.id])),
  };
}).catch(() => null);

/* On the list of a round: the checklists that something is kept of. */
async function list(section) {
  const all = await (await kept)?.all() ?? [];
  const own = new Map(all.filter((one) => one.place.startsWith(section.dataset.place)).map((one) => [one.place, one.name]));
  for (const [place, name] of own) {
    const link = document.createElement("a");
    link.href = section.dataset.address + place.split("|").pop();
    link.textContent = name;
    section.querySelector("ul").appendChild(document.createElement("li")).append(link);
  }
  section.hidden = !own.size;
}

if (document.getElementById("kept")) list(document.getElementById("kept"));
