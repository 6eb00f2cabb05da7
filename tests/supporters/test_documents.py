"""The papers in the order of fields of 資料4–7, with real names (design D5)."""

from datetime import date
from io import BytesIO

import openpyxl
import pytest
import zxingcpp
from PIL import Image

from foundation.pdf.sheets import SheetOptions
from supporters.actions.decisions import approve_application
from supporters.documents.application_form import application_form
from supporters.documents.consent_form import consent_form
from supporters.documents.context import office_for
from supporters.documents.issues import cards_pdf, issue_pdf
from supporters.documents.labels import address_labels, without_address
from supporters.documents.roster import ROSTER_FIELDS, RosterPrint, roster_pdf, roster_workbook
from supporters.models import Registration, RegistrationIssue
from supporters.queries.roster import RosterChoice, roster_rows
from tests.factories import supporters as make
from tests.factories.base import NOW
from tests.supporters.papers import in_order, pages_of

pytestmark = pytest.mark.usefixtures("pdf_fonts")
TODAY = date(2026, 10, 1)
# 葛 with a variation selector, 𠮷 (astral), 神 and 﨑 as compatibility ideographs.
REAL_NAMES = [
    "\u845b\U000e0100\u57ce 花子",
    "\U00020bb7\u7530 太郎",
    "\ufa19\u5d0e 次郎",
    "\ufa11 三郎",
]


@pytest.fixture
def office(settings_of):
    return office_for(
        settings_of(sex_shown=True, certificate_form_number="様式第3号（第7条関係）"),
        on=TODAY, now=NOW,
    )  # fmt: skip


@pytest.fixture
def issues(program, clerk, office):
    application = make.ready_application(program, sex="female")
    approve_application(application, decided_on=TODAY, actor=clerk, now=NOW)
    return {issue.kind: issue for issue in RegistrationIssue.objects.all()}


def test_the_application_form_follows_shiryo_4(office, program):
    application = make.application(
        program, make.person(), sex="female", phone="0551234567", mobile="09012345678",
        email="hanako@example.jp", postcode="4000001", completion_number="R8-001",
        qualifications="看護師", skills="手話", weekdays=[0, 5], time_bands=["morning"],
        activities=["visit"], areas=["北町"], has_car=True, declared=office.settings.declarations,
    )  # fmt: skip

    text = "".join(pages_of(application_form(office, application), "application"))

    assert in_order(
        text,
        [
            "ひきこもりサポーター登録申込書", "あおば市長", "様", "令和8年4月1日",
            "次のとおり申し込みます", "ふりがな", "やまだはなこ", "氏名", "山田花子", "男", "女",
            "生年月日", "昭和45年5月5日", "住所", "〒400-0001", "みどり県あおば市中央1-1",
            "連絡先", "電話", "0551-23-4567", "電話（携帯）", "090-1234-5678", "E-Mail：",
            "hanako@example.jp", "修了番号", "R8-001", "サポーターになろうと思った動機・理由",
            "地域の役に立ちたいため", "資格", "特技", "看護師", "手話",
            "自覚と責任", "よき理解者", "実施主体の指示", "関係機関と連携",
        ],
    ) == []  # fmt: skip
    assert "印" not in text


# The labels of 資料4 to 資料7 in the order in which the specimens print them.
SHIRYO_4 = [
    "ひきこもりサポーター登録申込書", "様", "年月日", "申し込みます", "ふりがな", "氏名", "印",
    "男", "女", "生年月日", "年月日", "住所", "〒－", "連絡先", "電話（－－）",
    "電話（携帯）（－－）", "E-Mail：＠", "修了番号", "サポーターになろうと思った動機・理由",
    "資格特技",
]  # fmt: skip
SHIRYO_5 = [
    "同意書", "私は、", "同意します", "記", "１", "氏名、性別、生年月日、住所、連絡先", "名簿",
    "２", "指示", "約束と時間", "３", "漏らさない", "やめた後も", "４", "信頼を傷つける", "５",
    "研修", "年月日", "本人署名",
]  # fmt: skip
SHIRYO_6 = [
    "ひきこもりサポーター登録証", "様", "次のとおり登録します", "登録番号", "登録期間", "から",
    "まで", "ふりがな氏名（生年月日）", "男", "女", "年", "月", "日生", "住所連絡先", "〒",
    "電話番号", "備考", "年", "月", "日", "市長",
]  # fmt: skip
SHIRYO_7 = [
    "ひきこもりサポーター登録名簿", "あおば市福祉課", "登録番号", "登録期間",
    "氏名（性別）（生年月日）", "住所連絡先", "備考", "001", "から", "まで", "（女）", "年", "月",
    "日", "〒", "002", "（男・女）",
]  # fmt: skip


def test_the_papers_keep_the_order_of_the_specimens(office, program, issues, settings_of):
    blank = office_for(settings_of(seal_cell_shown=True), on=TODAY, now=NOW)
    for number in (2, 3):
        text = f"{number:03}"
        make.term(make.registration(program, number_text=text, number_value=number))
    roster = roster_pdf(office, roster_rows(program.pk, RosterChoice(TODAY)), RosterPrint())

    papers = {
        "資料4": (application_form(blank), SHIRYO_4),
        "資料5": (consent_form(office, make.text_of(program)), SHIRYO_5),
        "資料6": (issue_pdf(issues["certificate"]), SHIRYO_6),
        "資料7": (roster, SHIRYO_7),
    }

    out_of_order = {
        name: in_order(pages_of(content)[0], labels) for name, (content, labels) in papers.items()
    }
    assert not any(out_of_order.values()), out_of_order
    # What the specimen of the 同意書 does not have: nobody is addressed.
    assert "様" not in pages_of(papers["資料5"][0])[0]


def test_the_blank_application_form_leaves_room(office, settings_of):
    settings_of(seal_cell_shown=True, addressee="（宛先）あおば市長", addressee_honorific="")
    blank = office_for(settings_of(), on=TODAY, now=NOW)

    pages = pages_of(application_form(blank), "application-blank")

    assert "印" in pages[0]
    assert "（宛先）あおば市長" in pages[0]
    assert len(pages) <= 2


def test_the_consent_form_follows_shiryo_5(office, program):
    text = make.text_of(program)

    pages = pages_of(consent_form(office, text), "consent")

    assert len(pages) == 1
    words = ["同意書", text.opening, "記", *text.items, "年月日", "本人署名"]
    assert in_order(pages[0], [word[:12] for word in words]) == []


def test_the_certificate_follows_shiryo_6(issues):
    issue = issues["certificate"]
    content = issue_pdf(issue)

    pages = pages_of(content, "certificate")

    assert len(pages) == 1
    assert in_order(
        pages[0],
        [
            "様式第3号", "ひきこもりサポーター登録証", "山田花子", "様", "次のとおり登録します",
            "登録番号", "001", "登録期間", "令和8年10月1日から", "令和10年9月30日まで",
            "ふりがな", "やまだはなこ", "山田花子", "男", "女", "昭和45年5月5日生",
            "住所", "みどり県あおば市中央1-1", "電話番号", "備考", "令和8年10月1日",
            "あおば市長", "青葉一郎",
        ],
    ) == []  # fmt: skip
    issue.refresh_from_db()
    assert issue_pdf(issue) == content
    assert len(issue.sha256) == 64


def test_the_card_shows_neither_address_nor_birth_date(issues, aoba):
    content = cards_pdf(
        [issues["card"]] * 12, aoba, SheetOptions(start=8, cut_marks=True), backs=True, created=NOW
    )

    pages = pages_of(content, "card")

    assert len(pages) == 4
    front = pages[0]
    assert (
        in_order(front, ["ひきこもりサポーター登録証", "山田花子", "001", "令和8年10月1日"]) == []
    )
    assert "みどり県" not in front
    assert "昭和" not in front
    assert front.count("登録番号") == 2
    assert "拾われた方は" in pages[1]


def test_the_code_on_the_card_leads_to_the_validity_page(issues, aoba, client, frozen):
    import pypdfium2  # noqa: PLC0415 - the picture, not the text

    content = cards_pdf([issues["card"]], aoba, SheetOptions(), backs=False, created=NOW)
    picture: Image.Image = pypdfium2.PdfDocument(content)[0].render(scale=4).to_pil()
    url = zxingcpp.read_barcodes(picture)[0].text

    response = client.get(url.replace("http://testserver", ""))

    assert "今日、有効です。" in response.content.decode()
    assert "山＊ ＊＊" in response.content.decode()
    assert "山田" not in response.content.decode()


@pytest.mark.parametrize(("count", "pages"), [(1, 1), (9, 1), (10, 2), (19, 3)])
def test_the_roster_follows_shiryo_7_with_nine_a_page(office, program, count, pages):
    for number in range(count):
        registration = make.registration(
            program, number_text=f"{number + 1:03}", number_value=number + 1
        )
        make.term(registration)

    rows = list(roster_rows(program.pk, RosterChoice(TODAY)))
    printed = pages_of(
        roster_pdf(office, rows, RosterPrint("第2号", "青葉 花子")), f"roster{count}"
    )

    assert len(printed) == pages
    assert in_order(
        printed[0],
        ["登録番号", "登録期間", "氏名（性別）（生年月日）", "住所連絡先", "備考", "001",
         "令和8年4月1日から", "令和10年3月31日まで", "山田花子", "昭和45年5月5日"],
    ) == []  # fmt: skip
    assert all("取扱注意　第2号" in page for page in printed)
    assert "あおば市福祉課" in printed[0]
    assert f"{count:03}" in printed[-1]


def test_the_roster_names_who_left_and_prints_long_numbers(office, program):
    registration = make.registration(
        program, number_text="みどり-2026-000123", state="withdrawn", state_since=date(2026, 8, 1)
    )
    make.term(registration)
    choice = RosterChoice(TODAY, with_ended=True)

    text = pages_of(roster_pdf(office, roster_rows(program.pk, choice), RosterPrint()))[0]

    assert "令和8年8月1日辞退" in "".join(text.split())
    assert "みどり-2026-000123" in "".join(text.split())
    assert list(roster_rows(program.pk, RosterChoice(TODAY))) == []


def test_an_expired_registration_stands_on_the_roster_only_when_asked(program):
    make.term(make.registration(program), date(2024, 4, 1))
    after = date(2026, 10, 1)
    assert list(roster_rows(program.pk, RosterChoice(after))) == []
    assert len(list(roster_rows(program.pk, RosterChoice(after, with_expired=True)))) == 1
    assert len(list(roster_rows(program.pk, RosterChoice(date(2026, 3, 31))))) == 0
    Registration.objects.update(registered_on=date(2024, 4, 1))
    assert len(list(roster_rows(program.pk, RosterChoice(date(2026, 3, 31))))) == 1


def test_real_names_reach_paper_and_workbook(office, program):
    for name in REAL_NAMES:
        make.term(make.registration(program, make.person(name)))
    rows = list(roster_rows(program.pk, RosterChoice(TODAY)))

    text = pages_of(roster_pdf(office, rows, RosterPrint()), "roster-names")[0]
    book = openpyxl.load_workbook(BytesIO(roster_workbook(office, rows, ["number", "name"])))

    assert [row.name for row in rows] == REAL_NAMES
    cells = [row[1] for row in book.active.iter_rows(min_row=3, values_only=True)]
    assert cells == REAL_NAMES
    for name in REAL_NAMES:
        assert name.split()[0] in text


def test_the_workbook_has_the_chosen_columns_and_no_formulas(office, program):
    make.term(make.registration(program, make.person("=HYPERLINK(1)", phone="0312345678")))
    rows = list(roster_rows(program.pk, RosterChoice(TODAY)))
    chosen = ["phone", "name", "birth_date", "valid_through"]

    sheet = openpyxl.load_workbook(BytesIO(roster_workbook(office, rows, chosen))).active

    grid = list(sheet.iter_rows(min_row=2, values_only=True))
    assert grid[0] == ("氏名", "生年月日", "電話", "登録期間（まで）")
    assert grid[1][0] == "=HYPERLINK(1)"
    assert sheet["A3"].data_type == "s"
    assert grid[1][2] == "03-1234-5678"
    assert grid[1][1].date() == date(1970, 5, 5)
    assert set(chosen) <= set(ROSTER_FIELDS)


@pytest.mark.parametrize("count", [1, 3])
def test_the_roster_costs_one_query(program, count, django_assert_num_queries):
    for _ in range(count):
        make.term(make.registration(program))

    with django_assert_num_queries(1):
        assert len(list(roster_rows(program.pk, RosterChoice(TODAY)))) == count


def test_labels_leave_out_people_without_address(program):
    make.term(make.registration(program, make.person("宛名 有子")))
    make.term(make.registration(program, make.person("宛名 無子", address="")))
    rows = list(roster_rows(program.pk, RosterChoice(TODAY)))

    text = pages_of(address_labels(rows, "label-12", SheetOptions(), created=NOW), "labels")[0]

    assert "宛名 有子　様" in text
    assert [row.name for row in without_address(rows)] == ["宛名 無子"]
    assert "無子" not in text
