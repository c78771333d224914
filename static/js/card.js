/* The card's form, wherever one is put in: sources found while typing, words of the quote marked by selecting them.

   It only fills in fields that the form has anyway. Lines are read as the server reads them, see
   archive/claims/read_aloud.py; the server has the last word. */

import { gettext, ngettext } from "./say.js";

const WAIT = 250;
const LETTER = /^[\p{L}\p{N}]$/u;
const CONTEXT = [16, 48, 160, 2000];

/* Sources to choose from, for what was typed so far; the one chosen already stays in the list. */
function findSources(found) {
  const part = found.closest("fieldset");
  const [input, button, status] = ["[name=look_for]", "[name=find]", "[role=status]"].map((what) => part.querySelector(what));
  let waiting;
  let asked = 0;

  async function look() {
    const mine = (asked += 1);
    const answer = await fetch(`${found.dataset.find}?${new URLSearchParams({ q: input.value })}`).catch(() => null);
    if (!answer?.ok || mine !== asked) return;
    const list = new DOMParser().parseFromString(await answer.text(), "text/html").body;
    const chosen = found.querySelector(":checked");
    const again = chosen && list.querySelector(`[value="${chosen.value}"]`);
    const number = list.querySelectorAll("label").length;
    if (again) again.checked = true;
    else if (chosen && number !== 1) list.prepend(chosen.closest("label"));
    found.replaceChildren(...list.childNodes);
    const several = ngettext("%(n)s source found.", "%(n)s sources found.", number);
    status.textContent = number === 1 ? gettext("1 source found, and chosen.") : several;
    if (number === 1) found.querySelector(":checked")?.dispatchEvent(new Event("input", { bubbles: true }));
  }

  input.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(look, WAIT);
  });
  input.addEventListener("keydown", (event) => {
    if (event.key !== "Enter") return;
    event.preventDefault();
    look();
  });
  button.addEventListener("click", (event) => {
    event.preventDefault();
    look();
  });
}

/* The quote on one line, and where each of its characters stands. */
function flatten(quote) {
  const origins = [];
  let words = "";
  for (let at = 0; at < quote.length; at += 1) {
    const space = /\s/.test(quote[at]);
    if (space && /\s/.test(quote[at - 1] ?? "")) continue;
    words += space ? " " : quote[at];
    origins.push(at);
  }
  return { words, origins };
}

const withinWord = (words, at) => at > 0 && at < words.length && LETTER.test(words[at - 1]) && LETTER.test(words[at]);

function freePlace({ words, origins }, left, middle, right, taken) {
  const whole = left + middle + right;
  let part = null;
  for (let at = words.indexOf(whole); at >= 0; at = words.indexOf(whole, at + 1)) {
    const [first, last] = [at + left.length, at + left.length + middle.length];
    const span = [origins[first], origins[last - 1] + 1];
    if (taken.some(([start, end]) => span[0] < end && span[1] > start)) continue;
    if (!withinWord(words, first) && !withinWord(words, last)) return span;
    part ??= span;
  }
  return part;
}

function place(quote, line, taken) {
  const found = freePlace(quote, "", line, "", taken);
  const meant = found ? null : /^(.*)\[\[(.+?)\]\](.*)$/.exec(line);
  return meant ? freePlace(quote, meant[1], meant[2], meant[3], taken) : found;
}

const tidy = (words) => words.normalize("NFC").trim().replace(/\s+/g, " ");

function spansOf(quote, lines) {
  const spans = [];
  for (const line of lines.split("\n").map(tidy).filter(Boolean)) {
    const span = place(quote, line, spans);
    if (span) spans.push(span);
  }
  return spans;
}

/* The shortest line that is read as this span after those before it. */
function lineFor(quote, span, before) {
  const { words, origins } = quote;
  const first = origins.findIndex((at) => at >= span[0]);
  const after = origins.findIndex((at) => at >= span[1]);
  const last = after < 0 ? words.length : after;
  const middle = words.slice(first, last);
  const lines = CONTEXT.map((reach) => {
    const left = words.slice(Math.max(0, first - reach), first);
    const right = words.slice(last, last + reach);
    const from = first <= reach ? 0 : left.indexOf(" ") + 1;
    const to = last + reach >= words.length ? right.length : right.lastIndexOf(" ") + 1;
    return `${left.slice(from)}[[${middle}]]${right.slice(0, to)}`.trim();
  });
  const fits = (line) => String(place(quote, line, before)) === String(span);
  return [middle, ...lines].find(fits) ?? middle;
}

function linesFor(quote, spans) {
  const merged = [];
  for (const [start, end] of spans.sort((a, b) => a[0] - b[0])) {
    const last = merged.at(-1);
    if (last && start <= last[1]) last[1] = Math.max(last[1], end);
    else merged.push([start, end]);
  }
  return merged.map((span, n) => lineFor(quote, span, merged.slice(0, n))).join("\n");
}

function markQuote(form) {
  const text = form.querySelector("textarea[name=quote], textarea[readonly]");
  const fields = { underline: form.querySelector("[name=underline]"), emphasis: form.querySelector("[name=emphasis]") };
  const tools = form.querySelector(".mark-tools");
  const preview = tools.querySelector("blockquote");
  const status = tools.querySelector("[role=status]");

  const spans = (kind) => spansOf(flatten(text.value), fields[kind].value);

  function show() {
    const marks = { underline: spans("underline"), emphasis: spans("emphasis") };
    const cuts = new Set([0, text.value.length, ...Object.values(marks).flat(2)]);
    const edges = [...cuts].sort((a, b) => a - b);
    const has = (kind, start, end) => marks[kind].some((span) => span[0] <= start && span[1] >= end);
    preview.replaceChildren(...edges.slice(1).map((end, n) => {
      let node = document.createTextNode(text.value.slice(edges[n], end));
      for (const [kind, name] of [["emphasis", "strong"], ["underline", "u"]]) {
        if (!has(kind, edges[n], end)) continue;
        const round = document.createElement(name);
        round.append(node);
        node = round;
      }
      return node;
    }));
    preview.hidden = !marks.underline.length && !marks.emphasis.length;
  }

  function selected() {
    let [start, end] = [text.selectionStart, text.selectionEnd];
    while (start < end && /\s/.test(text.value[start])) start += 1;
    while (end > start && /\s/.test(text.value[end - 1])) end -= 1;
    return start < end ? [start, end] : null;
  }

  function without([from, to], list) {
    return list.flatMap(([start, end]) => [[start, Math.min(end, from)], [Math.max(start, to), end]]).filter(([a, b]) => text.value.slice(a, b).trim());
  }

  function act(kind) {
    const span = selected();
    if (!span) {
      status.textContent = gettext("Select words in the quote first.");
      return;
    }
    const quote = flatten(text.value);
    for (const name of kind ? [kind] : Object.keys(fields)) {
      const now = kind ? [...spans(name), span] : without(span, spans(name));
      fields[name].value = linesFor(quote, now);
      fields[name].dispatchEvent(new Event("input", { bubbles: true })); // the draft keeps it, and it is shown
    }
    const whole = tidy(text.value.slice(...span));
    const words = whole.length > 60 ? `${whole.slice(0, 60)}…` : whole;
    if (kind === "underline") status.textContent = gettext("Underlined: %(words)s", { words });
    else if (kind === "emphasis") status.textContent = gettext("Emphasised: %(words)s", { words });
    else status.textContent = gettext("Cleared: %(words)s", { words });
  }

  for (const button of tools.querySelectorAll("[data-mark]")) button.addEventListener("click", () => act(button.dataset.mark));
  for (const field of [text, ...Object.values(fields)]) field.addEventListener("input", show);
  tools.hidden = false;
  show();
}

/* Each form once, whether it came with the page or was put in later. */
const attached = new WeakSet();

function attach(selector, act) {
  for (const element of document.querySelectorAll(selector)) {
    if (!attached.has(element)) act(element);
    attached.add(element);
  }
}

function scan() {
  attach("[data-find]", findSources);
  attach("form[data-marks]", markQuote);
}
for (const name of ["htmx:afterSwap", "htmx:load"]) document.addEventListener(name, scan); // the first before a key can be pressed
scan();
