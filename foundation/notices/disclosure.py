"""What the printout of a person says about messages: every one that went to them."""

from collections.abc import Iterable
from typing import Any

from foundation.clock import on_day
from foundation.notices.erasing import notices_of
from foundation.notices.links import hide_keys
from foundation.notices.models import Notice
from foundation.people import disclosure, erasing
from foundation.people.disclosure import Listing
from foundation.wareki import format_date


def messages(row: Any) -> Iterable[Listing]:
    """Yield the messages about the rows of a person, with their texts."""
    claim = erasing.gather(row._meta.label, [row.pk])
    found = Notice.objects.filter(pk__in=notices_of(claim)).order_by("due_at", "pk")
    yield Listing(
        "お送りした連絡",
        ("日付", "手段", "状態", "本文"),
        [
            (
                format_date(on_day(notice.due_at)),
                str(notice.get_channel_display()),
                notice.standing,
                hide_keys(notice.body.strip()),
            )
            for notice in found
        ],
    )


def register() -> None:
    """Register the section for people."""
    disclosure.register(messages, order=70)
