// The seat that nobody sits at. In the hall the screen is covered and everything beneath stays as it is: what is typed,
// the line, the rows that come in. Elsewhere the person is signed out. A key or a pointer keeps it open; what the page
// asks by itself (drafts, lists, htmx) does not. All windows of a browser are one seat.
//   hears: locked {again}  a form was refused behind the lock: `again` sends it once it is open   ·   alarm {kind}

const cover = document.getElementById("lock");
const { idle, way, here, lock, logout } = cover?.dataset || {};
const LIMIT = Number(idle) * 1000;
const WARN = Math.min(60_000, LIMIT / 3);
const SAY = Math.min(60_000, LIMIT / 10); // how often the server is told that somebody is here
const token = () => document.querySelector('meta[name="csrf-token"]')?.content || "";
const tell = (name, detail) => document.dispatchEvent(new CustomEvent(name, { detail }));
const seat = "BroadcastChannel" in window ? new BroadcastChannel("seat") : null;

let last = Date.now(); // a person's last sign, in any window
let said = Date.now();
let shared = 0;
let locked = false;
let untold = false; // it was closed here, and the server does not know yet
let news = 0;
let title = "";
let waiting = []; // forms to be sent once it is open

const post = (url, body) => fetch(url, {
  method: "POST", body, credentials: "same-origin", redirect: "manual",
  headers: { Accept: "application/json", "X-CSRFToken": token() }, signal: AbortSignal.timeout(10_000),
});

function alive() {
  if (locked) return;
  last = Date.now();
  if (last - shared > 2_000) {
    shared = last;
    seat?.postMessage({ last });
  }
}
for (const sign of ["keydown", "pointerdown", "pointermove", "wheel", "touchstart"]) {
  addEventListener(sign, alive, { capture: true, passive: true });
}

async function sayHere() {
  said = Date.now();
  try {
    const answer = await post(here);
    if (answer.status === 423) close();
  } catch { /* the line's banner says that the server is away */ }
}

function warn(left) {
  const text = left <= WARN ? cover.dataset.warning.replace("{s}", Math.ceil(left / 1000)) : "";
  tell("banner", { name: "idle", text });
}

function watch() {
  if (untold) sayClosed();
  if (locked) return;
  const left = LIMIT - (Date.now() - last);
  warn(left);
  if (left <= 0) leave();
  else if (last > said && Date.now() - said >= SAY) sayHere();
}

// --- closing ---------------------------------------------------------------------------------------------------------
function leave() {
  close();
  seat?.postMessage({ locked: true });
  untold = true;
  sayClosed();
}

// The server counts minutes for itself, but of a lock by hand it knows only this: it is told until it has heard.
let saying = false;
async function sayClosed() {
  if (saying) return;
  saying = true;
  try {
    const answer = await post(way === "lock" ? lock : logout);
    if (answer.status < 500) untold = false;
  } catch { /* once more within a second */ } finally {
    saying = false;
  }
}

function close() {
  if (locked) return;
  locked = true;
  news = 0;
  title = document.title;
  document.title = cover.dataset.title;
  document.documentElement.classList.add("is-locked");
  tell("banner", { name: "idle" });
  for (const link of cover.querySelectorAll("[data-again]")) {
    link.href = `${link.dataset.again}?next=${encodeURIComponent(location.pathname + location.search)}`;
  }
  show();
}

function show() {
  if (!cover.open) cover.showModal();
  cover.querySelector("input[name=password], [data-again]")?.focus();
}
cover?.addEventListener("cancel", (event) => event.preventDefault());
cover?.addEventListener("close", () => { if (locked) show(); }); // browsers let a second Escape through

// --- opening ---------------------------------------------------------------------------------------------------------
function open() {
  if (!locked) return;
  locked = untold = false;
  last = said = Date.now();
  document.title = title;
  document.documentElement.classList.remove("is-locked");
  cover.close();
  say("");
  document.getElementById("lock-news").hidden = true;
  const forms = waiting;
  waiting = [];
  for (const again of forms) again();
  tell("refetch", { began: () => {} }); // what could not be read behind the lock; a form that is being sent is left alone
}

function say(text) {
  const error = document.getElementById("lock-error");
  if (error) error.textContent = text;
}

const form = document.getElementById("lock-form");
form?.addEventListener("submit", async (event) => {
  event.preventDefault(); // forms.js keeps out: nothing of this form is drawn again or sent again
  const button = form.querySelector("button");
  if (button.getAttribute("aria-disabled") === "true") return;
  button.setAttribute("aria-disabled", "true");
  const field = form.elements.password;
  try {
    const answer = await post(form.action, new FormData(form));
    if (answer.type === "opaqueredirect") return location.reload(); // the session itself is over
    field.value = "";
    if (answer.ok) {
      seat?.postMessage({ locked: false });
      return open();
    }
    say((await answer.json()).sentence);
    field.focus();
  } catch {
    say(cover.dataset.away);
  } finally {
    button.removeAttribute("aria-disabled");
  }
  return undefined;
});

document.addEventListener("locked", ({ detail }) => {
  if (detail.again) waiting.push(detail.again);
  close();
});
document.addEventListener("alarm", () => {
  if (!locked) return;
  news += 1;
  const line = document.getElementById("lock-news");
  line.hidden = false;
  line.querySelector("b").textContent = news;
});
seat?.addEventListener("message", ({ data }) => {
  if (data.last) last = Math.max(last, data.last);
  if (data.locked === true) close();
  if (data.locked === false) open();
});

// by hand, when leaving the seat
function byHand() {
  if (way === "lock" && !locked) leave();
}
document.addEventListener("click", (event) => { if (event.target.closest?.("[data-lock-now]")) byHand(); });
document.addEventListener("keydown", (event) => {
  if (event.altKey && event.code === "KeyL" && !event.ctrlKey && !event.metaKey) {
    event.preventDefault();
    byHand();
  }
});

if (cover) {
  setInterval(watch, 1_000);
  document.addEventListener("visibilitychange", () => { if (!document.hidden) watch(); });
  addEventListener("pageshow", (event) => { if (event.persisted) sayHere(); });
}
