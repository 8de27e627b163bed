// The address field as a search for places: <input data-places="/calls/places/" [data-position="/calls/position/"]>. What is
// found stands in a list under it, as the ARIA combobox pattern asks; nothing is marked until an arrow marks it, and nothing
// is taken without a key, so that an answer that comes late never changes what Enter means. Taking one sets the point, its
// source and the words, and says "place" as a click on the map does: the rest of the page follows that, with or without a map.
// A position that is pasted ("112.93,28.23", "gcj 112.93,28.23", a link) is read by the server and taken at once.

const strings = JSON.parse(document.getElementById("strings")?.textContent || "{}");
const WAIT = 100;
const PATIENCE = 4_000;
const COORDINATES = /\d{1,3}\.\d+(?:%[\da-f]{2}|\D){1,12}\d{1,3}\.\d+/i;
const REFINED = 300; // metres: so far the words of a place still speak of a point that was set after it
const RADIUS = 6_371_008.8;

// others set a place that is not clicked: "place:set" {form, lon, lat, source, [around]} on the document
function set(form, { lon, lat, source, around }) {
  for (const [name, value] of [["lon", lon], ["lat", lat]]) {
    const input = form.elements[name];
    if (!input) continue;
    input.value = Number(value).toFixed(6);
    input.dispatchEvent(new Event("input", { bubbles: true }));
    input.dispatchEvent(new Event("change", { bubbles: true }));
  }
  const detail = { lon: Number(lon), lat: Number(lat), source, around };
  const map = mapOf(form);
  map?.dispatchEvent(new CustomEvent("map:pin", { detail }));
  (map || form).dispatchEvent(new CustomEvent("place", { bubbles: true, detail }));
}
// a road without a point is taken: the point of the place that was taken before is not on it, and all that followed from
// that point goes with it. "place:gone" says so, where "place" would
function drop(form) {
  const given = (name) => form.elements.namedItem(name);
  const source = given("source") || given("position");
  if (source?.value !== "named") return;
  const place = given("place")?.matches("select") ? given("place") : null; // elsewhere the words have that name
  for (const input of [given("lon"), given("lat"), source, place].filter(Boolean)) {
    input.value = "";
    if (input === place) input.dispatchEvent(new Event("combo:refresh"));
    input.dispatchEvent(new Event("input", { bubbles: true }));
  }
  untick(form);
  const map = mapOf(form);
  map?.dispatchEvent(new CustomEvent("map:unpin"));
  (map || form).dispatchEvent(new CustomEvent("place:gone", { bubbles: true }));
}
function untick(form) {
  const verified = form?.elements?.namedItem("verified");
  if (!verified?.checked) return;
  verified.checked = false;
  verified.dispatchEvent(new Event("input", { bubbles: true }));
}
document.addEventListener("place:set", ({ detail }) => set(detail.form, detail));

const at = ({ lon, lat }) => `${Number(lon).toFixed(6)},${Number(lat).toFixed(6)}`; // as the form has it
const mapOf = (form) => [...document.querySelectorAll("[data-map][data-place]")]
  .find((map) => (map.dataset.placeForm ? document.querySelector(map.dataset.placeForm) : map.closest("form")) === form);

function build(input) {
  if (input.dataset.placesReady) return;
  input.dataset.placesReady = "1";
  const list = document.createElement("ul");
  list.className = "combo-list place-list";
  list.id = `${input.id}-places`;
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", strings.places);
  list.hidden = true;
  const status = document.createElement("span"); // what the list says, for who does not see it
  status.className = "sr";
  status.setAttribute("role", "status");
  input.after(list, status);
  for (const [name, value] of Object.entries({ role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": list.id })) input.setAttribute(name, value);
  let found = [];
  let answered = ""; // the words that `found` speaks of
  let active = -1;
  let turn = 0;
  let timer = null;
  let flying = null;
  let reading = false; // a position that was pasted: leaving the field does not take it back

  const open = () => !list.hidden;
  function stand() {
    const at = input.getBoundingClientRect();
    const below = innerHeight - at.bottom - 8;
    const above = below < 180 && at.top > below;
    const width = Math.min(Math.max(at.width, 380), innerWidth - 16);
    Object.assign(list.style, {
      maxHeight: `${Math.min(360, (above ? at.top : below) - 4)}px`, width: `${width}px`,
      left: `${Math.max(8, Math.min(at.left, innerWidth - width - 8))}px`,
      top: above ? "auto" : `${at.bottom + 2}px`, bottom: above ? `${innerHeight - at.top + 2}px` : "auto",
    });
  }
  addEventListener("scroll", (event) => { if (open() && event.target !== list) stand(); }, { capture: true, passive: true });
  addEventListener("resize", () => { if (open()) stand(); });

  function close() {
    clearTimeout(timer);
    turn += 1;
    flying?.abort();
    reading = false;
    hide();
  }
  function leave() {
    if (reading) hide();
    else close();
  }
  function hide() {
    list.hidden = true;
    status.textContent = "";
    active = -1;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  }
  function mark(index) {
    active = index;
    [...list.children].forEach((item, i) => item.setAttribute("aria-selected", String(i === index)));
    const item = list.children[index];
    if (!item) return void input.removeAttribute("aria-activedescendant");
    input.setAttribute("aria-activedescendant", item.id);
    item.scrollIntoView({ block: "nearest" });
  }
  function draw(words) {
    answered = words;
    list.replaceChildren(...found.map((place, i) => {
      const item = document.createElement("li");
      item.id = `${list.id}-${i}`;
      item.setAttribute("role", "option");
      const memo = [place.kind, place.memo, place.verified ? `✓ ${strings.place_verified}` : ""].filter(Boolean).join(" · ");
      for (const [name, text] of [["code", place.code && !place.label.includes(place.code) ? place.code : ""], ["", place.label], ["memo", memo]]) {
        if (!text) continue;
        const part = document.createElement("span");
        if (name) part.className = name;
        part.textContent = text;
        item.append(part);
      }
      item.addEventListener("pointerdown", (event) => { event.preventDefault(); take(place); });
      return item;
    }));
    active = -1;
    input.removeAttribute("aria-activedescendant");
    if (!found.length) return say(strings.places_none);
    list.hidden = false;
    status.textContent = strings.places_found.replace("{n}", found.length);
    input.setAttribute("aria-expanded", "true");
    stand();
    return undefined;
  }
  function say(sentence) {
    found = [];
    const item = document.createElement("li");
    item.className = "combo-none";
    item.setAttribute("role", "option");
    item.setAttribute("aria-disabled", "true");
    item.textContent = sentence;
    list.replaceChildren(item);
    status.textContent = sentence;
    active = -1;
    list.hidden = false;
    input.setAttribute("aria-expanded", "true");
    stand();
  }

  function take(place, keepWords = false) {
    close();
    const nowhere = place.lon === null || place.lon === undefined;
    if (!keepWords) {
      input.value = place.label;
      input.dispatchEvent(new Event("input", { bubbles: true, cancelable: false }));
      close(); // what was just written is no question
    }
    input.dataset.chosen = input.value;
    input.dataset.chosenAt = nowhere || place.wide ? "" : `${place.lon},${place.lat}`;
    input.dataset.takenAt = nowhere ? "" : at(place);
    if (nowhere) return drop(input.form);
    set(input.form, { lon: place.lon, lat: place.lat, source: place.source });
  }

  async function get(url, parts) {
    flying?.abort();
    const mine = (flying = new AbortController());
    const slow = setTimeout(() => mine.abort(new DOMException("slow", "TimeoutError")), PATIENCE);
    try {
      const answer = await fetch(`${url}?${new URLSearchParams(parts)}`, {
        credentials: "same-origin", headers: { Accept: "application/json" }, signal: mine.signal,
      });
      if (!answer.ok || answer.redirected) throw new Error(String(answer.status));
      return await answer.json();
    } finally {
      clearTimeout(slow);
    }
  }
  async function search(pasted = "") {
    const words = (pasted || input.value).trim();
    const mine = (turn += 1);
    if (!words) return close();
    const point = Object.fromEntries(["lon", "lat"].map((name) => [name, input.form?.elements[name]?.value || ""]).filter(([, value]) => value));
    try {
      if (input.dataset.position && COORDINATES.test(words)) {
        const answer = await get(input.dataset.position, { q: words });
        if (mine !== turn || !input.isConnected) return undefined;
        if (answer.found && pasted) return take(answer.found, words === input.value.trim()); // of a link that is cut, its position stays
        if (answer.found) { found = [answer.found]; return draw(words); }
      }
      const answer = await get(input.dataset.places, { q: words, ...point });
      if (mine !== turn || document.activeElement !== input) return undefined;
      found = (answer.places || []).map((place) => ({ ...place, source: "named" })); // its own is the system of its file
      draw(words);
    } catch (error) {
      if (mine === turn && error.name !== "AbortError" && document.activeElement === input) say(strings.places_away);
    } finally {
      if (mine === turn) reading = false;
    }
    return undefined;
  }
  // what is written in place of a place that was taken is another place: the point of the first must not stand under it
  function other() {
    const { chosen, takenAt } = input.dataset;
    if (!chosen || input.value.startsWith(chosen)) return;
    delete input.dataset.chosen;
    const given = (name) => input.form?.elements.namedItem(name)?.value;
    if (takenAt && takenAt === at({ lon: given("lon"), lat: given("lat") })) drop(input.form);
  }
  function soon(pasted = "") {
    clearTimeout(timer);
    reading = Boolean(pasted && input.dataset.position && COORDINATES.test(pasted));
    timer = setTimeout(() => search(pasted), pasted ? 0 : WAIT);
  }

  input.addEventListener("input", (event) => {
    if (event.isComposing || !event.isTrusted) return;
    other();
    mark(-1); // of what was marked nobody has said that it is meant by these words too
    soon(/^insertFrom(Paste|Drop)$/.test(event.inputType) ? input.value : "");
  });
  // a link that is longer than the field is read whole; what stands in the field never ends within a number
  input.addEventListener("paste", (event) => {
    const link = event.clipboardData?.getData("text").trim() || "";
    const all = input.selectionEnd - input.selectionStart === input.value.length; // beside other words it is no position
    if (!all || input.maxLength < 0 || link.length <= input.maxLength || !COORDINATES.test(link)) return;
    event.preventDefault();
    input.value = link.slice(0, input.maxLength).replace(/[\d.]+$/, "");
    input.dispatchEvent(new Event("input", { bubbles: true }));
    soon(link);
  });
  input.addEventListener("compositionend", () => { other(); mark(-1); soon(); });
  input.addEventListener("blur", leave);
  input.addEventListener("keydown", (event) => {
    if (event.isComposing || event.keyCode === 229 || event.altKey || event.ctrlKey || event.metaKey) return;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (!open() || !found.length || answered !== input.value.trim()) { // fingers are faster than answers: never mark what former words found
        clearTimeout(timer);
        return void search();
      }
      clearTimeout(timer); // an answer that is still on its way would take the mark away
      turn += 1;
      const many = found.length + 1; // one more turn leads back to the words
      const step = event.key === "ArrowDown" ? 1 : -1;
      mark(((active + 1 + step + many) % many) - 1);
    } else if (event.key === "Enter") {
      if (open() && active >= 0) {
        event.preventDefault();
        take(found[active]);
      } else leave(); // the words stay; the page's own Enter goes on
    } else if (/^(Tab|F\d+)$/.test(event.key) && active >= 0) take(found[active]); // leaving takes what is marked
    else if (event.key === "Escape" && open()) {
      event.preventDefault();
      event.stopPropagation();
      close();
    }
  });
}

// a place is set: how its point came goes with it, and nobody has asked about this one yet; words that came with a place
// that was taken before, and that nobody has changed, go where the new point is far from it; closer by it is that place,
// pointed at more exactly
function far(words, { lon, lat }) {
  const [x, y] = (words.dataset.chosenAt || "").split(",").map(Number);
  const rad = Math.PI / 180;
  const metres = Math.hypot((lon - x) * Math.cos(((lat + y) / 2) * rad), lat - y) * rad * RADIUS;
  return metres > REFINED; // of a place without a point NaN, which is not
}
function follow(form, source, point) {
  const words = form?.querySelector("input[data-places]");
  const taken = source === "named" || (point && words?.dataset.chosenAt === `${point.lon},${point.lat}`);
  if (words?.dataset.chosen && !taken) {
    if (point && words.value === words.dataset.chosen && far(words, point)) {
      words.value = "";
      words.dispatchEvent(new Event("input", { bubbles: true }));
    }
    delete words.dataset.chosen;
  }
  const input = form?.elements?.namedItem("source");
  if (input?.type === "hidden") {
    input.value = source;
    input.dispatchEvent(new Event("input", { bubbles: true }));
  }
  untick(form);
}
document.addEventListener("place", ({ target, detail }) => {
  const form = target.dataset?.placeForm ? document.querySelector(target.dataset.placeForm) : target.closest?.("form");
  follow(form, detail.source || "map", detail);
});
document.addEventListener("change", ({ target }) => { if (target.name === "place" && target.form?.elements.namedItem("verified")) follow(target.form, ""); });

function dress(root) {
  if (root.matches?.("input[data-places]")) build(root);
  for (const input of root.querySelectorAll?.("input[data-places]") || []) build(input);
}
dress(document);
document.addEventListener("drawn", ({ detail }) => dress(detail.root));
