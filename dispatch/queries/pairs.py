"""The other visit of a pair, and the report that counts for both (rule D7)."""

from collections.abc import Iterable

from dispatch.enums import LIVE_VISITS
from dispatch.models import ActivityReport, Visit
from dispatch.rules.pairs import SENT


def twin_of(visit: Visit) -> Visit | None:
    """Return the other supporter's visit at the same time; None outside of a pair. One query."""
    if visit.pair_id is None:
        return None
    found: Visit | None = (
        Visit.objects.filter(pair=visit.pair_id, starts_at=visit.starts_at, state__in=LIVE_VISITS)
        .exclude(pk=visit.pk)
        .select_related("supporter__person", "assignment__request")
        .first()
    )
    return found


def joint_report_about(visit: Visit) -> ActivityReport | None:
    """Return the twin's 連名 report where it was sent. At most one query."""
    return next(iter(_joint_reports([visit]).values()), None)


def told_jointly(visits: Iterable[Visit]) -> set[int]:
    """Return the ids of the visits that a twin's 連名 report covers. At most one query."""
    return set(_joint_reports(list(visits)))


def _joint_reports(visits: list[Visit]) -> dict[int, ActivityReport]:
    paired = [visit for visit in visits if visit.pair_id is not None]
    if not paired:
        return {}
    found = ActivityReport.objects.filter(
        visit__pair__in={visit.pair_id for visit in paired}, is_joint=True, state__in=SENT
    ).select_related("visit")
    by_slot = {(one.visit.pair_id, one.visit.starts_at): one for one in found}
    return {
        visit.pk: report
        for visit in paired
        if (report := by_slot.get((visit.pair_id, visit.starts_at))) and report.visit_id != visit.pk
    }


def names_on(report: ActivityReport) -> str:
    """Return who reports: both of a pair where the report is 連名. At most one query."""
    names = [report.supporter.person.name]
    if report.is_joint and (twin := twin_of(report.visit)):
        names.append(twin.supporter.person.name)
    return "・".join(names)
