/* Forms that open in place in a thread: one at a time, under what they are about; figures that they change.

   The links lead to the same forms on pages of their own; htmx asks for the form alone and puts it in. */

const slots = () => document.querySelectorAll(".in-place");
let opener = null;

const empty = (slot) => {
  slot.replaceChildren();
  delete slot.dataset.open;
};

/* A link pressed with a modifier opens a tab, as everywhere. */
document.addEventListener("click", (event) => {
  const modified = event.ctrlKey || event.metaKey || event.shiftKey;
  if (modified && event.target.closest("a[hx-get]")) event.stopPropagation();
}, true);

document.addEventListener("click", (event) => {
  const close = event.target.closest("[data-close]");
  if (!close) return;
  event.preventDefault();
  empty(close.closest(".in-place"));
  (opener?.isConnected ? opener : document.activeElement)?.focus();
});

/* The same link again leads to the form that is open, and loses no words. */
document.addEventListener("htmx:beforeRequest", (event) => {
  const { elt, target } = event.detail;
  if (!target?.matches?.(".in-place")) return;
  opener = elt;
  const address = elt.getAttribute("hx-get");
  if (target.dataset.open === address && target.querySelector("form")) {
    event.preventDefault();
    target.querySelector("textarea, input:not([type=hidden], [type=submit])")?.focus();
  } else target.dataset.open = address;
});

/* A whole page in answer (signed out, gone, too large) is put in without its frame, with the words that it gives back. */
document.addEventListener("htmx:beforeSwap", ({ detail }) => {
  if (/^\s*<!doctype/i.test(detail.serverResponse)) detail.selectOverride = "#main > *";
});

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
    replies.append(Object.assign(document.createElement("summary"), { textContent: "1 answer" }));
    item.append(replies);
  }
  replies.open = true;
  let list = replies.querySelector(":scope > .thread");
  if (!list) replies.querySelector("summary").after((list = made("ol", "thread")));
  return list;
}

/* A new argument goes to its place in the thread and gets the focus; where it has none here it stays put. */
function settle(posted) {
  delete posted.dataset.posted;
  const under = document.getElementById(posted.dataset.under);
  const list = posted.querySelector(".thread");
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
    const now = fresh.content.firstElementChild.cloneNode(true);
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
