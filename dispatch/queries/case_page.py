"""Everything a coordinator reads about one case on one page (ux 9)."""

from dataclasses import dataclass
from datetime import date, datetime

from dispatch.cases.enums import DispatchKind, ScopeItem, ScopeRecipient, TeamRole
from dispatch.cases.models import Case, CaseTeam, ConsentRequest, FamilyException, SupportConsent
from dispatch.cases.queries.consents import consent_standing
from dispatch.cases.rules.consents import ConsentNeed, counts_on, why_consent_is_missing
from dispatch.cases.rules.team import is_current
from dispatch.models import ActivityReport, Assignment, DispatchRequest, Veto, Visit
from foundation.clock import on_day
from foundation.refusals import Refusal


@dataclass(frozen=True)
class KindStatus:
    """Whether the consents of one kind of dispatch stand today."""

    kind: DispatchKind
    refusal: Refusal | None


@dataclass(frozen=True)
class Knower:
    """Who may know what of the case now: a supporter at work, or a kind of recipient."""

    who: str
    what: str


@dataclass(frozen=True)
class CasePage:
    """What the page shows."""

    case: Case
    statuses: list[KindStatus]
    consents: list[SupportConsent]
    asked: list[ConsentRequest]
    exception: FamilyException | None
    vetoes: list[Veto]
    team: list[CaseTeam]
    opened_in_emergency: list[CaseTeam]
    knowers: list[Knower]
    requests: list[DispatchRequest]
    assignments: list[Assignment]
    visits: list[Visit]
    reports: list[ActivityReport]


def case_page(case: Case, now: datetime) -> CasePage:
    """Load the page of a case. At most sixteen queries, however long the case lasted."""
    on = on_day(now)
    consents = list(case.consents.select_related("family_member", "text"))
    assignments = list(
        Assignment.objects.filter(request__case=case)
        .select_related("supporter__person", "request")
        .order_by("-id")
    )
    team = list(case.team.select_related("user"))
    return CasePage(
        case=case,
        statuses=_statuses(case, on),
        consents=consents,
        asked=list(case.consent_requests.waiting(now).select_related("family_member")),
        exception=case.family_exceptions.filter(ended_on__isnull=True).first(),
        vetoes=list(case.vetoes.filter(ended_on__isnull=True).select_related("supporter__person")),
        team=[member for member in team if is_current(member, now)],
        opened_in_emergency=[one for one in team if one.role == TeamRole.BREAK_GLASS],
        knowers=_knowers(consents, assignments, on),
        requests=list(case.requests.order_by("-received_at")),
        assignments=assignments,
        visits=list(
            Visit.objects.filter(assignment__request__case=case)
            .select_related("supporter__person")
            .order_by("-starts_at")[:20]
        ),
        reports=list(
            ActivityReport.objects.filter(visit__assignment__request__case=case)
            .exclude(state="draft")
            .select_related("supporter__person")
            .order_by("-starts_at")[:20]
        ),
    )


def _statuses(case: Case, on: date) -> list[KindStatus]:
    standing = consent_standing(case)
    asked = case.requests.exclude(state__in=["declined", "withdrawn", "closed"])
    needs = {
        ConsentNeed(DispatchKind(kind), member)
        for kind, member in asked.values_list("kind", "family_member")
    } or {ConsentNeed(DispatchKind.CASE_PERSON)}
    return [
        KindStatus(need.kind, why_consent_is_missing(need, standing, on))
        for need in sorted(needs, key=lambda n: (n.kind, n.family_member_id or 0))
    ]


def _knowers(
    consents: list[SupportConsent], assignments: list[Assignment], on: date
) -> list[Knower]:
    """Return who knows what: 「誰が何を知っているか」."""
    told: dict[str, set[ScopeItem]] = {recipient.value: set() for recipient in ScopeRecipient}
    for consent in consents:
        if counts_on(consent, on):
            for item, recipients in consent.scope.items():
                for recipient in recipients:
                    told.setdefault(recipient, set()).add(ScopeItem(item))
    knowers = [
        Knower(f"サポーター {a.supporter.person.name}", _words(told[ScopeRecipient.SUPPORTER]))
        for a in assignments
        if a.state == "active"
    ]
    knowers += [
        Knower(f"サポーター {a.supporter.person.name}（終了）", "活動のあいだに伝えたこと")
        for a in assignments
        if a.state == "ended" and a.begun_on is not None
    ]
    for recipient in (ScopeRecipient.AGENCY, ScopeRecipient.MEETING):
        if told[recipient]:
            knowers.append(Knower(recipient.label, _words(told[recipient])))
    return knowers


def _words(items: set[ScopeItem]) -> str:
    return "、".join(item.label for item in ScopeItem if item in items) or "なし"
