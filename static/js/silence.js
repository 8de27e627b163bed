// The list of silence: bars since when, on one axis for all rows (now at the right, days at the left, minutes wide), and
// the keys that press the chosen row's unit. The words stand in the row; without the script only the bars are missing.

const PAST = 0.88; // share of the width that belongs to what was; the rest is what comes next
const FAR = 3 * 24 * 60; // minutes ago at the left edge
const AHEAD = 60;
const TICKS = [[5, "m", 5], [30, "m", 30], [120, "h", 2], [480, "h", 8], [1440, "d", 1]];
const REDRAW = 5_000;
const SVG = "http://www.w3.org/2000/svg";
let drawn = 0;

function x(minutesAgo, width) {
  const share = minutesAgo >= 0
    ? PAST * (1 - Math.min(Math.log1p(minutesAgo) / Math.log1p(FAR), 1))
    : PAST + (1 - PAST) * Math.min(Math.log1p(-minutesAgo) / Math.log1p(AHEAD), 1);
  return Math.round(share * width * 10) / 10;
}

function piece(svg, name, className, attributes, text) {
  const element = document.createElementNS(SVG, name);
  element.setAttribute("class", className);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  if (text) element.textContent = text;
  svg.append(element);
}

function sized(svg) {
  const { width, height } = svg.getBoundingClientRect();
  svg.setAttribute("viewBox", `0 0 ${width} ${height}`);
  svg.replaceChildren();
  return [width, height];
}

function grid(svg, width, height) {
  for (const [minutes] of TICKS) piece(svg, "line", "grid", { x1: x(minutes, width), x2: x(minutes, width), y1: 0, y2: height });
  piece(svg, "line", "now", { x1: x(0, width), x2: x(0, width), y1: 0, y2: height });
}

const times = (text) => (text || "").trim().split(/\s+/).filter(Boolean).map(Number);

function bar(svg, now) {
  const [width, height] = sized(svg);
  if (!width) return;
  const { started, due, next, paused, rungs, urges } = svg.dataset;
  const at = (ms) => x((now - ms) / 60_000, width);
  const middle = height / 2;
  const stretch = (className, from, to, thick) => piece(svg, "rect", className, {
    x: Math.min(from, to), width: Math.max(Math.abs(to - from), 2), y: middle - thick / 2, height: thick, rx: thick / 2,
  });
  grid(svg, width, height);
  const end = Number(paused) || now;
  stretch("had", at(Number(started)), at(Math.min(Number(due), end)), 4);
  if (paused) stretch("paused", at(Number(paused)), at(now), 10);
  else if (Number(due) < now) stretch("silent", at(Number(due)), at(now), 10);
  else stretch("awaited", at(now), at(Number(due)), 4);
  for (const ms of times(rungs)) piece(svg, "rect", "rung-mark", { x: at(ms) - 1, y: middle - 9, width: 2, height: 18 });
  for (const ms of times(urges)) piece(svg, "path", "urge-mark", { d: `M${at(ms) - 4},${middle - 12} h8 l-4,7 z` });
  if (next) piece(svg, "circle", "next-mark", { cx: at(Number(next)), cy: middle, r: 4 });
}

function axis(svg) {
  const [width, height] = sized(svg);
  if (!width) return;
  for (const [minutes, unit, n] of TICKS) {
    piece(svg, "text", "tick", { x: x(minutes, width), y: height - 3, "text-anchor": "middle" }, `${n} ${svg.dataset[unit]}`);
  }
  piece(svg, "text", "tick is-now", { x: x(0, width), y: height - 3, "text-anchor": "middle" }, svg.dataset.now);
}

function draw(now) {
  drawn = now;
  for (const svg of document.querySelectorAll("[data-axis]")) axis(svg);
  for (const svg of document.querySelectorAll("[data-since-bar]")) bar(svg, now);
}

let now = Date.now();
document.addEventListener("second", ({ detail }) => {
  now = detail.now;
  if (now - drawn > REDRAW) draw(now);
});
document.addEventListener("drawn", ({ detail: { root } }) => {
  const svg = root?.querySelector?.("[data-since-bar]");
  if (svg) bar(svg, now);
});
addEventListener("resize", () => draw(now));
draw(now);

// --- the chosen row: the one with the focus, or the last one that had it, or the first
const rows = () => [...document.querySelectorAll("#silence-rows > tr:not(.is-gone)")];
let chosen = sessionStorage.getItem("silence-row") || ""; // the page is loaded again after a press

function mark() {
  const here = document.activeElement?.closest?.("#silence-rows > tr");
  if (here && here.id !== chosen) sessionStorage.setItem("silence-row", chosen = here.id);
  const row = document.getElementById(chosen) || rows()[0];
  for (const each of rows()) {
    if (each === row) each.setAttribute("aria-current", "true");
    else each.removeAttribute("aria-current");
  }
  for (const button of document.querySelectorAll("[data-act]")) button.disabled = !row?.querySelector(`[data-do="${button.dataset.act}"]`);
  return row;
}
document.addEventListener("focusin", mark);
document.addEventListener("refetched", mark);
document.addEventListener("click", (event) => {
  const act = event.target.closest?.("[data-act]");
  if (act) mark()?.querySelector(`[data-do="${act.dataset.act}"]`)?.click();
});
document.getElementById(chosen)?.querySelector(".c-number a")?.focus();
mark();

// the form of a press opens over the list, and gives the keyboard back to its row
const dialog = document.getElementById("press");
document.addEventListener("htmx:afterSwap", (event) => {
  if (event.detail.target?.id !== "move" || dialog.open) return;
  dialog.showModal();
});
document.addEventListener("htmx:afterSettle", ({ detail }) => {
  if (detail.target?.id === "move") dialog.querySelector("textarea")?.focus(); // the unit is chosen already: the row's
});
dialog.addEventListener("close", () => {
  document.getElementById("move").replaceChildren();
  document.getElementById(chosen)?.querySelector(".c-number a")?.focus({ preventScroll: true });
});
