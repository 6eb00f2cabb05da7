"""The matching page: every supporter of the programme with reasons in and out, in few queries."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Count, Max, Q

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
# What the verdict and the page look at; two hundred whole rows of four tables cost more.
LOOKED_AT = (
    "areas", "weekdays", "time_bands", "activities", "languages",
    "person__name", "person__sex", "person__address", "person__stop_use", "person__purged_on",
    "registration__state",
    "received_entry__state", "received_entry__valid_from", "received_entry__valid_through",
    "received_entry__stopped",
)  # fmt: skip
ASKED = Refusal("already_asked", "すでに要請しています。")


@dataclass(frozen=True)
class Candidate:
    """One line of the page."""

    supporter: Supporter
    facts: CandidateFacts
    verdict: Verdict


def candidates(request: DispatchRequest, wishes: MatchWishes, now: datetime) -> list[Candidate]:
    """Return every supporter of the programme, candidates first. Sixteen queries at most,
    however many supporters and visits there are."""
    on = on_day(now)
    supporters = list(
        Supporter.objects.filter(program=request.program_id)
        .select_related("person", "registration", "received_entry")
        .only(*LOOKED_AT)
    )
    standing = _Standing(request.program_id, on)
    used = _Use(request, wishes.slot, now)
    skilled = _skilled(request.program_id, wishes.skill)
    rows = []
    for supporter in supporters:
        refusal = used.refusal(supporter) or standing.refusal(supporter)
        facts = replace(used.facts(supporter, refusal), skilled=supporter.pk in skilled)
        rows.append((supporter, facts, judge(supporter, facts, wishes)))
    return [Candidate(*row) for row in in_order(rows)]


def _skilled(program_id: int, skill: str) -> set[int]:
    """Return the supporters whose 資格・特技 or remark names the skill. At most one query."""
    if not skill:
        return set()
    application = "registration__application"
    found = Supporter.objects.filter(program=program_id).filter(
        Q(**{f"{application}__qualifications__icontains": skill})
        | Q(**{f"{application}__skills__icontains": skill})
        | Q(wish_note__icontains=skill)
    )
    return set(found.values_list("pk", flat=True))


class _Standing:
    """The standing of many supporters on one day, from data loaded once."""

    def __init__(self, program_id: int, on: date) -> None:
        self.on = on
        self.consented = set(
            Consent.objects.in_force_on(on)
            .filter(text__program=program_id, text__kind=ConsentKind.ACTIVITY)
            .values_list("person_id", flat=True)
        )
        # By hand: prefetch_related builds a filtered queryset for each of the supporters.
        self.terms: dict[int, list[Period]] = defaultdict(list)
        terms = RegistrationTerm.objects.filter(registration__program=program_id)
        for registration_id, *days in terms.values_list(
            "registration_id", "valid_from", "valid_through"
        ):
            self.terms[registration_id].append(Period(*days))
        leaving = Withdrawal.objects.filter(
            registration__program=program_id, state=WithdrawalState.RECEIVED
        )
        self.leaving = set(leaving.values_list("registration_id", flat=True))
        overdue = FollowUp.objects.filter(
            supporter__program=program_id, done_on__isnull=True, due_on__lt=on
        )
        self.overdue = set(overdue.values_list("supporter_id", flat=True))
        self.stopping = set(
            ReceivedUpdate.objects.stopping()
            .filter(entry__program=program_id)
            .values_list("entry_id", flat=True)
        )
        settings = SupporterSettings.objects.filter(program=program_id).first()
        self.strict = (
            settings is not None and settings.follow_up_lapse == FollowUpLapse.NO_NEW_DISPATCH
        )

    def refusal(self, supporter: Supporter) -> Refusal | None:
        """Return what `why_not_dispatchable` returns, without a query."""
        registration, entry = supporter.registration, supporter.received_entry
        terms: Iterable[Period] = ()
        if registration is not None:
            terms = self.terms[registration.pk]
        elif entry is not None:
            terms = [Period(entry.valid_from, entry.valid_through)]
        facts = StandingFacts(
            stop_use=supporter.person.stop_use,
            purged=supporter.person.is_purged,
            registration_state=RegistrationState(registration.state) if registration else None,
            terms=tuple(terms),
            received_state=ReceivedState(entry.state) if entry else None,
            stopped_there=entry is not None and entry.stopped != "",
            stop_told=supporter.received_entry_id in self.stopping,
            consent_in_force=supporter.person_id in self.consented,
            withdrawal_waits=supporter.registration_id in self.leaving,
            follow_up_overdue=supporter.pk in self.overdue,
            follow_up_strict=self.strict,
        )
        return why_not_dispatchable_from(facts, self.on)


class _Use:
    """How much each supporter is used, where they live, and what collides; loaded once."""

    def __init__(self, request: DispatchRequest, slot: Slot | None, now: datetime) -> None:
        self.slot = slot
        self.settings: DispatchSettings = settings_of(request.program_id)
        client = request.case.client if request.case is not None else None
        self.area = client.area if client is not None and self.settings.avoid_same_area else ""
        month = local(slot.starts_at if slot else now).replace(
            day=1, hour=0, minute=0, second=0, microsecond=0
        )
        after = (month + timedelta(days=32)).replace(day=1)
        in_month = Q(starts_at__gte=month, starts_at__lt=after, state__in=LIVE_VISITS)
        mine = Visit.objects.filter(supporter__program=request.program_id)
        self.counts = {
            row["supporter"]: row
            for row in mine.order_by()
            .values("supporter")
            .annotate(
                month=Count("pk", in_month),
                last=Max("starts_at", filter=Q(state=VisitState.DONE)),
            )
        }
        self.near: dict[int, list[Any]] = defaultdict(list)
        if slot is not None:
            wide = timedelta(minutes=self.settings.travel_buffer_minutes)
            for visit in mine.filter(
                state__in=LIVE_VISITS,
                starts_at__lt=slot.ends_at + wide,
                ends_at__gt=slot.starts_at - wide,
            ):
                self.near[visit.supporter_id].append(visit)
        asked = Invitation.objects.filter(supporter__program=request.program_id).filter(
            Q(state=InvitationState.SENT, deadline__gte=now)
            | Q(request=request, state__in=[InvitationState.SENT, InvitationState.ACCEPTED])
        )
        self.asked: set[int] = set()
        self.waiting: dict[int, int] = defaultdict(int)
        for supporter_id, request_id in asked.values_list("supporter_id", "request_id"):
            if request_id == request.pk:
                self.asked.add(supporter_id)
            else:
                self.waiting[supporter_id] += 1
        vetoes = Veto.objects.filter(case=request.case_id, ended_on__isnull=True)
        self.vetoed = set(vetoes.values_list("supporter_id", flat=True) if request.case_id else ())

    def refusal(self, supporter: Supporter) -> Refusal | None:
        """Return why the supporter is out for this request."""
        if supporter.pk in self.vetoed:
            return VETOED
        return ASKED if supporter.pk in self.asked else None

    def facts(self, supporter: Supporter, refusal: Refusal | None) -> CandidateFacts:
        """Return what the verdict looks at."""
        counted = self.counts.get(supporter.pk, {})
        collision = None
        if self.slot is not None:
            buffer = timedelta(minutes=self.settings.travel_buffer_minutes)
            collision = why_too_close(
                self.near[supporter.pk], self.slot.starts_at, self.slot.ends_at, buffer
            )
        return CandidateFacts(
            refusal=refusal,
            lives_near=bool(self.area) and self.area in supporter.person.address,
            month_count=counted.get("month", 0),
            monthly_cap=self.settings.monthly_cap,
            collision=collision,
            last_active_on=day_of(counted.get("last")),
            waiting_answers=self.waiting.get(supporter.pk, 0),
        )
