// The half-typed call outlives the browser: the first key saves it and starts the 2 min 30 s, then every 2 s while
// typing. Only while the server cannot be reached does this browser hold it (wiped on sending and on logging out).
// A link marked data-parks, and "Take a call" itself, leave the call parked on the server and go. What another person has taken
// over meanwhile stays in this browser, and may go on as a call of one's own.

const EVERY = 2_000;
const AGAIN = 5_000;
const SOON = 1_000;
const TIMEOUT = 8_000;
const form = () => document.getElementById("call-form");
const say = (name, parts = {}) => (form()?.dataset[`say${name}`] || "").replace(/\{(\w+)\}/g, (_, part) => parts[part] ?? "");
const keyOf = () => form().elements.key.value;
const localName = (key) => `draft:${form().dataset.user}:${key}`;
const takenName = (key) => `draft-taken:${form().dataset.user}:${key}`; // wiped with the drafts on logging out
const clockText = (ms) => new Date(ms).toLocaleTimeString("en-GB", { timeZone: document.documentElement.dataset.zone || "Asia/Shanghai" });

let timer = null;
let flying = null; // the save that is under way
let brought = null; // what this browser held is on the server
let dirty = false;
let leaving = false; // the form was sent: what is in it belongs to the ticket now
let parting = false; // the page is going: what fails now fails because of that, and says nothing of the server
let away = false; // the server did not answer the last save
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

const BESIDE = /^(csrfmiddlewaretoken|matches_.*)$/; // what the page sends along and nobody typed
const fieldsOf = (body) => Object.fromEntries([...body].filter(([name]) => !BESIDE.test(name)));
function keep(body, parted = false) {
  const fields = fieldsOf(body);
  store((kept) => kept.setItem(localName(fields.key), JSON.stringify({ ...fields, ...(parted && { parted }) })));
}
function bodyOf(fields) {
  const body = new FormData();
  for (const [field, value] of Object.entries(fields)) body.append(field, value);
  body.append("csrfmiddlewaretoken", form().elements.csrfmiddlewaretoken.value);
  return body;
}

// another has this call now: it says who, for as long as what was typed here is kept
function taken(body, sentence) {
  const fields = fieldsOf(body);
  store((kept) => kept.setItem(takenName(fields.key), JSON.stringify({ fields, sentence })));
  offer(takenName(fields.key), { fields, sentence });
}
function offer(name, { fields, sentence }) {
  document.dispatchEvent(new CustomEvent("banner", { detail: { name: "taken", text: say("Taken", { sentence }), action: say("Own"), onAction: () => own(name, fields) } }));
}
async function own(name, fields) {
  const here = fieldsOf(new FormData(form())); // what stands on the screen is newer than what is kept of it
  const key = unique();
  leaving = true;
  try {
    const answer = await post(bodyOf({ ...(here.key === fields.key ? here : fields), key }));
    if (answer.saved) {
      store((kept) => kept.removeItem(name));
      return location.replace(`${form().dataset.page}?draft=${key}`);
    }
    show(answer.sentence || "");
  } catch {
    show(say("Kept"));
  }
  leaving = false;
  dirty = true; // what was typed meanwhile
  timer ??= setTimeout(save, EVERY);
  return undefined;
}
// crypto.randomUUID is missing where the console is reached without TLS
function unique() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 15) | 64;
  bytes[8] = (bytes[8] & 63) | 128;
  return [...bytes].map((byte, n) => ([4, 6, 8, 10].includes(n) ? "-" : "") + byte.toString(16).padStart(2, "0")).join("");
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
    if (parting || key !== keyOf()) return true; // what is held stays: the page that comes was drawn before this arrived
    away = false;
    forget(key);
    if (answer.code === "stale" && !leaving) taken(body, answer.sentence); // whoever leaves with it as his own knows that already
    if (answer.status === 409) return show(answer.sentence), true;
    if (!leaving) run(answer.entered);
    show(answer.saved ? say("Saved", { at: clockText(answer.saved) }) : "");
    const address = answer.saved ? `${form().dataset.page}?draft=${key}` : `${form().dataset.page}?fresh=1`;
    if (!leaving && location.pathname + location.search !== address) history.replaceState(history.state, "", address);
    return true;
  } catch (error) {
    if (leaving || parting) return false;
    keep(body);
    dirty = away = true;
    show(say(error.message === "gone" ? "Gone" : "Kept"));
    timer = setTimeout(save, AGAIN);
    return false;
  }
}

// one after the other: an older state never overtakes a newer one
async function save(quick) {
  await brought;
  while (flying) await flying;
  if ((leaving || parting) && !quick) return true;
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
// to note that nobody answered leaves the form as well: what is typed stands on the server before
document.addEventListener("submit", (event) => {
  const away = event.target;
  if (away.id !== "no-answer" || away.dataset.parked) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  parked().then((done) => {
    if (!done) return;
    away.dataset.parked = "1";
    away.requestSubmit(event.submitter);
    delete away.dataset.parked;
  });
}, true);
async function park(address, go = () => location.assign(address)) {
  if (await parked()) go();
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
  if (event.detail.url === page) park(`${page}?fresh=1`);
  else park(event.detail.url, event.detail.go);
});
// left in another way: a save under way dies with its page, and whether the last one arrives nobody hears any more. So this
// browser holds it too, and the next page of this form makes sure of it
addEventListener("pagehide", () => {
  if (!form() || leaving || parting || !(dirty || flying)) return;
  parting = true;
  keep(new FormData(form()), !away);
  send(true);
});
addEventListener("pageshow", ({ persisted }) => {
  if (!persisted || !parting) return;
  parting = false;
  save();
});

// What this browser held while the server was away goes to the server, and the newest of it back on the screen. What was only
// left goes there as well, and stays parked. Nothing is saved before: this page may have been drawn too early to show it.
async function bringBack() {
  const prefix = localName("");
  const held = store((kept) => Object.keys(kept).filter((name) => name.startsWith(prefix))) || [];
  let last = null;
  let more = false; // was typed of the call on the screen
  let early = false; // drawn too early to show what is parked
  for (const name of held) {
    const { parted, ...fields } = JSON.parse(store((kept) => kept.getItem(name)) || "{}");
    const body = bodyOf(fields);
    try {
      const answer = await post(body);
      if (answer.saved && fields.key === keyOf()) more = !shows(fields);
      else if (answer.saved && parted) early ||= !document.querySelector(`a[href$="draft=${fields.key}"]`);
      else if (answer.saved) last = fields.key;
      if (answer.code === "stale") taken(body, answer.sentence);
      store((kept) => kept.removeItem(name));
    } catch { /* still away: it stays here, and of the call on the screen nothing older goes before it */
      return name === localName(keyOf()) ? new Promise((go) => setTimeout(go, SOON)).then(bringBack) : undefined;
    }
  }
  const other = !dirty && !form().elements.began.value;
  parting = more || (other && (last !== null || early));
  if (!parting) return;
  if (more || last === null) return location.reload();
  try { sessionStorage.setItem("toasts", JSON.stringify([{ text: say("Back") }])); } catch { /* only the message is lost */ }
  location.replace(`${form().dataset.page}?draft=${last}`);
}
function shows(fields) {
  const here = fieldsOf(new FormData(form()));
  return Object.keys(fields).every((name) => name === "began" || fields[name] === here[name]);
}

// somebody took a call over: whoever types asks whether it is still his
document.addEventListener("topic", ({ detail }) => {
  if (form()?.elements.began.value && !leaving && (!detail.name || detail.name === "takeovers")) save();
});
function stillTaken() {
  const name = store((kept) => Object.keys(kept).find((one) => one.startsWith(takenName(""))));
  const held = name && JSON.parse(store((kept) => kept.getItem(name)) || "null");
  if (held) offer(name, held);
}

const drafted = form()?.dataset.drafted === "1";
const started = Number(document.getElementById("call-clock")?.dataset.since);
if (drafted && started) run(started);
if (form()) {
  stillTaken();
  brought = bringBack();
}
