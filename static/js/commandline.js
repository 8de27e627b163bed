// The command line at the foot of the hall's pages. What is typed is read by the server, which says in a sentence what Enter
// will do; Enter then does exactly that, with the version that the sentence spoke of. Tab writes the word to its end, the
// arrows walk the choices and, above them, what was said before. Esc goes back to where the keyboard was.

const form = document.getElementById("commandline");
const input = form?.querySelector("[data-command]");
const says = document.getElementById("command-says");
const list = document.getElementById("command-choices");
const strings = JSON.parse(document.getElementById("strings")?.textContent || "{}");
const token = () => document.querySelector('meta[name="csrf-token"]')?.content || "";
const tell = (name, detail) => document.dispatchEvent(new CustomEvent(name, { detail }));
const PAUSE = 120;
const LIMIT = 20_000;
const KEPT = 50; // lines of the history

let reading = null; // what the server made of `line`
let line = "";
let asked = 0;
let timer = null;
let marked = -1; // the choice that Enter takes
let back = null; // who had the keyboard
let key = null; // of the sending: a second one after a lost answer does it once
let busy = false;

// --- what was said before: of this person, in this tab, gone at log-out with the tab's store; a note's words never
const name = `commands:${form?.dataset.user}`;
let at = null; // position in the history while walking it
let draft = "";
function history() {
  try { return JSON.parse(sessionStorage.getItem(name) || "[]"); } catch { return []; }
}
function keep(text) {
  if (!text) return;
  try {
    sessionStorage.setItem(name, JSON.stringify([...history().filter((each) => each !== text), text].slice(-KEPT)));
  } catch { /* without a store there is no history, and that is all */ }
}
function walk(step) {
  const said = history();
  const from = at ?? said.length;
  const to = Math.min(Math.max(from + step, 0), said.length);
  if (to === from) return;
  if (at === null) draft = input.value;
  at = to === said.length ? null : to;
  write(at === null ? draft : said[at]);
}

// --- what the page shows
function show(answer) {
  reading = answer;
  says.textContent = answer?.says || "";
  says.classList.toggle("is-wrong", Boolean(answer?.wrong));
  form.classList.toggle("is-ready", Boolean(answer && !answer.wrong && (answer.acts || answer.place)));
  if (answer?.wrong) input.setAttribute("aria-invalid", "true");
  else input.removeAttribute("aria-invalid");
  list.replaceChildren(...(answer?.choices || []).map(drawn));
  list.hidden = !list.children.length;
  input.setAttribute("aria-expanded", String(!list.hidden));
  mark(-1);
}
function drawn(choice, index) {
  const item = document.createElement("li");
  item.id = `command-choice-${index}`;
  item.setAttribute("role", "option");
  for (const [className, text] of [["label", choice.label], ["memo", choice.memo]]) {
    const part = document.createElement("span");
    part.className = className;
    const pieces = Array.isArray(text) ? text : [[text, false]]; // what was asked for is marked
    part.append(...pieces.map(([piece, fits]) => {
      if (!fits) return piece;
      const hit = document.createElement("mark");
      hit.textContent = piece;
      return hit;
    }));
    item.append(part);
  }
  item.addEventListener("pointerdown", (event) => {
    event.preventDefault();
    write(choice.line);
  });
  return item;
}
function mark(index) {
  marked = index;
  [...list.children].forEach((item, i) => item.setAttribute("aria-selected", String(i === index)));
  const item = list.children[index];
  if (item) input.setAttribute("aria-activedescendant", item.id);
  else input.removeAttribute("aria-activedescendant");
  item?.scrollIntoView({ block: "nearest" });
}
function write(text) {
  input.value = text;
  input.setSelectionRange(text.length, text.length);
  key = null;
  read();
}

// --- asking the server
async function post(url, fields) {
  const answer = await fetch(url, {
    method: "POST", body: new URLSearchParams(fields), credentials: "same-origin", signal: AbortSignal.timeout(LIMIT),
    headers: { Accept: "application/json", "X-CSRFToken": token(), "X-Requested-With": "fetch" },
  });
  if (answer.redirected) return { status: answer.status, says: strings.gone, wrong: true };
  const body = await answer.json().catch(() => ({ says: form.dataset.gone, wrong: true }));
  if (body.sentence) Object.assign(body, { says: body.sentence, wrong: true });
  return { status: answer.status, ...body };
}
async function read() {
  clearTimeout(timer);
  const turn = (asked += 1);
  const typed = input.value;
  if (!typed.trim()) {
    line = typed;
    return show(null);
  }
  const answer = await post(form.dataset.readUrl, { line: typed }).catch(() => ({ says: form.dataset.gone, wrong: true }));
  if (turn !== asked) return undefined;
  line = typed;
  if (answer.status === 423) return tell("locked", { again: read });
  return show(answer);
}

// Enter: what the sentence said. Typed faster than it came, the line is read first, and a move waits for a second Enter.
async function enter() {
  if (busy) return;
  const choice = reading?.choices?.[marked];
  if (choice && line === input.value) return write(choice.line);
  if (line !== input.value || !reading) {
    await read();
    if (reading?.acts) says.append(` ${form.dataset.wait}`);
    if (!reading?.place || reading.acts) return;
  }
  if (reading?.acts) return act();
  if (reading?.place) {
    keep(reading.kept);
    const { place, sent = {} } = reading;
    const go = () => (Object.keys(sent).length ? submitted(place, sent) : location.assign(place));
    const leave = new CustomEvent("leave", { detail: { url: place, go }, cancelable: true });
    if (document.dispatchEvent(leave)) go(); // else the page saves first, and goes by itself
  }
}
// A question with words or a number in it is sent as a form: no address keeps it.
function submitted(place, fields) {
  const sheet = document.createElement("form");
  Object.assign(sheet, { method: "post", action: place, hidden: true });
  for (const [field, value] of Object.entries({ ...fields, csrfmiddlewaretoken: token() })) {
    const input = document.createElement("input");
    Object.assign(input, { type: "hidden", name: field, value });
    sheet.append(input);
  }
  document.body.append(sheet);
  sheet.submit();
}
async function act() {
  busy = true;
  key ??= crypto.randomUUID?.() || uuid();
  form.setAttribute("aria-busy", "true");
  tell("asking", { on: true });
  const sent = { line: input.value, version: reading.version, key };
  const answer = await post(form.action, sent).catch(() => ({ status: 0, says: form.dataset.gone, wrong: true }));
  tell("asking", { on: false });
  form.removeAttribute("aria-busy");
  busy = false;
  if (answer.status === 423) return tell("locked", { again: act });
  if (answer.done === undefined) {
    if (answer.status) key = null; // refused: nothing was written, and what is sent next is something else
    const { choices = [] } = answer;
    show({ ...answer, choices });
    if (answer.status === 409) line = ""; // read anew before it is sent again
    return undefined;
  }
  keep(reading.kept);
  tell("toast", { text: answer.done });
  key = at = null;
  input.value = "";
  return read();
}
// over plain HTTP a browser has no randomUUID
function uuid() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  return [...bytes].map((byte, i) => ([4, 6, 8, 10].includes(i) ? "-" : "") + byte.toString(16).padStart(2, "0")).join("");
}

function leave() {
  show(null);
  if (back?.isConnected) back.focus();
  else input.blur();
  back = null;
}

if (form) {
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    enter();
  });
  input.addEventListener("focus", (event) => {
    if (event.relatedTarget && !form.contains(event.relatedTarget)) back = event.relatedTarget;
    input.select(); // what stood there is shown, and the next word takes its place
    if (input.value.trim()) read();
  });
  input.addEventListener("blur", () => { if (!busy) { clearTimeout(timer); list.hidden = true; input.setAttribute("aria-expanded", "false"); } });
  input.addEventListener("input", (event) => {
    if (event.isComposing) return;
    at = key = null;
    clearTimeout(timer);
    timer = setTimeout(read, PAUSE);
  });
  input.addEventListener("compositionend", read);
  input.addEventListener("keydown", (event) => {
    if (event.isComposing || event.keyCode === 229 || event.ctrlKey || event.altKey || event.metaKey) return;
    const count = list.hidden ? 0 : list.children.length;
    if (event.key === "Escape") {
      event.preventDefault();
      event.stopPropagation();
      leave();
    } else if (event.key === "ArrowDown") {
      event.preventDefault();
      if (count && at === null) mark((marked + 1) % count);
      else walk(1);
    } else if (event.key === "ArrowUp") {
      event.preventDefault();
      if (marked >= 0) mark(marked - 1);
      else walk(-1);
    } else if (event.key === "Tab" && !event.shiftKey) {
      const next = reading?.choices?.[Math.max(marked, 0)]?.line || reading?.complete;
      if (!next || line !== input.value || next === input.value) return; // nothing to write: Tab goes on as everywhere
      event.preventDefault();
      write(next);
    }
  });
}
