"""Prove who one is behind a mailed link: four digits of the telephone, or a number (rule B12).

Four digits are few. Wrong answers are counted per row of the database, under its lock, so that
neither many requests at once nor a second browser get more tries; and each full set of wrong
answers closes the door for twice as long as the one before.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.db import models, transaction
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext as _

from foundation.notices.models import ProofTries

MOST_TRIES = 8
FIRST_WAIT = timedelta(hours=1)
LONGEST_WAIT = timedelta(hours=24)
DOUBLINGS = 5
FORGOTTEN_AFTER = timedelta(days=30)


def prove(
    session: Any, mark: str, target: models.Model, typed: str, answers: Iterable[str], *,
    now: datetime,
) -> str:  # fmt: skip
    """Let the session open what `mark` stands for; else return why the answer does not count.

    The session gets a new key: one that somebody else planted opens nothing more than before.
    """
    sentence = why_not_proved(target, typed, answers, now=now)
    if not sentence:
        session[mark] = [*session.get(mark, []), target.pk]
        session.cycle_key()
    return sentence


def is_proved(session: Any, mark: str, target: models.Model) -> bool:
    """Return whether this session proved it for `target`."""
    return target.pk in session.get(mark, [])


def closed_until(failed: int, last_failed_at: datetime | None) -> datetime | None:
    """Return until when no answer is looked at; None when one may be given."""
    sets = failed // MOST_TRIES
    if last_failed_at is None or not sets or failed % MOST_TRIES:
        return None
    return last_failed_at + min(FIRST_WAIT * 2 ** min(sets - 1, DOUBLINGS), LONGEST_WAIT)


def why_not_proved(
    target: models.Model, typed: str, answers: Iterable[str], *, now: datetime
) -> str:
    """Return the sentence that says why the answer does not count; empty when it is right.

    `answers` are what counts for `target`; none means that nothing does. Locks the row of tries.
    Call outside a transaction that may be taken back: a wrong answer has to stay counted.
    """
    with transaction.atomic():
        tries, _made = ProofTries.objects.select_for_update(of=("self",)).get_or_create(
            target_kind=target._meta.label, target_id=target.pk
        )
        if tries.last_failed_at and now - tries.last_failed_at > FORGOTTEN_AFTER:
            tries.failed = 0
        closed = closed_until(tries.failed, tries.last_failed_at)
        if closed is not None and now < closed:
            return _("しばらく時間をおいてから、もう一度お試しください。")
        # Every answer is compared: the time tells nothing about which one was near.
        right = [bool(answer) and constant_time_compare(answer, typed) for answer in answers]
        if any(right):
            if tries.failed:
                tries.failed = 0
                tries.save(update_fields=["failed"])
            return ""
        tries.failed, tries.last_failed_at = tries.failed + 1, now
        tries.save(update_fields=["failed", "last_failed_at"])
    return _("登録されている内容と違います。もう一度お確かめください。")
