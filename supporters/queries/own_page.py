"""What a supporter's own page shows: state, papers, consents, and who may see what (R-65)."""

from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from foundation.documents.models import Medium
from supporters.enums import (
    ConsentKind,
    ProvisionState,
    RegistrationIssueKind,
    RegistrationState,
    WithdrawalState,
)
from supporters.models import (
    ChangeNotice,
    Consent,
    ConsentText,
    FollowUp,
    FollowUpCourse,
    RegistrationIssue,
    RegistrationTerm,
    RosterProvisionItem,
    Supporter,
    Withdrawal,
)
from supporters.queries.consents import texts_to_ask
from supporters.queries.renewals import RenewalView, renewal_view
from supporters.rules.provisions import fields_in_words
from trainings.enums import CourseState, Visibility
from trainings.models import CertificateIssue


@dataclass(frozen=True)
class Viewer:
    """Somebody who may see the supporter's data, and on which ground."""

    who: str
    what: str
    ground: str


@dataclass(frozen=True)
class OwnPage:
    """Everything of the page, loaded."""

    supporter: Supporter
    term: RegistrationTerm | None
    next_term: RegistrationTerm | None
    state: str
    tone: str
    certificate: RegistrationIssue | None
    card: RegistrationIssue | None
    completions: list[CertificateIssue]
    consents: list[Consent]
    open_texts: list[ConsentText]
    follow_ups: list[FollowUp]
    courses: list[FollowUpCourse]
    changes: list[ChangeNotice]
    withdrawal: Withdrawal | None
    renewal: RenewalView | None
    viewers: list[Viewer]

    @property
    def texts_beside_renewal(self) -> list[ConsentText]:
        """Return the open wordings that the renewal does not ask for itself."""
        offered = self.renewal is not None and self.renewal.is_offered
        taken = {text.pk for text in self.renewal.texts} if self.renewal and offered else set()
        return [text for text in self.open_texts if text.pk not in taken]

    @property
    def is_live(self) -> bool:
        """Return whether there is still something to change or to withdraw from."""
        registration = self.supporter.registration
        return registration is not None and registration.is_live


def own_page(supporter: Supporter, on: date) -> OwnPage:
    """Load the page of a supporter. At most seventeen queries, however long the history."""
    registration = supporter.registration
    terms = list(registration.terms.order_by("valid_from")) if registration else []
    term = next((t for t in reversed(terms) if t.valid_from <= on), None)
    consents = list(
        Consent.objects.standing()
        .filter(person=supporter.person_id, text__program=supporter.program_id)
        .select_related("text__organization")
        .order_by("text__kind", "-text__version")
    )
    given = {consent.text_id for consent in consents}
    asked = texts_to_ask(supporter.program_id, on)
    state, tone = _state(supporter, term, on)
    papers = _papers(supporter)
    return OwnPage(
        supporter=supporter,
        term=term,
        next_term=next((t for t in terms if t.valid_from > on), None),
        state=state,
        tone=tone,
        certificate=papers.get(RegistrationIssueKind.CERTIFICATE),
        card=papers.get(RegistrationIssueKind.CARD),
        completions=list(own_certificates(supporter).select_related("completion")),
        consents=consents,
        open_texts=[text for text in asked if text.pk not in given],
        follow_ups=list(supporter.follow_ups.filter(done_on__isnull=True)),
        courses=follow_up_courses(supporter.program_id, on),
        changes=list(registration.change_notices.all()[:5]) if registration else [],
        withdrawal=registration.withdrawals.filter(state=WithdrawalState.RECEIVED).first()
        if registration
        else None,
        renewal=renewal_view(registration, terms[-1] if terms else None, asked, on),
        viewers=_viewers(supporter, consents),
    )  # fmt: skip


def _papers(supporter: Supporter) -> dict[str, RegistrationIssue]:
    """Return the last valid paper of each kind. One query."""
    issues = RegistrationIssue.objects.filter(
        term__registration=supporter.registration_id, revoked_at__isnull=True,
        lost_at__isnull=True, returned_at__isnull=True,
    )  # fmt: skip
    return {issue.kind: issue for issue in issues.order_by("id")}


def own_certificates(supporter: Supporter) -> QuerySet[CertificateIssue]:
    """Return the 修了証 of the supporter's programme that were made as files, newest first."""
    return (
        CertificateIssue.objects.filter(
            completion__person=supporter.person_id,
            completion__program=supporter.program_id,
            revoked_at__isnull=True,
        )
        .exclude(medium=Medium.PAPER)
        .exclude(pdf="")
        .order_by("-issued_on", "-id")
    )


def follow_up_courses(program_id: int, on: date) -> list[FollowUpCourse]:
    """Return the published courses still to come that count as follow-up. One query."""
    return list(
        FollowUpCourse.objects.filter(
            program=program_id,
            course__state=CourseState.PUBLISHED,
            course__ends_at__date__gte=on,
        )
        .exclude(course__visibility=Visibility.INTERNAL)
        .select_related("course")
        .order_by("course__starts_at")
    )


def _state(supporter: Supporter, term: RegistrationTerm | None, on: date) -> tuple[str, str]:
    registration = supporter.registration
    if registration is None:
        return "提供を受けた名簿による登録", "info"
    if registration.state != RegistrationState.ACTIVE:
        return registration.get_state_display(), "warning"
    if term is None:
        return "期間の前", "info"
    return ("有効", "success") if term.period.contains(on) else ("期間満了", "warning")


def _viewers(supporter: Supporter, consents: list[Consent]) -> list[Viewer]:
    """Return who may see the supporter's data: the office, and every recipient of the roster."""
    section = supporter.organization
    viewers = [
        Viewer(
            f"{section.name} {section.section_name}",
            "申込書・登録名簿・活動の記録",
            "登録の申込みと同意書",
        )
    ]
    items = RosterProvisionItem.objects.filter(
        supporter=supporter, consent__isnull=False, recipient_told_at__isnull=True,
        provision__state=ProvisionState.PROVIDED,
    ).select_related(
        "provision__recipient_organization", "provision__recipient_municipality",
        "provision__recipient_body",
    )  # fmt: skip
    for item in items:
        ground = f"名簿の提供への同意（{item.provision.purpose}）"
        viewers.append(
            Viewer(item.provision.recipient, fields_in_words(item.provision.fields), ground)
        )
    agreed = any(consent.text.kind == ConsentKind.PROVISION for consent in consents)
    if not agreed:
        ground = "名簿の提供への同意がないため、提供しません。"
        viewers.append(Viewer("ほかの市町村", "なし", ground))
    elif len(viewers) == 1:
        ground = "名簿の提供への同意があります。提供したときは、ここに相手を表示します。"
        viewers.append(Viewer("ほかの市町村", "今はありません", ground))
    return viewers
