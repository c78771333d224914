/* The thread by keyboard, and where the reader is in the outline. Every key presses a link that is there without it. */

const SINGLE = { j: 1, k: -1 };
const items = () => [...document.querySelectorAll(".argument, .claim-head")].filter((item) => item.checkVisibility());
const numberOf = (item) => item.querySelector(".argument-number") ?? item.querySelector("a");
let here = null;

function current() {
  const focused = document.activeElement?.closest(".argument, .claim-head");
  if (focused) return focused;
  if (here?.isConnected) return here;
  return items().find((item) => item.getBoundingClientRect().bottom > 0) ?? null;
}

function go(item) {
  if (!item) return;
  here = item;
  numberOf(item)?.focus({ preventScroll: true });
  item.scrollIntoView({ block: "start" });
}

function step(by) {
  const all = items();
  const at = all.indexOf(current());
  const begun = document.activeElement?.closest(".argument, .claim-head") || here;
  go(all[begun ? Math.min(Math.max(at + by, 0), all.length - 1) : Math.max(at, 0)]);
}

function press(key) {
  const item = current();
  const own = item?.querySelector(`:scope > .argument-body [data-key="${key}"], :scope > .argument-actions [data-key="${key}"]`);
  const link = own ?? document.querySelector(`.tools [data-key="${key}"]`);
  link?.click();
  return Boolean(link);
}

function parent() {
  const item = current();
  go(item?.parentElement.closest(".argument") ?? item?.closest(".debate-main")?.querySelector(".claim-head"));
}

function fold() {
  const replies = current()?.querySelector(":scope > .replies");
  if (replies) replies.open = !replies.open;
}

function help() {
  const keys = document.getElementById("keys");
  keys.open = !keys.open;
  if (keys.open) keys.querySelector("summary").focus();
}

function act(key) {
  if (key in SINGLE) return step(SINGLE[key]), true;
  if (key === "p") return parent(), true;
  if (key === "o") return fold(), true;
  if (key === "?") return help(), true;
  return "revcm".includes(key) && press(key);
}

const typing = (target) => target.closest("input, textarea, select, [contenteditable]");

document.addEventListener("keydown", (event) => {
  if (document.documentElement.dataset.keys === "off" || typing(event.target)) return;
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || event.key.length !== 1) return;
  if (act(event.key)) event.preventDefault();
});

/* After "show more" the first of the new arguments has the focus, since the link that had it is gone. */
document.addEventListener("htmx:afterSwap", (event) => {
  const more = event.detail.elt;
  if (more.matches?.(".thread")) numberOf(more.querySelector(".argument"))?.focus();
});

const outline = document.querySelector(".outline");
if (outline) {
  const entries = new Map([...outline.querySelectorAll('a[href^="#"]')].map((link) => [link.hash.slice(1), link]));
  const seen = new Set();
  const mark = () => {
    const first = [...entries.keys()].find((id) => seen.has(id));
    for (const [id, link] of entries) {
      if (id === first) link.setAttribute("aria-current", "location");
      else link.removeAttribute("aria-current");
    }
  };
  const watcher = new IntersectionObserver((changes) => {
    for (const { target, isIntersecting } of changes) {
      const id = target.closest(".argument, .claim-head").id;
      seen[isIntersecting ? "add" : "delete"](id);
    }
    mark();
  }, { rootMargin: "0px 0px -60% 0px" });
  for (const id of entries.keys()) {
    const item = document.getElementById(id);
    if (item) watcher.observe(item.querySelector(":scope > .argument-body") ?? item);
  }
}
