"""The reasons that the form of a report offers: those that an archive begins with."""

from django.db import transaction

from archive.moderation.models import ReportReason, Rule

FIRST = (
    # slug, label, in Chinese, rule, weight, must it be explained
    ("off-topic", "Off topic here", "与此处无关", Rule.ON_TOPIC, 1.0, False),
    ("not-a-claim", "Not a claim", "不是论断", Rule.ON_TOPIC, 1.0, False),
    ("several-claims", "More than one claim", "不止一个论断", Rule.ON_TOPIC, 0.5, False),
    ("duplicate", "Stands here already", "此处已有", Rule.ON_TOPIC, 0.5, True),
    ("attack", "Attacks a person", "人身攻击", Rule.CIVIL, 2.0, False),
    ("spam", "Spam", "垃圾内容", Rule.NO_SPAM, 2.0, False),
    ("misquotes", "Misquotes its source", "歪曲引文", Rule.HONEST, 1.5, True),
    ("illegal", "Unlawful, or unsafe for somebody", "违法，或危及他人", Rule.SAFE, 4.0, True),
    ("other", "Something else", "其他", "", 1.0, True),
)


@transaction.atomic
def stock_reasons() -> None:
    """Put the first reasons into an archive that has none; once administrators edit the list, it is theirs."""
    if ReportReason.objects.exists():
        return
    ReportReason.objects.bulk_create(
        ReportReason(
            slug=slug,
            label=label,
            label_zh=label_zh,
            rule=rule,
            weight=weight,
            needs_words=explained,
            place=at,
        )
        for at, (slug, label, label_zh, rule, weight, explained) in enumerate(FIRST, 1)
    )
