"""What changes at the sender after a provision travels as notices that staff accept (rule A4)."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.urls import reverse

from foundation.notices.models import Task
from foundation.organizations.actor import Actor
from foundation.organizations.models import Municipality
from foundation.organizations.permissions import Role
from foundation.organizations.tenancy import within
from foundation.people.actions.people import update_person
from foundation.refusals import Refused
from supporters.actions.changes import apply_change, file_change
from supporters.actions.consents import withdraw_consent
from supporters.actions.moves import resume_registration, suspend_registration, take_leave
from supporters.actions.provisions import approve_provision, draft_provision, provide_roster
from supporters.actions.received import reconfirm_entry
from supporters.actions.renewals import renew_registration
from supporters.actions.updates import accept_update, set_aside_update
from supporters.enums import ConsentKind, IntakeChannel, NumberOnRenewal, UpdateKind
from supporters.facts import PaperTrail
from supporters.models import Consent, ReceivedEntry, ReceivedUpdate, Supporter
from supporters.queries.standing import why_not_dispatchable
from supporters.queries.updates import update_text
from supporters.signals import standing_changed
from tests.factories import supporters as make
from tests.factories.base import NOW
from tests.foundation.adminsite.desk import Desk
from tests.supporters.test_provisions import facts

pytestmark = pytest.mark.usefixtures("frozen")
TODAY = date(2026, 10, 1)
RENEWAL = datetime(2028, 3, 1, 3, 0, tzinfo=UTC)
THERE = Actor.system("わかば町の担当")


def provide(program, supporter, clerk, approver, **recipient: Any) -> None:
    drafted = draft_provision(program, [supporter], facts(**recipient), actor=clerk, now=NOW)
    approve_provision(drafted, actor=approver, now=NOW)
    provide_roster(drafted, actor=clerk, now=NOW)


@pytest.fixture
def sent(program, willing, there, clerk, approver):
    """The supporter stands on わかば町's roster and is willing there."""
    provide(program, willing, clerk, approver, recipient_organization=there)
    with within(there):
        reconfirm_entry(ReceivedEntry.objects.get(), willing=True, on=TODAY, actor=THERE, now=NOW)
    return willing


def update_there(there) -> ReceivedUpdate:
    with within(there):
        return ReceivedUpdate.objects.select_related("entry__person").latest("pk")


def accept_there(there) -> None:
    with within(there):
        for update in ReceivedUpdate.objects.waiting().order_by("pk"):
            accept_update(update, actor=THERE, now=NOW)


def refusal_there(there, day=TODAY) -> str | None:
    """Why わかば町 may not ask them; the answer of Python and of SQL agree."""
    with within(there):
        supporter = Supporter.objects.select_related("person", "received_entry").get()
        refusal = why_not_dispatchable(supporter, day)
        in_sql = Supporter.objects.dispatchable_on(day).filter(pk=supporter.pk).exists()
    assert in_sql is (refusal is None)
    return refusal.code if refusal else None


def test_an_applied_change_notice_travels_and_is_accepted(sent, there, clerk):
    notice = file_change(
        sent.registration,
        {"phone": "0559999999", "address": "みどり県あおば市北町9-9"},
        paper=PaperTrail(IntakeChannel.COUNTER), actor=clerk, now=NOW,
    )  # fmt: skip
    with within(there):
        assert not ReceivedUpdate.objects.exists(), "only what was applied travels"
    apply_change(notice, actor=clerk, now=NOW)

    update = update_there(there)
    assert set(update.changes) == {"phone"}, "the address was never provided"
    with within(there):
        assert update.entry.person.phone == "0551234567", "until staff accept"
        assert "055-999-9999" in update_text(update)
        task = Task.objects.get(kind="supporters.accept_update")
        accept_update(update, actor=THERE, now=NOW)
        task.refresh_from_db()
        update.entry.person.refresh_from_db()
        assert update.entry.person.phone == "0559999999"
        assert task.done_at is not None
    assert refusal_there(there) is None


def test_a_correction_by_staff_travels_too(sent, there, clerk):
    update_person(sent.person, name="山田 華子", birth_date=date(1970, 5, 6), actor=clerk, now=NOW)

    assert set(update_there(there).changes) == {"name"}
    accept_there(there)
    with within(there):
        assert ReceivedEntry.objects.get().person.name == "山田 華子"


def test_a_birth_date_travels_as_a_date(program, willing, there, clerk, approver):
    provide(
        program, willing, clerk, approver, recipient_organization=there,
        fields=("number", "name", "kana", "birth_date"),
    )  # fmt: skip
    update_person(willing.person, birth_date=date(1970, 5, 6), actor=clerk, now=NOW)

    accept_there(there)

    with within(there):
        assert ReceivedEntry.objects.get().person.birth_date == date(1970, 5, 6)


@pytest.mark.parametrize(
    ("stop", "kind"), [("leave", UpdateKind.ON_LEAVE), ("suspend", UpdateKind.SUSPENDED)]
)
def test_leave_and_suspension_stop_new_requests_before_they_are_accepted(
    sent, there, clerk, stop, kind
):
    heard: list[int] = []

    def hear(sender, supporter, **kwargs):
        heard.append(supporter.organization_id)

    standing_changed.connect(hear)
    try:
        if stop == "leave":
            take_leave(sent.registration, on=TODAY, actor=clerk, now=NOW)
        else:
            suspend_registration(sent.registration, reason="事実の確認", actor=clerk, now=NOW)
    finally:
        standing_changed.disconnect(hear)

    assert there.pk in heard
    assert refusal_there(there) == "stop_told"
    assert update_there(there).kind == kind
    accept_there(there)
    assert refusal_there(there) == "stopped_there"
    resume_registration(sent.registration, on=TODAY, reason="確認した", actor=clerk, now=NOW)
    assert refusal_there(there) == "stopped_there", "until the return is accepted"
    accept_there(there)
    assert refusal_there(there) is None


def test_a_leave_can_be_set_aside_a_suspension_cannot(sent, there, clerk):
    take_leave(sent.registration, on=TODAY, actor=clerk, now=NOW)
    with within(there):
        leave = ReceivedUpdate.objects.get()
        with pytest.raises(Refused):
            set_aside_update(leave, reason=" ", actor=THERE, now=NOW)
        set_aside_update(leave, reason="町の活動は続けたいとのこと", actor=THERE, now=NOW)
    assert refusal_there(there) is None

    suspend_registration(sent.registration, reason="事実の確認", actor=clerk, now=NOW)
    with within(there), pytest.raises(Refused) as refused:
        set_aside_update(ReceivedUpdate.objects.waiting().get(), reason="x", actor=THERE, now=NOW)
    assert refused.value.code == "suspension_stands"


def test_notices_are_accepted_in_the_order_they_came(sent, there, clerk):
    take_leave(sent.registration, on=TODAY, actor=clerk, now=NOW)
    resume_registration(sent.registration, on=TODAY, actor=clerk, now=NOW)

    with within(there), pytest.raises(Refused) as refused:
        accept_update(ReceivedUpdate.objects.latest("pk"), actor=THERE, now=NOW)

    assert refused.value.code == "older_first"


@pytest.mark.parametrize(
    ("number", "decided_on", "begins"),
    [
        (NumberOnRenewal.KEEP, date(2028, 3, 1), date(2026, 4, 1)),
        (NumberOnRenewal.NEW, date(2028, 3, 1), date(2026, 4, 1)),
        (NumberOnRenewal.KEEP, date(2028, 5, 1), date(2028, 5, 1)),
    ],
    ids=["in time", "under a new number", "after a lapse"],
)
def test_a_renewed_term_is_followed(sent, there, clerk, settings_of, number, decided_on, begins):
    settings_of(number_on_renewal=number)
    now = datetime(decided_on.year, decided_on.month, decided_on.day, 3, tzinfo=UTC)

    term = renew_registration(sent.registration, decided_on=decided_on, actor=clerk, now=now)

    assert refusal_there(there, term.valid_from) == "expired"
    accept_there(there)
    with within(there):
        entry = ReceivedEntry.objects.get()
        assert (entry.valid_from, entry.valid_through) == (begins, term.valid_through)
        assert entry.number_text == term.registration.number_text
    assert refusal_there(there, term.valid_from) is None


def test_an_outside_recipient_is_told_by_hand(program, willing, clerk, approver):
    town = Municipality.objects.order_by("pk").first()
    provide(program, willing, clerk, approver, recipient_municipality=town)

    take_leave(willing.registration, on=TODAY, actor=clerk, now=NOW)

    task = Task.objects.get(kind="supporters.tell_change")
    assert task.title == f"{town}へ、登録内容の変更（休止（本人の希望））を伝える"


def test_who_was_taken_back_is_told_nothing_more(sent, there, clerk):
    take_leave(sent.registration, on=TODAY, actor=clerk, now=NOW)
    consent = Consent.objects.get(text__kind=ConsentKind.PROVISION)
    withdraw_consent(consent, through=IntakeChannel.COUNTER, actor=clerk, now=NOW)
    update_person(sent.person, phone="0551111111", actor=clerk, now=NOW)

    update = update_there(there)
    assert (update.kind, update.state) == (UpdateKind.ON_LEAVE, "set_aside")
    with within(there):
        assert ReceivedUpdate.objects.count() == 1
        assert not Task.objects.filter(
            kind="supporters.accept_update", done_at__isnull=True
        ).exists()
    assert refusal_there(there) == "provision_withdrawn"


def test_people_who_were_never_provided_stay_at_home(program, clerk, there):
    supporter = make.supporter(program)
    take_leave(supporter.registration, on=TODAY, actor=clerk, now=NOW)

    with within(there):
        assert not ReceivedUpdate.objects.exists()
    assert not Task.objects.filter(kind="supporters.tell_change").exists()


def test_staff_of_the_recipient_accept_it_on_their_pages(sent, there, clerk, world):
    update_person(sent.person, phone="0559999999", actor=clerk, now=NOW)
    update = update_there(there)
    with within(there):
        desk = Desk(world.member(Role.CLERK, organization=there))
    listed = desk.get(reverse("admin:supporters_receivedupdate_changelist")).content.decode()
    assert "055-999-9999" in listed
    entry = reverse("admin:supporters_receivedentry_change", args=[update.entry_id])
    cells = desk.get(entry).content.decode()
    # On a phone the cells stand below each other, each under its heading.
    assert '<td data-label="変わった日" class="field-happened_on' in cells
    assert '<td data-label="状態" class="field-state' in cells
    assert "対応の鍵" not in cells
    home = desk.get("/staff/").content.decode()
    assert "確認する提供元からのお知らせ" in home
    url = reverse("admin:supporters_receivedupdate_accept", args=[update.pk])
    assert " → 055-999-9999" in desk.get(url).content.decode()
    desk.post(url, {"_once": "once"}, follow=True)

    with within(there):
        assert ReceivedEntry.objects.get().person.phone == "0559999999"
    ours = Desk(world.member(Role.CLERK))
    assert ours.get(url).status_code == 404
