"""Rules B5, B9–B12, B14 and B16 as tables: what each case leads to, at the doors of this app."""

from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from foundation.notices.models import Notice
from foundation.organizations.actor import Actor
from foundation.organizations.permissions import Role
from foundation.people.models import Person
from tests.factories.base import NOW
from tests.factories.people import PersonFactory
from tests.factories.trainings import (
    STARTS,
    ApplicationFactory,
    CourseFactory,
    SubmissionFactory,
)
from tests.foundation.adminsite.desk import Desk
from trainings.actions.applications import submit_application
from trainings.actions.seats import count_seats
from trainings.enums import ApplicationState
from trainings.facts import Applicant, ApplyingAct
from trainings.messages import calendar_of, page_link
from trainings.models import ApplicantAttribute, Application, Course
from trainings.rules.applications import why_cannot_apply
from trainings.rules.seats import offer_deadline, why_cannot_promote, why_no_automatic_offer

pytestmark = pytest.mark.django_db
RESIDENT = Actor.resident("web")
CLOSES, PROMOTES = STARTS - timedelta(days=7), STARTS - timedelta(days=2)
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
STOPPED = {"state": "stopped", "state_reason": "会場の都合"}
CANCELLED = {"state": "cancelled", "state_reason": "台風のため"}


def code_of(refusal) -> str | None:
    return refusal.code if refusal else None


@pytest.mark.parametrize(
    ("facts", "now", "applying", "offering", "by_hand"),
    [
        ({}, CLOSES - MINUTE, None, None, None),
        ({}, CLOSES, "closed", None, None),
        ({}, PROMOTES - 4 * HOUR, "closed", None, None),
        ({}, PROMOTES - 2 * HOUR, "closed", "too_short", None),
        ({}, PROMOTES, "closed", "promotion_over", None),
        ({}, STARTS - MINUTE, "closed", "promotion_over", None),
        ({}, STARTS, "closed", "promotion_over", "started"),
        (STOPPED, NOW, "stopped", "not_published", None),
        (CANCELLED, NOW, "course_cancelled", "not_published", "course_cancelled"),
    ],
)
def test_rule_b5_what_ends_when(facts, now, applying, offering, by_hand):
    course = Course(
        **{
            "state": "published", "channels": ["web"], "starts_at": STARTS,
            "opens_at": NOW - HOUR, "applications_close_at": CLOSES, "promotion_until": PROMOTES,
            **facts,
        }
    )  # fmt: skip
    deadline = offer_deadline(now, course.promotion_until, lambda day: day)

    assert code_of(why_cannot_apply(course, channel="web", received_at=now, now=now)) == applying
    assert code_of(why_no_automatic_offer(course, deadline, now)) == offering
    assert code_of(why_cannot_promote(course, now)) == by_hand


KNOWN = {"name": "山田 一郎", "phone": "09000000001", "email": "yamada@example.jp"}


@pytest.mark.parametrize(
    ("changes", "first", "by_staff", "is_stored"),
    [
        ({}, "accepted", False, False),
        ({}, "waiting", False, False),
        ({}, "cancelled", False, True),
        ({}, "declined", False, True),
        ({"name": "山田　一郎"}, "accepted", False, False),  # the folded name
        ({"email": "other@example.jp"}, "accepted", False, True),  # a stranger learns nothing
        ({"email": "other@example.jp"}, "accepted", True, False),
        ({"email": ""}, "accepted", False, False),
        ({"phone": "09099999999"}, "accepted", False, False),
        ({"name": "山田 花子"}, "accepted", False, True),  # mother and son, one address (T26)
        ({"phone": "09099999999", "email": "other@example.jp"}, "accepted", True, True),
    ],
)
def test_rule_b9_who_has_applied_already(aoba, clerk, changes, first, by_staff, is_stored):
    course = CourseFactory()
    traits = {"queued_at": NOW} if first == "waiting" else {}
    earlier = ApplicationFactory(course=course, state=first, state_reason="理由", **KNOWN, **traits)

    made = submit_application(
        course,
        [Applicant(**{**KNOWN, **changes})],
        ApplyingAct(channel="phone" if by_staff else "web"),
        actor=clerk if by_staff else RESIDENT,
        now=NOW + MINUTE,
    )

    assert made.applications.exists() is is_stored
    assert made.repeats_id == (None if is_stored else earlier.pk)


BORN = date(1985, 4, 1)
ON_FILE = {"name": "山田 一郎", "kana": "やまだ いちろう", "birth_date": BORN}


@pytest.mark.parametrize(
    ("changes", "facts", "people"),
    [
        ({}, {}, 1),
        ({"kana": "やまだ かずお"}, {}, 2),
        ({"birth_date": date(1985, 4, 2)}, {}, 2),
        ({"birth_date": None}, {}, 2),  # what is not known is no agreement
        ({"name": "山田 一朗"}, {}, 2),
        ({}, {"capacity": 0}, 1),  # who waits is nobody's person yet
        ({"name": "新井 花"}, {"capacity": 0}, 1),
        ({"name": "新井 花"}, {"allocation": "approval"}, 1),
    ],
)
def test_rule_b10_who_becomes_which_person(aoba, changes, facts, people):
    known = PersonFactory(**ON_FILE, phone="", email="")
    typed = Applicant(**{**ON_FILE, "phone": "09000000001", **changes})

    made = submit_application(
        CourseFactory(**facts), [typed], ApplyingAct(), actor=RESIDENT, now=NOW
    ).applications.get()

    assert Person.objects.count() == people
    is_seated = made.state == "accepted"
    assert (made.person_id is not None) is is_seated
    assert (made.person_id == known.pk) is (is_seated and people == 1)
    assert (made.name, made.kana) == (typed.name, typed.kana)


@pytest.mark.parametrize("state", ApplicationState)
def test_rule_b11_accepted_and_offered_are_taken(aoba, state):
    course = CourseFactory(capacity=2)
    ApplicationFactory(course=course, state=state, state_reason="理由", queued_at=NOW)
    ApplicationFactory(course=course)

    seats = count_seats(course)

    assert seats.taken == (2 if state in ("accepted", "offered") else 1)
    assert seats.free == 2 - seats.taken


@pytest.mark.parametrize(
    ("phone", "typed", "opens"),
    [
        ("09012345678", "5678", True),
        ("09012345678", "５６７８", True),
        ("09012345678", "0000", False),
        ("09012345678", "09012345678", False),
        ("09012345678", "", False),
        ("09012345678", "APP2B2B2", False),  # with a telephone the reference opens nothing
        ("", "APP2B2B2", True),
        ("", "app2-b2b2", True),
        ("", "0000", False),
    ],
)
def test_rule_b12_what_opens_the_contact_data(aoba, frozen, phone, typed, opens):
    application = ApplicationFactory(
        phone=phone, email="hanako@example.jp", reference="APP2B2B2", name="山田 花子"
    )
    link = page_link(application, application.course)
    visitor = Client()
    address = visitor.get(link.removeprefix("http://testserver")).headers["Location"]

    visitor.post(address, {"step": "unlock", "proof": typed})
    html = visitor.get(address).content.decode()

    assert ("hanako@example.jp" in html) is opens
    assert "山＊ ＊＊" in html
    # Cancelling needs the link alone.
    visitor.post(f"{address}cancel/")
    assert Application.objects.get().state == "cancelled"


@pytest.mark.parametrize(
    ("hours", "facts", "shown"),
    [
        (23, {}, False),
        (25, {}, True),
        (25, {"email_confirmed_at": NOW}, False),
        (25, {"email": ""}, False),
        (25, {"cancelled": True}, False),
    ],
)
def test_rule_b12_an_address_nobody_opened_shows_after_a_day(
    world, aoba, frozen, hours, facts, shown
):
    course = CourseFactory()
    act = SubmissionFactory(course=course, received_at=NOW - hours * HOUR)
    one = ApplicationFactory(course=course, submission=act, **{"email": "a@example.jp", **facts})
    desk = Desk(world.member(Role.CLERK))
    address = reverse("admin:trainings_application_changelist")

    listed = desk.get(address).content.decode()
    narrowed = desk.get(address, {"mail": "unconfirmed"}).content.decode()

    assert ("<small>メール未確認</small>" in listed) is shown
    assert one.name in listed
    if shown or not facts.get("cancelled"):
        assert (one.name in narrowed) is shown


SURFACES = {
    "list": lambda one, day: reverse("admin:trainings_application_changelist"),
    "record": lambda one, day: reverse("admin:trainings_application_change", args=[one.pk]),
    "history": lambda one, day: reverse("admin:trainings_application_history", args=[one.pk]),
    "reception": lambda one, day: reverse("admin:reception", args=[day.pk]),
    "keyed": lambda one, day: reverse("admin:reception_keyed", args=[day.pk]),
    "completion": lambda one, day: reverse("admin:course_completion", args=[one.course_id]),
    "entry": lambda one, day: reverse("admin:course_entry", args=[one.course_id]),
    "person": lambda one, day: reverse("admin:people_person_change", args=[one.person_id]),
    "search": lambda one, day: f"{reverse('admin:trainings_application_changelist')}?q=当事者",
}


@pytest.mark.parametrize("surface", SURFACES)
@pytest.mark.parametrize("category", [("family", "家族"), ("concerned", "当事者")])
def test_rule_b14_no_surface_tells_the_category(world, aoba, frozen, surface, category):
    """Each page says the words as often as before, where forms offer them to be chosen."""
    one = ApplicationFactory(name="佐藤 花子")
    address = SURFACES[surface](one, one.course.sessions.get())
    desk = Desk(world.member(Role.CLERK))

    def told() -> list[int]:
        page = desk.get(address)
        assert page.status_code == 200
        return [page.content.decode().count(word) for word in (*category, "50代", "50s")]

    before = told()
    ApplicantAttribute.objects.create(application=one, attribute=category[0], age_band="50s")

    assert told() == before
    assert (
        surface in ("search", "entry", "history") or one.name in desk.get(address).content.decode()
    )


def mail_of(course: Course) -> str:
    submit_application(
        course, [Applicant("山田 花子", email="a@example.jp")], ApplyingAct(),
        actor=RESIDENT, now=NOW,
    )  # fmt: skip
    return Notice.objects.get().subject


def titles_of(course: Course) -> str:
    text = calendar_of(course, list(course.sessions.all()), now=NOW).decode()
    return "\n".join(line for line in text.splitlines() if line.startswith("SUMMARY"))


@pytest.mark.parametrize("tell", [mail_of, titles_of], ids=["subject", "calendar"])
@pytest.mark.parametrize("label", ["研修のお知らせ", "講座のご案内"])
def test_rule_b16_the_neutral_label_stands_where_others_look(aoba, tell, label):
    course = CourseFactory(
        title="ひきこもりサポーター養成研修", program__neutral_label=label,
        program__name="ひきこもりサポーター養成事業",
    )  # fmt: skip

    shown = tell(course)

    assert label in shown
    assert "ひきこもり" not in shown
