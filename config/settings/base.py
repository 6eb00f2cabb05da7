"""What every environment shares. Values that differ between places come from `config.env`."""

from pathlib import Path

import dj_database_url
from csp.constants import NONCE, NONE, SELF

from config import env

BASE_DIR = Path(__file__).resolve().parent.parent.parent
DATA_DIR = env.folder("SASAE_DATA", Path("~/.local/share/sasae"))
FONT_DIR = env.folder("SASAE_FONTS", DATA_DIR / "fonts")

SECRET_KEY = env.text("SECRET_KEY")
SECRET_KEY_FALLBACKS = env.words("SECRET_KEY_FALLBACKS")
DEBUG = False
ALLOWED_HOSTS = env.words("ALLOWED_HOSTS", "localhost,127.0.0.1,[::1]")
CSRF_TRUSTED_ORIGINS = env.words("CSRF_TRUSTED_ORIGINS")

FOUNDATION_APPS = [
    "foundation.organizations",
    "foundation.audit",
    "foundation.jobs",
    "foundation.people",
    "foundation.programs",
    "foundation.documents",
    "foundation.imports",
    "foundation.notices",
    "foundation.webforms",
    "foundation.localdb",
    "foundation.adminsite",
]
DOMAIN_APPS = ["trainings", "supporters", "dispatch.cases", "dispatch", "reports", "demo"]


def present(apps: list[str]) -> list[str]:
    """Keep the apps whose folder holds an apps.py."""
    return [app for app in apps if (BASE_DIR / app.replace(".", "/") / "apps.py").exists()]


INSTALLED_APPS = [
    *present(FOUNDATION_APPS),
    *present(DOMAIN_APPS),
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "pgtrigger",
    "pghistory",
    "django_tasks",
    "django_tasks_db",
    "post_office",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "axes",
    "csp",
    "crispy_forms",
    "django_htmx",
]
if "foundation.adminsite" in INSTALLED_APPS:
    INSTALLED_APPS.insert(0, "foundation.adminsite.apps.StaffAdminConfig")
else:
    INSTALLED_APPS.insert(0, "django.contrib.admin")

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "config.caching.PrivateAnswers",
    "csp.middleware.CSPMiddleware",
    "django_permissions_policy.PermissionsPolicyMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "foundation.organizations.middleware.OrganizationMiddleware",
]
if "foundation.adminsite" in INSTALLED_APPS:
    MIDDLEWARE.append("foundation.adminsite.middleware.StaffSessionMiddleware")
MIDDLEWARE.append("axes.middleware.AxesMiddleware")

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
                "csp.context_processors.nonce",
            ],
            "builtins": [
                f"{app}.templatetags.{library}"
                for app, library in (
                    ("foundation.webforms", "sasae"),
                    ("foundation.adminsite", "staff"),
                )
                if app in INSTALLED_APPS
            ],
        },
    }
]

# ── database (design D1, D2, D8) ─────────────────────────────────────────────────────────
_database = dj_database_url.parse(
    env.text("DATABASE_URL", "postgres://sasae_app@localhost/sasae"),
    conn_max_age=60,
    engine="config.postgresql",
)
DATABASES = {
    "default": {
        **_database,
        # A host that does not answer must not keep visitors waiting until their request is killed.
        "OPTIONS": {"connect_timeout": 5, **_database.get("OPTIONS", {})},
        # A server-side cursor could not carry the organization with its statement.
        "DISABLE_SERVER_SIDE_CURSORS": True,
        "ATOMIC_REQUESTS": False,
        "CONN_HEALTH_CHECKS": True,
    }
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
PGHISTORY_INSTALL_CONTEXT_FUNC_ON_MIGRATE = True
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "django_cache",
        # Each pressed button leaves a mark for a day, each try to sign in a count. The usual 300
        # would throw them away while they still count.
        "OPTIONS": {"MAX_ENTRIES": 100_000},
    }
}

# ── sign-in (design D13) ─────────────────────────────────────────────────────────────────
AUTH_USER_MODEL = "organizations.StaffUser"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/staff/"
ACCOUNT_ADAPTER = "foundation.adminsite.account_adapter.StaffAccountAdapter"
ACCOUNT_FORMS = {"login": "foundation.adminsite.account_forms.StaffLoginForm"}
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_REAUTHENTICATION_TIMEOUT = 900
ACCOUNT_RATE_LIMITS = {
    "login": "300/m/ip",  # a town hall signs in on a Monday morning behind one address
    "login_failed": "20/5m/key",  # of a known browser, or of an account at one address
    "reset_password": "60/m/ip,5/15m/key",
}
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = "Sasae"
# Accounts are made by administrators and opened by a link sent to their address. The library notes
# that address as unconfirmed when the link is made, and would then refuse every second factor.
MFA_ALLOW_UNVERIFIED_EMAIL = True
STAFF_MFA_REQUIRED = env.flag("STAFF_MFA_REQUIRED", default=True)
STAFF_IDLE_MINUTES = 30
AXES_FAILURE_LIMIT = 10
AXES_COOLOFF_TIME = 1
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_RESET_ON_SUCCESS = True
AXES_USERNAME_FORM_FIELD = "login"
AXES_USERNAME_CALLABLE = "foundation.adminsite.known_browser.login_of"
AXES_WHITELIST_CALLABLE = "foundation.adminsite.known_browser.let_through"
# What was typed at sign-in stands in the lock's rows as the name it counts, nowhere else.
AXES_SENSITIVE_PARAMETERS = ["username", "ip_address", "login", "csrfmiddlewaretoken"]
AXES_LOCKOUT_TEMPLATE = "429.html"
AXES_CLIENT_IP_CALLABLE = "foundation.organizations.client_address.client_address"
PROXY_COUNT = env.number("PROXY_COUNT", 0)
AXES_ENABLE_ADMIN = False
SESSION_ENGINE = "foundation.organizations.sessions"
SESSION_COOKIE_AGE = 12 * 60 * 60
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "config.errors.csrf_failure"

# ── browser (design D14) ─────────────────────────────────────────────────────────────────
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF, NONCE],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "object-src": [NONE],
    }
}
PERMISSIONS_POLICY: dict[str, list[str]] = {
    name: []
    for name in ("camera", "geolocation", "microphone", "payment", "usb", "browsing-topics")
}
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"

# ── staff pages (design D3) ──────────────────────────────────────────────────────────────
STAFF_MENU = "config.menu.MENU"

# ── language and time ────────────────────────────────────────────────────────────────────
LANGUAGE_CODE = "ja"
LANGUAGES = [("ja", "日本語")]
TIME_ZONE = "Asia/Tokyo"
USE_TZ = True

# Forms of residents: how many times what each of them allows one network address (webforms.form).
SASAE_FORM_SENDS_FACTOR = env.number("FORM_SENDS_FACTOR", 1)

# ── files ────────────────────────────────────────────────────────────────────────────────
STATIC_URL = "/static/"
STATIC_ROOT = env.folder("STATIC_ROOT", DATA_DIR / "static")
STATICFILES_DIRS = [BASE_DIR / "static"]
MEDIA_ROOT = env.folder("MEDIA_ROOT", DATA_DIR / "media")
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
FILE_UPLOAD_PERMISSIONS = 0o600
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024

# ── messages and jobs (design D11, D12) ──────────────────────────────────────────────────
EMAIL_BACKEND = "foundation.notices.mail_backend.OutboxBackend"
POST_OFFICE = {
    "BACKENDS": {"default": "django.core.mail.backends.smtp.EmailBackend"},
    "DEFAULT_PRIORITY": "medium",
    "LOG_LEVEL": 1,
}
EMAIL_HOST = env.text("EMAIL_HOST", "localhost")
EMAIL_PORT = env.number("EMAIL_PORT", 25)
EMAIL_HOST_USER = env.text("EMAIL_HOST_USER")
EMAIL_HOST_PASSWORD = env.text("EMAIL_HOST_PASSWORD")
EMAIL_USE_TLS = env.flag("EMAIL_USE_TLS")
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = env.text("DEFAULT_FROM_EMAIL", "sasae@localhost")
BOUNCE_ADDRESS = env.text("BOUNCE_ADDRESS")
SITE_URL = env.text("SITE_URL", "http://localhost:8000")
NOTICE_DELAY_SECONDS = env.number("NOTICE_DELAY_SECONDS", 120)
BULK_NOTICE_DELAY_SECONDS = env.number("BULK_NOTICE_DELAY_SECONDS", 600)
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}

CRISPY_ALLOWED_TEMPLATE_PACKS = "dads"
CRISPY_TEMPLATE_PACK = "dads"

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"discreet": {"()": "config.logs.DiscreetFormatter"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "discreet"}},
    "root": {"handlers": ["console"], "level": "INFO"},
    "loggers": {
        "django.db.backends": {"level": "WARNING"},
        "axes": {"level": "WARNING"},
        # Each job's start and end: in the terminal of script/server they hide what was announced.
        "django_tasks": {"level": "WARNING"},
        "fontTools": {"level": "ERROR"},
    },
}
