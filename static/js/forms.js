// A form never loses what was typed, never sends twice, and says what happened in a sentence.
// Plain POST forms are sent by fetch: 422 and 409 redraw the form in place, a lost network is retried with the same
// receipt key (so the server writes once), anything else leaves the text where it was. `data-native` opts out.
// Forms with hx-post are htmx's: here they only get the guard, the sentence and the retry.

const strings = JSON.parse(document.getElementById("strings")?.textContent || "{}");
const say = (name, parts = {}) => (strings[name] || name).replace(/\{(\w+)\}/g, (_, part) => parts[part] ?? "");
const RETRY = [3, 5, 10, 20, 30];
const LIMIT = 60_000;
const WITH_FILES = 200_000; // no shorter than the server waits for a body from a bad street corner (config/http_door.py)
const waiting = new WeakMap(); // form → what sends it again: {tries, timer, go}
const touched = new WeakSet(); // forms that were changed while they were on their way
const isHtmx = (form) => form.matches("[hx-post], [data-hx-post]");

function busy(form, on, submitter) {
  if (form.hasAttribute("aria-busy") !== on && !isHtmx(form)) document.dispatchEvent(new CustomEvent("asking", { detail: { on } }));
  for (const button of form.querySelectorAll("button[type=submit], button:not([type]), input[type=submit]")) {
    button.setAttribute("aria-disabled", String(on));
    button.classList.toggle("is-busy", on && button === submitter);
  }
  if (on) {
    touched.delete(form);
    form.setAttribute("aria-busy", "true");
  } else form.removeAttribute("aria-busy");
}

function fail(form, text, onNow, reload) {
  form.querySelector(":scope > .form-fail.from-script")?.remove();
  if (!text) return;
  const box = document.createElement("div");
  box.className = "form-fail from-script";
  box.setAttribute("role", "alert");
  const words = document.createElement("span");
  words.textContent = text;
  box.append(words);
  if (onNow) {
    const now = document.createElement("button");
    now.type = "button";
    now.className = "btn small";
    now.textContent = strings.net_now;
    now.addEventListener("click", onNow);
    box.append(now);
  }
  if (reload) {
    const link = document.createElement("a");
    link.className = "btn small";
    link.href = location.href;
    link.textContent = strings.reload;
    box.append(link);
  }
  form.prepend(box);
  box.scrollIntoView({ block: "nearest" });
}

function rest(form) {
  const entry = waiting.get(form);
  if (!entry?.go) return false;
  clearTimeout(entry.timer);
  removeEventListener("online", entry.go);
  entry.go = null;
  return true;
}

// who changes a form that waits for the line, or is on its way, is not done with it: half a word is not sent by itself
function changed(form) {
  fail(form, strings.net_changed);
  document.dispatchEvent(new CustomEvent("toast", { detail: { text: strings.net_changed, bad: true } }));
}
document.addEventListener("input", ({ target: { form } }) => {
  if (form?.getAttribute("aria-busy") === "true") touched.add(form);
  else if (form && rest(form)) changed(form);
});

function again(form, send) {
  rest(form);
  if (touched.delete(form)) return changed(form);
  const entry = waiting.get(form) || { tries: 0 };
  const wait = RETRY[Math.min(entry.tries, RETRY.length - 1)];
  entry.tries += 1;
  entry.go = () => {
    rest(form);
    if (form.isConnected) send();
  };
  waiting.set(form, entry);
  addEventListener("online", entry.go);
  entry.timer = setTimeout(entry.go, wait * 1000);
  fail(form, say("net", { s: wait }), entry.go);
}

function redraw(form, html, wholePage) {
  const page = new DOMParser().parseFromString(html, "text/html");
  const fresh = (form.getAttribute("id") && page.getElementById(form.getAttribute("id"))) || page.querySelector(`form[action="${CSS.escape(form.getAttribute("action") || "")}"]`);
  const dialogOpen = form.closest("dialog[open]");
  const old = fresh ? form : document.getElementById("main");
  const next = fresh || (wholePage ? page.getElementById("main") : null);
  if (!next) return false;
  // files cannot be drawn by a server: the chosen photo stays chosen
  for (const input of form.querySelectorAll('input[type="file"]')) {
    const twin = next.querySelector(`input[type="file"][name="${input.name}"]`);
    if (twin && input.files.length) twin.files = input.files;
  }
  // what stands beside a form and is read with it is of the same moment
  for (const beside of page.querySelectorAll("[data-beside]")) if (fresh) document.getElementById(beside.id)?.replaceWith(document.adoptNode(beside));
  const adopted = document.adoptNode(next);
  old.replaceWith(adopted);
  window.htmx?.process(adopted);
  document.dispatchEvent(new CustomEvent("drawn", { detail: { root: adopted } }));
  if (dialogOpen && !dialogOpen.isConnected) document.getElementById(dialogOpen.id)?.showModal?.();
  // in the middle, since its sentence stands under it; the alert may be for ears alone and counts only where no field is wrong
  const first = adopted.querySelector("[data-focus]") || adopted.querySelector("[aria-invalid=true]") || adopted.querySelector("[role=alert]");
  first?.focus?.();
  first?.scrollIntoView({ block: "center" });
  return true;
}

// a refusal comes as a page of its own; its sentence is shown at the form, so that nothing typed is lost
function refusal(html) {
  const page = new DOMParser().parseFromString(html, "text/html");
  return (page.querySelector("[data-sentence]") || page.querySelector("main h1"))?.textContent.trim();
}

function carry(html) {
  // the page that answered was drawn once already: its messages come along to the one that is shown
  const found = [...new DOMParser().parseFromString(html, "text/html").querySelectorAll("#toasts .toast")];
  const list = found.map((toast) => ({ text: toast.textContent.trim(), bad: toast.classList.contains("bad") }));
  try {
    if (list.length) sessionStorage.setItem("toasts", JSON.stringify(list));
  } catch { /* without a store only the message is lost */ }
}

// behind a lock nothing is written: lock.js asks for the password over the page, then the same form goes again, same key
function tellLocked(again) {
  document.dispatchEvent(new CustomEvent("locked", { detail: { again } }));
}

// whoever signed in again meanwhile has another token; that it is the same person is asked of the server
const token = () => document.cookie.match(/(?:^|; )csrftoken=([^;]+)/)?.[1];
const user = () => document.querySelector('meta[name="user"]')?.content || "";

// photos that a script made smaller meanwhile are the same photos: who takes one out by hand sends the form by hand
function sameFiles(body, first) {
  for (const name of new Set([...first].filter(([, value]) => value instanceof File).map(([each]) => each))) {
    body.delete(name);
    for (const file of first.getAll(name)) body.append(name, file);
  }
}

async function send(form, submitter, same) {
  busy(form, true, submitter);
  const body = new FormData(form); // as it stands now, also when it goes again; the server refuses other content under a key that it has taken
  if (same) sameFiles(body, same);
  if (submitter?.name) body.append(submitter.name, submitter.value);
  if (token() && body.has("csrfmiddlewaretoken")) body.set("csrfmiddlewaretoken", token());
  const limit = [...body.values()].some((value) => value instanceof File && value.size) ? WITH_FILES : LIMIT;
  const method = "POST";
  const action = submitter?.getAttribute("formaction") || form.getAttribute("action") || location.href;
  let answer;
  let html;
  try {
    answer = await fetch(action, {
      method, body, credentials: "same-origin", headers: { "X-Requested-With": "fetch", "X-User": user() },
      signal: AbortSignal.timeout?.(limit),
    });
    html = (answer.headers.get("Content-Type") || "").includes("text/html") ? await answer.text() : "";
  } catch {
    busy(form, false);
    return again(form, () => send(form, submitter, body));
  }
  if (answer.ok && answer.redirected && new URL(answer.url).pathname.includes("/login")) {
    busy(form, false);
    return fail(form, strings.gone);
  }
  if (answer.ok && answer.redirected) {
    carry(html);
    document.dispatchEvent(new CustomEvent("saved", { detail: { form } }));
    if (answer.url === location.href) return location.reload();
    return location.assign(answer.url);
  }
  busy(form, false);
  if (answer.status === 423) return tellLocked(() => send(form, submitter));
  if ((answer.ok || [409, 422].includes(answer.status)) && html && redraw(form, html, answer.status !== 409)) return undefined;
  const sentence = html && refusal(html);
  if (sentence && answer.status < 500) return fail(form, sentence, null, answer.status === 409);
  if (answer.status === 503) return again(form, () => send(form, submitter, body));
  return fail(form, say("failed", { code: answer.status }));
}

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.getAttribute("method")?.toLowerCase() !== "post" || event.defaultPrevented) return;
  if (form.getAttribute("aria-busy") === "true") {
    event.preventDefault();
    event.stopImmediatePropagation();
    return;
  }
  if (form.matches("[data-native]")) {
    setTimeout(() => busy(form, true, event.submitter));
    return;
  }
  if (isHtmx(form)) return;
  event.preventDefault();
  rest(form);
  fail(form);
  send(form, event.submitter);
});
// back from the history cache a form can be sent again
addEventListener("pageshow", (event) => {
  if (event.persisted) for (const form of document.forms) busy(form, false);
});

// htmx forms: same guard, same sentence, same retry
const formOf = (event) => (event.detail.elt?.matches?.("form[hx-post], form[data-hx-post]") ? event.detail.elt : null);
document.addEventListener("htmx:beforeRequest", (event) => {
  const form = formOf(event);
  if (!form) return;
  if (form.getAttribute("aria-busy") === "true") return event.preventDefault();
  rest(form);
  fail(form);
  busy(form, true, event.detail.requestConfig?.triggeringEvent?.submitter);
});
document.addEventListener("htmx:afterRequest", (event) => {
  const form = formOf(event);
  if (form) busy(form, false);
});
for (const name of ["htmx:sendError", "htmx:timeout"]) {
  document.addEventListener(name, (event) => {
    const form = formOf(event);
    if (form) again(form, () => window.htmx.trigger(form, "submit"));
  });
}
document.addEventListener("htmx:responseError", (event) => {
  const form = formOf(event);
  const code = event.detail.xhr.status;
  if (code === 423) tellLocked(form && (() => window.htmx.trigger(form, "submit")));
  else if (form && code === 503) again(form, () => window.htmx.trigger(form, "submit"));
  else if (form) fail(form, say("failed", { code }));
  else document.dispatchEvent(new CustomEvent("toast", { detail: { text: say("failed", { code }), bad: true } }));
});
document.addEventListener("htmx:afterSwap", (event) => {
  const wrong = event.target.querySelector?.("[aria-invalid=true]");
  if (wrong) wrong.focus();
});
