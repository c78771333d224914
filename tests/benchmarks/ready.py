"""Makes Django ready for a benchmark that reads and writes tables; it is imported before any model is."""

import os

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
django.setup()
