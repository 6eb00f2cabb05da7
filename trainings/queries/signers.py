"""Who signs the certificates of a course: the organization's issuers, or the chosen of them."""

from datetime import date

from foundation.organizations.models import Issuer
from foundation.organizations.queries import issuers_on
from foundation.organizations.storing import asked_once
from trainings.models import Course


def signers_on(course: Course, day: date) -> list[Issuer]:
    """Return who signs on `day`, in signing order: all issuers unless the course chose some (D8).

    One query a day and batch.
    """
    issuers: list[Issuer] = asked_once(("issuers", day), lambda: issuers_on(day))
    chosen = course.issuer_slots
    return [one for one in issuers if one.slot in chosen] if chosen else issuers


def signer_choices(course: Course | None, day: date) -> list[tuple[int, str]]:
    """Return the places in the signing order to choose from, named after who holds them.

    Those who held a place before its present holder are left out; what the course chose stays.
    """
    held = {one.slot: str(one) for one in Issuer.objects.order_by("slot", "valid_from")}
    now = {one.slot: str(one) for one in issuers_on(day)}
    chosen = course.issuer_slots if course is not None else []
    names = {slot: f"{slot}番目の署名" for slot in chosen} | held | now
    return sorted(names.items())
