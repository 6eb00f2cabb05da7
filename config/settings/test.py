"""The test suite: fast hashing, mails in memory, files in a temporary folder."""

import tempfile
from pathlib import Path

from config.settings.base import *  # noqa: F403

SECRET_KEY = "only-for-tests"  # noqa: S105
STAFF_MFA_REQUIRED = False
ALLOWED_HOSTS = ["*"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
MEDIA_ROOT = Path(tempfile.gettempdir()) / "sasae-test-media"
STATIC_ROOT = MEDIA_ROOT.with_name("sasae-test-static")
STATIC_ROOT.mkdir(exist_ok=True)
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
POST_OFFICE = {
    **POST_OFFICE,  # noqa: F405
    "BACKENDS": {"default": "django.core.mail.backends.locmem.EmailBackend"},
}
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
SITE_URL = "http://testserver"
AXES_ENABLED = False
SASAE_FORM_MIN_SECONDS = 0
