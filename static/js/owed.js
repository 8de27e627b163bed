// The call-back queue by keyboard: j and k choose a row, the keys of the foot act on it. It is read again when lines change; the
// chosen row stays chosen, and whoever has the keyboard in the list keeps it.

const TYPING = "input, textarea, select, [contenteditable]";
const box = document.getElementById("owed");
const again = document.getElementById("again");
const rows = () => [...box.querySelectorAll("#owed-rows > tr")];
let chosen = sessionStorage.getItem("owed-row") || ""; // the page is loaded again after a vain try
let reading = false;
let more = false;

function mark() {
  const here = document.activeElement?.closest?.("#owed-rows > tr");
  if (here && here.id !== chosen) sessionStorage.setItem("owed-row", chosen = here.id);
  const row = document.getElementById(chosen) || rows().find((each) => each.querySelector("[data-do]")) || rows()[0];
  for (const each of rows()) {
    if (each === row) each.setAttribute("aria-current", "true");
    else each.removeAttribute("aria-current");
  }
  for (const button of document.querySelectorAll("[data-act]")) button.disabled = !row?.querySelector(`[data-do="${button.dataset.act}"]`);
  return row;
}

async function read() {
  more = reading;
  if (reading) return;
  reading = true;
  try {
    const answer = await fetch(box.dataset.url, { credentials: "same-origin", headers: { "X-Requested-With": "fetch" }, signal: AbortSignal.timeout(8_000) });
    if (answer.ok && !answer.redirected) draw(await answer.text());
  } catch { /* the state of the line says so */ }
  reading = false;
  if (more) read();
}

function draw(html) {
  const template = document.createElement("template");
  template.innerHTML = html;
  const focused = box.contains(document.activeElement);
  box.replaceChildren(template.content);
  document.dispatchEvent(new CustomEvent("drawn", { detail: { root: box } }));
  const row = mark();
  if (focused) row?.focus({ preventScroll: true });
}

document.addEventListener("keydown", (event) => {
  if (!["j", "k"].includes(event.key) || event.isComposing || event.ctrlKey || event.altKey || event.metaKey) return;
  if (event.target.matches?.(TYPING) || document.querySelector("dialog[open]")) return;
  const all = rows();
  if (!all.length) return;
  event.preventDefault();
  const here = all.indexOf(mark());
  const step = document.activeElement?.closest?.("#owed-rows > tr") ? (event.key === "j" ? 1 : -1) : 0;
  all[Math.min(Math.max(here + step, 0), all.length - 1)].focus();
});
document.addEventListener("focusin", mark);
document.addEventListener("click", (event) => {
  const act = event.target.closest?.("[data-act]");
  if (act) mark()?.querySelector(`[data-do="${act.dataset.act}"]`)?.click();
});
document.addEventListener("submit", (event) => {
  const minutes = event.target.elements?.again;
  if (minutes && box.contains(event.target)) minutes.value = again.value;
}, true);
document.addEventListener("topic", ({ detail }) => { if (!detail.name || detail.name === "lines") read(); });
document.addEventListener("refetch", read);
mark();
