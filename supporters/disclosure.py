"""Everything supporters hold about a person, for the one printout (法76条)."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from foundation import text
from foundation.clock import on_day
from foundation.people import disclosure
from foundation.people.disclosure import Facts, Listing
from foundation.people.models import Person
from foundation.people.own_rows import merged_records
from foundation.wareki import format_date
from supporters.enums import ActivityKind, TimeBand, Weekday
from supporters.models import (
    ChangeNotice,
    Consent,
    FollowUp,
    ReceivedEntry,
    ReceivedUpdate,
    Registration,
    RegistrationApplication,
    RegistrationIssue,
    RenewalRequest,
    Revocation,
    RosterProvisionItem,
    Supporter,
    SupporterLetter,
    Withdrawal,
)
from supporters.queries.papers import FACT_WORDS
from supporters.queries.updates import update_text
from supporters.rules.provisions import fields_in_words


def _people(person: Person) -> set[int]:
    return {person.pk, *merged_records(person.pk)}


def _day(value: date | datetime | None) -> str:
    if value is None:
        return ""
    return format_date(on_day(value) if isinstance(value, datetime) else value)


def applications(person: Person) -> Iterable[Facts]:
    """Yield every 登録申込 as it was typed, with its review and decision."""
    rows = RegistrationApplication.objects.filter(person__in=_people(person))
    for row in rows.select_related("program"):
        pairs = [
            ("事業", str(row.program)),
            ("受付番号", row.reference),
            ("受付", f"{_day(row.received_at)}　{row.get_channel_display()}"),
            ("氏名", f"{row.name}（{row.kana}）"),
            ("性別", row.get_sex_display()),
            ("生年月日", _day(row.birth_date)),
            ("住所", f"{text.format_postcode(row.postcode)} {row.address}"),
            ("電話番号", text.format_phone(row.phone)),
            ("携帯電話", text.format_phone(row.mobile)),
            ("メール", row.email),
            ("修了番号", row.completion_number),
            ("動機・理由", row.motive),
            ("資格", row.qualifications),
            ("特技", row.skills),
            ("誓約した事項", "\n".join(row.declared)),
            ("保護者", f"{row.guardian_name} {text.format_phone(row.guardian_phone)}"),
            *_wishes(row),
            ("面談", f"{_day(row.interview_on)} {row.interview_note}"),
            ("追加の講習", _day(row.lecture_on)),
            ("適否", f"{row.get_suitability_display()} {row.suitability_reason}"),
            ("決定", f"{row.get_state_display()} {_day(row.decided_on)} {row.decision_reason}"),
        ]
        yield Facts("登録申込", [(label, value.strip()) for label, value in pairs])


def _wishes(row: Any) -> list[tuple[str, str]]:
    car = {True: "使える", False: "使えない", None: ""}[row.has_car]
    return [
        ("希望する地区", "、".join(row.areas)),
        ("曜日", "、".join(str(Weekday(day).label) for day in row.weekdays)),
        ("時間帯", "、".join(str(TimeBand(band).label) for band in row.time_bands)),
        ("希望する活動", "、".join(str(ActivityKind(kind).label) for kind in row.activities)),
        ("話せる言葉", row.languages),
        ("自動車", car),
        ("その他の希望", row.wish_note),
    ]


def standing(person: Person) -> Iterable[Facts | Listing]:
    """Yield registrations with terms and moves, and the wishes on record."""
    ids = _people(person)
    rows = Registration.objects.filter(person__in=ids).select_related("program")
    for row in rows.prefetch_related("terms", "moves"):
        terms = [f"{_day(t.valid_from)}から{_day(t.valid_through)}まで" for t in row.terms.all()]
        moves = [
            f"{_day(m.moved_on)} {m.get_to_state_display()} {m.reason}".strip()
            for m in row.moves.all()
        ]
        yield Facts(
            "サポーターの登録",
            [
                ("事業", str(row.program)),
                ("登録番号", row.number_text),
                ("状態", f"{row.get_state_display()} {row.state_reason}".strip()),
                ("登録期間", "\n".join(terms)),
                ("経過", "\n".join(moves)),
                ("備考", row.note),
            ],
        )
    for supporter in Supporter.objects.filter(person__in=ids):
        yield Facts("サポーターとしての希望", [*_wishes(supporter), ("備考", supporter.note)])


def consents(person: Person) -> Iterable[Listing]:
    """Yield the ledger of consents."""
    rows = Consent.objects.filter(person__in=_people(person)).select_related("text")
    yield Listing(
        "同意の記録",
        ("文面", "同意日", "形・署名", "説明", "原本・範囲", "撤回"),
        [
            (
                str(row.text), _day(row.given_on),
                f"{row.get_channel_display()} {row.signed_name} {row.guardian_name}".strip(),
                f"{_day(row.explained_at)} {row.explained_by}".strip(),
                row.original_place + ("（写しあり）" if row.scan else "")
                + (f"　{row.limits}" if row.limits else ""),
                f"{_day(row.withdrawn_at)} {row.withdrawal_note}".strip(),
            )
            for row in rows.order_by("given_on", "id")
        ],
    )  # fmt: skip


def life(person: Person) -> Iterable[Listing]:
    """Yield change notices, answers about renewal, withdrawals, revocations and follow-ups."""
    ids = _people(person)
    changes = ChangeNotice.objects.filter(registration__person__in=ids)
    yield Listing(
        "変更届",
        ("届出日", "内容", "処理"),
        [
            (_day(row.received_on), _changed(row),
             f"{row.get_state_display()} {_day(row.settled_on)} {row.returned_reason}".strip())
            for row in changes
        ],
    )  # fmt: skip
    renewals = RenewalRequest.objects.filter(registration__person__in=ids)
    yield Listing(
        "更新の申出",
        ("届出日", "内容", "処理"),
        [
            (_day(row.received_on), f"{row.get_wish_display()} {row.note}".strip(),
             f"{row.get_state_display()} {_day(row.settled_on)} {row.settled_reason}".strip())
            for row in renewals
        ],
    )  # fmt: skip
    withdrawals = Withdrawal.objects.filter(registration__person__in=ids)
    revocations = Revocation.objects.filter(registration__person__in=ids)
    yield Listing(
        "辞退・取消し",
        ("日", "理由", "確認・調査", "結果"),
        [
            *((_day(w.received_on), w.reason, w.confirmation_note, w.get_state_display())
              for w in withdrawals),
            *((_day(r.opened_on), r.grounds, f"{r.investigation_note}\n{r.interview_note}".strip(),
               f"{r.get_state_display()} {r.decision_note}".strip()) for r in revocations),
        ],
    )  # fmt: skip
    follow_ups = FollowUp.objects.filter(supporter__person__in=ids)
    yield Listing(
        "フォローアップ",
        ("種類", "期限", "参加した日", "内容"),
        [(f.get_kind_display(), _day(f.due_on), _day(f.done_on), f.note) for f in follow_ups],
    )


def _changed(row: ChangeNotice) -> str:
    words = {**FACT_WORDS, "email": "メール"}
    lines = [
        f"{words.get(name, name)} {change.get('old', '')} → {change.get('new', '')}"
        for name, change in row.changes.items()
    ]
    return "\n".join([*lines, row.note] if row.note else lines)


def papers(person: Person) -> Iterable[Listing]:
    """Yield issued papers and letters."""
    ids = _people(person)
    issues = RegistrationIssue.objects.filter(term__registration__person__in=ids)
    letters = SupporterLetter.objects.filter(registration__person__in=ids)
    rows: list[Any] = [*issues, *letters]
    yield Listing(
        "発行した証・通知書",
        ("文書", "番号", "発行日", "発行回", "その後"),
        [
            (row.get_kind_display(), row.number_text, _day(row.issued_on), str(row.issue_index),
             _afterwards(row))
            for row in sorted(rows, key=lambda one: one.issued_on)
        ],
    )  # fmt: skip


def _afterwards(row: Any) -> str:
    happened = (
        ("交付", row.handed_at), ("紛失", row.lost_at), ("返納", row.returned_at),
        ("無効", row.revoked_at),
    )  # fmt: skip
    words = [f"{word} {_day(at)}" for word, at in happened if at]
    return "\n".join([*words, row.revoked_reason] if row.revoked_reason else words)


def rosters(person: Person) -> Iterable[Listing]:
    """Yield to whom the roster was provided, with which fields, and what came from others."""
    ids = _people(person)
    items = RosterProvisionItem.objects.filter(
        supporter__person__in=ids, consent__isnull=False, provision__provided_at__isnull=False
    ).select_related(
        "provision__recipient_organization", "provision__recipient_municipality",
        "provision__recipient_body",
    )  # fmt: skip
    yield Listing(
        "名簿の提供",
        ("日", "提供先", "目的・根拠", "項目"),
        [
            (_day(i.provision.provided_at), i.provision.recipient,
             f"{i.provision.purpose}\n{i.provision.basis}",
             fields_in_words(i.provision.fields))
            for i in items
        ],
    )  # fmt: skip
    yield Listing(
        "提供を受けた名簿",
        ("受領日", "提供元", "登録期間", "意向の確認"),
        [
            (_day(e.received_on), f"{e.sender_name} {e.number_text}",
             f"{_day(e.valid_from)}から{_day(e.valid_through)}まで",
             f"{e.get_state_display()} {_day(e.reconfirmed_on)} {e.reconfirm_note}".strip())
            for e in ReceivedEntry.objects.filter(person__in=ids)
        ],
    )  # fmt: skip
    updates = ReceivedUpdate.objects.filter(entry__person__in=ids).select_related("entry")
    yield Listing(
        "提供元からの変更のお知らせ",
        ("届いた日", "提供元", "内容", "処理"),
        [
            (_day(u.told_at), str(u.entry), f"{u.get_kind_display()}\n{update_text(u)}".strip(),
             f"{u.get_state_display()} {_day(u.settled_on)} {u.note}".strip())
            for u in updates
        ],
    )  # fmt: skip


for _order, _section in enumerate((applications, standing, consents, life, papers, rosters)):
    disclosure.register(_section, order=40 + _order)
