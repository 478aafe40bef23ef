"""The one settings module. What differs between installations comes from the environment, typed and checked here.

A value that is missing or wrong ends the process with one line and exit code 2, whatever loaded the settings.
"""

from __future__ import annotations

import ipaddress
import os
import secrets
import sys
import tempfile
from pathlib import Path
from typing import Any, NoReturn
from urllib.parse import SplitResult, urlsplit

from environs import Env, EnvError
from limits import RateLimitItem, parse

from papers.readme.file import resolve_link
from survey.databases import REPLICA, DatabaseAddressError, database, replica
from survey.headers import content_security_policy
from survey.logs import Style, logging_settings
from survey.release import release

BASE_DIR = Path(__file__).resolve().parent.parent
VAR_DIR = BASE_DIR / "var"

SHORTEST_TOKEN = 16
MOST_DIGITS = 10

env = Env()


def refuse(reason: object) -> NoReturn:
    print(f"Living Survey cannot start: {reason}", file=sys.stderr)
    raise SystemExit(2)


def url_parts(name: str, value: str) -> SplitResult:
    try:
        parts = urlsplit(value)
        is_valid = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        is_valid = False
    if not is_valid:
        refuse(f"{name} must be an http or https address, not {value!r}")
    return parts


def is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")


def local_secret_key(path: Path) -> str:
    """The key in `path`, made at the first start; two processes that start at once get the same one."""
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile("w", dir=path.parent) as made:  # its mode is 0600
            made.write(secrets.token_urlsafe(64))
            made.flush()
            try:
                os.link(made.name, path)
            except FileExistsError:
                pass
    return path.read_text()


def rate(name: str, value: str) -> RateLimitItem | None:
    if value == "off":
        return None
    try:
        return parse(value)
    except ValueError:
        refuse(f"{name} must be a rate like 60/minute or 30/10minutes, or off, not {value!r}")


def whole_number(name: str, default: int, least: int, most: int | None = None) -> int:
    """Return the variable's value; an empty one is as unset."""
    value = env.str(name, "").strip() or str(default)
    is_whole = value.isascii() and value.isdigit() and len(value) < MOST_DIGITS
    if is_whole and least <= int(value) and (most is None or int(value) <= most):
        return int(value)
    bounds = f"of at least {least}" if most is None else f"between {least} and {most}"
    refuse(f"{name} must be a whole number {bounds}, not {value!r}")


def usual_workers() -> int:
    """One for each processor that this process may use, but two at least: one serves while another starts anew."""
    return min(max(2, len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 2), 8)


def is_weak(key: str) -> bool:
    """By Django's own measure, which only warns."""
    return len(key) < 50 or len(set(key)) < 5 or key.startswith("django-insecure-")


def databases(url: str, replicas: str) -> dict[str, dict[str, Any]]:
    urls = [each.strip() for each in replicas.split(",") if each.strip()]
    try:
        found = {"default": database(url, BASE_DIR)}
    except DatabaseAddressError as error:
        refuse(f"DATABASE_URL {error}")
    for number, each in enumerate(urls, 1):
        try:
            found[f"{REPLICA}{number}"] = replica(each, BASE_DIR)
        except DatabaseAddressError as error:
            refuse(f"DATABASE_REPLICA_URLS: the address with number {number} {error}")
    return found


try:
    PORT = whole_number("PORT", 8000, least=1, most=65535)
    SITE_URL = env.str("SITE_URL", "").rstrip("/") or f"http://127.0.0.1:{PORT}"
    SURVEY_REPOSITORY_URL = env.str("SURVEY_REPOSITORY_URL", "").rstrip("/")
    _README = BASE_DIR / (env.str("SURVEY_README", "") or "survey/README.md")
    SECRET_KEY = env.str("SECRET_KEY", "")
    ALLOWED_HOSTS = [host.strip() for host in env.str("ALLOWED_HOSTS", "").split(",") if host.strip()]
    WEB_CONCURRENCY = whole_number("WEB_CONCURRENCY", usual_workers(), least=1)
    CACHE_URL = env.str("CACHE_URL", "")
    SENTRY_DSN = env.str("SENTRY_DSN", "")
    METRICS_TOKEN = env.str("METRICS_TOKEN", "")
    SLOW_REQUEST_MS = whole_number("SLOW_REQUEST_MS", 1_000, least=1)
    _LOG_FORMAT = env.str("LOG_FORMAT", "")
    TRUSTED_PROXIES = whole_number("TRUSTED_PROXIES", 0, least=0)
    _RATES = {
        "search": ("SEARCH_RATE", env.str("SEARCH_RATE", "") or "120/minute"),
        "export": ("EXPORT_RATE", env.str("EXPORT_RATE", "") or "60/minute"),
        "login": ("LOGIN_RATE", env.str("LOGIN_RATE", "") or "30/10minutes"),
    }
    ARXIV_API_URL = env.str("ARXIV_API_URL", "") or "https://export.arxiv.org/api/query"
    CROSSREF_API_URL = env.str("CROSSREF_API_URL", "").rstrip("/") or "https://api.crossref.org"
    _DEBUG = env.str("DEBUG", "") or "0"
    _DATABASE_URL = env.str("DATABASE_URL", "") or "sqlite:///var/survey.sqlite3"
    _DATABASE_REPLICA_URLS = env.str("DATABASE_REPLICA_URLS", "")
except EnvError as error:
    refuse(error)

if _DEBUG not in ("0", "1"):
    refuse(f"DEBUG must be 0 or 1, not {_DEBUG!r}")
if CACHE_URL and not CACHE_URL.startswith(("redis://", "rediss://", "unix://")):
    refuse("CACHE_URL must start with redis:, rediss: or unix:")
try:
    # Others write to the list's repository: a link there must not choose which of this machine's files is published.
    SURVEY_README = resolve_link(_README)
except OSError as error:
    refuse(f"SURVEY_README: {_README}: {error.strerror or error}")
RATES = {kind: rate(*named) for kind, named in _RATES.items()}
url_parts("ARXIV_API_URL", ARXIV_API_URL)
url_parts("CROSSREF_API_URL", CROSSREF_API_URL)
if _LOG_FORMAT not in ("", "text", "json"):
    refuse(f"LOG_FORMAT must be text or json, not {_LOG_FORMAT!r}")
if METRICS_TOKEN and len(METRICS_TOKEN) < SHORTEST_TOKEN:
    refuse(f"METRICS_TOKEN must have at least {SHORTEST_TOKEN} characters")
if SURVEY_REPOSITORY_URL:
    url_parts("SURVEY_REPOSITORY_URL", SURVEY_REPOSITORY_URL)

_site = url_parts("SITE_URL", SITE_URL)
_host = _site.hostname or ""
if "@" in _site.netloc or not SITE_URL.endswith(f"://{_site.netloc}"):
    refuse(f"SITE_URL must be a scheme and a host alone, as the site answers at / only; it is {SITE_URL!r}")
IS_LOCAL = is_loopback(_host)
DEBUG = _DEBUG == "1"

if IS_LOCAL:
    try:
        SECRET_KEY = SECRET_KEY or local_secret_key(VAR_DIR / "secret_key")
    except OSError as error:
        refuse(f"the secret key cannot be kept: {error}")
    ALLOWED_HOSTS = ALLOWED_HOSTS or ["127.0.0.1", "localhost", "[::1]", _host]
else:
    if _site.scheme != "https":
        refuse(f"SITE_URL must be https, or an address of this machine; it is {SITE_URL!r}")
    if DEBUG:
        refuse("DEBUG=1 shows secrets to readers, so it is refused with a public SITE_URL")
    for _name, _value in (("SECRET_KEY", SECRET_KEY), ("ALLOWED_HOSTS", ALLOWED_HOSTS)):
        if not _value:
            refuse(f"{_name} is required when SITE_URL is https")
    if is_weak(SECRET_KEY):
        refuse("SECRET_KEY is too easy to guess: take 50 random characters or more, of at least 5 kinds")
    if "*" in ALLOWED_HOSTS:
        refuse("ALLOWED_HOSTS must name the hosts: with * anybody could choose what links of this site lead to")

LOG_FORMAT: Style
if _LOG_FORMAT:
    LOG_FORMAT = "json" if _LOG_FORMAT == "json" else "text"
else:
    # Lines are for people where they look at a terminal or at a site of their own, else for programs.
    LOG_FORMAT = "text" if IS_LOCAL or sys.stderr.isatty() else "json"

# Of this machine's proxy the server takes the scheme; others are believed where they are counted.
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if TRUSTED_PROXIES else None
SECURE_SSL_REDIRECT = not IS_LOCAL
SECURE_REDIRECT_EXEMPT = [r"^healthz(/|$)"]
SECURE_HSTS_SECONDS = 0 if IS_LOCAL else 365 * 24 * 3600
SECURE_HSTS_INCLUDE_SUBDOMAINS = not IS_LOCAL
SECURE_HSTS_PRELOAD = not IS_LOCAL
SESSION_COOKIE_SECURE = not IS_LOCAL
CSRF_COOKIE_SECURE = not IS_LOCAL
CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_AGE = 7 * 24 * 3600
# With this beginning a browser takes a cookie from this host alone, over TLS, and not from a neighbour's subdomain.
SESSION_COOKIE_NAME = "session" if IS_LOCAL else "__Host-session"
CSRF_COOKIE_NAME = "csrf" if IS_LOCAL else "__Host-csrf"
# Not in a cookie of their own.
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
CSRF_TRUSTED_ORIGINS = [f"{_site.scheme}://{_site.netloc}"]
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = content_security_policy(is_local=IS_LOCAL)

INSTALLED_APPS = [
    "papers.apps.SurveyAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.sitemaps",
    "django_filters",
    "django_htmx",
    "simple_history",
    "axes",
    "taggit",
    "papers",
]

MIDDLEWARE = [
    # First, as it times the others.
    "survey.requests.RequestLog",
    # Outside of all that writes or counts a body.
    "survey.headers.HeadWithoutBody",
    # Before all that looks at what a reader takes.
    "survey.cache_keys.AcceptEncoding",
    # Before all that can refuse a request, so that refusals have them too.
    "survey.headers.SecurityHeaders",
    "csp.middleware.CSPMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "survey.sizes.RequestSizes",
    # Before all that reads or writes a body; what it compresses holds no secret next to what a reader sent.
    "django.middleware.gzip.GZipMiddleware",
    # Whatever headers come from further in are kept with the pages; what stands further out runs for each request.
    "survey.pages.PageCache",
    "survey.sessions.Sessions",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "simple_history.middleware.HistoryRequestMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "survey.rates.RateLimits",
    # Last, as it looks at how a login ended.
    "axes.middleware.AxesMiddleware",
]

AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "django.contrib.auth.backends.ModelBackend"]
# A name and an address together: nobody can lock a maintainer out from elsewhere.
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_CLIENT_IP_CALLABLE = "survey.clients.client_address"
AXES_FAILURE_LIMIT = 10
AXES_COOLOFF_TIME = 0.5
"""In hours."""
AXES_RESET_ON_SUCCESS = True
AXES_VERBOSE = False
AXES_ENABLE_ADMIN = False

ROOT_URLCONF = "survey.urls"
WSGI_APPLICATION = "survey.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "survey.context.site",
            ],
        },
    },
]

DATABASES = databases(_DATABASE_URL, _DATABASE_REPLICA_URLS)
if _DATABASE_REPLICA_URLS:
    DATABASE_ROUTERS = ["survey.replicas.Router"]
    # Outside of all that asks the database something.
    MIDDLEWARE.insert(MIDDLEWARE.index("survey.pages.PageCache"), "survey.replicas.ReadFromReplica")

LOGIN_REDIRECT_URL = "admin:index"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]

LANGUAGE_CODE = "en"
TIME_ZONE = "UTC"
USE_I18N = False

STATIC_URL = "static/"
STATIC_ROOT = VAR_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
WHITENOISE_ALLOW_ALL_ORIGINS = False
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
if DEBUG:
    STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}

TAGGIT_CASE_INSENSITIVE = True
TAGGIT_TAGS_FROM_STRING = "papers.tag_names.parse_tags"
TAGGIT_STRING_FROM_TAGS = "papers.tag_names.format_tags"

LOGGING = logging_settings(LOG_FORMAT)

if SENTRY_DSN:
    from survey import sentry

    try:
        sentry.start(
            SENTRY_DSN, release=f"living-survey@{release()}", environment="local" if IS_LOCAL else "production"
        )
    except ValueError as error:
        refuse(f"SENTRY_DSN: {error}")
