// Keys are printed on the buttons they press: [data-key="F9"]. `?` lists them, `/` goes to search ([data-find]).
// Never while an input method composes, and single letters never while somebody types.

const strings = JSON.parse(document.getElementById("strings")?.textContent || "{}");
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
  if (event.key === "?" && plain) {
    event.preventDefault();
    return list();
  }
  if (event.key === "/" && plain) {
    const find = [...scope().querySelectorAll("[data-find]")].find(visible);
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
  // the page's own key goes before the menu's
  const target = pressed.find((element) => !element.closest(".bar")) || pressed[0];
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

function list() {
  let dialog = document.getElementById("keys");
  if (dialog?.open) return dialog.close();
  dialog?.remove();
  dialog = document.createElement("dialog");
  dialog.id = "keys";
  dialog.className = "ask wide";
  dialog.setAttribute("aria-labelledby", "keys-title");
  const head = document.createElement("div");
  head.className = "ask-head";
  const title = document.createElement("h2");
  title.id = "keys-title";
  title.textContent = strings.keys;
  head.append(title);
  const body = document.createElement("div");
  body.className = "ask-body";
  const ul = document.createElement("ul");
  ul.className = "keys";
  const entries = [["?", strings.key_list]];
  if ([...document.querySelectorAll("[data-find]")].some(visible)) entries.push(["/", strings.key_find]);
  for (const element of document.querySelectorAll("[data-key]")) {
    if (!visible(element)) continue;
    const copy = element.cloneNode(true);
    copy.querySelectorAll("kbd, .count, .n").forEach((part) => part.remove());
    const label = element.dataset.keyLabel || element.getAttribute("aria-label")
      || copy.textContent.trim() || document.querySelector(`label[for="${element.id}"]`)?.textContent.trim();
    entries.push([element.dataset.key, label]);
  }
  for (const [key, label] of entries) {
    const li = document.createElement("li");
    const words = document.createElement("span");
    const cap = document.createElement("kbd");
    words.textContent = label;
    cap.textContent = key;
    li.append(words, cap);
    ul.append(li);
  }
  body.append(ul);
  const foot = document.createElement("div");
  foot.className = "ask-foot";
  const close = document.createElement("button");
  close.type = "button";
  close.className = "btn";
  close.dataset.close = "";
  close.textContent = strings.close;
  foot.append(close);
  dialog.append(head, body, foot);
  document.body.append(dialog);
  dialog.showModal();
}
document.addEventListener("click", (event) => {
  if (event.target.closest?.("[data-keys-open]")) list();
});
