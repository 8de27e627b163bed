// One part of a ticket, or one on-site check. What is known is drawn again by the line; the forms are not, because somebody
// may be typing in them. When the part itself moved, the page is read again if nothing was typed, else it says so.

const strings = JSON.parse(document.getElementById("strings")?.textContent || "{}");
const page = document.querySelector("[data-moved]");
const work = document.getElementById("part-do");

function typed() {
  return [...work.querySelectorAll("input:not([type=hidden]), textarea, select")].some((control) => {
    if (control.type === "radio" || control.type === "checkbox") return control.checked !== control.defaultChecked;
    if (control.type === "file") return control.files.length > 0;
    if (control.options) return [...control.options].some((option) => option.selected !== option.defaultSelected);
    return control.value !== control.defaultValue && !control.closest(".combo");
  });
}

document.addEventListener("drawn", ({ detail: { root } }) => {
  const version = root.dataset?.partVersion;
  if (!version || version === work.dataset.version) return;
  if (!typed() && !work.querySelector("dialog[open], [aria-busy=true]")) return void location.reload();
  document.dispatchEvent(new CustomEvent("banner", {
    detail: { name: "part", text: page.dataset.moved, action: strings.reload, onAction: () => location.reload() },
  }));
});

// an address with #hand_back opens that form
const asked = document.getElementById(`ask-${location.hash.slice(1)}`);
if (asked?.tagName === "DIALOG" && !asked.open) asked.showModal();
// drawn open by the server, a form that was refused belongs on top of the page
for (const dialog of document.querySelectorAll("dialog.ask[open]")) {
  dialog.close();
  dialog.showModal();
}
