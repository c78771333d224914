"""Whether the site can serve: an address that answers, and `python -m debate.health`, which asks."""

import os
import sys
import urllib.request

from django.conf import settings
from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe


@require_safe
@never_cache
def healthz(request: HttpRequest) -> HttpResponse:
    """Answer 200 "ok" when the database answers, 503 when it does not."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return HttpResponse(
            "database away", status=503, content_type="text/plain", headers={"Retry-After": "5"}
        )
    return HttpResponse("ok", content_type="text/plain")


def main() -> None:
    """Exit with 0 if the site on this machine says that it can serve, else with 1; for containers."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "debate.settings")
    host = settings.ALLOWED_HOSTS[0].lstrip(".*") or "localhost"
    address = f"http://127.0.0.1:{os.environ.get('PORT') or 8000}/healthz"
    try:
        urllib.request.urlopen(urllib.request.Request(address, headers={"Host": host}), timeout=4).close()
    except OSError as away:
        sys.exit(f"{address}: {away}")


if __name__ == "__main__":
    main()
