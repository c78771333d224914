/* Words selected in the text: a bar at the foot of the window offers to draw a claim from them.

   It only fills in the form that each paragraph links to anyway. The offsets are taken from the words as
   stored, so the numbers of claims that stand between them are left out. */

const CONTEXT = 32;
const LONGEST = 2000;
const LONGEST_ADDRESS = 6000;
const LONGEST_WORD = 40;
const LETTER = /^(?!\p{Script=Han}|\p{Script=Hiragana}|\p{Script=Katakana}|\p{Script=Thai})[\p{L}\p{N}]$/u;
const WAIT = 350; // a tap on the bar may clear the selection first

const article = document.querySelector("[data-draw]");

const bar = document.createElement("div");
bar.className = "selection-bar";
bar.setAttribute("role", "region");
bar.setAttribute("aria-label", "Selected words");
bar.hidden = true;
const words = bar.appendChild(document.createElement("q"));
const link = bar.appendChild(document.createElement("a"));
link.className = "button button-main button-small";
link.textContent = "Draw a claim";
const hint = bar.appendChild(document.createElement("span"));
hint.textContent = "Choose fewer words to draw a claim from them.";
article.append(bar);

function textNodes(root) {
  const skip = (node) => (node.parentElement.closest(".passage-number") ? NodeFilter.FILTER_REJECT : NodeFilter.FILTER_ACCEPT);
  const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT, skip);
  const nodes = [];
  while (walker.nextNode()) nodes.push(walker.currentNode);
  return nodes;
}

/* Where the range begins and ends in the root's own words, clipped to them. */
function offsets(root, range) {
  let at = 0;
  let start = null;
  let end = 0;
  for (const node of textNodes(root)) {
    if (range.intersectsNode(node)) {
      if (start === null) start = at + (node === range.startContainer ? range.startOffset : 0);
      end = at + (node === range.endContainer ? range.endOffset : node.length);
    }
    at += node.length;
  }
  return start === null ? null : [start, end];
}

/* A finger seldom ends at a word's end: take the whole of it, in scripts that part words with spaces. */
function wholeWords(whole, start, end) {
  const within = (at) => at > 0 && at < whole.length && LETTER.test(whole[at - 1]) && LETTER.test(whole[at]);
  const [first, last] = [start - LONGEST_WORD, end + LONGEST_WORD];
  while (start > first && within(start)) start -= 1;
  while (end < last && within(end)) end += 1;
  return [start, end];
}

function chosen() {
  const selection = document.getSelection();
  if (!selection.rangeCount || selection.isCollapsed) return null;
  const range = selection.getRangeAt(0);
  const root = [...article.querySelectorAll("[data-from]")].find((place) => range.intersectsNode(place));
  const span = root && offsets(root, range);
  if (!span) return null;
  const whole = textNodes(root).map((node) => node.data).join("").trimEnd();
  let [start, end] = [span[0], Math.min(span[1], whole.length)];
  while (start < end && /\s/.test(whole[start])) start += 1;
  while (end > start && /\s/.test(whole[end - 1])) end -= 1;
  if (start >= end) return null;
  [start, end] = wholeWords(whole, start, end);
  const exact = whole.slice(start, end);
  const prefix = whole.slice(Math.max(0, start - CONTEXT), start);
  return { from: root.dataset.from, exact, prefix, suffix: whole.slice(end, end + CONTEXT) };
}

function show(found) {
  const query = new URLSearchParams(found.from);
  for (const name of ["exact", "prefix", "suffix"]) query.set(name, found[name]);
  const address = `${article.dataset.draw}?${query}`;
  const fits = found.exact.length <= LONGEST && address.length <= LONGEST_ADDRESS;
  link.href = address;
  link.hidden = !fits;
  hint.hidden = fits;
  words.textContent = found.exact.length > 160 ? `${found.exact.slice(0, 160)}…` : found.exact;
  bar.hidden = false;
}

let hiding;
function update() {
  clearTimeout(hiding);
  const found = chosen();
  if (found) show(found);
  else hiding = setTimeout(() => (bar.hidden = true), WAIT);
}

document.addEventListener("selectionchange", update);
bar.addEventListener("pointerdown", (event) => event.preventDefault());
bar.addEventListener("mousedown", (event) => event.preventDefault());
