"""Everything dispatch holds, for the printout of a case and of a supporter (法76条, T34)."""

from collections.abc import Iterable

from dispatch.cases.disclosure import LEFT_OUT, day_text
from dispatch.cases.erasing import CASE
from dispatch.cases.models import Case
from dispatch.enums import ActivityType
from dispatch.erasing import REQUEST
from dispatch.models import (
    ActivityReport,
    AgreementRequest,
    Assignment,
    CareCheck,
    CaseMeeting,
    ContactNote,
    DispatchLetter,
    Guidance,
    Incident,
    InsuranceCover,
    Invitation,
    Payment,
    Veto,
    Visit,
)
from dispatch.queries.reports import as_sent, sent_value
from foundation.notices.links import hide_keys
from foundation.notices.models import Notice
from foundation.people import disclosure
from foundation.people.disclosure import Listing
from foundation.people.models import Person
from foundation.people.own_rows import merged_records
from foundation.people.own_sections import moment

OF_A_CASE = "（支援ケースの記録のため、記載していません）"


# ── a case ───────────────────────────────────────────────────────────────────────────────────


def requests(case: Case) -> Iterable[Listing]:
    """Yield what was asked for and decided, and the letters about it."""
    yield Listing(
        "派遣の申込み",
        ("受付", "種類", "目的・頼みたいこと", "希望", "決定", "終了"),
        [
            (
                f"{day_text(one.received_at)}\n{one.reference}", one.get_kind_display(),
                one.purpose,
                " ".join(w for w in (one.place_area, one.wished_times, one.supporter_wishes) if w),
                f"{one.get_state_display()} {day_text(one.decided_on)} {one.decision_reason}",
                f"{day_text(one.ended_on)} {one.end_reason}".strip(),
            )
            for one in case.requests.order_by("received_at", "pk")
        ],
    )  # fmt: skip
    letters = DispatchLetter.objects.filter(request__case=case).order_by("issued_on", "pk")
    yield Listing(
        "お送りした文書",
        ("施行日", "種類", "文書番号"),
        [(day_text(one.issued_on), one.get_kind_display(), one.number_text) for one in letters],
    )
    asked = case.requests.values("pk")
    notices = Notice.objects.filter(target_kind=REQUEST, target_id__in=asked)
    yield Listing(
        "お送りした連絡",
        ("日時", "手段", "本文"),
        [
            (moment(one.due_at), one.get_channel_display(), hide_keys(one.body.strip()))
            for one in notices.order_by("due_at", "pk")
        ],
    )


def activity(case: Case) -> Iterable[Listing]:
    """Yield what supporters were to do and did; who they are is left out."""
    yield Listing(
        "派遣",
        ("期間", "目的・計画・内容", "状態"),
        [
            (
                f"{day_text(one.begun_on)}から\n{day_text(one.ended_on)}", one.plan,
                f"{one.get_state_display()} {one.state_reason}".strip(),
            )
            for one in Assignment.objects.filter(request__case=case).order_by("pk")
        ],
    )  # fmt: skip
    asked = AgreementRequest.objects.filter(assignment__request__case=case)
    yield Listing(
        "目的・計画・内容への合意のお願い（メール）",
        ("お願いした日", "誰に", "返事", "変えてほしいこと"),
        [
            (
                day_text(one.sent_at), one.whose,
                f"{one.get_answer_display()} {day_text(one.answered_at)}".strip(),
                one.wish if one.client_id else LEFT_OUT if one.wish else "",
            )
            for one in asked.select_related("family_member").order_by("sent_at", "pk")
        ],
    )  # fmt: skip
    visits = Visit.objects.filter(assignment__request__case=case).order_by("starts_at", "pk")
    yield Listing(
        "訪問",
        ("日時", "場所", "状態"),
        [
            (moment(one.starts_at), one.place, f"{one.get_state_display()} {one.state_reason}")
            for one in visits
        ],
    )
    written = ActivityReport.objects.filter(visit__assignment__request__case=case)
    sent = written.exclude(state="draft").order_by(sent_value("starts_at"), "pk")
    yield Listing(
        "活動報告",
        ("日時", "場所・種別", "具体的活動内容", "記録", "次回・今後", "方針・備考", "助言・指導"),
        [_report(as_sent(one)) for one in sent],
    )


def _report(one: ActivityReport) -> tuple[str, ...]:
    kinds = "、".join(str(ActivityType(kind).label) for kind in one.activity_types)
    guidance = Guidance.objects.filter(report=one).order_by("given_at", "pk")
    return (
        moment(one.starts_at),
        " ".join(word for word in (one.place, kinds, one.other_type) if word),
        one.content,
        one.record,
        "\n".join(word for word in (one.next_plan, one.future_content) if word),
        f"{one.get_policy_display()} {one.other_policy} {one.remarks}".strip(),
        "\n".join(f"{row.text} {row.answer}".strip() for row in guidance),
    )


def records(case: Case) -> Iterable[Listing]:
    """Yield notes and meetings; that somebody is kept apart is told without the reason."""
    notes = ContactNote.objects.filter(case=case) | ContactNote.objects.filter(
        assignment__request__case=case
    )
    yield Listing(
        "報告・連絡・相談の記録",
        ("日時", "種類・相手", "内容", "返事"),
        [
            (
                moment(one.happened_at),
                f"{one.get_kind_display()} {one.get_counterpart_display()}", one.text, one.answer,
            )
            for one in notes.distinct().order_by("happened_at", "pk")
        ],
    )  # fmt: skip
    meetings = CaseMeeting.objects.filter(case=case).order_by("held_on")
    yield Listing(
        "支援会議",
        ("開催日", "本人の参加", "本人の希望", "話し合ったこと・決めたこと", "出席者"),
        [
            (
                day_text(one.held_on), one.get_client_part_display(), one.wishes, one.decisions,
                LEFT_OUT if one.people else "",
            )
            for one in meetings
        ],
    )  # fmt: skip
    vetoes = Veto.objects.filter(case=case).order_by("recorded_on", "pk")
    yield Listing(
        "サポーターと組み合わせない記録",
        ("記録日", "誰の希望か", "内容"),
        [
            (day_text(one.recorded_on) or "－", one.get_wished_by_display(), LEFT_OUT)
            for one in vetoes
        ],
    )


# ── a supporter ──────────────────────────────────────────────────────────────────────────────


def of_supporter(person: Person) -> Iterable[Listing]:
    """Yield what a supporter was asked, did and wrote; what tells about clients is left out."""
    ids = {person.pk, *merged_records(person.pk)}
    asked = Invitation.objects.filter(supporter__person__in=ids).select_related("request")
    yield Listing(
        "派遣の要請",
        ("要請日", "申込み", "返事", "返事のことば"),
        [
            (day_text(one.sent_at), one.request.reference,
             f"{one.get_state_display()} {day_text(one.answered_at)}".strip(), one.answer_note)
            for one in asked.order_by("sent_at", "pk")
        ],
    )  # fmt: skip
    visits = Visit.objects.filter(supporter__person__in=ids).select_related("assignment__request")
    yield Listing(
        "派遣と訪問",
        ("日時", "申込み", "状態"),
        [
            (moment(one.starts_at), one.assignment.request.reference, one.get_state_display())
            for one in visits.order_by("starts_at", "pk")
        ],
    )
    reports = ActivityReport.objects.filter(supporter__person__in=ids)
    yield Listing(
        "活動報告（書いた方として）",
        ("日時", "報告日", "内容"),
        [
            (moment(one.starts_at), f"{day_text(one.reported_on)} {one.get_state_display()}",
             _content(one))
            for one in reports.select_related("visit__assignment__request").order_by("starts_at")
        ],
    )  # fmt: skip
    notes = ContactNote.objects.filter(supporter__person__in=ids)
    yield Listing(
        "報告・連絡・相談（書いた方として）",
        ("日時", "種類", "内容"),
        [
            (moment(one.happened_at), one.get_kind_display(), OF_A_CASE)
            for one in notes.order_by("happened_at", "pk")
        ],
    )


def _content(report: ActivityReport) -> str:
    if report.visit.assignment.request.case_id is not None:
        return OF_A_CASE
    return "\n".join(
        word for word in (report.content, report.record, report.remarks, report.set_aside) if word
    )


def of_supporters_care(person: Person) -> Iterable[Listing]:
    """Yield what concerns the supporter alone: strain, incidents told, insurance, payments."""
    ids = {person.pk, *merged_records(person.pk)}
    checks = CareCheck.objects.filter(supporter__person__in=ids).order_by("answered_at", "pk")
    yield Listing(
        "活動のあとの負担感",
        ("答えた日時", "負担感（1〜5）", "担当と話した日", "話したこと"),
        [
            (
                moment(one.answered_at), str(one.strain), day_text(one.talked_on),
                OF_A_CASE if one.visit.assignment.request.case_id else one.talk_note,
            )
            for one in checks.select_related("visit__assignment__request")
        ],
    )  # fmt: skip
    told = Incident.objects.filter(supporter__person__in=ids).order_by("known_at", "pk")
    yield Listing(
        "事故・ヒヤリハット（知らせた方として）",
        ("日時", "番号", "内容"),
        [
            (moment(one.occurred_at), one.reference,
             OF_A_CASE if one.case_id else f"{one.account}\n{one.response}".strip())
            for one in told
        ],
    )  # fmt: skip
    covers = InsuranceCover.objects.filter(supporter__person__in=ids).order_by("valid_from", "pk")
    yield Listing(
        "保険の加入",
        ("保険・プラン", "開始日", "終了日"),
        [(one.plan, day_text(one.valid_from), day_text(one.valid_through)) for one in covers],
    )
    paid = Payment.objects.filter(supporter__person__in=ids, voided_at__isnull=True)
    yield Listing(
        "活動の謝礼・実費",
        ("訪問日", "金額", "内訳", "支払日"),
        [
            (moment(one.visit.starts_at), f"{one.amount:,}円", one.cost_note,
             day_text(one.paid_on))
            for one in paid.select_related("visit").order_by("visit__starts_at", "pk")
        ],
    )  # fmt: skip


def incidents(case: Case) -> Iterable[Listing]:
    """Yield incidents of the case; who told them and to whom they were reported is left out."""
    rows = Incident.objects.filter(case=case).prefetch_related("reports")
    yield Listing(
        "事故・ヒヤリハット",
        ("日時", "区分・分類", "起きたこと", "その場の対応", "報告と再発の防止"),
        [
            (
                moment(one.occurred_at),
                f"{one.get_kind_display()} {one.get_category_display()} {one.get_harm_display()}",
                one.account, one.response,
                "\n".join(f"{r.text} {r.cause} {r.prevention}".strip() for r in one.reports.all()),
            )
            for one in rows.order_by("occurred_at", "pk")
        ],
    )  # fmt: skip


disclosure.register(requests, root=CASE, order=40)
disclosure.register(activity, root=CASE, order=41)
disclosure.register(records, root=CASE, order=42)
disclosure.register(incidents, root=CASE, order=43)
disclosure.register(of_supporter, order=50)
disclosure.register(of_supporters_care, order=51)
