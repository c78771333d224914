/* What the reader does beyond its links: a bar for selected words, and claims that open beside their words.

   The bar fills in pages that every paragraph links to anyway. */

import { copy } from "./clipboard.js";
import { citationOf, linkTo } from "./copying.js";
import { chooseBy } from "./keys.js";
import { gettext } from "./say.js";
import { article, blocks, wordsIn } from "./words.js";

const LONGEST = 2000; // characters
const LONGEST_ADDRESS = 6000;
const WAIT = 350; // a tap on the bar may clear the selection first
const KEYS = gettext("Right and Left choose a word, with Shift more words, Shift and Down a sentence. Tab leads to what can be done with them, Escape lets go.");

function made(tag, parent, more = {}) {
  const { role, ...properties } = more;
  const element = Object.assign(document.createElement(tag), properties);
  if (role) element.setAttribute("role", role);
  parent?.append(element);
  return element;
}

const bar = made("div", null, { className: "selection-bar", hidden: true, role: "region" });
bar.setAttribute("aria-label", gettext("Selected words"));
const words = made("q", bar, { dir: "auto" });
const acts = made("span", bar, { className: "inline" });
const isAnswer = "for" in article.dataset;
const draw = made("a", null, { className: "button button-small", textContent: gettext("Draw a claim") });
const quote = made("a", null, { className: "button button-small", textContent: isAnswer ? gettext("Quote for this claim") : gettext("Quote as evidence") });
if ("draw" in article.dataset) acts.append(...(isAnswer ? [quote, draw] : [draw, quote]));
acts.firstChild?.classList.add("button-main");
const cite = made("button", acts, { className: "button button-small", type: "button", textContent: gettext("Copy citation") });
const link = made("button", acts, { className: "button button-small", type: "button", textContent: gettext("Copy link") });
const told = made("span", bar, { role: "status" });
const tooMany = made("span", bar, { textContent: gettext("Choose fewer words: at most 2,000 characters.") });
const keys = made("span", bar, { className: "hint", id: "word-keys", hidden: true, textContent: KEYS });
const spoken = made("p", article, { className: "visually-hidden", role: "status" });
article.append(bar);

let found = null;
let home = null; // the number's link by whose keys the words are chosen
let hiding;

function addressFor(page, more = {}) {
  const place = { start: found.start, end: found.end, ...more };
  const number = found.first === found.last && found.first.closest("[id^=p]")?.id.slice(1);
  if (number) place.paragraph = number;
  const { exact, prefix, suffix } = found;
  const whole = `${page}?${new URLSearchParams({ ...place, exact, prefix, suffix })}`;
  return whole.length <= LONGEST_ADDRESS ? whole : `${page}?${new URLSearchParams(place)}`;
}

/* The bar comes right after the words in the order of tabs, or after the number from which they were chosen. */
function put(after) {
  if (after.nextElementSibling !== bar) after.after(bar);
}

function placeOf(block) {
  const text = block.closest(".paragraph-text, .paragraph");
  return [...text.children].find((child) => child.contains(block));
}

function show() {
  const fits = [...found.exact].length <= LONGEST;
  if ("draw" in article.dataset && fits) {
    draw.href = addressFor(article.dataset.draw);
    quote.href = addressFor(article.dataset.quote, isAnswer ? { claim: article.dataset.for } : {});
  }
  acts.hidden = !fits;
  tooMany.hidden = fits;
  words.hidden = false;
  words.textContent = found.exact.length > 160 ? `${found.exact.slice(0, 160)}…` : found.exact;
  keys.hidden = !home;
  put(home ?? placeOf(found.last));
  bar.hidden = false;
}

function hide() {
  found = null;
  bar.hidden = true;
}

/* While the mouse is drawn over words the bar would come in its way. */
let isPressed = false;
for (const name of ["pointerdown", "pointerup", "pointercancel"]) {
  document.addEventListener(name, ({ pointerType }) => {
    isPressed = pointerType === "mouse" && name === "pointerdown";
    if (!isPressed) update();
  });
}

function update() {
  clearTimeout(hiding);
  if (isPressed) return;
  const selection = document.getSelection();
  const now = selection.rangeCount && !selection.isCollapsed ? wordsIn(selection.getRangeAt(0)) : null;
  if (now) {
    if (now.start !== found?.start || now.end !== found?.end) told.textContent = "";
    found = now;
    show();
  } else if (found && !bar.contains(document.activeElement)) {
    hiding = setTimeout(document.activeElement === home ? showKeys : hide, WAIT);
  }
}

function showKeys() {
  found = null;
  for (const part of [words, acts, tooMany]) part.hidden = true;
  told.textContent = "";
  keys.hidden = bar.hidden = false;
}

function keepInView(range) {
  const box = range.getBoundingClientRect();
  const below = box.bottom - (window.innerHeight - bar.offsetHeight - 8);
  if (below > 0 || box.top < 8) window.scrollBy(0, below > 0 ? below : box.top - 8);
}

article.addEventListener("focusin", ({ target }) => {
  if (!target.matches(".paragraph-number") || !blocks.length) return;
  target.setAttribute("aria-describedby", keys.id);
  if (!target.matches(":focus-visible")) return;
  home = target;
  if (!found) showKeys();
});

article.addEventListener("focusout", ({ target, relatedTarget }) => {
  if (target !== home || bar.contains(relatedTarget)) return;
  if (!found) hide();
});

article.addEventListener("keydown", (event) => {
  if (!event.target.matches(".paragraph-number") || !blocks.length) return;
  const chosen = chooseBy(event, event.target);
  if (!chosen) return;
  event.preventDefault();
  home = event.target;
  article.toggleAttribute("data-selecting", true);
  const selection = document.getSelection();
  selection.removeAllRanges();
  selection.addRange(chosen.range);
  update(); // the browser tells of the change only later, and Tab and Enter may come before it
  keepInView(chosen.head);
  spoken.textContent = wordsIn(chosen.range)?.exact.slice(0, 200);
});

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || bar.hidden) return;
  const back = home ?? found?.first.closest(".paragraph").querySelector(".paragraph-number");
  if (bar.contains(document.activeElement)) back?.focus({ preventScroll: true });
  document.getSelection().removeAllRanges();
  hide();
});

async function copyOut(text) {
  told.textContent = (await copy(text)) ? gettext("Copied") : gettext("This browser does not let the page copy.");
}

cite.addEventListener("click", () => copyOut(citationOf(found)));
link.addEventListener("click", () => copyOut(linkTo(found)));
for (const name of ["pointerdown", "mousedown"]) bar.addEventListener(name, (event) => event.preventDefault());
document.addEventListener("selectionchange", update);

/* While words of the text are selected, what stands between its paragraphs is not. */
document.addEventListener("selectstart", ({ target }) => {
  const element = target.nodeType === Node.TEXT_NODE ? target.parentElement : target;
  article.toggleAttribute("data-selecting", Boolean(element.closest("[data-start]")));
  home = null;
});

/* Tapped words open their claims where these are folded away. */
article.addEventListener("click", ({ target }) => {
  const claim = target.closest("mark[data-claims]")?.dataset.claims.split(" ")[0];
  const fold = claim && target.closest(".paragraph").querySelector(".notes details");
  if (!fold || !fold.firstElementChild.checkVisibility() || !document.getSelection().isCollapsed) return;
  fold.open = true;
  const note = fold.querySelector(`#note-${claim}`);
  if (note) window.location.hash = note.id;
  else fold.scrollIntoView({ block: "nearest" });
});

/* An older browser does not open what is folded on the way to a fragment. */
function unfold() {
  const target = document.getElementById(window.location.hash.slice(1));
  const fold = target?.closest("details:not([open])");
  if (!fold) return;
  fold.open = true;
  target.scrollIntoView();
}

window.addEventListener("hashchange", unfold);
unfold();
