"""Certificates: frozen, numbered, verifiable, never changed (rules A6, E4, G3; T16–T19)."""

import hashlib
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pypdfium2
import pytest
import zxingcpp
from django.core.files.storage import FileSystemStorage
from django.db import InternalError, transaction
from django.urls import reverse

from foundation.audit.models import AccessLog
from foundation.documents.models import PrintItem
from foundation.documents.storage import attach_pdf, read_pdf
from foundation.notices.models import Notice
from foundation.organizations.models import Issuer
from foundation.organizations.permissions import Role
from foundation.pdf.fonts import default_font_dir
from foundation.people.actions.erasure import erase_person
from foundation.people.actions.people import update_person
from foundation.people.enums import Basis
from foundation.references import token_hash
from foundation.refusals import Refused
from tests.factories.base import NOW
from tests.factories.organizations import IssuerFactory
from tests.factories.people import PersonFactory
from tests.factories.trainings import (
    STARTS,
    ApplicationFactory,
    CertificateIssueFactory,
    CompletionFactory,
    CourseFactory,
)
from tests.foundation.adminsite.desk import Desk
from trainings.actions.certificates import (
    Issuing,
    draw_missing_pdf,
    issue_certificates,
    reissue_certificate,
    revoke_certificate,
)
from trainings.actions.completions import void_completion
from trainings.documents.certificate import draw_papers, verify_url
from trainings.documents.snapshots import verify_code
from trainings.enums import CertificateKind
from trainings.jobs import issue_for_completions
from trainings.models import CertificateIssue, Course
from trainings.queries.papers import papers_to_print
from trainings.queries.verification import find_verification

pytestmark = pytest.mark.django_db
needs_fonts = pytest.mark.skipif(
    not any(Path(default_font_dir()).glob("*.ttf")), reason="the fonts are not converted yet"
)
KIND = CertificateKind.CERTIFICATE
TODAY = Issuing(KIND, date(2026, 11, 5))
AFTER = STARTS + timedelta(days=5)


def issue(completion, clerk, issuing=TODAY) -> CertificateIssue:
    (made,) = issue_certificates([completion], issuing, actor=clerk, now=AFTER)
    return made


def text_of(pdf: bytes) -> str:
    document = pypdfium2.PdfDocument(pdf)
    try:
        return "".join(page.get_textpage().get_text_range() for page in document)
    finally:
        document.close()


def named(name: str):
    person = PersonFactory(name=name)
    return CompletionFactory(
        application=ApplicationFactory(person=person, name=name, email="a@example.jp")
    )


def test_the_snapshot_freezes_every_printed_word(aoba, clerk):
    completion = named("𠮷田 花子")

    made = issue(completion, clerk)

    assert made.snapshot["name"] == "𠮷田 花子"
    assert made.snapshot["number"] == completion.number_text
    assert made.snapshot["date"] == "令和8年11月5日"
    assert made.snapshot["issuers"] == ["あおば市長　山田 太郎"]
    assert made.snapshot["titles"] == ["ひきこもりサポーター養成研修", "修了証書"]
    assert made.snapshot["body"].startswith("あなたは令和8年度ひきこもりサポーター")


def test_data_and_paper_both_tell_and_queue(aoba, clerk):
    issue(named("青木 花子"), clerk)

    notice = Notice.objects.get()
    assert notice.kind == "trainings.certificate"
    assert "修了証は、次のページで開けます" in notice.body
    assert "取消" not in notice.body
    assert PrintItem.objects.get().sheet == "A4"


def test_rule_g3_an_issue_cannot_be_changed(aoba, clerk):
    made = issue(named("青木 花子"), clerk)
    row = CertificateIssue.objects.filter(pk=made.pk)
    row.update(pdf="issues/a.pdf", sha256="a" * 64)  # the paper is drawn after the row
    row.update(printed_at=AFTER, revoked_at=AFTER, revoked_reason="氏名の誤り")

    changes: list[dict[str, Any]] = [
        {"number_text": "1"},
        {"issued_on": date(2027, 1, 1)},
        {"snapshot": {}},
        {"kind": "card"},
        {"completion": named("森 実")},
        {"pdf": "issues/b.pdf"},
        {"pdf": ""},
        {"sha256": "b" * 64},
        {"sha256": ""},
    ]
    for change in changes:
        with pytest.raises(InternalError), transaction.atomic():
            row.update(**change)


def test_rule_g3_of_two_who_draw_the_paper_at_once_the_first_is_kept(
    aoba, clerk, settings, tmp_path
):
    settings.MEDIA_ROOT = tmp_path
    made = issue(named("青木 花子"), clerk)
    late = CertificateIssue.objects.get(pk=made.pk)

    attach_pdf(made, b"%PDF-first")
    attach_pdf(late, b"%PDF-late")

    assert read_pdf(CertificateIssue.objects.get(pk=made.pk)) == b"%PDF-first" == read_pdf(late)
    assert len([one for one in tmp_path.rglob("*") if one.is_file()]) == 1


def test_t18_issuing_twice_makes_one(aoba, clerk):
    completion = named("青木 花子")
    issue(completion, clerk)

    assert issue_certificates([completion], TODAY, actor=clerk, now=AFTER) == []
    assert CertificateIssue.objects.count() == 1


def test_a_day_without_an_issuer_is_refused(aoba, clerk):
    Issuer.objects.all().delete()

    with pytest.raises(Refused, match="発行者"):
        issue(named("青木 花子"), clerk)


MAYOR, HEAD, CHAIR = "あおば市長　山田 太郎", "実行委員長　会田 花子", "社会福祉協議会長　森 一郎"


@pytest.mark.parametrize(
    ("chosen", "names"),
    [
        ([], [MAYOR, CHAIR]),  # everybody who signs on the day
        ([1], [MAYOR]),
        ([3], [CHAIR]),
        ([3, 1], [MAYOR, CHAIR]),  # always in the signing order
        ([2, 3], [CHAIR]),  # the second had not begun
        ([2], None),
    ],
)
def test_rule_b15_a_course_chooses_who_signs(aoba, clerk, chosen, names):
    IssuerFactory(slot=2, title="実行委員長", name="会田 花子", valid_from=date(2027, 1, 1))
    IssuerFactory(slot=3, title="社会福祉協議会長", name="森 一郎")
    completion = named("青木 花子")
    Course.objects.update(issuer_slots=chosen)

    if names is None:
        with pytest.raises(Refused, match="選んだ発行者") as caught:
            issue(completion, clerk)
        assert caught.value.code == "no_issuer"
        assert not CertificateIssue.objects.exists()
    else:
        assert issue(completion, clerk).snapshot["issuers"] == names


def test_t17_a_reissue_keeps_the_number_and_prints_both_dates(aoba, clerk):
    completion = named("青木 花子")
    first = issue(completion, clerk)
    update_person(completion.person, name="赤木 花子", actor=clerk, now=AFTER)

    second = reissue_certificate(
        first, issued_on=date(2027, 2, 1), reason="改姓のため", actor=clerk, now=AFTER
    )

    assert (second.number_text, second.issue_index) == (first.number_text, 2)
    assert second.snapshot["date"] == "令和8年11月5日（令和9年2月1日 再交付）"
    assert second.snapshot["name"] == "赤木 花子"
    assert CertificateIssue.objects.get(pk=first.pk).snapshot["name"] == "青木 花子"
    assert first.verify_hash != second.verify_hash
    with pytest.raises(Refused, match="理由"):
        reissue_certificate(first, issued_on=date(2027, 2, 1), reason="", actor=clerk, now=AFTER)


def test_t19_after_a_change_of_name_the_old_paper_is_marked_and_stays_as_it_was(aoba, clerk):
    completion = named("青木 花子")
    first = issue(completion, clerk)
    old = verify_code(aoba.pk, completion.pk, first.kind, 1)
    before = find_verification(old)
    kept = CertificateIssue.objects.filter(pk=first.pk).values().get()
    update_person(completion.person, name="赤木 花子", actor=clerk, now=AFTER)
    unasked = find_verification(old)

    reissue_certificate(
        first, issued_on=date(2027, 2, 1), reason="改姓のため", actor=clerk, now=AFTER
    )

    old_paper = find_verification(old)
    new_paper = find_verification(verify_code(aoba.pk, completion.pk, first.kind, 2))
    assert None not in (before, unasked, old_paper, new_paper)
    assert CertificateIssue.objects.filter(pk=first.pk).values().get() == kept
    assert (before.name, before.state) == (unasked.name, unasked.state) == ("青＊ ＊＊", "有効")
    assert (old_paper.name, old_paper.state) == (before.name, "有効（再交付あり）")
    assert (new_paper.name, new_paper.state) == ("赤＊ ＊＊", "有効")
    assert new_paper.number == old_paper.number


def test_a_revoked_paper_is_told_on_the_verification_page(aoba, clerk):
    made = issue(named("青木 花子"), clerk)
    code = verify_code(aoba.pk, made.completion_id, made.kind, 1)
    assert made.verify_hash == token_hash(code)

    revoke_certificate(made, reason="誤って発行したため", actor=clerk, now=AFTER)

    found = find_verification(code)
    assert found is not None
    assert found.state == "取り消されています"
    assert len(code) == 16


@needs_fonts
def test_rule_g3_the_stored_pdf_is_served_unchanged(aoba, clerk, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    completion = named("𠮷田 花\U000e0100子")
    made = issue(completion, clerk)

    draw_missing_pdf(made, aoba)
    stored = read_pdf(made)
    update_person(completion.person, name="別 人", actor=clerk, now=AFTER)
    draw_missing_pdf(CertificateIssue.objects.get(pk=made.pk), aoba)

    assert read_pdf(CertificateIssue.objects.get(pk=made.pk)) == stored
    assert hashlib.sha256(stored).hexdigest() == made.sha256
    text = text_of(stored)
    assert "𠮷田" in text
    assert completion.number_text in text
    assert "令和8年度" in text


@needs_fonts
def test_rule_e4_the_qr_leads_to_the_verification_page(aoba, clerk):
    made = issue(named("青木 花子"), clerk)

    document = pypdfium2.PdfDocument(draw_papers([made], aoba, NOW))
    image = document[0].render(scale=3).to_pil()
    document.close()

    (code,) = zxingcpp.read_barcodes(image)
    assert code.text == verify_url(made, aoba)
    assert code.text.startswith("http://testserver/aoba/verify/")


@needs_fonts
def test_cards_come_ten_to_a_sheet(aoba, clerk):
    course = CourseFactory()
    completions = [
        CompletionFactory(application=ApplicationFactory(course=course)) for _ in range(11)
    ]
    cards = issue_certificates(
        completions, Issuing(CertificateKind.CARD, date(2026, 11, 5)), actor=clerk, now=AFTER
    )

    document = pypdfium2.PdfDocument(draw_papers(cards, aoba, NOW))

    assert len(document) == 2
    document.close()
    assert {item.sheet for item in PrintItem.objects.all()} == {"card-10"}


class Handle:
    """What the job's function holds in its hand, without a worker."""

    def __init__(self, params, actor):
        self.params, self.actor, self.steps = params, actor, []

    def now(self):
        return AFTER

    def cancelled(self):
        return False

    def progress(self, done, total=None, message=None):
        self.steps.append((done, total))


@needs_fonts
def test_the_job_issues_and_draws_and_can_be_repeated(aoba, clerk, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    completions = [named(f"青木 {n}") for n in range(3)]
    params = {
        "completion_ids": [one.pk for one in completions],
        "kind": KIND.value,
        "issued_on": "2026-11-05",
    }
    first, again = Handle(params, clerk), Handle(params, clerk)

    issue_for_completions(first)
    issue_for_completions(again)

    assert CertificateIssue.objects.exclude(pdf="").count() == 3
    assert first.steps[-1] == (3, 3)
    assert again.steps == []


def test_of_an_erased_paper_nothing_is_drawn_again(world, aoba, clerk, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    made = issue(named("青木 花子"), clerk)
    attach_pdf(made, b"%PDF")
    erase_person(made.completion.person, basis=Basis.REQUEST, actor=clerk, now=AFTER)
    made.refresh_from_db()
    assert (made.pdf.name, made.sha256 != "") == ("", True)

    with pytest.raises(Refused, match="消去されたため"):
        draw_missing_pdf(made, aoba)
    # Issuing for everybody of a course comes across it, too.
    params = {
        "completion_ids": [made.completion_id], "kind": KIND.value, "issued_on": "2026-11-05",
    }  # fmt: skip
    issue_for_completions(Handle(params, clerk))
    desk = Desk(world.member(Role.CLERK))
    address = reverse("admin:certificate_pdf", args=[made.pk])
    assert desk.get(address).status_code == 404
    page = reverse("admin:trainings_certificateissue_change", args=[made.pk])
    assert address not in desk.get(page).content.decode()
    printed = desk.post(bulk_print(), {"_ids": f"{made.pk},{issue(named('青木 一'), clerk).pk}"})
    assert "消去されたため、印刷できません" in printed.content.decode()


def test_papers_lie_in_the_order_of_their_numbers(aoba):
    """A number without leading zeros: as text, 第10号 would lie before 第9号."""
    course = CourseFactory()
    made = [
        CertificateIssueFactory(
            completion__application__course=course,
            completion__number_value=value, completion__number_text=f"第{value}号",
        )
        for value in (100, 9, 10)
    ]  # fmt: skip

    printed = papers_to_print(one.pk for one in made)

    assert [one.number_text for one in printed] == ["第9号", "第10号", "第100号"]


def bulk_print() -> str:
    return reverse("admin:trainings_certificateissue_bulk_print")


@needs_fonts
def test_only_what_stands_is_printed_and_the_queue_waits_for_the_printer(world, aoba, clerk):
    good, revoked = (issue(named(name), clerk) for name in ("青木 一", "青木 二"))
    revoke_certificate(revoked, reason="誤り", actor=clerk, now=AFTER)
    desk = Desk(world.member(Role.CLERK))

    assert desk.post(bulk_print(), {"_ids": f"{good.pk},{revoked.pk}"}).status_code == 200

    states = dict(PrintItem.objects.values_list("target_id", "state"))
    assert states == {good.pk: "waiting", revoked.pk: "cancelled"}
    assert CertificateIssue.objects.get(pk=good.pk).printed_at is None
    item = PrintItem.objects.get(target_id=good.pk)
    mark = reverse("admin:documents_printitem_printed", args=[item.pk])
    assert desk.post(mark, {}).status_code == 302
    assert CertificateIssue.objects.get(pk=good.pk).printed_at is not None
    void_completion(good.completion, reason="誤り", actor=clerk, now=AFTER)
    assert CertificateIssue.objects.filter(revoked_at=AFTER).count() == 2
    logged = AccessLog.objects.filter(action="print").latest("pk")
    assert logged.object_ids == [good.pk]


@needs_fonts
def test_a_full_disk_does_not_reissue_twice(world, aoba, clerk, monkeypatch, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    made = issue(named("青木 花子"), clerk)
    desk = Desk(world.member(Role.CLERK))
    page = reverse("admin:trainings_certificateissue_reissue", args=[made.pk])
    with monkeypatch.context() as disk:
        disk.setattr(FileSystemStorage, "_save", full_disk)
        answer = desk.post(page, {"reason": "紛失", "issued_on": "令和8年11月10日"})
    assert answer.status_code == 302
    again = CertificateIssue.objects.get(issue_index=2)
    assert again.pdf.name == ""
    assert desk.get(reverse("admin:certificate_pdf", args=[again.pk])).status_code == 200


def full_disk(self, name, content):
    raise OSError(28, "No space left on device")
