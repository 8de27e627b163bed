// A dialogue by text: what was written is read again when the strip changes; Enter sends; the caller's words go into the
// form by a key, never by themselves. Nothing here takes the focus or touches what is being typed.

const talk = document.getElementById("talk");
const said = document.getElementById("said");
const tell = (name, detail) => document.dispatchEvent(new CustomEvent(name, { detail }));
let reading = false;
let more = false;

const toTheEnd = () => { said.scrollTop = said.scrollHeight; };

async function read() {
  more = reading;
  if (reading) return;
  reading = true;
  const atEnd = said.scrollHeight - said.scrollTop - said.clientHeight < 40;
  const html = await fetch(talk.dataset.url, { credentials: "same-origin", headers: { "X-Requested-With": "fetch" }, signal: AbortSignal.timeout(8_000) })
    .then((answer) => (answer.ok && !answer.redirected ? answer.text() : null)).catch(() => null);
  reading = false;
  if (html !== null) {
    const template = document.createElement("template");
    template.innerHTML = html;
    said.replaceChildren(template.content);
    if (atEnd) toTheEnd();
    tell("drawn", { root: said });
  }
  if (more) read();
}

async function send(form) {
  if (form.hasAttribute("aria-busy") || !form.elements.words.value.trim()) return;
  form.setAttribute("aria-busy", "true");
  const body = new FormData(form);
  try {
    const answer = await fetch(form.action, { method: "POST", body, credentials: "same-origin", headers: { Accept: "application/json" } });
    const told = await answer.json();
    if (answer.status === 423) return tell("locked", { again: () => send(form) });
    if (!answer.ok) return tell("toast", { text: told.sentence, bad: true });
    form.elements.key.value = told.key;
    if (form.elements.words.value === body.get("words")) form.elements.words.value = "";
    keep(form);
    toTheEnd();
    await read();
  } catch {
    tell("toast", { text: talk.dataset.failed, bad: true });
  } finally {
    form.removeAttribute("aria-busy");
  }
}

// a half-typed answer outlives a look at another page; logging out wipes it (shell.js)
const name = ({ elements }) => `answer:${elements.dialogue.value}`;
function keep(form) {
  try {
    if (form.elements.words.value) sessionStorage.setItem(name(form), form.elements.words.value);
    else sessionStorage.removeItem(name(form));
  } catch { /* a full store costs the half sentence, not the page */ }
}

// what stands in the field already is not brought in again
function gather() {
  const field = document.getElementById("id_words");
  const lines = [...said.querySelectorAll("[data-said]")].map((line) => line.dataset.said).filter(Boolean);
  const there = new Set(field.value.split("\n").map((line) => line.trim()));
  const fresh = lines.filter((line) => !line.split("\n").every((each) => there.has(each.trim())));
  if (!fresh.length) return;
  field.value = [field.value.trimEnd(), ...fresh].filter(Boolean).join("\n");
  field.dispatchEvent(new Event("input", { bubbles: true }));
}

if (talk) {
  toTheEnd();
  const half = document.getElementById("answer-form");
  if (half && !half.elements.words.value) half.elements.words.value = sessionStorage.getItem(name(half)) || "";
  half?.addEventListener("input", () => keep(half));
  document.addEventListener("topic", ({ detail }) => { if (!detail.name || detail.name === "lines") read(); });
  document.addEventListener("refetch", read);
  document.addEventListener("click", ({ target }) => { if (target.closest?.("#gather")) gather(); });
  addEventListener("submit", (event) => {
    if (event.target.id !== "answer-form") return;
    event.preventDefault();
    event.stopImmediatePropagation();
    send(event.target);
  }, true);
}
