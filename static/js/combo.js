// A searchable list over an ordinary <select data-combo>: by code, words or pinyin initials, by keyboard, as the ARIA
// combobox pattern asks. The select stays the value that is sent, so forms and tests need to know nothing of this.
//   <option value data-find="1601 jgqs manhole" data-code="1601" data-memo="城市管理局 · P3">井盖缺失</option>
//   data-combo-url="/items/?q=" asks the server for [{value, label, code, memo}] instead; `multiple` gives chips.

const strings = JSON.parse(document.getElementById("strings")?.textContent || "{}");
const SHOWN = 60;
let serial = 0;

const fold = (text) => (text || "").toLowerCase().replace(/\s+/g, " ").trim();

function rank(option, query) {
  // a code or initials that begin with the letters come first, then words that begin with them, then the rest
  const code = fold(option.dataset.code);
  const label = fold(option.label);
  const find = ` ${fold(option.dataset.find)} ${label}`;
  if (code.startsWith(query)) return 0;
  if (find.includes(` ${query}`)) return label.startsWith(query) ? 1 : 2;
  return find.includes(query) ? 3 : -1;
}

function build(select) {
  if (select.dataset.comboReady) return;
  select.dataset.comboReady = "1";
  const id = select.id || `combo-${(serial += 1)}`;
  const many = select.multiple;
  const box = document.createElement("div");
  const input = document.createElement("input");
  const list = document.createElement("ul");
  const chips = document.createElement("div");
  box.className = "combo";
  chips.className = "chips";
  list.className = "combo-list";
  list.id = `${id}-list`;
  list.setAttribute("role", "listbox");
  list.hidden = true;
  list.tabIndex = -1;
  input.type = "text";
  input.className = "input";
  input.autocomplete = "off";
  input.spellcheck = false;
  input.placeholder = select.dataset.placeholder || strings.choose || "";
  for (const [name, value] of Object.entries({
    role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": list.id,
  })) input.setAttribute(name, value);
  for (const name of ["aria-describedby", "aria-invalid", "aria-label", "aria-labelledby"]) {
    if (select.hasAttribute(name)) input.setAttribute(name, select.getAttribute(name));
  }
  if (select.dataset.key) {
    input.dataset.key = select.dataset.key;
    delete select.dataset.key;
  }
  if (select.hasAttribute("autofocus")) input.autofocus = true;
  // the label now speaks of the input; the select keeps its name and its value
  select.id = `${id}-value`;
  input.id = id;
  const label = document.querySelector(`label[for="${CSS.escape(id)}"]`);
  if (label) list.setAttribute("aria-label", label.textContent.trim());
  else list.setAttribute("aria-label", input.getAttribute("aria-label") || input.placeholder);
  select.hidden = true;
  select.required = false;
  select.before(box);
  box.append(...(many ? [chips] : []), input, list, select);

  let found = [];
  let active = -1;
  let asked = 0;

  const chosen = () => [...select.selectedOptions].filter((option) => option.value !== "");
  function settle() {
    if (many) return drawChips();
    input.value = chosen()[0]?.label || "";
    return undefined;
  }
  function drawChips() {
    chips.replaceChildren(...chosen().map((option) => {
      const chip = document.createElement("span");
      const remove = document.createElement("button");
      chip.className = "chip";
      remove.type = "button";
      remove.textContent = "✕";
      remove.setAttribute("aria-label", (strings.remove || "").replace("{name}", option.label));
      remove.addEventListener("click", () => {
        option.selected = false;
        changed();
        input.focus();
      });
      chip.append(option.label, remove);
      return chip;
    }));
  }
  function changed() {
    settle();
    select.dispatchEvent(new Event("input", { bubbles: true }));
    select.dispatchEvent(new Event("change", { bubbles: true }));
  }
  // fixed to the window: a region that scrolls must not cut the list off
  function stand() {
    const at = input.getBoundingClientRect();
    const below = innerHeight - at.bottom - 8;
    const above = below < 220 && at.top > below;
    const room = Math.min(320, above ? at.top - 8 : below);
    const width = Math.min(Math.max(at.width, 340), innerWidth - 16);
    Object.assign(list.style, {
      maxHeight: `${room}px`, width: `${width}px`, left: `${Math.max(8, Math.min(at.left, innerWidth - width - 8))}px`,
      top: above ? "auto" : `${at.bottom + 2}px`, bottom: above ? `${innerHeight - at.top + 2}px` : "auto",
    });
  }
  addEventListener("scroll", (event) => { if (!list.hidden && event.target !== list) stand(); }, { capture: true, passive: true });
  addEventListener("resize", () => { if (!list.hidden) stand(); });
  function close() {
    list.hidden = true;
    active = -1;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  }
  function point(index) {
    active = index;
    [...list.children].forEach((item, i) => item.setAttribute?.("aria-selected", String(i === index)));
    const item = list.children[index];
    if (item?.id) {
      input.setAttribute("aria-activedescendant", item.id);
      item.scrollIntoView({ block: "nearest" });
    }
  }
  function pick(option) {
    if (!option) return;
    if (!option.isConnected) select.append(option);
    if (many) {
      option.selected = !option.selected;
      input.value = "";
    } else select.value = option.value;
    close();
    changed();
  }
  function draw() {
    list.replaceChildren(...found.slice(0, SHOWN).map((option, i) => {
      const item = document.createElement("li");
      item.id = `${list.id}-${i}`;
      item.setAttribute("role", "option");
      for (const [name, text] of [["code", option.dataset.code], ["", option.label], ["memo", option.dataset.memo]]) {
        if (!text) continue;
        const part = document.createElement("span");
        if (name) part.className = name;
        part.textContent = text;
        item.append(part);
      }
      if (many && option.selected) item.append("✓");
      item.addEventListener("pointerdown", (event) => { event.preventDefault(); pick(option); });
      return item;
    }));
    if (!found.length) {
      const none = document.createElement("li");
      none.className = "combo-none";
      none.setAttribute("role", "option");
      none.setAttribute("aria-disabled", "true");
      none.textContent = strings.none;
      list.append(none);
    }
    list.hidden = false;
    stand();
    input.setAttribute("aria-expanded", "true");
    point(found.length ? 0 : -1);
  }
  async function search() {
    const query = fold(input.value);
    const turn = (asked += 1);
    if (select.dataset.comboUrl) {
      const answer = await fetch(select.dataset.comboUrl + encodeURIComponent(query)).then((r) => r.json()).catch(() => null);
      if (turn !== asked || !answer) return;
      found = (answer.results || answer).map((row) => {
        const option = select.querySelector(`option[value="${CSS.escape(row.value)}"]`) || new Option(row.label, row.value);
        if (row.code) option.dataset.code = row.code;
        if (row.memo) option.dataset.memo = row.memo;
        return option;
      });
    } else {
      const all = [...select.options].filter((option) => option.value !== "");
      const ranked = query ? all.map((option) => [rank(option, query), option]).filter(([r]) => r >= 0) : all.map((o) => [0, o]);
      found = ranked.sort((a, b) => a[0] - b[0]).map(([, option]) => option);
    }
    draw();
  }

  input.addEventListener("input", (event) => { if (!event.isComposing) search(); });
  input.addEventListener("compositionend", search);
  input.addEventListener("focus", () => input.select());
  input.addEventListener("click", () => { if (list.hidden) { input.select(); found = []; input.value = many ? input.value : ""; search(); } });
  input.addEventListener("blur", () => {
    // an empty line means nothing chosen; half a word falls back to what was chosen
    if (!many && input.value.trim() === "" && chosen().length && !list.hidden && input.dataset.cleared) { select.value = ""; changed(); }
    delete input.dataset.cleared;
    close();
    if (!many) settle();
    else input.value = "";
  });
  input.addEventListener("keydown", (event) => {
    if (event.isComposing || event.keyCode === 229) return;
    const open = !list.hidden;
    if (event.altKey && event.key === "ArrowUp" && !open) return; // the page's own key
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (!open) return void search();
      const count = Math.min(found.length, SHOWN);
      if (count) point((active + (event.key === "ArrowDown" ? 1 : -1) + count) % count);
    } else if (event.key === "Enter" && open) {
      event.preventDefault();
      pick(found[active]);
    } else if (/^(Tab|F\d+)$/.test(event.key) && open && active >= 0 && input.value.trim()) pick(found[active]); // leaving takes what is marked
    else if (event.key === "Escape" && open) {
      event.preventDefault();
      event.stopPropagation();
      close();
      settle();
    } else if (event.key === "Backspace" && many && !input.value) {
      const last = chosen().pop();
      if (last) { last.selected = false; changed(); }
    } else if (["Backspace", "Delete"].includes(event.key)) input.dataset.cleared = "1";
  });
  // others may set the select (a click on the map, a proposal): show what it holds
  select.addEventListener("combo:refresh", settle);
  settle();
}

function dress(root) {
  if (root.matches?.("select[data-combo]")) build(root);
  for (const select of root.querySelectorAll?.("select[data-combo]") || []) build(select);
}
dress(document);
document.addEventListener("drawn", (event) => dress(event.detail.root));
