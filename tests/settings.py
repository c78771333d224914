"""The site's settings as the tests need them: a cluster of their own, and nothing slow or random."""

import os

os.environ["ENVIRONMENT"] = "development"
os.environ["DEBUG"] = "off"

from debate import postgres
from debate.settings import *  # noqa: F403

if EMBEDDED_CLUSTER:  # noqa: F405
    EMBEDDED_CLUSTER = postgres.cluster_home("test-postgres")
    DATABASES["default"].update(postgres.connection(EMBEDDED_CLUSTER))  # noqa: F405

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
SECRET_KEY = "tests"
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}  # noqa: F405
WHITENOISE_AUTOREFRESH = True  # finds the files where they are written, without collecting them
DATABASES["default"]["TEST"] = {"NAME": f"test_archive_{os.getpid()}"}  # noqa: F405 - two runs at once do not meet
