"""What this app prints about a person: the record, its corrections, who looked at it."""

from collections.abc import Iterable
from datetime import datetime

from foundation import text
from foundation.audit.models import AccessAction, AccessLog
from foundation.audit.queries.history import history_of
from foundation.clock import local, on_day
from foundation.people import disclosure
from foundation.people.disclosure import Facts, Listing
from foundation.people.models import Person
from foundation.people.own_rows import merged_records
from foundation.wareki import format_date, format_time

GIVEN = (AccessAction.PROVIDE,)


def record(person: Person) -> Iterable[Facts]:
    """Yield the record itself and the records merged into it."""
    yield Facts("登録されている情報", _facts(person))
    merged = Person.objects.filter(pk__in=merged_records(person.pk)).order_by("pk")
    for other in merged:
        yield Facts("統合した以前の記録", _facts(other))


def corrections(person: Person) -> Iterable[Listing]:
    """Yield every change of the record with the values before and after."""
    rows = [
        (
            moment(entry.at),
            entry.sentence,
            "\n".join(f"{c.label} {c.old} → {c.new}" for c in entry.changes),
        )
        for entry in reversed(history_of(person))
    ]
    yield Listing("登録と訂正の経過", ("日時", "内容", "変わった項目"), rows)


def accesses(person: Person) -> Iterable[Listing]:
    """Yield what was given to others, then how often and why the record was looked at or printed.

    Staff are not named: who of them did it is answered on its own request.
    """
    entries = list(AccessLog.objects.about(person).order_by("at", "id"))
    headings = ("日時", "操作", "目的")
    given = [entry for entry in entries if entry.action in GIVEN]
    kept = [entry for entry in entries if entry.action not in GIVEN]
    yield Listing("外部への提供の記録", headings, [_line(one) for one in given])
    yield Listing("閲覧・印刷などの記録", headings, [_line(one) for one in kept])


def moment(at: datetime) -> str:
    """Return day and time in Japan."""
    there = local(at)
    return f"{format_date(there.date())}\n{format_time(there.time())}"


def _line(entry: AccessLog) -> tuple[str, str, str]:
    return moment(entry.at), str(entry.get_action_display()), entry.purpose


def _facts(person: Person) -> list[tuple[str, str]]:
    return [
        ("氏名", person.name),
        ("ふりがな", person.kana),
        ("生年月日", format_date(person.birth_date) if person.birth_date else ""),
        ("性別", person.get_sex_display()),
        ("郵便番号", text.format_postcode(person.postcode)),
        ("住所", person.address),
        ("電話番号", text.format_phone(person.phone)),
        ("携帯電話", text.format_phone(person.mobile)),
        ("メール", person.email),
        ("所属", person.affiliation),
        ("利用停止", "している" if person.stop_use else "していない"),
        ("登録日", format_date(on_day(person.created_at))),
    ]


def register() -> None:
    """Register the sections of this app."""
    disclosure.register(record, order=10)
    disclosure.register(corrections, order=80)
    disclosure.register(accesses, order=90)
