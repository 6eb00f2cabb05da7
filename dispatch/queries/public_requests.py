"""Which programmes take requests for support from residents, on the web or on paper."""

from django.db.models import QuerySet

from dispatch.cases.enums import CASE_KINDS
from dispatch.models import DispatchSettings


def taking_requests() -> QuerySet[DispatchSettings]:
    """Return the settings of the programmes in use that send supporters to people at home."""
    found: QuerySet[DispatchSettings] = DispatchSettings.objects.select_related("program").filter(
        program__is_active=True, kinds__overlap=[kind.value for kind in CASE_KINDS]
    )
    return found
