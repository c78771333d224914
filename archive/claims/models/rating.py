"""Ratings: one person's two judgements of one claim."""

import pghistory
import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q

from archive.claims.standing import SCALE_TOP


@pgtrigger.register(
    pgtrigger.Trigger(
        name="rating_by_somebody_else",
        when=pgtrigger.Before,
        operation=pgtrigger.Insert | pgtrigger.Update,
        declare=[("rated_author", "bigint"), ("rated_parent", "bigint")],
        func="""
            SELECT author_id, parent_id INTO rated_author, rated_parent FROM archive_claim WHERE id = NEW.claim_id;
            IF NEW.rater_id = rated_author OR (NEW.bearing IS NOT NULL AND rated_parent IS NULL) THEN
                RAISE EXCEPTION 'nobody rates their own claim, and a thesis has no bearing'
                    USING ERRCODE = 'check_violation';
            END IF;
            RETURN NEW;
        """,
    )
)
@pghistory.track(
    pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent(), model_name="RatingEvent"
)
class Rating(models.Model):
    """One row a person and claim: convincing (is it true?) and bearing (does it matter to its parent?), 0 to 4."""

    claim = models.ForeignKey("archive.Claim", on_delete=models.PROTECT, related_name="ratings")
    rater = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    convincing = models.PositiveSmallIntegerField(null=True, blank=True)
    bearing = models.PositiveSmallIntegerField(null=True, blank=True)
    created = models.DateTimeField(auto_now_add=True)
    changed = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["claim", "rater"], name="rating_once"),
            models.CheckConstraint(
                condition=Q(convincing__isnull=True) | Q(convincing__lte=SCALE_TOP),
                name="rating_convincing_in_scale",
            ),
            models.CheckConstraint(
                condition=Q(bearing__isnull=True) | Q(bearing__lte=SCALE_TOP), name="rating_bearing_in_scale"
            ),
            models.CheckConstraint(
                condition=Q(convincing__isnull=False) | Q(bearing__isnull=False), name="rating_says_something"
            ),
        ]
