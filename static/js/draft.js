// The half-typed call outlives the browser: the first key saves it and starts the 2 min 30 s, then every 2 s while
// typing. Only while the server cannot be reached does this browser hold it (wiped on sending and on logging out).
// A link marked data-parks, and "Take a call" itself, leave the call parked on the server and go.

const EVERY = 2_000;
const AGAIN = 5_000;
const TIMEOUT = 8_000;
const form = () => document.getElementById("call-form");
const say = (name, parts = {}) => (form()?.dataset[`say${name}`] || "").replace(/\{(\w+)\}/g, (_, part) => parts[part] ?? "");
const keyOf = () => form().elements.key.value;
const localName = (key) => `draft:${form().dataset.user}:${key}`;
const clockText = (ms) => new Date(ms).toLocaleTimeString("en-GB", { timeZone: document.documentElement.dataset.zone || "Asia/Shanghai" });

let timer = null;
let flying = null; // the save that is under way
let dirty = false;
let leaving = false; // the form was sent: what is in it belongs to the ticket now
let server = { now: Date.now(), at: Date.now() };
document.addEventListener("second", ({ detail }) => { server = { now: detail.now, at: Date.now() }; });
const serverNow = () => Math.round(server.now + Date.now() - server.at);

function store(action) {
  try { return action(localStorage); } catch { return null; /* a full or forbidden store costs the fallback, not the page */ }
}
const forget = (key) => store((kept) => kept.removeItem(localName(key)));

function show(text) {
  const badge = document.getElementById("draft-state");
  if (!badge) return;
  badge.hidden = !text;
  if (badge.textContent !== text) badge.textContent = text;
}

function run(since) {
  for (const id of ["call-clock", "strip-clock"]) {
    const clock = document.getElementById(id);
    if (!clock) continue;
    if (since) clock.dataset.since = since;
    else delete clock.dataset.since;
    if (!since) clock.textContent = clock.dataset.idle || "–";
  }
  form().elements.began.value = since || "";
}

function keep(body) {
  const fields = Object.fromEntries([...body].filter(([name]) => name !== "csrfmiddlewaretoken"));
  store((kept) => kept.setItem(localName(fields.key), JSON.stringify(fields)));
}

async function post(body, quick) {
  const answer = await fetch(form().dataset.draftUrl, {
    method: "POST", body, credentials: "same-origin", keepalive: Boolean(quick), headers: { Accept: "application/json" },
    signal: quick ? undefined : AbortSignal.timeout(TIMEOUT),
  });
  if (answer.redirected || [401, 403].includes(answer.status)) throw new Error("gone");
  if (!answer.ok && answer.status !== 409) throw new Error(String(answer.status));
  return { status: answer.status, ...(await answer.json()) };
}

async function send(quick) {
  clearTimeout(timer);
  timer = null;
  dirty = false;
  const key = keyOf();
  const body = new FormData(form());
  try {
    const answer = await post(body, quick);
    if (key !== keyOf()) return true;
    forget(key);
    if (answer.status === 409) return show(answer.sentence), true;
    if (!leaving) run(answer.entered);
    show(answer.saved ? say("Saved", { at: clockText(answer.saved) }) : "");
    const address = answer.saved ? `${form().dataset.page}?draft=${key}` : `${form().dataset.page}?fresh=1`;
    if (!leaving && location.pathname + location.search !== address) history.replaceState(history.state, "", address);
    return true;
  } catch (error) {
    if (leaving) return false;
    keep(body);
    dirty = true;
    show(say(error.message === "gone" ? "Gone" : "Kept"));
    timer = setTimeout(save, AGAIN);
    return false;
  }
}

// one after the other: an older state never overtakes a newer one
async function save(quick) {
  while (flying) await flying;
  if (leaving && !quick) return true;
  flying = send(quick === true);
  const done = await flying;
  flying = null;
  return done;
}

document.addEventListener("input", (event) => {
  const own = event.target.form && event.target.form === form();
  if (!own || !event.target.name || leaving) return;
  const first = !form().elements.began.value;
  dirty = true;
  if (first) run(serverNow());
  if (first) save();
  else timer ??= setTimeout(save, EVERY);
});

// sending ends the draft; a refusal brings it back
document.addEventListener("submit", (event) => {
  if (event.target !== form()) return;
  leaving = true;
  clearTimeout(timer);
  timer = null;
});
document.addEventListener("saved", (event) => { if (event.detail.form?.id === "call-form") forget(event.detail.form.elements.key.value); });
document.addEventListener("drawn", ({ detail }) => { if (detail.root?.id === "call-form") { leaving = false; dirty = true; timer ??= setTimeout(save, EVERY); } });

async function parked() {
  const done = !(dirty || flying) || await save();
  if (!done) document.dispatchEvent(new CustomEvent("toast", { detail: { text: say("Stay"), bad: true } }));
  return done;
}
async function park(address) {
  if (await parked()) location.assign(address);
}
// another script is about to leave this form (lines.js): it waits until what is typed stands on the server
document.addEventListener("park", ({ detail }) => { if (form()) detail.waits.push(parked()); });
document.addEventListener("click", (event) => {
  if (event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
  const link = event.target.closest?.("a[data-parks], .nav a");
  if (!link || !form()) return;
  event.preventDefault();
  const page = form().dataset.page;
  park(link.getAttribute("href") === page ? `${page}?fresh=1` : link.href);
});
// the command line goes elsewhere: the call is parked first, as by a link
document.addEventListener("leave", (event) => {
  if (!form()) return;
  event.preventDefault();
  const page = form().dataset.page;
  park(event.detail.url === page ? `${page}?fresh=1` : event.detail.url);
});
addEventListener("pagehide", () => { if (dirty && !leaving) send(true); });

// what this browser held while the server was away goes to the server, and the newest of it back on the screen
async function bringBack() {
  const prefix = localName("");
  const held = store((kept) => Object.keys(kept).filter((name) => name.startsWith(prefix))) || [];
  let last = null;
  for (const name of held) {
    const fields = JSON.parse(store((kept) => kept.getItem(name)) || "{}");
    const body = new FormData();
    for (const [field, value] of Object.entries(fields)) body.append(field, value);
    body.append("csrfmiddlewaretoken", form().elements.csrfmiddlewaretoken.value);
    try {
      const answer = await post(body);
      if (answer.saved) last = fields.key;
      store((kept) => kept.removeItem(name));
    } catch { return; /* still away: it stays here */ }
  }
  if (!last || form().elements.began.value || dirty) return;
  try { sessionStorage.setItem("toasts", JSON.stringify([{ text: say("Back") }])); } catch { /* only the message is lost */ }
  location.replace(`${form().dataset.page}?draft=${last}`);
}

const drafted = form()?.dataset.drafted === "1";
const started = Number(document.getElementById("call-clock")?.dataset.since);
if (drafted && started) run(started);
if (form()) bringBack();
