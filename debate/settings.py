"""Settings of the site, from the environment and from `.env`; docs/operations.md lists what can be set.

Without any of them this is a development site on the embedded database, with DEBUG off.
ENVIRONMENT=production asks for what must not be guessed there, and turns on everything that HTTPS needs
(HTTPS=off turns that off).
"""

from datetime import timedelta
from email.utils import parseaddr
from importlib.util import find_spec
from typing import Any

import environ
from django.core.exceptions import ImproperlyConfigured
from django.templatetags.static import static
from django.urls import reverse_lazy

from debate import postgres
from debate.data import PROJECT, data_folder, kept_secret

env = environ.Env()
environ.Env.read_env(PROJECT / ".env")

PRODUCTION = env.str("ENVIRONMENT", "development") == "production"
HTTPS = env.bool("HTTPS", PRODUCTION)
DEBUG = env.bool("DEBUG", False)
SITE_NAME = env.str("SITE_NAME", "Policy Debate Archive")

if PRODUCTION and DEBUG:
    raise ImproperlyConfigured("DEBUG is on in production: it would show readers the inside of the site.")
for required in ("SECRET_KEY", "ALLOWED_HOSTS") if PRODUCTION else ():
    if not env.str(required, ""):
        raise ImproperlyConfigured(f"Production needs {required} in the environment or in .env.")

# ----------------------------------------------------------------------- the rules of this archive

ARCHIVE: dict[str, Any] = {
    "HOLD_FIRST": env.int("HOLD_FIRST", 3),  # contributions of a new account that wait; 0: nothing waits
    "POST_INTERVAL_SECONDS": env.int("POST_INTERVAL_SECONDS", 5),
    "EDIT_WINDOW_MINUTES": env.int("EDIT_WINDOW_MINUTES", 30),
    "SIMILAR_FROM": 12,  # characters of a statement from which on similar claims are looked for
    "SIMILAR_AT_LEAST": 0.35,  # trigram similarity from which on they are shown
    "UNDO_DAYS": env.int("UNDO_DAYS", 30),  # for which a link, move, merge or extraction can be undone
    "ADMIN_SECOND_FACTOR": env.bool("ADMIN_SECOND_FACTOR", False),  # the admin asks for a code or a key
    "APPEAL_DAYS": env.int("APPEAL_DAYS", 30),  # for which a decision can be appealed against
    "REPORTS_A_DAY": env.int("REPORTS_A_DAY", 5),  # of one person or address
    "REWORD_DAYS": env.int("REWORD_DAYS", 7),  # for other words that a moderator asked an author for
    "VISIT_MINUTES": env.int("VISIT_MINUTES", 30),  # away for longer: what came meanwhile is marked as new
    "SUGGESTIONS_A_DAY": env.int("SUGGESTIONS_A_DAY", 10),  # of one person's last day that may be open
    "VERSION_SECONDS": env.float("VERSION_SECONDS", 1),  # for which a process remembers a debate's version
    "READ_SECONDS_IN_REQUEST": env.float("READ_SECONDS_IN_REQUEST", 5),  # a file that takes longer is queued
    "READ_SECONDS": env.float("READ_SECONDS", 120),  # for a worker or a command to read one file
    "READ_MEGABYTES": env.int("READ_MEGABYTES", 1500),  # of memory, for reading one file
    "DAILY_LIMITS": {
        # of accounts younger than a day
        "debates": env.int("DAILY_DEBATES", 3),
        "claims": env.int("DAILY_CLAIMS", 10),
        "evidence": env.int("DAILY_EVIDENCE", 20),
        "talk": env.int("DAILY_TALK", 20),
        # of everyone
        "reports": env.int("DAILY_REPORTS", 5),
    },
}

# ---------------------------------------------------------------------------------------- accounts

ACCOUNT_ADAPTER = "archive.accounts.adapter.AccountAdapter"
ACCOUNT_CHANGE_EMAIL = True  # one address an account; a new one counts once it is confirmed
ACCOUNT_CONFIRM_EMAIL_ON_GET = False
ACCOUNT_DEFAULT_HTTP_PROTOCOL = "https" if HTTPS else "http"
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = f"{SITE_NAME}: "
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_FORMS = {
    "add_email": "archive.accounts.forms.AddEmailForm",
    "change_password": "archive.accounts.forms.ChangePasswordForm",
    "login": "archive.accounts.forms.LoginForm",
    "reauthenticate": "archive.accounts.forms.ReauthenticateForm",
    "reset_password": "archive.accounts.forms.ResetPasswordForm",
    "reset_password_from_key": "archive.accounts.forms.ResetPasswordKeyForm",
    "set_password": "archive.accounts.forms.SetPasswordForm",
    "signup": "archive.accounts.forms.SignupForm",
}
ACCOUNT_LOGIN_METHODS = {"email", "username"}
ACCOUNT_LOGIN_ON_EMAIL_CONFIRMATION = True
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = True
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_SIGNUP_FIELDS = ["username*", "email*", "password1*", "password2*"]
ACCOUNT_SIGNUP_REDIRECT_URL = "/first-steps/"  # once the address is confirmed
ACCOUNT_USERNAME_MIN_LENGTH = 2
ACCOUNT_USERNAME_VALIDATORS = "archive.accounts.names.USERNAME_VALIDATORS"
ALLAUTH_TRUSTED_PROXY_COUNT = env.int("TRUSTED_PROXIES", 0)
AUTH_USER_MODEL = "archive.User"
AUTHENTICATION_BACKENDS = [
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]
LOGIN_REDIRECT_URL = "/"
LOGIN_URL = "account_login"
MFA_FORMS = {
    "activate_totp": "archive.accounts.forms.ActivateTotpForm",
    "add_webauthn": "archive.accounts.forms.AddKeyForm",
    "authenticate": "archive.accounts.forms.SecondStepForm",
    "authenticate_webauthn": "archive.accounts.forms.SecondStepKeyForm",
    "edit_webauthn": "archive.accounts.forms.EditKeyForm",
    "login_webauthn": "archive.accounts.forms.LoginKeyForm",
    "reauthenticate": "archive.accounts.forms.SecondStepAgainForm",
    "reauthenticate_webauthn": "archive.accounts.forms.SecondStepKeyAgainForm",
}
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_TOTP_ISSUER = SITE_NAME
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not HTTPS
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]

# -------------------------------------------------------------------------- applications and pages

INSTALLED_APPS = [
    "unfold",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",  # without its middleware: reading writes nothing
    "corsheaders",
    "csp",
    "django_filters",
    "django_htmx",
    "django_tasks",
    "django_tasks_db",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "drf_standardized_errors",
    "knox",
    "pghistory",
    "pgtrigger",
    "rest_framework",
    "archive",
]
if find_spec(
    "django_linear_migrations"
):  # a tool of developers: two branches cannot both add a last migration
    INSTALLED_APPS.append("django_linear_migrations")
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",  # pads at random against BREACH
    "debate.csp.ContentSecurityPolicy",
    "corsheaders.middleware.CorsMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "archive.core.middleware.keep_private",
    "archive.core.middleware.DatabaseAway",  # before whatever first asks the database
    "archive.core.middleware.refuse_large",
    "archive.core.middleware.refuse_nul",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "archive.core.middleware.speak",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "archive.accounts.desk.ask_second_step",
    "django_htmx.middleware.HtmxMiddleware",
    "pghistory.middleware.HistoryMiddleware",
]
PGHISTORY_MIDDLEWARE_METHODS = ("POST", "PUT", "PATCH", "DELETE")  # who only reads need not be loaded
ROOT_URLCONF = "debate.urls"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [PROJECT / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "archive.core.context.site",
                "archive.claims.context.place",
                "archive.notices.context.following",
            ],
        },
    }
]
UNFOLD = {
    "LOGIN": {"form": "archive.accounts.desk.DeskSignInForm"},
    "SITE_TITLE": SITE_NAME,
    "SITE_HEADER": SITE_NAME,
    "SITE_URL": "/",
    "SHOW_HISTORY": False,  # Django's own log stays empty: what moderators do is in the decisions
    "SHOW_VIEW_ON_SITE": False,
    "STYLES": [lambda _request: static("css/admin.css")],
    "DASHBOARD_CALLBACK": "archive.admin.front_page",
    "SIDEBAR": {"navigation": "archive.admin.navigation"},
    "ACCOUNT": {
        "navigation": [
            {"title": "Change the password", "link": reverse_lazy("account_change_password")},
        ]
    },
    "BORDER_RADIUS": "3px",
    "COLORS": {  # the greys of the site, and its blue where unfold has violet; from 50 and 100 to 900 and 950
        name: {
            str(at): tone for at, tone in zip((50, *range(100, 901, 100), 950), tones.split(), strict=True)
        }
        for name, tones in {
            "base": "#f3f3ee #e8e8e1 #dbdbd3 #c3c4bc #94968f #63666a #454a50 #34383d #2a2e33 #16181b #0f1113",
            "primary": "#eef4fa #dbe8f5 #bcd4ec #9cc0e4 #6f9fd3 #4482c2 #1a5a9e #164c86 #133f6f #0f3258 "
            "#0a2340",
        }.items()
    },
}
WSGI_APPLICATION = "debate.wsgi.application"

# ------------------------------------------------------------------------------------ the REST API

CORS_ALLOW_ALL_ORIGINS = True
CORS_ALLOW_HEADERS = [
    "accept",
    "authorization",
    "if-none-match",
]  # without content-type: pages elsewhere read only
CORS_ALLOW_METHODS = ["GET", "HEAD", "OPTIONS"]
CORS_EXPOSE_HEADERS = ["ETag", "Retry-After"]
CORS_URLS_REGEX = r"^/api/"
REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "archive.core.api.tokens.Token",
        "rest_framework.authentication.SessionAuthentication",
    ],
    "DEFAULT_FILTER_BACKENDS": ["django_filters.rest_framework.DjangoFilterBackend"],
    "DEFAULT_PAGINATION_CLASS": "archive.core.api.pages.Pages",
    "DEFAULT_PARSER_CLASSES": ["archive.core.api.parsers.Json"],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticatedOrReadOnly"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_SCHEMA_CLASS": "archive.core.api.schema.Schema",
    "EXCEPTION_HANDLER": "archive.core.api.refusals.exception_handler",
    "TEST_REQUEST_DEFAULT_FORMAT": "json",
}
REST_KNOX = {"TOKEN_TTL": timedelta(days=365), "TOKEN_LIMIT_PER_USER": 20}
SPECTACULAR_SETTINGS = {
    "TITLE": SITE_NAME,
    "DESCRIPTION": "Sources, the claims drawn from them, and how these claims stand.",
    "VERSION": "1",
    "SCHEMA_PATH_PREFIX": "/api/v1",
    "SERVE_INCLUDE_SCHEMA": False,
    "COMPONENT_SPLIT_PATCH": False,
    "COMPONENT_SPLIT_REQUEST": True,
    "OAS_VERSION": "3.1.0",
    "ENUM_NAME_OVERRIDES": {
        "ThingKindEnum": "archive.moderation.models.decision.TARGETS",
        "BibliographyFormat": "archive.exchange.api.BIBLIOGRAPHIES",
        "Bearing": "archive.claims.models.evidence.Bearing",
        "DebateState": "archive.claims.models.debate.DebateState",
        "Found": "archive.search.choice.Found",
        "ImportState": "archive.sources.models.ImportState",
        "Followed": "archive.notices.api.THING_KINDS",
        "Kind": "archive.sources.models.Kind",
        "NoticeKind": "archive.notices.api.KINDS",
        "NoticeWay": "archive.notices.api.WAYS",
        "Marking": "archive.sources.models.Marking",
        "Publication": "archive.core.models.Publication",
        "QuoteState": "archive.claims.models.evidence.QuoteState",
        "Stance": "archive.core.models.Stance",
        "SuggestionKind": "archive.claims.models.talk.SuggestionKind",
        "SuggestionState": "archive.claims.models.talk.SuggestionState",
        "TextFormat": "archive.claims.api.bodies.TEXT_FORMATS",
    },
    "SWAGGER_UI_SETTINGS": {"deepLinking": True, "validatorUrl": None},  # it would ask a site elsewhere
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "REDOC_DIST": "SIDECAR",
}

# ----------------------------------------------------------------------- database, queue and cache

CACHES = {"default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "cache"}}
EMBEDDED_CLUSTER = None if env.str("DATABASE_URL", "") else postgres.cluster_home()
DATABASES = {
    "default": {
        **(postgres.connection(EMBEDDED_CLUSTER) if EMBEDDED_CLUSTER else env.db_url("DATABASE_URL")),
        "ENGINE": "django.db.backends.postgresql",
        "CONN_MAX_AGE": env.int("CONN_MAX_AGE", 600),
        "CONN_HEALTH_CHECKS": True,
        # No server_side_binding: pghistory and pgtrigger put a SELECT before a statement, which the
        # extended protocol of PostgreSQL refuses.
    }
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
ACTIVITY_TASK = "archive.notices.services.spreading.spread_activities"  # queued after each act
EACH_MINUTE = [
    "archive.moderation.services.asking.end_overdue",
    "archive.moderation.services.guests.tell_and_forget",
    "archive.accounts.services.forget_sign_ins",
]  # called by the clock, each in its own transaction
REWORDED_HOOK = "archive.moderation.services.asking.end_asking"  # called when words came that were asked for
TASKS = {  # with DEBUG a task runs where it is queued, so that `make dev` needs no worker
    "default": {
        "BACKEND": "django_tasks.backends.immediate.ImmediateBackend"
        if DEBUG
        else "django_tasks_db.DatabaseBackend"
    }
}

# -------------------------------------------------------------------------------------------- mail

DEFAULT_FROM_EMAIL = SERVER_EMAIL = env.str("DEFAULT_FROM_EMAIL", f"{SITE_NAME} <noreply@localhost>")
if not parseaddr(DEFAULT_FROM_EMAIL)[1]:
    raise ImproperlyConfigured("DEFAULT_FROM_EMAIL has no e-mail address in it.")
EMAIL_TIMEOUT = env.int(
    "EMAIL_TIMEOUT", 20
)  # seconds; a server that says nothing holds up no letter for long
if PRODUCTION or env.str("EMAIL_URL", ""):
    vars().update(env.email_url_config(env.str("EMAIL_URL", "") or "smtp://localhost:25"))
else:
    EMAIL_BACKEND = "debate.mail.ConsoleAndFile"
    EMAIL_FILE_PATH = data_folder() / "mail"

# --------------------------------------------------------------------- languages, files and limits

DATA_UPLOAD_MAX_MEMORY_SIZE = 30 * 2**20
DATA_UPLOAD_MAX_NUMBER_FIELDS = 1000
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 2**20
FILE_UPLOAD_PERMISSIONS = 0o600
FORMAT_MODULE_PATH = ["debate.formats"]
LANGUAGE_CODE = "en-gb"
LANGUAGE_COOKIE_NAME = "language"
LANGUAGES = [("en-gb", "English"), ("zh-hans", "简体中文")]
LOCALE_PATHS = [PROJECT / "locale"]
STATIC_ROOT = env.str("STATIC_ROOT", str(data_folder() / "static"))
STATIC_URL = "static/"
STATICFILES_DIRS = [PROJECT / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "debate.storage.StaticFiles"
    },
}
TIME_ZONE = "UTC"
USE_I18N = True
USE_TZ = True
WHITENOISE_KEEP_ONLY_HASHED_FILES = True
WHITENOISE_SKIP_COMPRESS_EXTENSIONS = ["gif", "gz", "jpg", "map", "png", "webp", "woff", "woff2", "zip"]

# ---------------------------------------------------------------------------------------- security

ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=[]) or ["localhost", "127.0.0.1", "[::1]"]
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'self'"],
        "base-uri": ["'none'"],
        "form-action": ["'self'"],
        "frame-ancestors": ["'none'"],
        "img-src": ["'self'", "data:"],
        "object-src": ["'none'"],
    }
}
CSP_EXCEPTIONS = {  # address prefix -> what it needs beyond the policy above
    "/admin/": {  # unfold: Alpine evaluates expressions, and its templates carry styles
        "script-src": ["'self'", "'unsafe-eval'"],
        "style-src": ["'self'", "'unsafe-inline'"],
    },
    "/api/v1/docs": {  # the schema viewer writes its own styles
        "style-src": ["'self'", "'unsafe-inline'"],
    },
}
SITE_URL = env.str("SITE_URL", "").rstrip("/") or (  # what links in letters begin with
    f"https://{ALLOWED_HOSTS[0].lstrip('.')}"
    if HTTPS
    else f"http://{ALLOWED_HOSTS[0]}:{env.str('PORT', '8000')}"
)
CSRF_COOKIE_SECURE = SESSION_COOKIE_SECURE = HTTPS
CSRF_FAILURE_VIEW = "archive.core.views.csrf_failed"
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])
SECRET_KEY = env.str("SECRET_KEY", "") or kept_secret("secret-key")
SECRET_KEY_FALLBACKS = env.list("SECRET_KEY_FALLBACKS", default=[])
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = HTTPS
SECURE_HSTS_SECONDS = env.int("HSTS_SECONDS", 31_536_000 if HTTPS else 0)
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if env.int("TRUSTED_PROXIES", 0) else None
SECURE_REDIRECT_EXEMPT = [r"^healthz$"]
SECURE_REFERRER_POLICY = "same-origin"
SECURE_SSL_REDIRECT = HTTPS
SESSION_COOKIE_SAMESITE = "Lax"
X_FRAME_OPTIONS = "DENY"

# --------------------------------------------------------------------------------------------- log

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "handlers": {
        "console": {"class": "logging.StreamHandler", "formatter": "line"},
        "problems": {"class": "logging.StreamHandler", "formatter": "line", "level": "ERROR"},
    },
    "root": {"handlers": ["console"], "level": env.str("LOG_LEVEL", "WARNING")},
    "loggers": {
        "django": {"handlers": ["console"], "level": env.str("LOG_LEVEL", "WARNING"), "propagate": False},
        "django.server": {"handlers": ["console"], "level": "INFO", "propagate": False},
        "django_tasks": {
            "handlers": ["problems"],
            "propagate": False,
        },  # it would tell of every start and stop
        "django_tasks_db": {"handlers": ["problems"], "propagate": False},
    },
}
