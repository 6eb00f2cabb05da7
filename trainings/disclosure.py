"""Everything trainings hold about a person's seats, for the one printout (法76条).

What stands around the seat, and lecturers, follow in `disclosure_around`.
"""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.db.models import Q

from foundation import text
from foundation.clock import on_day
from foundation.people import disclosure
from foundation.people.disclosure import Facts, Listing
from foundation.people.models import Person
from foundation.people.own_rows import merged_records
from foundation.wareki import format_date
from trainings.models import Application, Attendance, CertificateIssue, Completion, Offer
from trainings.queries.own_rows import unlinked_applications
from trainings.wording import answer_lines


def dated(value: date | datetime | None) -> str:
    """Return a day in the era, of a moment its day in Japan."""
    if value is None:
        return ""
    return format_date(on_day(value) if isinstance(value, datetime) else value)


def records_of(person: Person) -> set[int]:
    """Return the person's record and those that were merged into it."""
    return {person.pk, *merged_records(person.pk)}


def seats_of(person: Person) -> Any:
    """Return the person's applications, those included that nobody was linked with (rule B10)."""
    records = records_of(person)
    unlinked = unlinked_applications(records).values("pk")
    return Application.objects.filter(Q(person__in=records) | Q(pk__in=unlinked))


def applications(person: Person) -> Iterable[Facts]:
    """Yield every application as it was typed, with what became of it.

    申込区分 is the person's own word about themselves (rule B14): they may read it here.
    """
    rows = seats_of(person).select_related(
        "course__spec", "course__program", "submission", "attribute"
    )
    for row in rows.order_by("pk"):
        act = row.submission
        pairs = [
            ("研修", f"{row.course.program}\n{row.course.title}"),
            ("受付番号", row.reference),
            ("受付", f"{dated(act.received_at)}　{act.get_channel_display()}"),
            ("申込をした人", _contact(act, row)),
            ("氏名", f"{row.name}（{row.kana}）"),
            ("生年月日", dated(row.birth_date)),
            (row.get_place_kind_display() or "住所または所属", row.place),
            ("所属", row.affiliation),
            ("電話番号", text.format_phone(row.phone)),
            ("メール", row.email),
            *_own_words(row),
            ("そのほかの回答", _answers(row)),
            ("知ったきっかけ", act.get_heard_from_display()),
            ("状態", f"{row.get_state_display()} {dated(row.state_changed_at)} {row.state_reason}"),
            ("繰上げの案内", _offers(row)),
            ("定員を超えた理由", row.over_capacity_reason),
            ("備考", act.note if act.contact_name == row.name else ""),
        ]
        yield Facts("研修の申込", [(label, value.strip()) for label, value in pairs])


def _contact(act: Any, row: Application) -> str:
    """Return the contact where it is the person; somebody else's data are not theirs to read."""
    if act.contact_name != row.name:
        return "ほかの方がまとめて申込み"
    address = f"{text.format_postcode(act.contact_postcode)} {act.contact_address}"
    words = [act.contact_name, text.format_phone(act.contact_phone), act.contact_email, address]
    return " ".join(word for word in words if word.strip())


def _own_words(row: Any) -> list[tuple[str, str]]:
    own = getattr(row, "attribute", None)
    if own is None:
        return []
    return [("申込区分", own.get_attribute_display()), ("年代", own.get_age_band_display())]


def _answers(row: Application) -> str:
    asked = row.course.spec.spec.asked_fields if row.course.spec else ()
    return "\n".join(answer_lines(row.answers, asked))


def _offers(row: Application) -> str:
    return "\n".join(
        f"{dated(one.made_at)}　{one}" for one in Offer.objects.filter(application=row)
    )


def attendances(person: Person) -> Iterable[Listing]:
    """Yield every attendance, those taken back included."""
    rows = Attendance.objects.filter(application__in=seats_of(person)).select_related(
        "session__course"
    )
    yield Listing(
        "研修の出欠",
        ("日", "研修", "出欠", "備考"),
        [
            (
                dated(row.session.starts_at),
                f"{row.session.course.title} 第{row.session.n}回",
                f"{row.get_kind_display()} 遅刻{row.late_minutes}分"
                if row.late_minutes
                else row.get_kind_display(),
                "\n".join(word for word in (row.note, _annulled(row)) if word),
            )
            for row in rows.order_by("session__starts_at", "pk")
        ],
    )


def _annulled(row: Attendance) -> str:
    return f"取消 {dated(row.annulled_at)} {row.annulled_reason}" if row.annulled_at else ""


def completions(person: Person) -> Iterable[Listing]:
    """Yield the ledger and the papers issued for it."""
    ids = records_of(person)
    rows = Completion.objects.filter(person__in=ids).select_related("program")
    yield Listing(
        "研修の修了",
        ("判定日", "事業", "結果", "修了番号", "理由", "取消し"),
        [
            (
                dated(row.decided_on), str(row.program), row.get_result_display(), row.number_text,
                row.reason, f"{dated(row.voided_at)} {row.voided_reason}".strip(),
            )
            for row in rows.order_by("decided_on", "pk")
        ],
    )  # fmt: skip
    issues = CertificateIssue.objects.filter(completion__person__in=ids).order_by("issued_on", "pk")
    yield Listing(
        "発行した修了証など",
        ("発行日", "種類", "番号", "発行回", "その後"),
        [
            (dated(row.issued_on), row.get_kind_display(), row.number_text, str(row.issue_index),
             _afterwards(row))
            for row in issues
        ],
    )  # fmt: skip


def _afterwards(row: Any) -> str:
    happened = (
        ("交付", row.handed_at), ("紛失", row.lost_at), ("返納", row.returned_at),
        ("無効", row.revoked_at),
    )  # fmt: skip
    words = [f"{word} {dated(at)}" for word, at in happened if at]
    return "\n".join([*words, *(w for w in (row.issue_reason, row.revoked_reason) if w)])


disclosure.register(applications, order=20)
disclosure.register(attendances, order=21)
disclosure.register(completions, order=22)
