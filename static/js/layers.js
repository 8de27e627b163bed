// What lies over a map: <div data-map data-layers-url="/map/layers.json" data-layers-key="Shift+F6">. The key opens the bar of
// layers of the first map that is seen, digits switch them, Esc closes it and goes back to where somebody typed. The bar is the
// legend: shape, colour and word; while it is closed, what is on still stands there. What is on is remembered in this browser.

const strings = JSON.parse(document.getElementById("strings")?.textContent || "{}");
const STORE = "map-layers";
const SHAPES = { // in a box of 16
  camera: '<rect x="1.5" y="4" width="13" height="9" rx="2"/><circle class="hole" cx="8" cy="8.5" r="2.4"/>',
  hydrant: '<path d="M8 1l6.5 7L8 15 1.5 8z"/>',
  shelter: '<path d="M8 1.5l7 6h-2V14H3V7.5H1z"/>',
  hazard: '<path d="M8 1.5L15.2 14H.8z"/><path class="hole" d="M7.2 6h1.6v4H7.2zM7.2 11h1.6v1.6H7.2z"/>',
  team: '<circle cx="8" cy="4.5" r="3"/><path d="M2.5 14.5c0-4 2.4-6 5.5-6s5.5 2 5.5 6z"/>',
  ticket: '<circle cx="8" cy="8" r="6"/><circle class="hole" cx="8" cy="8" r="3.4"/>',
  over: '<path d="M8 1.5L15.2 14H.8z"/>',
  pole: '<rect x="7" y="4" width="2" height="11"/><path d="M7 2h7v2.5H7z"/>',
};
const LAYERS = ["camera", "hydrant", "shelter", "hazard", "team", "ticket", "pole"]; // 1 to 7
const glyph = (name, tone = name) => `<svg class="glyph ${tone}" viewBox="0 0 16 16" aria-hidden="true">${SHAPES[name]}</svg>`;

function remembered() {
  try { return new Set((localStorage.getItem(STORE) || "").split(",").filter((name) => LAYERS.includes(name))); } catch { return new Set(); }
}
function remember(on) {
  try { localStorage.setItem(STORE, [...on].join(",")); } catch { /* the choice lasts as long as the page */ }
}

function build(element) {
  if (!element.drawn || element.layerBar || !element.dataset.layersUrl) return;
  const { L, map } = element.drawn;
  const key = element.dataset.layersKey;
  const on = remembered();
  const group = L.layerGroup().addTo(map);
  const bar = document.createElement("div");
  const opener = document.createElement("button");
  const list = document.createElement("div");
  const word = document.createElement("p");
  let back = null; // where somebody was before
  let turn = 0;
  let wait = null;
  bar.className = "layer-bar";
  bar.setAttribute("role", "group");
  bar.setAttribute("aria-label", strings.layers);
  opener.type = "button";
  opener.className = "btn small layer-open";
  Object.assign(opener.dataset, { key, keyLabel: strings.layers });
  opener.setAttribute("aria-keyshortcuts", key);
  opener.setAttribute("aria-expanded", "false");
  opener.append(`${strings.layers} `, Object.assign(document.createElement("kbd"), { textContent: key.replace("+", " "), ariaHidden: "true" }));
  list.className = "layer-list";
  word.className = "layer-word";
  word.setAttribute("role", "status");
  for (const [n, name] of LAYERS.entries()) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "layer";
    button.dataset.layer = name;
    const template = document.createElement("template");
    template.innerHTML = `<kbd aria-hidden="true">${n + 1}</kbd>${glyph(name)}`; // shapes of our own, no text from outside
    button.append(template.content, strings[`layer_${name}`]);
    button.setAttribute("aria-keyshortcuts", String(n + 1));
    button.addEventListener("click", () => toggle(name));
    list.append(button);
  }
  bar.append(opener, list, word);
  L.DomEvent.disableClickPropagation(bar);
  L.DomEvent.disableScrollPropagation(bar);
  element.append(bar);

  const isOpen = () => opener.getAttribute("aria-expanded") === "true";
  function show() {
    for (const button of list.children) {
      button.setAttribute("aria-pressed", String(on.has(button.dataset.layer)));
      button.hidden = !isOpen() && !on.has(button.dataset.layer);
    }
    bar.classList.toggle("is-open", isOpen());
  }
  function open(yes) {
    if (yes && !isOpen()) back = document.activeElement;
    opener.setAttribute("aria-expanded", String(yes));
    show();
    if (yes) list.firstElementChild.focus();
    else if (back?.isConnected && bar.contains(document.activeElement)) back.focus();
  }
  function toggle(name) {
    if (!on.delete(name)) on.add(name);
    remember(on);
    show();
    load();
  }
  opener.addEventListener("click", () => open(!isOpen()));
  // a digit here is a layer, whatever it is on the page around
  bar.addEventListener("keydown", (event) => {
    if (!isOpen() || event.ctrlKey || event.metaKey || event.altKey) return;
    const name = LAYERS[Number(event.key) - 1];
    if (name) toggle(name);
    else if (event.key === "Escape") open(false);
    else return;
    event.preventDefault();
    event.stopPropagation();
  });

  async function load() {
    const mine = (turn += 1);
    if (!on.size) {
      group.clearLayers();
      word.textContent = "";
      return;
    }
    const box = map.getBounds();
    const query = new URLSearchParams({ layers: [...on].join(","), bbox: [box.getWest(), box.getSouth(), box.getEast(), box.getNorth()].map((n) => n.toFixed(6)).join(",") });
    const answer = await fetch(`${element.dataset.layersUrl}?${query}`, { credentials: "same-origin", headers: { Accept: "application/json" } })
      .then((r) => (r.ok ? r.json() : null)).catch(() => null);
    if (mine !== turn) return;
    if (!answer) return void (word.textContent = strings.layers_away);
    draw(answer);
  }
  function draw({ features, more }) {
    group.clearLayers();
    const placing = "place" in element.dataset;
    const amber = getComputedStyle(element).getPropertyValue("--soon").trim();
    for (const { geometry, properties } of features) {
      const at = [geometry.coordinates[1], geometry.coordinates[0]];
      const shape = properties.layer === "ticket" && properties.state === "over" ? "over" : properties.layer;
      const icon = L.divIcon({ className: "", html: glyph(shape), iconSize: [16, 16] });
      const title = [properties.name, properties.warning, properties.phone, properties.memo].filter(Boolean).join(" · ");
      const leads = properties.url && !placing; // where a click sets the place, nothing leads away from what is typed
      const marker = L.marker(at, { icon, title, alt: title, keyboard: Boolean(leads), interactive: Boolean(leads) });
      if (leads) marker.on("click keypress", (event) => { if (event.type === "click" || event.originalEvent.key === "Enter") location.assign(properties.url); });
      if (properties.radius) L.circle(at, { radius: properties.radius, color: amber, weight: 1, dashArray: "3 4", fill: false, interactive: false }).addTo(group);
      marker.addTo(group);
    }
    const names = more.map((name) => strings[`layer_${name}`]).join(strings.list_comma);
    word.textContent = more.length ? strings.layers_more.replace("{layers}", names) : "";
  }
  map.on("moveend", () => { clearTimeout(wait); wait = setTimeout(load, 150); });
  document.addEventListener("themed", load);
  element.layerBar = { load };
  show();
  load();
}

for (const element of document.querySelectorAll("[data-map]")) build(element);
document.addEventListener("map:built", ({ target }) => build(target));
