// Board: j and k walk the rows (the arrows do it in keys.js once a row has the focus). Ticket: an open form survives
// what comes over the line; what was typed is never drawn over.

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
