"""The application, loaded once by the process that gives birth to those of `tests.programs`."""

import django

django.setup()

import config.urls  # noqa: E402, F401 - most of the time goes into the pages
