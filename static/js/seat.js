// The box of one's own seat in the bar: its state, the key for a rest, and for the shift leader what waits for an answer. It is
// read again when the line says that rests changed and when the telephone's strip does, and never takes the focus. The page's sign
// of life goes out with the line's beat, since a timer of a hidden page sleeps. Every form[data-seat] is sent from here, also those
// of the page of all seats (seats.js).

const box = document.getElementById("seat");
const tell = (name, detail) => document.dispatchEvent(new CustomEvent(name, { detail }));
const token = () => document.querySelector('meta[name="csrf-token"]')?.content || "";
const ALIVE = 20_000;
const LIMIT = 8_000;
const SOUNDS = { "rest-asked": "asked", "rest-over": "overdue" };
const known = {};
let reading = null;
let more = false;
let lived = 0;
let calls = "";

const dialog = () => document.getElementById("rest-dialog");

async function read() {
  more = Boolean(reading);
  if (more || dialog()?.open) return;
  reading = fetch(box.dataset.url, { credentials: "same-origin", headers: { "X-Requested-With": "fetch" }, signal: AbortSignal.timeout(LIMIT) })
    .then(async (answer) => { if (answer.ok && !answer.redirected) draw(await answer.text()); })
    .catch(() => { /* the state of the line says so */ });
  await reading;
  reading = null;
  if (more) read();
}

function draw(html) {
  if (dialog()?.open) return;
  const template = document.createElement("template");
  template.innerHTML = html;
  const focused = box.contains(document.activeElement);
  box.replaceChildren(template.content);
  if (focused) box.querySelector("button")?.focus();
  tell("drawn", { root: box });
  for (const [name, kind] of Object.entries(SOUNDS)) heard(name, kind);
  for (const one of fresh("declined")) tell("toast", { text: one.dataset.say, bad: true });
  remember(known.declined);
}

// what waits is heard on each page until it is acknowledged there or on another one
const heardBefore = () => { try { return new Set(JSON.parse(sessionStorage.getItem("seat-heard") || "[]")); } catch { return new Set(); } };
function remember(ids) {
  try { sessionStorage.setItem("seat-heard", JSON.stringify([...heardBefore(), ...ids].slice(-50))); } catch { /* it is heard once more */ }
}
function fresh(name) {
  const found = [...box.querySelectorAll(`[data-${name}]`)];
  const before = known[name] || new Set();
  const done = heardBefore();
  const id = (one) => `${name} ${one.getAttribute(`data-${name}`)}`;
  known[name] = new Set(found.map(id));
  return found.filter((one) => !before.has(id(one)) && !done.has(id(one)));
}
function heard(name, kind) {
  const had = known[name]?.size;
  for (const one of fresh(name)) tell("alarm", { kind, text: one.dataset.say });
  if (had && !known[name].size) tell("acknowledge", { kind });
}

function errors(form, said) {
  for (const place of form.querySelectorAll("[data-error-of]")) {
    const words = (said[place.dataset.errorOf] || []).join(" ");
    place.hidden = !words;
    place.textContent = words;
    const field = form.elements.namedItem(place.dataset.errorOf);
    if (field && words) field.setAttribute("aria-invalid", "true");
    else field?.removeAttribute("aria-invalid");
  }
  form.querySelector("[aria-invalid]")?.focus();
}

async function act(form) {
  if (form.hasAttribute("aria-busy")) return;
  form.setAttribute("aria-busy", "true");
  try {
    const answer = await fetch(form.action, { method: "POST", body: new FormData(form), credentials: "same-origin", headers: { Accept: "application/json" } });
    const said = await answer.json();
    if (answer.status === 423) return tell("locked", { again: () => act(form) });
    if (said.errors) return errors(form, said.errors);
    form.closest("dialog")?.close();
    if (said.place?.includes("draft=")) return location.assign(said.place);
    if (!answer.ok) tell("toast", { text: said.sentence, bad: true });
  } catch {
    tell("toast", { text: box.dataset.failed, bad: true });
  } finally {
    form.removeAttribute("aria-busy");
  }
  read();
}

function live() {
  if (Date.now() - lived < ALIVE) return;
  lived = Date.now();
  fetch(box.dataset.alive, { method: "POST", credentials: "same-origin", headers: { "X-CSRFToken": token(), Accept: "application/json" } })
    .then((answer) => { if (answer.ok && box.querySelector(".is-away")) read(); })
    .catch(() => {});
}

if (box) {
  addEventListener("submit", (event) => {
    if (!event.target.matches?.("form[data-seat]")) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    act(event.target);
  }, true);
  box.addEventListener("click", ({ target }) => {
    if (!target.closest("[data-open-rest]")) return;
    dialog().showModal();
    dialog().querySelector("select").focus();
  });
  box.addEventListener("close", read, true);
  document.addEventListener("topic", ({ detail }) => { if (!detail.name || detail.name === "rests") read(); });
  document.addEventListener("refetch", read);
  document.addEventListener("acknowledged", ({ detail }) => {
    for (const [name, kind] of Object.entries(SOUNDS)) if (kind === detail.kind) remember(known[name] || []);
  });
  document.addEventListener("drawn", ({ detail: { root } }) => {
    if (root?.id !== "lines") return;
    const now = [...root.querySelectorAll("[data-mine]")].map((mine) => (mine.hasAttribute("data-talking") ? "t" : "w")).join("");
    if (now !== calls) read();
    calls = now;
  });
  document.addEventListener("second", live);
  document.addEventListener("server-time", live);
  read();
}
