/* Drafts that keep themselves: at the site while one is signed in, in this browser until the site has them.

   A save carries the version that it began from; if another tab has kept newer words, both are shown to choose from. */

import { gettext } from "./say.js";

const WAIT = 1000; // milliseconds after the last key
const OF_THE_FORM = new Set(["csrfmiddlewaretoken", "debate", "confirm", "draft_version", "draft_place"]);

const store = {
  get: (key) => {
    try {
      return JSON.parse(localStorage.getItem(key));
    } catch {
      return null;
    }
  },
  set: (key, value) => {
    try {
      localStorage.setItem(key, JSON.stringify(value));
      return true;
    } catch {
      return false; // closed to this page, or full: then only the site keeps it
    }
  },
  remove: (key) => {
    try {
      localStorage.removeItem(key);
    } catch {}
  },
};

const known = new Map(); // the newest version of each draft: a form that is put in again was printed before it

/* Of several choices each has a line. */
function fieldsOf(form) {
  const fields = {};
  for (const [name, words] of new FormData(form)) {
    if (typeof words !== "string" || OF_THE_FORM.has(name)) continue;
    const line = words.replace(/\r\n/g, "\n");
    fields[name] = name in fields ? `${fields[name]}\n${line}` : line;
  }
  return fields;
}

const same = (one, other) => [...new Set([...Object.keys(one), ...Object.keys(other)])]
  .every((name) => (one[name] ?? "") === (other[name] ?? ""));

function fill(form, fields) {
  for (const [name, words] of Object.entries(fields)) {
    const field = form.elements.namedItem(name);
    if (!field || OF_THE_FORM.has(name)) continue;
    const all = field instanceof RadioNodeList ? [...field] : [field];
    const [first] = all;
    if (all.some((one) => one.type === "checkbox")) for (const one of all) one.checked = words.split("\n").includes(one.value);
    else field.value = words;
    first?.closest("details")?.toggleAttribute("open", true);
    first?.dispatchEvent(new Event("input", { bubbles: true }));
  }
}

/* The words of a place that were posted or given up: the answer says so in a cookie. */
function forgetPosted() {
  const found = /(?:^|; )posted=([^;]*)/.exec(document.cookie);
  if (!found) return;
  const place = decodeURIComponent(found[1].replaceAll('"', ""));
  document.cookie = "posted=; path=/; max-age=0; samesite=lax";
  try {
    for (const key of Object.keys(localStorage)) {
      if (key.startsWith("draft:") && key.endsWith(`:${place}`)) localStorage.removeItem(key);
    }
  } catch {}
}

function attach(form) {
  form.dataset.keeps = "";
  const place = form.dataset.draft;
  const key = `draft:${form.dataset.owner}:${place}`;
  const version = form.elements.draft_version;
  const said = form.querySelector("[data-draft-said]");
  const discard = form.querySelector("[name=discard]");
  let waiting;
  let busy = null;
  let again = false;
  let done = false;
  let choosing = false;
  let here = true; // whether this browser has the words

  const say = (words) => {
    said.textContent = words;
  };

  function later() {
    clearTimeout(waiting);
    waiting = setTimeout(send, WAIT);
  }

  async function send() {
    clearTimeout(waiting);
    if (done || choosing || (!form.isConnected && document.querySelector(`form[data-draft="${place}"]`))) return;
    if (busy) {
      again = true;
      return;
    }
    const fields = fieldsOf(form);
    const body = new FormData(form);
    body.set("draft_place", place);
    body.set("draft_version", Math.max(version.value, known.get(key) ?? 0));
    busy = new AbortController();
    const options = { method: "POST", body, headers: { Accept: "application/json" }, keepalive: document.hidden, signal: busy.signal };
    const answer = await fetch("/drafts/", options).catch(() => null);
    const told = await answer?.json().catch(() => null);
    busy = null;
    if (told?.version && answer.ok) known.set(key, told.version);
    if (done) return;
    heard(answer, told, fields);
    if (again) {
      again = false;
      later();
    }
  }

  function heard(answer, told, fields) {
    if (answer?.ok && told) {
      version.value = told.version;
      if (same(fields, fieldsOf(form))) store.remove(key);
      discard.hidden = false;
      say(gettext("Draft kept."));
    } else if (answer?.status === 409 && told?.fields && !Object.keys(told.fields).length) {
      known.delete(key);
      version.value = told.version; // posted or discarded in another tab, and written on here
      later();
    } else if (answer?.status === 409 && told?.fields) choose(told);
    else if (!here) say(gettext("%(why)s The draft is not kept: leave this page open, or copy your words.", why(answer, told)));
    else if (answer?.status === 401) say(gettext("You are signed out. The draft is kept in this browser: sign in, and it is in the form again."));
    else say(gettext("%(why)s The draft is kept in this browser only.", why(answer, told)));
  }

  function why(answer, told) {
    if (told?.detail) return { why: told.detail };
    if (answer?.status === 403) return { why: gettext("This form is too old to keep drafts: load the page again.") };
    return { why: navigator.onLine ? gettext("The site does not answer.") : gettext("You are offline.") };
  }

  /* Both texts: what another tab has kept, and what stands in the form. */
  function choose(newer) {
    choosing = true;
    const choice = form.querySelector("[data-draft-choice]").content.firstElementChild.cloneNode(true);
    const list = choice.querySelector("dl");
    const mine = fieldsOf(form);
    for (const [name, words] of Object.entries(newer.fields)) {
      if (!words || words === mine[name]) continue;
      const [term, text] = [document.createElement("dt"), document.createElement("dd")];
      term.textContent = name;
      text.textContent = words;
      text.dir = "auto";
      list.append(term, text);
    }
    const end = () => {
      version.value = newer.version;
      known.delete(key);
      choosing = false;
      choice.remove();
    };
    choice.querySelector("[data-take]").addEventListener("click", () => {
      end();
      fill(form, newer.fields);
      clearTimeout(waiting);
      store.remove(key);
      say(gettext("The newer words are in the form."));
      form.querySelector("textarea")?.focus();
    });
    choice.querySelector("[data-stay]").addEventListener("click", () => {
      end();
      send();
      form.querySelector("textarea")?.focus();
    });
    form.append(choice);
  }

  form.addEventListener("input", (event) => {
    if (!event.target.name) return;
    here = store.set(key, { fields: fieldsOf(form), version: Number(version.value) });
    if (!choosing) later();
  });
  form.addEventListener("submit", (event) => {
    if (!navigator.onLine && !form.hasAttribute("hx-post")) {
      event.preventDefault(); // the browser's own page would take the place of the form
      say(gettext("You are offline. Nothing was sent; your words are still here."));
      return;
    }
    if (event.submitter?.name === "find" || event.submitter?.name === "preview") return;
    done = true;
    clearTimeout(waiting);
    busy?.abort();
    if (event.submitter?.name === "discard") store.remove(key);
  });
  form.addEventListener("htmx:afterRequest", (event) => {
    if (event.detail.elt === form && form.isConnected) done = false; // nothing came of it, and one writes on
  });
  addEventListener("pageshow", (event) => {
    if (event.persisted) done = false;
  });
  document.addEventListener("visibilitychange", () => {
    if (document.hidden && store.get(key) && form.isConnected) send();
  });

  const local = store.get(key);
  const printed = fieldsOf(form);
  if (!local?.fields || "asked" in form.dataset) return;
  if (same(local.fields, printed)) return store.remove(key);
  fill(form, local.fields);
  if (discard.hidden || local.version >= Number(version.value)) say(gettext("What you typed here before is in the form again."));
  else choose({ fields: printed, version: Number(version.value) });
}

const scan = () => {
  forgetPosted();
  document.querySelectorAll("form[data-draft]:not([data-keeps])").forEach(attach);
};
for (const name of ["htmx:afterSwap", "htmx:load"]) document.addEventListener(name, scan); // the first before a key can be pressed
scan();
