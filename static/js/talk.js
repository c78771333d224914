/* Talk: quoting into the form that stands below, and Ctrl+Enter to post. Without this a quote opens a page of its own. */

document.addEventListener("click", (event) => {
  const link = event.target.closest("a[data-quote]");
  const text = link && document.getElementById(link.dataset.into);
  if (!text || event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
  event.preventDefault();
  const fold = text.closest("details");
  if (fold) fold.open = true;
  const before = text.value && !text.value.endsWith("\n\n") ? `${text.value.replace(/\n*$/, "")}\n\n` : text.value;
  text.value = before + link.dataset.quote;
  text.focus();
  text.setSelectionRange(text.value.length, text.value.length);
  text.scrollIntoView({ block: "nearest" });
});

document.addEventListener("keydown", (event) => {
  const form = event.target.closest?.("form[data-people]");
  if (!form || event.key !== "Enter" || !(event.ctrlKey || event.metaKey) || event.isComposing) return;
  event.preventDefault();
  form.requestSubmit();
});

document.addEventListener("toggle", (event) => {
  if (event.target.matches?.("details.answering[open]")) event.target.querySelector("textarea").focus();
}, true);
