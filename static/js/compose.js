/* Writing an argument or a card: how many characters are left, what is close to it already, and Ctrl+Enter. */

import "./card.js";
import { ngettext } from "./say.js";

const FIRST = 12; // characters before something similar is looked for
const WAIT = 300; // milliseconds after the last key
const NEAR = 20; // characters left that are worth saying aloud

/* The words as the service counts them: composed, on one line, nothing at the ends; then by code points. */
const tidy = (words) => words.normalize("NFC").replace(/^[\s\ufeff\u200b]+|[\s\ufeff\u200b]+$/g, "").replace(/\s+/g, " ");
const lengthOf = (words) => [...tidy(words)].length;

function counter(form, text) {
  const line = form.querySelector("[data-left]");
  const aloud = form.querySelector("[data-left-said]");
  if (!line) return;
  const show = () => {
    const left = Number(line.dataset.left) - lengthOf(text.value);
    line.textContent = left < 0
      ? ngettext("%(n)s character too many", "%(n)s characters too many", -left)
      : ngettext("%(n)s character left", "%(n)s characters left", left);
    line.classList.toggle("field-error", left < 0);
    aloud.textContent = left <= NEAR && text.value ? line.textContent : "";
  };
  line.hidden = false;
  text.addEventListener("input", show);
  show();
}

function similar(form, text) {
  const box = form.querySelector("[data-similar]");
  if (!box) return;
  let waiting;
  let asked = 0;

  const show = (html) => {
    box.replaceChildren(...new DOMParser().parseFromString(html, "text/html").body.childNodes);
    box.hidden = !box.textContent.trim();
  };

  async function look() {
    const mine = (asked += 1);
    const statement = tidy(text.value).slice(0, 1000);
    if (lengthOf(statement) < FIRST) return show("");
    const query = new URLSearchParams({ statement, debate: box.dataset.in });
    const answer = await fetch(`${box.dataset.similar}?${query}`, { headers: { "HX-Request": "true" } }).catch(() => null);
    const html = answer?.ok ? await answer.text() : "";
    if (mine === asked) show(/^\s*<!doctype/i.test(html) ? "" : html);
  }

  text.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(look, WAIT);
  });
  if (text.value) look();
}

function attach(form) {
  form.dataset.ready = "";
  const text = form.querySelector("textarea[name=statement]");
  if (text) {
    counter(form, text);
    similar(form, text);
  }
  if (form.closest(".in-place") && !document.activeElement?.closest(".composer")) form.querySelector("[name=statement], [name=tag]").focus();
  form.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey) || event.isComposing) return;
    event.preventDefault();
    form.requestSubmit(form.querySelector(".button-main"));
  });
}

const scan = () => document.querySelectorAll("form[data-compose]:not([data-ready])").forEach(attach);
for (const name of ["htmx:afterSwap", "htmx:load"]) document.addEventListener(name, scan); // the first before a key can be pressed
scan();
