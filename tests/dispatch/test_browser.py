"""Every page of dispatch in a real browser: axe, no sideways scrolling, also without scripts."""

from datetime import timedelta

import pytest
from django.conf import settings as django_settings
from django.urls import reverse

from dispatch.actions.reports import ask_about_report
from dispatch.enums import AssignmentState, ReportState
from dispatch.models import ActivityReport, Assignment
from dispatch.notices import HOME_LINK, INVITATION_LINK
from foundation.notices import links
from tests.factories import dispatch as make
from tests.factories import supporters as make_supporters
from tests.factories.base import NOW
from tests.foundation.adminsite.desk import Desk
from tests.plugins.browser import (
    DESK,
    PHONE,
    assert_sound,
    assert_sound_at_both_widths,
    browser,
    keep_picture,
    needs_chromium,
    open_page,
)

__all__ = ["browser", "open_page"]
pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.slow,
    pytest.mark.browser,
    needs_chromium,
    pytest.mark.usefixtures("frozen"),
]
SESSION = django_settings.SESSION_COOKIE_NAME
LATER = NOW + timedelta(days=300)


def signed_in(open_page, member, site, **window):
    """Return a page in which the member has signed in."""
    page = open_page(DESK, **window)
    value = Desk(member).cookies[SESSION].value
    page.context.add_cookies([{"name": SESSION, "value": value, "url": site}])
    return page


@pytest.fixture
def site(live_server, settings, program):
    settings.SASAE_FORM_MIN_SECONDS = 0
    settings.SITE_URL = live_server.url
    return live_server.url


def prove(page, supporter) -> None:
    """Type the last digits of the telephone on file."""
    page.get_by_label("電話番号の下4けた").fill(
        (supporter.person.mobile or supporter.person.phone)[-4:]
    )
    page.get_by_role("button", name="確認して表示する").click()


def test_a_supporter_answers_looks_and_reports_on_a_phone_without_scripts(
    site, path, at, open_page
):
    invitation = make.invitation(path.request, path.supporter)
    page = open_page(PHONE, javascript=False)
    page.goto(links.issue_link(INVITATION_LINK, invitation, expires_at=LATER))
    keep_picture(page, "dispatch-invitation")
    assert make.CLIENT_NAME not in page.content()
    page.get_by_label("担当へのひとこと").fill("土曜がよいです")
    page.get_by_role("button", name="引き受ける").click()
    keep_picture(page, "dispatch-accepted")
    assignment = Assignment.objects.get()
    Assignment.objects.filter(pk=assignment.pk).update(plan="月2回、一緒に散歩をする")
    page.reload()
    assert "一緒に散歩をする" not in page.content()
    keep_picture(page, "dispatch-plan-proof")
    prove(page, path.supporter)
    page.get_by_role("button", name="この内容で合意する").click()
    keep_picture(page, "dispatch-agreed")
    Assignment.objects.filter(pk=assignment.pk).update(
        state=AssignmentState.ACTIVE, agreed_by_user_on=NOW.date(), begun_on=NOW.date()
    )
    visit = make.visit(assignment)

    page.get_by_role("link", name="ご自分の予定へ").click()
    keep_picture(page, "dispatch-home")
    page.get_by_role("link", name="令和8年10月10日（土）午後2時から").click()
    keep_picture(page, "dispatch-visit")
    assert make.CLIENT_NAME in page.content()
    at(visit.starts_at)
    page.reload()
    page.get_by_role("button", name="活動を始めます").click()
    at(visit.ends_at)
    page.get_by_role("button", name="活動を終えました").click()
    page.get_by_role("link", name="活動報告を書く").click()
    page.get_by_label("訪問", exact=True).check()
    page.get_by_label("具体的活動内容").fill("公園まで散歩をした。")
    page.get_by_label("記録").fill("笑顔が見られた。")
    page.get_by_role("button", name="下書きを保存する").click()
    keep_picture(page, "dispatch-report-draft")
    page.get_by_label("継続").check()
    page.get_by_role("button", name="確認へ進む").click()
    keep_picture(page, "dispatch-report-check")
    page.get_by_role("button", name="この内容で報告する").click()
    keep_picture(page, "dispatch-report-sent")

    assert ActivityReport.objects.get().state == ReportState.SUBMITTED


def test_the_supporters_pages_are_sound(site, path, case, coordinator, doer, open_page):
    asked = make.invitation(make.request(case, coordinator.user), path.supporter)
    assignment = path.active()
    visit = make.visit(assignment)
    make.visit(assignment, make.VISIT_AT + timedelta(days=7), state="on_hold")
    held = make.visit(assignment, NOW - timedelta(days=2))
    report = ActivityReport.objects.create(
        visit=held, supporter=path.supporter, starts_at=held.starts_at, ends_at=held.ends_at,
        activity_types=["visit"], content="散歩", policy="continue", state="submitted",
        submitted_at=NOW, reported_on=NOW.date(),
    )  # fmt: skip
    ask_about_report(report, text="体調はいかがでしたか。", **doer)
    past = make.visit(assignment, NOW - timedelta(days=1))
    page = open_page(PHONE)
    page.goto(links.issue_link(HOME_LINK, path.supporter, expires_at=LATER))
    assert_sound_at_both_widths(page, "dispatch-own")
    page.goto(site + reverse("dispatch:visit", args=["aoba", visit.pk]))
    assert_sound_at_both_widths(page, "dispatch-visit-proof")
    prove(page, path.supporter)
    for name, pk in (("invitation", asked.pk), ("assignment", assignment.pk), ("visit", visit.pk),
                     ("report-form", past.pk), ("report", report.pk), ("contact", assignment.pk),
                     ("incident", assignment.pk)):  # fmt: skip
        page.goto(site + reverse(f"dispatch:{name}", args=["aoba", pk]))
        assert_sound_at_both_widths(page, f"dispatch-{name}")
    page.goto(site + reverse("dispatch:report-form", args=["aoba", past.pk]))
    page.get_by_role("button", name="確認へ進む").click()
    assert_sound_at_both_widths(page, "dispatch-report-faults")


def test_what_is_typed_is_kept_while_typing(site, path, open_page):
    visit = make.visit(path.active(), NOW - timedelta(hours=3))
    page = open_page(PHONE)
    page.goto(links.issue_link(HOME_LINK, path.supporter, expires_at=LATER))
    page.goto(site + reverse("dispatch:report-form", args=["aoba", visit.pk]))
    prove(page, path.supporter)

    page.get_by_label("具体的活動内容").fill("途中まで書いた")
    page.get_by_text("下書きを保存しました").wait_for()

    assert ActivityReport.objects.get().content == "途中まで書いた"


def test_what_is_typed_before_the_script_runs_is_kept_as_well(site, path, open_page):
    visit = make.visit(path.active(), NOW - timedelta(hours=3))
    page = open_page(PHONE)
    page.goto(links.issue_link(HOME_LINK, path.supporter, expires_at=LATER))
    page.goto(site + reverse("dispatch:report-form", args=["aoba", visit.pk]))
    page.add_init_script(
        """document.addEventListener("readystatechange", () => {
            const content = document.querySelector("[name=content]");
            if (content) content.value = "早く書いた";
        }, {once: true});"""  # before any script of the page
    )
    prove(page, path.supporter)

    page.get_by_text("下書きを保存しました").wait_for()

    assert ActivityReport.objects.get().content == "早く書いた"


def test_the_public_request_is_sound(site, program, open_page):
    page = open_page(PHONE)
    page.goto(f"{site}/aoba/support/{program.pk}/")
    assert_sound_at_both_widths(page, "dispatch-request")
    page.get_by_role("button", name="確認へ進む").click()
    assert_sound_at_both_widths(page, "dispatch-request-faults")
    page.get_by_label("家族", exact=True).check()
    page.get_by_label("本人のところへ来てほしい").check()
    page.get_by_label("お名前").fill("北町の母")
    page.get_by_label("電話番号").fill("090-1111-2222")
    page.get_by_label("頼みたいこと").fill("息子の話し相手になってほしい")
    page.get_by_label("書いた内容を").check()
    page.get_by_role("button", name="確認へ進む").click()
    assert_sound_at_both_widths(page, "dispatch-request-check")
    page.get_by_role("button", name="この内容で申し込む").click()
    assert_sound_at_both_widths(page, "dispatch-request-done")


def test_the_coordinators_pages_are_sound(site, path, case, coordinator, program, open_page):
    make.invitation(make.request(case, coordinator.user), path.supporter)
    make.request(case, coordinator.user, state="received", decided_on=None, decided_by=None)
    assignment = path.active()
    visit = make.visit(assignment)
    other = make_supporters.supporter(program, make_supporters.person("休止 太郎"))
    other.registration.state = "on_leave"
    other.registration.save()
    report = ActivityReport.objects.create(
        visit=visit, supporter=path.supporter, starts_at=visit.starts_at, ends_at=visit.ends_at,
        activity_types=["visit"], content="散歩", policy="continue", state="submitted",
        submitted_at=NOW, reported_on=visit.starts_at.date(),
    )  # fmt: skip
    page = signed_in(open_page, coordinator, site)
    pages = {
        "index": reverse("admin:index"),
        "cases": reverse("admin:cases_case_changelist"),
        "case": reverse("admin:cases_case_change", args=[case.pk]),
        "consent": reverse("admin:cases_case_consent", args=[case.pk]),
        "request": reverse("admin:dispatch_dispatchrequest_change", args=[path.request.pk]),
        "candidates": reverse("admin:dispatch_candidates", args=[path.request.pk]),
        "assignment": reverse("admin:dispatch_assignment_change", args=[assignment.pk]),
        "plan-visits": reverse("admin:dispatch_assignment_visits", args=[assignment.pk]),
        "visits": reverse("admin:dispatch_visit_changelist"),
        "report": reverse("admin:dispatch_activityreport_change", args=[report.pk]),
        "answer": reverse("admin:dispatch_activityreport_answer", args=[report.pk]),
        "untaken": reverse("admin:cases_untaken"),
        "emergency": reverse("admin:case_emergency"),
        "new-request": reverse("admin:new_body_request"),
        "calendar": reverse("admin:dispatch_calendar") + "?day=2026-10-10",
        "calendar-month": reverse("admin:dispatch_calendar") + "?view=month&day=2026-10-10",
        "exceptions": reverse("admin:case_exceptions") + "?month=2026-10",
        "veto": reverse("admin:cases_case_veto", args=[case.pk]),
        "pair": reverse("admin:cases_case_pair", args=[case.pk]),
        "ask-consent": reverse("admin:cases_case_ask_consent", args=[case.pk]),
        "hand-over": reverse("admin:cases_case_hand_over", args=[case.pk]),
        "curtain": reverse("admin:curtain"),
    }
    for name, address in pages.items():
        page.goto(site + address)
        assert_sound(page, f"dispatch-staff-{name}")
