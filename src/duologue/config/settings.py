"""Every setting, in one file, read from the environment. `duologue start` writes the environment it needs."""

from __future__ import annotations

import os
from pathlib import Path

import dj_database_url
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured

from duologue.people import keyfile

PACKAGE = Path(__file__).resolve().parent.parent
# What kind of house this is: "live" keeps people's words, "demo" invents them, "develop" and "test" are for building it.
MODE = os.environ.get("DUOLOGUE_MODE", "live")
if MODE not in {"live", "demo", "develop", "test"}:
    raise ImproperlyConfigured("DUOLOGUE_MODE is one of live, demo, develop, test.")
DEBUG = MODE == "develop" or os.environ.get("DUOLOGUE_DEBUG") == "1"

HOME = Path(os.environ.get("DUOLOGUE_HOME", Path.cwd() / "var")).resolve()
KEYS = keyfile.load(
    Path(os.environ.get("DUOLOGUE_KEY_FILE", Path.home() / ".config" / "duologue" / "keys.json")),
    mode=MODE,
)
SECRET_KEY = KEYS.secret
PUBLIC_URL = os.environ.get("DUOLOGUE_URL", "http://localhost:8000").rstrip("/")
HTTPS = PUBLIC_URL.startswith("https://")
ALLOWED_HOSTS = os.environ.get("DUOLOGUE_HOSTS", "localhost,127.0.0.1,[::1]").split(",")
CSRF_TRUSTED_ORIGINS = [PUBLIC_URL]

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "csp",
    "django_htmx",
    "django_tasks_db",
    "template_partials",
    "duologue.config.apps.DuologueConfig",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "duologue.web.clock.ClockMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "duologue.web.offline.outbox.OutboxMiddleware",
    "duologue.questionnaires.at_the_practice.OneFormOnly",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "duologue.web.privacy.PrivacyMiddleware",
    "duologue.courses.viewing.ViewerMiddleware",
    "duologue.audit.receipts.ReceiptMiddleware",
]
ROOT_URLCONF = "duologue.config.urls"
WSGI_APPLICATION = "duologue.config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [PACKAGE, PACKAGE / "people" / "pages"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.messages.context_processors.messages",
                "duologue.people.frame.frame",
                *(["duologue.demo.views.cast"] if MODE == "demo" else []),
            ],
            "builtins": [
                "duologue.web.templatetags.duologue",
                "duologue.questionnaires.templatetags.worksheets",
            ],
            "libraries": {"duologue": "duologue.web.templatetags.duologue"},
        },
    }
]

# R1: an acknowledged write has been fsynced (synchronous=FULL), and writers queue instead of failing (IMMEDIATE).
SQLITE_OPTIONS = {
    "transaction_mode": "IMMEDIATE",
    "timeout": 20,
    "init_command": (
        "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON; "
        "PRAGMA mmap_size=134217728; PRAGMA cache_size=-16000; PRAGMA journal_size_limit=67108864;"
    ),
}
DATABASES = {"default": dj_database_url.config(default=f"sqlite:///{HOME / 'duologue.sqlite3'}", conn_max_age=None)}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    DATABASES["default"]["OPTIONS"] = SQLITE_OPTIONS
else:
    # R2: a commit is acknowledged once it is on disk. The pool needs conn_max_age 0.
    DATABASES["default"]["CONN_MAX_AGE"] = 0
    DATABASES["default"].setdefault("OPTIONS", {}).update(
        {"pool": {"min_size": 1, "max_size": 8}, "options": "-c synchronous_commit=on", "prepare_threshold": 3}
    )
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "duologue.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
if MODE == "test":  # argon2 is tested on its own; the other thousand sign-ins of the suite need not wait for it
    PASSWORD_HASHERS.insert(0, "django.contrib.auth.hashers.MD5PasswordHasher")
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 10},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/today/"
ACCOUNT_LOGOUT_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "duologue.people.signing_in.Adapter"
ACCOUNT_FORMS = {
    "login": "duologue.people.forms.SignIn",
    "change_password": "duologue.people.forms.ChangePassword",
    "reset_password": "duologue.people.forms.ForgottenPassword",
    "reset_password_from_key": "duologue.people.forms.NewPassword",
}
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_SESSION_REMEMBER = False
# R6: guesses are slowed for each address and each account; a device on which its owner signed in before counts by itself
# (people/signing_in.py), so that a stranger cannot lock anyone out of their own phone.
ACCOUNT_RATE_LIMITS = {
    "login": "30/m/ip",
    "login_failed": "10/15m/key,60/15m/ip",
    "reset_password": "20/m/ip,5/15m/key",
}
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}

SESSION_ENGINE = "duologue.people.sessions"
SESSION_COOKIE_NAME = "duologue"
SESSION_COOKIE_AGE = 60 * 60 * 12
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_SSL_REDIRECT = HTTPS
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"  # no names in cookies
SECURE_HSTS_SECONDS = 60 * 60 * 24 * 365 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = HTTPS
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CSRF_FAILURE_VIEW = "duologue.web.views.csrf_failure"
# R8: nothing but our own files, no inline script or style, no frames.
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "worker-src": [SELF],
        "font-src": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
    }
}

LANGUAGE_CODE = "en-gb"
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"  # pages show the practice's zone; the database and the log keep UTC

STATIC_URL = "/static/"
STATIC_ROOT = HOME / "static"
STATICFILES_DIRS = [PACKAGE / "web" / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if MODE in {"test", "develop"}
        else "duologue.web.offline.shell.HashedFiles"
    },
}
WHITENOISE_USE_FINDERS = WHITENOISE_AUTOREFRESH = MODE in {"test", "develop"}

TASKS = {
    "default": {
        "BACKEND": "django_tasks.backends.immediate.ImmediateBackend"
        if MODE == "test"
        else "django_tasks_db.DatabaseBackend"
    }
}
EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
EMAIL_HOST = os.environ.get("DUOLOGUE_SMTP_HOST", "127.0.0.1")
EMAIL_PORT = int(os.environ.get("DUOLOGUE_SMTP_PORT", "25"))
EMAIL_HOST_USER = os.environ.get("DUOLOGUE_SMTP_USER", "")
EMAIL_HOST_PASSWORD = os.environ.get("DUOLOGUE_SMTP_PASSWORD", "")
EMAIL_USE_TLS = os.environ.get("DUOLOGUE_SMTP_TLS") == "1"
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = os.environ.get("DUOLOGUE_MAIL_FROM", "notes@localhost")

# Only `duologue demo` sets these: a clock that stands still, and the letters that were "sent".
DEMO_CLOCK = os.environ.get("DUOLOGUE_DEMO_CLOCK")
DEMO_LETTERS = os.environ.get("DUOLOGUE_DEMO_LETTERS")
ERASURES = Path(os.environ.get("DUOLOGUE_ERASURES", HOME / "erased.list"))  # outside the database and its backups (R5)
AUDIT_ANCHOR = Path(os.environ.get("DUOLOGUE_AUDIT_ANCHOR", HOME / "audit.anchor"))

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"console": {"class": "logging.StreamHandler"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
}
