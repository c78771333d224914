/* Buttons that copy the words of another element. */

import { copy } from "./clipboard.js";
import { gettext } from "./say.js";

for (const button of document.querySelectorAll("[data-copy]")) {
  const told = button.parentElement.querySelector("[role=status]");
  button.hidden = false;
  button.addEventListener("click", async () => {
    const words = document.getElementById(button.dataset.copy).textContent.trim();
    told.textContent = "";
    told.textContent = (await copy(words)) ? gettext("Copied.") : gettext("This browser does not let the page copy.");
  });
}
