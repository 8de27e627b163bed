// Lists that change by themselves: <tbody|ul data-live="board|inbox|tasks" data-refetch data-full data-filtered>.
// Nothing moves under the pointer or the caret: while someone is in a list, new rows wait behind a button and rows that
// ended stay, faded. A change flashes once. A filtered list says its filter in its refetch address: stage, unit, street
// and priority are matched here, anything else asks the server again, at most once a second. Figures beside a list
// ([data-figure] with an id) come along when it is read again.

const strings = JSON.parse(document.getElementById("strings")?.textContent || "{}");
const tell = (name, detail) => document.dispatchEvent(new CustomEvent(name, { detail }));
const FOLD = 1_000;
const FULL_FOLD = 4_000; // a row short at the foot of a page can wait
const MATCHED = {
  stage: (row, value) => value === "all" || row.stage === value,
  unit: (row, value) => (row.units || []).includes(Number(value)),
  street: (row, value) => row.street === Number(value),
  priority: (row, value) => row.priority === Number(value),
  show: (row, value) => (value === "sent" ? row.status === "sent" : value === "started" ? row.status !== "sent" : undefined),
  rows: () => true,
};
const WAITS = matchMedia("(hover: hover)");
const states = new WeakMap();

function stateOf(list) {
  if (!states.has(list)) states.set(list, { waiting: new Map(), held: new Map(), missed: null, timer: 0, last: 0 });
  return states.get(list);
}

const lists = () => document.querySelectorAll("[data-live]");
const find = (list, id) => [...list.children].find((row) => row.id === id);
const isFull = (list) => list.dataset.full === "1";
const inUse = (list) => (WAITS.matches && list.matches(":hover")) || list.contains(document.activeElement);
const typing = (row) => row.contains(document.activeElement) && document.activeElement.matches("input, textarea, select");

function build(html) {
  const template = document.createElement("template");
  template.innerHTML = html;
  return template.content.firstElementChild;
}

// what a row says, without its running time
function says(row) {
  const copy = row.cloneNode(true);
  for (const time of copy.querySelectorAll("time, [name=key], [name=csrfmiddlewaretoken]")) time.remove();
  return [row.dataset.due, row.dataset.version, copy.textContent.replace(/\s+/g, " ")].join("|");
}

// true, false, or undefined when only the server knows
function fits(list, row) {
  if (list.dataset.filtered !== "1") return true;
  for (const [name, value] of new URL(list.dataset.refetch, location.href).searchParams) {
    if (!value) continue;
    const match = MATCHED[name]?.(row, value);
    if (match !== true) return match;
  }
  return true;
}

const rank = (row) => [row.dataset.due ? Number(row.dataset.due) : Infinity, Number(row.id.slice(2))];
function before(a, b) {
  const [[dueA, idA], [dueB, idB]] = [rank(a), rank(b)];
  return dueA === dueB ? idA < idB : dueA < dueB;
}

function dressed(row, className) {
  window.htmx?.process(row);
  tell("drawn", { root: row });
  if (!className) return;
  row.classList.add(className);
  row.addEventListener("animationend", () => row.classList.remove(className), { once: true });
}

// `onPage`: the server says that the row stands on this page; else what sorts behind the foot of a full page is left out
function place(list, row, onPage = false) {
  const next = [...list.children].find((other) => other !== row && before(row, other));
  if (!next && !onPage && isFull(list) && list.children.length && !list.contains(row)) return false;
  if (row.nextElementSibling !== (next || null) || !row.isConnected) list.insertBefore(row, next || null);
  return true;
}

function put(list, html, onPage = false) {
  const row = build(html);
  if (!row || find(list, row.id) || !place(list, row, onPage)) return;
  dressed(row, "is-in");
  if (!onPage && isFull(list)) again(list, FULL_FOLD); // one too many now: the foot belongs to the next page
}

function swap(list, old, html) {
  const row = build(html);
  const { held } = stateOf(list);
  if (Number(old.dataset.version) > Number(row.dataset.version)) return;
  old.classList.remove("is-gone");
  held.delete(row.id);
  if (says(old) === says(row)) return;
  if (typing(old)) return void held.set(row.id, html);
  const focus = [...old.querySelectorAll("a[href], button, summary")].indexOf(document.activeElement);
  if (old.hasAttribute("aria-current")) row.setAttribute("aria-current", old.getAttribute("aria-current"));
  old.replaceWith(row);
  if (focus >= 0) row.querySelectorAll("a[href], button, summary")[focus]?.focus({ preventScroll: true });
  if (old.dataset.due !== row.dataset.due) {
    if (inUse(list)) held.set(row.id, html);
    else place(list, row);
  }
  dressed(row, "flash");
}

function drop(list, old) {
  if (!inUse(list)) return old.remove();
  old.classList.add("is-gone");
  stateOf(list).held.set(old.id, null);
}

function take(list, row) {
  if (list.dataset.asks === "1") return again(list); // a list of which only the server knows what stands in it
  const state = stateOf(list);
  const fit = row.html === null ? false : fits(list, row);
  const old = find(list, row.id);
  if (fit === undefined) return again(list);
  state.waiting.delete(row.id);
  if (!fit) {
    if (old) drop(list, old);
    if (old && isFull(list)) again(list, FULL_FOLD);
  } else if (old) swap(list, old, row.html);
  else if (inUse(list) && list.children.length) state.waiting.set(row.id, row.html);
  else put(list, row.html);
}

// new rows wait above a line until they are asked for, or nobody is in the list
function lineOf(list) {
  const own = list.closest("section, main")?.querySelector("[data-show-new]") || document.querySelector("[data-show-new]");
  if (own) return own;
  const button = Object.assign(document.createElement("button"), { type: "button", className: "waiting", hidden: true });
  Object.assign(button.dataset, { showNew: "", key: "N" });
  button.append(document.createElement("span"));
  button.firstChild.dataset.newText = "";
  list.before(button);
  return button;
}

function announce(list) {
  const n = stateOf(list).waiting.size;
  if (!n && !document.querySelector("[data-show-new]")) return;
  const button = lineOf(list);
  button.hidden = n === 0;
  const words = button.querySelector("[data-new-text]") || button;
  if (n) words.textContent = (strings.new_rows || "{n}").replace("{n}", n);
}

function release(list) {
  const { waiting, held } = stateOf(list);
  if (!waiting.size && !held.size) return;
  const [rows, changed] = [[...waiting.values()], [...held]];
  waiting.clear();
  held.clear();
  for (const [id, html] of changed) {
    const old = find(list, id);
    if (html === null) old?.remove();
    else if (old && says(old) !== says(build(html))) swap(list, old, html);
    else if (old) place(list, old);
  }
  for (const html of rows) put(list, html);
  if (isFull(list)) again(list, FULL_FOLD); // what waited may have stood at the foot of the page
  announce(list);
}

const releaseIdle = () => setTimeout(() => { for (const list of lists()) if (!inUse(list)) release(list); }, 150);
document.addEventListener("focusout", releaseIdle);
document.addEventListener("pointerout", (event) => { if (event.target.closest?.("[data-live]")) releaseIdle(); });
document.addEventListener("click", (event) => {
  if (event.target.closest?.("[data-show-new]")) for (const list of lists()) release(list);
});

// --- reading a list again through its ordinary view; what comes meanwhile is applied once more afterwards
function again(list, fold = FOLD) {
  const state = stateOf(list);
  if (!list.dataset.refetch) return;
  if (state.missed) state.more = true;
  if (state.timer) return;
  const wait = Math.max(0, state.last + fold - Date.now()) + Math.random() * (fold / 4);
  state.timer = setTimeout(() => fetchList(list), wait);
}

async function fetchList(list) {
  const state = stateOf(list);
  Object.assign(state, { missed: [], more: false, last: Date.now() });
  let ok = false;
  let out = false;
  let locked = false;
  try {
    const answer = await fetch(new URL(list.dataset.refetch, location.href), {
      credentials: "same-origin", headers: { "X-Requested-With": "fetch" }, signal: AbortSignal.timeout(10_000),
    });
    out = answer.redirected && new URL(answer.url).pathname.includes("/login");
    locked = answer.status === 423;
    ok = answer.ok && !out;
    if (ok) renew(list, await answer.text());
  } catch { /* the banner says that the screen is old */ }
  const { missed, more } = state;
  Object.assign(state, { missed: null, timer: 0 });
  for (const row of missed) take(list, row);
  announce(list);
  if (more) again(list);
  tell("refetched", { ok, out, locked });
}

function renew(list, html) {
  const template = document.createElement("template");
  template.innerHTML = html;
  const whole = template.content;
  const fresh = (list.id && whole.getElementById(list.id)) || whole.querySelector(`[data-live="${list.dataset.live}"]`) || whole;
  if (fresh.dataset) for (const name of ["full", "filtered", "refetch"]) if (name in fresh.dataset) list.dataset[name] = fresh.dataset[name];
  for (const figure of whole.querySelectorAll("[data-figure][id]")) {
    const shown = document.getElementById(figure.id);
    if (shown) Object.assign(shown, { textContent: figure.textContent, className: figure.className });
  }
  const rows = [...fresh.children].filter((row) => row.id);
  const ids = new Set(rows.map((row) => row.id));
  const state = stateOf(list);
  for (const old of [...list.children]) if (old.id && !ids.has(old.id)) drop(list, old);
  for (const row of rows) {
    const old = find(list, row.id);
    if (old) swap(list, old, row.outerHTML);
    else if (inUse(list) && list.children.length) state.waiting.set(row.id, row.outerHTML);
    else put(list, row.outerHTML, true);
  }
}

document.addEventListener("delta", ({ detail }) => {
  for (const list of lists()) {
    const rows = detail.rows.filter((row) => row.list === list.dataset.live);
    if (!rows.length) continue;
    stateOf(list).missed?.push(...rows);
    for (const row of rows) take(list, row);
    announce(list);
  }
});
// a list that no row of a delta speaks for: data-live="any" is read again when a ticket moves, data-every="5" every 5 s
document.addEventListener("delta", ({ detail }) => {
  if (detail.tickets.length) for (const list of document.querySelectorAll('[data-live="any"]')) again(list);
});
setInterval(() => {
  for (const list of document.hidden ? [] : document.querySelectorAll("[data-every]")) {
    if (Date.now() - stateOf(list).last > list.dataset.every * 1_000) again(list);
  }
}, 1_000);
document.addEventListener("refetch", ({ detail: { began } }) => {
  for (const list of lists()) {
    if (!list.dataset.refetch) continue;
    const state = stateOf(list);
    if (!state.timer) began();
    again(list, document.hidden ? FULL_FOLD : FOLD);
  }
});
