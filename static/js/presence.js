// Who else has this ticket open: the page says every few seconds that it is there, and is told who else is. Only while somebody
// can see it: a tab behind others has left, and comes back with it. Nothing hangs on the answer; without one the line is empty.

const place = document.getElementById("presence");
const BEAT = 6_000;
const LIMIT = 4_000;
let asking = false;

async function tell() {
  if (asking || document.hidden) return;
  asking = true;
  let said = "";
  try {
    const answer = await fetch(place.action, {
      method: "POST", body: new FormData(place), credentials: "same-origin", headers: { "X-Requested-With": "fetch" }, signal: AbortSignal.timeout(LIMIT),
    });
    if (answer.status === 200 && !answer.redirected) said = await answer.text();
  } catch { /* the state of the line says so */ }
  asking = false;
  const template = document.createElement("template");
  template.innerHTML = said;
  const line = place.querySelector("p");
  if (line.textContent.trim() !== template.content.textContent.trim()) line.replaceChildren(...template.content.childNodes);
}

function leave() {
  const body = new FormData(place);
  body.append("left", "1");
  fetch(place.action, { method: "POST", body, credentials: "same-origin", keepalive: true }).catch(() => {});
}

if (place) {
  place.addEventListener("submit", (event) => event.preventDefault());
  setInterval(tell, BEAT);
  addEventListener("pagehide", leave);
  document.addEventListener("visibilitychange", () => (document.hidden ? leave() : tell()));
  tell();
}
