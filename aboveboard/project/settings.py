"""Every setting of a deployment, each read once from the environment (docs/settings.md), and Django's own settings."""

import re
import secrets
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from urllib.parse import urlsplit

from django.utils.csp import CSP
from django.utils.functional import SimpleLazyObject

from aboveboard.lib.env import Env
from aboveboard.lib.keyfiles import read_or_make
from aboveboard.lib.outbound import parsed_networks
from aboveboard.lib.secrets import KeySource
from aboveboard.project import logs
from aboveboard.project.databases import database_from
from aboveboard.project.mail import mailers_from


def _(words: str) -> str:
    """Marks words for the catalogues. Django's own would ask for the settings, which are only being made here."""
    return words


CHECKOUT = Path(__file__).resolve().parents[2]
IN_CHECKOUT = (CHECKOUT / "pyproject.toml").is_file()
try:
    RELEASE = version("aboveboard")
except PackageNotFoundError:  # run from a copied tree that nobody installed
    RELEASE = "0+unknown"

env = Env()

_data = CHECKOUT / "var" if IN_CHECKOUT else Path("~/.local/share/aboveboard").expanduser()
DATA_DIR = (
    env.path(
        "DATA_DIR", _data, _("Keys, SQLite and the published files."), shown=_("`var/` in a checkout, else `~/.local/share/aboveboard`")
    )
    or _data
)
EDITIONS_DIR = DATA_DIR / "editions"
KEYS_DIR = DATA_DIR / "keys"

SITE_URL = env.text("SITE_URL", "http://localhost:8000", _("The installation's own address, as readers type it, without a path.")).rstrip(
    "/"
)
if not re.fullmatch(r"https?://[^/?#@\s]+", SITE_URL):
    env.refuse("SITE_URL", "has to be http:// or https:// and a host, without a path.")
SITE_HOST = urlsplit(SITE_URL).hostname or "localhost"
BIND = env.address("BIND", "127.0.0.1:8000", _("Where `start`, `web` and `front` listen."))
WORKERS = env.integer("WORKERS", 1, _("Processes that serve."), least=1, most=64)
FALLTHROUGH_SLOTS = env.integer(
    "FALLTHROUGH_SLOTS", 16, _("Requests that may be in Django at once; more get 503. Published files need none."), least=1, most=1000
)
LOOPBACK = ("localhost", "127.0.0.1", "[::1]")
OWN_HOSTS = [
    *(LOOPBACK if SITE_HOST in ("localhost", "127.0.0.1", "::1") else (SITE_HOST,)),
    *env.words(
        "ALLOWED_HOSTS", (), _("More host names that the application answers to, besides those of SITE_URL and of pages."), shown=_("none")
    ),
]
ALLOWED_HOSTS = ["*"]  # entry.known_hosts_only knows those of pages, too, and refuses the rest
TRUSTED_PROXIES = env.networks(
    "TRUSTED_PROXIES", _("Addresses or CIDRs of proxies whose `X-Forwarded-For` and `X-Forwarded-Proto` are believed."), shown=_("none")
)

SECURITY_CONTACT = env.text(
    "SECURITY_CONTACT",
    "",
    _("Whom `/.well-known/security.txt` names, as `mailto:…` or `https://…`; without it there is none."),
    shown=_("none"),
)
if SECURITY_CONTACT and not re.fullmatch(r"(?:mailto:|https://|tel:)[^\s\x00-\x1f]+", SECURITY_CONTACT):
    env.refuse("SECURITY_CONTACT", "has to begin with mailto:, https:// or tel:, without spaces.")
SIGNING_KEY_FILE = env.path("SIGNING_KEY_FILE", None, _("The Ed25519 key that signs editions."), shown=_("made in `DATA_DIR/keys/`"))
_secret_key = env.text(
    "SECRET_KEY", "", _("Signs what Django hands out (sessions, links)."), secret=True, shown=_("made in `DATA_DIR/keys/`")
)
if _secret_key and len(_secret_key) < 32:
    env.refuse("SECRET_KEY", "is shorter than 32 characters.")
SECRET_KEY = _secret_key or SimpleLazyObject(
    lambda: read_or_make(KEYS_DIR / "secret_key", lambda: secrets.token_urlsafe(48).encode()).decode()
)
_field_key = env.text(
    "FIELD_KEY",
    "",
    _("Seals secrets in the database: 32 bytes in base64; an older key may follow after a comma."),
    secret=True,
    shown=_("made in `DATA_DIR/keys/`"),
)
try:
    FIELD_KEYS = KeySource(_field_key, KEYS_DIR / "field_key")
except ValueError as error:
    env.refuse("FIELD_KEY", f"cannot be used: {error}.")

_statement_seconds = env.integer(
    "STATEMENT_TIMEOUT", 30, _("Seconds that a database statement may take; 0: no limit."), least=0, most=86400
)
_database_url = env.text(
    "DATABASE_URL",
    "",
    _("Database: `sqlite:///…`, `postgres://…`, `mysql://…`; TLS by `?sslmode=verify-full&sslrootcert=…`."),
    secret=True,
    shown=_("SQLite in `DATA_DIR`"),
)
try:
    DATABASES = {
        "default": database_from(
            _database_url or f"sqlite:///{DATA_DIR / 'aboveboard.sqlite3'}",
            statement_seconds=_statement_seconds,
            connections=FALLTHROUGH_SLOTS + 8,
        )
    }
except ValueError as error:
    env.refuse("DATABASE_URL", str(error))

MAIL_URL = env.text(
    "MAIL_URL",
    "",
    _("Mail server: `smtp://user:password@host:587?tls=required`, `smtps://…`, or `file:///folder`."),
    secret=True,
    shown=_("none"),
)
try:
    MAILERS = mailers_from(MAIL_URL)
except ValueError as error:
    env.refuse("MAIL_URL", str(error))
DEFAULT_FROM_EMAIL = SERVER_EMAIL = env.text(
    "MAIL_FROM",
    f"status@{SITE_HOST}",
    _("Whom mail is from, as an address or `Name <address>`."),
    shown=_("`status@` and the host of SITE_URL"),
)
try:
    OUTBOUND_ALLOW = parsed_networks(
        env.words("OUTBOUND_ALLOW", (), _("Networks of your own, as `10.0.0.0/8`, that the program may speak to."), shown=_("none"))
    )
except ValueError:
    env.refuse("OUTBOUND_ALLOW", "has to be networks as 10.0.0.0/8 or addresses, separated by commas.")
SESSION_IDLE = env.integer("SESSION_IDLE", 120, _("Minutes without a request after which somebody is signed out."), least=1, most=43200)
SESSION_LIFETIME = env.integer("SESSION_LIFETIME", 720, _("Minutes after which somebody has to sign in again."), least=1, most=43200)
BACKUP_DAYS = env.integer(
    "BACKUP_DAYS",
    7,
    _("Days after which the newest backup is too old, which the dashboard and `doctor` then say; 0: they never do."),
    least=0,
    most=3650,
)
AUDIT_RETENTION_DAYS = env.integer(
    "AUDIT_RETENTION_DAYS", 400, _("Days that the audit log goes back, at least 30; 0: nothing is forgotten."), least=0, most=36500
)
if 0 < AUDIT_RETENTION_DAYS < 30:  # `doctor` tells of what happened within a month
    env.refuse("AUDIT_RETENTION_DAYS", "has to be 0 or at least 30.")

TIME_SCALE = env.integer("TIME_SCALE", 1, _("Divides leases, back-offs and polls; for tests of faults."), least=1, most=1000)
LOG_LEVEL = env.choice("LOG_LEVEL", "info", _("The least that is logged."), choices=logs.LEVELS)
LOG_FORMAT = env.choice(
    "LOG_FORMAT", "console", _("Lines for people or JSON lines for machines; always on standard error."), choices=logs.FORMATS
)
env.finish()
DEPLOYMENT = env.told()  # for the dashboard, which never shows a secret

LOGGING = logs.logging_config(LOG_LEVEL, LOG_FORMAT)
DEBUG = False
_NOUNS = ("events", "accounts", "pages", "components", "incidents", "maintenances", "publishing", "dashboard")
INSTALLED_APPS = [
    *(f"aboveboard.{noun}" for noun in _NOUNS),
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "allauth.usersessions",
    "django_htmx",
]
MIDDLEWARE = [
    "aboveboard.project.entry.known_hosts_only",
    "django.middleware.security.SecurityMiddleware",
    "django.middleware.csp.ContentSecurityPolicyMiddleware",
    "aboveboard.project.entry.nothing_is_stored",
    "django.middleware.common.CommonMiddleware",  # adds a missing slash
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "aboveboard.project.sessions.sessions_end",
    "aboveboard.project.entry.their_language",
    "django_htmx.middleware.HtmxMiddleware",
    "aboveboard.dashboard.zone.on_the_pages_clock",
    "aboveboard.project.entry.deny_by_default",
    "aboveboard.project.entry.no_nul",
]
ROOT_URLCONF = "aboveboard.project.urls"
WSGI_APPLICATION = "aboveboard.project.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [Path(__file__).resolve().parents[1] / "publishing" / "renderers" / "templates"],  # for the drawings
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": ["django.template.context_processors.request", "django.contrib.messages.context_processors.messages"],
            "builtins": ["django.templatetags.i18n", "aboveboard.dashboard.templatetags.board"],
        },
    }
]
SECURE_CSP = {
    "default-src": [CSP.NONE],
    "script-src": [CSP.SELF],
    "style-src": [CSP.SELF],
    "img-src": [CSP.SELF, "data:"],  # the picture of a second factor's secret must not be fetched
    "connect-src": [CSP.SELF],
    "base-uri": [CSP.NONE],
    "form-action": [CSP.SELF],
    "frame-ancestors": [CSP.NONE],
}
IS_HTTPS = SITE_URL.startswith("https:")
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = IS_HTTPS
SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = ("__Host-sessionid", "__Host-csrftoken") if IS_HTTPS else ("sessionid", "csrftoken")
SECURE_HSTS_SECONDS = 31_536_000 if IS_HTTPS else 0
SECURE_SSL_REDIRECT = IS_HTTPS and bool(TRUSTED_PROXIES)  # without one that is believed, nobody knows how a reader came
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_AGE = 60 * SESSION_LIFETIME
# The default cache is the database, so that the limits of sign-in hold when everything else is dead.
# It may hold so many rows that a stranger cannot flush the limits out of it.
CACHES = {"default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "cache", "OPTIONS": {"MAX_ENTRIES": 200_000}}}
DATA_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024

from aboveboard.project.signing_in import *  # noqa: E402, F403

USE_TZ = True
TIME_ZONE = "UTC"
LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English"), ("de", "Deutsch")]
USE_I18N = True
