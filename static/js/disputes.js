// The arbiter's page: [data-lead="<unit>" data-assists="<unit>,<unit>" data-law="…"] fills the ruling from a side or a
// precedent. What is filled in is only a beginning: nothing is sent, and every field can be changed.

const form = () => document.getElementById("form-rule");

function choose(select, values) {
  for (const option of select.options) option.selected = values.includes(option.value);
  select.dispatchEvent(new Event("combo:refresh"));
  select.dispatchEvent(new Event("change", { bubbles: true }));
}

document.addEventListener("click", (event) => {
  const button = event.target.closest?.("[data-lead]");
  const target = button && form();
  if (!target) return;
  choose(target.elements.lead, [button.dataset.lead]);
  const assists = [...target.elements.assists.selectedOptions].map((option) => option.value);
  const named = button.dataset.assists === undefined ? assists : button.dataset.assists.split(",");
  choose(target.elements.assists, named.filter((unit) => unit !== button.dataset.lead));
  if (button.dataset.law && !target.elements.legal_basis.value) target.elements.legal_basis.value = button.dataset.law;
  target.scrollIntoView({ block: "nearest" });
  target.elements[target.elements.legal_basis.value ? "text" : "legal_basis"].focus();
});
