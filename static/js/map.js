// The district as our own vectors in the page's theme; works on an isolated network. Attributes, no inline script:
//   <div class="map" data-map data-layer-url="/territory.json" [data-points-url] [data-lon data-lat] [data-place]
//        [data-tiles="https://…/{z}/{x}/{y}.png"] [data-values-url] data-label="…">
// layer: GeoJSON, properties.kind = boundary | town | wood | water | river | road | street | cell | landmark, name, [sort]
// points: GeoJSON points, properties.state = ok|soon|over|paused|team, name, url, [text]
// data-path: JSON [[lon, lat], …] of where the place was held to be before, drawn as a dotted line to where it is
// data-place: a click sets inputs [name=lon], [name=lat] of the nearest form and sends "place" {lon, lat, cell}

const strings = JSON.parse(document.getElementById("strings")?.textContent || "{}");
const say = (name, parts = {}) => (strings[name] || name).replace(/\{(\w+)\}/g, (_, part) => parts[part] ?? "");
const PIN = '<svg viewBox="0 0 28 36" aria-hidden="true"><path d="M14 1.5c6.9 0 12.2 5.3 12.2 12 0 8.6-12.2 21-12.2 21S1.8 22.1 1.8 13.5c0-6.7 5.3-12 12.2-12z"/><circle cx="14" cy="13.5" r="4.6"/></svg>';
const LABEL_ZOOM = { street: -1, river: 0.5, water: 1, road: 1.5, landmark: 3, cell: 3 }; // zoom steps above the whole district
const layers = new Map(); // address → promise of GeoJSON: several maps, one request

let loading = null;
function leaflet() {
  if (window.L) return Promise.resolve(window.L);
  if (loading) return loading;
  const meta = (name) => document.querySelector(`meta[name="${name}"]`)?.content;
  const sheet = Object.assign(document.createElement("link"), { rel: "stylesheet", href: meta("leaflet-css") });
  // ours after Leaflet's own would lose its place in the cascade: put Leaflet's first
  document.head.prepend(sheet);
  loading = new Promise((resolve, reject) => {
    const script = document.createElement("script");
    script.src = meta("leaflet-js");
    script.onload = () => resolve(window.L);
    script.onerror = reject;
    document.head.append(script);
  });
  return loading;
}

function get(url) {
  if (!layers.has(url)) {
    layers.set(url, fetch(url, { credentials: "same-origin" }).then((answer) => {
      if (!answer.ok) throw new Error(String(answer.status));
      return answer.json();
    }).catch((error) => { layers.delete(url); throw error; }));
  }
  return layers.get(url);
}

function colours(element) {
  const style = getComputedStyle(element);
  return new Proxy({}, { get: (_, name) => style.getPropertyValue(`--${name}`).trim() });
}

const BROAD = { expressway: 1.7, national: 1.4, provincial: 1.25, avenue: 1.2, ring: 1.2, county: 0.85, street: 0.7 };

function look({ properties: { kind, sort }, geometry }, c) {
  const line = geometry.type.endsWith("LineString");
  const water = line
    ? { color: c["map-water"], weight: sort === "stream" ? 1.6 : 6, opacity: 1, lineCap: "round", fill: false }
    : { stroke: true, color: c["map-water"], weight: 1, opacity: 1, fill: true, fillColor: c["map-water"], fillOpacity: 1 };
  return {
    boundary: { color: c["map-boundary"], weight: 2.2, opacity: 0.9, fill: true, fillColor: c["map-land"], fillOpacity: 1 },
    town: { stroke: false, fill: true, fillColor: c["map-town"], fillOpacity: 1 },
    wood: { stroke: false, fill: true, fillColor: c["map-wood"], fillOpacity: 1 },
    street: { color: c["map-street"], weight: 1, opacity: 1, dashArray: "4 3", fill: false },
    cell: { color: c["map-cell"], weight: 0.7, opacity: 1, fill: false },
    river: water,
    water,
    road: { color: c["map-road"], weight: 2.4 * (BROAD[sort] || 1), opacity: 1, lineCap: "round", fill: false },
  }[kind] || { color: c.line, weight: 1, fill: false };
}

function area(ring) {
  let sum = 0;
  for (let i = 0, j = ring.length - 1; i < ring.length; j = i, i += 1) sum += (ring[j][0] - ring[i][0]) * (ring[j][1] + ring[i][1]);
  return Math.abs(sum);
}
function middle(geometry) {
  const { type, coordinates } = geometry;
  if (type === "Point") return coordinates;
  if (type === "LineString") return coordinates[Math.floor(coordinates.length / 2)];
  if (type === "MultiLineString") return coordinates[0][Math.floor(coordinates[0].length / 2)];
  const rings = (type === "Polygon" ? [coordinates] : coordinates).map((polygon) => polygon[0]);
  const ring = rings.sort((a, b) => area(b) - area(a))[0];
  const sum = ring.reduce((total, [x, y]) => [total[0] + x, total[1] + y], [0, 0]);
  return [sum[0] / ring.length, sum[1] / ring.length];
}

async function build(element) {
  if (element.dataset.ready) return;
  element.dataset.ready = "1";
  let L;
  let layer;
  try {
    [L, layer] = await Promise.all([leaflet(), get(element.dataset.layerUrl)]);
  } catch {
    delete element.dataset.ready;
    const fail = document.createElement("p");
    fail.className = "map-fail";
    fail.textContent = say("map_failed");
    return void element.replaceChildren(fail);
  }
  const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
  const map = L.map(element, {
    preferCanvas: true, attributionControl: false, zoomControl: false, zoomSnap: 0.25, zoomDelta: 0.75,
    fadeAnimation: !calm, zoomAnimation: !calm, markerZoomAnimation: !calm, inertia: !calm, maxZoom: 18,
  });
  element.setAttribute("role", "group");
  element.setAttribute("aria-label", element.dataset.label || "");
  if (element.dataset.tiles) L.tileLayer(element.dataset.tiles).addTo(map);

  const order = ["boundary", "town", "wood", "cell", "water", "river", "street", "road", "landmark"];
  const features = [...layer.features].sort((a, b) => order.indexOf(a.properties.kind) - order.indexOf(b.properties.kind));
  const renderer = L.canvas({ padding: 0.4 });
  let c = colours(element);
  const drawn = L.geoJSON(features, {
    renderer, interactive: false, filter: (feature) => feature.geometry.type !== "Point",
    style: (feature) => look(feature, c),
  }).addTo(map);
  const cores = L.geoJSON(features.filter((f) => f.properties.kind === "road"), {
    renderer, interactive: false, style: (feature) => ({ color: c["map-road-core"], weight: 1.1 * (BROAD[feature.properties.sort] || 1), opacity: 1 }),
  }).addTo(map);
  const whole = drawn.getBounds();
  const home = () => {
    map.setMinZoom(0);
    map.fitBounds(whole, { padding: [6, 6] });
    map.setMinZoom(map.getZoom() - 0.5);
  };
  home();
  map.setMaxBounds(whole.pad(0.4));

  const first = ["street", "river", "water", "road", "landmark", "cell"]; // who gets the room when two names want it
  const labelled = features.filter((f) => first.includes(f.properties.kind) && f.properties.name)
    .sort((a, b) => first.indexOf(a.properties.kind) - first.indexOf(b.properties.kind));
  map.createPane("names").style.zIndex = 620;
  map.getPane("names").style.pointerEvents = "none";
  const labels = L.layerGroup().addTo(map);
  function label() {
    labels.clearLayers();
    const step = map.getZoom() - map.getBoundsZoom(whole);
    const box = map.getSize().x * map.getSize().y;
    const seen = map.getBounds().pad(0.05);
    const used = [];
    for (const feature of labelled) {
      const { kind, name: text } = feature.properties;
      if (step < LABEL_ZOOM[kind] - 0.01 || (box < 60_000 && kind !== "street")) continue;
      const [x, y] = middle(feature.geometry);
      if (!seen.contains([y, x])) continue;
      const at = map.latLngToContainerPoint([y, x]);
      const wide = [...text].reduce((sum, sign) => sum + (sign > "\u2e80" ? 7 : 4), 6);
      if (used.some(([ux, uy, uw]) => Math.abs(ux - at.x) < wide + uw && Math.abs(uy - at.y) < 15)) continue;
      used.push([at.x, at.y, wide]);
      const span = document.createElement("span");
      span.className = `map-label ${kind}`;
      span.textContent = text;
      const icon = L.divIcon({ className: "", iconSize: [0, 0], html: span });
      L.marker([y, x], { icon, interactive: false, keyboard: false, pane: "names" }).addTo(labels);
    }
  }
  map.on("moveend", label);
  label();

  controls(L, map, home);
  const points = L.layerGroup().addTo(map);
  const draw = () => drawPoints(L, points, element.dataset.pointsUrl, "place" in element.dataset);
  if (element.dataset.pointsUrl) draw();

  let pin = null;
  function put(lon, lat, near, around) {
    const icon = L.divIcon({ className: "map-pin", html: PIN, iconSize: [28, 36], iconAnchor: [14, 35] });
    if (pin) pin.setLatLng([lat, lon]);
    else pin = L.marker([lat, lon], { icon, keyboard: false, interactive: false, zIndexOffset: 1000 }).addTo(map);
    if (near && around) map.fitBounds(L.latLng(lat, lon).toBounds(2 * around).pad(0.3), { animate: !calm });
    else if (near) map.setView([lat, lon], Math.max(map.getZoom(), map.getBoundsZoom(whole) + 2.5), { animate: !calm });
  }
  const former = JSON.parse(element.dataset.path || "[]").map(([lon, lat]) => [lat, lon]);
  if (element.dataset.lon && element.dataset.lat) put(Number(element.dataset.lon), Number(element.dataset.lat), former.length < 2);
  if ("place" in element.dataset) placing(map, element, put);
  let path = null;
  const trace = (points) => { path?.remove(); path = drawPath(L, map, points, c); };
  trace(former);
  if (path) map.fitBounds(former, { padding: [40, 40], maxZoom: 16, animate: false });

  document.addEventListener("themed", () => {
    c = colours(element);
    drawn.setStyle((feature) => look(feature, c));
    cores.setStyle({ color: c["map-road-core"] });
    trace(former);
  });
  // others move the pin ("map:pin" {lon, lat, [around: metres that are to be seen about it]}), take it away ("map:unpin"), look somewhere ("map:look" {lon, lat}) or ask for fresh points ("map:refresh") through the element
  element.addEventListener("map:pin", ({ detail }) => put(Number(detail.lon), Number(detail.lat), true, detail.around));
  element.addEventListener("map:look", ({ detail }) => map.setView([detail.lat, detail.lon], map.getBoundsZoom(whole) + 2, { animate: !calm }));
  element.addEventListener("map:unpin", () => { pin?.remove(); pin = null; });
  element.addEventListener("map:refresh", () => { if (element.dataset.pointsUrl) draw(); });
  let touched = false;
  element.addEventListener("pointerdown", () => { touched = true; });
  new ResizeObserver(() => {
    map.invalidateSize({ animate: false });
    if (!touched && !pin) home();
  }).observe(element);
  // layers.js and fix.js lay their own things over it
  element.drawn = { L, map };
  element.dispatchEvent(new CustomEvent("map:built", { bubbles: true }));
}

// from where to where a place was corrected: small rings at its former points, dots between them
function drawPath(L, map, points, c) {
  if (points.length < 2) return null;
  const group = L.layerGroup().addTo(map);
  L.polyline(points, { color: c.ink, weight: 2.5, dashArray: "2 6", lineCap: "round", interactive: false }).addTo(group);
  for (const point of points.slice(0, -1)) L.circleMarker(point, { radius: 5, color: c.ink, weight: 2, fillColor: c.ground, fillOpacity: 1, interactive: false }).addTo(group);
  return group;
}

function controls(L, map, home) {
  const box = L.DomUtil.create("div", "leaflet-bar");
  for (const [text, name, act] of [["+", "map_in", () => map.zoomIn()], ["−", "map_out", () => map.zoomOut()], ["◻", "map_all", home]]) {
    const button = L.DomUtil.create("button", "", box);
    button.type = "button";
    button.textContent = text;
    button.title = say(name);
    button.setAttribute("aria-label", say(name));
    button.addEventListener("click", act);
  }
  L.DomEvent.disableClickPropagation(box);
  const Box = L.Control.extend({ options: { position: "topright" }, onAdd: () => box });
  new Box().addTo(map);
  L.control.scale({ imperial: false, maxWidth: 80, position: "bottomright" }).addTo(map);
}

async function drawPoints(L, group, url, placing) {
  const answer = await fetch(url, { credentials: "same-origin" }).then((r) => r.json()).catch(() => null);
  if (!answer) return;
  group.clearLayers();
  for (const { geometry, properties } of answer.features) {
    const mark = document.createElement("span");
    mark.className = `map-point ${properties.state || "ok"}`;
    mark.textContent = properties.text || "";
    const icon = L.divIcon({ className: "", html: mark, iconSize: properties.state === "over" ? [14, 13] : [10, 10] });
    const [lon, lat] = geometry.coordinates;
    const leads = properties.url && !placing; // where a click sets the place, no point leads away from what is typed
    const marker = L.marker([lat, lon], { icon, title: properties.name || "", alt: properties.name || "", keyboard: Boolean(leads), interactive: Boolean(leads) });
    if (leads) marker.on("click keypress", (event) => {
      if (event.type === "click" || event.originalEvent.key === "Enter") location.assign(properties.url);
    });
    marker.addTo(group);
  }
}

function placing(map, element, put) {
  const words = document.createElement("p");
  words.className = "map-say";
  words.textContent = say("map_place");
  words.setAttribute("role", "status");
  element.append(words);
  const form = () => (element.dataset.placeForm ? document.querySelector(element.dataset.placeForm) : element.closest("form")) || document;
  function set(lon, lat, source) {
    for (const [name, value] of [["lon", lon], ["lat", lat]]) {
      const input = form().querySelector(`[name="${name}"]`);
      if (!input) continue;
      input.value = value.toFixed(6);
      input.dispatchEvent(new Event("input", { bubbles: true }));
      input.dispatchEvent(new Event("change", { bubbles: true }));
    }
    words.textContent = say("map_placed", { lat: lat.toFixed(5), lon: lon.toFixed(5) });
    element.dispatchEvent(new CustomEvent("place", { bubbles: true, detail: { lon, lat, source } }));
  }
  element.addEventListener("map:unpin", () => { words.textContent = say("map_place"); });
  map.on("click", ({ latlng }) => {
    put(latlng.lng, latlng.lat, false);
    set(latlng.lng, latlng.lat);
  });
  // "use my position": a button [data-locate] in the same form
  document.addEventListener("click", (event) => {
    if (!event.target.closest?.("[data-locate]") || !navigator.geolocation) return;
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => { put(coords.longitude, coords.latitude, true); set(coords.longitude, coords.latitude, "device"); },
      () => { words.textContent = say("map_place"); },
      { enableHighAccuracy: true, timeout: 10_000 },
    );
  });
  const lon = form().querySelector('[name="lon"]')?.value;
  const lat = form().querySelector('[name="lat"]')?.value;
  if (lon && lat) put(Number(lon), Number(lat), true);
}

function dress(root) {
  for (const element of root.querySelectorAll?.("[data-map]") || []) build(element);
}
dress(document);
document.addEventListener("drawn", (event) => dress(event.detail.root));
