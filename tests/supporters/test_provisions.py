"""A prefecture and two towns: provision on consent, re-confirmation, recall (A4, C5, C6, R-70)."""

import threading
from datetime import date, timedelta
from io import BytesIO

import openpyxl
import pytest
from django.urls import reverse

from foundation.audit.models import AccessLog
from foundation.notices.models import Task
from foundation.organizations.actions.linking import end_link
from foundation.organizations.models import Body, LinkGrant, Municipality, OrganizationLink
from foundation.organizations.permissions import Role
from foundation.organizations.queries import linked_for_provision
from foundation.organizations.tenancy import within
from foundation.people.models import Person
from foundation.references import random_token
from foundation.refusals import Refused
from supporters.actions import consents, provisions
from supporters.actions.consents import withdraw_consent
from supporters.actions.moves import suspend_registration, take_leave
from supporters.actions.provisions import (
    ProvisionFacts,
    approve_provision,
    draft_provision,
    provide_roster,
)
from supporters.actions.received import read_withdrawal, reconfirm_entry
from supporters.actions.texts import draft_next_version
from supporters.actions.withdrawals import confirm_withdrawal, receive_withdrawal
from supporters.documents.provision import provided_items, provision_workbook
from supporters.enums import ConsentKind, IntakeChannel
from supporters.models import (
    Consent,
    ConsentText,
    ReceivedEntry,
    Registration,
    RegistrationTerm,
    RosterProvision,
    Supporter,
)
from supporters.queries.own_page import own_page
from supporters.queries.standing import why_not_dispatchable
from tests.factories import supporters as make
from tests.factories.base import NOW
from tests.factories.organizations import MunicipalityFactory, OrganizationFactory, link
from tests.foundation.adminsite.desk import Desk
from tests.races import at_once, wait_for

TODAY = date(2026, 10, 1)
FIELDS = ("number", "name", "kana", "phone")


def facts(**values):
    filled = {"purpose": "派遣のため", "basis": "本人の同意", "fields": FIELDS, "as_of": TODAY}
    return ProvisionFacts(**{**filled, **values})


def provided(program, supporters, recipient, clerk, approver):
    provision = draft_provision(
        program, supporters, facts(recipient_organization=recipient), actor=clerk, now=NOW
    )
    approve_provision(provision, actor=approver, now=NOW)
    return provide_roster(provision, actor=clerk, now=NOW)


def test_rule_c6_people_without_consent_are_named_as_left_out(program, clerk, there, willing):
    silent = make.supporter(program)
    late = make.supporter(program)
    make.consent(
        late.person, make.text_of(program, ConsentKind.PROVISION),
        given_on=TODAY + timedelta(days=1),
    )  # fmt: skip

    provision = draft_provision(
        program, [willing, silent, late], facts(recipient_organization=there), actor=clerk, now=NOW
    )

    assert provision.count == 1
    left_out = provision.items.filter(consent=None)
    assert {item.supporter for item in left_out} == {silent, late}
    assert {item.left_out_reason for item in left_out} == {"名簿の提供への同意がありません。"}


@pytest.mark.parametrize(
    ("above", "period", "expected"),
    [
        ("aoba", {}, ""),
        ("wakaba", {}, ""),  # a municipality that trains hands its roster up
        ("aoba", {"valid_through": TODAY}, ""),
        ("aoba", {"valid_through": TODAY - timedelta(days=1)}, "not_linked"),
        ("aoba", {"valid_from": TODAY + timedelta(days=1)}, "not_linked"),
        ("aoba", {"grant": LinkGrant.STATISTICS}, "not_linked"),
        (None, {}, "not_linked"),
    ],
)
def test_rule_a7_a_provision_inside_the_installation_needs_a_link(
    program, clerk, willing, world, there, above, period, expected
):
    OrganizationLink.objects.all().delete()
    link(world.aoba, OrganizationFactory(slug="hinata"))  # a link with somebody else helps nobody
    if above:
        below = {"aoba": world.wakaba, "wakaba": world.aoba}[above]
        link(getattr(world, above), below, **period)

    def code() -> str:
        try:
            draft_provision(
                program, [willing], facts(recipient_organization=there), actor=clerk, now=NOW
            )
        except Refused as refused:
            return refused.code
        return ""

    assert code() == expected
    assert RosterProvision.objects.count() == (0 if expected else 1)
    offered = linked_for_provision(world.aoba, TODAY).filter(pk=there.pk).exists()
    assert offered is (not expected)


def test_rule_a7_a_link_that_ended_since_the_approval_holds_the_roster_back(
    program, clerk, approver, there, willing, aoba
):
    provision = draft_provision(
        program, [willing], facts(recipient_organization=there), actor=clerk, now=NOW
    )
    approve_provision(provision, actor=approver, now=NOW)
    through = TODAY - timedelta(days=1)
    end_link(aoba, there, LinkGrant.PROVISION, through=through, actor=clerk)

    with pytest.raises(Refused) as refused:
        provide_roster(provision, actor=clerk, now=NOW)

    assert refused.value.code == "not_linked"
    with within(there):
        assert not ReceivedEntry.objects.exists()


def test_rule_a7_the_page_offers_linked_organizations_and_files_need_no_link(
    program, clerk, there, willing, world
):
    OrganizationFactory(slug="hinata", name="ひなた町")
    desk = Desk(world.member(Role.CLERK))
    page = desk.get(reverse("admin:supporters_rosterprovision_add")).content.decode()
    assert "わかば町" in page
    assert "ひなた町" not in page
    body = Body.objects.create(name="こだま社協", kinds=[])
    provision = draft_provision(
        program, [willing], facts(recipient_body=body), actor=clerk, now=NOW
    )
    assert provision.count == 1


@pytest.mark.parametrize(
    ("through", "counts"),
    [
        (TODAY, True),
        (None, True),  # without an end
        (TODAY - timedelta(days=1), False),
    ],
)
def test_rule_c6_nobody_whose_term_has_run_out_is_provided(
    program, clerk, approver, there, willing, through, counts
):
    RegistrationTerm.objects.update(valid_through=through)
    provision = draft_provision(
        program, [willing], facts(recipient_organization=there), actor=clerk, now=NOW
    )
    item = provision.items.get()
    assert item.is_included == counts
    assert ("満了" in item.left_out_reason) == (not counts)


def test_rule_c6_who_runs_out_between_preparing_and_providing_stays_here(
    program, clerk, approver, there, willing
):
    renewed = make.supporter(program)
    make.consent(renewed.person, make.text_of(program, ConsentKind.PROVISION))
    for one in (willing, renewed):
        one.registration.terms.update(valid_through=TODAY + timedelta(days=1))
    make.term(renewed.registration, TODAY + timedelta(days=2))
    provision = draft_provision(
        program, [willing, renewed], facts(recipient_organization=there), actor=clerk, now=NOW
    )
    assert provision.count == 2
    approve_provision(provision, actor=approver, now=NOW)

    provide_roster(provision, actor=clerk, now=NOW + timedelta(days=2))

    with within(there):
        assert ReceivedEntry.objects.get().number_text == renewed.registration.number_text


@pytest.mark.parametrize(
    ("scope", "reason"),
    [
        ({}, ""),
        ({"fields": ["kana", "phone", "email"]}, ""),
        ({"fields": ["kana"]}, "本人の同意が、提供する項目の一部を含んでいません。"),
        ({"recipients": {"993018": "わかば町"}}, ""),
        ({"recipients": {"992011": "あおば市"}}, "本人の同意が、この提供先を含んでいません。"),
    ],
)
def test_rule_c6_a_limited_consent_reaches_only_what_it_names(program, clerk, there, scope, reason):
    limited = make.supporter(program)
    make.consent(limited.person, make.text_of(program, ConsentKind.PROVISION), scope=scope)
    provision = draft_provision(
        program, [limited], facts(recipient_organization=there), actor=clerk, now=NOW
    )
    item = provision.items.get()
    assert (item.is_included, item.left_out_reason) == (not reason, reason)


def test_a_consent_for_named_towns_does_not_reach_a_body(program, clerk):
    limited = make.supporter(program)
    make.consent(
        limited.person, make.text_of(program, ConsentKind.PROVISION),
        scope={"recipients": {"993018": "わかば町"}, "fields": ["phone", "kana"]},
    )  # fmt: skip
    body = Body.objects.create(name="こだま社協", kinds=[])
    provision = draft_provision(
        program, [limited], facts(recipient_body=body), actor=clerk, now=NOW
    )
    assert provision.count == 0
    consent = Consent.objects.get(text__kind=ConsentKind.PROVISION)
    assert consent.limits == "提供先はわかば町に限る　項目は電話、ふりがなに限る"


def test_staff_choose_whom_to_provide_and_open_the_file_again(
    program, clerk, approver, world, willing
):
    """Two of three are chosen; who takes the consent back is no longer on the file."""
    silent, unchosen = make.supporter(program), make.supporter(program)
    make.consent(unchosen.person, make.text_of(program, ConsentKind.PROVISION))
    town = MunicipalityFactory(code="995011", name="こだま村")
    desk = Desk(world.member(Role.CLERK))
    url = reverse("admin:supporters_supporter_bulk_provision")
    chosen = {
        "_once": "p", "_ids": f"{willing.pk},{silent.pk}", "purpose": "派遣のため",
        "basis": "本人の同意", "as_of": "R8.10.1", "method": "手渡し",
        "fields_chosen": ["number", "name", "phone"],
    }  # fmt: skip
    refused = desk.post(url, chosen).content.decode()
    assert "提供先を1つだけ選んでください。" in refused
    desk.post(url, {**chosen, "_once": "q", "recipient_municipality": town.pk})

    provision = RosterProvision.objects.get()
    assert (provision.count, provision.items.count()) == (1, 2)
    approve_provision(provision, actor=approver, now=NOW)
    provide_roster(provision, actor=clerk, now=NOW)

    def names() -> list[str]:
        again = act_file(desk, provision)
        rows = openpyxl.load_workbook(BytesIO(again.content)).active.iter_rows(values_only=True)
        return [row[1] for row in rows if row[0] == willing.registration.number_text]

    address = reverse("admin:supporters_rosterprovision_file", args=[provision.pk])
    assert "同意を取り消した方" in desk.get(address).content.decode()
    assert names() == ["山田 花子"]
    _withdraw(willing, clerk)
    assert names() == []
    assert AccessLog.objects.filter(action="export").count() == 2


def act_file(desk, provision):
    url = reverse("admin:supporters_rosterprovision_file", args=[provision.pk])
    return desk.post(url, {"_once": random_token()})


def test_a_provision_needs_another_approver_and_somebody_on_it(
    program, clerk, approver, there, willing
):
    empty = draft_provision(
        program, [make.supporter(program)], facts(recipient_organization=there),
        actor=clerk, now=NOW,
    )  # fmt: skip
    for provision, actor, code in (
        (empty, approver, "nobody_included"),
        (draft_provision(program, [willing], facts(recipient_organization=there), actor=clerk,
                         now=NOW), clerk, "same_person"),
    ):  # fmt: skip
        with pytest.raises(Refused) as refused:
            approve_provision(provision, actor=actor, now=NOW)
        assert refused.value.code == code
    with pytest.raises(Refused) as refused:
        provide_roster(provision, actor=clerk, now=NOW)
    assert refused.value.code == "illegal_transition"


def test_rule_a4_the_recipient_gets_a_copy_of_the_agreed_fields_only(
    program, clerk, approver, there, willing
):
    provision = provided(program, [willing], there, clerk, approver)

    with within(there):
        entry = ReceivedEntry.objects.get()
        person = entry.person
        assert (person.name, person.phone) == (willing.person.name, willing.person.phone)
        assert (person.address, person.email, person.birth_date) == ("", "", None)
        assert (entry.sender_name, entry.number_text) == (
            "あおば市", willing.registration.number_text,
        )  # fmt: skip
        task = Task.objects.get(kind="supporters.reconfirm")
        assert f"（登録番号 {entry.number_text}）" in task.title, "many come at once"
        supporter = Supporter.objects.get()
        assert why_not_dispatchable(supporter, TODAY).code == "not_reconfirmed"
    assert Person.objects.filter(pk=person.pk).exists() is False
    log = AccessLog.objects.get(action="provide")
    assert log.object_ids == [willing.pk]
    assert "わかば町" in log.purpose
    assert provision.count == 1


def test_rule_a5_only_a_reconfirmed_person_is_dispatched(
    program, clerk, approver, there, willing, world
):
    provided(program, [willing], there, clerk, approver)
    with within(there):
        entry = ReceivedEntry.objects.get()
        reconfirm_entry(entry, willing=True, on=TODAY, actor=clerk, now=NOW)
        assert Supporter.objects.dispatchable_on(TODAY).count() == 1
        assert not Supporter.objects.dispatchable_on(date(2028, 4, 1)).exists()
        reconfirm_entry(entry, willing=False, on=TODAY, actor=clerk, now=NOW)
        assert not Supporter.objects.dispatchable_on(TODAY).exists()


def test_rule_c5_a_withdrawal_travels_at_once(program, clerk, approver, there, willing):
    provided(program, [willing], there, clerk, approver)
    with within(there):
        entry = ReceivedEntry.objects.get()
        reconfirm_entry(entry, willing=True, on=TODAY, actor=clerk, now=NOW)
    consent = willing.person.supporter_consents.get(text__kind=ConsentKind.PROVISION)
    assert "わかば町" in {viewer.who for viewer in own_page(willing, TODAY).viewers}

    withdraw_consent(consent, through=IntakeChannel.PHONE, actor=clerk, now=NOW)

    assert "わかば町" not in {viewer.who for viewer in own_page(willing, TODAY).viewers}
    assert why_not_dispatchable(Supporter.objects.get(), TODAY) is None
    with within(there):
        assert not Supporter.objects.dispatchable_on(TODAY).exists()
        entry.refresh_from_db()
        assert entry.state == "withdrawn"
        task = Task.objects.get(kind="supporters.read_withdrawal")
        read_withdrawal(entry, actor=clerk, now=NOW)
        task.refresh_from_db()
        assert task.done_at == NOW


def _withdraw(supporter, clerk):
    consent = supporter.person.supporter_consents.get(text__kind=ConsentKind.PROVISION)
    withdraw_consent(consent, through=IntakeChannel.WEB, actor=clerk, now=NOW)


def _overtake(supporter, clerk):
    """A newer wording asked everybody again, and its deadline has passed."""
    ConsentText.objects.create(
        program=supporter.program, kind=ConsentKind.PROVISION, version=2, opening="新しい前文",
        items=["新しい事項"], published_on=TODAY - timedelta(days=30), reconsent_required=True,
        reconsent_deadline=TODAY - timedelta(days=1),
    )  # fmt: skip


def _leave(supporter, clerk):
    leaving = receive_withdrawal(
        supporter.registration, channel=IntakeChannel.POST, received_on=TODAY, reason="転居",
        actor=clerk, now=NOW,
    )  # fmt: skip
    confirm_withdrawal(leaving, note="", confirmed_on=TODAY, actor=clerk, now=NOW)


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (_withdraw, "名簿の提供への同意がありません。"),
        (_overtake, "名簿の提供への同意がありません。"),
        (_leave, "この組織の登録ではない、または登録が終わっています。"),
    ],
)
def test_who_changed_between_approval_and_provision_is_left_out(
    program, clerk, approver, there, willing, change, reason
):
    provision = draft_provision(
        program, [willing], facts(recipient_organization=there), actor=clerk, now=NOW
    )
    approve_provision(provision, actor=approver, now=NOW)
    change(willing, clerk)

    provision = provide_roster(provision, actor=clerk, now=NOW)

    assert provision.count == 0
    assert provision.items.get().left_out_reason == f"準備のあとの変更：{reason}"
    with within(there):
        assert not ReceivedEntry.objects.exists()


@pytest.mark.parametrize("end", ["registration", "stop_use", "reconsent_deadline"])
def test_rule_c6_what_ended_between_approval_and_provision_is_looked_at_anew(
    program, clerk, approver, there, willing, end
):
    other = make.supporter(program, make.person("鈴木 次郎"))
    make.consent(other.person, make.text_of(program, ConsentKind.PROVISION))
    provision = draft_provision(
        program, [willing, other], facts(recipient_organization=there), actor=clerk, now=NOW
    )
    approve_provision(provision, actor=approver, now=NOW)
    if end == "registration":
        left = receive_withdrawal(
            willing.registration, channel=IntakeChannel.PHONE, received_on=TODAY, reason="転居",
            actor=clerk, now=NOW,
        )  # fmt: skip
        confirm_withdrawal(left, note="転居", confirmed_on=TODAY, actor=clerk, now=NOW)
    elif end == "stop_use":
        Person.objects.filter(pk=willing.person_id).update(stop_use=True)
    else:
        text = make.text_of(program, ConsentKind.PROVISION)
        newer = draft_next_version(text, actor=clerk, now=NOW - timedelta(days=60))
        newer.published_on = TODAY - timedelta(days=60)
        newer.reconsent_required, newer.reconsent_deadline = True, TODAY - timedelta(days=1)
        newer.save()
        make.consent(other.person, newer)

    provide_roster(provision, actor=clerk, now=NOW)

    left_out = provision.items.get(supporter=willing)
    assert left_out.consent is None
    assert left_out.left_out_reason.startswith("準備のあとの変更：")
    with within(there):
        assert [entry.person.name for entry in ReceivedEntry.objects.all()] == ["鈴木 次郎"]


def test_rule_c6_nobody_with_a_stop_of_use_is_prepared(program, clerk, there, willing):
    Person.objects.filter(pk=willing.person_id).update(stop_use=True)

    provision = draft_provision(
        program, [Supporter.objects.get()], facts(recipient_organization=there), actor=clerk,
        now=NOW,
    )  # fmt: skip

    assert provision.count == 0


@pytest.mark.parametrize("move", [suspend_registration, take_leave])
def test_rule_a4_who_is_stopped_here_is_not_dispatched_there(
    program, clerk, approver, there, willing, move
):
    when = {} if move is suspend_registration else {"on": TODAY}
    move(willing.registration, reason="調査中", actor=clerk, now=NOW, **when)

    provided(program, [willing], there, clerk, approver)

    with within(there):
        entry = ReceivedEntry.objects.get()
        reconfirm_entry(entry, willing=True, on=TODAY, actor=clerk, now=NOW)
        assert why_not_dispatchable(Supporter.objects.get(), TODAY).code == "stop_told"
        assert not Supporter.objects.dispatchable_on(TODAY).exists()


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("first", ["withdrawal", "provision"])
def test_rule_c5_a_withdrawal_at_the_moment_of_providing_is_heard(
    program, clerk, approver, there, willing, world, first, monkeypatch
):
    """Whoever comes first, nobody there holds an entry without knowing of the withdrawal."""
    provision = draft_provision(
        program, [willing], facts(recipient_organization=there), actor=clerk, now=NOW
    )
    approve_provision(provision, actor=approver, now=NOW)
    consent = willing.person.supporter_consents.get(text__kind=ConsentKind.PROVISION)
    other_is_at_it = threading.Barrier(2, timeout=60)
    place = (
        (consents, "recall_provisions") if first == "withdrawal" else (provisions, "receive_entry")
    )
    usual = getattr(*place)

    def pausing(*args, **kwargs):
        other_is_at_it.wait()
        wait_for(time_for_the_other)  # it either waits for our lock or has gone past it
        return usual(*args, **kwargs)

    time_for_the_other = threading.Event()
    monkeypatch.setattr(*place, pausing)
    deeds = {
        "withdrawal": lambda: withdraw_consent(
            consent, through=IntakeChannel.WEB, actor=clerk, now=NOW
        ),
        "provision": lambda: provide_roster(provision, actor=clerk, now=NOW),
    }
    second = next(name for name in deeds if name != first)

    def after():
        other_is_at_it.wait()
        deeds[second]()
        time_for_the_other.set()

    assert at_once(world.aoba, deeds[first], after) == []

    with within(there):
        assert not ReceivedEntry.objects.exclude(state="withdrawn").exists()


def test_an_outside_recipient_gets_a_workbook_of_the_agreed_fields(
    program, clerk, approver, willing
):
    elsewhere = Municipality.objects.create(code="999999", name="もみじ村", prefecture="みどり県")
    provision = draft_provision(
        program, [willing, make.supporter(program)], facts(recipient_municipality=elsewhere),
        actor=clerk, now=NOW,
    )  # fmt: skip
    approve_provision(provision, actor=approver, now=NOW)
    provide_roster(provision, actor=clerk, now=NOW)

    sheet = openpyxl.load_workbook(BytesIO(provision_workbook(provision))).active
    rows = list(sheet.iter_rows(values_only=True))

    assert rows[2] == ("登録番号", "氏名", "ふりがな", "電話")
    assert len(rows) == 4
    assert rows[3][1] == willing.person.name
    consent = willing.person.supporter_consents.get(text__kind=ConsentKind.PROVISION)
    withdraw_consent(consent, through=IntakeChannel.WEB, actor=clerk, now=NOW)
    assert Task.objects.filter(kind="supporters.tell_recipient").count() == 1


def test_the_file_drawn_again_leaves_out_who_left_since(program, clerk, approver, willing):
    elsewhere = Municipality.objects.create(code="999999", name="もみじ村", prefecture="みどり県")
    people = [willing]
    for name in ("辞退 一郎", "停止 二郎"):
        other = make.supporter(program, make.person(name))
        make.consent(other.person, make.text_of(program, ConsentKind.PROVISION))
        people.append(other)
    provision = draft_provision(
        program, people, facts(recipient_municipality=elsewhere), actor=clerk, now=NOW
    )
    approve_provision(provision, actor=approver, now=NOW)
    provide_roster(provision, actor=clerk, now=NOW)
    assert provided_items(provision).count() == 3

    Registration.objects.filter(pk=people[1].registration_id).update(state="withdrawn")
    Person.objects.filter(pk=people[2].person_id).update(stop_use=True)

    assert [item.supporter for item in provided_items(provision)] == [willing]
    provision.moved_on = TODAY  # who moved there left here by it
    assert provided_items(provision).count() == 2


def test_a_recipient_without_the_programme_is_refused(program, clerk, approver, world, willing):
    link(world.aoba, world.wakaba)
    with pytest.raises(Refused) as refused:
        provided(program, [willing], world.wakaba, clerk, approver)
    assert refused.value.code == "no_program"
