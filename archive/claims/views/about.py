"""The page about the archive and how standing is worked out."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from archive.claims.standing import (
    ENOUGH_RATINGS,
    SHRINKAGE,
    Argument,
    base_of,
    label_of,
    standing_of,
    weight_of,
)

EXAMPLE_RATINGS = (4, 3, 3, 2)  # of the claim
EXAMPLE_COUNTER = ((3, 3, 2, 4), (4, 3, 3))  # of its counterargument: convincing, bearing


def example() -> dict[str, object]:
    """Return a worked example, computed by the arithmetic that it explains."""
    convincing, bearing = EXAMPLE_COUNTER
    base = base_of(sum(EXAMPLE_RATINGS), len(EXAMPLE_RATINGS))
    counter = Argument(
        supports=False,
        standing=base_of(sum(convincing), len(convincing)),
        weight=weight_of(sum(bearing), len(bearing)),
    )
    standing = standing_of(base, [counter])
    return {
        "ratings": EXAMPLE_RATINGS,
        "sum": sum(EXAMPLE_RATINGS),
        "convincing": convincing,
        "bearing": bearing,
        "base": base,
        "counter": counter,
        "standing": standing,
        "label": label_of(standing, ENOUGH_RATINGS),
    }


@require_safe
def about(request: HttpRequest) -> HttpResponse:
    """Say what the archive is, how it works, and the whole formula with an example."""
    context = {"k": SHRINKAGE, "enough": ENOUGH_RATINGS, "example": example()}
    return render(request, "about.html", context)
