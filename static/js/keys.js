/* Words chosen by keyboard, from the link that a paragraph's number is: its arrows go by word and by sentence. */

import { blocks, follows, rangeOf, textOf } from "./words.js";

const pieces = { word: new Map(), sentence: new Map() };
let state = null; // the link, and the words where the choice began and where it has come to

function spansOf(block, granularity) {
  const known = pieces[granularity];
  if (!known.has(block)) {
    const found = [...new Intl.Segmenter(block.closest("[lang]")?.lang || "en", { granularity }).segment(textOf(block))];
    const spans = found.filter((piece) => piece.isWordLike ?? piece.segment.trim());
    known.set(block, spans.map(({ index, segment }) => ({ block, start: index, end: index + segment.trimEnd().length })));
  }
  return known.get(block);
}

/* The next word or sentence after a place, or the one before it, in the next block if there is none in this. */
function beyond(place, granularity, forward) {
  const spans = spansOf(place.block, granularity);
  const found = forward
    ? spans.find((span) => (granularity === "word" ? span.start >= place.end : span.end > place.end))
    : spans.findLast((span) => span.end <= place.start);
  if (found) return found;
  const index = blocks.indexOf(place.block);
  const [block, next] = forward ? [place.block, blocks[index + 1]] : [blocks[index - 1], place.block];
  if (!block || !next || !follows(block, next)) return null;
  return beyond(forward ? { block: next, end: 0 } : { block, start: Infinity }, granularity, forward);
}

const isBefore = (one, other) => {
  const [a, b] = [blocks.indexOf(one.block), blocks.indexOf(other.block)];
  return a === b ? one.start < other.start : a < b;
};

/* The last word of the next sentence, with the sign that ends it; going back, of the one before. */
function sentenceEnd(place, forward) {
  const sentence = beyond(place, "sentence", forward);
  const word = sentence && spansOf(sentence.block, "word").findLast((span) => span.end <= sentence.end);
  return word ? { ...word, end: sentence.end } : null;
}

function moved({ anchor, head }, key, extend) {
  if (key === "ArrowDown") return { anchor, head: sentenceEnd(head, true) ?? head };
  if (key === "ArrowUp") {
    const place = sentenceEnd(head, false);
    return { anchor, head: place && !isBefore(place, anchor) ? place : anchor };
  }
  const isRtl = getComputedStyle(head.block).direction === "rtl";
  const place = beyond(head, "word", (key === "ArrowRight") !== isRtl) ?? head;
  return { anchor: extend ? anchor : place, head: place };
}

function begun(block, key) {
  const word = beyond({ block, end: 0 }, "word", true);
  return word && { anchor: word, head: key === "ArrowDown" ? (sentenceEnd({ block, end: 0 }, true) ?? word) : word };
}

/* Move as the key says and return the range that is chosen now; null if the key is not one of these. */
export function chooseBy(event, link) {
  const sideways = event.key === "ArrowRight" || event.key === "ArrowLeft";
  const upright = event.shiftKey && (event.key === "ArrowDown" || event.key === "ArrowUp");
  if (!(sideways || upright) || event.ctrlKey || event.altKey || event.metaKey) return null;
  const block = link.closest(".paragraph").querySelector("[data-start]");
  const goesOn = state?.link === link && !document.getSelection().isCollapsed;
  const next = goesOn ? moved(state, event.key, event.shiftKey) : begun(block, event.key);
  if (!next) return null;
  state = { link, ...next };
  const [first, last] = isBefore(next.head, next.anchor) ? [next.head, next.anchor] : [next.anchor, next.head];
  const range = rangeOf(first.block, first.start, last.block, last.end);
  return { range, head: rangeOf(next.head.block, next.head.start, next.head.block, next.head.end) };
}
