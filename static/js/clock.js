// The server's clock, and every running time on the page. One timer; a text node changes only when its words do.
//   <meta name="server-time" content="epoch ms">, later <document event "server-time" {ms}> from the live screen
//   .left[data-due] (data-start, data-warn, data-paused-until, data-done)  → words + is-ok|soon|over|paused|done
//   [data-since] (data-limit seconds)                                 → 1:12 of 2:30
//   svg[data-bar] (data-start, data-due, data-warn, data-paused-until, data-done)  → width of rect.used

const strings = JSON.parse(document.getElementById("strings")?.textContent || "{}");
const say = (name, parts) => (strings[name] || name).replace(/\{(\w+)\}/g, (_, part) => parts[part] ?? "");
const pad = (n) => String(n).padStart(2, "0");
const ZONE = { timeZone: document.documentElement.dataset.zone || "Asia/Shanghai" };
const SOON = 0.8;
const SOON_WITHOUT_START = 10 * 60_000;
const STATES = ["is-ok", "is-soon", "is-over", "is-paused", "is-done"];

const sent = Number(document.querySelector('meta[name="server-time"]')?.content);
// the page was drawn before it arrived: the request's own duration is the best guess of how long ago
const page = performance.getEntriesByType("navigation")[0];
let offset = sent ? sent - (performance.timeOrigin + (page?.responseStart || 0)) : 0;
const now = () => Date.now() + offset;
document.addEventListener("server-time", (event) => { offset = event.detail.ms - Date.now(); });

const dayFormat = new Intl.DateTimeFormat("sv-SE", ZONE);
const timeFormat = new Intl.DateTimeFormat("en-GB", { ...ZONE, hour: "2-digit", minute: "2-digit", second: "2-digit" });
const shownDay = new Intl.DateTimeFormat(document.documentElement.lang || "zh-Hans", {
  ...ZONE, month: "numeric", day: "numeric", weekday: "short",
});

function at(ms, today) {
  const time = timeFormat.format(ms).slice(0, 5);
  const day = dayFormat.format(ms);
  return day === today ? time : `${day.slice(5)} ${time}`;
}

function span(ms, kind) {
  const minutes = Math.floor(ms / 60_000);
  if (minutes < 60) return say(`${kind}_m`, { m: minutes });
  const h = Math.floor(minutes / 60);
  if (h < 24) return say(`${kind}_h`, { h, m: minutes % 60 });
  return say(`${kind}_d`, { d: Math.floor(h / 24), h: h % 24 });
}

function judge(data, time) {
  const due = Number(data.due);
  const done = Number(data.done);
  const start = Number(data.start);
  if (done) return due && done > due ? "over" : "done";
  if (Number(data.pausedUntil) > time) return "paused";
  if (time >= due) return "over";
  const warn = Number(data.warn) || (start ? start + (due - start) * SOON : due - SOON_WITHOUT_START);
  return time >= warn ? "soon" : "ok";
}

function words(data, state, time, today) {
  const due = Number(data.due);
  if (data.done) return say(state === "over" ? "done_late" : "done", { at: at(Number(data.done), today) });
  if (state === "paused") return say("paused", { at: at(Number(data.pausedUntil), today) });
  if (state === "over") return span(time - due, "over");
  const left = due - time;
  if (left < 120_000) return say("left_s", { m: Math.floor(left / 60_000), s: pad(Math.floor((left % 60_000) / 1000)) });
  return span(left, "left");
}

function dress(element, state, text) {
  const name = `is-${state}`;
  if (!element.classList.contains(name)) {
    element.classList.remove(...STATES);
    element.classList.add(name);
    const row = element.closest("tr.row, .card");
    if (row && !element.dataset.done) {
      row.classList.toggle("is-over", state === "over");
      row.classList.toggle("is-soon", state === "soon");
    }
  }
  if (text !== undefined && element.textContent !== text) element.textContent = text;
}

function second() {
  const time = now();
  const today = dayFormat.format(time);
  const clock = timeFormat.format(time);
  for (const element of document.querySelectorAll("[data-clock]")) if (element.textContent !== clock) element.textContent = clock;
  const day = shownDay.format(time);
  for (const element of document.querySelectorAll("[data-clock-day]")) if (element.textContent !== day) element.textContent = day;
  for (const element of document.querySelectorAll(".left[data-due]")) {
    const state = judge(element.dataset, time);
    dress(element, state, words(element.dataset, state, time, today));
  }
  for (const bar of document.querySelectorAll("[data-bar]")) {
    const { start, due, done } = bar.dataset;
    const share = Math.min(Math.max(((Number(done) || time) - start) / (due - start), 0), 1);
    bar.querySelector(".used")?.setAttribute("width", (share * 100).toFixed(1));
    dress(bar, judge(bar.dataset, time));
  }
  for (const element of document.querySelectorAll("[data-since]")) {
    const passed = Math.max(0, Math.floor((time - element.dataset.since) / 1000));
    const limit = Number(element.dataset.limit);
    const text = (s) => (s < 3600 ? `${Math.floor(s / 60)}` : `${Math.floor(s / 3600)}:${pad(Math.floor(s / 60) % 60)}`) + `:${pad(s % 60)}`;
    if (!limit) dress(element, "ok", text(passed));
    else dress(element, passed >= limit ? "over" : passed >= limit * SOON ? "soon" : "ok", say("of", { t: text(passed), limit: text(limit) }));
  }
  document.dispatchEvent(new CustomEvent("second", { detail: { now: time } }));
}

second();
document.addEventListener("drawn", second);
// beat on the full second of the server, so that every console in the hall turns at once
(function beat() {
  setTimeout(() => { second(); beat(); }, 1000 - (((now() % 1000) + 1000) % 1000) + 5);
})();
