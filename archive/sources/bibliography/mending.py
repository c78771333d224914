"""What is plainly wrong in a citation of citeproc-py's, put right: doubled signs, quotation marks, "and others".

Nothing that the record itself says is changed: a rule whose sign is in the record is not applied.
"""

import re

# Pattern, what stands instead, and a sign that, being in the record, forbids it.
_RULES = (
    (re.compile(r" ?\(\s*\)| ?\[\s*\]"), "", "()|[]"),
    (re.compile(r" {2,}"), " ", ""),
    (re.compile(r" ([.,;:])(?=\s|$)"), r"\1", " .| ,| ;| :"),
    (re.compile(r"(?<=\w)([,;:])(?:\s*[,;:])+(?=\s)"), r"\1", ",,"),
    (re.compile(r"(?<!\.)\.((?:</i>|</b>|[”’])*)\.(?!\.)"), r".\1", ".."),
    (re.compile(r"([?!])((?:</i>|</b>|[”’])*)\.(?=\s|$)"), r"\1\2", "?.|!."),
    (re.compile(r"[,:]\.(?=\s|$)"), ".", ",.|:."),
)
_OUTSIDE_QUOTES = re.compile(r"(?P<before>[^\s.,])(?P<quote>”|’”)(?P<sign>[.,])")


def mended(text: str, *, said: str, others: str, style: str) -> str:
    """Return a formatted citation with the library's slips put right.

    `said` is all that the record says, `others` the sign that stands for "and others" among the names.
    """
    text = re.sub(rf",? (?:(?:&amp;|and) )?{others}\.?", ", et al.", text).replace(others, "et al.")
    text = _nested_quotes(text)
    for pattern, instead, signs in _RULES:
        if not any(sign in said for sign in signs.split("|") if sign):
            text = pattern.sub(instead, text)
    text = _OUTSIDE_QUOTES.sub(_inside, text) if style != "apa" else text
    return text.strip()


def _inside(found: re.Match[str]) -> str:
    """Return American punctuation: full stop and comma before the closing quotation mark, none after ? and !."""
    if found["before"] in "?!":
        return found["before"] + found["quote"] + ("" if found["sign"] == "." else ",")
    return found["before"] + found["sign"] + found["quote"]


def _nested_quotes(text: str) -> str:
    """Return a text with quotation marks inside of quotation marks single."""
    if text.count("“") < 2 or text.count("“") != text.count("”"):
        return text
    depth, out = 0, []
    for char in text:
        depth += char == "“"
        if depth > 1 and char in "“”":
            out.append("‘" if char == "“" else "’")
        else:
            out.append(char)
        depth -= char == "”"
    return "".join(out)
