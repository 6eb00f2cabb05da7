"""What trainings bring when people are merged, erased, kept and disclosed (rule G2, S41, T25)."""

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.urls import reverse

from foundation.documents.storage import attach_pdf
from foundation.notices.models import Notice, Task
from foundation.organizations.actor import Actor
from foundation.organizations.permissions import Role
from foundation.people import erasing, merging, retention
from foundation.people.actions.erasure import erase_person, erase_root
from foundation.people.actions.merging import merge_people, preview_merge
from foundation.people.disclosure import sections_of
from foundation.people.enums import Basis
from foundation.people.jobs import remove_files
from foundation.people.models import Erasure, Person
from foundation.people.retention import due_roots
from foundation.refusals import Refused
from reports.asking import Ask
from reports.figures.trainings import APPLICATIONS, ATTENDANCES, AUDIENCE, PEOPLE_TRAINED
from reports.queries.counting import count, count_part
from tests.factories.base import NOW
from tests.factories.organizations import MunicipalityFactory
from tests.factories.people import PersonFactory
from tests.factories.trainings import (
    ApplicationFactory,
    AttendanceFactory,
    CertificateIssueFactory,
    CompletionFactory,
    CourseFactory,
    SubmissionFactory,
)
from tests.foundation.adminsite.desk import Desk
from tests.foundation.people.test_erasing import dump
from trainings.enums import AttendanceKind
from trainings.messages import Saying, tell_contact
from trainings.models import (
    ApplicantAttribute,
    Application,
    Attendance,
    Completion,
    Engagement,
    Honorarium,
    HonorariumPayment,
    Instructor,
    PracticePresenter,
    Submission,
    Team,
    TeamMember,
    TeamSubmission,
    TeamTask,
    TeamVisit,
)
from trainings.notice_texts import ACCEPTED as ACCEPTED_TEXT
from trainings.roots import INSTRUCTOR, SESSION, SUBMISSION

pytestmark = pytest.mark.usefixtures("aoba", "frozen")
OVER = NOW - timedelta(days=200)


def past(**values: Any) -> Any:
    return CourseFactory(
        opens_at=OVER - timedelta(days=60), applications_close_at=OVER - timedelta(days=9),
        promotion_until=OVER - timedelta(days=2), published_at=OVER - timedelta(days=61),
        starts_at=OVER, **values,
    )  # fmt: skip


def test_nothing_of_trainings_is_left_out():
    assert {label for label in erasing.unreached() if label.startswith("trainings.")} == set()
    assert {name for name in merging.undeclared() if name[0].startswith("trainings.")} == set()


# ── merging ──────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def pair() -> tuple[Person, Person]:
    return PersonFactory(name="佐藤 花子"), PersonFactory(name="佐藤 花子")


def merge(pair: tuple[Person, Person], actor: Actor) -> Person:
    return merge_people(*pair, actor=actor, now=NOW)


def test_two_seats_on_a_course_ahead_stop_the_merge(pair, clerk):
    course = CourseFactory()
    ours, theirs = (ApplicationFactory(course=course, person=person) for person in pair)
    with pytest.raises(Refused) as refused:
        merge(pair, clerk)
    assert refused.value.code == "merge_seated_twice"
    assert ours.reference in refused.value.sentence
    assert theirs.reference in refused.value.sentence

    Application.objects.filter(pk=theirs.pk).update(state="cancelled")
    merge(pair, clerk)
    assert set(pair[0].applications.all()) == {ours, theirs}


def test_two_seats_on_a_course_that_is_over_become_a_task(pair, clerk):
    course = past()
    ours, theirs = (ApplicationFactory(course=course, person=person) for person in pair)
    assert "やること" in preview_merge(*pair).steps[0].sentence
    merge(pair, clerk)
    assert set(pair[0].applications.all()) == {ours, theirs}
    task = Task.objects.get(kind="trainings.seated_twice")
    assert (task.target_id, ours.reference in task.title) == (ours.pk, True)


def test_two_numbers_for_one_course_stay_and_become_a_task(pair, clerk):
    course = past()
    made = [
        CompletionFactory(application=ApplicationFactory(course=course, person=person))
        for person in pair
    ]
    numbers = {one.number_text for one in made}
    merge(pair, clerk)
    assert set(pair[0].completions.values_list("number_text", flat=True)) == numbers
    title = Task.objects.get(kind="trainings.completed_twice").title
    assert all(number in title for number in numbers)


def test_completions_of_different_courses_simply_move(pair, clerk):
    for person in pair:
        CompletionFactory(application=ApplicationFactory(course=past(), person=person))
    merge(pair, clerk)
    assert pair[0].completions.count() == 2
    assert not Task.objects.exists()


# ── retention and guards ─────────────────────────────────────────────────────────────────────


def find(code: str) -> dict[int, Any]:
    kind = next(one for one in retention.record_kinds() if one.code == f"trainings.{code}")
    return {held.root_id: held.ended_on for held in kind.find()}


def test_when_records_are_over():
    over = past()
    application = ApplicationFactory(course=over)
    completion = CompletionFactory(application=application, decided_on=date(2026, 3, 20))
    CertificateIssueFactory(completion=completion, issued_on=date(2026, 8, 1))
    nobody = ApplicationFactory(course=over, waiting=True)
    day = over.ends_at.date()

    assert find("applications") == {application.person_id: day}
    assert find("completions") == {application.person_id: date(2026, 8, 1)}
    assert find("unlinked") == {nobody.submission_id: day}
    assert find("sessions") == {over.sessions.get().pk: day}


def test_the_longest_period_counts(clerk):
    application = ApplicationFactory(course=past())
    CompletionFactory(application=application, decided_on=date(2026, 3, 20))
    assert due_roots(erasing.PERSON, date(2036, 3, 31)) == {}
    assert list(due_roots(erasing.PERSON, date(2036, 4, 1))) == [application.person_id]


def test_acts_of_applying_without_anybody_are_due_after_a_year():
    act = ApplicationFactory(course=past(), waiting=True).submission
    ApplicationFactory(course=past())
    assert due_roots(SUBMISSION, date(2027, 3, 31)) == {}
    assert list(due_roots(SUBMISSION, date(2027, 4, 1))) == [act.pk]


def test_who_is_held_back(clerk):
    seated = ApplicationFactory()
    waiting = ApplicationFactory(waiting=True)
    roots = [
        (erasing.PERSON, seated.person_id, "applied_for_course"),
        (SUBMISSION, seated.submission_id, "applicant_known"),
        (SUBMISSION, waiting.submission_id, "applied_for_course"),
        (SESSION, seated.course.sessions.get().pk, "course_runs"),
    ]
    for root, pk, code in roots:
        with pytest.raises(Refused) as refused:
            erase(root, pk, clerk)
        assert refused.value.code == code, root


def erase(root: str, pk: int, actor: Actor) -> Any:
    return erase_root(root, pk, basis=Basis.RETENTION, actor=actor, now=NOW, line=None)


# ── erasure ──────────────────────────────────────────────────────────────────────────────────

NAME = "雲井 瑠璃之丞"
FULL: dict[str, Any] = {
    "name": NAME, "kana": "くもい るりのじょう", "birth_date": date(1957, 8, 21),
    "postcode": "9870789", "address": "みどり県あおば市雲居台二丁目4", "phone": "0229872222",
    "mobile": "08022223333", "email": "ruri.kumoi@example.jp", "affiliation": "雲居台自治会",
}  # fmt: skip
TYPED = {
    **{name: FULL[name] for name in ("name", "kana", "birth_date", "email", "affiliation")},
    "phone": FULL["mobile"], "place": FULL["address"],
}  # fmt: skip
WRITTEN = "雲居台の蔵で待つ"
CONTACT = {
    "contact_name": NAME, "contact_email": FULL["email"], "contact_phone": FULL["phone"],
    "contact_postcode": FULL["postcode"], "contact_address": FULL["address"], "note": WRITTEN,
}  # fmt: skip


@pytest.fixture
def media(tmp_path: Path, settings: Any) -> Path:
    settings.MEDIA_ROOT = tmp_path / "media"
    return tmp_path / "media"


def of_a_team(application: Application) -> None:
    """The person leads a team that handed in homework and was visited."""
    course = application.course
    team = Team.objects.create(
        course=course, submission=application.submission, name="北",
        municipality=MunicipalityFactory(), note=WRITTEN,
    )  # fmt: skip
    TeamMember.objects.create(
        team=team, application=application, category="government", is_leader=True,
        municipality=MunicipalityFactory(name="となり町"),
    )  # fmt: skip
    TeamVisit.objects.create(
        team=team, visited_on=OVER, visitors=NAME, content=WRITTEN, next_step=WRITTEN
    )
    task = TeamTask.objects.create(course=course, title="課題", due_on=OVER)
    TeamSubmission.objects.create(
        team=team, task=task, state="submitted", submitted_on=OVER, file_name=f"{NAME}.docx",
        comment=WRITTEN, file=default_storage.save("teams/x.docx", ContentFile(b"PK")),
    )  # fmt: skip


@pytest.fixture
def full_life(media: Path, clerk: Actor) -> Person:
    """A person of whom every table of trainings holds something."""
    person = PersonFactory(**FULL)
    course = past()
    act = SubmissionFactory(course=course, **CONTACT)
    application = ApplicationFactory(
        course=course, submission=act, person=person, **TYPED, answers={"x": WRITTEN},
        over_capacity_reason=WRITTEN, state_reason=WRITTEN,
    )  # fmt: skip
    ApplicantAttribute.objects.create(application=application, attribute="family", age_band="60s")
    AttendanceFactory(application=application, note=WRITTEN)
    completion = CompletionFactory(application=application, reason=WRITTEN)
    issue = CertificateIssueFactory(completion=completion, snapshot={"name": NAME})
    attach_pdf(issue, b"%PDF " + NAME.encode())
    PracticePresenter.objects.create(
        session=past(program=course.program).sessions.get(), completion=completion, topic=WRITTEN
    )
    of_a_team(application)
    # Never accepted, so nobody was linked (rule B10); and the whole group is named to its contact.
    ApplicationFactory(course=course, waiting=True, **TYPED)
    friend = ApplicationFactory(course=course)
    grouped = ApplicationFactory(
        course=course, submission=friend.submission, person=person, **TYPED
    )
    saying = Saying(ACCEPTED_TEXT.code, {"参加者": NAME, "研修名": f"{NAME}ほか"})
    tell_contact(grouped.submission, saying, actor=clerk, now=NOW)
    return person


def values() -> list[str]:
    texts = [str(value) for value in FULL.values() if not isinstance(value, date)]
    return [*texts, "1957-08-21", WRITTEN, "瑠璃之丞", "ruri.kumoi"]


def figures() -> list[Any]:
    ask = Ask(2025, 2026, date(2026, 12, 1))
    counted = [
        count(figure, ask) for figure in (APPLICATIONS, AUDIENCE, ATTENDANCES, PEOPLE_TRAINED)
    ]
    parts = [count_part(APPLICATIONS, ask, part) for part in ("category", "age_band", "state")]
    return [*((one.values, one.people, one.all_people) for one in counted), *parts]


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_a_dump_holds_nothing_of_an_erased_trainee(full_life, clerk, media):
    before = dump()
    assert [value for value in values() if value not in before] == []
    numbers = list(Completion.objects.values_list("number_text", "completed_on"))
    hashes = list(full_life.completions.values_list("issues__sha256", flat=True))

    done = erase_person(full_life, basis=Basis.REQUEST, actor=clerk, now=NOW)
    remove_files()

    text = dump()
    assert [value for value in values() if value in text] == []
    assert [path for path in media.rglob("*") if path.is_file()] == []
    assert list(Completion.objects.values_list("number_text", "completed_on")) == numbers
    assert list(full_life.completions.values_list("issues__sha256", flat=True)) == hashes != [""]
    assert done.counts["trainings.Application"] == 3
    assert ApplicantAttribute.objects.get().attribute == "family"


def test_a_friend_of_the_group_keeps_the_own_words(full_life, clerk):
    friend = Application.objects.exclude(name_key=full_life.name_key).get()
    erase_person(full_life, basis=Basis.REQUEST, actor=clerk, now=NOW)
    before = friend.name
    friend.refresh_from_db()
    assert friend.name == before != ""
    assert friend.submission.contact_name != ""
    assert Notice.objects.get(target_kind=SUBMISSION).body == ""

    erase_person(friend.person, basis=Basis.REQUEST, actor=clerk, now=NOW)
    assert set(Submission.objects.values_list("contact_name", flat=True)) == {""}


def test_a_team_keeps_its_notes_while_somebody_else_needs_them(full_life, clerk):
    team = Team.objects.get()
    other = ApplicationFactory(course=team.course)
    TeamMember.objects.create(team=team, application=other, category="welfare_council")
    erase_person(full_life, basis=Basis.REQUEST, actor=clerk, now=NOW)
    assert TeamVisit.objects.get().content == WRITTEN

    erase_person(other.person, basis=Basis.REQUEST, actor=clerk, now=NOW)
    assert (TeamVisit.objects.get().content, TeamSubmission.objects.get().file.name) == ("", "")


def test_the_notes_of_a_team_go_when_their_period_is_over(full_life, clerk, at):
    team = Team.objects.get()
    other = ApplicationFactory(course=team.course)
    TeamMember.objects.create(team=team, application=other, category="welfare_council")
    at(NOW + timedelta(days=4 * 366))
    erase_person(full_life, basis=Basis.RETENTION, actor=clerk, now=NOW)
    assert TeamVisit.objects.get().content == ""


def test_a_namesake_is_left_alone(full_life, clerk):
    namesake = ApplicationFactory(course=past(), waiting=True, name=NAME, phone="0550000000")
    erase_person(full_life, basis=Basis.REQUEST, actor=clerk, now=NOW)
    namesake.refresh_from_db()
    assert namesake.name == NAME


def test_an_act_of_applying_without_anybody(clerk):
    row = ApplicationFactory(course=past(), waiting=True, answers={"x": WRITTEN})
    erase(SUBMISSION, row.submission_id, clerk)
    row.refresh_from_db()
    assert (row.name, row.phone, row.answers, row.submission.contact_name) == ("", "", {}, "")
    assert row.received_seq


def test_what_was_noted_on_the_day(clerk):
    session = past().sessions.get()
    Attendance.objects.create(
        session=session, kind=AttendanceKind.OBSERVER, observer_name=NAME, count=2, note=WRITTEN
    )
    erase(SESSION, session.pk, clerk)
    seen = Attendance.objects.get()
    assert (seen.observer_name, seen.note, seen.count) == ("", "", 2)


@pytest.fixture
def lecturer() -> Instructor:
    facts = {name: FULL[name] for name in ("name", "kana", "email", "phone", "postcode", "address")}
    row = Instructor.objects.create(**facts, position=WRITTEN, profile=WRITTEN, note=WRITTEN)
    asked = Engagement.objects.create(
        session=past().sessions.get(), instructor=row, minutes=90, state="agreed"
    )
    payment = HonorariumPayment.objects.create(
        instructor=row, payee="resident", payee_name=NAME, payee_address=FULL["address"],
        paid_on=date(2019, 9, 30), gross=10000, tax=1021, net=8979, rate_version="2013",
    )  # fmt: skip
    Honorarium.objects.create(
        engagement=asked, minutes=90, base=10000, off_standard_reason=WRITTEN, payment=payment
    )
    return row


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_a_dump_holds_nothing_of_an_erased_lecturer(lecturer, clerk):
    known = [FULL["name"], FULL["email"], FULL["address"], WRITTEN]
    before = dump()
    assert [value for value in known if value not in before] == []
    erase(INSTRUCTOR, lecturer.pk, clerk)
    after = dump()
    assert [value for value in known if value in after] == []
    paid = HonorariumPayment.objects.get()
    assert (paid.gross, paid.tax, paid.paid_on) == (10000, 1021, date(2019, 9, 30))
    lecturer.refresh_from_db()
    assert (str(lecturer), lecturer.is_active) == ("（消去済み）", False)


def test_papers_for_the_tax_office_hold_a_lecturer(lecturer, clerk):
    HonorariumPayment.objects.update(paid_on=date(2019, 10, 2))
    with pytest.raises(Refused) as refused:
        erase(INSTRUCTOR, lecturer.pk, clerk)
    assert refused.value.code == "tax_records"
    Instructor.objects.update(created_at=OVER - timedelta(days=900))
    assert find("lecturers") == {lecturer.pk: OVER.date()}


def test_figures_of_past_years_stay(full_life, clerk):
    before = figures()
    assert before[-3]["family"] == 1
    erase_person(full_life, basis=Basis.REQUEST, actor=clerk, now=NOW)
    assert figures() == before


# ── disclosure ───────────────────────────────────────────────────────────────────────────────


def test_the_printout_names_everything(full_life):
    printed = repr(sections_of(full_life))
    for value in (
        NAME, WRITTEN, FULL["address"], "家族", "令和8年度 第", "チーム", "実践報告", "研修の出欠",
        "申込をした人", "となり町 行政・リーダー",
    ):  # fmt: skip
        assert value in printed, value


def test_the_printout_names_nobody_else(full_life):
    friend = Application.objects.exclude(name_key=full_life.name_key).get()
    Submission.objects.filter(pk=friend.submission_id).update(note="友人の都合")
    printed = repr(sections_of(full_life))
    assert (friend.name in printed, "友人の都合" in printed) == (False, False)
    assert "ほかの方がまとめて申込み" in printed


def test_a_lecturer_reads_the_own_record(lecturer):
    printed = repr(sections_of(lecturer))
    for value in (NAME, WRITTEN, "10,000円", "1,021円", FULL["address"]):
        assert value in printed, value


def test_the_buttons_of_a_lecturer(lecturer, world):
    desk = Desk(world.member(Role.CLERK))
    page = desk.get(reverse("admin:trainings_instructor_change", args=[lecturer.pk]))
    assert "本人データ一式を印刷" in page.content.decode()
    url = reverse("admin:trainings_instructor_disclose", args=[lecturer.pk])
    assert desk.post(url, {"purpose": "開示請求 第5号"}).content.startswith(b"%PDF")
    url = reverse("admin:trainings_instructor_propose_erasure", args=[lecturer.pk])
    assert desk.post(url, {"basis": "request"}).status_code == 302
    line = Erasure.objects.get()
    assert (line.root, line.root_id, line.basis) == (INSTRUCTOR, lecturer.pk, "request")
