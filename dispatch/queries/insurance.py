"""Insurance of supporters as the rules of dispatch ask for it."""

from collections.abc import Iterable
from datetime import date, timedelta

from dispatch.models import InsuranceCover
from dispatch.queries.standing import settings_of
from dispatch.rules.insurance import why_not_insured
from foundation.refusals import Refusal
from supporters.models import Supporter

SOON = timedelta(days=30)


def why_cover_is_missing(supporter: Supporter, days: Iterable[date]) -> Refusal | None:
    """Return the day without cover where the programme asks for insurance. Two queries."""
    if not settings_of(supporter.program_id).insurance_required:
        return None
    return why_not_insured(InsuranceCover.objects.filter(supporter=supporter), days)


def covers_ending(on: date) -> list[InsuranceCover]:
    """Return the covers that end within a month and have none after them. Two queries."""
    ending = list(
        InsuranceCover.objects.filter(
            valid_through__gte=on,
            valid_through__lte=on + SOON,
            supporter__program__dispatch_settings__insurance_required=True,
        ).select_related("supporter__person")
    )
    later = set(
        InsuranceCover.objects.filter(
            supporter__in=[cover.supporter_id for cover in ending], valid_through__gt=on + SOON
        ).values_list("supporter_id", flat=True)
    )
    return [cover for cover in ending if cover.supporter_id not in later]
