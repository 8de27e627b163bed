// What is seldom said on a call: the emergency panel and the language open by their keys and wait in their first field. What a
// number makes of the call stands in the form at once; it raises priority and danger and never lowers them. What is dangerous
// about the place is read out once.

const form = () => document.getElementById("call-form");
const box = () => document.getElementById("emergency");

// --- opened by hand, the first field has the caret; toggle does not bubble --------------------------------------------
let pressed = null;
document.addEventListener("click", (event) => { pressed = event.target.closest?.(".fold summary")?.parentElement || null; }, true);
document.addEventListener("toggle", (event) => {
  if (event.target !== pressed || !event.target.open) return;
  pressed = null;
  event.target.querySelector("input, select")?.focus();
}, true);

// --- numbers ----------------------------------------------------------------------------------------------------------
function number(text) {
  const said = text.normalize("NFKC").trim().replace(/[人名个]+$/, "");
  if (/^\d{1,4}$/.test(said)) return Number(said);
  return said ? (/^(\?|不明|不详|未知|若干)$/.test(said) ? 1 : NaN) : 0;
}
function level() {
  const found = { priority: null, danger: false };
  const goods = box().querySelector("#id_substance")?.value.trim();
  for (const [kind, least, priority, danger] of JSON.parse(box().dataset.levels)) {
    const typed = number(box().querySelector(`[data-count="${kind}"]`)?.value || "");
    const n = kind === "goods" && goods ? Math.max(typed || 0, 1) : typed;
    if (!(n >= least)) continue;
    found.priority = Math.min(found.priority ?? 9, priority);
    found.danger ||= danger;
  }
  return found;
}
function say({ priority, danger }) {
  const line = document.getElementById("emergency-level");
  const words = danger ? box().dataset.sayDanger : priority ? box().dataset.say.replace("{n}", priority) : "";
  if (line && line.textContent !== words) line.textContent = words;
}
const told = (input, name) => input.dispatchEvent(new Event(name, { bubbles: true }));
function raise({ priority, danger }) {
  const box = form().elements.namedItem("danger");
  if (danger && box && !box.checked) {
    box.checked = true;
    told(box, "input");
    told(box, "change");
  }
  if (danger || !priority) return;
  const radios = [...form().querySelectorAll('input[name="priority"]')];
  const now = Number(radios.find((radio) => radio.checked)?.value) || 9;
  const wanted = radios.find((radio) => Number(radio.value) === priority);
  if (now <= priority || !wanted || wanted.disabled) return;
  wanted.checked = true;
  told(wanted, "input");
  told(wanted, "change");
}
function reckon(event) {
  if (!box()?.contains(event.target) || event.isComposing) return;
  const found = level();
  say(found);
  raise(found);
}
document.addEventListener("input", reckon);
document.addEventListener("compositionend", reckon); // the last input of a composition says still that it is composing

// --- language: its interpreters stand there at once -------------------------------------------------------------------
document.addEventListener("change", (event) => {
  if (event.target.id !== "id_language") return;
  for (const list of document.querySelectorAll("[data-language]")) list.hidden = list.dataset.language !== event.target.value;
});

// --- what is dangerous about the place is read out once, however often the matches are drawn again --------------------
let known = new Set();
function warn() {
  const found = [...document.querySelectorAll("#matches [data-warning]")];
  const news = found.filter((line) => !known.has(line.dataset.warning));
  known = new Set(found.map((line) => line.dataset.warning));
  if (news.length) document.getElementById("warned").textContent = news.map((line) => line.textContent.replace(/\s+/g, " ").trim()).join("。");
}
document.addEventListener("htmx:afterSwap", (event) => { if (event.target.id === "matches") warn(); });

function settle() {
  if (box()) say(level());
}
settle();
document.addEventListener("drawn", ({ detail }) => { if (detail.root?.id === "call-form") settle(); });
