"""The one Django app of the project."""

from typing import Any

from django.apps import AppConfig


class ArchiveConfig(AppConfig):
    """Label `archive`; every table of the project belongs to it."""

    name = "archive"
    verbose_name = "Debate archive"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Have sign-ins at the admin's door listed, pages in the language of who signs in, and new archives stocked."""
        from django.contrib.auth.signals import user_logged_in
        from django.db.models.signals import post_migrate

        from archive.accounts.desk import keep_sign_in, list_desk_session, speak_as_set

        user_logged_in.connect(list_desk_session, dispatch_uid="list_desk_session")
        user_logged_in.connect(speak_as_set, dispatch_uid="speak_as_set")
        user_logged_in.connect(keep_sign_in, dispatch_uid="keep_sign_in")
        post_migrate.connect(stock, sender=self, dispatch_uid="stock")


def stock(**_migrated: Any) -> None:
    """Give an archive that was just made the reasons for reports, once their table is there."""
    from django.db import connection

    from archive.moderation.models import ReportReason
    from archive.moderation.services import stock_reasons

    if ReportReason._meta.db_table in connection.introspection.table_names():
        stock_reasons()
