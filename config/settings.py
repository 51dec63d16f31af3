"""All settings of Beside: read from the environment, with safe defaults for development alone."""

import os
from pathlib import Path
from typing import Any

from django.core.exceptions import ImproperlyConfigured
from django.utils.csp import CSP

from config import env, logs, production

BASE_DIR = Path(__file__).resolve().parent.parent

MODE = env.text("BESIDE_MODE", "production")
if MODE not in {"production", "development", "test"}:
    msg = "BESIDE_MODE must be production, development or test."
    raise ImproperlyConfigured(msg)
IS_PRODUCTION = MODE == "production"
if IS_PRODUCTION:
    production.refuse_what_is_missing_or_weak(os.environ)
DEBUG = False  # Error pages in words everywhere; a traceback belongs in the log.

SITE_URL = env.text("SITE_URL", None if IS_PRODUCTION else "http://localhost:8000").rstrip("/")
SECRET_KEY = env.text("SECRET_KEY", None if IS_PRODUCTION else "development-only-" + "0" * 50)
SECRET_KEY_FALLBACKS = env.words("SECRET_KEY_FALLBACKS")
AUDIT_KEY = env.text("AUDIT_KEY", None if IS_PRODUCTION else "development-only-audit-" + "0" * 40)
# Seal what is private in the database: the first is used, older ones open what they sealed (manage.py rotate_keys).
ENCRYPTION_KEYS = env.words("ENCRYPTION_KEYS", "" if IS_PRODUCTION else "development-only-encryption-" + "0" * 40)
# Hashes the addresses of people who are banned: without it nobody can try whether an address is among them.
BAN_KEY = env.text("BAN_KEY", None if IS_PRODUCTION else "development-only-bans-" + "0" * 40)
# By what is made of it the makers of browsers know who sends a push. With another one nobody's device is reached.
PUSH_KEY = env.text("PUSH_KEY", None if IS_PRODUCTION else "development-only-push-" + "0" * 40)
# Where pushes may be sent, as `host`, `host:port` or `*.host`: these are the services behind today's browsers.
PUSH_SERVICES = env.words(
    "PUSH_SERVICES", "fcm.googleapis.com,updates.push.services.mozilla.com,*.push.apple.com,*.notify.windows.com"
)
# Where the log's count and last seal are written down each day, outside the database.
AUDIT_ANCHORS = env.text("AUDIT_ANCHORS", None if IS_PRODUCTION else str(BASE_DIR / ".dev" / "audit-anchors"))
# Who was erased, by marks that name nobody: read again after a restore (manage.py replay_erasures).
ERASURE_LEDGER = env.text("ERASURE_LEDGER", None if IS_PRODUCTION else str(BASE_DIR / ".dev" / "erasures"))
ALLOWED_HOSTS = env.words("ALLOWED_HOSTS", SITE_URL.split("://")[1].rsplit(":", 1)[0])
CSRF_TRUSTED_ORIGINS = [SITE_URL]
SOCKET_ORIGINS = [SITE_URL]
TRUSTED_PROXY_COUNT = env.whole_number("TRUSTED_PROXY_COUNT", 0)

INSTALLED_APPS = [
    "apps.core",
    "apps.accounts",
    "apps.notifications",
    "apps.care",
    "apps.groups",
    "apps.messaging",
    "apps.meetings",
    "apps.journey",
    "apps.moderation",
    "apps.home",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "channels",
    "django_htmx",
    "apps.accounts.apps.AdministrationConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "django.forms",
]

MIDDLEWARE = [
    "apps.core.middleware.request_id",
    "apps.core.middleware.security_headers",
    "django.middleware.security.SecurityMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.csp.ContentSecurityPolicyMiddleware",
    "apps.core.middleware.same_for_everybody",
    "apps.core.cookies.readable_cookies",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "apps.core.origins.own_forms",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "apps.accounts.middleware.own_language_and_time",
    "apps.accounts.middleware.consent_and_second_factor",
    "apps.accounts.middleware.words_of_signed_out",
    "apps.accounts.middleware.last_seen",
    "apps.core.middleware.domain_errors",
]

ROOT_URLCONF = "config.urls"
ASGI_APPLICATION = "config.asgi.application"
WSGI_APPLICATION = "config.wsgi.application"

TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.csp",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "apps.accounts.context_processors.site",
            ],
        },
    }
]
FORM_RENDERER = "apps.core.forms.BesideFormRenderer"

# --- data -------------------------------------------------------------------------------------
DATABASES = {"default": env.database("DATABASE_URL")}
# psycopg's pool takes the place of persistent connections; the two exclude each other.
DATABASES["default"]["CONN_MAX_AGE"] = 0
DATABASES["default"]["OPTIONS"] |= {
    "pool": {
        "min_size": 1,
        "max_size": env.whole_number("DATABASE_POOL_SIZE", 16),
        "timeout": 10,
        # Attempts come ever more rarely; when they are over, whoever asks next begins them anew: at once after an outage.
        "reconnect_timeout": 5,
    },
    "server_side_binding": True,
}

REDIS_URL = env.text("REDIS_URL")
CACHES = {"default": {"BACKEND": "apps.core.cache.ResilientRedisCache", "LOCATION": REDIS_URL}}

# --- jobs: the timetable is in config/celery.py --------------------------------------------------
CELERY_BROKER_URL = REDIS_URL
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_TIME_LIMIT = 600
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TIMEZONE = "UTC"

# --- people and sessions --------------------------------------------------------------------------
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = ["apps.accounts.passphrases.Scrypt", "django.contrib.auth.hashers.PBKDF2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [{"NAME": "apps.accounts.passphrases.GoodEnough", "OPTIONS": {"min_length": 10}}]
# A file of breached passphrases, in which nobody finds one of theirs (accounts/breached.py); none: the usual lists alone.
BREACHED_PASSPHRASES = env.text("BREACHED_PASSPHRASES", "")
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home:start"
SESSION_ENGINE = "django.contrib.sessions.backends.db"
SESSION_COOKIE_AGE = 60 * 60 * 24 * 14  # Since its last page; 30 days since its first (accounts/services/sessions.py).

ACCOUNT_ADAPTER = "apps.accounts.adapter.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_FORMS = {
    "signup": "apps.accounts.forms.SignupForm",
    "login": "apps.accounts.forms.LoginForm",
    "change_password": "apps.accounts.forms.ChangePasswordForm",
    "set_password": "apps.accounts.forms.SetPasswordForm",
    "reset_password": "apps.accounts.forms.ResetPasswordForm",
    "reset_password_from_key": "apps.accounts.forms.ResetPasswordKeyForm",
}
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True
ACCOUNT_EMAIL_VERIFICATION_SUPPORTS_RESEND = True
# Mailed codes hold for ten minutes and five tries, those for another e-mail too (services/email_change.py).
ACCOUNT_PASSWORD_RESET_BY_CODE_ENABLED = True
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_MAX_ATTEMPTS = ACCOUNT_PASSWORD_RESET_BY_CODE_MAX_ATTEMPTS = 5
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_TIMEOUT = ACCOUNT_PASSWORD_RESET_BY_CODE_TIMEOUT = 10 * 60
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_LOGOUT_REDIRECT_URL = "home:start"
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_REAUTHENTICATION_TIMEOUT = 5 * 60
ACCOUNT_USER_DISPLAY = "apps.accounts.adapter.nameless"
# Counted in the shared cache; "ip" is the real client behind TRUSTED_PROXY_COUNT proxies (AccountAdapter).
ACCOUNT_RATE_LIMITS = {
    "login": "30/m/ip",
    "login_failed": "10/m/ip,5/5m/key",
    "signup": "10/m/ip,60/h/ip",
    "reset_password": "10/m/ip,3/5m/key",
    "confirm_email": "1/10s/key,6/h/key",
    "page_report": "6/h/key",  # Without an account; the key is the sealed address (accounts/limits.py).
    "supporter_page": "60/m/key",
}
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes", "webauthn"]
MFA_PASSKEY_LOGIN_ENABLED = MFA_PASSKEY_SIGNUP_ENABLED = True
# A passkey asks for a finger, a face or a PIN wherever it is shown: it is two factors in one.
MFA_WEBAUTHN_USER_VERIFICATION = "required"
MFA_FORMS = {"authenticate_webauthn": "apps.accounts.passkey_forms.ShowPasskeyForm"}
MFA_RATE_LIMITS = {"webauthn_login": "10/m/ip", "webauthn_options": "30/m/ip"}
MFA_ADAPTER = "apps.accounts.mfa_adapter.SecondFactorAdapter"
# allauth would write a row with every request; apps.accounts.middleware.last_seen does so every ten minutes.
USERSESSIONS_TRACK_ACTIVITY = False

# --- mail ------------------------------------------------------------------------------------------
MAILERS = {
    "default": {
        "BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "OPTIONS": env.mail("EMAIL_URL", None if IS_PRODUCTION else "smtp://127.0.0.1:1025"),
    }
}
# A sender that says nothing of what the site is about: it shows on lock screens.
DEFAULT_FROM_EMAIL = env.text("MAIL_FROM", None if IS_PRODUCTION else "Reminder <post@localhost>")
SERVER_EMAIL = DEFAULT_FROM_EMAIL
# Where mails come back to that could not be delivered (docs/mail.md): bounces@mail.example; none: to the sender.
MAIL_RETURN = env.text("MAIL_RETURN", "")
if MAIL_RETURN and not all(MAIL_RETURN.partition("@")):
    msg = "MAIL_RETURN must be an address like bounces@mail.example, or empty."
    raise ImproperlyConfigured(msg)
DEV_MAIL_DIR = "" if IS_PRODUCTION else env.text("DEV_MAIL_DIR", str(BASE_DIR / ".dev" / "mail"))

# --- meetings' sound and picture ---------------------------------------------------------------------
MEDIA_BACKEND = env.text("MEDIA_BACKEND", "embedded")
if MEDIA_BACKEND not in {"embedded", "janus"}:
    msg = "MEDIA_BACKEND must be embedded or janus."
    raise ImproperlyConfigured(msg)
MEDIA_SERVER_URL = env.text("MEDIA_SERVER_URL", "http://127.0.0.1:8188")
MEDIA_SERVER_SECRET = env.text("MEDIA_SERVER_SECRET", None if IS_PRODUCTION else "development-only-media")
# Relays for browsers that cannot reach the media server themselves: none unless named; production says `none`.
TURN_URLS = [url for url in env.words("TURN_URL") if url != production.NO_RELAY]
TURN_SECRET = env.text("TURN_SECRET", None if TURN_URLS else "")
# Days for which a check of an entry in the directory of professional support counts.
DIRECTORY_FRESH_DAYS = env.whole_number("DIRECTORY_FRESH_DAYS", 365)

# --- languages and time ------------------------------------------------------------------------------
LANGUAGE_CODE = "en"
# Under their own names: they are looked for by people who cannot read the page they are on.
LANGUAGES = [("en", "English"), ("es", "Español")]
LOCALE_PATHS = [BASE_DIR / "locale"]
USE_I18N = True
USE_TZ = True
FORMAT_MODULE_PATH = ["config.formats"]
TIME_ZONE = "UTC"

# --- files the browser loads ---------------------------------------------------------------------------
STATIC_URL = "/static/"
STATIC_ROOT = env.text("STATIC_ROOT", str(BASE_DIR / "staticfiles"))
STATICFILES_DIRS = [BASE_DIR / "static"]
# Pictures that members put beside their words: served through views that ask who may see them, never by a proxy.
MEDIA_ROOT = env.text("PICTURES_DIR", None if IS_PRODUCTION else str(BASE_DIR / ".dev" / "pictures"))
FILE_UPLOAD_PERMISSIONS = 0o600
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "apps.core.staticfiles.HashedModulesStorage"
        if IS_PRODUCTION
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}
WHITENOISE_USE_FINDERS = WHITENOISE_AUTOREFRESH = not IS_PRODUCTION
WHITENOISE_ALLOW_ALL_ORIGINS = False

# --- what a browser may do with our pages ----------------------------------------------------------------
SECURE_CSP = {
    "default-src": [CSP.NONE],
    "script-src": [CSP.SELF, CSP.NONCE],
    "style-src": [CSP.SELF],
    "img-src": [CSP.SELF],
    "font-src": [CSP.SELF],
    "connect-src": [CSP.SELF, SITE_URL.replace("http", "ws", 1)],
    "media-src": [CSP.SELF],
    "manifest-src": [CSP.SELF],
    "form-action": [CSP.SELF],
    "object-src": [CSP.NONE],
    "base-uri": [CSP.NONE],
    "frame-ancestors": [CSP.NONE],
}
SECURE_REFERRER_POLICY = "no-referrer"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_CONTENT_TYPE_NOSNIFF = True
X_FRAME_OPTIONS = "DENY"
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "apps.home.failures.csrf_failure"
SILENCED_SYSTEM_CHECKS: list[str] = []
if IS_PRODUCTION:
    SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = "__Host-session", "__Host-csrf"
    SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = True
    SECURE_SSL_REDIRECT = env.text("SSL_REDIRECT", "on") == "on"
    SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
    SECURE_HSTS_SECONDS = 60 * 60 * 24 * 365
    SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = True
    if TRUSTED_PROXY_COUNT:
        SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

LOGGING_CONFIG = None
logs.configure(env.text("LOG_LEVEL", "INFO"), as_json=IS_PRODUCTION)
