/* The head of each page: the field of search (a combobox, "/" leads there) and the menu, which Escape closes. */

const FIRST = 2; // letters
const WAIT = 150; // milliseconds after the last key

function attach(input, nth) {
  const list = document.createElement("ul");
  list.id = `suggestions-${nth}`;
  list.className = "suggestions";
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", input.form.getAttribute("aria-label") ?? "");
  list.hidden = true;
  input.form.append(list);
  for (const [name, value] of [["role", "combobox"], ["aria-autocomplete", "list"], ["aria-expanded", "false"], ["aria-controls", list.id], ["autocomplete", "off"]]) input.setAttribute(name, value);
  let waiting;
  let asked = 0;
  let at = -1;

  const options = () => [...list.querySelectorAll("[role=option]")];
  const isOpen = () => !list.hidden;

  function choose(index) {
    at = index;
    options().forEach((option, i) => option.setAttribute("aria-selected", String(i === at)));
    const option = options()[at];
    if (option) input.setAttribute("aria-activedescendant", option.id);
    else input.removeAttribute("aria-activedescendant");
    option?.scrollIntoView({ block: "nearest" });
  }

  function close() {
    clearTimeout(waiting);
    asked += 1; // what is still under way comes too late
    list.hidden = true;
    input.setAttribute("aria-expanded", "false");
    choose(-1);
  }

  function show(html) {
    list.replaceChildren(...new DOMParser().parseFromString(html, "text/html").body.childNodes);
    options().forEach((option) => (option.id = `${list.id}-${option.id}`));
    list.hidden = !options().length;
    input.setAttribute("aria-expanded", String(isOpen()));
    choose(-1);
  }

  async function look() {
    const mine = (asked += 1);
    const typed = input.value;
    if (typed.trim().length < FIRST) return close();
    const answer = await fetch(`/search/suggestions/?${new URLSearchParams({ q: typed })}`).catch(() => null);
    const html = answer?.ok ? await answer.text() : "";
    if (mine === asked && document.activeElement === input) show(html);
  }

  function step(by) {
    const count = options().length;
    choose(at + by < -1 ? count - 1 : at + by >= count ? -1 : at + by);
  }

  input.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(look, WAIT);
  });
  input.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    if (event.key === "Escape" && isOpen()) close();
    else if (event.key === "ArrowDown" && !isOpen()) look();
    else if ((event.key === "ArrowDown" || event.key === "ArrowUp") && isOpen()) step(event.key === "ArrowDown" ? 1 : -1);
    else if (event.key === "Enter" && isOpen() && at >= 0) location.assign(options()[at].dataset.url);
    else return;
    event.preventDefault();
  });
  input.addEventListener("blur", close);
  input.form.addEventListener("submit", close);
  list.addEventListener("mousedown", (event) => {
    event.preventDefault(); // the field keeps the focus
    const url = event.target.closest("[role=option]")?.dataset.url;
    if (url) location.assign(url);
  });
}

const fields = [...document.querySelectorAll("input[data-search]")];
fields.forEach(attach);

document.addEventListener("keydown", (event) => {
  if (event.key !== "/" || document.documentElement.dataset.keys === "off") return;
  if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest("input, textarea, select, [contenteditable]")) return;
  const field = fields.find((one) => one.checkVisibility());
  if (!field) return;
  event.preventDefault();
  field.focus();
  field.select();
});

document.addEventListener("keydown", (event) => {
  const menu = event.key === "Escape" && document.querySelector("details.menu[open]");
  if (!menu) return;
  menu.open = false;
  menu.querySelector("summary").focus();
});
