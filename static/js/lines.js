// The strip under the bar: ringing lines, texts that wait, and calls in hand. It never takes the focus and never touches the open form: before
// another call is taken, what is typed is parked on the server (`park`, draft.js), and the call's own form is opened.

const box = document.getElementById("lines");
const tell = (name, detail) => document.dispatchEvent(new CustomEvent(name, { detail }));
const toast = (text) => tell("toast", { text, bad: true });
const token = () => document.querySelector('meta[name="csrf-token"]')?.content || "";
const ALIVE = 10_000;
const known = Object.fromEntries(["ring", "asked", "stale", "text", "silent", "unanswered", "news", "deserted"].map((name) => [name, new Set()]));
known.late = new Set(JSON.parse(sessionStorage.getItem("late") || "[]")); // who is late is heard on each page until it is acknowledged on one
let wanted = new Set(); // other people's calls that this person asked for
let left = null; // where somebody typed before he refused a call
let listened = false;
let reading = null;
let more = false;
let lived = 0;

async function read() {
  more = Boolean(reading);
  if (more) return;
  reading = fetch(box.dataset.url, { credentials: "same-origin", headers: { "X-Requested-With": "fetch" }, signal: AbortSignal.timeout(8_000) })
    .then(async (answer) => { if (answer.ok && !answer.redirected) draw(await answer.text()); })
    .catch(() => { /* the state of the line says so */ });
  await reading;
  reading = null;
  if (more) read();
}

function draw(html) {
  const template = document.createElement("template");
  template.innerHTML = html;
  const open = box.querySelector("details[open]");
  const focus = box.contains(document.activeElement) ? place(document.activeElement) : null;
  const refusing = box.querySelector(".line-refuse:not([hidden])");
  box.replaceChildren(template.content);
  if (refusing) refuse(refusing.id, refusing.elements.reason.value, focus?.tag === "INPUT");
  if (open && box.querySelector("details")) box.querySelector("details").open = true;
  if (focus) find(focus)?.focus();
  tell("drawn", { root: box });
  fit();
  listen();
}

// the strip keeps its one row: where room is short the words go, then the texts behind the first, then the lines behind the oldest, then numbers and key caps,
// then names: the button that takes what rings is never cut off
const STEPS = ["is-short", "is-shorter", "is-shortest", "is-least", "is-bare"];
const tooMuch = () => box.scrollWidth > box.clientWidth + 1 || [...box.querySelectorAll(":scope > form")].some((line) => line.scrollWidth > line.clientWidth + 1);
function fit() {
  box.classList.remove(...STEPS);
  if (matchMedia("(max-width: 1100px)").matches) return; // there it has rows
  const lines = box.querySelectorAll(".line-ringing[data-ring]");
  if (lines.length) lines[0].dataset.behind = `+${lines.length - 1 + Number(box.querySelector("span.line-more")?.textContent || 0)}`;
  for (const step of STEPS) {
    if (!tooMuch()) return;
    box.classList.add(step);
  }
}
// whoever walked into the strip by Tab stays on the same button of the same call
function place(element) {
  const form = element.closest("form");
  return { ring: (form?.elements.ring || form?.elements.dialogue)?.value, action: element.getAttribute("formaction") || form?.getAttribute("action"), tag: element.tagName };
}
function find({ ring, action, tag }) {
  return [...box.querySelectorAll(tag)].find((element) => {
    const now = place(element);
    return now.ring === ring && now.action === action;
  });
}

// to refuse takes a reason: its field comes up when asked for, alone takes the focus, and outlives what comes in meanwhile
function refuse(id, reason, focused) {
  const form = document.getElementById(id);
  if (!form) return;
  form.hidden = false;
  form.elements.reason.value = reason;
  if (focused) form.elements.reason.focus();
}

// what is new is heard, once; a seat that is talking hears no ringing
function listen() {
  const talking = box.querySelector("[data-talking]");
  heard("ring", talking ? "" : "ringing");
  heard("asked", "asked");
  heard("stale", "help");
  heard("late", "overdue");
  heard("text", talking ? "" : "text");
  heard("silent", "new_p1");
  heard("unanswered", "overdue");
  heard("news", listened ? "new_ticket" : ""); // what was there when the page came was heard before
  heard("deserted", "help");
  const here = [...box.querySelectorAll("[data-wanted]")].map((form) => form.dataset.other);
  const others = new Set([...box.querySelectorAll("[data-other]")].map((form) => form.dataset.other));
  for (const ring of wanted) if (!here.includes(ring) && others.has(ring)) toast(box.dataset.kept);
  wanted = new Set(here);
  listened = true;
}
function heard(name, kind) {
  const now = new Map([...box.querySelectorAll(`[data-${name}]`)].map((form) => [form.dataset[name], form.dataset]));
  const fresh = [...now.keys()].find((ring) => !known[name].has(ring));
  if (fresh && kind) tell("alarm", { kind: now.get(fresh).sound || kind, text: now.get(fresh).say, url: now.get(fresh).url });
  if (name === "ring" && (!now.size || !kind)) tell("acknowledge", { kind: "ringing" });
  if (name === "text" && (!now.size || !kind)) tell("acknowledge", { kind: "text" });
  known[name] = kind || name === "news" ? new Set(now.keys()) : new Set(); // what began while one talked is heard once that is over
}

async function act(form, submitter) {
  if (form.hasAttribute("aria-busy")) return;
  form.setAttribute("aria-busy", "true");
  const body = new FormData(form);
  const action = submitter?.getAttribute("formaction") || form.getAttribute("action");
  try {
    if (form.hasAttribute("data-parks")) {
      const waits = [];
      tell("park", { waits });
      if (!(await Promise.all(waits)).every(Boolean)) return;
    }
    const answer = await fetch(action, { method: "POST", body, credentials: "same-origin", headers: { Accept: "application/json" } });
    const said = await answer.json();
    if (answer.status === 423) return tell("locked", { again: () => act(form, submitter) });
    if (!answer.ok) toast(said.sentence);
    else if (/[?&](draft|dialogue)=/.test(said.place)) return location.assign(said.place);
  } catch {
    toast(box.dataset.failed);
  } finally {
    form.removeAttribute("aria-busy");
  }
  read();
}

function live() {
  if (!box.querySelector("[data-mine]") || Date.now() - lived < ALIVE) return;
  lived = Date.now();
  fetch(box.dataset.alive, { method: "POST", credentials: "same-origin", headers: { "X-CSRFToken": token(), Accept: "application/json" } }).catch(() => {});
}

if (box) {
  document.addEventListener("acknowledged", ({ detail }) => {
    if (detail.kind === "overdue") sessionStorage.setItem("late", JSON.stringify([...known.late]));
  });
  addEventListener("submit", (event) => {
    if (!event.target.matches?.("form[data-line]")) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    act(event.target, event.submitter);
  }, true);
  document.addEventListener("click", ({ target }) => {
    const ring = target.closest?.("[data-refuse]")?.dataset.refuse;
    if (!ring) return;
    left = box.contains(document.activeElement) ? null : document.activeElement;
    refuse(`refuse-${ring}`, "", true);
  });
  box.addEventListener("keydown", (event) => {
    const form = event.key === "Escape" && event.target.closest(".line-refuse");
    if (!form) return;
    event.stopPropagation();
    form.hidden = true;
    left?.focus();
  });
  document.addEventListener("topic", ({ detail }) => { if (!detail.name || detail.name === "lines") read(); });
  document.addEventListener("refetch", read);
  new ResizeObserver(fit).observe(box); // the box of one's own seat beside it grows and shrinks
  // a timer of a hidden page sleeps; the line's beat wakes it
  document.addEventListener("second", live);
  document.addEventListener("server-time", live);
  read();
}
