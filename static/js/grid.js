// A report from the street: the device's position or a tap on the map, said back as cell and street office; each step
// is ticked off once it is done. What was typed stays whatever the network does (forms.js sends again with the same key).

const form = document.querySelector("form[data-where]");
const field = (name) => document.querySelector(`#form-report [name="${name}"]`);
const live = () => document.getElementById("form-report");
const nowhere = document.getElementById("where-said")?.textContent;
let asked = 0;

function say(text, bad = false) {
  const words = document.getElementById("where-said");
  words.textContent = text;
  words.classList.toggle("error", bad);
}

function tick(step, done) {
  document.querySelector(`[data-step="${step}"]`)?.classList.toggle("ok", done);
}

async function told(note = "") {
  const [lon, lat] = [field("lon").value, field("lat").value];
  tick("place", false);
  const turn = (asked += 1);
  if (!lon || !lat) return say(nowhere);
  const query = new URLSearchParams({ lon, lat });
  const answer = await fetch(`${live().dataset.where}?${query}`).then((r) => r.json()).catch(() => null);
  if (turn !== asked) return;
  if (!answer) return say(`${Number(lat).toFixed(5)}, ${Number(lon).toFixed(5)}${note}`);
  tick("place", answer.inside);
  say(answer.inside ? `${answer.street} · ${answer.community} · ${answer.cell}${answer.near ? ` · ${answer.near}` : ""}${note}` : answer.sentence, !answer.inside);
}

function put(lon, lat, position) {
  field("lon").value = lon.toFixed(6);
  field("lat").value = lat.toFixed(6);
  field("position").value = position;
  field("accuracy").value = "";
}

function locate() {
  if (!window.isSecureContext || !navigator.geolocation) return say(live().dataset.noSecure, true);
  say(live().dataset.seeking);
  const turn = (asked += 1);
  return navigator.geolocation.getCurrentPosition(({ coords }) => {
    if (turn !== asked) return; // a place was chosen by hand meanwhile
    const point = { lon: coords.longitude, lat: coords.latitude, source: "device" };
    live().dispatchEvent(new CustomEvent("place", { bubbles: true, detail: point }));
    field("accuracy").value = coords.accuracy?.toFixed(1) ?? "";
    document.querySelector(".steps-page .map")?.dispatchEvent(
      new CustomEvent("map:pin", { detail: { lon: coords.longitude, lat: coords.latitude } }),
    );
    told(` · ${live().dataset.exact.replace("{n}", Math.round(coords.accuracy))}`);
  }, () => { if (turn === asked) say(live().dataset.noPosition, true); }, { enableHighAccuracy: true, timeout: 12_000, maximumAge: 20_000 });
}

function items() {
  const tile = document.querySelector('.tile input[name="item"]:checked');
  const other = field("other_item");
  // a tile chosen later wins over a search before it
  if (tile?.value && other?.value) {
    other.value = "";
    other.dispatchEvent(new Event("combo:refresh"));
  }
  const chosen = Boolean(tile?.value || other?.value);
  tick("item", chosen);
  if (chosen) document.getElementById("id_item-error")?.remove();
}

if (form) {
  document.addEventListener("click", (event) => { if (event.target.closest?.("button[data-position]")) locate(); });
  document.addEventListener("place", ({ detail }) => { put(detail.lon, detail.lat, detail.source || "map"); told(); });
  document.addEventListener("place:gone", () => { field("accuracy").value = ""; told(); });
  document.addEventListener("change", (event) => { if (["item", "other_item"].includes(event.target.name)) items(); });
  document.addEventListener("photos", ({ detail }) => tick("photos", detail.input.files.length > 0));
  document.addEventListener("drawn", ({ detail }) => { if (detail.root.id === "form-report") { told(); items(); } });
  told();
  items();
  // a device that was allowed before is asked at once: one tap less
  navigator.permissions?.query({ name: "geolocation" }).then((permission) => {
    if (permission.state === "granted" && !field("lon").value) locate();
  }).catch(() => {});
}
