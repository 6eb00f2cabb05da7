"""Rules A6, E1, E3, E4 and F2–F4 as tables: papers, numbers and the day."""

from datetime import date, datetime, timedelta

import pytest
from django.db import IntegrityError, InternalError, transaction
from django.db.models import UniqueConstraint

from foundation.clock import JST
from foundation.documents.models import IssueBase
from foundation.references import ALPHABET, clean_reference, token_hash
from foundation.refusals import Refused
from foundation.text import mask_name
from supporters.models import RegistrationIssue
from tests.factories.base import NOW
from tests.factories.trainings import (
    STARTS,
    ApplicationFactory,
    AttendanceFactory,
    CertificateIssueFactory,
    CourseFactory,
    ProgramSpecFactory,
)
from trainings.actions.attendance import add_observer, check_in, walk_in
from trainings.actions.completions import decide_completions
from trainings.actions.courses import refresh_times
from trainings.documents.snapshots import verify_code
from trainings.facts import Applicant
from trainings.models import Application, Attendance, CertificateIssue, Completion
from trainings.queries.completion import proposals
from trainings.queries.verification import find_verification
from trainings.specs import CertificateSpec, stored

ISSUES = {CertificateIssue: ("completion", "kind"), RegistrationIssue: ("term", "kind")}


@pytest.mark.parametrize("model", ISSUES)
def test_rule_a6_every_paper_is_an_issue(model):
    columns = {field.name for field in model._meta.get_fields()}
    unique = [
        set(one.fields) for one in model._meta.constraints if isinstance(one, UniqueConstraint)
    ]

    assert issubclass(model, IssueBase)
    assert {
        *("kind", "number_text", "issue_index", "issued_on", "snapshot", "layout_version", "pdf"),
        *("sha256", "medium", "printed_at", "handed_at", "lost_at", "returned_at", "revoked_at"),
        "revoked_reason",
    } <= columns
    assert {*ISSUES[model], "issue_index"} in unique


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("change", "is_refused"),
    [
        ({"number_text": "1"}, True),
        ({"issue_index": 2}, True),
        ({"issued_on": date(2027, 1, 1)}, True),
        ({"snapshot": {}}, True),
        ({"layout_version": 9}, True),
        ({"verify_hash": "x"}, True),
        ({"revoked_at": NOW}, True),  # never without a reason
        ({"printed_at": NOW}, False),
        ({"handed_at": NOW}, False),
        ({"lost_at": NOW}, False),
        ({"returned_at": NOW}, False),
        ({"revoked_at": NOW, "revoked_reason": "誤発行"}, False),
    ],
)
def test_rule_a6_the_paper_stays_and_its_fate_is_added(aoba, change, is_refused):
    issue = CertificateIssueFactory()
    rows = CertificateIssue.objects.filter(pk=issue.pk)

    if is_refused:
        with pytest.raises((InternalError, IntegrityError)), transaction.atomic():
            rows.update(**change)
    else:
        assert rows.update(**change) == 1


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("last_day", "certificate", "decided", "numbers"),
    [
        # The fiscal year of the last session, whenever it is decided.
        ((2027, 3, 31), {}, (2027, 4, 20), ["令和8年度 第1号", "令和8年度 第2号"]),
        ((2027, 4, 1), {}, (2027, 4, 20), ["令和9年度 第1号", "令和9年度 第2号"]),
        (
            (2026, 11, 7),
            {"first_number": 40},
            (2026, 11, 8),
            ["令和8年度 第40号", "令和8年度 第41号"],
        ),
        ((2026, 11, 7), {"has_number": False}, (2026, 11, 8), ["", ""]),
    ],
)
def test_rule_e1_numbers_by_kana_and_fiscal_year(
    aoba, clerk, last_day, certificate, decided, numbers
):
    spec = ProgramSpecFactory(
        certificate_spec=stored(
            CertificateSpec(**{"number_pattern": "{年度}年度 第{連番}号", **certificate})
        )
    )
    starts = datetime(*last_day, 10, tzinfo=JST)
    course = CourseFactory(program=spec.program, spec=spec, starts_at=starts)
    refresh_times(course)
    for name, kana in (("和田", "わだ"), ("青木", "あおき")):
        AttendanceFactory(application=ApplicationFactory(course=course, name=name, kana=kana))

    decide_completions(course, actor=clerk, now=datetime(*decided, 9, tzinfo=JST))

    rows = Completion.objects.order_by("person__kana_key")
    assert [(row.person.name, row.number_text) for row in rows] == [
        ("青木", numbers[0]), ("和田", numbers[1]),
    ]  # fmt: skip


@pytest.mark.django_db
@pytest.mark.parametrize(("yearly", "number"), [(True, "第1号"), (False, "第2号")])
def test_rule_e1_a_series_begins_anew_or_goes_on(aoba, clerk, yearly, number):
    certificate = CertificateSpec(number_pattern="第{連番}号", yearly_series=yearly)
    spec = ProgramSpecFactory(certificate_spec=stored(certificate))
    for year in (2026, 2027):
        starts = datetime(year, 11, 7, 10, tzinfo=JST)
        course = CourseFactory(program=spec.program, spec=spec, starts_at=starts)
        refresh_times(course)
        AttendanceFactory(application=ApplicationFactory(course=course))
        (made,) = decide_completions(course, actor=clerk, now=starts + timedelta(days=1))

    assert made.number_text == number


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("ABCD2345", "ABCD2345"),
        ("abcd-2345", "ABCD2345"),
        ("ＡＢＣＤ２３４５", "ABCD2345"),
        (" abcd 2345 ", "ABCD2345"),
    ],
)
def test_rule_e3_a_reference_is_read_as_people_type_it(typed, read):
    assert clean_reference(typed) == read
    assert not set(ALPHABET) & set("01OI")


@pytest.mark.parametrize(
    ("name", "masked"),
    [
        ("山田 太郎", "山＊ ＊＊"),
        ("山田　太郎", "山＊ ＊＊"),
        ("林", "林"),
        ("𠮷田 花子", "𠮷＊ ＊＊"),
        ("葛\U000e0100城 花子", "葛\U000e0100＊ ＊＊"),
        ("", ""),
    ],
)
def test_rule_e4_only_the_first_character_is_told(name, masked):
    assert mask_name(name) == masked


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("change", "state"),
    [
        ({}, "有効"),
        ({"revoked_at": NOW, "revoked_reason": "誤発行"}, "取り消されています"),
    ],
)
@pytest.mark.parametrize("spoiled", [False, True])
def test_rule_e4_a_code_of_eighty_bits_apart_from_the_number(aoba, change, state, spoiled):
    made = CertificateIssueFactory()
    code = verify_code(aoba.pk, made.completion_id, made.kind, 1)
    CertificateIssue.objects.all().delete()
    CertificateIssueFactory(completion=made.completion, verify_hash=token_hash(code), **change)

    found = find_verification(code[::-1] if spoiled else code)

    assert len(ALPHABET) ** len(code) >= 2**80
    assert code not in made.number_text
    assert (found.state if found else None) == (None if spoiled else state)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("same_program", "day", "completed"),
    [
        (True, 2, True),
        (True, 1, False),  # another course, but the day that was not missed
        (False, 2, None),  # another programme: refused
    ],
)
def test_rule_f2_which_day_makes_up_for_a_missed_one(aoba, clerk, same_program, day, completed):
    application = ApplicationFactory(course=CourseFactory(sessions=2))
    first = application.course.sessions.get(n=1)
    program = {"program": application.course.program} if same_program else {}
    session = CourseFactory(sessions=2, **program).sessions.get(n=day)
    check_in(first, application, actor=clerk, now=first.starts_at)

    if completed is None:
        with pytest.raises(Refused) as caught:
            check_in(session, application, actor=clerk, now=session.starts_at)
        assert caught.value.code == "other_program"
    else:
        check_in(session, application, actor=clerk, now=session.starts_at)
        assert proposals(application.course)[0].verdict.completed is completed


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("keeps_names", "name", "count", "people"),
    [
        (True, "見学 太郎", 1, 1),
        (True, "見学 太郎", 4, 1),  # a name is one person
        (True, "", 4, 4),
        (False, "", 4, 4),
        (False, "見学 太郎", 1, None),  # where no names are kept
    ],
)
def test_rule_f3_observers_by_name_or_as_a_number(aoba, clerk, keeps_names, name, count, people):
    course = CourseFactory(capacity=0, keeps_names=keeps_names)
    session = course.sessions.get()

    if people is None:
        with pytest.raises(Refused, match="人数だけ"):
            add_observer(session, name=name, count=count, actor=clerk, now=STARTS)
    else:
        assert (
            add_observer(session, name=name, count=count, actor=clerk, now=STARTS).count == people
        )
    assert not Application.objects.exists()
    assert not Attendance.objects.trainees().exists()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("capacity", "waiting", "reason", "code"),
    [
        (2, 0, "", None),
        (None, 0, "", None),
        (2, 1, "", None),  # the exception to rule B3: nobody waits at the door
        (1, 0, "", "over_capacity_reason_missing"),
        (1, 0, " ", "over_capacity_reason_missing"),
        (1, 0, "席に余裕があるため", None),
    ],
)
def test_rule_f4_who_comes_without_applying(aoba, clerk, capacity, waiting, reason, code):
    course = CourseFactory(capacity=capacity)
    ApplicationFactory(course=course)
    ApplicationFactory.create_batch(waiting, course=course, waiting=True)
    session = course.sessions.get()
    guest = Applicant("飛入 花子", over_capacity_reason=reason)

    if code:
        with pytest.raises(Refused) as caught:
            walk_in(session, guest, actor=clerk, now=STARTS)
        assert caught.value.code == code
        assert not Application.objects.filter(name="飛入 花子").exists()
    else:
        seat = walk_in(session, guest, actor=clerk, now=STARTS).application
        assert (seat.state, seat.submission.channel) == ("accepted", "walk_in")
        assert seat.over_capacity_reason == reason
