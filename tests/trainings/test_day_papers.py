"""The day's pack, the export of applications, a message taken back, cards on bought sheets."""

import io
import re
from datetime import timedelta
from pathlib import Path

import openpyxl
import pypdfium2
import pytest
from django.urls import reverse

from foundation.audit.models import AccessLog
from foundation.documents.models import PrintItem
from foundation.notices.models import Notice, Task
from foundation.organizations.permissions import Role
from foundation.organizations.tenancy import within
from foundation.pdf.fonts import default_font_dir
from foundation.refusals import Refused
from tests.factories.base import NOW
from tests.factories.organizations import ProgramFactory
from tests.factories.trainings import (
    ApplicationFactory,
    AttendanceFactory,
    CertificateIssueFactory,
    CourseFactory,
    ProgramSpecFactory,
)
from tests.foundation.adminsite.desk import Desk
from trainings.actions.bulk import write_to_many
from trainings.documents.queued import render_papers
from trainings.enums import CertificateKind
from trainings.models import (
    ApplicantAttribute,
    Application,
    CertificateIssue,
    Engagement,
    Instructor,
    Survey,
    SurveyQuestion,
)
from trainings.queries.day_papers import surveys_of_day

pytestmark = pytest.mark.django_db
needs_fonts = pytest.mark.skipif(
    not any(Path(default_font_dir()).glob("*.ttf")), reason="the fonts are not converted yet"
)
MM = 72 / 25.4


@pytest.fixture
def desk(world, frozen) -> Desk:
    return Desk(world.member(Role.CLERK))


def pages_of(pdf: bytes) -> list[str]:
    document = pypdfium2.PdfDocument(pdf)
    try:
        return [page.get_textpage().get_text_range() for page in document]
    finally:
        document.close()


def plain(response) -> str:
    return re.sub(r"<[^>]+>", " ", response.content.decode())


# ── the pack ─────────────────────────────────────────────────────────────────────────────────


@needs_fonts
def test_the_pack_of_a_day_is_one_file_with_a_clean_sign(aoba, desk):
    course = CourseFactory(title="養成研修")
    mailed = ApplicationFactory(course=course, name="青木 花子", email="a@example.jp")
    paper = ApplicationFactory(course=course, name="渡辺 一郎", kana="わたなべ いちろう")
    AttendanceFactory(application=paper, kind="absent", arrived_at=None, note="発熱")
    session = course.sessions.get()

    response = desk.get(reverse("admin:session_pack", args=[session.pk]))

    sheet, absences, telephones, sign = pages_of(response.content)
    assert "受付簿" in sheet
    assert "青木 花子" in sheet
    assert "当日欠席連絡" in absences
    assert "渡辺 一郎" in absences
    assert "発熱" in absences
    assert "青木 花子" not in absences
    assert telephones.index("渡辺 一郎") < telephones.index("青木 花子"), "no mail: call first"
    assert "中央公民館" in sign
    for words in ("取扱注意", "印刷", "青木", "渡辺"):
        assert words not in sign, words
    logged = AccessLog.objects.get(action="print").object_ids
    assert set(logged) == {mailed.pk, paper.pk}


@needs_fonts
def test_an_empty_day_has_its_pack_too(aoba, desk):
    session = CourseFactory().sessions.get()

    response = desk.get(reverse("admin:session_pack", args=[session.pk]))

    assert len(pages_of(response.content)) == 4


def test_the_pack_asks_for_the_password_and_the_session_page_leads_to_it(world, aoba, frozen):
    session = CourseFactory().sessions.get()
    desk = Desk(world.member(Role.CLERK), fresh_password=False)
    address = reverse("admin:session_pack", args=[session.pk])

    assert "reauthenticate" in desk.get(address).headers["Location"]
    page = desk.get(reverse("admin:trainings_coursesession_change", args=[session.pk]))
    assert address in page.content.decode()


# ── the export ───────────────────────────────────────────────────────────────────────────────


def cells(content: bytes) -> list[list[object]]:
    book = openpyxl.load_workbook(io.BytesIO(content))
    return [[cell.value for cell in row] for sheet in book for row in sheet.iter_rows()]


def test_rule_b14_the_export_has_a_purpose_and_no_category(aoba, desk):
    course = CourseFactory()
    kept = ApplicationFactory(course=course, name="=1+1", affiliation="@SUM(A1)", kana="あおき")
    kept.answers = {"motive": "家族のため"}
    kept.save()
    ApplicantAttribute.objects.create(application=kept, attribute="concerned", age_band="50s")
    ApplicationFactory(course=course, name="取消 太郎", cancelled=True)
    ApplicationFactory(name="別の研修 花子")

    response = desk.post(
        reverse("admin:trainings_course_export_applications", args=[course.pk]),
        {"group": "accepted", "purpose": "名札の作成", "_once": "e"},
    )

    rows = cells(response.content)
    text = " ".join(str(value) for row in rows for value in row if value is not None)
    assert "あおき" in text
    for words in ("当事者", "50代", "50s", "concerned", "家族のため", "取消 太郎", "別の研修 花子"):
        assert words not in text, words
    book = openpyxl.load_workbook(io.BytesIO(response.content))
    typed = [c for sheet in book for row in sheet.iter_rows() for c in row if c.value is not None]
    assert all(cell.data_type != "f" for cell in typed), "no formula"
    log = AccessLog.objects.get(action="export")
    assert (log.object_ids, log.purpose) == ([kept.pk], "名札の作成")


@pytest.mark.parametrize(
    ("group", "count"), [("accepted", 1), ("open", 2), ("all", 3), ("nobody", 0)]
)
def test_the_export_takes_the_chosen_people(aoba, desk, group, count):
    course = CourseFactory()
    ApplicationFactory(course=course)
    ApplicationFactory(course=course, waiting=True)
    ApplicationFactory(course=course, cancelled=True)

    response = desk.post(
        reverse("admin:trainings_course_export_applications", args=[course.pk]),
        {"group": group, "purpose": "会議", "_once": "e"},
    )

    logged = AccessLog.objects.filter(action="export")
    assert [len(log.object_ids) for log in logged] == ([count] if count else [])
    assert response.content.startswith(b"PK") is bool(count)


def test_the_export_needs_purpose_password_and_permission(world, aoba, desk):
    course = CourseFactory()
    ApplicationFactory(course=course)
    address = reverse("admin:trainings_course_export_applications", args=[course.pk])

    desk.post(address, {"group": "all", "purpose": "", "_once": "e"})
    stale = Desk(world.member(Role.CLERK), fresh_password=False)
    assert "reauthenticate" in stale.get(address).headers["Location"]
    assert Desk(world.member(Role.RECEPTION)).get(address).status_code in (403, 404)
    with within(world.wakaba):
        foreign = CourseFactory()
    other = reverse("admin:trainings_course_export_applications", args=[foreign.pk])
    assert desk.get(other).status_code == 404
    assert not AccessLog.objects.filter(action="export").exists()


# ── a message to many, taken back ────────────────────────────────────────────────────────────


@pytest.fixture
def bulk(aoba, clerk, frozen) -> list[Application]:
    """A message to three people: by mail, by telephone, by letter."""
    course = CourseFactory(title="雨天の研修")
    people = [
        ApplicationFactory(course=course, email="a@example.jp"),
        ApplicationFactory(course=course),
        ApplicationFactory(course=course, phone="", place="中央1-1", place_kind="address"),
    ]
    people[2].submission.contact_phone = ""
    people[2].submission.contact_address = "中央1-1"
    people[2].submission.save()
    write_to_many(people, "会場が変わりました。", actor=clerk, now=NOW)
    return people


def test_a_message_is_taken_back_from_the_course_page(bulk, desk):
    course = bulk[0].course
    address = reverse("admin:course_bulk", args=[course.pk])

    assert address in desk.get(reverse("admin:index")).content.decode()
    change = reverse("admin:trainings_course_change", args=[course.pk])
    assert address in desk.get(change).content.decode()
    page = desk.get(address)
    assert "会場が変わりました" in plain(page)
    key = re.search(r'name="key" value="([^"]+)"', page.content.decode())
    assert key is not None
    done = desk.post(address, {"key": key[1]}, follow=True)

    assert "3人への一斉連絡を取り消しました" in plain(done)
    assert set(Notice.objects.values_list("state", flat=True)) == {"cancelled"}
    assert not Task.objects.filter(done_at__isnull=True).exists(), "no call is left"
    assert not PrintItem.objects.filter(state="waiting").exists(), "no letter is left"
    assert "一斉連絡を取り消す（送信前）" not in plain(desk.get(change))


def test_after_ten_minutes_it_has_left(bulk, desk, at):
    at(NOW + timedelta(minutes=10))
    address = reverse("admin:course_bulk", args=[bulk[0].course_id])
    key = Notice.objects.order_by("id")[0].dedupe_key

    page = plain(desk.get(address))
    answer = plain(desk.post(address, {"key": key}, follow=True))

    assert "送信を待っている一斉連絡はありません" in page
    assert "すでに送信されたか取り消されています" in answer
    assert not Notice.objects.filter(state="cancelled").exists()


def test_another_organizations_or_programmes_message_stays(world, bulk, at, frozen):
    key = Notice.objects.order_by("id")[0].dedupe_key
    limited = world.member(Role.CLERK)
    own = CourseFactory(program=ProgramFactory())
    limited.programs = [own.program_id]
    limited.save()
    with within(world.wakaba):
        foreign = CourseFactory()
    theirs = Desk(world.member(Role.CLERK, organization=world.wakaba))

    theirs.post(reverse("admin:course_bulk", args=[foreign.pk]), {"key": key})
    Desk(limited).post(reverse("admin:course_bulk", args=[own.pk]), {"key": key})

    assert not Notice.objects.filter(state="cancelled").exists()


# ── cards ────────────────────────────────────────────────────────────────────────────────────

SNAPSHOT = {
    "name": "青木 花子",
    "number": "第1号",
    "date": "令和8年11月5日",
    "titles": ["ひきこもりサポーター", "認定カード"],
    "issuers": ["あおば市長　山田 太郎"],
    "seal": "none",
}


def place_of_name(pdf: bytes) -> tuple[float, float]:
    """Return where the name begins, in millimetres from the top left."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        page = document[0]
        text = page.get_textpage()
        at = text.get_text_range().index("青木")
        left, _, _, top = text.get_charbox(at)
        return left / MM, (page.get_height() - top) / MM
    finally:
        document.close()


@needs_fonts
def test_cards_begin_at_the_chosen_cell_and_are_nudged(aoba, desk):
    issue = CertificateIssueFactory(kind=CertificateKind.CARD, snapshot=SNAPSHOT, verify_hash="")
    address = reverse("admin:trainings_certificateissue_bulk_print")
    ids = {"_ids": str(issue.pk)}

    first = desk.post(address, {**ids, "start": "1", "nudge_x": "0", "nudge_y": "0"})
    moved = desk.post(address, {**ids, "start": "4", "nudge_x": "1.5", "nudge_y": "-2"})

    x, y = place_of_name(first.content)
    moved_x, moved_y = place_of_name(moved.content)
    assert moved_x - x == pytest.approx(91 + 1.5, abs=0.05)
    assert moved_y - y == pytest.approx(55 - 2, abs=0.05)
    assert desk.session["card_sheet_nudge"] == {"nudge_x": 1.5, "nudge_y": -2.0}


@pytest.mark.parametrize("start", ["0", "11", "x", ""])
def test_a_cell_that_is_not_on_the_sheet_is_asked_again(aoba, desk, start):
    issue = CertificateIssueFactory(kind=CertificateKind.CARD, snapshot=SNAPSHOT, verify_hash="")

    page = desk.post(
        reverse("admin:trainings_certificateissue_bulk_print"),
        {"_ids": str(issue.pk), "start": start, "nudge_x": "0", "nudge_y": "0"},
    )

    assert page.headers["Content-Type"].startswith("text/html")
    assert "始める面" in plain(page)


# ── what goes with the lists ─────────────────────────────────────────────────────────────────


@needs_fonts
def test_the_pack_holds_receipts_and_survey_sheets_for_all_and_five_more(aoba, desk):
    session = CourseFactory().sessions.get()
    for _ in range(3):
        ApplicationFactory(course=session.course)
    AttendanceFactory(
        application=Application.objects.first(), session=session, kind="absent", arrived_at=None
    )
    lecturer = Instructor.objects.create(name="講師 一子", kana="こうし いちこ")
    Engagement.objects.create(session=session, instructor=lecturer, minutes=60, topic="対応の基本")
    survey = Survey.objects.create(course=session.course, phase="post", state="open")
    SurveyQuestion.objects.create(survey=survey, kind="scale", text="満足しましたか")
    SurveyQuestion.objects.create(survey=survey, kind="text", text="ご意見", order=2)

    address = reverse("admin:session_pack", args=[session.pk])
    pages = pages_of(desk.get(address).content)
    assert sum("アンケート" in page for page in pages) == 2 + 5
    receipt = next(page for page in pages if "領収書" in page)
    assert "対応の基本" in receipt
    assert not any("名札" in page or "講師 一子" in page for page in pages)

    with_badges = pages_of(desk.get(address, {"badges": "1"}).content)
    assert len(with_badges) == len(pages) + 1
    assert "講師 一子" in with_badges[-1]


@needs_fonts
def test_survey_sheets_are_handed_out_on_the_last_day_only(aoba, desk):
    course = CourseFactory(sessions=2)
    survey = Survey.objects.create(course=course, phase="post", state="open")
    SurveyQuestion.objects.create(survey=survey, kind="text", text="ご意見")
    first, last = course.sessions.order_by("n")
    before = Survey.objects.create(course=course, phase="pre", asks_pair_code=True)
    SurveyQuestion.objects.create(survey=before, kind="text", text="きっかけ")
    Survey.objects.filter(pk=survey.pk).update(asks_pair_code=False)
    assert surveys_of_day(first) == [before]
    assert surveys_of_day(last) == [survey]
    survey.state = "closed"
    survey.save()
    assert surveys_of_day(last) == []


@needs_fonts
def test_a_paper_sheet_carries_the_numbers_that_are_keyed_and_the_code(aoba, desk):
    survey = Survey.objects.create(
        course=CourseFactory(), phase="post", asks_pair_code=True, intro="5分ほどで終わります。"
    )
    choices = ["サポーターになる", "続きを受ける"]
    for order, kind in enumerate(("choice", "multi", "scale", "text"), start=1):
        SurveyQuestion.objects.create(
            survey=survey, order=order, kind=kind, text=f"質問{order}",
            choices=choices if kind in ("choice", "multi") else [],
        )  # fmt: skip

    (page,) = pages_of(desk.get(reverse("admin:survey_paper", args=[survey.pk])).content)

    text = "".join(page.split())
    for words in (
        "受講後", "5分ほどで終わります", "1サポーターになる", "2続きを受ける",
        "質問2（いくつでも）", "1（低い）", "07やま",
    ):  # fmt: skip
        assert words in text, words


@needs_fonts
def test_a_receipt_has_one_date_and_a_long_sign_is_broken_before_its_brackets(aoba, desk):
    course = CourseFactory(title="ひきこもりサポーター養成研修（満席の例）")
    session = course.sessions.get()
    lecturer = Instructor.objects.create(name="講師 一子")
    Engagement.objects.create(session=session, instructor=lecturer, minutes=60)

    pages = pages_of(desk.get(reverse("admin:session_pack", args=[session.pk])).content)

    receipt = next(page for page in pages if "領収書" in page)
    assert "".join(receipt.split("実施日")[0].split()).count("年月日") == 1
    sign = next(page for page in pages if "受付はこちら" in page or "（満席の例）" in page[:60])
    lines = [line.strip() for line in sign.splitlines()]
    assert "（満席の例）" in lines
    assert "ひきこもりサポーター養成研修" in lines  # and not its last character alone


# ── own questions in the export ──────────────────────────────────────────────────────────────


def test_own_questions_are_exported_only_where_they_were_chosen(aoba, desk):
    program = ProgramFactory()
    asked = [{"key": "own_bus", "label": "送迎バス", "choices": ["乗る", "乗らない"]}]
    spec = ProgramSpecFactory(program=program, asked_fields=asked)
    course = CourseFactory(program=spec.program, spec=spec)
    ApplicationFactory(course=course, answers={"own_bus": "乗る", "care": "手話"})
    address = reverse("admin:trainings_course_export_applications", args=[course.pk])
    assert "送迎バス" in desk.get(address).content.decode()

    def cells(**chosen: object) -> set[object]:
        sent = {"group": "all", "purpose": "送迎の手配", "_once": f"{len(chosen)}", **chosen}
        book = openpyxl.load_workbook(io.BytesIO(desk.post(address, sent).content))
        return {cell for row in book.active.iter_rows(values_only=True) for cell in row}

    assert {"送迎バス", "乗る"} <= cells(questions=["own_bus"])
    assert not {"送迎バス", "乗る", "手話"} & cells()


# ── the print queue ──────────────────────────────────────────────────────────────────────────


@needs_fonts
def test_the_print_queue_draws_certificates(aoba, desk, tmp_path, settings):
    settings.MEDIA_ROOT = tmp_path
    printed = {
        "name": "髙橋 太郎", "honorific": "様", "titles": ["研修", "修了証書"], "body": "修了した",
        "fiscal_year": "令和8年度", "number": "第1号", "date": "令和8年10月1日", "course": "研修",
        "seal": "square", "issuers": ["あおば市長　青葉 一郎"],
    }  # fmt: skip
    one, two = (CertificateIssueFactory(snapshot=printed) for _ in range(2))
    assert len(pages_of(render_papers([two.pk, one.pk], NOW))) == 2
    card = CertificateIssueFactory(kind=CertificateKind.CARD)
    with pytest.raises(Refused, match="用紙が違います"):
        render_papers([one.pk, card.pk], NOW)
    CertificateIssue.objects.filter(pk=two.pk).update(revoked_at=NOW, revoked_reason="誤り")
    with pytest.raises(Refused, match="取り消されています"):
        render_papers([two.pk], NOW)


# ── lists ────────────────────────────────────────────────────────────────────────────────────


def test_the_filter_offers_the_latest_courses_and_the_chosen_one(aoba, desk):
    old = CourseFactory(title="いちばん古い研修", starts_at=NOW - timedelta(days=900))
    for _ in range(20):
        CourseFactory(program=old.program)
    address = reverse("admin:trainings_application_changelist")
    assert "いちばん古い研修" not in desk.get(address).content.decode()
    chosen = desk.get(address, {"course__id__exact": old.pk}).content.decode()
    assert "いちばん古い研修" in chosen
    assert desk.get(address, {"course__id__exact": "x"}).status_code == 200


def test_a_new_course_takes_applications_by_every_common_way(aoba, desk):
    html = desk.get(reverse("admin:trainings_course_add")).content.decode()
    boxes = re.findall(r'<input type="checkbox" name="channels"[^>]*>', html)
    ticked = {box.split('value="')[1].split('"')[0] for box in boxes if "checked" in box}
    assert ticked == {"web", "phone", "fax", "counter", "post"}
