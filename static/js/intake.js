// Typing a call: Enter goes on to the next field, the item brings its priority and its facts, a click on the map brings
// the place, and the matches follow what is typed. The form is redrawn by forms.js, so nothing here holds on to it.

const form = () => document.getElementById("call-form");
const field = (name) => form()?.elements.namedItem(name); // not elements[name]: `item` is a method there
const tell = (element, name, detail) => element?.dispatchEvent(new CustomEvent(name, { detail, bubbles: true }));
const chosen = (select) => select?.selectedOptions?.[0]?.value ? select.selectedOptions[0] : null;

// --- Enter goes on; it never sends the form by accident ----------------------------------------------------------
document.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || event.isComposing || event.keyCode === 229) return;
  const input = event.target;
  if (!input.matches?.("#call-form input") || input.closest("dialog")) return;
  event.preventDefault();
  if (input.getAttribute("aria-expanded") === "true") return; // the list found nothing to take: stay with what is typed
  const stops = [...form().querySelectorAll(".region-body :is(input, textarea), #open-ticket")]
    .filter((stop) => (stop.checkVisibility?.() ?? stop.getClientRects().length) && // what lies folded has a box as well
      !stop.disabled && !["checkbox", "radio", "hidden"].includes(stop.type));
  stops[stops.indexOf(input) + 1]?.focus();
});

// --- item: facts, priority. The item's own priority may be raised and never lowered -----------------------------
let raised = null; // what the person chose above the item's
const radios = () => [...(form()?.querySelectorAll('input[name="priority"]') || [])];
const level = () => Number(radios().find((radio) => radio.checked)?.value) || null;

function priority(least, wanted) {
  for (const radio of radios()) {
    radio.disabled = Boolean(least) && Number(radio.value) > least;
    radio.checked = Number(radio.value) === Math.min(wanted || least, least || wanted);
  }
}
function item() {
  const option = chosen(field("item"));
  const facts = document.getElementById("item-facts");
  if (facts) facts.textContent = option?.dataset.facts || "";
  const least = Number(option?.dataset.priority) || null;
  if (field("danger")?.checked) priority(1, 1);
  else if (least) priority(least, raised);
  else for (const radio of radios()) Object.assign(radio, { disabled: false, checked: Number(radio.value) === raised });
}
// what the item asks is fetched when another item is chosen; answers that were typed go with the item
let item_asked = null;
async function ask() {
  const box = document.getElementById("questions");
  const code = field("item")?.value || "";
  if (!box || code === item_asked) return;
  const first = item_asked === null;
  item_asked = code;
  if (first) return; // the page came with them
  const answer = await fetch(`${box.dataset.url}?item=${encodeURIComponent(code)}`, { headers: { "X-Requested-With": "fetch" } })
    .then((r) => (r.ok ? r.text() : "")).catch(() => "");
  if (code !== item_asked) return;
  const template = document.createElement("template");
  template.innerHTML = answer;
  box.replaceChildren(template.content);
}
function typed(target) {
  target.dispatchEvent(new Event("input", { bubbles: true }));
}
document.addEventListener("click", (event) => {
  if (!event.target.closest?.("#raise")) return;
  const now = level() || Number(chosen(field("item"))?.dataset.priority) || 4;
  if (now <= 1 || field("danger")?.checked) return;
  raised = now - 1;
  item();
  const radio = radios().find((one) => one.checked);
  if (radio) typed(radio);
});

// --- place: from the list or from the map --------------------------------------------------------------------------
let asked = 0;
function facts(found) {
  const box = document.getElementById("place-facts");
  if (!box) return;
  const list = box.querySelector("dl");
  const nowhere = box.querySelector("[data-nowhere]");
  list.hidden = !found;
  nowhere.hidden = Boolean(found);
  for (const part of box.querySelectorAll("[data-fact]")) part.textContent = found?.[part.dataset.fact] || "";
  for (const line of list.querySelectorAll("dd")) line.hidden = line.previousElementSibling.hidden = !line.textContent.trim();
}
async function located(lon, lat) {
  const turn = (asked += 1);
  const map = document.getElementById("call-map");
  const answer = await fetch(`${map.dataset.locateUrl}?lon=${lon}&lat=${lat}`, { headers: { Accept: "application/json" } })
    .then((r) => r.json()).catch(() => null);
  if (turn !== asked || !answer) return;
  facts(answer.inside ? answer : { street: document.getElementById("place-facts").dataset.outside });
  if (answer.inside) choose(answer.place);
  else {
    choose(""); // what was chosen before is not there
    tell(document, "toast", { text: answer.sentence, bad: true });
  }
}
function choose(value) {
  const select = field("place");
  select.value = value;
  tell(select, "combo:refresh");
  typed(select);
  look();
}
document.addEventListener("place", ({ detail }) => located(detail.lon, detail.lat));
document.addEventListener("place:gone", () => { asked += 1; facts(null); });
function listed() {
  // chosen by hand: a point that lies elsewhere would win over it, so the point goes
  for (const name of ["lon", "lat"]) if (field(name)) field(name).value = "";
  tell(document.getElementById("call-map"), "map:unpin");
  asked += 1;
  const option = chosen(field("place"));
  facts(option ? { street: option.dataset.facts, community: "" } : null);
  if (option?.dataset.lon) tell(document.getElementById("call-map"), "map:look", { lon: option.dataset.lon, lat: option.dataset.lat });
}

// --- matches: asked for again only when something that they depend on has changed ----------------------------------
let before = "";
let wait = null;
function look() {
  clearTimeout(wait);
  wait = setTimeout(() => {
    if (!form()) return;
    const now = ["number", "words", "place", "address", "lon", "lat", "item"].map((name) => field(name)?.value || "").join("|");
    if (now === before) return;
    before = now;
    window.htmx?.trigger("#matches", "look");
  }, 350);
}
const matches = document.getElementById("matches");
// What is opened at another seat while this call is typed may be the same event: it stands here before F9 opens it twice.
// Nobody typed for this answer, so a hand may be on its way to a key: what is shown keeps its own, what is new gets a free one.
// So it is as long as the form itself asks about some of them.
let keys_stay = false;
document.addEventListener("delta", ({ detail }) => {
  if (!before.replaceAll("|", "") || !detail.rows.some((row) => row.before === "")) return;
  before = "";
  keys_stay = true;
  look();
});
matches?.addEventListener("htmx:configRequest", ({ detail }) => {
  if (keys_stay || form()?.querySelector(".just-opened")) detail.parameters.shown = [...document.querySelectorAll("[data-candidate]")].map((button) => button.dataset.candidate);
  keys_stay = false;
});
let opened = []; // what was unfolded stays so
matches?.addEventListener("htmx:beforeSwap", () => { opened = [...matches.querySelectorAll("details[open][id]")].map(({ id }) => id); });
matches?.addEventListener("htmx:afterSwap", () => { for (const id of opened) document.getElementById(id)?.setAttribute("open", ""); });
for (const name of ["htmx:responseError", "htmx:sendError", "htmx:timeout"]) {
  matches?.addEventListener(name, (event) => {
    event.stopPropagation();
    before = "";
    const kept = [...matches.querySelectorAll("input[name^=matches_]")]; // when it was looked last, and what was shown, stays true
    matches.textContent = matches.dataset.failed;
    matches.append(...kept);
  });
}

document.addEventListener("input", (event) => {
  if (!event.isComposing && ["number", "words", "address"].includes(event.target.name)) look();
});
document.addEventListener("compositionend", (event) => { if (["words", "address"].includes(event.target.name)) look(); });
// a suggested item stands in the form once its key is pressed, as if it had been taken from the list
document.addEventListener("click", (event) => {
  const suggested = event.target.closest?.("[data-suggested]");
  const select = field("item");
  if (!suggested || !select) return;
  select.value = suggested.dataset.suggested;
  tell(select, "combo:refresh");
  typed(select);
  select.dispatchEvent(new Event("change", { bubbles: true }));
});
document.addEventListener("change", (event) => {
  const { name } = event.target;
  if (event.target.form !== form() || !name) return;
  if (name === "item" || name === "danger") item();
  if (name === "item") ask();
  if (name === "place") listed();
  if (name === "priority") raised = level();
  look();
});

// --- a form that came back: its dialog opens again where the mistake is; a fresh one waits in its first field -------
function settle(root) {
  if (!form() || (root !== document && root.id !== "call-form")) return;
  const dialog = form().querySelector("dialog:has([aria-invalid=true], .error)");
  if (dialog && !dialog.open) dialog.showModal();
  raised = level();
  item();
  item_asked = null;
  ask();
  if (form().querySelector(".just-opened")) before = ""; // what is asked about stands among the matches as well, with the same key
  const { lon, lat } = form().elements;
  if (lon.value && lat.value) {
    located(lon.value, lat.value);
    tell(document.getElementById("call-map"), "map:pin", { lon: lon.value, lat: lat.value });
  } else if (chosen(field("place"))) facts({ street: chosen(field("place")).dataset.facts });
  look();
}
settle(document);
document.addEventListener("drawn", ({ detail }) => settle(detail.root));
// a dialogue waits for an answer first
if (form() && !form().querySelector("[aria-invalid=true]")) (document.getElementById("id_answer") || field("number")).focus({ preventScroll: true });
