"""The one Django app of the project."""

from django.apps import AppConfig


class ArchiveConfig(AppConfig):
    """Label `archive`; every table of the project belongs to it."""

    name = "archive"
    verbose_name = "Debate archive"
    default_auto_field = "django.db.models.BigAutoField"
