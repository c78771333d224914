"""Whether what stands here was rated for show."""

from archive.claims.models import Rating


def demo_ratings_there() -> bool:
    """Return whether any demonstration account has rated anything."""
    return Rating.objects.filter(rater__is_demo=True).exists()
