"""Trying and developing on one machine: the embedded database, mails as files, no MFA."""

from config import env
from config.settings.base import *  # noqa: F403

SECRET_KEY = env.text("SECRET_KEY", "local-only")
DEBUG = env.flag("DEBUG")
STAFF_MFA_REQUIRED = env.flag("STAFF_MFA_REQUIRED", default=False)
ALLOWED_HOSTS = env.words("ALLOWED_HOSTS", "localhost,127.0.0.1,[::1],testserver")
if not env.text("EMAIL_HOST"):
    POST_OFFICE = {
        **POST_OFFICE,  # noqa: F405
        "BACKENDS": {"default": "django.core.mail.backends.filebased.EmailBackend"},
    }
    EMAIL_FILE_PATH = DATA_DIR / "mail"  # noqa: F405
