"""Change notices, notices before the end, follow-ups, states on a day."""

from datetime import UTC, date, datetime

import pytest

from foundation.notices.models import MailedLink, Notice, Task
from foundation.refusals import Refused
from supporters.actions.changes import apply_change, file_change, return_change
from supporters.actions.decisions import approve_application
from supporters.actions.follow_ups import record_follow_up
from supporters.actions.moves import take_leave
from supporters.enums import FollowUpKind, IntakeChannel
from supporters.facts import PaperTrail
from supporters.jobs import tell_about_ends
from supporters.models import FollowUp, RegistrationIssue, Supporter
from supporters.notices import tell_received
from supporters.queries.states import ending_terms, state_counts
from supporters.rules.follow_ups import months_after
from tests.factories import supporters as make
from tests.factories.base import NOW

TODAY = date(2026, 10, 1)


def at(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 1, 0, tzinfo=UTC)


def test_a_change_notice_waits_for_staff_and_names_stale_papers(program, clerk):
    registration = approve_application(
        make.ready_application(program), decided_on=TODAY, actor=clerk, now=NOW
    )
    person = registration.person
    facts = {"name": "佐藤 花子", "address": person.address, "phone": person.phone}

    notice = file_change(
        registration, facts, paper=PaperTrail(IntakeChannel.WEB), actor=clerk, now=NOW
    )

    assert notice.changes == {"name": {"old": "山田 花子", "new": "佐藤 花子"}}
    assert Task.objects.filter(kind="supporters.apply_change", done_at=None).exists()
    apply_change(notice, actor=clerk, now=NOW)
    person.refresh_from_db()
    assert person.name == "佐藤 花子"
    assert RegistrationIssue.objects.get(kind="card").stale_fields == ["name"]
    with pytest.raises(Refused) as refused:
        return_change(notice, reason="誤り", actor=clerk, now=NOW)
    assert refused.value.code == "change_settled"


def test_an_address_makes_only_the_certificate_stale(program, clerk):
    registration = approve_application(
        make.ready_application(program), decided_on=TODAY, actor=clerk, now=NOW
    )
    notice = file_change(
        registration, {"address": "みどり県あおば市南町1"}, paper=PaperTrail(IntakeChannel.POST),
        actor=clerk, now=NOW,
    )  # fmt: skip
    notice = apply_change(notice, actor=clerk, now=NOW)
    assert notice.stale_papers == ["登録証 001"]


def test_a_notice_without_a_change_is_refused(program, clerk):
    registration = make.registration(program)
    with pytest.raises(Refused) as refused:
        file_change(
            registration, {"name": registration.person.name}, paper=PaperTrail(IntakeChannel.WEB),
            actor=clerk, now=NOW,
        )  # fmt: skip
    assert refused.value.code == "nothing_changed"


@pytest.mark.parametrize(
    ("day", "kinds"),
    [
        (date(2027, 12, 31), []),
        (date(2028, 1, 1), ["90"]),
        (date(2028, 2, 28), ["90"]),
        (date(2028, 3, 1), ["30"]),
        (date(2028, 3, 24), ["7"]),
        (date(2028, 3, 31), ["7"]),
        (date(2028, 4, 1), ["0"]),
        (date(2028, 5, 2), []),
    ],
)
def test_notices_before_and_after_the_end(program, day, kinds):
    make.supporter(program)

    tell_about_ends(at(day))
    tell_about_ends(at(day))

    assert list(Notice.objects.values_list("dedupe_key", flat=True)) == kinds


def test_every_step_is_told_once_and_by_letter_without_mail(program):
    make.supporter(program, make.person(email=""))
    for day in (date(2028, 1, 1), date(2028, 1, 2), date(2028, 3, 1), date(2028, 3, 24)):
        tell_about_ends(at(day))

    notices = Notice.objects.filter(kind="supporters.expiring").order_by("id")
    assert [notice.dedupe_key for notice in notices] == ["90", "30", "7"]
    assert {notice.channel for notice in notices} == {"letter"}
    assert "令和10年3月31日（金）" in notices[0].body


def test_a_renewed_term_is_not_told_about(program):
    supporter = make.supporter(program)
    make.term(supporter.registration, date(2028, 4, 1))
    tell_about_ends(at(date(2028, 3, 1)))
    assert not Notice.objects.exists()
    assert list(ending_terms(date(2028, 3, 1), 60)) == []


def test_state_counts_of_any_day(program, clerk):
    registration = approve_application(
        make.ready_application(program), decided_on=date(2026, 4, 1), actor=clerk, now=NOW
    )
    take_leave(registration, on=date(2026, 6, 1), actor=clerk, now=NOW)

    def counted(day: date) -> dict[str, int]:
        return {row.state: row.count for row in state_counts(program.pk, day) if row.count}

    assert counted(date(2026, 3, 31)) == {}
    assert counted(date(2026, 4, 1)) == {"active": 1}
    assert counted(date(2026, 5, 31)) == {"active": 1}
    assert counted(date(2026, 6, 1)) == {"on_leave": 1}
    assert counted(date(2028, 4, 1)) == {"expired": 1}


def test_follow_ups_go_on(program, clerk, settings_of):
    settings_of(follow_up_months=36)
    make.supporter(program)
    supporter = Supporter.objects.get()
    record_follow_up(supporter, kind=FollowUpKind.TRAINING, attended_on=TODAY, actor=clerk, now=NOW)
    assert FollowUp.objects.get(done_on=None).due_on == date(2029, 10, 1)
    record_follow_up(supporter, kind=FollowUpKind.EXCHANGE, attended_on=TODAY, actor=clerk, now=NOW)
    assert FollowUp.objects.filter(done_on=None).count() == 1


@pytest.mark.parametrize(
    ("day", "months", "due"),
    [
        (date(2024, 1, 31), 1, date(2024, 2, 29)),
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
        (date(2026, 10, 1), 36, date(2029, 10, 1)),
        (date(2026, 12, 31), 2, date(2027, 2, 28)),
    ],
)
def test_months_after(day, months, due):
    assert months_after(day, months) == due


@pytest.mark.parametrize(("email", "links"), [("a@example.jp", 2), ("", 0)])
def test_nobody_is_given_a_secret_to_type_from_paper(program, clerk, email, links):
    """Who has no mail reads how to get the form instead; no link is made that nobody opens."""
    person = make.person(email=email)
    application = make.ready_application(program, person, email=email)
    tell_received(application, actor=clerk, now=NOW)
    approve_application(application, decided_on=TODAY, actor=clerk, now=NOW)

    bodies = [notice.body for notice in Notice.objects.all()]
    assert len(bodies) == 2
    assert sum("/l/" in body for body in bodies) == links == MailedLink.objects.count()
    assert sum("用紙をお送りします" in body for body in bodies) == 2 - links
