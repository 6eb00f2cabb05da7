"""The app of people."""

from django.apps import AppConfig


class PeopleConfig(AppConfig):
    """People of an organization."""

    name = "foundation.people"
    verbose_name = "人"
