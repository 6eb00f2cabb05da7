"""Staff pages of returns: who may do what, and page, workbook and PDF saying the same."""

from datetime import date, datetime
from io import BytesIO
from typing import Any

import pypdfium2
import pytest
from django.urls import reverse
from openpyxl import load_workbook

from foundation.clock import JST
from foundation.organizations.models import MunicipalityProfile
from foundation.organizations.permissions import Role
from reports.actions.return_forms import create_form
from reports.actions.returns import drawn_up
from reports.admin.tables import page_of
from reports.asking import Ask
from reports.documents.return_papers import result_of, return_pdf, return_workbook
from reports.enums import ReturnKind
from reports.models import Return, ReturnForm
from tests.factories.organizations import MembershipFactory, ProgramFactory, StaffUserFactory
from tests.factories.reports import apply, held, people
from tests.factories.trainings import CertificateIssueFactory
from tests.foundation.adminsite.desk import Desk
from trainings.models import (
    Attendance,
    Completion,
    CourseSession,
    CurriculumItem,
    Honorarium,
    Instructor,
    Survey,
    SurveySheet,
)

pytestmark = pytest.mark.django_db
AFTER = datetime(2026, 4, 20, 10, 0, tzinfo=JST)
YEAR_LATER = datetime(2027, 4, 20, 10, 0, tzinfo=JST)


@pytest.fixture
def annual(program, clerk, at) -> ReturnForm:
    at(AFTER)
    form = create_form(
        program, ReturnKind.ANNUAL, title="年度実績報告書",
        used_from=date(2025, 5, 1), actor=clerk, now=AFTER,
    )  # fmt: skip
    form.recipient, form.form_number = "みどり県知事", "様式第4号"
    form.notes = "人口は4月1日現在です。"
    form.save()
    return form


def add(desk: Desk, **values: object) -> Return:
    answer = desk.post(reverse("admin:reports_return_add"), values)
    assert answer.status_code == 302, answer.context["adminform"].form.errors
    return Return.objects.latest("id")


def do(desk: Desk, row: Return, name: str, **values: object):
    return desk.post(reverse(f"admin:reports_return_{name}", args=[row.pk]), values)


def pages_of(content: bytes) -> list[str]:
    pages = pypdfium2.PdfDocument(content)
    texts = ["".join(page.get_textpage().get_text_range().split()) for page in pages]
    pages.close()
    return texts


def text_of(content: bytes) -> str:
    return "".join(pages_of(content))


def test_clerk_prepares_approver_freezes(world, program, annual):
    held(program, date(2025, 6, 7), 63)
    clerk, approver = Desk(world.member(Role.CLERK)), Desk(world.member(Role.APPROVER))
    row = add(clerk, form=annual.pk, fiscal_year=2025, reporter="担当 花子")

    assert do(clerk, row, "submit").status_code == 403
    assert do(approver, row, "ask").status_code == 403
    assert do(clerk, row, "ask").status_code == 302
    assert "年度実績報告書" in approver.get("/staff/").content.decode()
    assert do(approver, row, "submit").status_code == 302

    frozen = Return.objects.get(pk=row.pk)
    assert frozen.state == "submitted"
    assert frozen.submitted_by == approver.membership.user


def links_of(answer) -> list[tuple[str, str]]:
    return [
        (cell["url"], cell["text"])
        for line in answer.context["blocks"][0]["lines"]
        for cell in line["cells"]
        if cell["url"]
    ]


def test_a_draft_leads_to_its_rows_and_a_frozen_one_stays_alone(world, program, annual):
    held(program, date(2025, 6, 7), 3)
    for order, code in enumerate(("population", "per_ten_thousand_people_trained"), start=20):
        annual.columns.create(order=order, code=code)
    MunicipalityProfile.objects.create(
        municipality=world.aoba.municipality, year=2024, population=30_000, area_km2=1,
        households=9_000, ageing_rate=30,
    )  # fmt: skip
    clerk, approver = Desk(world.member(Role.CLERK)), Desk(world.member(Role.APPROVER))
    row = add(clerk, form=annual.pk, fiscal_year=2025, impressions="次は夜に開きます。")
    page = reverse("admin:return_content", args=[row.pk])

    draft = clerk.get(page)

    urls = links_of(draft)
    assert ">令和7年度" in draft.content.decode()
    assert [text for _, text in urls] == ["1", "3", "3", "30,000", "1.0"]
    for url, text in urls:
        assert f"<strong>{text}</strong>" in clerk.get(url).content.decode(), url
    rate = clerk.get(urls[-1][0]).content.decode()
    assert "養成人数 3人 ÷ <a" in rate
    assert "人口 30,000人</a> × 10,000" in rate
    do(clerk, row, "ask")
    do(approver, row, "submit")
    frozen = clerk.get(page).content.decode()
    assert "rows/people_trained" not in frozen
    assert "感想・受講者の様子：次は夜に開きます。" in frozen


def test_each_number_of_a_courses_report_leads_to_its_rows(world, program, clerk, at):
    at(AFTER)
    form = create_form(program, ReturnKind.COURSE, used_from=AFTER.date(), actor=clerk, now=AFTER)
    for order, code in enumerate(("applications", "minutes", "lecturers", "no_shows"), start=30):
        form.columns.create(order=order, code=code)
    made = held(program, date(2025, 6, 7), 6, days=2, capacity=20)
    held(program, date(2025, 7, 5), 9, days=2, capacity=30)  # another course of the year
    apply(made, people(3))  # who stayed away
    apply(made, people(1), "waiting")
    lecturer = Instructor.objects.create(name="講師 一郎", kana="こうし いちろう")
    for one in CourseSession.objects.filter(course__program=program):
        CurriculumItem.objects.create(session=one, order=1, minutes=45, title="講義")
        asked = one.engagements.create(instructor=lecturer, minutes=45)
        Honorarium.objects.create(
            engagement=asked, minutes=45, standard=8_000, base=8_000, travel=500
        )
        Attendance.objects.create(session=one, kind="observer", count=2)
    for one in Completion.objects.all():
        CertificateIssueFactory(completion=one)
    survey = Survey.objects.create(course=made, phase="post", state="closed")
    SurveySheet.objects.create(survey=survey, channel="web", answers={})
    desk = Desk(world.member(Role.CLERK))
    row = add(desk, form=form.pk, course=made.pk)

    page = desk.get(reverse("admin:return_content", args=[row.pk]))

    lines = page.context["blocks"][0]["lines"]
    found = {line["label"][0]: line["cells"][0] for line in lines}
    numbers = {label: cell["text"] for label, cell in found.items() if cell["url"]}
    assert numbers == {
        "定員（人）": "20", "申込数（件）": "10", "受講者数（人）": "9",
        "延べ受講者数（人）": "12", "聴講者数（人）": "4", "欠席のみの人（人）": "3",
        "修了者数（人）": "6", "修了証の交付（件）": "6", "アンケートの回答（件）": "1",
        "謝金・旅費（円）": "17,000", "研修時間（分）": "90", "講師の人数（人）": "1",
    }  # fmt: skip
    assert 'title="募集の定員。">定員' in page.content.decode()
    places = [line["place"] for line in lines]
    assert [f'<div id="definition-{place}"' in page.content.decode() for place in places] == (
        [True] * len(lines)
    )
    plain = [cell["text"] for cell in found.values() if not cell["url"]]
    assert not [text for text in plain if text.replace(",", "").isdigit() and text != "0"]
    for label, text in numbers.items():
        behind = desk.get(found[label]["url"]).content.decode()
        assert f"<strong>{text}</strong>" in behind, label
        assert made.title in behind, label


@pytest.mark.parametrize(
    ("role", "may_prepare"),
    [(Role.CLERK, True), (Role.COORDINATOR, True), (Role.VIEWER, False), (Role.APPROVER, False),
     (Role.ADMINISTRATOR, False)],
)  # fmt: skip
def test_who_may_prepare_and_who_may_look(world, annual, role, may_prepare):
    desk = Desk(world.member(role))

    assert desk.get(reverse("admin:reports_return_changelist")).status_code == 200
    assert desk.get(reverse("admin:returns_due")).status_code == 200
    wanted = 200 if may_prepare else 403
    assert desk.get(reverse("admin:reports_return_add")).status_code == wanted


def test_a_contractor_prepares_for_its_programmes_alone(world, program, annual, clerk):
    other = ProgramFactory(name="受託しない事業")
    foreign = create_form(
        other, ReturnKind.ANNUAL, used_from=date(2025, 5, 1), actor=clerk, now=AFTER
    )
    desk = Desk(
        MembershipFactory(
            user=StaffUserFactory(), organization=world.aoba, roles=[Role.CONTRACTOR.value],
            program_ids=[program.pk], valid_through=date(2027, 3, 31),
        )
    )  # fmt: skip

    page = desk.get(reverse("admin:reports_return_add")).content.decode()
    refused = desk.post(
        reverse("admin:reports_return_add"), {"form": foreign.pk, "fiscal_year": 2025}
    )
    due = desk.get(reverse("admin:returns_due")).content.decode()

    assert annual.title in page
    assert foreign.title not in page
    assert refused.status_code == 200
    assert annual.title in due
    assert foreign.title not in due


def test_page_workbook_and_pdf_say_what_was_frozen(world, program, annual, at):
    held(program, date(2025, 6, 7), 63)
    desk = Desk(world.member(Role.CLERK, Role.APPROVER))
    row = add(
        desk, form=annual.pk, fiscal_year=2025, remarks="初めて実施しました。", reporter="報告 花子"
    )
    do(desk, row, "ask")
    do(desk, row, "submit")
    pdf_url = reverse("admin:return_pdf", args=[row.pk])
    first = desk.get(pdf_url).content
    Completion.objects.all().update(voided_at=AFTER, voided_reason="入力の誤り")
    at(YEAR_LATER)
    desk = Desk(world.member(Role.VIEWER))

    page = desk.get(reverse("admin:return_content", args=[row.pk])).content.decode()
    book = load_workbook(BytesIO(desk.get(reverse("admin:return_workbook", args=[row.pk])).content))
    sheet = [list(one) for one in book.worksheets[0].iter_rows(values_only=True)]
    start = next(n for n, one in enumerate(sheet) if one[0] == "年度")
    payload = Return.objects.get(pk=row.pk).payload
    numbers = [int(cell["number"]) for cell in payload["lines"][0]["cells"]]
    text = text_of(first)

    assert desk.get(pdf_url).content == first
    assert sheet[start + 1] == ["令和7年度", *numbers]
    assert "養成人数63人" in text
    assert "様式第4号" in text
    assert "みどり県知事" in text
    assert "初めて実施しました。" in text
    assert text.count("報告者：報告花子") == 1
    assert "報告者：報告 花子" in page
    assert ["報告者：報告 花子"] in [one[:1] for one in sheet[:start]]
    assert text.count("下書き") == 1  # only in a definition
    assert 'class="number">63<' in page
    assert "次の報告に載ります" in page


def test_the_usual_report_of_a_course_is_one_sheet_and_the_definitions(world, program, clerk, at):
    at(AFTER)
    form = create_form(program, ReturnKind.COURSE, used_from=AFTER.date(), actor=clerk, now=AFTER)
    desk = Desk(world.member(Role.CLERK))
    made = held(program, date(2025, 6, 7), 6, days=3, eligibility="市内に住む方、働く方、学ぶ方")
    words = "参加した方は、グループの話合いで理解が深まったと話していました。" * 4
    row = add(desk, form=form.pk, course=made.pk, impressions=words, remarks=words)

    report, definitions = pages_of(desk.get(reverse("admin:return_pdf", args=[row.pk])).content)

    assert report.count(words) == 2
    assert "修了証の交付（件）" in report
    assert "数え方" in definitions
    shown = desk.get(reverse("admin:return_content", args=[row.pk])).context["result"].blocks[0]
    file = desk.get(reverse("admin:return_workbook", args=[row.pk])).content
    cells: dict[Any, Any] = dict(
        list(load_workbook(BytesIO(file)).worksheets[0].values)[-len(shown.lines) :]
    )
    values = {line.label: line.cells[0].value for line in shown.lines}
    assert cells == {label: None if value == "" else value for label, value in values.items()}
    assert (cells["修了者数（人）"], cells["延べ受講者数（人）"]) == (6, 18), "numbers, not text"


@pytest.mark.parametrize(("years", "pages"), [(5, 2), (6, 3), (10, 3)])
def test_up_to_five_years_stand_below_the_head_more_on_a_sheet_across(
    world, program, annual, years, pages
):
    for year in range(2016, 2026):
        held(program, date(year, 6, 7), year - 2006)
    annual.years = years
    annual.save()
    annual.columns.create(code="population", order=90)
    MunicipalityProfile.objects.create(
        municipality=world.aoba.municipality, year=2015, population=1_371_234,
        area_km2=1, households=1, ageing_rate=30,
    )  # fmt: skip
    desk = Desk(world.member(Role.CLERK))
    row = add(desk, form=annual.pk, fiscal_year=2025)

    content = desk.get(reverse("admin:return_pdf", args=[row.pk])).content
    texts = pages_of(content)

    numbers = "".join(str(year - 2006) for year in range(2026 - years, 2026))
    assert len(texts) == pages
    assert f"養成人数（人）{numbers}" in texts[pages - 2]
    assert "令和7年度" in texts[pages - 2]
    assert "みどり県知事" in texts[0]
    assert ("令和7年度までの数は、別紙のとおりです。" in texts[0]) == (years > 5)
    document = pypdfium2.PdfDocument(content)
    sheet = document[pages - 2]
    assert (sheet.get_width() > sheet.get_height()) == (years > 5)
    assert sheet.get_textpage().get_text_range().count("1,371,234") == years, "none is broken"
    document.close()


def test_corrections_are_told_as_exactly_as_they_were_reported(world, program, annual):
    desk = Desk(world.member(Role.CLERK))
    row = add(desk, form=annual.pk, fiscal_year=2025)
    payload = drawn_up(row, AFTER)[0]
    payload["corrections"] = [
        {"about": "令和6年度", "label": label, "submitted_on": "2025-04-20"} | numbers
        for label, numbers in (
            ("養成人数", {"before": "1063.000", "after": "1061.000"}),
            ("1万人あたり養成人数", {"before": "12.300", "after": None}),
        )
    ]

    shown = page_of(None, result_of(payload, AFTER.date()), Ask(2025, 2025, AFTER.date()))[1]
    sheet = load_workbook(BytesIO(return_workbook(payload, AFTER.date()))).worksheets[1]
    text = text_of(return_pdf(payload, created=AFTER, as_of=AFTER.date()))

    texts = [[cell["text"] for cell in line["cells"]] for line in shown["lines"]]
    assert texts == [
        ["養成人数", "1,063", "1,061", "令和7年4月20日"],
        ["1万人あたり養成人数", "12.3", "－", "令和7年4月20日"],
    ]
    assert [[cell.value for cell in line[1:]] for line in list(sheet.rows)[-2:]] == [
        ["養成人数", 1063, 1061, "令和7年4月20日"],
        ["1万人あたり養成人数", 12.3, None, "令和7年4月20日"],
    ]
    for line in texts:
        assert "".join(line) in text


def test_a_draft_says_that_it_is_one(world, program, annual):
    desk = Desk(world.member(Role.CLERK))
    row = add(desk, form=annual.pk, fiscal_year=2025)

    assert "下書き" in text_of(desk.get(reverse("admin:return_pdf", args=[row.pk])).content)
    page = desk.get(reverse("admin:return_content", args=[row.pk])).content.decode()
    assert "まだ確定していません" in page


def test_a_submitted_return_offers_no_saving(world, program, annual):
    desk = Desk(world.member(Role.CLERK, Role.APPROVER))
    row = add(desk, form=annual.pk, fiscal_year=2025)
    do(desk, row, "ask")
    do(desk, row, "submit")
    url = reverse("admin:reports_return_change", args=[row.pk])

    page = desk.get(url)

    assert page.status_code == 200
    assert 'name="_save"' not in page.content.decode()
    assert desk.post(url, {"remarks": "あとから"}).status_code == 403


def test_what_is_late_stands_on_the_dashboard_and_leads_to_the_form(world, program, annual):
    desk = Desk(world.member(Role.CLERK))

    found = desk.get("/staff/").content.decode()
    page = desk.get(reverse("admin:returns_due"))
    url = page.context["rows"][0]["url"]
    form = desk.get(url).context["adminform"].form

    assert "提出する計画書・報告書" in found
    assert "年度実績報告書" in found
    assert str(form.initial["form"]) == str(annual.pk)
    assert str(form.initial["fiscal_year"]) == "2025"


def test_columns_are_edited_on_the_layouts_page(world, program, annual):
    desk = Desk(world.member(Role.CLERK))
    url = reverse("admin:reports_returnform_change", args=[annual.pk])
    page = desk.get(url)
    data = {
        name: value
        for form in (
            page.context["adminform"].form,
            *page.context["inline_admin_formsets"][0].forms,
        )
        for name, value in ((form.add_prefix(field), form[field].value()) for field in form.fields)
    }
    prefix = page.context["inline_admin_formsets"][0].formset.prefix
    count = annual.columns.count()
    data |= {
        f"{prefix}-TOTAL_FORMS": count + 1,
        f"{prefix}-INITIAL_FORMS": count,
        f"{prefix}-{count}-order": 50,
        f"{prefix}-{count}-code": "no_shows",
        f"{prefix}-{count}-label": "来なかった人",
        "used_from": "令和7年5月1日",
        "is_active": "on",
    }
    data = {name: "" if value is None else value for name, value in data.items()}

    answer = desk.post(url, data)
    wrong = desk.post(url, {**data, f"{prefix}-{count}-code": "ages"})

    assert answer.status_code == 302, answer.context["errors"]
    assert annual.columns.get(code="no_shows").label == "来なかった人"
    assert wrong.status_code == 200


def test_a_new_layout_comes_with_the_usual_columns(world, program, at):
    at(AFTER)
    desk = Desk(world.member(Role.CLERK))

    answer = desk.post(
        reverse("admin:reports_returnform_add"),
        {"program": program.pk, "kind": "course", "title": "実施報告書", "used_from": "R8.4.1"},
    )

    assert answer.status_code == 302
    form = ReturnForm.objects.get()
    assert (form.due_within, form.columns.count()) == (14, 25)


def test_without_any_layout_the_page_says_what_comes_first(world, aoba, clerk):
    desk, page = Desk(world.member(Role.CLERK)), reverse("admin:reports_return_add")
    said = "様式がまだありません"
    assert said in desk.get(page).content.decode()

    facts = {"title": "年度実績報告書", "used_from": date(2025, 5, 1)}
    create_form(ProgramFactory(), ReturnKind.ANNUAL, **facts, actor=clerk, now=AFTER)
    assert said not in desk.get(page).content.decode()
