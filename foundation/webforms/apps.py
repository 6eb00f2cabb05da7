"""Registers the template tags of the public forms; there are no models."""

from django.apps import AppConfig


class WebformsConfig(AppConfig):
    name = "foundation.webforms"
    label = "webforms"
