"""LaTeX text to Unicode and back, for BibTeX; nothing is run, no file is opened, every function is linear.

`encoded` writes text so that `decoded` gives the same text again; Unicode letters stay letters.
"""

import re
import unicodedata
from functools import lru_cache
from importlib import resources

_ACCENTS = {
    "`": "\u0300", "'": "\u0301", "^": "\u0302", "~": "\u0303", "=": "\u0304", "u": "\u0306", ".": "\u0307",
    '"': "\u0308", "r": "\u030a", "H": "\u030b", "v": "\u030c", "d": "\u0323", "c": "\u0327", "k": "\u0328",
    "b": "\u0331", "h": "\u0309",
}  # fmt: skip
_SYMBOLS = {
    "ss": "ß", "o": "ø", "O": "Ø", "l": "ł", "L": "Ł", "ae": "æ", "AE": "Æ", "oe": "œ", "OE": "Œ", "aa": "å",
    "AA": "Å", "dj": "đ", "DJ": "Đ", "dh": "ð", "DH": "Ð", "th": "þ", "TH": "Þ", "i": "ı", "j": "ȷ",
    "dots": "…", "ldots": "…", "textellipsis": "…", "textendash": "–", "textemdash": "—",
    "textquotesingle": "'", "textbackslash": "\\", "textbraceleft": "{", "textbraceright": "}",
    "textasciitilde": "~", "textasciicircum": "^", "textdollar": "$", "textunderscore": "_", "textless": "<",
    "textgreater": ">", "textbar": "|", "textquotedblleft": "“", "textquotedblright": "”",
    "textquoteleft": "‘", "textquoteright": "’", "lbrace": "{", "rbrace": "}", "backslash": "\\",
    "par": "\n\n", "newline": "\n", "space": " ", "nobreakspace": "\xa0", "TeX": "TeX", "LaTeX": "LaTeX",
}  # fmt: skip
_SIGNS = {"\\": "\n", " ": " ", "\n": " ", ",": " ", ";": " ", ":": " ", "-": "", "/": "", "!": "", "@": ""}
_STYLES = (
    "bf|it|em|sc|rm|sf|tt|sl|bfseries|itshape|scshape|upshape|rmfamily|sffamily|ttfamily|normalfont|mdseries"
    "|relax|protect|boldmath|small|large|noopsort|bibinfo"
)
_MARKS_OF_STYLE = frozenset(_STYLES.split("|"))
_LIGATURES = {"---": "—", "--": "–", "``": "“", "''": "”", "~": " "}
_TOKEN = re.compile(
    r"\\(?:url|path)[ \t\n]*\{(?P<verbatim>[^{}]*)\}"
    r"|\\(?P<word>[A-Za-z]+)(?P<space>[ \t\n]*)"
    r"|\\(?P<sign>.)"
    r"|(?P<brace>[{}])"
    r"|\$(?P<math>[^$]{1,200})\$"
    r"|(?P<ligature>---?|``|''|~)"
    r"|(?P<blank>[ \t\n]+)"
    r"|(?P<text>[^\\{}$~`'\-\s]+|.)",
    re.DOTALL,
)
_IS_MATH = re.compile(r"[\\^_]|^\w$")


def decoded(text: str) -> str:
    """Return a LaTeX text as Unicode: accents composed, braces gone, white space of the layout single.

    A command that is not known loses its name where it has an argument, and stays as it is where not.
    """
    out: list[str] = []
    _decode(text, out)
    return "".join(out).strip(" ")


def _decode(text: str, out: list[str], *, in_math: bool = False) -> None:
    """Add to `out` what `text` says; mathematics is looked into once."""
    marks: list[str] = []  # accents that wait for their letter
    for token in _TOKEN.finditer(text):
        kind = "word" if token["word"] else token.lastgroup or ""
        said = token[kind]
        if kind == "math" and not in_math and _IS_MATH.search(said):
            _decode(said, out, in_math=True)
        elif kind == "brace":
            marks = [] if said == "}" else marks
        elif kind in ("word", "sign") and said in _ACCENTS:
            marks.append(_ACCENTS[said])
        elif kind == "blank":
            out.extend([] if marks or (out and out[-1] == " ") else [" "])
        elif piece := _meaning(kind, said, token[0], text[token.end() : token.end() + 1]):
            out.append(_accented(piece, marks) if marks else piece)
            marks = []


def _accented(piece: str, marks: list[str]) -> str:
    """Return a piece of text with accents, the innermost last, on its first letter."""
    base = {"ı": "i", "ȷ": "j"}.get(piece[0], piece[0])
    return unicodedata.normalize("NFC", base + "".join(reversed(marks))) + piece[1:]


def _meaning(kind: str, said: str, whole: str, following: str) -> str:
    """Return what one token stands for."""
    if kind == "word":
        return _command(said, whole, following)
    if kind == "sign":
        return _SIGNS.get(said, said)
    return _LIGATURES[said] if kind == "ligature" else whole if kind == "math" else said


def _command(name: str, whole: str, following: str) -> str:
    """Return what a command stands for."""
    if name in _SYMBOLS:
        return _SYMBOLS[name]
    if name in _MARKS_OF_STYLE or following == "{":
        return ""
    return _symbols().get(name, whole)


@lru_cache(maxsize=1)
def _symbols() -> dict[str, str]:
    """Return the characters that commands stand for, by their names, from latexcodec's table."""
    table = resources.files("latexcodec").joinpath("table.txt").read_text(encoding="utf-8")
    found: dict[str, str] = {}
    for line in table.splitlines():
        marker, names, latex = line.split("\t")
        if marker[1:] != ">" and re.fullmatch(r"\\[A-Za-z]+", latex):
            found.setdefault(latex[1:], "".join(map(unicodedata.lookup, names.split(","))))
    return found


_ESCAPES = {
    "\\": r"\textbackslash{}", "{": r"\textbraceleft{}", "}": r"\textbraceright{}",
    "~": r"\textasciitilde{}", "^": r"\textasciicircum{}", "%": r"\%", "#": r"\#", "$": r"\$", "&": r"\&",
    "_": r"\_", "\n": r"\newline{}",
}  # fmt: skip
_ESCAPED = re.compile(r"\n\n|[\\{}~^%#$&_\n]|(?<=-)-|(?<=`)`|(?<=')'|(?<= ) ")


def encoded(text: str, *, keep_case: bool = False) -> str:
    """Return text as LaTeX with balanced braces; `keep_case` protects names such as DeepSeek from a style."""
    if not keep_case:
        return _ESCAPED.sub(_escape, text)
    return "".join(
        f"{{{encoded(piece)}}}" if _needs_case(piece) else encoded(piece)
        for piece in re.split(r"(\s+)", text)
    )


def _escape(found: re.Match[str]) -> str:
    """Return what one special sign, or the second of two that would join, is written as."""
    said = found[0]
    if said == "\n\n":
        return r"\par{}"
    if said == " ":
        return "\\ "
    return _ESCAPES.get(said, "{}" + said)


def _needs_case(word: str) -> bool:
    """Tell whether a word has a capital after its first letter."""
    return any(char.isupper() for char in word[1:])


_URL_ESCAPE = re.compile(
    r"\\(?:url|href|path)\s*(?=\{)|\\(text(?:backslash|brace(?:left|right)|asciitilde))(?:\{\})?|\\([_%&#$~{}])|[{}]"
)


def verbatim(text: str) -> str:
    """Return an address or DOI as it is meant: only the escapes that programs put into such fields undone."""

    def plain(found: re.Match[str]) -> str:
        return _SYMBOLS[found[1]] if found[1] else found[2] or ""

    return "".join(_URL_ESCAPE.sub(plain, text).split())


def encoded_verbatim(text: str) -> str:
    """Return an address or DOI for a field in which only braces and backslashes have a meaning."""
    return re.sub(r"[\\{}]", lambda found: _ESCAPES[found[0]], text)
