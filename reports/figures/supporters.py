"""Figures of registration: registered on a day, new, renewed and gone (rules D1–D3, domain §7)."""

from datetime import date, timedelta
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet, Subquery
from django.db.models.expressions import Combinable

from foundation.adminsite.columns import date_text
from foundation.organizations.permissions import Permission
from foundation.period import period_q
from reports.asking import Ask, day_q, program_q, year_of_day
from reports.figures.figure import Figure, Listed
from supporters.enums import LIVE_REGISTRATIONS, RegistrationState, TermKind
from supporters.models import Registration, RegistrationMove, RegistrationTerm

REGISTRATION_PAGE = "admin:supporters_registration_change"


def _state_on(day: date | Combinable, registration: str) -> Subquery:
    """Return the state that the moves tell for the end of a day."""
    moves = RegistrationMove.objects.filter(
        registration=OuterRef(registration), moved_on__lte=day
    ).order_by("-moved_on", "-id")
    return Subquery(moves.values("to_state")[:1])


def _term_on(day: date | Combinable, prefix: str = "") -> Exists:
    """Return whether the person has a term of the programme on a day.

    Asked of the person, not of the registration: a renewal under a new number takes the term
    that is running along.
    """
    return Exists(
        RegistrationTerm.objects.filter(
            period_q(day),
            registration__person=OuterRef(f"{prefix}person"),
            registration__program=OuterRef(f"{prefix}program"),
        )
    )


def registered(ask: Ask) -> QuerySet[Registration]:
    """Return the registrations in force on the last day asked for; people on leave among them."""
    day = ask.last_day
    rows: QuerySet[Registration] = (
        Registration.objects.filter(program_q(ask), _term_on(day), registered_on__lte=day)
        .annotate(state_then=_state_on(day, "pk"))
        .filter(state_then__in=LIVE_REGISTRATIONS)
    )
    return rows


def newly_registered(ask: Ask) -> QuerySet[Registration]:
    """Return registrations that began; a renewal under a new number is none."""
    rows: QuerySet[Registration] = Registration.objects.filter(
        program_q(ask), day_q(ask, "registered_on"), replaces__isnull=True
    )
    return rows


def renewed(ask: Ask) -> QuerySet[RegistrationTerm]:
    """Return the terms that continue a registration, in time or after a lapse."""
    rows: QuerySet[RegistrationTerm] = RegistrationTerm.objects.filter(
        program_q(ask, "registration__program"),
        day_q(ask, "decided_on"),
        kind__in=[TermKind.RENEWAL, TermKind.AFTER_LAPSE],
    )
    return rows


def _moved(ask: Ask, to: RegistrationState) -> QuerySet[RegistrationMove]:
    rows: QuerySet[RegistrationMove] = RegistrationMove.objects.filter(
        program_q(ask, "registration__program"), day_q(ask, "moved_on"), to_state=to
    )
    return rows


def withdrawn(ask: Ask) -> QuerySet[RegistrationMove]:
    """Return the registrations ended at the supporter's wish (要綱 第15条)."""
    return _moved(ask, RegistrationState.WITHDRAWN)


def revoked(ask: Ask) -> QuerySet[RegistrationMove]:
    """Return the registrations taken back by the office (要綱 第16条)."""
    return _moved(ask, RegistrationState.REVOKED)


def expired(ask: Ask) -> QuerySet[RegistrationTerm]:
    """Return terms whose last day has passed and that no term followed on the next day."""
    next_day = OuterRef("valid_through") + timedelta(days=1)
    followed = RegistrationTerm.objects.filter(
        period_q(next_day),
        registration__person=OuterRef("registration__person"),
        registration__program=OuterRef("registration__program"),
    )
    rows: QuerySet[RegistrationTerm] = (
        RegistrationTerm.objects.filter(
            program_q(ask, "registration__program"),
            day_q(ask, "valid_through"),
            ~Exists(followed),
            valid_through__lt=ask.as_of,
        )
        .annotate(state_then=_state_on(OuterRef("valid_through"), "registration"))
        .filter(state_then__in=LIVE_REGISTRATIONS)
    )
    return rows


def _of_registration(*more: Listed) -> tuple[Listed, ...]:
    return (
        Listed("登録番号", lambda row: row.number_text),
        Listed("氏名", lambda row: row.person.name),
        *more,
    )


def _through_registration(*more: Listed) -> tuple[Listed, ...]:
    return (
        Listed("登録番号", lambda row: row.registration.number_text),
        Listed("氏名", lambda row: row.registration.person.name),
        *more,
    )


def _moves_figure(code: str, label: str, definition: str, rows: Any, source: str) -> Figure:
    return Figure(
        code=code,
        label=label,
        unit="人",
        definition=f"{definition}（{source}）",
        rows=rows,
        see_rows=Permission.SEE_SUPPORTERS,
        program="registration__program_id",
        year=year_of_day("moved_on"),
        person="registration__person",
        related=("registration__person",),
        order=("moved_on",),
        listed=_through_registration(
            Listed("日", lambda row: date_text(row.moved_on)),
            Listed("理由", lambda row: row.reason),
        ),
        page=REGISTRATION_PAGE,
        page_id="registration_id",
        personal="supporters.Registration",
    )


REGISTERED = Figure(
    code="registered",
    label="登録者数",
    unit="人",
    definition=(
        "年度末（年度の途中では基準日）に登録期間の中にある登録の数。休止・停止の人を含み、"
        "辞退・取消し・満了の人は含みません。（要綱例 第8・9条）"
    ),
    rows=registered,
    see_rows=Permission.SEE_SUPPORTERS,
    stock=True,
    person="person",
    related=("person",),
    order=("number_value", "number_text"),
    listed=_of_registration(
        Listed("登録日", lambda row: date_text(row.registered_on)),
        Listed("その日の状態", lambda row: RegistrationState(row.state_then).label),
    ),
    page=REGISTRATION_PAGE,
    personal="supporters.Registration",
)
NEWLY_REGISTERED = Figure(
    code="newly_registered",
    label="新規登録",
    unit="人",
    definition="登録日が年度内にある登録の数。新しい番号での更新は含みません。",
    rows=newly_registered,
    see_rows=Permission.SEE_SUPPORTERS,
    year=year_of_day("registered_on"),
    person="person",
    related=("person",),
    order=("registered_on", "number_value"),
    listed=_of_registration(Listed("登録日", lambda row: date_text(row.registered_on))),
    page=REGISTRATION_PAGE,
    personal="supporters.Registration",
)
RENEWED = Figure(
    code="renewed",
    label="更新",
    unit="件",
    definition="年度内に決定した更新の数。満了したあとの再登録を含みます。",
    rows=renewed,
    see_rows=Permission.SEE_SUPPORTERS,
    program="registration__program_id",
    year=year_of_day("decided_on"),
    person="registration__person",
    related=("registration__person",),
    order=("decided_on",),
    listed=_through_registration(
        Listed("決定日", lambda row: date_text(row.decided_on)),
        Listed("種類", lambda row: row.get_kind_display()),
        Listed("満了日", lambda row: date_text(row.valid_through)),
    ),
    page=REGISTRATION_PAGE,
    page_id="registration_id",
    personal="supporters.Registration",
)
WITHDRAWN = _moves_figure(
    "withdrawn", "辞退", "年度内に辞退を確認して解除した登録の数。", withdrawn, "要綱例 第15条"
)
REVOKED = _moves_figure(
    "revoked", "取消し", "年度内に取り消した登録の数。", revoked, "要綱例 第16条"
)
EXPIRED = Figure(
    code="expired",
    label="満了",
    unit="人",
    definition=(
        "登録期間の最終日が年度内にあり、翌日から続く更新がなかった登録の数。"
        "辞退・取消しの人は含みません。最終日の翌日から数えます。"
    ),
    rows=expired,
    see_rows=Permission.SEE_SUPPORTERS,
    program="registration__program_id",
    year=year_of_day("valid_through"),
    person="registration__person",
    related=("registration__person",),
    order=("valid_through",),
    listed=_through_registration(Listed("満了日", lambda row: date_text(row.valid_through))),
    page=REGISTRATION_PAGE,
    page_id="registration_id",
    personal="supporters.Registration",
)

FIGURES = (REGISTERED, NEWLY_REGISTERED, RENEWED, WITHDRAWN, REVOKED, EXPIRED)
