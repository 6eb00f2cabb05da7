"""Everything a coordinator reads about one case on one page (ux 9)."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime

from dispatch.cases.enums import DispatchKind, ScopeItem, ScopeRecipient, TeamRole
from dispatch.cases.models import Case, CaseTeam, ConsentRequest, FamilyException, SupportConsent
from dispatch.cases.queries.consents import consent_standing, consents_that_tell, items_for
from dispatch.cases.rules.consents import ConsentNeed, ConsentStanding, why_consent_is_missing
from dispatch.cases.rules.team import is_current
from dispatch.enums import AssignmentState
from dispatch.models import ActivityReport, Assignment, DispatchRequest, Veto, Visit
from dispatch.queries.reports import each_as_sent, sent_value
from dispatch.queries.standing import consent_need
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
    standing = consent_standing(case)
    consents = list(case.consents.select_related("family_member", "text"))
    assignments = list(
        Assignment.objects.filter(request__case=case)
        .select_related("supporter__person", "request")
        .order_by("-id")
    )
    team = list(case.team.select_related("user"))
    return CasePage(
        case=case,
        statuses=_statuses(case, standing, on),
        consents=consents,
        asked=list(case.consent_requests.waiting(now).select_related("family_member")),
        exception=case.family_exceptions.filter(ended_on__isnull=True).first(),
        vetoes=list(case.vetoes.filter(ended_on__isnull=True).select_related("supporter__person")),
        team=[member for member in team if is_current(member, now)],
        opened_in_emergency=[one for one in team if one.role == TeamRole.BREAK_GLASS],
        knowers=[
            *_supporters(case, consents, standing, assignments, on),
            *_agencies(case, consents, on),
        ],
        requests=list(case.requests.order_by("-received_at")),
        assignments=assignments,
        visits=list(
            Visit.objects.filter(assignment__request__case=case)
            .select_related("supporter__person")
            .order_by("-starts_at")[:20]
        ),
        reports=each_as_sent(
            ActivityReport.objects.filter(visit__assignment__request__case=case)
            .exclude(state="draft")
            .select_related("supporter__person")
            .order_by(sent_value("starts_at").desc(), "-id")[:20]
        ),
    )


def _statuses(case: Case, standing: ConsentStanding, on: date) -> list[KindStatus]:
    asked = case.requests.exclude(state__in=["declined", "withdrawn", "closed"])
    needs = {
        ConsentNeed(DispatchKind(kind), member)
        for kind, member in asked.values_list("kind", "family_member")
    } or {ConsentNeed(DispatchKind.CASE_PERSON)}
    return [
        KindStatus(need.kind, why_consent_is_missing(need, standing, on))
        for need in sorted(needs, key=lambda n: (n.kind, n.family_member_id or 0))
    ]


def _supporters(
    case: Case, consents: list[SupportConsent], standing: ConsentStanding,
    assignments: list[Assignment], on: date,
) -> Iterator[Knower]:  # fmt: skip
    """Yield what each supporter reads now, by the rules of their own pages, or has read."""
    for one in assignments:
        name = f"サポーター {one.supporter.person.name}"
        need = consent_need(one.request)
        closed = case.stop_use or why_consent_is_missing(need, standing, on)
        if one.state == AssignmentState.ENDED and one.begun_on is not None:
            yield Knower(f"{name}（終了）", "活動のあいだに伝えたこと")
        elif one.state == AssignmentState.ON_HOLD or (
            one.state == AssignmentState.ACTIVE and closed
        ):
            yield Knower(f"{name}（調整中）", "いまは何も表示していません。前に伝えたことだけです")
        elif one.state == AssignmentState.ACTIVE:
            telling = consents_that_tell(consents, need, on)
            yield Knower(name, _words(telling, ScopeRecipient.SUPPORTER) or "なし")


def _agencies(case: Case, consents: list[SupportConsent], on: date) -> Iterator[Knower]:
    """Yield what may be told to agencies and meetings, whatever the support is for."""
    needs = {ConsentNeed(DispatchKind(one.kind), one.family_member_id) for one in consents}
    telling = {
        one.pk: one
        for need in sorted(needs, key=lambda n: (n.kind, n.family_member_id or 0))
        for one in consents_that_tell(consents, need, on)
    }
    for recipient in (ScopeRecipient.AGENCY, ScopeRecipient.MEETING):
        words = "" if case.stop_use else _words(telling.values(), recipient)
        if words:
            yield Knower(f"{recipient.label}（伝えてよいこと）", words)


def _words(consents: Iterable[SupportConsent], recipient: ScopeRecipient) -> str:
    """Return whose items may be told to the recipient: 本人の氏名、住所／家族（父母）の氏名."""
    told: dict[str, set[ScopeItem]] = {}
    for one in consents:
        member = one.family_member
        whose = f"家族（{member.get_relation_display()}）" if member else "本人"
        told.setdefault(whose, set()).update(items_for(one, recipient))
    return "／".join(
        f"{whose}の" + "、".join(item.label for item in ScopeItem if item in items)
        for whose, items in told.items()
        if items
    )
