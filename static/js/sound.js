// Sounds of the hall, made of tones (no files). Each has a visual twin in #alerts and stops when acknowledged.
// Browsers keep silent until the first gesture: then the bar says so. `document` event: alarm {kind, text, url, folds}.
// What folds, callers about one event, is heard at once the first time and then once a minute: its twin counts, and says the newest five.

const strings = JSON.parse(document.getElementById("strings")?.textContent || "{}");
// kind: notes [Hz, start s, length s], seconds between repeats (0 = once), tone of the twin, each: a twin a ticket
const SOUNDS = {
  ringing: { notes: [[440, 0, 0.4], [480, 0, 0.4], [440, 0.6, 0.4], [480, 0.6, 0.4]], every: 3, tone: "" },
  text: { notes: [[880, 0, 0.07], [1047, 0.1, 0.07]], every: 6, tone: "" },
  new_p1: { notes: [[880, 0, 0.12], [880, 0.18, 0.12], [1174, 0.36, 0.3]], every: 4, tone: "hot" },
  worse: { notes: [[988, 0, 0.12], [988, 0.16, 0.12], [1319, 0.34, 0.14], [988, 0.52, 0.26]], every: 8, tone: "hot", each: true },
  new_ticket: { notes: [[659, 0, 0.14], [880, 0.16, 0.22]], every: 0, tone: "" },
  asked: { notes: [[784, 0, 0.12], [988, 0.18, 0.2]], every: 20, tone: "warm" },
  returned: { notes: [[659, 0, 0.14], [494, 0.18, 0.26]], every: 0, tone: "warm" },
  warn: { notes: [[740, 0, 0.1], [740, 0.25, 0.1]], every: 0, tone: "warm" },
  overdue: { notes: [[587, 0, 0.2], [466, 0.24, 0.34]], every: 20, tone: "hot" },
  paused: { notes: [[622, 0, 0.18], [523, 0.22, 0.18], [622, 0.44, 0.18]], every: 20, tone: "warm" },
  help: { notes: [[988, 0, 0.1], [784, 0.12, 0.1], [988, 0.24, 0.1], [784, 0.36, 0.2]], every: 3, tone: "hot" },
  urged: { notes: [[784, 0, 0.12], [784, 0.2, 0.12], [659, 0.4, 0.24]], every: 20, tone: "warm" },
  supervision: { notes: [[523, 0, 0.2], [659, 0.22, 0.2], [784, 0.44, 0.3]], every: 10, tone: "hot" },
  link_lost: { notes: [[330, 0, 0.3], [262, 0.34, 0.5]], every: 15, tone: "hot" },
  heartbeat: { notes: [[262, 0, 0.4], [262, 0.6, 0.4]], every: 6, tone: "hot" },
  behind: { notes: [[330, 0, 0.2], [330, 0.4, 0.2]], every: 30, tone: "warm" },
  drill: { notes: [[523, 0, 0.12], [523, 0.2, 0.12], [523, 0.4, 0.12]], every: 0, tone: "" },
};
const TWIN_STAYS = 15_000;
const FOLDED_MS = 60_000;
const MOST_SAID = 5; // of one twin, the newest
const PAUSE = 0.25; // seconds between two sounds
const QUEUE = 3; // seconds that what repeats may wait behind others
const rung = new Map(); // what folds → when it was last heard
const alerts = document.getElementById("alerts");
const waiting = new Map();
let context = null;
let free = 0; // by the clock of `context`: until then another sound is played
const begun = new Map(); // kind → when it was, or will be, heard last
let muted = localStorage.getItem("sound") === "off";

// "ringing:80 new_p1:30": how loud this person wants each, and below what he may not go (units/sounds.py)
function table(name) {
  const text = document.querySelector(`meta[name="${name}"]`)?.content || "";
  return Object.fromEntries(text.split(" ").filter(Boolean).map((pair) => pair.split(":")).map(([kind, volume]) => [kind, Number(volume)]));
}
const volumes = table("volumes");
const floors = table("floors");
const slider = (kind) => document.querySelector(`input[data-volume="${kind}"]`);

// 0 to 100; all sounds off still leaves those that nobody may turn off
function volume(kind) {
  const floor = floors[kind] ?? 0;
  if (muted) return floor;
  return Math.max(Number(slider(kind)?.value ?? volumes[kind] ?? 100), floor);
}

function play(kind) {
  const loud = (0.16 * volume(kind)) / 100;
  if (!loud || context?.state !== "running") return;
  const { notes, every } = SOUNDS[kind];
  const begin = Math.max(context.currentTime, free); // two kinds at one moment would be neither: one is heard after the other
  if (begun.get(kind) >= context.currentTime) return; // two of one kind are heard as one
  if (every && begin - context.currentTime > QUEUE) return; // it comes again by itself
  begun.set(kind, begin);
  free = begin + PAUSE + Math.max(...notes.map(([, start, length]) => start + length));
  for (const [hertz, start, length] of notes) {
    const tone = context.createOscillator();
    const gain = context.createGain();
    const at = begin + start;
    tone.type = kind === "ringing" ? "sine" : "triangle";
    tone.frequency.value = hertz;
    gain.gain.setValueAtTime(0, at);
    gain.gain.linearRampToValueAtTime(loud, at + 0.015);
    gain.gain.setValueAtTime(loud, at + length - 0.04);
    gain.gain.linearRampToValueAtTime(0, at + length);
    tone.connect(gain).connect(context.destination);
    tone.start(at);
    tone.stop(at + length + 0.02);
  }
}

// `of`: a kind, or where each ticket has a twin of its own, kind and address
function acknowledge(of) {
  const entry = waiting.get(of);
  if (!entry) return;
  still(entry);
  entry.twin.remove();
  waiting.delete(of);
}

function still(entry) {
  clearInterval(entry.timer);
  clearTimeout(entry.leave);
}

function ring(of, kind) {
  const entry = waiting.get(of);
  if (!entry) return; // acknowledged: it was seen
  const { every } = SOUNDS[kind];
  still(entry);
  if (every) entry.timer = setInterval(() => play(kind), every * 1000);
  else entry.leave = setTimeout(() => acknowledge(of), TWIN_STAYS);
  play(kind);
}

function alarm({ kind, text, url, folds }) {
  const sound = SOUNDS[kind];
  if (!sound) return;
  const of = sound.each ? `${kind} ${url}` : kind;
  const before = waiting.get(of);
  const count = (before?.count || 0) + 1;
  const now = text || strings[`s_${kind}`] || kind;
  const said = folds ? [...new Set([...(before?.said || []), now])].slice(-MOST_SAID) : [now];
  const repeating = before?.timer;
  if (before) clearTimeout(before.leave);
  before?.twin.remove();
  const twin = document.createElement("div");
  twin.className = `alert ${sound.tone}`;
  const words = document.createElement(url ? "a" : "span");
  if (url) words.href = url;
  words.textContent = said.join(" / ") + (count > 1 ? ` ×${count}` : "");
  if (!volume(kind)) words.append(Object.assign(document.createElement("span"), { className: "small dim", textContent: ` ♪✕ ${strings.sound_none}` }));
  const button = document.createElement("button");
  button.type = "button";
  button.className = "btn small";
  button.dataset.key = "F10";
  button.append(strings.ack, " ", Object.assign(document.createElement("kbd"), { textContent: "F10" }));
  button.addEventListener("click", () => {
    acknowledge(of);
    document.dispatchEvent(new CustomEvent("acknowledged", { detail: { kind } }));
  });
  twin.append(words, button);
  alerts?.append(twin);
  const entry = { twin, count, said, timer: repeating };
  waiting.set(of, entry);
  const quiet = folds ? (rung.get(`${kind} ${url}`) ?? -Infinity) + FOLDED_MS - Date.now() : 0;
  if (quiet <= 0) {
    if (folds) rung.set(`${kind} ${url}`, Date.now());
    ring(of, kind);
  } else if (!repeating) {
    entry.leave = setTimeout(() => {
      rung.set(`${kind} ${url}`, Date.now());
      ring(of, kind);
    }, quiet);
  }
  hint();
}

// a sound that nobody can hear is said instead
function hint() {
  const silent = [...waiting.keys()].some((of) => volume(of.split(" ")[0])) && context?.state !== "running";
  document.dispatchEvent(new CustomEvent("banner", {
    detail: silent
      ? { name: "sound", tone: "quiet", text: strings.sound_off, action: strings.sound_on, onAction: wake }
      : { name: "sound" },
  }));
}

async function wake() {
  if (!context && window.AudioContext) context = new AudioContext();
  if (context?.state === "suspended") await context.resume().catch(() => {});
  hint();
}
// a click, not the pointer going down: the banner that goes then would move the button away from under it
for (const gesture of ["click", "keydown"]) document.addEventListener(gesture, wake, { once: true, capture: true });

function show() {
  for (const state of document.querySelectorAll("[data-sound-state]")) state.textContent = muted ? "✕" : "♪";
  for (const button of document.querySelectorAll("[data-sound-switch]")) button.setAttribute("aria-pressed", String(!muted));
}
document.addEventListener("input", ({ target }) => {
  if (target.matches?.("input[data-volume]")) target.parentElement.querySelector("output").textContent = target.value;
});
document.addEventListener("click", (event) => {
  const tried = event.target.closest?.("[data-try]");
  if (tried) wake().then(() => alarm({ kind: tried.dataset.try }));
  if (!event.target.closest?.("[data-sound-switch]")) return;
  muted = !muted;
  localStorage.setItem("sound", muted ? "off" : "on");
  show();
  if (!muted) wake().then(() => play("new_ticket"));
});
document.addEventListener("alarm", (event) => alarm(event.detail));
document.addEventListener("acknowledge", (event) => acknowledge(event.detail.kind));
show();
