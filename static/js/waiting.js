/* A file is being read: looks at its page again and again, and prints what has changed, until there is a result.

   Without scripts the page has a link that does the same. */

const LONGEST = 15000; // milliseconds between two looks
const outcome = document.getElementById("outcome");
let wait = 1500;

async function look() {
  try {
    const response = await fetch("?look=1");
    const page = new DOMParser().parseFromString(await response.text(), "text/html");
    const now = page.getElementById("outcome");
    if (!response.ok || !now) return; // signed out, or gone: the link says so better
    if (now.textContent !== outcome.textContent) {
      outcome.replaceChildren(...now.childNodes);
      document.title = page.title;
    }
    if (!("open" in now.dataset)) return;
  } catch {
    /* the site is away for a moment */
  }
  wait = Math.min(wait * 1.4, LONGEST);
  setTimeout(look, wait);
}

setTimeout(look, wait);
