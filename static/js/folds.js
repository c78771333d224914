/* Which answers are folded, kept for each page; run before the page is painted, so that nothing jumps. */

{
  const key = `folds:${location.pathname}`;
  const folds = [...document.querySelectorAll(".replies")];
  const nameOf = (fold) => fold.parentElement.id;
  let kept = {};
  try {
    kept = JSON.parse(localStorage.getItem(key)) ?? {};
  } catch {} // storage may be closed to this page: then nothing is kept

  const keep = () => {
    try {
      localStorage.setItem(key, JSON.stringify(kept));
    } catch {}
  };

  if (!new URLSearchParams(location.search).has("levels")) {
    for (const fold of folds) fold.open = kept[nameOf(fold)] ?? fold.open;
  }

  /* A click on the summary or a key, not what the page itself opens: only a reader's choice is kept. */
  document.addEventListener("toggle", (event) => {
    if (!event.target.matches?.(".replies")) return;
    kept[nameOf(event.target)] = event.target.open;
    keep();
  }, true);

  for (const link of document.querySelectorAll("[data-levels]")) {
    link.addEventListener("click", (event) => {
      if (event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      for (const fold of document.querySelectorAll(".replies")) {
        fold.open = fold.querySelectorAll(":scope > .thread > li").length > 0 && depthOf(fold) < Number(link.dataset.levels);
      }
    });
  }

  function depthOf(fold) {
    let depth = 0;
    for (let above = fold; above; above = above.parentElement.closest(".replies")) depth += 1;
    return depth;
  }
}
