// The call-back desk by keyboard. The number keys lie as on a number pad: 1 2 3 solved, 4 5 6 result, 7 8 9 process, for the
// ticket in hand: the one with the focus, else the first that is not answered. U goes to the form of a failed attempt.

const TYPING = "input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable]";
const tickets = () => [...document.querySelectorAll("[data-asked]")];
const answered = (ticket) => ticket.querySelectorAll("[data-digit] input:checked").length >= 3;

function inHand() {
  const focused = document.activeElement?.closest?.("[data-asked]");
  if (focused && !answered(focused)) return focused;
  return tickets().find((ticket) => !answered(ticket)) || focused || tickets()[0];
}

document.addEventListener("keydown", (event) => {
  if (!/^[1-9]$/.test(event.key) || event.isComposing || event.ctrlKey || event.altKey || event.metaKey) return;
  if (event.target.matches?.(TYPING) || document.querySelector("dialog[open]")) return;
  const input = inHand()?.querySelector(`[data-digit="${event.key}"] input`);
  if (!input) return;
  event.preventDefault();
  input.checked = true;
  input.focus();
  input.dispatchEvent(new Event("change", { bubbles: true }));
});

document.addEventListener("click", (event) => {
  if (!event.target.closest?.("[data-to=not-reached]")) return;
  event.preventDefault();
  const form = document.getElementById("form-not-reached");
  (form.querySelector("input[type=radio]:checked") || form.querySelector("input[type=radio]"))?.focus();
  form.scrollIntoView({ block: "nearest" });
});

// "not solved" needs words, not a disposition: what is to be filled in next says so
document.addEventListener("change", (event) => {
  const ticket = event.target.closest?.("[data-asked]");
  if (!ticket || !event.target.name?.startsWith("solved_")) return;
  const back = event.target.value === "not_solved";
  ticket.querySelector("[name^=disposition_]").closest(".field").hidden = back;
  ticket.querySelector("[name^=text_]").required = back;
});
