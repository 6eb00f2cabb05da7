"""資料8, 資料9 and the letters: fields in printed order, and no name where none may stand."""

from datetime import date

import pytest
from django.urls import reverse

from dispatch.actions.cards import issue_card
from dispatch.actions.letters import LetterFacts, issue_letter, person_told
from dispatch.cases.enums import ScopeItem
from dispatch.documents.agreement import agreement_paper
from dispatch.documents.consent_form import ConsentPaper, consent_form
from dispatch.documents.incident_form import IncidentPaper, incident_form
from dispatch.documents.letters import letter_pdf
from dispatch.documents.office import office_for
from dispatch.documents.report_form import ReportPaper, report_form
from dispatch.documents.request_form import request_form
from dispatch.enums import LetterKind
from dispatch.forms.supporter import ReportForm
from dispatch.models import ActivityReport, DispatchSettings
from foundation.audit.models import AccessLog
from foundation.pdf.furniture import Furniture
from foundation.refusals import Refused
from tests.dispatch.test_staff_pages import change, press
from tests.factories import dispatch as make
from tests.factories.base import NOW
from tests.foundation.adminsite.desk import Desk
from tests.supporters.papers import in_order, pages_of

pytestmark = pytest.mark.django_db

DAY = date(2026, 10, 1)
FIELDS_OF_9 = [
    "ひきこもりサポーター活動報告書", "報告日：", "サポーター氏名：", "対象者氏名", "活動日時",
    "活動場所", "活動種別", "具体的活動内容", "記録", "次回", "今後の活動内容", "今後の方針",
    "備考",
]  # fmt: skip


@pytest.fixture
def office(program, aoba):
    return office_for(program.pk, aoba, on=DAY, now=NOW)


@pytest.fixture
def report(path) -> ActivityReport:
    visit = make.visit(path.active())
    row: ActivityReport = ActivityReport.objects.create(
        visit=visit, supporter=visit.supporter, starts_at=visit.starts_at, ends_at=visit.ends_at,
        place="北公民館", activity_types=["visit", "other"], other_type="手芸",
        content="公園まで散歩をした", record="笑顔が見られた", next_plan="手芸を一緒にする",
        next_on=make.VISIT_AT, future_content="外出の回数を増やす", policy="continue",
        remarks="特になし", state="submitted", submitted_at=NOW,
        reported_on=date(2026, 10, 10),
    )  # fmt: skip
    return row


# Each paper with the setting that holds its 様式番号 (まんのう町 第1号～第4号; 津南町 第1号).
FORM_NUMBERS = {
    "request": "様式第１号（第５条関係）",
    "approval": "様式第２号（第６条関係）",
    "decline": "様式第２号の２",
    "invitation": "様式第３号（第７条関係）",
    "card": "様式第４号（第８条関係）",
    "agreement": "様式第５号",
    "consent": "様式第６号",
    "report": "様式第７号",
    "incident": "様式第８号",
    "ending": "様式第９号",
}
LETTERS = {
    "approval": (LetterKind.APPROVAL, "approved"),
    "decline": (LetterKind.DECLINE, "declined"),
    "ending": (LetterKind.CANCELLATION, "closed"),
}


class TestFormNumbers:
    """The 様式第○号 of the by-law stands on the paper it belongs to, and on no other."""

    @pytest.fixture
    def paper(self, path, program, aoba, doer):
        """Return a function that draws one paper of the programme."""

        def draw(kind: str) -> bytes:
            office = office_for(program.pk, aoba, on=DAY, now=NOW)
            if kind in LETTERS:
                letter, path.request.state = LETTERS[kind]
                path.request.decided_on, path.request.decision_reason = DAY, "理由"
                path.request.ended_on = DAY if kind == "ending" else None
                path.request.save()
                return letter_pdf(issue_letter(path.request, LetterFacts(letter, DAY), **doer))
            if kind == "invitation":
                asked = make.invitation(path.request, path.supporter)
                facts = LetterFacts(LetterKind.INVITATION, DAY, invitation=asked)
                return letter_pdf(issue_letter(path.request, facts, **doer))
            if kind == "card":
                DispatchSettings.objects.update(uses_assignment_card=True)
                return letter_pdf(issue_card(path.active(begun_on=DAY), issued_on=DAY, **doer))
            return {
                "request": lambda: request_form(office),
                "agreement": lambda: agreement_paper(office, path.active(), Furniture()),
                "consent": lambda: consent_form(office, make.text_of(program), ConsentPaper()),
                "report": lambda: report_form(office, ReportPaper()),
                "incident": lambda: incident_form(office, IncidentPaper()),
            }[kind]()

        return draw

    def test_every_setting_has_its_paper(self):
        named = {f.name for f in DispatchSettings._meta.fields if f.name.endswith("form_number")}

        assert named == {f"{kind}_form_number" for kind in FORM_NUMBERS}

    @pytest.mark.parametrize("kind", FORM_NUMBERS)
    def test_stands_on_its_paper_alone(self, paper, kind):
        DispatchSettings.objects.update(
            **{f"{one}_form_number": number for one, number in FORM_NUMBERS.items()}
        )

        text = "".join(pages_of(paper(kind), f"numbered-{kind}"))

        assert [one for one in FORM_NUMBERS if FORM_NUMBERS[one] in text] == [kind]

    @pytest.mark.parametrize("kind", FORM_NUMBERS)
    def test_a_programme_without_numbers_prints_none(self, paper, kind):
        assert "様式" not in "".join(pages_of(paper(kind)))

    def test_what_was_issued_keeps_its_number(self, path, doer):
        DispatchSettings.objects.update(approval_form_number="様式第２号")
        letter = issue_letter(path.request, LetterFacts(LetterKind.APPROVAL, DAY), **doer)

        DispatchSettings.objects.update(approval_form_number="様式第３号")

        assert "様式第２号" in "".join(pages_of(letter_pdf(letter)))

    def test_a_letter_from_before_the_setting_is_still_drawn(self, path, doer):
        letter = issue_letter(path.request, LetterFacts(LetterKind.APPROVAL, DAY), **doer)
        del letter.snapshot["form_number"]

        assert "承認" in "".join(pages_of(letter_pdf(letter)))


# (state, requested by) → words of the letter in order, and words that may not be in it.
ENDS = [
    ("declined", "family", LetterKind.DECLINE,
     ["秘野 母", "派遣について", "見送る", "決定の日　令和8年9月28日", "理由　家事の手伝いのため"],
     ["終え", "終了"]),
    ("closed", "family", LetterKind.CANCELLATION,
     ["秘野 母", "派遣の終了について", "次のとおり終えました", "終了の日　令和8年9月30日"],
     ["決定の日", "家事の手伝い", "目標に届いた"]),
    ("withdrawn", "family", LetterKind.CANCELLATION,
     ["秘野 母", "申込みの取下げについて", "取下げの日　令和8年9月30日"],
     ["終え", "終了", "目標に届いた"]),
    ("closed", "person", LetterKind.CANCELLATION, ["秘野 匿子", "終了の日"], ["秘野 母"]),
    ("declined", "person", LetterKind.DECLINE, ["秘野 匿子", "見送る"], ["秘野 母"]),
]  # fmt: skip


class TestEnds:
    """What the last letter says, and to whom; why work ended stays in the file."""

    @pytest.mark.parametrize(("state", "asked_by", "kind", "said", "unsaid"), ENDS)
    def test_each_end_has_its_own_words(self, path, doer, state, asked_by, kind, said, unsaid):
        row = path.request
        row.case.family.update(is_main_contact=True)
        row.state, row.requested_by, row.decision_reason = state, asked_by, "家事の手伝いのため"
        if state != "declined":
            row.ended_on, row.end_reason = date(2026, 9, 30), "目標に届いた"
        row.save()

        letter = issue_letter(row, LetterFacts(kind, DAY), **doer)
        text = "".join(pages_of(letter_pdf(letter), f"end-{state}-{asked_by}"))

        assert in_order(text, said) == []
        told = person_told(row)
        assert said[0] == told.name
        assert [word for word in unsaid if word in "".join(text.split())] == []


# What each of the five items of 資料8 is about, in its order; the first names eight facts.
FACTS_OF_8 = ["氏名", "性別", "生年月日", "住所", "連絡先", "相談内容", "生活歴", "既往歴"]
ITEMS_OF_8 = [FACTS_OF_8, ["希望", "変わった"], ["会議"], ["約束", "共有"], ["実費"]]


class TestConsentForm:
    def test_has_the_parts_of_the_specimen_in_order(self, office, program):
        text = make.text_of(program)
        office.organization.fax = "0312345679"
        (page,) = pages_of(consent_form(office, text, ConsentPaper("K7PX4M")), "consent")

        words = ["K7PX4M", "あおば市ひきこもりサポーターによる支援への同意について",
                 "あおば市長", "殿", text.opening, *[f"○{item}" for item in text.items],
                 "受ける支援", "本人への支援", "家族への支援", "サポーター", "関係機関", "支援会議",
                 "年", "月", "日", "本人署名", "お問い合わせ先",
                 "あおば市福祉課", "担当者：", "連絡先：", "（ＴＥＬ）", "（ＦＡＸ）"]  # fmt: skip
        assert in_order(page, words) == []

    def test_the_first_wording_says_each_item_of_the_specimen(self, program):
        text = make.text_of(program)

        assert len(text.items) == len(ITEMS_OF_8)
        for item, words in zip(text.items, ITEMS_OF_8, strict=True):
            assert in_order(item, words) == []
        # Some of the eight are chosen for each recipient: no ninth, none left out.
        assert [item.label for item in ScopeItem] == FACTS_OF_8

    def test_of_the_family_has_its_own_signature(self, office, program):
        paper = ConsentPaper("K7PX4M", whose="父母")
        (page,) = pages_of(consent_form(office, make.text_of(program), paper))

        assert in_order(page, ["家族署名（父母）"]) == []


class TestReportForm:
    def test_blank_has_every_field_in_order(self, office):
        (page,) = pages_of(report_form(office, ReportPaper()), "report-blank")

        assert in_order(page, FIELDS_OF_9) == []
        # What the specimen prints in and below the cells, row by row.
        printed = ["報告日：", "年", "月", "日（）", "サポーター氏名：", "対象者氏名", "活動日時",
                   "年", "月", "日（）", "時", "分～", "時", "分", "活動種別", "訪問", "面接",
                   "外出同行", "関係者会議等", "その他（", "記録", "様子", "反応", "感想", "次回",
                   "約束", "要望", "意見", "今後の活動内容", "担当者と", "確認", "今後の方針",
                   "継続", "中断", "終了", "その他（", "備考"]  # fmt: skip
        assert in_order(page, printed) == []

    def test_filled_stands_under_the_case_number(self, office, report):
        paper = ReportPaper("山田 花子", "K7PX4M", report.starts_at, report.ends_at,
                            report.place, report)  # fmt: skip
        (page,) = pages_of(report_form(office, paper), "report")

        filled = ["令和8年10月10日（土）", "山田 花子", "K7PX4M", "14時00分～15時30分", "北公民館",
                  "手芸", "公園まで散歩をした", "笑顔が見られた", "手芸を一緒にする",
                  "外出の回数を増やす", "特になし"]  # fmt: skip
        assert in_order(page, filled) == []
        assert "負担" not in page


# Label on the paper, the value that stands in its row, the field of the phone's form (資料9).
FIELD_BY_FIELD = [
    ("報告日：", "令和8年10月10日（土）", "reported_on"),
    ("サポーター氏名：", "山田 花子", None),
    ("対象者氏名", "K7PX4M", None),
    ("活動日時", "令和8年10月10日（土）　14時00分～15時30分", "day"),
    ("活動場所", "北公民館", "place"),
    ("活動種別", "手芸", "activity_types"),
    ("具体的活動内容", "公園まで散歩をした", "content"),
    ("記録", "笑顔が見られた", "record"),
    ("次回", "手芸を一緒にする", "next_plan"),
    ("今後の活動内容", "外出の回数を増やす", "future_content"),
    ("今後の方針", "継続", "policy"),
    ("備考", "特になし", "remarks"),
]


class TestFieldByField:
    """資料9: twelve fields, in the printed order, each with its own value and nobody else's."""

    def test_each_value_stands_under_its_own_label(self, office, report):
        paper = ReportPaper("山田 花子", "K7PX4M", report.starts_at, report.ends_at,
                            report.place, report)  # fmt: skip
        (page,) = pages_of(report_form(office, paper))
        text = page.replace("\n", "").replace(" ", "")

        at, rows = 0, []
        for label, _, _ in FIELD_BY_FIELD:
            at = text.index(label, at)
            rows.append(at)
        rows.append(len(text))
        for number, (label, value, _) in enumerate(FIELD_BY_FIELD):
            row = text[rows[number] : rows[number + 1]]
            assert value.replace(" ", "").replace("　", "") in row.replace("　", ""), label

    def test_the_form_on_the_phone_asks_in_the_same_order(self, report):
        asked = list(ReportForm(visit=report.visit).fields)
        printed = [name for _, _, name in FIELD_BY_FIELD if name]

        # The day of the report comes last on the phone: it is filled in already.
        in_the_order_of_the_phone = [*printed[1:], printed[0]]
        assert [name for name in asked if name in printed] == in_the_order_of_the_phone

    def test_every_column_of_the_report_is_printed_or_not_part_of_the_specimen(self, office):
        of_the_form = {"place", "activity_types", "other_type", "content", "record", "next_plan",
                       "next_on", "future_content", "policy", "other_policy", "remarks",
                       "starts_at", "ends_at", "reported_on"}  # fmt: skip
        ours = {"id", "organization", "created_at", "visit", "supporter", "is_joint", "state",
                "submitted_at", "set_aside", "keyed_from_paper"}  # fmt: skip

        columns = {field.name for field in ActivityReport._meta.concrete_fields}
        assert columns == of_the_form | ours


class TestClientBorneCosts:
    def test_are_told_on_the_paper_and_on_the_request(self, office, program, client):
        """資料8: what the support costs is borne by the person; told before anybody asks."""
        (page,) = pages_of(consent_form(office, make.text_of(program), ConsentPaper("K7PX4M")))
        asked = client.get(f"/aoba/support/{program.pk}/").content.decode()

        assert "実費" in page
        assert "実費" in asked
        assert "ご負担" in asked


class TestPrinting:
    @pytest.fixture
    def desk(self, coordinator, frozen) -> Desk:
        return Desk(coordinator)

    def test_the_case_number_stands_for_the_name(self, desk, report):
        answer = self.print(desk, report, "print")

        text = "".join(pages_of(answer.content))
        assert report.visit.assignment.request.case.number_text in text
        assert make.CLIENT_NAME not in text
        assert answer["Content-Disposition"] == 'inline; filename="report.pdf"'

    def test_the_name_is_printed_by_a_logged_choice(self, desk, report):
        answer = self.print(desk, report, "print_name", purpose="支援会議の資料")

        assert make.CLIENT_NAME in "".join(pages_of(answer.content))
        log = AccessLog.objects.get(object_type="cases.Client", action="print")
        assert log.purpose == "支援会議の資料"

    @staticmethod
    def print(desk, row, button, **data):
        url = reverse(f"admin:dispatch_activityreport_{button}", args=[row.pk])
        answer = desk.post(url, data)
        assert answer["Content-Type"] == "application/pdf"
        return answer

    def test_a_letter_is_issued_and_served_unchanged(self, desk, path):
        answer = press(desk, path.request, "letter", number_text="", issued_on="R8.10.1")
        first = desk.get(answer.url)
        second = desk.get(answer.url)

        assert first.content == second.content
        text = "".join(pages_of(first.content, "letter-approval"))
        assert "第1号" in text
        assert "令和8年10月1日" in text
        assert "第1号" in desk.get(change(path.request)).content.decode()

    def test_blank_papers_open(self, desk, case, path):
        visit = make.visit(path.active())
        for url in (
            reverse("admin:case_consent_paper", args=[case.pk]),
            reverse("admin:case_consent_paper", args=[case.pk]) + "?who=family",
            reverse("admin:visit_report_paper", args=[visit.pk]),
        ):
            answer = desk.get(url)
            assert answer["Content-Type"] == "application/pdf"
            assert make.CLIENT_NAME not in "".join(pages_of(answer.content))


class TestLetters:
    def test_the_invitation_carries_a_return_slip_and_coarse_facts(self, path, doer):
        invitation = make.invitation(path.request, path.supporter)
        letter = issue_letter(
            path.request, LetterFacts(LetterKind.INVITATION, DAY, invitation=invitation), **doer
        )

        pages = pages_of(letter_pdf(letter), "letter-invitation")
        text = "".join(pages)
        assert (
            in_order(pages[0], ["第1号", "令和8年10月1日", "山田 花子", "北部", "土曜日の午後"])
            == []
        )
        assert in_order(pages[1], ["返信票", "承諾します", "辞退します"]) == []
        assert make.CLIENT_NAME not in text
        assert path.request.case.number_text not in text

    def test_a_number_is_used_once(self, path, doer):
        issue_letter(path.request, LetterFacts(LetterKind.APPROVAL, DAY, "福第5号"), **doer)

        with pytest.raises(Refused) as refused:
            issue_letter(path.request, LetterFacts(LetterKind.APPROVAL, DAY, "福第5号"), **doer)

        assert refused.value.code == "number_used"

    def test_a_letter_needs_its_decision(self, path, doer):
        with pytest.raises(Refused) as refused:
            issue_letter(path.request, LetterFacts(LetterKind.DECLINE, DAY), **doer)

        assert refused.value.code == "letter_not_due"
