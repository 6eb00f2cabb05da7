"""Two records of one human being become one; every foreign key has an answer (T25)."""

from datetime import date
from typing import Any

import pytest

from foundation.organizations.actor import Actor
from foundation.organizations.tenancy import within
from foundation.people import merging
from foundation.people.actions.merging import mark_not_same, merge_people, preview_merge
from foundation.people.merging import Step
from foundation.people.models import Person, PersonLink
from foundation.refusals import Refusal, Refused
from tests.conftest import World
from tests.factories.base import NOW
from tests.factories.organizations import ProgramFactory
from tests.factories.people import PersonFactory
from tests.factories.supporters import application as registration_application
from tests.factories.trainings import ApplicationFactory, CompletionFactory


def test_every_foreign_key_to_a_person_is_declared():
    assert merging.undeclared() == set()


def test_every_declared_foreign_key_exists():
    assert {(r.model, r.field) for r in merging.relations()} - merging.references() == set()


@pytest.fixture
def relations(monkeypatch: pytest.MonkeyPatch) -> None:
    """What a test registers is forgotten afterwards."""
    monkeypatch.setattr(merging, "_relations", dict(merging._relations))


@pytest.fixture
def pair(aoba, relations) -> tuple[Person, Person]:
    return (
        PersonFactory(name="髙橋 実", email="", address="旧住所"),
        PersonFactory(name="高橋 実", email="minoru@example.jp", address="新住所", kana=""),
    )


def merge(kept: Person, lost: Person, actor: Actor, **kwargs: Any) -> Person:
    return merge_people(kept, lost, actor=actor, now=NOW, **kwargs)


def test_rows_move_and_the_losing_record_leads_on(pair, clerk):
    kept, lost = pair
    application = ApplicationFactory(person=lost)
    CompletionFactory(application=application, person=lost)
    merge(kept, lost, clerk)
    lost.refresh_from_db()

    assert lost.merged_into == kept
    assert (kept.applications.count(), kept.completions.count()) == (1, 1)
    assert PersonLink.objects.get().verdict == PersonLink.Verdict.SAME


def test_empty_facts_are_filled_and_chosen_ones_taken(pair, clerk):
    kept, lost = pair
    merged = merge(kept, lost, clerk, take=["address"])

    assert (merged.name, merged.email, merged.address) == ("髙橋 実", "minoru@example.jp", "新住所")
    assert merged.kana != ""


def test_a_stop_of_use_wins(pair, clerk):
    kept, lost = pair
    Person.objects.filter(pk=lost.pk).update(stop_use=True)

    assert merge(kept, lost, clerk).stop_use is True


def test_records_merged_earlier_lead_to_the_living_one(pair, clerk):
    kept, lost = pair
    earlier = PersonFactory(merged_into=lost)
    merge(kept, lost, clerk)
    earlier.refresh_from_db()

    assert earlier.merged_into == kept


def test_verdicts_are_inherited(pair, clerk):
    kept, lost = pair
    stranger = PersonFactory()
    mark_not_same(stranger, lost, actor=clerk, now=NOW)
    merge(kept, lost, clerk)

    assert PersonLink.objects.filter(
        first=kept, second=stranger, verdict=PersonLink.Verdict.NOT_SAME
    ).exists()


def test_the_preview_says_everything_and_does_nothing(pair):
    kept, lost = pair
    ApplicationFactory(person=lost)
    ApplicationFactory(person=lost)
    preview = preview_merge(kept, lost)

    assert [step.sentence for step in preview.steps] == ["申込 2件を移します。"]
    assert [name for name, *_ in preview.differences] == ["name", "address", "email"]
    assert preview.refusal is None
    assert lost.applications.count() == 2


def test_an_app_decides_by_itself(pair, clerk):
    kept, lost = pair
    done: list[str] = []
    merging.register(
        "trainings.Application",
        "person",
        lambda both: [
            Step("撤回した同意が優先されます。", lambda actor, now: done.append(actor.code))
        ],
    )
    assert [s.sentence for s in preview_merge(kept, lost).steps] == ["撤回した同意が優先されます。"]
    assert done == []

    merge(kept, lost, clerk)
    assert done == [clerk.code]


def test_an_app_may_refuse(pair, clerk):
    kept, lost = pair
    no = Refusal("two_numbers", "登録番号が2つあります。先に一方を辞退にしてください。")
    merging.register(
        "trainings.Application", "person", lambda both: [Step(no.sentence, refusal=no)]
    )

    with pytest.raises(Refused) as caught:
        merge(kept, lost, clerk)
    assert caught.value.code == "two_numbers"


def test_what_cannot_stand_side_by_side_is_refused_before(pair, clerk):
    kept, lost = pair
    program = ProgramFactory()
    registration_application(program, kept)
    registration_application(program, lost)

    assert preview_merge(kept, lost).refusal.code == "merge_clash"
    with pytest.raises(Refused, match="登録申込"):
        merge(kept, lost, clerk)


def test_a_key_nobody_spoke_for_stops_the_merge(pair, clerk, monkeypatch):
    kept, lost = pair
    monkeypatch.delitem(merging._relations, ("trainings.Application", "person"))
    assert preview_merge(kept, lost).refusal is None
    ApplicationFactory(person=lost)

    with pytest.raises(Refused) as caught:
        merge(kept, lost, clerk)
    assert caught.value.code == "merge_undeclared"


@pytest.mark.parametrize(
    ("change", "code"),
    [({"purged_on": date(2026, 1, 1)}, "merge_purged"), ({"merged_into": None}, "merge_merged")],
)
def test_what_cannot_be_merged(pair, clerk, change: dict, code: str):
    kept, lost = pair
    if "merged_into" in change:
        change = {"merged_into": PersonFactory()}
    Person.objects.filter(pk=lost.pk).update(**change)

    with pytest.raises(Refused) as caught:
        merge(kept, lost, clerk)
    assert caught.value.code == code
    with pytest.raises(Refused):
        merge(kept, kept, clerk)


def test_a_failure_in_the_middle_leaves_everything(pair, clerk):
    kept, lost = pair
    application = ApplicationFactory(person=lost)

    def fail(actor: Actor, now: object) -> None:
        raise RuntimeError

    merging.register("trainings.Completion", "person", lambda both: [Step("x", fail)])
    with pytest.raises(RuntimeError):
        merge(kept, lost, clerk)
    application.refresh_from_db()
    assert application.person == lost


def test_the_history_names_the_merge(pair, clerk):
    kept, lost = pair
    merge(kept, lost, clerk)
    last = Person.pgh_event_model.objects.filter(pgh_obj_id=lost.pk).latest("pgh_id")

    assert last.pgh_context.metadata == {"actor": clerk.code, "action": "people.person.merged"}


def test_a_record_of_the_other_organization_is_not_found(world: World, clerk):
    with within(world.wakaba):
        theirs = PersonFactory()
    with within(world.aoba), pytest.raises(Refused, match="見つかりません"):
        merge(PersonFactory(), theirs, clerk)
