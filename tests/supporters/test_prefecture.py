"""みどり県 registers; two towns receive, ask again, and follow what changes (rules A4, A5, C5)."""

from datetime import date, timedelta

import pytest
from django.db import transaction

from foundation.organizations.models import Organization
from foundation.organizations.permissions import Role
from foundation.organizations.tenancy import within
from foundation.people.facts import PersonFacts
from foundation.people.models import Person
from foundation.refusals import Refused
from supporters.actions.consents import withdraw_consent
from supporters.actions.limits import limit_consent
from supporters.actions.moves import suspend_registration
from supporters.actions.provisions import approve_provision, draft_provision, provide_roster
from supporters.actions.recalls import _withdraw_there
from supporters.actions.received import (
    EntryFacts,
    read_withdrawal,
    receive_entry,
    reconfirm_entry,
)
from supporters.enums import ConsentChannel, ConsentKind, IntakeChannel, ReceivedState
from supporters.facts import ConsentFacts
from supporters.models import (
    Consent,
    ReceivedEntry,
    ReceivedUpdate,
    RosterProvision,
    RosterProvisionItem,
    Supporter,
)
from supporters.queries.own_page import own_page
from supporters.queries.standing import why_not_dispatchable
from tests.factories import supporters as make
from tests.factories.base import NOW
from tests.factories.organizations import OrganizationFactory, ProgramFactory, link
from tests.supporters.test_provisions import facts
from tests.supporters.test_updates import THERE

pytestmark = pytest.mark.usefixtures("frozen")
TODAY = date(2026, 10, 1)


@pytest.fixture
def towns(world, aoba, program) -> list[Organization]:
    """Two towns below the organization that registers."""
    found = [world.wakaba, OrganizationFactory(slug="hinata", name="ひなた町")]
    for town in found:
        with within(town):
            ProgramFactory(kind=program.kind)
        link(aoba, town)
    return found


def willing(program, name: str) -> Supporter:
    supporter = make.supporter(program, make.person(name))
    make.consent(supporter.person, make.text_of(program, ConsentKind.PROVISION))
    return supporter


@pytest.fixture
def roster(program, towns, clerk, approver) -> list[Supporter]:
    """Three are registered, two of them willing; both towns receive the same roster."""
    silent = make.supporter(program, make.person("三沢 誠"))
    people = [willing(program, "山田 花子"), willing(program, "泉川 一樹"), silent]
    for town in towns:
        drafted = draft_provision(
            program, people, facts(recipient_organization=town), actor=clerk, now=NOW
        )
        approve_provision(drafted, actor=approver, now=NOW)
        provide_roster(drafted, actor=clerk, now=NOW)
    return people


def standing(town, name: str, day=TODAY) -> str | None:
    with within(town):
        supporter = Supporter.objects.select_related("received_entry").get(person__name=name)
        refusal = why_not_dispatchable(supporter, day)
        assert Supporter.objects.dispatchable_on(day).filter(pk=supporter.pk).exists() is (
            refusal is None
        )
    return refusal.code if refusal else None


def reconfirm(town, name: str, *, is_willing: bool) -> None:
    with within(town):
        entry = ReceivedEntry.objects.get(person__name=name)
        reconfirm_entry(entry, willing=is_willing, on=TODAY, actor=THERE, now=NOW)


def test_each_town_gets_rows_of_its_own(roster, towns, program):
    for town in towns:
        with within(town):
            assert sorted(ReceivedEntry.objects.values_list("person__name", flat=True)) == [
                "山田 花子", "泉川 一樹",
            ]  # fmt: skip
            assert not RosterProvision.objects.exists()
    keys = set(RosterProvisionItem.objects.filter(consent__isnull=False).values_list("key"))
    assert len(keys) == 4, "a key of its own for each row that travelled"
    assert Person.objects.filter(name="山田 花子").count() == 1
    left_out = RosterProvisionItem.objects.filter(consent=None)
    assert {item.supporter for item in left_out} == {roster[2]}


def test_towns_ask_again_one_by_one_and_apart(roster, towns):
    near, far = towns
    assert standing(near, "山田 花子") == "not_reconfirmed"
    reconfirm(near, "山田 花子", is_willing=True)
    reconfirm(far, "山田 花子", is_willing=False)

    assert standing(near, "山田 花子") is None
    assert standing(far, "山田 花子") == "declined"
    assert standing(near, "泉川 一樹") == "not_reconfirmed"
    with within(near):
        through = ReceivedEntry.objects.get(person__name="山田 花子").valid_through
    assert standing(near, "山田 花子", through) is None
    assert standing(near, "山田 花子", through + timedelta(days=1)) == "expired"


def test_a_suspension_reaches_every_town(roster, towns, clerk):
    for town in towns:
        reconfirm(town, "山田 花子", is_willing=True)

    suspend_registration(roster[0].registration, reason="事実の確認", actor=clerk, now=NOW)

    assert [standing(town, "山田 花子") for town in towns] == ["stop_told", "stop_told"]
    for town in towns:
        with within(town):
            assert ReceivedUpdate.objects.count() == 1


def test_rule_c5_a_withdrawal_reaches_every_town_at_once(roster, towns, clerk):
    reconfirm(towns[0], "山田 花子", is_willing=True)
    seen = {viewer.who: viewer.what for viewer in own_page(roster[0], TODAY).viewers}
    assert seen["わかば町"] == seen["ひなた町"] == "登録番号、氏名、ふりがな、電話"

    consent = Consent.objects.get(
        person=roster[0].person, text__kind=ConsentKind.PROVISION, withdrawn_at=None
    )
    withdraw_consent(consent, through=IntakeChannel.WEB, actor=clerk, now=NOW)

    assert [standing(town, "山田 花子") for town in towns] == ["provision_withdrawn"] * 2
    for town in towns:
        with within(town):
            entry = ReceivedEntry.objects.get(state=ReceivedState.WITHDRAWN)
            assert read_withdrawal(entry, actor=THERE, now=NOW).withdrawal_read_at == NOW
            assert ReceivedEntry.objects.filter(state=ReceivedState.PENDING).count() == 1
    shown = [viewer.who for viewer in own_page(roster[0], TODAY).viewers]
    assert not {"わかば町", "ひなた町"} & set(shown)


@pytest.mark.parametrize(
    ("scope", "far"),
    [
        ({"recipients": {"993018": "わかば町"}}, "provision_withdrawn"),
        (
            {"fields": ["kana", "phone"], "recipients": {"993018": "わかば町"}},
            "provision_withdrawn",
        ),
        ({"fields": ["kana", "phone"]}, "not_reconfirmed"),
    ],
)
def test_rule_c6_narrower_limits_take_back_only_what_lies_beyond(roster, towns, clerk, scope, far):
    """The supporter names わかば町 alone: ひなた町 loses the entry, わかば町 keeps it."""
    reconfirm(towns[0], "山田 花子", is_willing=True)
    old = Consent.objects.get(person=roster[0].person, text__kind=ConsentKind.PROVISION)
    signed = ConsentFacts(TODAY, ConsentChannel.WEB, signed_name="山田 花子", scope=scope)

    new = limit_consent(old, signed, actor=clerk, now=NOW)

    assert [standing(town, "山田 花子") for town in towns] == [None, far]
    kept = RosterProvisionItem.objects.filter(consent=new)
    assert kept.count() == (1 if far == "provision_withdrawn" else 2)
    names = {viewer.who for viewer in own_page(roster[0], TODAY).viewers}
    assert ("ひなた町" in names) is (far != "provision_withdrawn")
    with pytest.raises(Refused) as refused:
        limit_consent(new, signed, actor=clerk, now=NOW)
    assert refused.value.code == "same_limits"


@pytest.mark.parametrize(
    ("second_answer", "before", "after"),
    [
        (None, None, "not_reconfirmed"),
        (True, None, None),
        (False, None, "provision_withdrawn"),
    ],
)
def test_rule_a5_a_confirmed_supporter_stays_so_when_a_second_roster_names_them(
    program, clerk, second_answer, before, after
):
    """The prefecture's roster and a neighbour's: the first carries until it is taken back."""
    person = make.person("山田 花子")
    facts = PersonFacts("山田 花子", person.kana, person.birth_date)
    for key, sender in (("first", "みどり県"), ("second", "こだま町")):
        entry = EntryFacts(key, sender, "7", TODAY, "派遣のため", TODAY, date(2028, 3, 31), facts)
        with transaction.atomic():
            receive_entry(program.organization, entry, program_kind=program.kind, now=NOW)
        if key == "first" or second_answer is not None:
            answered = ReceivedEntry.objects.get(key=key)
            is_willing = key == "first" or second_answer is True
            reconfirm_entry(answered, willing=is_willing, on=TODAY, actor=clerk, now=NOW)
    assert code_of(person) == before

    with transaction.atomic():
        _withdraw_there(program.organization, "first", actor=clerk, now=NOW)

    assert code_of(person) == after
    assert Supporter.objects.filter(person=person).count() == 1


def code_of(person: Person) -> str | None:
    supporter = Supporter.objects.select_related("received_entry").get(person=person)
    refusal = why_not_dispatchable(supporter, TODAY)
    return refusal.code if refusal else None


def test_a_town_sees_nothing_of_the_other(roster, towns, world):
    near, far = towns
    with within(far):
        member = world.member(Role.CLERK, organization=far)
        mine = ReceivedEntry.objects.values_list("pk", flat=True)
        ours = set(mine)
    with within(near):
        assert not ReceivedEntry.objects.filter(pk__in=ours).exists()
    assert member.organization == far
