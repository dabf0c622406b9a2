"""All settings, read from the environment. docs/operations.md lists every variable."""

import hashlib
import secrets
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import dj_database_url
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured

from config import environment as env
from config import local_services

BASE_DIR = Path(__file__).resolve().parent.parent
STATE_DIR = local_services.state_dir()

DEBUG = env.switch("DEBUG", default=False)
SITE_URL = env.web_address("SITE_URL", "http://localhost:8000")
BEHIND_TLS = SITE_URL.startswith("https://")
SITE_HOST = urlsplit(SITE_URL).hostname or "localhost"


def local_key(variable: str) -> str:
    """A key for this checkout alone, made once and kept where only its owner reads it."""
    if BEHIND_TLS:
        raise ImproperlyConfigured(f"{variable} is not set: a public site needs a long random one of its own.")
    path = STATE_DIR / variable.lower()
    try:
        return path.read_text()
    except FileNotFoundError:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600)
        path.write_text(secrets.token_urlsafe(64))
        return path.read_text()


def fingerprint() -> str:
    """Changes whenever code, templates or styles on disk do, so that no cached page outlives its code."""
    digest = hashlib.sha256()
    for folder in ("accounts", "catalog", "config", "reviews", "static", "templates"):
        for path in sorted((BASE_DIR / folder).rglob("*")):
            if path.is_file() and path.suffix != ".pyc":
                digest.update(f"{path}{path.stat().st_mtime_ns}".encode())
    return digest.hexdigest()[:12]


SECRET_KEY = env.text("SECRET_KEY") or local_key("SECRET_KEY")
# Of its own, since it outlives the other: a proof used once is known again for as long as this key stays.
PROOF_HASH_KEY = env.text("PROOF_HASH_KEY") or local_key("PROOF_HASH_KEY")
RELEASE = env.text("RELEASE") or fingerprint()
ALLOWED_HOSTS = env.words("ALLOWED_HOSTS", ",".join(dict.fromkeys([SITE_HOST, "localhost", "127.0.0.1", "[::1]"])))

# Whoever would let people sign in by another site has to have registered with it; without keys no button shows.
SIGN_IN_ELSEWHERE = {
    name: keys
    for name, keys in {
        "github": env.both(
            GITHUB_CLIENT_ID=env.text("GITHUB_CLIENT_ID"), GITHUB_CLIENT_SECRET=env.text("GITHUB_CLIENT_SECRET")
        ),
        "google": env.both(
            GOOGLE_CLIENT_ID=env.text("GOOGLE_CLIENT_ID"), GOOGLE_CLIENT_SECRET=env.text("GOOGLE_CLIENT_SECRET")
        ),
    }.items()
    if keys
}

# allauth's stand before ours, which take some of their pages out of the admin.
INSTALLED_APPS = [
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "allauth.socialaccount",
    *(f"allauth.socialaccount.providers.{name}" for name in SIGN_IN_ELSEWHERE),
    "config",
    "accounts",
    "catalog",
    "reviews",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "csp",
    "django_celery_beat",
    "django_htmx",
    "import_export",
    "simple_history",
]

# Everything above PageCacheMiddleware works without a session, so that a warm page never opens one.
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "catalog.page_cache.PackingMiddleware",
    "django.middleware.http.ConditionalGetMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django.middleware.common.CommonMiddleware",
    "catalog.page_cache.PageCacheMiddleware",
    "accounts.middleware.PrivatePagesMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "accounts.middleware.DeskMiddleware",
    "catalog.desk_history.desk_history",
    "catalog.admin.watching.claims_watched",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"

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
                "catalog.freshness.frame",
            ],
            "builtins": ["catalog.templatetags.figures", "catalog.templatetags.icons"],
        },
    },
]


def database() -> dict[str, Any]:
    """DATABASE_URL, or the PostgreSQL that comes with the project, through a connection pool."""
    url = env.text("DATABASE_URL") or local_services.database_url()
    try:
        config: dict[str, Any] = dict(dj_database_url.parse(url, conn_health_checks=True))
    except (ValueError, dj_database_url.UnknownSchemeError) as error:
        raise ImproperlyConfigured(
            "DATABASE_URL cannot be read: use postgresql://user:password@host:port/name."
        ) from error
    if config["ENGINE"] != "django.db.backends.postgresql":
        raise ImproperlyConfigured(
            "DATABASE_URL must name a PostgreSQL database: postgresql://user:password@host:port/name."
        )
    most = env.whole_number("DATABASE_POOL_SIZE", 8, least=1, most=200)
    timeout = env.whole_number("DATABASE_STATEMENT_TIMEOUT_MS", 15_000, least=100, most=600_000)
    config["OPTIONS"] = {
        **config.get("OPTIONS", {}),
        "connect_timeout": 3,
        "options": f"-c statement_timeout={timeout}",
        "pool": {"min_size": 1, "max_size": most, "timeout": 5},
    }
    return config


DATABASES = {"default": database()}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": env.text("CACHE_URL") or local_services.cache_url(),
        "KEY_PREFIX": "almanac",
        "OPTIONS": {"socket_connect_timeout": 0.5, "socket_timeout": 0.5},
    }
}
PAGE_CACHE_SECONDS = env.whole_number("PAGE_CACHE_SECONDS", 300, least=0, most=300)

AUTH_USER_MODEL = "accounts.User"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "account"
LOGOUT_REDIRECT_URL = "home"
PASSWORD_RESET_TIMEOUT = 24 * 60 * 60

ACCOUNT_ADAPTER = "accounts.adapters.AccountAdapter"
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = "Model Almanac: "
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_FORMS = {
    "reset_password": "accounts.signing_up.ForgottenForm",
    "signup": "accounts.signing_up.SignUpForm",
}
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_LOGIN_ON_EMAIL_CONFIRMATION = True
ACCOUNT_LOGOUT_REDIRECT_URL = "home"
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_SIGNUP_FORM_CLASS = "accounts.forms.PublicNameForm"
ACCOUNT_USER_DISPLAY = "accounts.names.shown"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
# A key of "login_failed" is an address of the net and a login together (accounts/adapters.py): whoever guesses at
# somebody's password from elsewhere locks out nobody but themselves.
ACCOUNT_RATE_LIMITS = {
    "confirm_email": "3/10m/key",
    "login": "30/m/ip",
    "login_failed": "20/m/ip,6/5m/key",
    "signup": "10/m/ip,60/h/ip",
    "reset_password": "10/m/ip,6/h/key",
}
STAFF_SECOND_FACTOR = env.switch("STAFF_SECOND_FACTOR", default=BEHIND_TLS)
"""Whether the admin opens only to those who have one."""
MFA_ADAPTER = "accounts.adapters.SecondFactorAdapter"
# A second factor bars nobody from another address: one that is not confirmed lets nobody in (accounts/signing_up.py).
MFA_ALLOW_UNVERIFIED_EMAIL = True
MFA_FORMS = {
    "add_webauthn": "accounts.passkeys.AddForm",
    "authenticate_webauthn": "accounts.passkeys.SecondFactorForm",
    "login_webauthn": "accounts.passkeys.SignInForm",
    "reauthenticate_webauthn": "accounts.passkeys.ProveItIsMeForm",
}
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_SUPPORTED_TYPES = ["recovery_codes", "totp", "webauthn"]
MFA_TOTP_ISSUER = "Model Almanac"
MFA_TOTP_TOLERANCE = 1
SOCIALACCOUNT_AUTO_SIGNUP = False  # The form asks for the public name.
SOCIALACCOUNT_PROVIDERS = {
    name: {"APPS": [{"client_id": keys[0], "secret": keys[1]}]} for name, keys in SIGN_IN_ELSEWHERE.items()
}

MAIL_FOLDER = STATE_DIR / "mail"
MAIL_SERVER = env.mail_server("EMAIL_URL")
"""None keeps every mail as a file of MAIL_FOLDER."""
EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend" if MAIL_SERVER else "accounts.mail_files.EmailBackend"
if MAIL_SERVER:
    EMAIL_HOST, EMAIL_PORT = MAIL_SERVER.host, MAIL_SERVER.port
    EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = MAIL_SERVER.user, MAIL_SERVER.password
    EMAIL_USE_SSL, EMAIL_USE_TLS = MAIL_SERVER.is_tls, MAIL_SERVER.starts_tls
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = SERVER_EMAIL = env.mail_address("DEFAULT_FROM_EMAIL", f"Model Almanac <almanac@{SITE_HOST}>")

LANGUAGE_CODE = "en-gb"
TIME_ZONE = "UTC"
USE_I18N = False
USE_TZ = True

STATIC_URL = "/static/"
STATIC_ROOT = STATE_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATIC_COMPRESSED = env.switch("STATIC_COMPRESSED", default=BEHIND_TLS)
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "config.static_storage.CompressedWholeFiles"
        if STATIC_COMPRESSED
        else "config.static_storage.WholeFiles"
    },
}

PLACES_TO_SIGN_IN = {"github": "https://github.com", "google": "https://accounts.google.com"}
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "base-uri": [NONE],
        "connect-src": [SELF],
        "font-src": [SELF],
        # A browser holds a form to this also where the answer leads elsewhere.
        "form-action": [SELF, *(PLACES_TO_SIGN_IN[name] for name in SIGN_IN_ELSEWHERE)],
        "frame-ancestors": [NONE],
        "img-src": [SELF],
        "manifest-src": [SELF],
        "script-src": [SELF],
        "style-src": [SELF],
    }
}
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "strict-origin-when-cross-origin"
SECURE_SSL_REDIRECT = BEHIND_TLS
TRUST_PROXY = env.switch("TRUST_PROXY", default=False)
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if TRUST_PROXY else None
SECURE_HSTS_SECONDS = 31_536_000 if BEHIND_TLS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = BEHIND_TLS
SECURE_HSTS_PRELOAD = BEHIND_TLS
# A load balancer asks for /healthz over plain HTTP, from inside.
SECURE_REDIRECT_EXEMPT = [r"^healthz$"]
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = BEHIND_TLS
CSRF_TRUSTED_ORIGINS = [SITE_URL]
CSRF_FAILURE_VIEW = "catalog.views.errors.csrf_refused"

CELERY_BROKER_URL = env.text("CELERY_BROKER_URL") or local_services.broker_url()
CELERY_TASK_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_TASK_SOFT_TIME_LIMIT = 240
CELERY_TASK_TIME_LIMIT = 300
CELERY_TASK_PUBLISH_RETRY_POLICY = {"max_retries": 1, "interval_start": 0, "interval_max": 0.2}
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
# What is cut off from the broker is put back in the queue by it, and every task may run twice.
CELERY_WORKER_CANCEL_LONG_RUNNING_TASKS_ON_CONNECTION_LOSS = True
CELERY_BEAT_SCHEDULER = "django_celery_beat.schedulers:DatabaseScheduler"
CELERY_TIMEZONE = "UTC"
# A killed worker's task comes back once the visibility timeout has passed, so it lies just above the longest task;
# the other two let workers look for such tasks every second instead of every minute or so.
CELERY_BROKER_TRANSPORT_OPTIONS = (
    {"visibility_timeout": 360, "unacked_restore_interval": 1, "unacked_restore_throttle": 1}
    if CELERY_BROKER_URL.startswith(("redis", "rediss"))
    else {}
)

OPENROUTER_BASE_URL = env.web_address("OPENROUTER_BASE_URL", "https://openrouter.ai/api/v1")
# For the calls that ask about one model each. The seconds leave room for writing within a run's own limit.
OPENROUTER_CALLS_A_MINUTE = env.whole_number("OPENROUTER_CALLS_A_MINUTE", 300, least=1, most=6_000)
OPENROUTER_CONNECTIONS = env.whole_number("OPENROUTER_CONNECTIONS", 3, least=1, most=16)
OPENROUTER_SECONDS = env.whole_number("OPENROUTER_SECONDS", 120, least=1, most=140)
# Where reviewers sign in to prove their use.
OPENROUTER_SIGN_IN_URL = env.web_address("OPENROUTER_SIGN_IN_URL", "https://openrouter.ai/auth")
PROOF_LEAST_TOKENS = env.whole_number("PROOF_LEAST_TOKENS", 100, least=1, most=1_000_000)
PROOF_MOST_DAYS = env.whole_number("PROOF_MOST_DAYS", 180, least=1, most=3_650)
OPENROUTER_API_KEY = env.text("OPENROUTER_API_KEY")
ARTIFICIAL_ANALYSIS_BASE_URL = env.web_address("ARTIFICIAL_ANALYSIS_BASE_URL", "https://artificialanalysis.ai/api/v2")
ARTIFICIAL_ANALYSIS_API_KEY = env.text("ARTIFICIAL_ANALYSIS_API_KEY")
MODELS_DEV_URL = env.web_address("MODELS_DEV_URL", "https://models.dev/api.json")
HOLD_DAYS = env.whole_number("HOLD_DAYS", 7, least=1, most=90)
UPSTREAM_USER_AGENT = f"ModelAlmanac/0.1 (+{SITE_URL})"

LOG_LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR")
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": env.one_of("LOG_LEVEL", "WARNING", LOG_LEVELS)},
    "loggers": {
        "accounts": {"level": env.one_of("LOG_LEVEL", "INFO", LOG_LEVELS)},
        "catalog": {"level": env.one_of("LOG_LEVEL", "INFO", LOG_LEVELS)},
        "reviews": {"level": env.one_of("LOG_LEVEL", "INFO", LOG_LEVELS)},
        # At their own INFO and DEBUG they tell whole addresses, and what belongs to a reviewer stands in some.
        "httpx": {"level": "WARNING"},
        "httpcore": {"level": "WARNING"},
    },
}
