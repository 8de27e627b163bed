// The panel beside a form: phrases, templates, directory. Alt+S goes to it and back; it is no dialog, the form stays usable.
// A line goes to where somebody was writing: by its number key, by Enter, by a click. Arrows walk lines and tabs, Esc closes.

const panel = document.getElementById("side-panel");
const TYPING = "textarea, input[type=text], input:not([type])";
const LIMIT = 8_000;
let field = null; // where words go: the last field that somebody wrote in

const usable = (element) => element?.isConnected && !element.disabled && !element.readOnly && element.getClientRects().length > 0;
const writes = (element) => element?.matches?.(TYPING) && !panel.contains(element) && !element.matches("[role=combobox], #command");
const current = () => panel.querySelector("[role=tabpanel]:not([hidden])");
const lines = () => [...current()?.querySelectorAll(".sp-line") || []].filter((line) => !line.closest("[hidden]"));
const find = () => current()?.querySelector("[data-side-find]");

// a form that was drawn anew keeps the names of its fields
function target() {
  if (!usable(field) && field?.id) field = document.getElementById(field.id);
  if (!usable(field)) field = [...document.querySelectorAll("dialog[open] textarea, #main textarea")].find(usable) || null;
  return field;
}

async function load() {
  const url = new URL(panel.dataset.url, location.href);
  const number = document.querySelector("[data-number]")?.dataset.number;
  if (number) url.searchParams.set("ticket", number);
  let html = "";
  try {
    const answer = await fetch(url, { credentials: "same-origin", headers: { "X-Requested-With": "fetch" }, signal: AbortSignal.timeout(LIMIT) });
    if (answer.ok && new URL(answer.url).pathname === url.pathname) html = await answer.text();
  } catch { /* said below */ }
  const template = document.createElement("template");
  template.innerHTML = html;
  if (!html) {
    const failed = document.createElement("p");
    failed.className = "sp-failed";
    failed.setAttribute("role", "alert");
    failed.textContent = panel.dataset.failed;
    template.content.replaceChildren(failed);
  }
  const chosen = panel.querySelector("[role=tab][aria-selected=true]")?.id;
  panel.replaceChildren(...template.content.childNodes);
  for (const body of panel.querySelectorAll("[role=tabpanel]")) number9(body);
  if (chosen && chosen !== "side-tab-1") show(document.getElementById(chosen));
}

// the first nine lines carry their key
function number9(body) {
  if (body.querySelector("[data-side-find]")) return;
  [...body.querySelectorAll(".sp-line")].slice(0, 9).forEach((line, at) => {
    line.prepend(Object.assign(document.createElement("kbd"), { textContent: at + 1, ariaHidden: "true" }));
    line.setAttribute("aria-keyshortcuts", at + 1);
  });
}

function show(tab) {
  if (!tab) return;
  for (const each of panel.querySelectorAll("[role=tab]")) {
    const mine = each === tab;
    each.setAttribute("aria-selected", String(mine));
    each.tabIndex = mine ? 0 : -1;
    document.getElementById(each.getAttribute("aria-controls")).hidden = !mine;
  }
}

function step(by) {
  const tabs = [...panel.querySelectorAll("[role=tab]")];
  const at = tabs.findIndex((tab) => tab.getAttribute("aria-selected") === "true");
  show(tabs[(at + by + tabs.length) % tabs.length]);
  enter();
}

function enter() {
  (find() || lines()[0] || panel.querySelector("[aria-selected=true]") || panel).focus();
}

async function open() {
  // over a dialog the panel stands inside of it: all else is out of reach
  (document.querySelector("dialog[open]") || document.body).append(panel);
  panel.hidden = false;
  panel.focus();
  await load();
  if (!panel.hidden && (panel.contains(document.activeElement) || document.activeElement === document.body)) enter();
}

function close() {
  panel.hidden = true;
  if (panel.parentElement !== document.body) document.body.append(panel);
  (target() || document.querySelector("[data-side-open]"))?.focus();
}

// on the page of a call nothing is saved yet: what stands in its form fills the braces
function filled(text) {
  const form = document.getElementById("call-form");
  const chosen = (name) => form?.elements.namedItem(name)?.selectedOptions?.[0];
  const facts = {
    place: form?.elements.namedItem("address")?.value || (chosen("place")?.value && chosen("place").label),
    item: chosen("item")?.value && chosen("item").label,
  };
  return text.replace(/\{(place|item)\}/g, (braces, name) => facts[name] || braces);
}

function insert(line) {
  const place = target();
  if (!place) return;
  const text = filled(line.dataset.insert);
  const start = place.selectionStart ?? place.value.length;
  place.focus();
  place.setRangeText(text, start, place.selectionEnd ?? start, "end");
  place.dispatchEvent(new Event("input", { bubbles: true }));
  // what nothing is known of is chosen, to be typed over
  const open_ = /\{\w+\}/.exec(text);
  if (open_) place.setSelectionRange(start + open_.index, start + open_.index + open_[0].length);
}

function search(query) {
  const asked = query.toLowerCase().trim();
  let shown = 0;
  for (const line of current().querySelectorAll("[data-find]")) {
    line.hidden = !` ${line.dataset.find}`.includes(/^[a-z]/.test(asked) ? ` ${asked}` : asked);
    if (!line.hidden) shown += 1;
  }
  current().querySelector(".sp-none").hidden = shown > 0;
}

function walk(event) {
  const all = lines();
  const at = all.indexOf(document.activeElement);
  if (event.key === "ArrowUp" && at <= 0) return find()?.focus();
  return all[Math.min(at + (event.key === "ArrowDown" ? 1 : -1), all.length - 1)]?.focus();
}

function key(event) {
  if (event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
  const typing = event.target.matches("[data-side-find]");
  const digit = /^[1-9]$/.test(event.key) && !typing;
  if (event.key === "Escape") close();
  else if (event.key === "ArrowDown" || event.key === "ArrowUp") walk(event);
  else if (!typing && (event.key === "ArrowLeft" || event.key === "ArrowRight")) step(event.key === "ArrowRight" ? 1 : -1);
  else if (typing && event.key === "Enter") { if (lines()[0]) insert(lines()[0]); }
  else if (digit) { const line = lines()[event.key - 1]; if (line) insert(line); }
  // a letter here is no key of the page behind
  else if (typing || event.key.length > 1 || ["?", "/", " "].includes(event.key)) return;
  event.preventDefault();
  event.stopPropagation();
}

if (panel) {
  document.addEventListener("focusin", ({ target: element }) => { if (writes(element)) field = element; });
  document.addEventListener("click", ({ target: element }) => {
    if (element.closest?.("[data-side-open]")) {
      if (panel.hidden) open();
      else if (panel.contains(document.activeElement)) close();
      else enter();
    } else if (element.closest?.("[data-side-close]")) close();
  });
  // in a dialog the key has no button within reach
  document.addEventListener("keydown", (event) => {
    if (event.altKey && event.code === "KeyS" && !event.defaultPrevented && document.querySelector("dialog[open]")) {
      event.preventDefault();
      if (panel.hidden) open();
      else close();
    }
  });
  panel.addEventListener("keydown", key);
  panel.addEventListener("click", ({ target: element }) => {
    const line = element.closest(".sp-line");
    const tab = element.closest("[role=tab]");
    if (line) insert(line);
    else if (tab) show(tab);
  });
  panel.addEventListener("input", ({ target: element }) => { if (element.matches("[data-side-find]")) search(element.value); });
}
