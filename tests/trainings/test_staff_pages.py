"""Staff pages of courses, applications, reception, completion and papers."""

import re
from datetime import timedelta
from pathlib import Path

import pytest
from django.urls import reverse

from foundation.audit.models import AccessLog
from foundation.jobs.models import Job
from foundation.notices.models import Notice
from foundation.organizations.permissions import Role
from foundation.organizations.tenancy import within
from foundation.pdf.fonts import default_font_dir
from tests.factories.base import NOW
from tests.factories.organizations import (
    IssuerFactory,
    MembershipFactory,
    ProgramFactory,
    StaffUserFactory,
)
from tests.factories.trainings import (
    STARTS,
    ApplicationFactory,
    AttendanceFactory,
    CertificateIssueFactory,
    CompletionFactory,
    CourseFactory,
    TrainingSettingsFactory,
)
from tests.foundation.adminsite.desk import Desk
from trainings.enums import CourseState
from trainings.models import (
    ApplicantAttribute,
    Application,
    Attendance,
    Completion,
    Course,
    ReceptionDuty,
    Submission,
)

pytestmark = pytest.mark.django_db
needs_fonts = pytest.mark.skipif(
    not any(Path(default_font_dir()).glob("*.ttf")), reason="the fonts are not converted yet"
)


@pytest.fixture
def desk(world, frozen) -> Desk:
    return Desk(world.member(Role.CLERK))


def text_of(response) -> str:
    return re.sub(r"<[^>]+>", " ", response.content.decode())


def pages_of(course: Course, completion: Completion, certificate) -> list[str]:
    session = course.sessions.get()
    application = completion.application
    assert application is not None
    return [
        reverse("admin:index"),
        reverse("admin:trainings_course_changelist"),
        reverse("admin:trainings_course_change", args=[course.pk]),
        *(
            reverse(f"admin:trainings_course_{name}", args=[course.pk])
            for name in ("stop", "cancel", "capacity", "eligibility", "copy")
        ),
        reverse("admin:trainings_coursesession_change", args=[session.pk]),
        *(
            reverse(f"admin:trainings_coursesession_{name}", args=[session.pk])
            for name in ("postpone", "reschedule", "cancel", "held")
        ),
        reverse("admin:trainings_application_changelist"),
        reverse("admin:trainings_application_change", args=[application.pk]),
        *(
            reverse(f"admin:trainings_application_{name}", args=[application.pk])
            for name in ("correct", "move", "cancel")
        ),
        reverse("admin:course_entry", args=[course.pk]),
        reverse("admin:reception", args=[session.pk]),
        reverse("admin:reception_keyed", args=[session.pk]),
        reverse("admin:course_completion", args=[course.pk]),
        reverse("admin:trainings_completion_changelist"),
        reverse("admin:trainings_completion_change", args=[completion.pk]),
        reverse("admin:trainings_completion_void", args=[completion.pk]),
        reverse("admin:trainings_certificateissue_changelist"),
        reverse("admin:trainings_certificateissue_change", args=[certificate.pk]),
        *(
            reverse(f"admin:trainings_certificateissue_{name}", args=[certificate.pk])
            for name in ("reissue", "revoke")
        ),
    ]


def everything() -> list[str]:
    course = CourseFactory()
    completion = CompletionFactory(application=ApplicationFactory(course=course))
    return pages_of(course, completion, CertificateIssueFactory(completion=completion))


def test_every_page_opens(aoba, desk):
    for address in everything():
        assert desk.get(address).status_code == 200, address


def test_the_pages_of_another_organization_are_404(world, desk):
    with within(world.wakaba):
        foreign = [address for address in everything() if re.search(r"\d", address)]

    for address in foreign:
        assert desk.get(address).status_code == 404, address


def test_a_contractor_sees_its_own_programmes_alone(world, aoba, frozen):
    mine, other = ProgramFactory(), ProgramFactory()
    shown = CourseFactory(program=mine, title="受託した研修")
    hidden = CourseFactory(program=other, title="別の研修")
    contractor = MembershipFactory(
        user=StaffUserFactory(),
        organization=world.aoba,
        roles=[Role.CONTRACTOR.value],
        program_ids=[mine.pk],
        valid_through=NOW.date() + timedelta(days=100),
    )
    desk = Desk(contractor)

    listed = text_of(desk.get(reverse("admin:trainings_course_changelist")))

    assert "受託した研修" in listed
    assert "別の研修" not in listed
    assert desk.get(reverse("admin:course_entry", args=[shown.pk])).status_code == 200
    assert desk.get(reverse("admin:course_entry", args=[hidden.pk])).status_code == 404
    assert desk.get(reverse("admin:course_completion", args=[shown.pk])).status_code == 403


@pytest.mark.parametrize(
    ("values", "minutes", "said"),
    [
        ({}, -1, "公開（終了）"),
        ({"state": CourseState.STOPPED, "state_reason": "満席のため"}, -1, "募集停止（終了）"),
        ({}, 1, "公開"),
        ({"cancelled": True}, -1, "開催中止"),
    ],
)
@pytest.mark.usefixtures("frozen")
def test_the_list_of_courses_says_which_are_over(aoba, desk, values, minutes, said):
    course = CourseFactory(**values)
    ends = NOW + timedelta(minutes=minutes)
    Course.objects.filter(pk=course.pk).update(starts_at=ends - timedelta(hours=2), ends_at=ends)

    page = desk.get(reverse("admin:trainings_course_changelist")).content.decode()

    assert re.findall(r'<td class="field-state_now">([^<]*)</td>', page) == [said]


@pytest.mark.parametrize("n", [1, 3])
def test_the_list_of_applications_takes_a_constant_number_of_queries(
    aoba, desk, django_assert_max_num_queries, n
):
    ApplicationFactory.create_batch(n, course=CourseFactory())
    address = reverse("admin:trainings_application_changelist")
    desk.get(address)

    with django_assert_max_num_queries(20) as queries:
        desk.get(address)

    assert len(queries) <= 20


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        ({"offered": True}, "返事の期限 令和8年10月3日（土）午前9時"),
        ({"over_capacity_reason": "席に余裕があるため"}, "定員超過：席に余裕があるため"),
        ({"received": True, "is_repeat": True}, "受講歴を確認"),
        ({"waiting": True, "rank": 3}, "抽選 3位"),
        ({"state": "declined", "state_reason": "対象の方ではないため"}, "対象の方ではないため"),
        ({"cancelled": True, "state_reason": "あ" * 90}, "あ" * 39 + "…"),
    ],
)
def test_the_list_says_why_everybody_stands_where_they_stand(aoba, desk, facts, words):
    ApplicationFactory(**facts)

    listed = desk.get(reverse("admin:trainings_application_changelist")).content.decode()
    found = desk.get(reverse("admin:trainings_application_changelist"), {"q": "佐藤"})

    assert f"<small>{words}</small>" in listed
    assert f"<small>{words}</small>" in found.content.decode()


def test_the_list_finds_names_with_variants_folded(aoba, desk):
    ApplicationFactory(name="髙﨑 花子")
    ApplicationFactory(name="佐藤 一郎")

    found = text_of(desk.get(reverse("admin:trainings_application_changelist"), {"q": "高崎"}))

    assert "髙﨑 花子" in found
    assert "佐藤 一郎" not in found


def test_rule_b14_the_category_stands_on_no_page(aoba, desk):
    application = ApplicationFactory()
    AttendanceFactory(application=application)
    ApplicantAttribute.objects.create(
        application=application, attribute="concerned", age_band="50s"
    )
    session = application.course.sessions.get()

    for address in (
        reverse("admin:trainings_application_changelist"),
        reverse("admin:trainings_application_change", args=[application.pk]),
        reverse("admin:reception", args=[session.pk]),
        reverse("admin:course_completion", args=[application.course_id]),
    ):
        assert "当事者" not in text_of(desk.get(address)), address


# ── planning ─────────────────────────────────────────────────────────────────────────────────


def test_a_course_is_planned_and_published(aoba, desk):
    program = TrainingSettingsFactory().program
    day = STARTS.date().isoformat()
    IssuerFactory(slot=2, title="社会福祉協議会長", name="森 一郎")
    form = {
        "program": program.pk,
        "title": "養成研修",
        "visibility": "public",
        "allocation": "first_come",
        "capacity": "20",
        "waiting_mode": "offer",
        "channels": ["web", "phone"],
        "issuer_slots": ["2"],
        "opens_at_0": "2026-10-01",
        "opens_at_1": "09:00",
        "applications_close_at_0": "2026-10-20",
        "applications_close_at_1": "17:00",
        "sessions-TOTAL_FORMS": "2",
        "sessions-INITIAL_FORMS": "0",
    }
    for row, (starts, ends) in enumerate([("10:00", "13:00"), ("14:00", "16:00")]):
        form |= {
            f"sessions-{row}-n": "1",
            f"sessions-{row}-starts_at_0": day,
            f"sessions-{row}-starts_at_1": starts,
            f"sessions-{row}-ends_at_0": day,
            f"sessions-{row}-ends_at_1": ends,
            f"sessions-{row}-mode": "on_site",
            f"sessions-{row}-venue": "中央公民館",
        }

    response = desk.post(reverse("admin:trainings_course_add"), form)
    assert "「回」が同じ行があります。" in text_of(response)
    numbers = {"sessions-0-n": "", "sessions-1-n": ""}  # as the page offers new rows
    response = desk.post(reverse("admin:trainings_course_add"), form | numbers)
    assert response.status_code == 302, text_of(response)
    course = Course.objects.get()
    assert course.starts_at == STARTS
    assert course.issuer_slots == [2]
    assert list(course.sessions.values_list("n", flat=True)) == [1, 2]
    assert course.sessions.get(n=1).items.count() == 4  # the programme's standard timetable

    desk.post(reverse("admin:trainings_course_publish", args=[course.pk]), {"_once": "a"})
    assert Course.objects.get().state == "published"
    page = reverse("admin:trainings_course_change", args=[course.pk])
    html = desk.get(page).content.decode()
    assert "社会福祉協議会長 森 一郎" in html
    assert re.search(r'name="issuer_slots" value="2"[^>]* checked', html)


def test_an_incomplete_course_says_what_is_missing(aoba, desk):
    course = CourseFactory(draft=True, opens_at=None)

    page = text_of(desk.get(reverse("admin:trainings_course_publish", args=[course.pk])))

    assert "募集開始と申込〆切を入力してください" in page


def test_a_postponed_day_is_told_to_everybody(aoba, desk):
    application = ApplicationFactory(email="a@example.jp")
    session = application.course.sessions.get()

    desk.post(
        reverse("admin:trainings_coursesession_postpone", args=[session.pk]),
        {"reason": "台風のため", "_once": "p"},
    )
    desk.post(
        reverse("admin:trainings_coursesession_reschedule", args=[session.pk]),
        {
            "starts_at_0": "2026-11-07",
            "starts_at_1": "10:00",
            "ends_at_0": "2026-11-07",
            "ends_at_1": "13:00",
            "reason": "台風のため延期した分",
            "_once": "r",
        },
    )

    session.refresh_from_db()
    assert (session.state, session.calendar_sequence) == ("planned", 2)
    kinds = list(Notice.objects.order_by("id").values_list("kind", flat=True))
    assert kinds == ["trainings.postponed", "trainings.rescheduled"]
    calendar = Notice.objects.order_by("id")[1].outbox.context["calendar"]
    assert "SEQUENCE:2" in calendar
    assert "20261107T100000" in calendar


# ── applications ─────────────────────────────────────────────────────────────────────────────


def lines(*people: dict[str, str]) -> dict[str, str]:
    data = {"line-TOTAL_FORMS": "6", "line-INITIAL_FORMS": "0"}
    for number in range(6):
        person = people[number] if number < len(people) else {}
        for key in ("name", "kana", "phone", "place", "age_band", "email", "note"):
            data[f"line-{number}-{key}"] = person.get(key, "")
        data[f"line-{number}-place_kind"] = "address"
    return data


FOUR = [{"name": f"申込 {n}", "phone": f"090-0000-000{n}"} for n in range(4)]


def test_four_lines_of_a_fax_sheet_are_one_act(aoba, desk):
    course = CourseFactory()
    address = reverse("admin:course_entry", args=[course.pk])
    sheet = {
        "channel": "fax",
        "token": "sheet",
        "received_at_0": "2026-09-30",
        "received_at_1": "16:00",
        **lines(*FOUR),
    }

    desk.post(address, sheet)
    desk.post(address, sheet)

    submission = Submission.objects.get()
    assert submission.applications.count() == 4
    assert submission.received_at == NOW - timedelta(hours=17)
    assert submission.received_by_id == desk.membership.user_id


def test_each_caller_is_an_act_of_its_own_and_is_read_back(aoba, desk):
    course = CourseFactory(capacity=1)
    address = reverse("admin:course_entry", args=[course.pk])

    page = desk.post(
        address, {"channel": "phone", "token": "call", **lines(*FOUR[:2])}, follow=True
    )

    assert Submission.objects.count() == 2
    assert "復唱：" in text_of(page)
    assert "キャンセル待ち" in text_of(page)


def test_a_refused_line_keeps_what_was_typed(aoba, desk):
    course = CourseFactory()
    address = reverse("admin:course_entry", args=[course.pk])

    page = desk.post(
        address,
        {"channel": "phone", "token": "t", **lines({"name": "山田 太郎"}, {"phone": "123"})},
    ).content.decode()

    assert 'value="山田 太郎"' in page
    assert "電話番号、住所、メールのどれかを入力してください" in page
    assert Submission.objects.count() == 0


@pytest.mark.parametrize(
    ("trait", "button", "data", "state"),
    [
        ("received", "accept", {"reason": ""}, "accepted"),
        ("received", "decline", {"reason": "対象外のため"}, "declined"),
        ("waiting", "promote", {"reason": "電話で確認"}, "accepted"),
        ("waiting", "offer", {}, "offered"),
        ("offered", "offer_yes", {}, "accepted"),
        ("offered", "offer_no", {}, "declined_offer"),
    ],
)
def test_the_buttons_on_an_application(aoba, desk, trait, button, data, state):
    application = ApplicationFactory(**{trait: True})
    address = reverse(f"admin:trainings_application_{button}", args=[application.pk])

    desk.post(address, {**data, "_once": "x"})

    assert Application.objects.get().state == state


def test_many_are_written_to_and_it_can_be_taken_back(aoba, desk):
    people = ApplicationFactory.create_batch(2, course=CourseFactory(), email="a@example.jp")
    address = reverse("admin:trainings_application_bulk_write")
    written = {"text": "会場の入口が変わりました。", "_ids": ",".join(str(p.pk) for p in people)}

    preview = desk.post(address, written).content.decode()
    assert "まだ送っていません" in preview
    assert f"{people[0].name}（{people[0].reference}）" in preview
    assert not Notice.objects.exists()
    again = desk.post(address, {**written, "seen": "ほかの文"}).content.decode()
    assert "まだ送っていません" in again
    assert not Notice.objects.exists()
    desk.post(address, {**written, "seen": written["text"]})

    notices = list(Notice.objects.all())
    assert len(notices) == 2
    assert {notice.due_at for notice in notices} == {NOW + timedelta(minutes=10)}
    assert "会場の入口が変わりました" in notices[0].body


# ── the day ──────────────────────────────────────────────────────────────────────────────────


def test_reception_counts_and_comes_back_to_the_search(aoba, desk, at):
    course = CourseFactory()
    first, second = ApplicationFactory.create_batch(2, course=course)
    address = reverse("admin:reception", args=[course.sessions.get().pk])
    at(STARTS + timedelta(minutes=3))

    response = desk.post(f"{address}?q=さとう", {"application": first.pk, "deed": "arrive"})
    desk.post(address, {"application": second.pk, "deed": "absent"})
    desk.post(address, {"observer-count": "2", "observer-name": "", "deed": "observer"})
    desk.post(address, {"walk-name": "飛入 花子", "deed": "walk_in"})
    page = text_of(desk.get(address))

    assert "q=" in response.headers["Location"]
    assert "2／3" in page
    assert "聴講 2人" in page
    assert Attendance.objects.get(application=first).late_minutes == 3
    desk.post(address, {"application": first.pk, "deed": "undo"})
    assert Attendance.objects.valid().filter(application=first).count() == 0


def test_reception_staff_see_their_own_day_alone(world, aoba, at):
    course = CourseFactory(sessions=2)
    mine, other = course.sessions.order_by("n")
    membership = world.member(Role.RECEPTION)
    ReceptionDuty.objects.create(membership=membership, session=mine)
    at(STARTS)
    desk = Desk(membership)

    assert desk.get(reverse("admin:reception", args=[mine.pk])).status_code == 200
    assert desk.get(reverse("admin:reception", args=[other.pk])).status_code == 403


def test_the_paper_sheet_is_keyed_in_its_order(aoba, desk, at):
    course = CourseFactory()
    first, second = ApplicationFactory.create_batch(2, course=course)
    address = reverse("admin:reception_keyed", args=[course.sessions.get().pk])
    at(STARTS + timedelta(days=1))

    desk.post(address, {"came": [first.pk, second.pk], f"late_{second.pk}": "20"})

    kept = dict(Attendance.objects.values_list("application_id", "late_minutes"))
    assert kept == {first.pk: 0, second.pk: 20}


@needs_fonts
@pytest.mark.parametrize(("query", "start"), [("", b"%PDF"), ("?format=xlsx", b"PK")])
def test_the_reception_list_is_printed_and_logged(aoba, desk, query, start):
    application = ApplicationFactory()
    session = application.course.sessions.get()

    response = desk.get(reverse("admin:reception_sheet", args=[session.pk]) + query)

    assert response.content.startswith(start)
    assert AccessLog.objects.filter(action="print", object_ids=[application.pk]).count() == 1


def test_printing_asks_for_the_password_again(world, aoba, frozen):
    session = CourseFactory().sessions.get()
    desk = Desk(world.member(Role.CLERK), fresh_password=False)

    response = desk.get(reverse("admin:reception_sheet", args=[session.pk]))

    assert response.status_code == 302
    assert "reauthenticate" in response.headers["Location"]


# ── completion and papers ────────────────────────────────────────────────────────────────────


def test_completions_are_decided_and_the_job_is_started(aoba, desk, at):
    course = CourseFactory()
    came, absent = ApplicationFactory.create_batch(2, course=course)
    AttendanceFactory(application=came)
    at(STARTS + timedelta(days=1))
    address = reverse("admin:course_completion", args=[course.pk])

    preview = text_of(desk.get(address))
    desk.post(
        address,
        {
            "step": "decide",
            f"result_{absent.pk}": "completed",
            f"reason_{absent.pk}": "別日に補講",
        },
    )
    desk.post(address, {"step": "issue", "kind": "certificate", "issued_on": "R8.11.5"})

    assert "第1回に出席していません" in preview
    assert Completion.objects.completed().count() == 2
    assert Completion.objects.get(application=absent).override
    assert Job.objects.get().params["issued_on"] == "2026-11-05"


def test_before_the_day_nobody_has_missed_it(aoba, desk):
    course = ApplicationFactory().course

    early = text_of(desk.get(reverse("admin:course_completion", args=[course.pk])))

    assert "第1回はこれからです" in early
    assert "出席していません" not in early
    assert "未修了" not in early


def test_a_missing_reason_decides_nothing_and_loses_nothing(aoba, desk, at):
    course = CourseFactory()
    came, absent, other = ApplicationFactory.create_batch(3, course=course)
    AttendanceFactory(application=came)
    at(STARTS + timedelta(days=1))
    typed = {
        f"result_{came.pk}": "completed",  # as the rule says: no reason is asked
        f"result_{absent.pk}": "completed",
        f"reason_{absent.pk}": " ",
        f"result_{other.pk}": "completed",
        f"reason_{other.pk}": "別日に補講",
    }

    again = desk.post(
        reverse("admin:course_completion", args=[course.pk]), {"step": "decide", **typed}
    )

    assert [one.anchor for one in again.context["problems"]] == [f"reason-{absent.pk}"]
    assert f'href="#reason-{absent.pk}"' in again.content.decode()
    assert {one.row.application.pk: (one.wish, one.reason) for one in again.context["lines"]} == {
        came.pk: ("completed", ""),
        absent.pk: ("completed", ""),
        other.pk: ("completed", "別日に補講"),
    }
    assert 'value="別日に補講"' in again.content.decode()
    assert not Completion.objects.exists()


def test_a_voided_completion_takes_its_papers_along(aoba, desk):
    issue = CertificateIssueFactory()

    desk.post(
        reverse("admin:trainings_completion_void", args=[issue.completion_id]),
        {"reason": "別の方の出席だったため", "_once": "v"},
    )

    issue.refresh_from_db()
    assert issue.revoked_at is not None


def test_the_ledger_is_exported_with_its_purpose(aoba, desk):
    completion = CompletionFactory()

    response = desk.post(
        reverse("admin:trainings_completion_bulk_export"),
        {"_ids": str(completion.pk), "purpose": "県への報告"},
    )

    assert response.content.startswith(b"PK")
    assert AccessLog.objects.get(action="export").purpose == "県への報告"


def test_the_dashboard_names_what_waits(aoba, desk, at):
    ApplicationFactory(received=True, course=CourseFactory(title="決定待ちの研修"))
    ApplicationFactory(offered=True, course=CourseFactory(title="案内中の研修"))
    CourseFactory(title="人の少ない研修", min_to_run=5, starts_at=NOW + timedelta(days=9))

    page = text_of(desk.get(reverse("admin:index")))

    for words in ("決定待ちの研修", "案内中の研修", "返事の期限", "人の少ない研修"):
        assert words in page, words


def test_the_settings_of_a_programme_are_plain_fields(world, aoba, frozen):
    settings = TrainingSettingsFactory()
    settings.asked_fields[0]["help_text"] = "この質問だけの説明"
    settings.save()
    desk = Desk(world.member(Role.ADMINISTRATOR))
    address = reverse("admin:trainings_trainingsettings_change", args=[settings.pk])

    page = desk.get(address)

    assert page.status_code == 200
    assert "遅刻の限度" in text_of(page)
    form = page.context["adminform"].form
    data = {name: form[name].value() for name in form.fields}
    data = {key: value for key, value in data.items() if value not in (None, False)}
    response = desk.post(
        address,
        {
            **data, "late_limit": "10", "ask_care": "", "ask_heard_from": "", "own_0": "参加の動機",
            "own_1": "昼食", "own_kind_1": "choice", "own_choices_1": "要る／要らない",
            "own_need_1": "on",
        },
    )  # fmt: skip
    assert response.status_code == 302, response.context["adminform"].form.errors
    settings.refresh_from_db()
    assert settings.spec.completion_rule.late_limit == 10
    assert settings.spec.asked_fields[0].help_text == "この質問だけの説明"
    own = [item for item in settings.spec.asked_fields if item.is_own]
    assert [(item.label, item.required, item.choices) for item in own] == [
        ("参加の動機", False, ()),
        ("昼食", True, ("要る", "要らない")),
    ]
    shown = desk.get(address).context["adminform"].form
    assert [shown[f"own_need_{n}"].value() for n in range(3)] == [False, True, False]


def test_settings_without_a_purpose_notice_are_refused(world, aoba, frozen):
    settings = TrainingSettingsFactory()
    desk = Desk(world.member(Role.ADMINISTRATOR))
    address = reverse("admin:trainings_trainingsettings_change", args=[settings.pk])
    form = desk.get(address).context["adminform"].form
    data = {name: form[name].value() for name in form.fields}
    data = {key: value for key, value in data.items() if value not in (None, False)}

    page = desk.post(address, {**data, "purpose_notice": " "})

    assert "利用目的" in text_of(page)
    settings.refresh_from_db()
    assert settings.purpose_notice.strip()


def test_the_papers_of_a_course_are_found_from_its_completion(aoba, desk, frozen):
    mine, other = CertificateIssueFactory(), CertificateIssueFactory()
    course = mine.completion.application.course
    address = reverse("admin:trainings_certificateissue_changelist")
    address += f"?course__id__exact={course.pk}"

    page = desk.get(reverse("admin:course_completion", args=[course.pk])).content.decode()
    assert f'href="{address}"' in page
    assert "（1件）を開く" in page
    listed = desk.get(address)
    assert [row.pk for row in listed.context["cl"].result_list] == [mine.pk]
    assert other.completion.application.course != course
    assert desk.get(address.replace(str(course.pk), "x")).context["cl"].result_count == 0
    unissued = CourseFactory()
    empty = desk.get(reverse("admin:course_completion", args=[unissued.pk])).content.decode()
    assert "この研修で発行した" not in empty
