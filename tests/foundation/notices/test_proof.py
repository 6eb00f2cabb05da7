"""Four digits are few: wrong answers are counted exactly, the door stays closed longer (B12)."""

from datetime import timedelta

import pytest

from foundation.notices import proof
from foundation.notices.models import ProofTries
from foundation.notices.proof import MOST_TRIES, closed_until, why_not_proved
from tests.factories.people import PersonFactory
from tests.foundation.notices.conftest import NOW
from tests.races import at_once

HOUR = timedelta(hours=1)
LATER = "しばらく時間をおいてから"


def wrong(person, times=MOST_TRIES, now=NOW):
    return [why_not_proved(person, f"{n:04d}", ["4567"], now=now) for n in range(times)]


@pytest.mark.parametrize(
    ("failed", "hours"),
    [(0, None), (1, None), (7, None), (8, 1), (9, None), (16, 2), (24, 4), (40, 16), (48, 24),
     (400, 24)],
)  # fmt: skip
def test_rule_b12_each_full_set_of_wrong_answers_closes_longer(failed, hours):
    expected = NOW + timedelta(hours=hours) if hours else None
    assert closed_until(failed, NOW) == expected


@pytest.mark.django_db
def test_rule_b12_the_right_digits_count_only_while_the_door_is_open(aoba):
    person = PersonFactory()
    assert all("違います" in sentence for sentence in wrong(person))

    assert LATER in why_not_proved(person, "4567", ["4567"], now=NOW + HOUR - timedelta(seconds=1))
    wrong(person, now=NOW + HOUR)
    assert LATER in why_not_proved(person, "4567", ["4567"], now=NOW + 2 * HOUR)
    assert why_not_proved(person, "4567", ["1111", "4567"], now=NOW + 3 * HOUR) == ""
    assert ProofTries.objects.get().failed == 0
    assert "違います" in wrong(person, 1, now=NOW + 3 * HOUR)[0]  # a new count


@pytest.mark.django_db
def test_rule_b12_tries_are_counted_for_each_row_and_forgotten_after_a_month(aoba):
    person, other = PersonFactory(), PersonFactory()
    wrong(person)

    assert why_not_proved(other, "4567", ["4567"], now=NOW) == ""
    wrong(person, 1, now=NOW + timedelta(days=31))
    assert ProofTries.objects.get(target_id=person.pk).failed == 1


@pytest.mark.django_db
def test_a_planted_session_opens_nothing_more_after_the_proof(aoba, client):
    person, session = PersonFactory(), client.session
    session.save()
    planted = session.session_key

    assert proof.prove(session, "opened", person, "0000", ["4567"], now=NOW)
    assert session.session_key == planted
    assert proof.prove(session, "opened", person, "4567", ["4567"], now=NOW) == ""

    assert proof.is_proved(session, "opened", person)
    assert session.session_key != planted
    assert not type(session)(planted).exists(planted)


@pytest.mark.django_db
@pytest.mark.parametrize("answers", [[], [""]])
def test_rule_b12_where_nothing_is_on_file_nothing_counts(aoba, answers):
    assert "違います" in why_not_proved(PersonFactory(), "", answers, now=NOW)


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_rule_b12_many_answers_at_once_are_no_more_tries(aoba, monkeypatch):
    person = PersonFactory()
    why_not_proved(person, "0000", ["4567"], now=NOW)
    looked_at = []
    compare = proof.constant_time_compare

    def look(*two: str) -> bool:
        looked_at.append(two)
        return bool(compare(*two))

    monkeypatch.setattr(proof, "constant_time_compare", look)

    deeds = [lambda n=n: why_not_proved(person, f"{n:04d}", ["4567"], now=NOW) for n in range(20)]
    assert at_once(aoba, *deeds) == []

    assert len(looked_at) == MOST_TRIES - 1
    assert ProofTries.objects.get().failed == MOST_TRIES
