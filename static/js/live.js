// The line of a console: one socket that says what changed. It only listens; facts are read and written over HTTP.
// Speaks to the other modules by events on `document`:
//   delta {rows, tickets}   what changed              refetch {}          read everything shown again
//   topic {name}            something beside tickets changed; without a name: it may have, read it again
//   refetched {ok, out, locked}  how reading again went    line, heartbeat, server-time, alarm, banner: see shell.js
// The page says in <meta name="feed"> how far it has seen; the socket is asked for what came after it.

const strings = JSON.parse(document.getElementById("strings")?.textContent || "{}");
const meta = (name) => document.querySelector(`meta[name="${name}"]`)?.content;
const tell = (name, detail) => document.dispatchEvent(new CustomEvent(name, { detail }));

const SILENCE = 12_000; // two beats missed: the line is dead, whatever the browser believes
const PATIENCE = 8_000; // reconnecting for longer than this is said aloud
const POLL = 10_000; // while there is no line, the lists are read over HTTP
const UNREAD = 3_000; // what could not be read is asked for again
const RETRY = [500, 1_000, 2_000, 4_000, 8_000, 15_000];
const CODES = { signedOut: 4401, tooMany: 4429, restart: 1012 };

let socket = null;
let number = meta("feed") ? Number(meta("feed")) : null;
let you = null;
let audiences = [];
let tries = 0;
let retryAt = 0;
let heard = Date.now(); // anything came over the line
let good = Date.now(); // the screen was true
let polled = 0;
let reading = 0;
let late = false; // the server itself has lost its database
let unread = false; // reading again failed: the line brings what comes, and not what was missed
let failed = false; // so did something of the reading that is under way
let out = false; // signed out: only a new log-in helps

const open = () => socket?.readyState === WebSocket.OPEN;

function connect() {
  const address = new URL("/ws/live/", location.href);
  address.protocol = address.protocol.replace("http", "ws");
  if (number !== null) address.searchParams.set("since", number);
  retryAt = Infinity;
  heard = Date.now();
  const mine = new WebSocket(address);
  socket = mine;
  mine.addEventListener("message", (event) => { if (socket === mine) take(JSON.parse(event.data)); });
  mine.addEventListener("close", (event) => { if (socket === mine) lost(event.code); });
}

function lost(code) {
  socket = null;
  const wait = code === CODES.tooMany ? 60_000 : RETRY[Math.min(tries, RETRY.length - 1)];
  tries += 1;
  retryAt = Date.now() + wait * (0.5 + Math.random());
  if (code === CODES.signedOut || tries % 4 === 2) whoAmI();
  show();
}

// a refused handshake has no reason a script may read: ask over HTTP whether the session is alive
async function whoAmI() {
  try {
    const answer = await fetch(location.href, { method: "HEAD", redirect: "manual", credentials: "same-origin" });
    if (answer.type === "opaqueredirect") signedOut();
  } catch { /* no network: the banner says so */ }
}

function signedOut() {
  out = true;
  tell("banner", { name: "gone", tone: "red", text: strings.gone });
  show();
}

const kinds = {
  hello(message) {
    tries = 0;
    you = message.you;
    audiences = message.audiences;
    if (message.tick) tick(message); // its number comes with the messages that follow: they may be behind it
    if (message.gap) gap(message);
    tell("topic", {});
  },
  rows(message) {
    number = message.number;
    tell("delta", message);
    for (const row of message.rows) sound(row);
  },
  gap,
  counts({ of, counts }) {
    figures.set(of, counts);
    count();
  },
  topic(message) { tell("topic", message); },
  beat,
  late() { late = true; },
};

function take(message) {
  heard = Date.now();
  late = false;
  kinds[message.type]?.(message);
  if (!late && !unread) good = heard;
  show();
}

function gap(message) {
  number = message.number;
  read();
}

function beat(message) {
  number = message.number;
  tick(message);
}

function tick(message) {
  tell("server-time", { ms: message.now });
  // the server judges how tick does; between two beats the frame must not turn red by itself
  tell("heartbeat", { at: message.tick_late ? message.tick : message.now });
  tell("behind", { since: message.behind_late ? message.behind : null });
}

// what a hand is needed for is heard: in the hall what concerns the centre, elsewhere what is one's own
function sound(row) {
  const heard = [row, ...(row.also || [])].filter((each) => each.sound && each.by !== you);
  if (!heard.length) return;
  if (row.list === "board" && document.documentElement.dataset.theme !== "hall") return;
  const template = document.createElement("template");
  template.innerHTML = row.html || "";
  const url = template.content.querySelector("a[href]")?.getAttribute("href");
  for (const each of heard) tell("alarm", { kind: each.sound, text: each.says, folds: each.folds, url });
  if (!heard.some((each) => each.says)) return;
  flash(document.getElementById(row.id));
  flash(document.querySelector(`[data-live-ticket="${row.ticket}"] :is(#f-head, #f-state)`)); // its own page, if that is open
}

// what changed nothing in its row flashes all the same
function flash(row) {
  if (!row) return;
  row.classList.add("flash");
  row.addEventListener("animationend", () => row.classList.remove("flash"), { once: true });
}

// figures on tabs; a person of two units sees the sum once both are known
const figures = new Map();
function count() {
  if (!audiences.every((name) => figures.has(name))) return;
  for (const element of document.querySelectorAll("[data-count]")) {
    const known = audiences.map((name) => figures.get(name)[element.dataset.count]);
    if (known.some((n) => n === undefined)) continue;
    const sum = known.reduce((a, b) => a + b, 0);
    if (element.textContent !== String(sum)) element.textContent = sum;
    if (element.dataset.count === "overdue") element.classList.toggle("hot", sum > 0);
  }
}

// reading again; the answer comes as `refetched`
function read() {
  polled = Date.now();
  failed = false;
  tell("refetch", { began: () => { reading += 1; } });
  if (!reading) unread = false; // nothing on this page is read again
}
document.addEventListener("refetched", ({ detail: { ok, out: gone, locked } }) => {
  reading = Math.max(0, reading - 1);
  if (gone) return signedOut();
  if (locked) unread = failed = false; // what lies beneath the lock is read when it opens
  else if (!ok) unread = failed = true;
  else if (!reading && !failed) unread = false;
  if (ok && !late && !unread) good = Date.now();
  show();
});

function show() {
  const now = Date.now();
  const silent = out || late || unread || !open();
  if (silent && (out || now - good > PATIENCE)) tell("line", { state: "stale", since: good });
  else if (silent || reading > 0) tell("line", { state: "catching" });
  else tell("line", { state: "live" });
}

function watch() {
  const now = Date.now();
  if (out) return;
  if (open() && now - heard > SILENCE) {
    const dead = socket;
    lost(0);
    dead.close();
  }
  if (socket?.readyState === WebSocket.CONNECTING && now - heard > SILENCE) socket.close();
  if (!socket && now >= retryAt) connect();
  if (!open() && now - good > PATIENCE && now - polled > POLL) read();
  if (open() && unread && !reading && now - polled > UNREAD) read();
  show();
}

if (document.getElementById("line")) {
  connect();
  setInterval(watch, 1000);
  addEventListener("offline", () => socket?.close());
  addEventListener("online", () => { retryAt = 0; watch(); });
  document.addEventListener("visibilitychange", () => { if (!document.hidden) watch(); });
  // from the history cache the page is as old as it was left
  addEventListener("pageshow", (event) => { if (event.persisted) { socket?.close(); read(); } });
}
