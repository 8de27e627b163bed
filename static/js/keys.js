// Keys are printed on the buttons they press: [data-key="F9"]. `?` and Alt+H list them (keysheet.js), `/` goes to the command
// line ([data-command]) or, where the page has none, to search ([data-find]).
// Never while an input method composes, and single letters never while somebody types.

const TYPING = "input:not([type=checkbox], [type=radio], [type=button], [type=submit]), textarea, select, [contenteditable]";

// what lies in a closed menu has a box and is not seen: its keys press nothing
const seen = (element) => element.checkVisibility?.() ?? element.getClientRects().length > 0;
const visible = (element) => seen(element) && !element.closest("[inert]");

function named(event) {
  const parts = [];
  if (event.ctrlKey || event.metaKey) parts.push("Ctrl");
  if (event.altKey) parts.push("Alt");
  if (event.shiftKey && event.key.length > 1) parts.push("Shift");
  parts.push(event.key.length === 1 ? event.key.toUpperCase() : event.key);
  return parts.join("+");
}

function scope() {
  // an open dialog has the keyboard to itself
  const dialogs = document.querySelectorAll("dialog[open]");
  return dialogs.length ? dialogs[dialogs.length - 1] : document;
}

document.addEventListener("keydown", (event) => {
  if (event.isComposing || event.keyCode === 229 || event.defaultPrevented || event.repeat) return;
  const typing = event.target.matches?.(TYPING);
  const plain = !event.ctrlKey && !event.altKey && !event.metaKey;
  const letter = event.key.length === 1 && plain;
  if (typing && letter) return;
  if ((["?", "？"].includes(event.key) && plain) || named(event) === "Alt+H") {
    event.preventDefault();
    document.dispatchEvent(new CustomEvent("keysheet"));
    return;
  }
  if (event.key === "/" && plain) {
    const fields = [...scope().querySelectorAll("[data-command], [data-find]")].filter(visible);
    const find = fields.find((field) => field.matches("[data-command]")) || fields[0];
    if (find) {
      event.preventDefault();
      find.focus();
      find.select?.();
    }
    return;
  }
  const key = named(event);
  const pressed = [...scope().querySelectorAll("[data-key]")].filter(
    (element) => element.dataset.key.toUpperCase() === key.toUpperCase() && visible(element) && !element.disabled,
  );
  // a form that is open goes before the tab that opened it, and the page's own key before the menu's
  const target = pressed.find((element) => element.matches("form.move [type=submit]")) || pressed.find((element) => !element.closest(".bar")) || pressed[0];
  if (!target) return;
  event.preventDefault();
  if (target.matches("input:not([type=checkbox], [type=radio]), textarea, select")) target.focus();
  else target.click();
});

// arrows walk the rows of a list that has the focus
document.addEventListener("keydown", (event) => {
  if (!["ArrowDown", "ArrowUp"].includes(event.key) || event.isComposing) return;
  const link = event.target.closest?.(".rows .c-number a, .card .title a");
  if (!link) return;
  const links = [...document.querySelectorAll(".rows .c-number a, .card .title a")].filter(visible);
  const next = links[links.indexOf(link) + (event.key === "ArrowDown" ? 1 : -1)];
  if (next) {
    event.preventDefault();
    next.focus();
  }
});
