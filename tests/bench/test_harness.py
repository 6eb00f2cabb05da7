"""The bench's own arithmetic: ratios, bounds, what is left out, and who lives in its tables."""

import json
from itertools import pairwise

import pytest

from bench import harness
from bench.filling.names import named_people
from bench.filling.plan import LARGE, ORGANIZATIONS, SMALL, SMALL_ROWS, shares
from bench.visitors import _hidden
from foundation import text


@pytest.fixture
def figures(monkeypatch):
    known: dict[str, harness.Figure] = {}
    monkeypatch.setattr(harness, "_figures", known)
    return known


def test_a_rate_must_reach_its_bound_and_a_time_must_not_pass_it(figures, tmp_path, capsys):
    harness.figure("flow-a", unit="flows/s", bound=0.4, at_least=True)(
        lambda scale: harness.Measured(5, 10)
    )
    harness.figure("list-a", unit="ms", bound=2, at_least=False)(
        lambda scale: harness.Measured(30, 10)
    )

    assert harness.run(["flow"], harness.Scale(True), tmp_path / "a.json") is True
    assert harness.run([], harness.Scale(True), tmp_path / "b.json") is False

    flow, listed = json.loads((tmp_path / "b.json").read_text())
    assert flow == {
        "name": "flow-a", "value": 5, "floor": 10, "unit": "flows/s", "ratio": 0.5, "bound": 0.4,
        "ok": True,
    }  # fmt: skip
    assert (listed["ratio"], listed["ok"]) == (3, False)
    said = capsys.readouterr().out
    assert "quick run: 20,000 rows" in said
    assert "missed" in said


@pytest.mark.parametrize(
    ("pairs", "expected"),
    [
        ([(5, 10)], (5, 10)),
        ([(5, 10), (1, 10), (9, 10)], (5, 10)),
        # A slow moment slows both halves of a pair: its ratio still counts.
        ([(50, 100), (4, 10), (90, 100)], (50, 100)),
        ([(8, 10), (2, 10)], (2, 10)),
    ],
)
def test_the_pair_in_the_middle_counts(pairs, expected):
    assert harness.middle(pairs) == harness.Measured(*expected)


def test_what_is_not_there_is_left_out_and_said(figures, tmp_path, capsys):
    def absent(scale):
        raise harness.NotThere("no staff list")

    harness.figure("list-b", unit="ms", bound=2, at_least=False)(absent)

    assert harness.run([], harness.Scale(False), tmp_path / "c.json") is True
    assert json.loads((tmp_path / "c.json").read_text()) == []
    assert "left out: no staff list" in capsys.readouterr().out


@pytest.mark.parametrize(("rows", "largest"), [(20_000, 15_000), (1_000_000, 200_000)])
def test_every_row_has_one_organization(rows, largest):
    parts = shares(rows)

    assert len(parts) == ORGANIZATIONS
    assert (parts[0].slug, parts[1].slug) == (LARGE, SMALL)
    assert parts[0].last == largest
    assert parts[1].last - parts[1].first + 1 == SMALL_ROWS
    assert parts[-1].last == rows
    for before, after in pairwise(parts):
        assert after.first == before.last + 1
        assert after.first_course == before.first_course + before.courses


def test_the_names_are_many_and_carry_the_keys_of_the_app():
    people = named_people()

    assert len({name for name, *_ in people}) == len(people) > 34_000
    name, kana, name_key, kana_key = people[77]
    assert (name_key, kana_key) == (text.search_key(name), text.kana_sort_key(kana))


def test_hidden_inputs_are_read_as_a_browser_reads_them():
    page = '<input type="hidden" name="seen" value="a&amp;b"><input name="name" value="x">'

    assert _hidden(page) == {"seen": "a&b"}
