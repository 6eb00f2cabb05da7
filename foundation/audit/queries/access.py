"""Who read what: the questions asked of the access log."""

from datetime import datetime

from django.db import models

from foundation.audit.models import AccessLog, AccessLogQuerySet


def who_read(obj: models.Model, *, since: datetime | None = None) -> AccessLogQuerySet:
    """Return the entries that name `obj`, newest first, with the staff member. One query.

    Reads the organization's entries of this kind of object; `since` bounds them.
    """
    entries = AccessLog.objects.about(obj).select_related("user")
    return entries.since(since) if since else entries


def read_by(user: models.Model, *, since: datetime | None = None) -> AccessLogQuerySet:
    """Return what a staff member read in the open organization, newest first. One query."""
    entries = AccessLog.objects.by(user)
    return entries.since(since) if since else entries
