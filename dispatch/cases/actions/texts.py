"""Versions of the wording of 資料8 (rule C4)."""

from datetime import datetime

from django.db.models import Max

from dispatch.cases.models import SupportConsentText
from foundation.organizations.actor import Actor
from foundation.organizations.history import action


@action("cases.consent_text.drafted")
def draft_next_wording(
    text: SupportConsentText, *, actor: Actor, now: datetime
) -> SupportConsentText:
    """Copy a wording into the next version, to be edited; consents given before stay as they are.

    Locks the programme's newest version, so that two drafts get two numbers.
    """
    same = SupportConsentText.objects.filter(program=text.program_id)
    same.select_for_update(of=("self",)).get(pk=text.pk)
    newest: int = same.aggregate(newest=Max("version"))["newest"]
    draft: SupportConsentText = SupportConsentText.objects.create(
        program=text.program,
        version=newest + 1,
        title=text.title,
        opening=text.opening,
        items=text.items,
        channels=text.channels,
    )
    return draft
