"""The matching page: every supporter of the programme with reasons in and out, in few queries."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import NamedTuple

from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import Aggregate, Count, Max, Q

from dispatch.enums import LIVE_VISITS, InvitationState, VisitState
from dispatch.models import DispatchRequest, DispatchSettings, Invitation, Veto, Visit
from dispatch.queries.standing import settings_of
from dispatch.rules.matching import (
    CandidateFacts,
    MatchWishes,
    Verdict,
    day_of,
    in_order,
    judge,
)
from dispatch.rules.visits import Slot, why_too_close
from foundation.clock import local, on_day
from foundation.period import Period
from foundation.refusals import Refusal
from supporters.enums import (
    ConsentKind,
    FollowUpLapse,
    ReceivedState,
    RegistrationState,
    WithdrawalState,
)
from supporters.models import (
    Consent,
    FollowUp,
    ReceivedUpdate,
    RegistrationTerm,
    Supporter,
    SupporterSettings,
    Withdrawal,
)
from supporters.rules.standing import StandingFacts, why_not_dispatchable_from

VETOED = Refusal("not_suitable", "このサポーターは、今回の候補になりません。")
ASKED = Refusal("already_asked", "すでに要請しています。")


class Listed(NamedTuple):
    """What the verdict and the page look at of one supporter.

    Two hundred rows of four models cost more than all the deciding.
    """

    pk: int
    person_id: int
    registration_id: int | None
    received_entry_id: int | None
    areas: list[str]
    weekdays: list[int]
    time_bands: list[str]
    activities: list[str]
    languages: str
    name: str
    sex: str
    address: str
    stop_use: bool
    purged_on: date | None
    registration_state: str | None
    entry_state: str | None
    entry_from: date | None
    entry_through: date | None
    entry_stopped: str | None


# In the order of `Listed`.
COLUMNS = (
    "pk", "person_id", "registration_id", "received_entry_id",
    "areas", "weekdays", "time_bands", "activities", "languages",
    "person__name", "person__sex", "person__address", "person__stop_use", "person__purged_on",
    "registration__state",
    "received_entry__state", "received_entry__valid_from", "received_entry__valid_through",
    "received_entry__stopped",
)  # fmt: skip


@dataclass(frozen=True)
class Candidate:
    """One line of the page."""

    supporter: Listed
    facts: CandidateFacts
    verdict: Verdict


def candidates(request: DispatchRequest, wishes: MatchWishes, now: datetime) -> list[Candidate]:
    """Return every supporter of the programme, candidates first. Fourteen queries at most,
    however many supporters and visits there are."""
    on = on_day(now)
    # Unsorted: the verdicts give the order.
    rows = Supporter.objects.filter(program=request.program_id).order_by()
    supporters = [Listed._make(row) for row in rows.values_list(*COLUMNS)]
    standing = _Standing(request.program_id, supporters, on)
    used = _Use(request, wishes.slot, now)
    skilled = _skilled(request.program_id, wishes.skill)
    judged = []
    for supporter in supporters:
        refusal = used.refusal(supporter) or standing.refusal(supporter)
        facts = used.facts(supporter, refusal, skilled=supporter.pk in skilled)
        judged.append((supporter, facts, judge(supporter, facts, wishes)))
    return [Candidate(*row) for row in in_order(judged)]


def _skilled(program_id: int, skill: str) -> set[int]:
    """Return the supporters whose 資格・特技 or remark names the skill. At most one query."""
    if not skill:
        return set()
    application = "registration__application"
    found = (
        Supporter.objects.filter(program=program_id)
        .order_by()
        .filter(
            Q(**{f"{application}__qualifications__icontains": skill})
            | Q(**{f"{application}__skills__icontains": skill})
            | Q(wish_note__icontains=skill)
        )
    )
    return set(found.values_list("pk", flat=True))


_Terms = tuple[tuple[date, date | None], ...]
_Alike = tuple[bool, bool, str | None, _Terms, str | None, bool, bool, bool, bool, bool]


class _Standing:
    """The standing of many supporters on one day, from data loaded once."""

    def __init__(self, program_id: int, supporters: list[Listed], on: date) -> None:
        self.on = on
        self.consented = set(
            Consent.objects.in_force_on(on)
            .filter(text__program=program_id, text__kind=ConsentKind.ACTIVITY)
            .order_by()
            .values_list("person_id", flat=True)
        )
        self.terms: dict[int, list[tuple[date, date | None]]] = defaultdict(list)
        terms = RegistrationTerm.objects.filter(registration__program=program_id).order_by()
        for registration_id, begin, end in terms.values_list(
            "registration_id", "valid_from", "valid_through"
        ):
            self.terms[registration_id].append((begin, end))
        # Most of two hundred stand alike: each combination is decided once.
        self.decided: dict[_Alike, Refusal | None] = {}
        leaving = Withdrawal.objects.filter(
            registration__program=program_id, state=WithdrawalState.RECEIVED
        ).order_by()
        self.leaving = set(leaving.values_list("registration_id", flat=True))
        lapse = SupporterSettings.objects.filter(program=program_id).order_by()
        self.strict = FollowUpLapse.NO_NEW_DISPATCH in lapse.values_list(
            "follow_up_lapse", flat=True
        )
        # What cannot change a verdict is not read: overdue counts where it is strict, notices
        # from a sender where somebody was received from one.
        overdue = FollowUp.objects.filter(
            supporter__program=program_id, done_on__isnull=True, due_on__lt=on
        ).order_by()
        self.overdue = set(overdue.values_list("supporter_id", flat=True) if self.strict else ())
        stopping = ReceivedUpdate.objects.stopping().filter(entry__program=program_id).order_by()
        received = any(one.received_entry_id is not None for one in supporters)
        self.stopping = set(stopping.values_list("entry_id", flat=True) if received else ())

    def refusal(self, supporter: Listed) -> Refusal | None:
        """Return what `why_not_dispatchable` returns, without a query."""
        terms: _Terms = ()
        if supporter.registration_id is not None:
            terms = tuple(self.terms[supporter.registration_id])
        elif supporter.entry_from is not None:
            terms = ((supporter.entry_from, supporter.entry_through),)
        alike: _Alike = (
            supporter.stop_use,
            supporter.purged_on is not None,
            supporter.registration_state,
            terms,
            supporter.entry_state,
            bool(supporter.entry_stopped),
            supporter.received_entry_id in self.stopping,
            supporter.person_id in self.consented,
            supporter.registration_id in self.leaving,
            supporter.pk in self.overdue,
        )
        if alike not in self.decided:
            self.decided[alike] = self._decide(alike)
        return self.decided[alike]

    def _decide(self, alike: _Alike) -> Refusal | None:
        stop_use, purged, registration, terms, entry, stopped, told, consented, leaves, late = alike
        facts = StandingFacts(
            stop_use=stop_use,
            purged=purged,
            registration_state=RegistrationState(registration) if registration else None,
            terms=tuple(Period(*days) for days in terms),
            received_state=ReceivedState(entry) if entry else None,
            stopped_there=stopped,
            stop_told=told,
            consent_in_force=consented,
            withdrawal_waits=leaves,
            follow_up_overdue=late,
            follow_up_strict=self.strict,
        )
        return why_not_dispatchable_from(facts, self.on)


class _Use:
    """How much each supporter is used, where they live, and what collides; loaded once."""

    def __init__(self, request: DispatchRequest, slot: Slot | None, now: datetime) -> None:
        self.slot = slot
        self.settings: DispatchSettings = settings_of(request.program_id)
        case = request.case if self.settings.avoid_same_area else None
        self.area = case.client.area if case is not None else ""
        self.buffer = timedelta(minutes=self.settings.travel_buffer_minutes)
        self._count_visits(request.program_id, now)
        asked = Invitation.objects.filter(
            Q(state=InvitationState.SENT, deadline__gte=now)
            | Q(request=request, state__in=[InvitationState.SENT, InvitationState.ACCEPTED]),
            supporter__program=request.program_id,
        ).order_by()
        self.asked: set[int] = set()
        self.waiting: dict[int, int] = defaultdict(int)
        for supporter_id, request_id in asked.values_list("supporter_id", "request_id"):
            if request_id == request.pk:
                self.asked.add(supporter_id)
            else:
                self.waiting[supporter_id] += 1
        vetoes = Veto.objects.filter(case=request.case_id, ended_on__isnull=True).order_by()
        self.vetoed = set(vetoes.values_list("supporter_id", flat=True) if request.case_id else ())

    def _count_visits(self, program_id: int, now: datetime) -> None:
        """Load, in one pass over the visits, how many and when, and those close to the slot."""
        slot, buffer = self.slot, self.buffer
        month = local(slot.starts_at if slot else now).replace(
            day=1, hour=0, minute=0, second=0, microsecond=0
        )
        after = (month + timedelta(days=32)).replace(day=1)
        columns: dict[str, Aggregate] = {
            "month": Count(
                "pk", Q(starts_at__gte=month, starts_at__lt=after, state__in=LIVE_VISITS)
            ),
            "last": Max("starts_at", filter=Q(state=VisitState.DONE)),
        }
        if slot is not None:
            close = Q(
                state__in=LIVE_VISITS,
                starts_at__lt=slot.ends_at + buffer,
                ends_at__gt=slot.starts_at - buffer,
            )
            # Both in the order of the key, so that a begin meets its own end.
            columns["begins"] = ArrayAgg("starts_at", filter=close, order_by="pk")
            columns["ends"] = ArrayAgg("ends_at", filter=close, order_by="pk")
        self.counts: dict[int, tuple[int, datetime | None]] = {}
        self.near: dict[int, list[Slot]] = {}
        counted = Visit.objects.filter(supporter__program=program_id).order_by().values("supporter")
        rows = counted.annotate(**columns).values_list("supporter", *columns)
        for supporter_id, count, last, *close_ones in rows:
            self.counts[supporter_id] = (count, last)
            if any(close_ones):
                self.near[supporter_id] = [Slot(*times) for times in zip(*close_ones, strict=True)]

    def refusal(self, supporter: Listed) -> Refusal | None:
        """Return why the supporter is out for this request."""
        if supporter.pk in self.vetoed:
            return VETOED
        return ASKED if supporter.pk in self.asked else None

    def facts(self, supporter: Listed, refusal: Refusal | None, *, skilled: bool) -> CandidateFacts:
        """Return what the verdict looks at."""
        month, last = self.counts.get(supporter.pk, (0, None))
        collision = None
        if self.slot is not None and supporter.pk in self.near:
            collision = why_too_close(
                self.near[supporter.pk], self.slot.starts_at, self.slot.ends_at, self.buffer
            )
        return CandidateFacts(
            refusal=refusal,
            lives_near=bool(self.area) and self.area in supporter.address,
            month_count=month,
            monthly_cap=self.settings.monthly_cap,
            collision=collision,
            last_active_on=day_of(last),
            waiting_answers=self.waiting.get(supporter.pk, 0),
            skilled=skilled,
        )
