"""What citeproc-py's elements of a style do wrong, done as the CSL specification (1.0.2) says.

Importing this module is enough: the library takes the newest class of each name for the elements that it
reads. Only what a bibliography of this site meets is changed.
"""

from typing import Any

from citeproc import model
from citeproc.source import LiteralDate, VariableError
from citeproc.string import String

_TAKEN, _PRINTED = "taken", "printed"  # beside the library's own entries in `repressed`
_OPENING = "“‘\"'([{«¿¡"


class Word(String):
    """A text whose first letter, not its first sign, is what a style makes a capital: “deep becomes “Deep."""

    def capitalize_first(self) -> "Word":
        """Return it with a capital."""
        at = len(self) - len(self.lstrip(_OPENING))
        if self.startswith(("(", "[")) and self.strip("()[]") in model.TextCased._stop_words:
            return self
        return self.__class__(self[:at] + self[at : at + 1].upper() + self[at + 1 :])


class Substitute(model.Substitute, model.CitationStylesElement):
    """What stands for a missing author is not printed a second time, through whatever macro it came."""

    def render(self, item: Any, context: Any = None, **kwargs: Any) -> Any:
        """Return the first substitute that prints something, and note which variables it printed."""
        repressed = (self if context is None else context).get_layout().repressed
        outer = repressed.get(_PRINTED, set())
        for child in self.getchildren():
            repressed[_PRINTED] = set()
            if text := self._rendered(child, item, context, kwargs):
                repressed[_TAKEN] = repressed.get(_TAKEN, set()) | repressed[_PRINTED]
                repressed[_PRINTED] = outer | repressed[_PRINTED]
                return text
        repressed[_PRINTED] = outer
        return None

    def _rendered(self, child: Any, item: Any, context: Any, kwargs: dict[str, Any]) -> Any:
        """Return what one substitute prints; names without a form of their own have that of the missing ones."""
        if isinstance(child, model.Names) and child.name is None:
            kwargs = {**kwargs, "names_context": self.getparent()}
        try:
            return child.render(item, context=context, **kwargs)
        except VariableError:
            return None


class Text(model.Text, model.CitationStylesElement):
    """A text element that leaves out what stands for the author already."""

    def _variable(self, item: Any, context: Any) -> Any:
        repressed = context.get_layout().repressed
        if self.get("variable") in repressed.get(_TAKEN, ()):
            return None
        text = super()._variable(item, context)
        if text:
            repressed.setdefault(_PRINTED, set()).add(self.get("variable"))
        return text


class Names(model.Names, model.CitationStylesElement):
    """Names that leave out the editors who stand for the author already."""

    def process(self, item: Any, names_context: Any = None, context: Any = None, **kwargs: Any) -> Any:
        """Return the names, or raise VariableError where all of them stand elsewhere."""
        repressed = (self if context is None else context).get_layout().repressed
        roles = {role for role in self.get("variable").split() if role in item.reference}
        if roles and roles <= repressed.get(_TAKEN, set()):
            raise VariableError
        text = super().process(item, names_context=names_context, context=context, **kwargs)
        if text and roles:
            repressed[_PRINTED] = repressed.get(_PRINTED, set()) | roles
        return text


class Name(model.Name, model.CitationStylesElement):
    """Names whose initials are made of letters that have a capital only; 雷 and علي stay whole."""

    def initialize(self, given: str, mark: str, context: Any) -> str:
        """Return the initials of a given name."""
        if any(part[:1].isupper() for part in given.replace("-", " ").split()):
            initials: str = super().initialize(given, mark, context)
            return initials
        cased = [part[0] + mark for part in given.split() if part[0].lower() != part[0].upper()]
        return "".join(cased).strip() or given


class Date(model.Date, model.CitationStylesElement):
    """Dates whose ranges say once what both ends share; words for a date stand where its year does."""

    def process(
        self, item: Any, variable: Any = None, show_parts: Any = None, context: Any = None, **kwargs: Any
    ) -> Any:
        """Return the date, or None where words for it were printed beside this already."""
        date = item.reference.get((variable or self.get("variable")).replace("-", "_"))
        parts = show_parts if self.is_locale_date() else [part.get("name") for part in self.iterchildren()]
        if isinstance(date, LiteralDate) and parts and "year" not in parts:
            return None
        return super().process(item, variable, show_parts, context, **kwargs)

    def render_date_range(
        self, date_range: Any, show_parts: list[str] | None = None, context: Any = None
    ) -> Any:
        """Return "2020", "January–March 2020", "January 5–9, 2020" or "5–9 January 2020"."""
        begin, end = date_range.begin, date_range.end
        parts = list(show_parts or ["year", "month", "day"])
        differing = [part for part in parts if begin.get(part) != end.get(part)]
        last = self.render_single_date(end, list(parts), context)
        if not differing:
            return last
        if "year" in differing:
            first = self.render_single_date(begin, list(parts), context)
        elif "month" in differing:
            first = self.render_single_date(begin, [part for part in parts if part != "year"], context)
        elif self._day_comes_first():
            first = self.render_single_date(begin, ["day"], context)
        else:
            first = self.render_single_date(begin, [part for part in parts if part != "year"], context)
            last = self.render_single_date(end, [part for part in parts if part != "month"], context)
        first, last = (str(text or "").strip(" ,") for text in (first, last))
        return String(f"{first}–{last}") if first and last else String(first or last)

    def _day_comes_first(self) -> bool:
        """Tell whether this form of a date has the day before the month."""
        names = [part.get("name") for part in self.iterchildren()]
        return "day" in names and "month" in names and names.index("day") < names.index("month")
