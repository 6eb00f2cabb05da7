"""What applicants change about their own application besides the seat (rules B10, B12)."""

from datetime import datetime

from foundation.organizations.actor import Actor
from foundation.organizations.history import action
from foundation.refusals import Refused
from trainings.models import Application


@action("trainings.application.mail_confirmed")
def confirm_email(application: Application, *, actor: Actor, now: datetime) -> None:
    """Record that the mailed link was opened, so the address belongs to the person (B12)."""
    Application.objects.filter(pk=application.pk, email_confirmed_at__isnull=True).update(
        email_confirmed_at=now
    )


@action("trainings.application.contact_changed")
def change_contact(
    application: Application, *, phone: str, email: str, actor: Actor, now: datetime
) -> Application:
    """Write new contact data; a new address is unconfirmed until its link is opened."""
    if not phone and not email:
        raise Refused("no_contact", "電話番号かメールアドレスのどちらかを入力してください。")
    fresh = Application.objects.select_for_update(of=("self",)).get(pk=application.pk)
    if fresh.email != email:
        fresh.email_confirmed_at = None
    fresh.phone, fresh.email = phone, email
    fresh.save(update_fields=["phone", "email", "email_confirmed_at"])
    return fresh
