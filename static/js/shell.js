// The frame of every page: line state, banners, toasts, dialogs, menus, theme. Modules do not import each other
// (hashed file names would load them twice); they speak through events on `document`:
//   line      {state: "live"|"catching"|"stale", since: epoch ms}     from the live screen
//   heartbeat {at: epoch ms}                                          from the live screen: when `tick` was last alive
//   behind    {since: epoch ms, or null}                              from the live screen: outbox or worker fell silent
//   toast     {text, bad}   ·   alarm {kind, url}   ·   acknowledge {kind}   ·   drawn {root}: new HTML came into the page

const strings = JSON.parse(document.getElementById("strings")?.textContent || "{}");
const HEARTBEAT_LIMIT = 10_000;
const say = (name, parts = {}) =>
  (strings[name] || name).replace(/\{(\w+)\}/g, (_, part) => parts[part] ?? "");
const tell = (name, detail) => document.dispatchEvent(new CustomEvent(name, { detail }));
const hours = (ms) => new Date(ms).toLocaleTimeString("zh-CN", { timeZone: "Asia/Shanghai", hour12: false });

// htmx sends what a form would: the token
document.addEventListener("htmx:configRequest", (event) => {
  const token = document.querySelector('meta[name="csrf-token"]')?.content;
  if (token && event.detail.verb !== "get") event.detail.headers["X-CSRFToken"] = token;
});
document.addEventListener("htmx:load", (event) => tell("drawn", { root: event.target }));

// banners: one element each, by name, drawn once
const banners = document.getElementById("banners");
function banner(name, { tone = "", text, action, onAction }) {
  let element = document.getElementById(`banner-${name}`);
  if (!text) return element?.remove();
  if (!element) {
    element = document.createElement("div");
    element.id = `banner-${name}`;
    element.className = `banner ${tone}`;
    element.append(document.createElement("span"));
    if (action) {
      const button = document.createElement("button");
      button.type = "button";
      button.className = "btn small";
      button.textContent = action;
      button.addEventListener("click", onAction);
      element.append(button);
    }
    banners?.append(element);
  }
  const words = element.firstElementChild;
  if (words.textContent !== text) words.textContent = text;
}
document.addEventListener("banner", (event) => banner(event.detail.name, event.detail));

// the state of the line
const line = document.getElementById("line");
let lineState = "none";
document.addEventListener("line", ({ detail: { state, since } }) => {
  const at = hours(since || Date.now()).slice(0, 5);
  if (line) {
    line.dataset.state = state;
    line.textContent = say(`line_${state}`, { at });
  }
  banner("stale", state === "stale"
    ? { text: say("stale", { at }), action: say("reload"), onAction: () => location.reload() }
    : {});
  if (state === "stale" && lineState !== "stale") tell("alarm", { kind: "link_lost" });
  if (state === "live" && lineState !== "live") tell("acknowledge", { kind: "link_lost" });
  lineState = state;
});

// the heartbeat of the process that watches deadlines
let beat = null;
let beatLost = false;
document.addEventListener("heartbeat", (event) => { beat = event.detail.at; });
document.addEventListener("second", ({ detail: { now } }) => {
  if (beat === null || lineState !== "live") return;
  const lost = now - beat > HEARTBEAT_LIMIT;
  if (lost !== beatLost) {
    tell(lost ? "alarm" : "acknowledge", { kind: "heartbeat" });
    banner("tick", lost ? { tone: "red", text: say("tick", { at: hours(beat) }) } : {});
    beatLost = lost;
  }
});

// the processes that send messages and check photos
let behindSince = null;
document.addEventListener("behind", ({ detail: { since } }) => {
  if ((since === null) !== (behindSince === null)) {
    tell(since === null ? "acknowledge" : "alarm", { kind: "behind" });
    banner("behind", since === null ? {} : { text: say("behind", { at: hours(since).slice(0, 5) }) });
  }
  behindSince = since;
});

// toasts; those of the page that sent us here come along once
const toasts = document.getElementById("toasts");
function toast({ text, bad = false }) {
  const element = document.createElement("p");
  element.className = bad ? "toast bad" : "toast";
  element.textContent = text;
  toasts?.append(element);
  leave(element, bad);
}
function leave(element, bad) {
  setTimeout(() => element.remove(), bad ? 12_000 : 6_000);
}
document.addEventListener("toast", (event) => toast(event.detail));
for (const element of toasts?.children || []) leave(element, element.classList.contains("bad"));
try {
  for (const carried of JSON.parse(sessionStorage.getItem("toasts") || "[]")) toast(carried);
  sessionStorage.removeItem("toasts");
} catch { /* a full or forbidden store costs a message, not the page */ }

// one listener for small things that a page asks for by attribute
document.addEventListener("click", (event) => {
  const at = (selector) => event.target.closest?.(selector);
  const ask = at("[data-ask]");
  if (ask) {
    event.preventDefault();
    document.querySelector(ask.dataset.ask)?.showModal();
  }
  if (at("[data-close]")) at("dialog")?.close();
  if (event.target.matches?.("dialog")) event.target.close();
  if (at("[data-back]")) history.back();
  if (at("[data-print]")) window.print();
  if (at("[data-theme-switch]")) {
    const root = document.documentElement;
    const theme = (root.dataset.themeChoice || root.dataset.theme) === "hall" ? "office" : "hall";
    root.dataset.themeChoice = theme;
    document.cookie = `theme=${theme};path=/;max-age=31536000;samesite=lax`;
    tell("themed", { theme });
  }
  const fill = at("[data-fill-user]");
  if (fill) {
    document.querySelector("input[name=username]").value = fill.dataset.fillUser;
    document.querySelector("input[name=password]").focus();
  }
  for (const menu of document.querySelectorAll("details.menu[open]")) {
    if (!menu.contains(event.target) && !menu.closest(".moves")) menu.open = false;
  }
});
// a menu that a key opened takes the keyboard; arrows walk it
document.addEventListener("toggle", ({ target }) => {
  if (!target.matches?.("details.menu[open]:has(> summary[data-key])") || target.contains(document.activeElement)) return;
  target.querySelector(".menu-list :is(a, button)")?.focus();
}, true);
document.addEventListener("keydown", (event) => {
  const menu = document.activeElement?.closest?.("details.menu[open]");
  if (menu && ["ArrowDown", "ArrowUp"].includes(event.key) && !event.isComposing) {
    const entries = [...menu.querySelectorAll("summary, .menu-list :is(a, button)")];
    entries[entries.indexOf(document.activeElement) + (event.key === "ArrowDown" ? 1 : -1)]?.focus();
    event.preventDefault();
  }
  if (event.key !== "Escape") return;
  if (menu) {
    menu.open = false;
    menu.querySelector("summary").focus();
  }
});
// logging out leaves nothing of other people's data behind
document.addEventListener("submit", (event) => {
  if (!event.target.matches("[data-logout]")) return;
  sessionStorage.clear();
  for (const name of Object.keys(localStorage)) if (name.startsWith("draft")) localStorage.removeItem(name);
});

// a chosen photo is shown before it is sent
document.addEventListener("change", (event) => {
  const input = event.target;
  if (input.matches?.("select[data-submit], input[data-submit]")) input.form?.requestSubmit();
  if (!input.matches?.('.shoot input[type="file"]') || !input.files[0]) return;
  const frame = input.closest(".shoot");
  frame.querySelector("img")?.remove();
  const image = document.createElement("img");
  image.alt = input.files[0].name;
  image.src = URL.createObjectURL(input.files[0]);
  frame.classList.add("has-photo");
  for (const words of frame.querySelectorAll("strong, span")) words.hidden = true;
  frame.prepend(image);
});

// paper is white: what scripts have drawn (the map) follows the light theme while the page prints
let screenTheme;
addEventListener("beforeprint", () => {
  screenTheme = document.documentElement.dataset.themeChoice;
  document.documentElement.dataset.themeChoice = "office";
  tell("themed", { theme: "office" });
});
addEventListener("afterprint", () => {
  if (screenTheme) document.documentElement.dataset.themeChoice = screenTheme;
  else delete document.documentElement.dataset.themeChoice;
  tell("themed", {});
});

// every wait is seen at once: a thin line under the bar while htmx or a form is asking
let asking = 0;
const wait = (step) => {
  asking = Math.max(0, asking + step);
  document.documentElement.classList.toggle("is-asking", asking > 0);
};
document.addEventListener("htmx:beforeSend", () => wait(1));
document.addEventListener("htmx:afterRequest", () => wait(-1));
document.addEventListener("asking", (event) => wait(event.detail.on ? 1 : -1));

function network() {
  document.body.classList.toggle("is-offline", !navigator.onLine);
  banner("offline", navigator.onLine ? {} : { text: say("offline") });
}
addEventListener("offline", network);
addEventListener("online", network);
if (!navigator.onLine) network();
