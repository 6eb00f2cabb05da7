"""Settings of a measurement: like production, without its secrets."""

import os

os.environ.setdefault("SECRET_KEY", "bench-only")
from config.settings.base import *  # noqa: F403

ALLOWED_HOSTS = ["*"]
STAFF_MFA_REQUIRED = False
AXES_ENABLED = False
SASAE_FORM_MIN_SECONDS = 0
SASAE_FORM_SENDS_FACTOR = 10_000  # all residents of a measurement come from one address
LOGGING = {"version": 1, "disable_existing_loggers": False}
