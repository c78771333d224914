/* Columns by keyboard: the arrows go from argument to argument, Escape steps out. Every key uses a link that is there. */

const columns = [...document.querySelectorAll(".column")];
const linksOf = (column) => [...column.querySelectorAll(".rows .argument-number")];

/* The up and down arrows scroll the page as ever until an argument has the focus. */
function moved(key, focused) {
  const at = columns.findIndex((column) => column.contains(focused));
  if (key === "ArrowLeft" || key === "ArrowRight") {
    const side = key === "ArrowLeft" ? 0 : 1;
    const row = at < 0 || !focused.matches(".argument-number") ? 0 : linksOf(columns[at]).indexOf(focused);
    const links = columns[side] ? linksOf(columns[side]) : [];
    return links[Math.min(row, links.length - 1)];
  }
  if (at < 0) return null;
  const links = linksOf(columns[at]);
  const row = focused.closest("li[id]");
  const now = links.findIndex((link) => row?.contains(link));
  return links[now + (key === "ArrowDown" ? 1 : -1)] ?? (key === "ArrowDown" ? null : links[0]);
}

function help() {
  const keys = document.getElementById("keys");
  keys.open = !keys.open;
  if (keys.open) keys.querySelector("summary").focus();
  return true;
}

function press(key) {
  if (key === "?") return help();
  const link = document.querySelector(`main [data-key="${CSS.escape(key)}"]`);
  link?.click();
  return Boolean(link);
}

function act(event) {
  if (!event.key.startsWith("Arrow")) return (event.key === "Escape" || event.key.length === 1) && press(event.key);
  const link = moved(event.key, document.activeElement);
  link?.focus();
  return Boolean(link);
}

const isOff = () => document.documentElement.dataset.keys === "off" || document.body.dataset.keys === "off";

document.addEventListener("keydown", (event) => {
  if (isOff() || event.defaultPrevented || event.isComposing) return;
  if (event.ctrlKey || event.metaKey || event.altKey || (event.shiftKey && event.key !== "?")) return;
  if (event.target.closest("input, textarea, select, [contenteditable], .in-place")) return;
  if (act(event)) event.preventDefault();
});
