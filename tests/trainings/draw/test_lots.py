"""The lottery without the database: T9 by an independent computation, groups, priorities."""

import subprocess

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trainings.rules.draw import (
    LotEntry,
    Terms,
    fingerprint,
    in_drawn_order,
    place_all,
    read_list,
    write_list,
)


def sha256sum(text: str) -> str:
    """Ask the tool that anybody has."""
    done = subprocess.run(
        ["sha256sum"], input=text.encode(), capture_output=True, check=True, timeout=10
    )
    return done.stdout.decode().split()[0]


def by_hand(text: str, seed: str) -> list[int]:
    """The numbers in drawn order, from the printed description alone."""
    digest = sha256sum(text)
    people = [line.split("\t") for line in text.strip().split("\n")[1:]]
    units: dict[str, list[list[str]]] = {}
    for person in people:
        units.setdefault(person[2], []).append(person)
    keyed = []
    for unit, members in units.items():
        worst = max(int(member[3]) for member in members)
        keyed.append((worst, sha256sum(f"{seed}:{digest}:{unit}"), members))
    keyed.sort(key=lambda row: row[:2])
    return [int(member[0]) for _, _, members in keyed for member in members]


LIST = [
    LotEntry(1, "AAAA2222", 1, 2),
    LotEntry(2, "BBBB2222", 2, 1),
    LotEntry(3, "CCCC2222", 2, 1),
    LotEntry(4, "DDDD2222", 4, 1),
    LotEntry(5, "EEEE2222", 5, 2),
    LotEntry(6, "FFFF2222", 6, 1, may_split=True),
    LotEntry(7, "GGGG2222", 6, 1, may_split=True),
]


@pytest.mark.parametrize("seed", ["3-1-4-1-5", "令和8年10月25日", "0"])
def test_t9_anybody_computes_the_same_order(seed):
    text = write_list(LIST)

    units = in_drawn_order(LIST, fingerprint(text), seed)

    assert fingerprint(text) == sha256sum(text)
    assert [entry.lot for unit in units for entry in unit] == by_hand(text, seed)


def test_the_list_reads_back_and_does_not_depend_on_the_order_it_was_given_in():
    assert read_list(write_list(LIST[::-1])) == LIST
    assert write_list(LIST[::-1]) == write_list(LIST)


def test_one_changed_letter_changes_the_hash():
    changed = [LotEntry(1, "AAAA2223", 1, 2), *LIST[1:]]

    assert fingerprint(write_list(changed)) != fingerprint(write_list(LIST))


def test_priority_comes_before_luck():
    for seed in map(str, range(20)):
        units = in_drawn_order(LIST, fingerprint(write_list(LIST)), seed)
        groups = [max(entry.group for entry in unit) for unit in units]
        assert {1, 2} == set(groups)
        assert groups == sorted(groups)


def singles(*sizes: int, may_split: bool = False) -> list[tuple[LotEntry, ...]]:
    units, lot = [], 0
    for size in sizes:
        first = lot + 1
        units.append(
            tuple(LotEntry(first + i, f"R{first + i}", first, 1, may_split) for i in range(size))
        )
        lot += size
    return units


@pytest.mark.parametrize(
    ("sizes", "split", "terms", "words"),
    [
        ((1, 1, 1), False, Terms(2, None), ["当選", "当選", "補欠1"]),
        ((1, 1, 1), False, Terms(None, None), ["当選"] * 3),
        ((1, 1, 1), False, Terms(1, 1), ["当選", "補欠1", "落選"]),
        ((1, 1), False, Terms(0, 0), ["落選", "落選"]),
        # rule B8: the pair does not fit, nobody smaller slips past it
        ((1, 2, 1), False, Terms(2, None), ["当選", "補欠1", "補欠2", "補欠3"]),
        ((1, 2, 1), True, Terms(2, None), ["当選", "当選", "補欠1", "補欠2"]),
        # a pair is not torn apart between reserve and nothing
        ((1, 2, 1), False, Terms(1, 1), ["当選", "落選", "落選", "落選"]),
        ((1, 1, 1), False, Terms(1, None, {1}), ["辞退済み", "当選", "補欠1"]),
    ],
)
def test_seats_and_reserves(sizes, split, terms, words):
    placed = place_all(singles(*sizes, may_split=split), terms)

    assert [one.words for one in placed] == words
    assert [one.rank for one in placed] == list(range(1, sum(sizes) + 1))


@given(
    sizes=st.lists(st.integers(1, 4), max_size=30),
    seats=st.none() | st.integers(0, 20),
    reserves=st.none() | st.integers(0, 20),
    split=st.booleans(),
)
def test_nobody_is_lost_and_nothing_is_given_twice(sizes, seats, reserves, split):
    placed = place_all(singles(*sizes, may_split=split), Terms(seats, reserves))
    results = [one.result.value for one in placed]

    assert len(placed) == sum(sizes)
    assert seats is None or results.count("won") <= seats
    assert reserves is None or results.count("reserve") <= reserves
    # once somebody waits nobody wins any more, once somebody lost nobody waits any more
    order = {"won": 0, "reserve": 1, "lost": 2}
    assert [order[r] for r in results] == sorted(order[r] for r in results)
