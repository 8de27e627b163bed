// The shift leader's page of all seats: read again when the line says that something changed, never under an open question and
// never away from the chosen row. J and K walk the rows; a letter presses what the chosen row offers.

const panel = document.getElementById("seats");
const TYPING = "input, textarea, select, [contenteditable]";
const TOPICS = ["seats", "rests", "lines", "takeovers"];
const EVERY = 10_000; // what is half typed changes without a word of the line
const LIMIT = 8_000;
const rows = () => [...document.querySelectorAll("#seat-rows > tr")];
const asking = () => document.querySelector("dialog[open]");
let chosen = sessionStorage.getItem("seat-row") || "";
let reading = null;
let more = false;

async function read() {
  more = Boolean(reading);
  if (more || asking()) return;
  reading = fetch(panel.dataset.url, { credentials: "same-origin", headers: { "X-Requested-With": "fetch" }, signal: AbortSignal.timeout(LIMIT) })
    .then(async (answer) => { if (answer.ok && !answer.redirected) draw(await answer.text()); })
    .catch(() => { /* the state of the line says so */ });
  await reading;
  reading = null;
  if (more) read();
}

function draw(html) {
  if (asking()) return;
  const focused = panel.contains(document.activeElement);
  const template = document.createElement("template");
  template.innerHTML = html;
  panel.replaceChildren(template.content);
  const row = mark();
  if (focused) row?.focus({ preventScroll: true });
  document.dispatchEvent(new CustomEvent("drawn", { detail: { root: panel } }));
}

function mark() {
  const row = document.getElementById(chosen) || rows()[0];
  for (const each of rows()) {
    if (each === row) each.setAttribute("aria-current", "true");
    else each.removeAttribute("aria-current");
  }
  for (const button of document.querySelectorAll("[data-act]")) button.disabled = !row?.querySelector(`[data-do="${button.dataset.act}"]`);
  return row;
}

function choose(row) {
  if (!row) return;
  sessionStorage.setItem("seat-row", chosen = row.id);
  mark();
}

document.addEventListener("keydown", (event) => {
  if (event.isComposing || event.ctrlKey || event.altKey || event.metaKey || event.target.matches?.(TYPING) || asking()) return;
  const step = { j: 1, k: -1, ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (!step) return;
  event.preventDefault();
  const all = rows();
  const here = all.indexOf(mark());
  const row = all[Math.min(Math.max(here + step, 0), all.length - 1)];
  choose(row);
  row?.focus();
  row?.scrollIntoView({ block: "nearest" });
});
document.addEventListener("focusin", ({ target }) => choose(target.closest?.("#seat-rows > tr")));
document.addEventListener("click", ({ target }) => {
  choose(target.closest?.("#seat-rows > tr"));
  const act = target.closest?.("[data-act]");
  if (act) return mark()?.querySelector(`[data-do="${act.dataset.act}"]`)?.click();
  const ask = target.closest?.("[data-ask]");
  if (ask) open(ask.dataset);
});

// a question for one row: its form is filled in with what the row is about
function open({ ask, who, ...facts }) {
  const dialog = document.getElementById(ask);
  dialog.querySelector("[data-who]").textContent = who;
  for (const field of dialog.querySelectorAll("input[type=hidden]")) if (field.name in facts) field.value = facts[field.name];
  dialog.showModal();
  (dialog.querySelector("input:not([type=hidden])") || dialog.querySelector("[type=submit]")).focus();
}

panel.addEventListener("close", () => { read(); mark()?.focus({ preventScroll: true }); }, true);
document.addEventListener("topic", ({ detail }) => { if (!detail.name || TOPICS.includes(detail.name)) read(); });
document.addEventListener("refetch", read);
setInterval(() => { if (!document.hidden) read(); }, EVERY);
mark();
