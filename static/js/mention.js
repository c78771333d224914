/* Completing a name after an @: a list below the text, by arrow keys, Enter or Tab, Escape, or a pointer.

   Without it a name is simply typed. */

import { gettext } from "./say.js";

const NAME = /(?:^|[^\w@/.+-])@([A-Za-z0-9][\w.-]{0,39})$/;
const WAIT = 120; // milliseconds after the last key

let lists = 0;

function attach(text) {
  const list = document.createElement("ul");
  const said = document.createElement("p");
  list.id = `people-${(lists += 1)}`;
  list.className = "mentions";
  list.hidden = true;
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", gettext("People"));
  said.className = "visually-hidden";
  said.setAttribute("role", "status");
  text.after(list, said);
  text.setAttribute("aria-autocomplete", "list");
  text.setAttribute("aria-haspopup", "listbox");
  text.setAttribute("aria-controls", list.id);
  text.setAttribute("autocomplete", "off");
  let waiting;
  let asked = 0;
  let at = -1;

  const begun = () => (text.selectionStart === text.selectionEnd ? NAME.exec(text.value.slice(0, text.selectionStart))?.[1] : undefined);

  function close() {
    asked += 1;
    clearTimeout(waiting);
    list.hidden = true;
    list.replaceChildren();
    text.removeAttribute("aria-activedescendant");
    said.textContent = "";
  }

  function go(to) {
    const options = [...list.children];
    at = (to + options.length) % options.length;
    options.forEach((option, index) => option.setAttribute("aria-selected", String(index === at)));
    text.setAttribute("aria-activedescendant", options[at].id);
    options[at].scrollIntoView({ block: "nearest" });
  }

  function choose(option) {
    const name = begun();
    close();
    if (name === undefined) return;
    const end = text.selectionStart;
    const space = /^\s/.test(text.value.slice(end)) ? "" : " ";
    text.setRangeText(option.dataset.name + space, end - name.length, end, "end");
    text.dispatchEvent(new Event("input", { bubbles: true }));
    text.focus();
  }

  function optionOf({ username, name }, index) {
    const option = document.createElement("li");
    option.id = `${list.id}-${index}`;
    option.setAttribute("role", "option");
    option.dataset.name = username;
    const handle = document.createElement("b");
    handle.textContent = `@${username}`;
    option.append(handle, name === username ? "" : ` ${name}`);
    option.addEventListener("pointerdown", (event) => event.preventDefault()); // the text keeps the focus
    option.addEventListener("click", () => choose(option));
    return option;
  }

  async function look() {
    const mine = (asked += 1);
    const name = begun();
    if (name === undefined) return close();
    const address = new URL(text.form.dataset.people, location.href);
    address.searchParams.set("q", name);
    const answer = await fetch(address).catch(() => null);
    const people = answer?.ok ? (await answer.json()).people : [];
    if (mine !== asked) return;
    if (!people.length) return close();
    list.replaceChildren(...people.map(optionOf));
    list.hidden = false;
    go(0);
    said.textContent = gettext("%(n)s found", { n: people.length });
  }

  text.addEventListener("input", () => {
    clearTimeout(waiting);
    if (begun() === undefined) return close();
    waiting = setTimeout(look, WAIT);
  });
  text.addEventListener("blur", close);
  text.addEventListener("keydown", (event) => {
    if (list.hidden || event.isComposing || event.ctrlKey || event.metaKey) return;
    const acts = {
      ArrowDown: () => go(at + 1),
      ArrowUp: () => go(at - 1),
      Enter: () => choose(list.children[at]),
      Tab: () => choose(list.children[at]),
      Escape: close,
    };
    if (!acts[event.key]) return;
    event.preventDefault();
    acts[event.key]();
  });
}

document.querySelectorAll("form[data-people] textarea").forEach(attach);
