// The strip of notices below the bar: read again when the line says that they changed, and once a minute without it; replaced
// only when it says something else, so that neither the focus nor what is typed is touched. Its button (and its key) sends the receipt and draws what stands then.

const strip = document.getElementById("notices");
const EVERY = 60_000;
const LIMIT = 8_000;

const said = (form) => form?.getAttribute("action") + (form?.textContent || "");

async function ask(url, more = {}) {
  try {
    const answer = await fetch(url, { credentials: "same-origin", headers: { "X-Requested-With": "fetch" }, signal: AbortSignal.timeout(LIMIT), ...more });
    if (answer.ok && new URL(answer.url).pathname === strip.dataset.url) draw(await answer.text());
  } catch { /* the state of the line says so; the strip stays as it is */ }
}

function draw(html) {
  const template = document.createElement("template");
  template.innerHTML = html;
  if (said(template.content.querySelector("form")) === said(strip.querySelector("form"))) return;
  strip.replaceChildren(...template.content.children);
}

if (strip) {
  strip.addEventListener("submit", (event) => {
    event.preventDefault();
    ask(event.target.getAttribute("action"), { method: "POST", body: new FormData(event.target) });
  });
  setInterval(() => { if (!document.hidden) ask(strip.dataset.url); }, EVERY);
  document.addEventListener("topic", ({ detail }) => { if (!detail.name || detail.name === "notices") ask(strip.dataset.url); });
  ask(strip.dataset.url);
}
