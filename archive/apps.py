"""The one Django app of the project."""

from django.apps import AppConfig


class ArchiveConfig(AppConfig):
    """Label `archive`; every table of the project belongs to it."""

    name = "archive"
    verbose_name = "Debate archive"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Have sign-ins at the admin's door listed, and pages in the language of who signs in."""
        from django.contrib.auth.signals import user_logged_in

        from archive.accounts.desk import list_desk_session, speak_as_set

        user_logged_in.connect(list_desk_session, dispatch_uid="list_desk_session")
        user_logged_in.connect(speak_as_set, dispatch_uid="speak_as_set")
