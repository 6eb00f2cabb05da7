"""What a merge of two people means for supporters; a withdrawal always wins (rules C4, C5)."""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import Q

from foundation.organizations.actor import Actor
from foundation.people import merging
from foundation.people.merging import Pair, Step
from foundation.people.models import Person
from foundation.refusals import Refusal
from supporters.actions.consents import withdraw_consent
from supporters.enums import LIVE_REGISTRATIONS, IntakeChannel, ReceivedState
from supporters.models import Consent, Supporter

NOTE = "統合した記録で撤回されていたため"


def supporters_of(pair: Pair) -> Iterable[Step]:
    """Yield how the supporters move: dispatch names them, so none is ever made from two.

    Where both are supporters of one programme, the one of the kept record goes on and the other
    stays with the merged record, its visits included. Refused where only that other one is live.
    """
    mine = {row.program_id: row for row in _supporters(pair.kept)}
    moving = []
    for theirs in _supporters(pair.lost):
        ours = mine.get(theirs.program_id)
        if ours is None:
            moving.append(theirs.pk)
        elif _is_live(theirs):
            sentence = (
                "統合される側の記録に、続いている登録があります。残す記録と入れ替えて統合するか、"
                "先に一方の登録を終えてください。"
            )
            yield Step(sentence, rows=1, refusal=Refusal("merge_supporter", sentence))
        else:
            yield Step(
                f"終わった登録（{theirs.registration or theirs.received_entry}）の活動の記録は、"
                "統合された記録に残ります。", rows=1,
            )  # fmt: skip
    if moving:

        def move(actor: Actor, now: datetime) -> None:
            Supporter.objects.filter(pk__in=moving).update(person=pair.kept)

        yield Step(f"サポーター {len(moving)}件を移します。", move, len(moving))


def _supporters(person: Person) -> list[Supporter]:
    found = Supporter.objects.filter(person=person)
    return list(found.select_related("registration", "received_entry"))


def _is_live(row: Supporter) -> bool:
    if row.registration is not None:
        return row.registration.state in LIVE_REGISTRATIONS
    entry = row.received_entry
    return entry is not None and entry.state in (ReceivedState.PENDING, ReceivedState.CONFIRMED)


def consents_of(pair: Pair) -> Iterable[Step]:
    """Yield how the consents move; runs after the supporters, whose standing it may end.

    Whoever took a kind of consent back on one record, and has not given it again there, has taken
    it back on both, whenever the other yes was given. Two standing consents to one wording become
    one: the kept record's; the other stays with the merged record as the paper it was.
    """
    given = {c.text_id for c in _consents(pair.kept) if not c.is_withdrawn}
    theirs = _consents(pair.lost)
    doubled = [c.pk for c in theirs if not c.is_withdrawn and c.text_id in given]
    moving = [c.pk for c in theirs if c.pk not in doubled]
    if moving:

        def move(actor: Actor, now: datetime) -> None:
            Consent.objects.filter(pk__in=moving).update(person=pair.kept)

        yield Step(f"同意 {len(moving)}件を移します。", move, len(moving))
    if doubled:
        yield Step(
            f"同じ文面への同意 {len(doubled)}件は、統合された記録に控えとして残ります。",
            rows=len(doubled),
        )
    yield from _withdrawals(pair)


def _withdrawals(pair: Pair) -> Iterable[Step]:
    ours, theirs = _stances(pair.kept), _stances(pair.lost)
    taken_back = {
        kind
        for kind in ours.keys() & theirs.keys()
        if ours[kind] != theirs[kind]
    }  # fmt: skip
    for program_id, kind in sorted(taken_back):
        chosen = Q(text__program=program_id, text__kind=kind, withdrawn_at__isnull=True)
        standing = Consent.objects.filter(chosen, person__in=[pair.kept, pair.lost])
        text = standing.select_related("text")[0].text

        def withdraw(actor: Actor, now: datetime, chosen: Q = chosen) -> None:
            left = Consent.objects.filter(chosen, person__in=[pair.kept, pair.lost])
            # A withdrawal takes earlier versions of the wording along.
            while (consent := left.order_by("-text__version", "pk").first()) is not None:
                withdraw_consent(
                    consent, through=IntakeChannel.COUNTER, note=NOTE, actor=actor, now=now
                )

        yield Step(
            f"「{text.get_kind_display()}」は、一方の記録で撤回されています。撤回が優先されるため、"
            "同意は取り消され、辞退の確認や提供先への連絡が始まります。", withdraw,
            standing.count(),
        )  # fmt: skip


def _stances(person: Person) -> dict[tuple[int, str], bool]:
    """Return for each programme and kind whether the record's last word is yes."""
    stances: dict[tuple[int, str], bool] = {}
    for consent in _consents(person):
        key = (consent.text.program_id, consent.text.kind)
        stances[key] = stances.get(key, False) or not consent.is_withdrawn
    return stances


def _consents(person: Person) -> list[Consent]:
    return list(Consent.objects.filter(person=person).select_related("text"))


for _label in ("Registration", "RegistrationApplication", "ReceivedEntry"):
    merging.register(f"supporters.{_label}", "person", order=40)
merging.register("supporters.Supporter", "person", supporters_of, order=50)
merging.register("supporters.Consent", "person", consents_of, order=60)
