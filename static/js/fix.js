// Where the carrier has the caller: a circle on the call page's map, one key that takes its middle as the place, and a word
// when what was picked lies outside of it. It may come while the form is open: the strip of lines brings it (data-fix).

const box = () => document.getElementById("fix");
const form = () => document.getElementById("call-form");
const map = () => document.getElementById("call-map");
const RADIUS = 6_371_008.8;
let drawn = null;
let shown = "";

function fix() {
  const [lon, lat, metres, at] = (box()?.dataset.fix || "").split(",");
  return at === undefined ? null : { lon: Number(lon), lat: Number(lat), metres: Number(metres), at };
}

function away(a, b) {
  const rad = Math.PI / 180;
  const x = (a.lon - b.lon) * rad * Math.cos(((a.lat + b.lat) / 2) * rad);
  return Math.hypot(x, (a.lat - b.lat) * rad) * RADIUS;
}

function circle() {
  const found = fix();
  const built = map()?.drawn;
  if (!found || !built) return;
  const { L } = built;
  const colour = getComputedStyle(map()).getPropertyValue("--soon").trim();
  drawn?.remove();
  drawn = L.circle([found.lat, found.lon], {
    radius: found.metres, color: colour, weight: 2, dashArray: "6 5", fillColor: colour, fillOpacity: 0.08, interactive: false,
  }).addTo(built.map);
  drawn.bindTooltip(box().querySelector("[data-fix-said]").textContent, { permanent: true, direction: "bottom", offset: [0, 6], className: "fix-label" });
  const { lon } = form().elements;
  if (box().dataset.fix !== shown && !lon.value) built.map.fitBounds(drawn.getBounds().pad(0.3));
  shown = box().dataset.fix;
}

function judge() {
  const found = fix();
  const words = box()?.querySelector(".fix-apart");
  if (!found || !words) return;
  const { lon, lat } = form().elements;
  const apart = lon.value && lat.value ? away(found, { lon: Number(lon.value), lat: Number(lat.value) }) - found.metres : 0;
  words.hidden = apart < 1;
  const said = apart < 1 ? "" : box().dataset.apart.replace("{metres}", Math.round(apart));
  if (words.textContent !== said) words.textContent = said;
}

// the strip was drawn anew: what it says of this form's call is newer than what the page came with
function told() {
  const line = document.querySelector(`[data-fix-of="${CSS.escape(form()?.elements.key.value || "")}"]`);
  if (!line || !box() || line.dataset.fix === box().dataset.fix) return;
  box().dataset.fix = line.dataset.fix;
  const { metres, at } = fix();
  box().querySelector("[data-fix-said]").textContent = box().dataset.say.replace("{metres}", metres).replace("{at}", at);
  box().hidden = false;
  circle();
  judge();
}

document.addEventListener("click", (event) => {
  if (!event.target.closest?.("[data-take-fix]")) return;
  const { lon, lat, metres } = fix();
  document.dispatchEvent(new CustomEvent("place:set", { detail: { form: form(), lon, lat, source: "carrier", around: metres } }));
});
for (const name of ["place", "place:gone"]) document.addEventListener(name, judge);
document.addEventListener("change", (event) => { if (event.target.name === "place") setTimeout(judge); });
document.addEventListener("drawn", () => { told(); judge(); });
document.addEventListener("map:built", circle);
document.addEventListener("themed", circle);
told();
circle();
judge();
