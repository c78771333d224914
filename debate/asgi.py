"""What an ASGI server serves: `debate.asgi:application`. WSGI is what `make run` serves; it is faster."""

import os

from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "debate.settings")

application = get_asgi_application()
