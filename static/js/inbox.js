/* Deciding with two keys: a letter chooses the act, with the rule and the reason of the last time; Enter sends it. */

const form = document.getElementById("decide");

function choose(radio) {
  radio.checked = true;
  const reason = form.elements.reason;
  const rule = form.elements.rule;
  if (!reason.value.trim()) reason.value = radio.dataset.reason;
  if (!rule.value) rule.value = radio.dataset.rule;
  if (reason.value.trim()) form.querySelector("button[value=decide]").focus();
  else reason.focus();
}

document.addEventListener("keydown", (event) => {
  if (!form || document.querySelector("[data-keys=off]")) return;
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
    form.requestSubmit(form.querySelector("button[value=decide]"));
    return;
  }
  if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest("input:not([type=radio]), textarea, select")) return;
  const radio = [...form.querySelectorAll("input[name=act]")].find((one) => one.dataset.letter === event.key);
  if (!radio) return;
  event.preventDefault();
  choose(radio);
});
