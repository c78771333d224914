/* Addresses and citations of words. */

import { article } from "./words.js";

const WHOLE = 80; // characters that a fragment spells out
const EDGE = 40; // characters of each end of longer words

const plain = (words) => words.replace(/\s+/g, " ").trim();
const encode = (words) => encodeURIComponent(plain(words)).replaceAll("-", "%2D");

/* The first (or last) characters of a line, up to a word's end. */
function edge(line, fromEnd = false) {
  if (line.length <= EDGE) return line;
  const pieces = [...new Intl.Segmenter(undefined, { granularity: "word" }).segment(line)].map((piece) => piece.segment);
  let taken = "";
  while (pieces.length) {
    const piece = fromEnd ? pieces.pop() : pieces.shift();
    if (taken && taken.length + piece.length > EDGE) break;
    taken = fromEnd ? piece + taken : taken + piece;
  }
  return taken;
}

/* Browsers take the first place that has the words, of the contents and the margin too, in any case. */
function isOnce(words) {
  const times = (element) => plain(element.textContent).toLowerCase().split(plain(words).toLowerCase()).length - 1;
  const ours = [...article.querySelectorAll(".selection-bar, [role=status]:not(.selection-bar *)")];
  return times(article) - ours.reduce((sum, element) => sum + times(element), 0) === 1;
}

/* A directive finds words within one line; of others it is told the beginning and the end. Where that would
   not be clear there is none: the page marks the words in any case. */
function directive({ exact, prefix, suffix }) {
  const lines = exact.split(/[\n\t]+/);
  const whole = lines.length === 1 && exact.length <= WHOLE;
  const parts = whole ? [exact] : [edge(lines[0]), edge(lines.at(-1), true)];
  const text = `:~:text=${parts.map(encode).join(",")}`;
  if (isOnce(parts[0])) return text;
  const before = prefix.split(/[\n\t]/).at(-1).replace(/^\S*\s/, "");
  if (before.trim() && isOnce(before + parts[0])) return text.replace("=", `=${encode(before)}-,`);
  const after = suffix.split(/[\n\t]/)[0].replace(/\s\S*$/, "");
  return whole && after.trim() && isOnce(exact + after) ? `${text},-${encode(after)}` : "";
}

/* The address of the words; the page marks them itself where a browser does not know text directives. */
const addressOf = ({ start, end }) => `${article.dataset.address}&words=${start}-${end}`;

export const linkTo = (found) => `${addressOf(found)}#words${directive(found)}`;

export function citationOf(found) {
  const places = [found.first, found.last].map((block) => block.closest("[data-place]")?.dataset.place);
  const place = [...new Set(places)].filter(Boolean).join(" to ");
  return `${article.dataset.cite}${place && `, ${place}`}: “${found.exact.replace(/\s+/g, " ")}” ${addressOf(found)}`;
}
