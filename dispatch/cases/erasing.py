"""A case as a root of erasures: its people are nobody's Person (design D15, rule G2)."""

from collections.abc import Iterable, Sequence
from datetime import date

from dispatch.cases.enums import CaseState
from dispatch.cases.models import Case
from foundation.people import erasing, retention
from foundation.people.retention import Held, RecordKind
from foundation.refusals import Refusal

CASE = Case._meta.label


def mark_purged(ids: Sequence[int], day: date) -> None:
    """Leave the mark that tells an erased case from an empty one."""
    Case.objects.filter(pk__in=ids).update(purged_on=day)


def keep_the_open(ids: Sequence[int]) -> Refusal | None:
    """Hold a case back that is being supported."""
    if Case.objects.filter(pk__in=ids).exclude(state=CaseState.CLOSED).exists():
        return Refusal("case_open", "支援中のケースです。先に支援を終えてください。")
    return None


def cases() -> Iterable[Held]:
    """Yield cases: over on the day the support ended."""
    for pk, closed_on in Case.objects.values_list("pk", "closed_on"):
        yield Held(pk, closed_on)


def register() -> None:
    """Register the root, its guard and its period; what points to a case is found by itself."""
    erasing.register_root(erasing.Root(CASE, mark=mark_purged))
    erasing.register_guard(CASE, keep_the_open)
    erasing.register("cases.ConsentRequest", by="case", root=CASE)
    retention.register(
        RecordKind("cases.case", "支援ケース（相談・同意・活動の記録）", cases, root=CASE)
    )


register()
