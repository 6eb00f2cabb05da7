"""The tests' settings for worker processes, with a mail server given from outside."""

import os

from config.settings.test import *  # noqa: F403

if port := os.environ.get("SASAE_MAIL_PORT"):
    POST_OFFICE = {
        **POST_OFFICE,  # noqa: F405
        "BACKENDS": {"default": "django.core.mail.backends.smtp.EmailBackend"},
    }
    EMAIL_HOST, EMAIL_PORT, EMAIL_TIMEOUT = "127.0.0.1", int(port), 1
