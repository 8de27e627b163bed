// A ticket's page: <… data-live-ticket="<id>" data-version data-refetch> with parts [data-fragment] that have ids; without
// such parts the element is one part itself. A page of a queue says its stages instead: <… data-live-queue="callback">
// is read again when a ticket comes to one of them, leaves it, or changes in it.
// On any move of the ticket the page is read again and its parts are swapped one by one. A part in which somebody types
// is left alone until he is done: his form then answers 409 and says who was quicker.

const tell = (name, detail) => document.dispatchEvent(new CustomEvent(name, { detail }));
const FOLD = 1_000;
const FOCUSABLE = "a[href], button, summary, input, select, textarea, [tabindex]";
let timer = 0;
let last = 0;
let reading = false;
let more = false;
const put_off = new Map();

const root = () => document.querySelector("[data-live-ticket], [data-live-queue]");

function concerns({ dataset }, { tickets, rows }) {
  if (dataset.liveTicket) return tickets.includes(Number(dataset.liveTicket));
  const stages = dataset.liveQueue.split(" ");
  const gone = (row) => row.html === null && row.stage === undefined; // made confidential: it may have stood here
  return rows.some((row) => row.list === "board" && (gone(row) || stages.includes(row.stage) || stages.includes(row.before)));
}

function changed(control) {
  if (control.type === "checkbox" || control.type === "radio") return control.checked !== control.defaultChecked;
  if (control.type === "file") return control.files.length > 0;
  if (control.options) return [...control.options].some((option) => option.selected !== option.defaultSelected);
  return control.type !== "hidden" && control.value !== control.defaultValue;
}

function busy(part) {
  const here = document.activeElement;
  if (part.contains(here) && here.matches("input, textarea, select, [contenteditable]")) return true;
  if (part.matches("dialog[open]") || part.querySelector("dialog[open], [aria-busy=true]")) return true;
  return [...part.querySelectorAll("input, textarea, select")].some(changed);
}

function says(part) {
  const copy = part.cloneNode(true);
  for (const time of copy.querySelectorAll("time, .timer")) time.remove();
  return copy.textContent.replace(/\s+/g, " ").trim();
}

function swap(old, fresh) {
  if (busy(old)) return void put_off.set(old.id, fresh);
  put_off.delete(old.id);
  const differs = says(old) !== says(fresh);
  const focus = [...old.querySelectorAll(FOCUSABLE)].indexOf(document.activeElement);
  const address = focus >= 0 && document.activeElement.getAttribute("href"); // a row may have come above the one in hand
  const opened = [...old.querySelectorAll("details")].map((details) => details.open);
  old.replaceWith(fresh);
  [...fresh.querySelectorAll("details")].forEach((details, at) => { if (opened[at]) details.open = true; });
  const same = address && fresh.querySelector(`[href="${CSS.escape(address)}"]`);
  if (focus >= 0) (same || fresh.querySelectorAll(FOCUSABLE)[focus])?.focus({ preventScroll: true });
  window.htmx?.process(fresh);
  tell("drawn", { root: fresh });
  if (!differs) return;
  fresh.classList.add("flash");
  fresh.addEventListener("animationend", () => fresh.classList.remove("flash"), { once: true });
}

function again() {
  if (reading) more = true;
  else if (!timer) timer = setTimeout(read, Math.max(0, last + FOLD - Date.now()) + Math.random() * 150);
}

async function read() {
  const page = root();
  timer = 0;
  if (!page) return;
  reading = true;
  last = Date.now();
  let ok = false;
  let out = false;
  let locked = false;
  try {
    const answer = await fetch(new URL(page.dataset.refetch || location.href, location.href), {
      credentials: "same-origin", headers: { "X-Requested-With": "fetch" }, signal: AbortSignal.timeout(10_000),
    });
    out = answer.redirected && new URL(answer.url).pathname.includes("/login");
    locked = answer.status === 423;
    if (answer.status === 404) return location.reload(); // made confidential: nothing of it stays on this screen
    ok = answer.ok && !out;
    if (ok) renew(page, await answer.text());
  } catch { /* the banner says that the screen is old */ }
  reading = false;
  tell("refetched", { ok, out, locked });
  if (more) {
    more = false;
    again();
  }
}

function renew(page, html) {
  const template = document.createElement("template");
  template.innerHTML = html;
  const fresh = template.content;
  const parts = [...page.querySelectorAll("[data-fragment][id]")];
  if (!parts.length && page.id) parts.push(page);
  const version = fresh.querySelector("[data-live-ticket]")?.dataset.version;
  if (version) page.dataset.version = version;
  for (const part of parts) {
    const next = fresh.getElementById(part.id);
    if (next && part.isConnected) swap(part, document.adoptNode(next));
  }
}

// what was put off while somebody typed is read again when he leaves the form
document.addEventListener("focusout", () => setTimeout(() => {
  if ([...put_off.keys()].some((id) => { const part = document.getElementById(id); return part && !busy(part); })) again();
}, 150));
document.addEventListener("delta", ({ detail }) => {
  const page = root();
  if (page && concerns(page, detail)) again();
});
document.addEventListener("refetch", ({ detail: { began } }) => {
  if (!root() || timer || reading) return;
  began();
  again();
});
