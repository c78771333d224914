// Marks a notice as read when one of its links is followed; without this, the button beside it does so.

const list = document.querySelector("[data-notices]");

function markRead(event) {
  const link = event.target.closest("a");
  const form = link?.closest(".is-unread")?.querySelector("form");
  if (form && (event.type === "click" || event.button === 1)) {
    const body = new FormData(form);
    body.set("stay", "1");
    fetch(form.action, { method: "POST", body, keepalive: true, redirect: "manual" });
  }
}

list?.addEventListener("click", markRead);
list?.addEventListener("auxclick", markRead);
