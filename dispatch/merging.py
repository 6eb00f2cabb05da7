"""What a merge of two people means for dispatch: a veto holds for whoever goes on (T25)."""

from collections.abc import Iterable
from datetime import datetime

from dispatch.models import Veto
from foundation.organizations.actor import Actor
from foundation.people import merging
from foundation.people.merging import Pair, Step
from supporters.models import Supporter

VETO = Veto._meta.label


def vetoes_of(pair: Pair) -> Iterable[Step]:
    """Yield the vetoes to be repeated where the supporter of the lost record stays with it.

    Supporters move as `supporters.merging` says; a moved one takes its vetoes along. Where the
    kept record has a supporter of the programme, that one gets the same cases kept apart.
    """
    ours = {row.program_id: row for row in Supporter.objects.filter(person=pair.kept)}
    theirs = Veto.objects.filter(supporter__person=pair.lost, ended_on__isnull=True)
    known = set(
        Veto.objects.filter(supporter__person=pair.kept, ended_on__isnull=True).values_list(
            "case_id", "supporter_id"
        )
    )
    missing = [
        (veto, goes_on)
        for veto in theirs.select_related("supporter")
        if (goes_on := ours.get(veto.supporter.program_id))
        and (veto.case_id, goes_on.pk) not in known
    ]
    if not missing:
        return

    def repeat(actor: Actor, now: datetime) -> None:
        for veto, supporter in missing:
            Veto.objects.create(
                case_id=veto.case_id, supporter=supporter, wished_by=veto.wished_by,
                reason=veto.reason, recorded_on=veto.recorded_on,
            )  # fmt: skip

    yield Step(f"組み合わせない記録 {len(missing)}件を引き継ぎます。", repeat, len(missing))


merging.follow(VETO, vetoes_of, order=55)
