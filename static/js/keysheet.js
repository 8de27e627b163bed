// The sheet of keys that `?` opens: drawn from what the page has at that moment, part by part. A key stands on its button
// ([data-key]); what no button shows (j and k in a list) stands in the page as [data-key-note]: its kbds and its words.
// Esc closes it and the focus returns to where it was: a <dialog> does both by itself.

const strings = JSON.parse(document.getElementById("strings")?.textContent || "{}");
const seen = (element) => (element.checkVisibility?.() ?? element.getClientRects().length > 0) && !element.closest("[inert]");

function make(tag, className, text = "") {
  const element = document.createElement(tag);
  if (className) element.className = className;
  element.textContent = text;
  return element;
}

function named(element) {
  const by = element.getAttribute("aria-labelledby");
  const text = by ? document.getElementById(by.split(" ")[0])?.textContent : element.getAttribute("aria-label");
  return (text || "").trim().replace(/\s+/g, " ");
}

// the part of the page that a key belongs to: the nearest one around it that has a name
function part(element) {
  for (let box = element.parentElement; box && box !== document.body; box = box.parentElement) {
    if (box.matches("[aria-label], [aria-labelledby]") && named(box)) return named(box);
  }
  return strings.keys_page;
}

function words(element) {
  const copy = element.cloneNode(true);
  copy.querySelectorAll("kbd, .count, .n").forEach((each) => each.remove());
  return element.dataset.keyLabel || element.getAttribute("aria-label") || copy.textContent.trim().replace(/\s+/g, " ")
    || document.querySelector(`label[for="${CSS.escape(element.id)}"]`)?.textContent.trim() || "";
}

function collected(root) {
  const groups = new Map();
  const add = (name, keys, label) => groups.set(name, [...(groups.get(name) || []), [keys, label]]);
  const rows = [...root.querySelectorAll("[data-key], [data-key-note]")].filter((element) => seen(element) && !element.disabled);
  rows.sort((a, b) => Boolean(a.closest(".bar")) - Boolean(b.closest(".bar"))); // the menu's keys after the page's own
  for (const element of rows) {
    if (element.matches("[data-command]")) continue; // stands under "everywhere"
    const keys = element.dataset.key ? [element.dataset.key] : [...element.querySelectorAll("kbd")].map((key) => key.textContent);
    add(part(element), keys, words(element));
  }
  const everywhere = strings.keys_everywhere;
  const fields = [...root.querySelectorAll("[data-command], [data-find]")].filter(seen);
  const line = fields.find((field) => field.matches("[data-command]"));
  if (fields.length) add(everywhere, ["/"], line ? strings.key_command : strings.key_find);
  if (line) add(everywhere, [line.dataset.key], line.dataset.keyLabel);
  add(everywhere, ["?", "Alt+H"], strings.key_list);
  add(everywhere, ["Esc"], strings.key_back);
  return groups;
}

function drawn(groups) {
  const body = make("div", "ask-body keysheet");
  for (const [name, entries] of groups) {
    const section = make("section");
    const list = make("ul");
    section.append(make("h3", "", name), list);
    for (const [keys, label] of entries) {
      const item = make("li");
      const caps = make("span", "caps");
      caps.append(...keys.map((key) => make("kbd", "", key)));
      item.append(make("span", "", label), caps);
      list.append(item);
    }
    body.append(section);
  }
  return body;
}

function open() {
  const already = document.getElementById("keys");
  if (already?.open) return already.close();
  already?.remove();
  const dialogs = document.querySelectorAll("dialog[open]");
  const groups = collected(dialogs.length ? dialogs[dialogs.length - 1] : document);
  const dialog = make("dialog", "ask wide");
  dialog.id = "keys";
  dialog.setAttribute("aria-labelledby", "keys-title");
  const head = make("div", "ask-head");
  const title = make("h2", "", strings.keys);
  title.id = "keys-title";
  head.append(title);
  const foot = make("div", "ask-foot");
  const close = make("button", "btn", `${strings.close} `);
  close.type = "button";
  close.dataset.close = "";
  close.append(make("kbd", "", "Esc"));
  foot.append(close);
  const body = drawn(groups);
  body.tabIndex = 0; // so that the arrows scroll it
  body.setAttribute("role", "region");
  body.setAttribute("aria-labelledby", "keys-title");
  dialog.append(head, body, foot);
  document.body.append(dialog);
  dialog.showModal();
  close.focus();
  return undefined;
}

document.addEventListener("keysheet", open);
document.addEventListener("click", (event) => {
  if (event.target.closest?.("[data-keys-open]")) open();
});
