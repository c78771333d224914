/* Where selected words stand in the stored text. Offsets there count characters, not the units of a string.

   What the page prints of a block are its stored words to the letter: numbers and signs that stand between
   them come from the style sheet. Blocks are parted by two newlines. */

const CONTEXT = 32;
const BETWEEN = 2;
const LONGEST_WORD = 40;
const LETTER = /^(?!\p{Script=Han}|\p{Script=Hiragana}|\p{Script=Katakana}|\p{Script=Thai})[\p{L}\p{N}]$/u;

export const article = document.querySelector("[data-address]");
export const blocks = [...article.querySelectorAll("[data-start]")];
const texts = new Map();

const count = (words) => words.length - (words.match(/[\ud800-\udbff][\udc00-\udfff]/g)?.length ?? 0);
const isWords = (node) => (node.parentElement.matches("ul, table, thead, tbody, tr") ? NodeFilter.FILTER_REJECT : NodeFilter.FILTER_ACCEPT);

function nodesOf(block) {
  const walker = document.createTreeWalker(block, NodeFilter.SHOW_TEXT, isWords);
  const nodes = [];
  while (walker.nextNode()) nodes.push(walker.currentNode);
  return nodes;
}

export function textOf(block) {
  if (!texts.has(block)) texts.set(block, nodesOf(block).map((node) => node.data).join(""));
  return texts.get(block);
}

const startOf = (block) => Number(block.dataset.start);
export const follows = (block, next) => startOf(next) === startOf(block) + count(textOf(block)) + BETWEEN;

/* Where the range begins and ends in the block's own words, clipped to them. */
function offsets(block, range) {
  let at = 0;
  let from = null;
  let to = 0;
  for (const node of nodesOf(block)) {
    if (range.intersectsNode(node)) {
      if (from === null) from = at + (node === range.startContainer ? range.startOffset : 0);
      to = at + (node === range.endContainer ? range.endOffset : node.length);
    }
    at += node.length;
  }
  return [from ?? 0, to];
}

/* A finger seldom ends at a word's end: take the whole of it, in scripts that part words with spaces. */
function within(words, at) {
  return at > 0 && at < words.length && LETTER.test(words[at - 1]) && LETTER.test(words[at]);
}

function wordStart(words, at) {
  const last = at - LONGEST_WORD;
  while (at > last && within(words, at)) at -= 1;
  return at;
}

function wordEnd(words, at) {
  const last = at + LONGEST_WORD;
  while (at < last && within(words, at)) at += 1;
  return at;
}

/* The runs of blocks that a range has words of, as far as one follows another in the text. */
function runsOf(range) {
  const runs = [];
  for (const block of blocks) {
    if (!range.intersectsNode(block)) continue;
    const [from, to] = offsets(block, range);
    if (!textOf(block).slice(from, to).trim()) continue;
    if (runs.length && !follows(runs.at(-1).block, block)) break;
    runs.push({ block, from, to });
  }
  return runs;
}

/* The words of a range with their place in the text, or null if it has none. */
export function wordsIn(range) {
  const runs = runsOf(range);
  if (!runs.length) return null;
  const [first, last] = [runs[0], runs.at(-1)];
  const [begin, end] = [textOf(first.block), textOf(last.block)];
  first.from += begin.slice(first.from, first.to).search(/\S/);
  last.to = last.from + end.slice(last.from, last.to).trimEnd().length;
  [first.from, last.to] = [wordStart(begin, first.from), wordEnd(end, last.to)];
  return {
    exact: runs.map(({ block, from, to }) => textOf(block).slice(from, to)).join("\n".repeat(BETWEEN)),
    prefix: [...begin.slice(0, first.from)].slice(-CONTEXT).join(""),
    suffix: [...end.slice(last.to)].slice(0, CONTEXT).join(""),
    start: startOf(first.block) + count(begin.slice(0, first.from)),
    end: startOf(last.block) + count(end.slice(0, last.to)),
    first: first.block,
    last: last.block,
  };
}

function pointAt(block, at, isEnd) {
  for (const node of nodesOf(block)) {
    if (at < node.length || (isEnd && at === node.length)) return [node, at];
    at -= node.length;
  }
  return [block, block.childNodes.length];
}

/* The range from one place to another, each an offset in a block's words. */
export function rangeOf(first, from, last, to) {
  const range = document.createRange();
  range.setStart(...pointAt(first, from, false));
  range.setEnd(...pointAt(last, to, true));
  return range;
}
