/* What scripts say, in the language of the page: js/words/<language>.js has the words, English pages load none. */

const words = globalThis.words ?? {};

/* `%(name)s` becomes the value of that name. */
const fill = (text, values) => text.replace(/%\((\w+)\)s/g, (_, name) => values[name]);

export const gettext = (text, values = {}) => fill(words[text] ?? text, values);

/* English says "one" of 1 only; the other languages of the site have one form for all. */
export const ngettext = (one, many, number) => fill(words[one] ?? (number === 1 ? one : many), { n: number });
