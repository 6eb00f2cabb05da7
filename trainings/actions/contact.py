"""What is changed about how an applicant is reached (rules B8, B10, B12)."""

from dataclasses import dataclass
from datetime import datetime
from typing import Self

from foundation.organizations.actor import Actor
from foundation.organizations.history import action
from foundation.refusals import Refused
from trainings.enums import PlaceKind
from trainings.models import Application, Submission


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
    before = Contact.of(fresh)
    if fresh.email != email:
        fresh.email_confirmed_at = None
    fresh.phone, fresh.email = phone, email
    fresh.save(update_fields=["phone", "email", "email_confirmed_at"])
    let_act_follow(fresh, before)
    return fresh


@dataclass(frozen=True)
class Contact:
    """How a person is reached, under the names of an act's contact."""

    contact_name: str
    contact_phone: str
    contact_email: str
    contact_address: str

    @classmethod
    def of(cls, one: Application) -> Self:
        """Return what an application says."""
        address = one.place if one.place_kind == PlaceKind.ADDRESS else ""
        return cls(one.name, one.phone, one.email, address)


def let_act_follow(application: Application, before: Contact) -> None:
    """Change the contact of the act along with the person who is the contact.

    Else an address that was taken away would still be written to, since the contact stands in
    for what is missing. What companions were given of it (rule B8) goes along.
    """
    act = Submission.objects.select_for_update(of=("self",)).get(pk=application.submission_id)
    if act.contact_name != before.contact_name:
        return
    changed = {
        name: value
        for name, value in vars(Contact.of(application)).items()
        if value != vars(before)[name] == getattr(act, name)
    }
    if not changed:
        return
    Submission.objects.filter(pk=act.pk).update(**changed)
    companions = Application.objects.filter(submission=act).exclude(pk=application.pk)
    if before.contact_phone and "contact_phone" in changed:
        companions.filter(phone=before.contact_phone).update(phone=application.phone)
    if before.contact_email and "contact_email" in changed:
        companions.filter(email=before.contact_email).update(
            email=application.email, email_confirmed_at=None
        )
