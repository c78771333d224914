"""What every page is given: the site's name, the chosen appearance, and where the reader is."""

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import get_language

THEME_COOKIE = "theme"
THEMES = ("light", "dark")
KEYS_COOKIE = "keys"


def theme_of(request: HttpRequest) -> str:
    """Return the reader's own choice of appearance, or nothing while it follows their device."""
    theme = request.COOKIES.get(THEME_COOKIE, "")
    return theme if theme in THEMES else ""


def site(request: HttpRequest) -> dict[str, object]:
    """Return what the frame prints on every page, error pages included; it asks the database nothing.

    `here` is where the reader returns to after choosing an appearance, `come_back` after signing in.
    """
    here = request.get_full_path()
    language = get_language()
    return {
        "site_name": settings.SITE_NAME,
        "theme": theme_of(request),
        "keys_off": request.COOKIES.get(KEYS_COOKIE) == "off",
        "languages": settings.LANGUAGES,
        "words_script": "" if language in (None, settings.LANGUAGE_CODE) else f"js/words/{language}.js",
        "here": here,
        "come_back": "" if here == "/" or here.startswith("/accounts/") else here,
    }
