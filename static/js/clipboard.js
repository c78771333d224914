/* The way to the clipboard. */

/* Without a secure connection there is no clipboard, only the old command. */
export async function copy(words) {
  try {
    await navigator.clipboard.writeText(words);
    return true;
  } catch {
    const field = document.createElement("textarea");
    field.className = "visually-hidden";
    field.value = words;
    const [home, selection] = [document.activeElement, document.getSelection()];
    const range = selection.rangeCount ? selection.getRangeAt(0) : null;
    document.body.append(field);
    field.select();
    const done = document.execCommand("copy");
    field.remove();
    home?.focus({ preventScroll: true });
    if (range) selection.addRange(range);
    return done;
  }
}
