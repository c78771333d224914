/* Forms that open in place in a thread: one at a time, under what they are about; figures that they change.

   The links lead to the same forms on pages of their own; htmx asks for the form alone and puts it in. */

import { gettext, ngettext } from "./say.js";

const slots = () => document.querySelectorAll(".in-place");
let opener = null;

const empty = (slot) => {
  slot.replaceChildren();
  delete slot.dataset.open;
};

function close(slot) {
  const back = opener?.isConnected ? opener : slot.parentElement.querySelector(":scope > .argument-actions a");
  empty(slot);
  back?.focus();
}

/* A link pressed with a modifier opens a tab, as everywhere. */
document.addEventListener("click", (event) => {
  const modified = event.ctrlKey || event.metaKey || event.shiftKey;
  if (modified && event.target.closest("a[hx-get]")) event.stopPropagation();
}, true);

document.addEventListener("click", (event) => {
  const pressed = event.target.closest("[data-close]");
  if (!pressed) return;
  event.preventDefault();
  close(pressed.closest(".in-place"));
});

/* Escape closes the form that it is pressed in, before it does anything else on the page; the draft is kept. */
document.addEventListener("keydown", (event) => {
  const slot = event.key === "Escape" && !event.isComposing && event.target.closest(".in-place");
  if (!slot) return;
  event.preventDefault();
  close(slot);
}, true);

/* The same link again leads to the form that is open, and loses no words. */
document.addEventListener("htmx:beforeRequest", (event) => {
  const { elt, target } = event.detail;
  elt.closest(".in-place")?.querySelector(":scope > .in-place-trouble")?.remove();
  if (!target?.matches?.(".in-place")) return;
  opener = elt;
  const address = elt.getAttribute("hx-get");
  if (target.dataset.open === address && target.querySelector("form")) {
    event.preventDefault();
    target.querySelector("textarea, input:not([type=hidden], [type=submit])")?.focus();
  } else target.dataset.open = address;
});

/* What went wrong is said above the form, which stays as it is: no word is lost, and it can be sent again. */
function warn(place, title, words, ways = []) {
  place.querySelector(":scope > .in-place-trouble")?.remove();
  const strong = Object.assign(document.createElement("strong"), { textContent: title });
  const line = document.createElement("p");
  line.append(strong, ` ${words}`);
  const notice = Object.assign(document.createElement("section"), { className: "notice is-warning in-place-trouble", tabIndex: -1 });
  notice.setAttribute("role", "alert");
  notice.append(line, ...ways);
  place.prepend(notice);
  notice.focus();
}

const STILL = gettext("What you typed is still here; try again in a moment.");
const slotOf = ({ elt, target }) => elt.closest(".in-place") ?? (target?.matches?.(".in-place") ? target : null);

/* A whole page in answer (signed out, gone, too large, or another server's) does not take the form's place. */
document.addEventListener("htmx:beforeSwap", (event) => {
  const { detail } = event;
  const slot = slotOf(detail.requestConfig);
  if (!slot || !/^\s*<(!doctype|html)/i.test(detail.serverResponse)) return;
  const main = new DOMParser().parseFromString(detail.serverResponse, "text/html").querySelector("#main");
  const title = main?.querySelector("h1")?.textContent ?? gettext("The site does not answer as it should.");
  const ways = main ? [...main.querySelectorAll(".page-head a.button")] : [];
  event.preventDefault();
  warn(slot, main ? gettext("%(title)s.", { title: title.trim() }) : title, main?.querySelector(".lede")?.textContent.trim() ?? STILL, ways);
});

for (const name of ["htmx:sendError", "htmx:timeout"]) {
  document.addEventListener(name, ({ detail }) => {
    const slot = slotOf(detail.requestConfig);
    if (slot) warn(slot, navigator.onLine ? gettext("The site does not answer.") : gettext("You are offline."), STILL);
  });
}

document.addEventListener("htmx:afterSwap", ({ detail }) => {
  const slot = detail.target?.closest?.(".in-place");
  if (slot) for (const other of slots()) if (other !== slot) empty(other);
});

/* The list of answers to a claim, made where there was none. */
function listUnder(item) {
  const made = (tag, name) => Object.assign(document.createElement(tag), { className: name });
  if (item.matches(".claim-head")) {
    let list = null;
    for (let next = item.nextElementSibling; next && !list && !next.matches(".claim-head"); next = next.nextElementSibling) {
      if (next.matches(".thread")) return next;
      if (next.matches(".empty")) next.replaceWith((list = made("ol", "thread")));
    }
    return list;
  }
  let replies = item.querySelector(":scope > .replies");
  if (!replies) {
    replies = made("details", "replies");
    replies.append(Object.assign(document.createElement("summary"), { textContent: ngettext("%(n)s answer", "%(n)s answers", 1) }));
    item.append(replies);
  }
  replies.open = true;
  let list = replies.querySelector(":scope > .thread");
  if (!list) replies.querySelector("summary").after((list = made("ol", "thread")));
  return list;
}

/* The list of a claim's evidence, made where there was none: the new one, emptied. */
function evidenceUnder(item, made) {
  const body = item.querySelector(":scope > .argument-body") ?? item;
  const list = body.querySelector(":scope > .evidence-list");
  if (list) return list;
  made.replaceChildren();
  body.querySelector(":scope > :is(.needs, .argument-actions)").before(made);
  return made;
}

/* A new card goes to the end of its claim's evidence, its line with the focus; sent twice, it is there once. */
function settleCard(list, under) {
  const item = list.firstElementChild;
  const { id } = item.firstElementChild;
  item.remove();
  const place = evidenceUnder(under, list);
  place.querySelector(`:scope > li:has(> #${id})`)?.remove();
  place.append(item);
  if (list !== place) list.remove();
  item.querySelector("summary").focus();
  item.scrollIntoView({ block: "nearest" });
}

/* A new argument goes to its place in the thread and gets the focus; where it has none here it stays put. */
function settle(posted) {
  delete posted.dataset.posted;
  const under = document.getElementById(posted.dataset.under);
  const list = posted.querySelector(".thread");
  if (!list) return settleCard(posted.querySelector(".evidence-list"), under);
  const argument = list.firstElementChild;
  const place = under && listUnder(under);
  if (place) {
    place.append(argument);
    list.remove();
  }
  argument.querySelector(".argument-number").focus();
  argument.scrollIntoView({ block: "nearest" });
}

/* Standings, tallies and links that were sent along take the places of the old ones. */
function refresh(fresh) {
  for (const old of document.querySelectorAll(fresh.dataset.for)) {
    const now = fresh.content.firstElementChild?.cloneNode(true);
    if (!now) {
      old.remove();
      continue;
    }
    if (now.matches(".standing")) now.classList.toggle("standing-large", old.matches(".standing-large"));
    if (opener === old) opener = now;
    old.replaceWith(now);
    window.htmx.process(now);
  }
  fresh.remove();
}

document.addEventListener("htmx:afterSettle", () => {
  for (const fresh of document.querySelectorAll("template[data-for]")) refresh(fresh);
  for (const posted of document.querySelectorAll("[data-posted]")) settle(posted);
});
