/* A thread that stays open: it asks for the debate's version, says what came, and shows it when asked.

   Nothing moves what is being read: figures change where they stand, new arguments come in only on request,
   and what stands in the upper third of the window stays there. Without scripts the page has a link that loads it again. */

import { gettext, ngettext } from "./say.js";

const [OFTEN, SELDOM, HOUR] = [10_000, 60_000, 3_600_000];
const MOST_IDS = 150;
const SAID = {
  answer: (number) => ngettext("%(n)s answer", "%(n)s answers", number),
  argument: (number) => ngettext("%(n)s argument", "%(n)s arguments", number),
};
const LEVELS = 6;
const line = document.querySelector(".live");
const main = line.closest("main");
const [link, button, status] = ["a", "button", "[role=status]"].map((what) => line.querySelector(what));
const visit = document.querySelector("[data-visit]");
const address = `/debates/${line.dataset.debate}`;
const title = document.title;
let version = Number(line.dataset.version);
let news = null;
let failed = false;
let timer = 0;
let active = Date.now();
let noted = 0;

const itemOf = (id) => document.getElementById(`c${id}`);
const items = () => [...main.querySelectorAll(".argument, .claim-head")];
const bodyOf = (item) => item.querySelector(":scope > .argument-body") ?? item;

function made(tag, properties = {}, ...children) {
  const element = Object.assign(document.createElement(tag), properties);
  element.append(...children);
  return element;
}

/* ---------------------------------------------------------------------- what is being read stays in place */

function inPlace(change) {
  const root = document.documentElement;
  const seen = items().map(bodyOf).filter((item) => item.checkVisibility() && item.getBoundingClientRect().bottom > 0);
  const held = seen.findLast((item) => item.getBoundingClientRect().top < innerHeight / 3) ?? seen[0];
  const before = held?.getBoundingClientRect().top;
  root.style.overflowAnchor = "none"; // the browser would put it right a second time
  change();
  const moved = held?.isConnected ? held.getBoundingClientRect().top - before : 0;
  if (moved) window.scrollBy({ top: moved, behavior: "instant" });
  requestAnimationFrame(() => requestAnimationFrame(() => root.style.removeProperty("overflow-anchor")));
}

function say(element, words) {
  if (element && element.textContent !== words) element.textContent = words;
}

/* -------------------------------------------------------------------------------- figures of shown claims */

function drawBar(bar, { enough, side, x, width }) {
  let rect = bar.querySelector("rect");
  if (!enough) return rect?.remove();
  if (!rect) {
    rect = document.createElementNS("http://www.w3.org/2000/svg", "rect");
    rect.setAttribute("y", "2");
    rect.setAttribute("height", "6");
    bar.querySelector(".standing-axis").after(rect);
  }
  rect.dataset.stance = side;
  rect.setAttribute("x", x);
  rect.setAttribute("width", width);
}

function drawFigures(id, figures) {
  const item = itemOf(id);
  const standing = item && bodyOf(item).querySelector(".standing");
  if (standing) {
    const { slug, word, enough, value, ratings, needed } = figures.standing;
    standing.dataset.standing = slug;
    say(standing.querySelector(".standing-word"), word);
    say(standing.querySelector(".standing-value"), enough ? value : gettext("%(ratings)s of %(needed)s", { ratings, needed }));
    drawBar(standing.querySelector(".standing-bar"), figures.standing);
    const tally = bodyOf(item).querySelector(".tally");
    say(tally?.querySelector('[data-stance="supports"]'), gettext("%(supports)s for", figures));
    say(tally?.querySelector('[data-stance="opposes"]'), gettext("%(opposes)s against", figures));
  }
  for (const element of main.querySelectorAll(`[data-of="${id}"]`)) {
    const number = figures[element.dataset.count];
    say(element, SAID[element.dataset.one]?.(number) ?? `${number}`);
  }
}

/* --------------------------------------------------------------------------- what came, and where it goes */

/* New arguments by the claim under which the page can show them: the topmost of each branch brings the rest. */
function places() {
  const fresh = new Map((news?.new ?? []).filter(({ id }) => !itemOf(id)).map((one) => [one.id, one]));
  const found = new Map();
  for (const one of fresh.values()) {
    let top = one;
    while (fresh.has(top.parent)) top = fresh.get(top.parent);
    const under = itemOf(top.under);
    const key = under ? top.under : 0;
    if (!found.has(key)) found.set(key, { under, count: 0, tops: new Set(), deeper: new Set() });
    const place = found.get(key);
    place.count += 1;
    place[takes(under, top) ? "tops" : "deeper"].add(top);
  }
  return found;
}

/* Below the last level, and below answers that are not shown, a thread goes on at the claim's own page. */
function takes(under, top) {
  let level = 0;
  for (let item = under; item?.matches(".argument"); item = item.parentElement.closest(".argument")) level += 1;
  return Boolean(under) && top.under === top.parent && level < LEVELS;
}

function markerOf(place) {
  const body = bodyOf(place.under);
  const old = body.querySelector(".live-marker");
  if (old) return old;
  const actions = body.querySelector(".argument-actions");
  const marker = made(actions ? "li" : "p", { className: "live-marker" });
  (actions ?? body).append(marker);
  return marker;
}

function mark(place) {
  const marker = markerOf(place);
  const words = place.tops.size
    ? ngettext("%(n)s new answer, show", "%(n)s new answers, show", place.count)
    : ngettext("%(n)s new answer, on another page", "%(n)s new answers, on another page", place.count);
  if (marker.textContent === words) return;
  const [first] = [...place.tops, ...place.deeper];
  const act = place.tops.size
    ? made("button", { className: "button button-small", type: "button", textContent: words })
    : made("a", { className: "act", href: first.url, textContent: words });
  if (place.tops.size) act.addEventListener("click", () => show([place]));
  const focused = marker.contains(document.activeElement);
  marker.replaceChildren(act);
  if (focused) act.focus({ preventScroll: true });
}

function tell(shown = null) {
  const found = places();
  const count = [...found.values()].reduce((sum, place) => sum + place.count, 0);
  const gone = news?.changed.filter((id) => itemOf(id)).length ?? 0;
  const words = [];
  if (count) {
    words.push(news.more
      ? ngettext("More than %(n)s new argument", "More than %(n)s new arguments", count)
      : ngettext("%(n)s new argument", "%(n)s new arguments", count));
  }
  if (gone) words.push(ngettext("%(n)s claim reworded, moved or removed", "%(n)s claims reworded, moved or removed", gone));
  for (const marker of main.querySelectorAll(".live-marker")) {
    if (!found.has(Number(marker.closest(".argument, .claim-head").id.slice(1)))) marker.remove();
  }
  for (const [id, place] of found) if (id) mark(place);
  button.hidden = ![...found.values()].some((place) => place.tops.size);
  const reload = Boolean(gone || found.has(0) || news?.more);
  link.hidden = !reload && !button.hidden;
  if (reload) link.href = location.pathname + location.search;
  say(link, reload ? gettext("Load the page again") : gettext("Look for new arguments"));
  document.title = count ? `(${count}) ${title}` : title;
  if (words.length || !shown) say(status, words.join(gettext("; ")));
  else status.replaceChildren(gettext("Shown: "), ...shown.flatMap((item, at) => [at ? gettext(", ") : "", wayTo(item)]));
}

const numberOf = (item) => item.querySelector(".argument-number");
const wayTo = (item) => made("a", { href: `#${item.id}`, textContent: numberOf(item).textContent });

/* ----------------------------------------------------------------------------------------- showing it all */

async function load(one) {
  const query = new URLSearchParams({ top: line.dataset.top, order: line.dataset.order });
  const answer = await fetch(`/claims/${one.id}/fragment/?${query}`);
  if (!answer.ok) return null;
  return new DOMParser().parseFromString(await answer.text(), "text/html").querySelector(".argument");
}

/* The list of answers to a claim, made where there was none. */
function listUnder(under) {
  if (under.matches(".claim-head")) {
    let last = under;
    for (let next = under.nextElementSibling; next && !next.matches(".claim-head, .pages"); next = next.nextElementSibling) {
      if (next.matches(".thread")) return next;
      if (next.matches(".thread-head, .live")) last = next;
    }
    if (last.nextElementSibling?.matches(".empty")) last.nextElementSibling.remove();
    const list = made("ol", { className: "thread" });
    last.after(list);
    return list;
  }
  let replies = under.querySelector(":scope > .replies");
  if (!replies) {
    const name = made("span", { className: "quiet", textContent: gettext("under %(number)s", { number: numberOf(under).textContent }) });
    const count = made("span", { textContent: SAID.answer(1) });
    Object.assign(count.dataset, { of: under.id.slice(1), count: "descendants", one: "answer" });
    replies = made("details", { className: "replies" }, made("summary", {}, count, " ", name));
    under.append(replies);
  }
  replies.open = true;
  let list = replies.querySelector(":scope > .thread");
  if (!list) {
    list = made("ol", { className: "thread" });
    replies.querySelector(":scope > summary").after(list);
  }
  return list;
}

function label(item, fresh) {
  if (!fresh.has(Number(item.id.slice(1)))) return;
  bodyOf(item).classList.add("is-new");
  const head = bodyOf(item).querySelector(".argument-head");
  if (!head.querySelector(".new")) head.append(" ", made("span", { className: "new", textContent: gettext("new") }));
}

async function show(chosen) {
  const tops = chosen.flatMap((place) => [...place.tops].map((one) => [one, place.under]));
  const loaded = await Promise.all(tops.map(([one]) => load(one).catch(() => null)));
  const fresh = new Set(news.new.map(({ id }) => id));
  const shown = loaded.filter(Boolean);
  inPlace(() => {
    tops.forEach(([one, under], at) => {
      if (!loaded[at] || itemOf(one.id)) return;
      listUnder(under)[line.dataset.order === "newest" ? "prepend" : "append"](loaded[at]);
      for (const item of [loaded[at], ...loaded[at].querySelectorAll(".argument")]) label(item, fresh);
      window.htmx?.process(loaded[at]);
    });
    for (const [id, figures] of Object.entries(news.claims)) drawFigures(id, figures);
    const missing = tops.filter((_, at) => !loaded[at]).map(([one]) => one.id);
    news.new = news.new.filter(({ id }) => !missing.includes(id)); // gone meanwhile; else they come again
    tell(shown);
  });
  if (shown.length) numberOf(shown[0])?.focus({ preventScroll: true });
  note();
}

/* ------------------------------------------------------------------------------------------ asking for it */

async function lookForNews() {
  const ids = items().map((item) => item.id.slice(1)).slice(0, MOST_IDS);
  const answer = await fetch(`${address}/news/?${new URLSearchParams({ after: line.dataset.at, ids })}`);
  if (!answer.ok) throw new Error(answer.status);
  news = await answer.json();
  version = news.version;
  inPlace(() => {
    for (const [id, figures] of Object.entries(news.claims)) drawFigures(id, figures);
    tell();
  });
}

/* Returns whether there is any sense in asking again. */
async function look() {
  try {
    const answer = await fetch(`${address}/version/`, { headers: { "If-None-Match": `"${version}"` } });
    if (answer.status === 404) return false; // gone, or not for everybody yet
    if (answer.ok && Number(await answer.text()) > version) await lookForNews();
    failed = !answer.ok && answer.status !== 304;
  } catch {
    failed = true;
  }
  return true;
}

const wait = () => (failed || document.hidden ? SELDOM : OFTEN) * (0.9 + Math.random() / 5);

function next(delay) {
  clearTimeout(timer);
  timer = setTimeout(async () => {
    timer = 0;
    if (Date.now() - active < HOUR && (await look())) next(wait());
  }, delay);
}

function stir() {
  const rested = Date.now() - active > HOUR;
  active = Date.now();
  if (rested) next(0);
}

function note() {
  if (!visit) return;
  noted = Date.now();
  fetch(visit.action, { method: "POST", body: new FormData(visit), keepalive: true }).catch(() => {});
}

for (const kind of ["pointerdown", "keydown", "scroll"]) addEventListener(kind, stir, { passive: true });
document.addEventListener("visibilitychange", () => {
  if (document.hidden && Date.now() - noted > OFTEN) note();
  if (!document.hidden) stir();
  if (!document.hidden && timer) next(0);
});

link.addEventListener("click", async (event) => {
  if (event.ctrlKey || event.metaKey || event.shiftKey || link.textContent !== gettext("Look for new arguments")) return;
  event.preventDefault();
  const isThere = await look();
  if (!isThere) say(status, gettext("This debate is not open to everybody now."));
  if (!status.textContent) say(status, failed ? gettext("The site does not answer; try again in a moment.") : gettext("Nothing new."));
});
button.addEventListener("click", () => show([...places().values()]));

/* "Show more" may bring what was shown as new already. */
document.addEventListener("htmx:afterSwap", () => {
  const known = new Set();
  for (const item of items().reverse()) known.has(item.id) ? item.remove() : known.add(item.id);
});

note();
next(wait());
