"""What trainings hold about a person around the seat, about a lecturer, about a body's contact.

Part of the one printout (法76条). A scanned sheet shows everybody who stood on it, so the printout
says that it is kept, not what stands on it.
"""

from collections.abc import Iterable

from foundation import text
from foundation.people import disclosure
from foundation.people.disclosure import Facts, Listing
from foundation.people.models import Person
from trainings.disclosure import dated, records_of, seats_of
from trainings.models import (
    Engagement,
    HonorariumPayment,
    Instructor,
    LectureRequest,
    PointGrant,
    PracticePresenter,
    Submission,
    SubmissionSheet,
    SurveyInvitation,
    TeamMember,
)
from trainings.queries.own_rows import contact_is, headcounts_filed_by, lecture_requests
from trainings.roots import INSTRUCTOR, REQUEST


def around(person: Person) -> Iterable[Listing]:
    """Yield teams, reports on practice, and surveys asked for; answers name nobody."""
    ids = records_of(person)
    members = TeamMember.objects.filter(application__in=seats_of(person)).select_related(
        "team__course", "team__municipality", "municipality"
    )
    presented = PracticePresenter.objects.filter(completion__person__in=ids)
    asked = SurveyInvitation.objects.filter(application__in=seats_of(person))
    yield Listing(
        "チーム・実践報告・アンケート",
        ("種類", "研修", "内容"),
        [
            *(("チーム", row.team.course.title,
               f"{row.team} {row.town.name} {row.get_category_display()}"
               f"{'・リーダー' if row.is_leader else ''}"
               f" {'交代 ' + dated(row.left_on) if row.left_on else ''}".strip())
              for row in members),
            *(("実践報告", row.session.course.title, row.topic)
              for row in presented.select_related("session__course")),
            *(("アンケートの依頼", row.survey.course.title, "回答済み" if row.used else "未回答")
              for row in asked.select_related("survey__course")),
        ],
    )  # fmt: skip


def lecturer(row: Instructor) -> Iterable[Facts | Listing]:
    """Yield what is held about a lecturer: the record, engagements, payments."""
    yield Facts(
        "講師として登録されている情報",
        [
            ("氏名または法人名", f"{row.name} {row.kana}".strip()),
            ("所属・肩書", row.position),
            ("メール", row.email),
            ("電話番号", text.format_phone(row.phone)),
            ("住所", f"{text.format_postcode(row.postcode)} {row.address}".strip()),
            ("プロフィール", row.profile),
            ("メモ", row.note),
            ("担当できる事業", "、".join(str(q.program) for q in row.qualifications.all())),
        ],
    )
    engaged = Engagement.objects.filter(instructor=row).select_related("session__course")
    yield Listing(
        "講師の依頼",
        ("日", "研修", "状態", "内容", "謝金"),
        [
            (dated(one.session.starts_at), one.session.course.title, one.get_state_display(),
             f"{one.topic} {one.minutes}分".strip(), _fee(one))
            for one in engaged.select_related("honorarium").order_by("session__starts_at")
        ],
    )  # fmt: skip
    paid = HonorariumPayment.objects.filter(instructor=row).order_by("paid_on", "pk")
    yield Listing(
        "謝金の支払い",
        ("支払日", "支払先", "支払額", "源泉徴収税額", "差引支払額", "取消し"),
        [
            (dated(one.paid_on), f"{one.payee_name}\n{one.payee_address}", f"{one.gross:,}円",
             f"{one.tax:,}円", f"{one.net:,}円",
             f"{dated(one.cancelled_at)} {one.cancelled_reason}".strip())
            for one in paid
        ],
    )  # fmt: skip


def _fee(engagement: Engagement) -> str:
    fee = getattr(engagement, "honorarium", None)
    return f"{fee.gross:,}円 {fee.off_standard_reason}".strip() if fee else ""


def points(person: Person) -> Iterable[Listing]:
    """Yield the points given for days and completions, those taken back included."""
    rows = PointGrant.objects.filter(application__in=seats_of(person))
    yield Listing(
        "参加のポイント",
        ("作成日", "研修", "ポイント", "一覧", "取消し"),
        [
            (dated(row.listed.made_at),
             f"{row.listed.course.title}\n{row.session or '修了'}",
             f"{row.scheme} {row.points:,}", str(row.listed),
             f"{dated(row.cancelled_at)} {row.cancelled_reason}".strip())
            for row in rows.select_related("listed__course", "scheme", "session").order_by("pk")
        ],
    )  # fmt: skip


def acts(person: Person) -> Iterable[Listing]:
    """Yield acts of applying for others, with the person as contact, and scanned sheets."""
    mine = seats_of(person)
    written = Submission.objects.filter(contact_is(records_of(person)))
    for_others = written.exclude(applications__in=mine).select_related("course")
    yield Listing(
        "ほかの方の申込の連絡先になった記録",
        ("受付", "研修", "受付番号", "連絡先", "備考"),
        [
            (f"{dated(row.received_at)}\n{row.get_channel_display()}", row.course.title,
             row.reference, _reached(row), row.note)
            for row in for_others.order_by("pk").distinct()
        ],
    )  # fmt: skip
    sheets = SubmissionSheet.objects.filter(submission__applications__in=mine)
    sheets = sheets | SubmissionSheet.objects.filter(submission__in=written)
    yield Listing(
        "申込書の写し（画像・PDF）",
        ("受付", "研修", "受付番号", "お渡しのしかた"),
        [
            (dated(row.submission.received_at), row.submission.course.title,
             row.submission.reference, "ほかの方の記入を隠した写しを別に用意します。")
            for row in sheets.select_related("submission__course").order_by("pk").distinct()
        ],
    )  # fmt: skip


def _reached(act: Submission) -> str:
    address = f"{text.format_postcode(act.contact_postcode)} {act.contact_address}".strip()
    words = (act.contact_name, text.format_phone(act.contact_phone), act.contact_email, address)
    return "\n".join(word for word in words if word)


def lecture_contact(person: Person) -> Iterable[Facts]:
    """Yield the requests for visiting lectures whose contact the person surely is."""
    for row in lecture_requests(records_of(person)).order_by("pk"):
        yield from requested(row)


def requested(row: LectureRequest) -> Iterable[Facts]:
    """Yield a request for a visiting lecture as it was made, with what became of it."""
    days = [dated(one) for one in (row.first_day, row.second_day) if one]
    decided = f"{row.get_state_display()} {dated(row.decided_at)} {row.state_reason}"
    yield Facts(
        "出前講座の申込",
        [
            ("事業", str(row.program)),
            ("受付", f"{dated(row.received_at)}　{row.get_channel_display()}　{row.reference}"),
            ("団体・学校の名称", f"{row.body_name}（{row.get_audience_display()}）"),
            ("担当者の氏名", row.contact_name),
            ("担当者の部署・職名", row.contact_role),
            ("電話番号", text.format_phone(row.contact_phone)),
            ("メール", row.contact_email),
            ("受講する方", f"{row.listeners} {row.people}人 {row.minutes}分"),
            ("希望の日", f"{'、'.join(days)}　{row.hours}"),
            ("会場", f"{row.venue}　{row.venue_address}"),
            ("依頼したい内容", row.purpose),
            ("状態", decided.strip()),
        ],
    )


def reports(row: Instructor) -> Iterable[Listing]:
    """Yield the reports of numbers the lecturer filed."""
    rows = headcounts_filed_by([row.pk]).select_related("session__course").order_by("pk")
    yield Listing(
        "実施報告（人数）",
        ("日", "研修", "報告者", "感想・気づき"),
        [
            (dated(one.session.starts_at), one.session.course.title,
             f"{one.reporter_name}\n{one.reporter_email}".strip(), one.comment)
            for one in rows
        ],
    )  # fmt: skip


disclosure.register(around, order=23)
disclosure.register(acts, order=24)
disclosure.register(points, order=25)
disclosure.register(lecture_contact, order=26)
disclosure.register(lecturer, root=INSTRUCTOR, order=20)
disclosure.register(reports, root=INSTRUCTOR, order=21)
disclosure.register(requested, root=REQUEST, order=20)
