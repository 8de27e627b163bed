// A unit's own matter: a tap on the map is the place, and what was tapped is kept with the draft. draft.js does the rest.

const form = () => document.getElementById("call-form");

document.addEventListener("place", ({ detail }) => {
  const { lon, lat } = form().elements;
  lon.value = detail.lon.toFixed(6);
  lat.value = detail.lat.toFixed(6);
  lat.dispatchEvent(new Event("input", { bubbles: true }));
});

const { lon, lat } = form().elements;
if (lon.value && lat.value) {
  document.querySelector(".own-matter .map")?.dispatchEvent(
    new CustomEvent("map:pin", { detail: { lon: Number(lon.value), lat: Number(lat.value) } }),
  );
}
