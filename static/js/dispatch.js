// Board: j and k walk the rows (the arrows do it in keys.js once a row has the focus). Ticket: the open form survives
// what comes over the line: an untouched one is drawn anew, one that holds words is kept and says that things changed.

const TYPING = "input, textarea, select, [contenteditable]";
const links = () => [...document.querySelectorAll(".rows .c-number a")];

document.addEventListener("keydown", (event) => {
  if (event.isComposing || event.ctrlKey || event.altKey || event.metaKey || event.target.matches?.(TYPING)) return;
  if (!["j", "k"].includes(event.key) || document.querySelector("dialog[open]")) return;
  const all = links();
  if (!all.length) return;
  event.preventDefault();
  const here = all.indexOf(document.activeElement);
  const next = here < 0 ? 0 : Math.min(Math.max(here + (event.key === "j" ? 1 : -1), 0), all.length - 1);
  all[next].focus();
  all[next].closest("tr")?.scrollIntoView({ block: "nearest" });
});

const place = () => document.getElementById("move");
const opened = () => place()?.querySelector("form");

function touched(form) {
  return form.contains(document.activeElement) || [...form.elements].some((control) => {
    if (!control.name || control.type === "hidden" || control.matches("button")) return false;
    if (control.type === "checkbox" || control.type === "radio") return control.checked !== control.defaultChecked;
    if (control.options) return [...control.options].some((option) => option.selected !== option.defaultSelected && option.value);
    return control.value !== control.defaultValue;
  });
}

function mark() {
  const verb = opened()?.dataset.verb;
  for (const link of document.querySelectorAll("#f-moves [data-verb]")) {
    if (link.dataset.verb === verb) link.setAttribute("aria-current", "true");
    else link.removeAttribute("aria-current");
  }
}

function warn(form, words) {
  if (form.querySelector(".changed-meanwhile")) return;
  const box = document.createElement("p");
  box.className = "note warn changed-meanwhile";
  box.setAttribute("role", "status");
  box.textContent = words;
  form.prepend(box);
}

function settle(moves) {
  const form = opened();
  const version = form?.querySelector("[name=version]")?.value;
  if (!place() || (form && version === moves.dataset.version)) return;
  if (form && touched(form)) return warn(form, moves.dataset.changed);
  const link = moves.querySelector(`[data-verb="${form?.dataset.verb}"]`) || moves.querySelector(`[data-verb="${moves.dataset.main}"]`);
  if (link) window.htmx?.ajax("GET", link.getAttribute("href"), { target: "#move", swap: "innerHTML" });
  else place().replaceChildren();
}

// an answer that names who leads chooses the lead; the person may still choose another
document.addEventListener("change", ({ target }) => {
  const lead = target.matches?.("form.move input[data-lead]") && target.form.elements.namedItem("lead");
  if (!lead) return;
  lead.value = target.dataset.lead;
  lead.dispatchEvent(new CustomEvent("combo:refresh", { bubbles: true }));
});

document.addEventListener("drawn", ({ detail: { root } }) => {
  if (root?.id === "f-moves") settle(root);
  mark();
});
document.addEventListener("htmx:afterSettle", (event) => {
  if (event.detail.target?.id !== "move") return;
  mark();
  // whoever asked for a form wants to fill it in; a form that came by itself takes no focus
  if (event.detail.requestConfig?.triggeringEvent) opened()?.querySelector(".fields :is(textarea, input, select):not([type=hidden], [hidden])")?.focus();
});
