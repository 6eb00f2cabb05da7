"""The history of a record in the words of staff."""

from datetime import UTC, date, datetime, time

import pytest
from django.contrib.postgres.fields import ArrayField
from django.db import connection, models

from foundation.audit import labels
from foundation.audit.labels import action_sentence, actor_names, register_actions
from foundation.audit.queries import history_of
from foundation.audit.queries.shown import Related, shown
from foundation.documents.models import NumberSeries
from foundation.organizations.actor import Actor
from foundation.organizations.history import action
from foundation.organizations.models import StaffUser
from foundation.organizations.tenancy import within
from foundation.people.actions.people import create_person, update_person
from foundation.people.facts import PersonFacts
from foundation.programs.models import Program

NOW = datetime(2026, 11, 20, 1, 0, tzinfo=UTC)

pytestmark = pytest.mark.django_db


@pytest.fixture
def clerk(db):
    return Actor.staff(StaffUser.objects.create_user("clerk@example.jp", name="受付 太郎"))


@pytest.fixture(autouse=True)
def sentences(monkeypatch):
    monkeypatch.setattr(labels, "_sentences", {})


def test_a_correction_shows_who_what_when_and_both_values(town, clerk):
    register_actions({"people.person.corrected": "人の情報を訂正しました。"})
    facts = PersonFacts(name="山田 太郎", birth_date=date(1980, 4, 1))
    person = create_person(facts, actor=Actor.resident("K3F9"), now=NOW)
    update_person(person, name="山田 太朗", sex="male", birth_date=None, actor=clerk, now=NOW)

    corrected, created = history_of(person)

    assert (corrected.who, corrected.actor_code) == ("受付 太郎", clerk.code)
    assert corrected.sentence == "人の情報を訂正しました。"
    assert corrected.event == "変更"
    changes = {change.label: (change.old, change.new) for change in corrected.changes}
    assert changes["氏名"] == ("山田 太郎", "山田 太朗")
    assert changes["性別"] == ("（なし）", "男")
    assert changes["生年月日"] == ("昭和55年4月1日", "（なし）")
    assert "住所" not in changes
    assert created.who == "申込者（K3F9）"
    assert created.sentence == "記録を登録しました。（people.person.created）"
    assert ("氏名", "（なし）", "山田 太郎") in [(c.label, c.old, c.new) for c in created.changes]


def test_a_change_past_the_application_is_shown_as_such(town, clerk):
    program = Program.objects.create(kind="other", name="事業", neutral_label="研修")
    with connection.cursor() as cursor:
        cursor.execute("UPDATE programs_program SET is_active = false")

    change, made = history_of(program)

    assert (change.who, change.sentence) == ("記録なし", "記録を変更しました。")
    assert [(c.label, c.old, c.new) for c in change.changes] == [("実施中", "はい", "いいえ")]
    assert made.event == "登録"


def test_a_deletion_stands_on_top_without_values(town):
    program = Program.objects.create(kind="other", name="事業", neutral_label="研修")
    kept = Program(pk=program.pk)
    program.delete()

    assert [entry.event for entry in history_of(kept)] == ["削除", "登録"]
    assert history_of(kept)[0].changes == ()


def test_hidden_columns_are_left_out(town, monkeypatch):
    program = Program.objects.create(kind="other", name="事業", neutral_label="研修")
    Program.objects.update(description="x")
    monkeypatch.setattr(Program, "HISTORY_HIDDEN", frozenset({"description"}), raising=False)

    entries = history_of(program)

    assert [entry.event for entry in entries] == ["登録"]
    assert {"id", "organization", "created_at"}.isdisjoint(c.field for c in entries[0].changes)


@action("documents.series.moved")
def _move(series: NumberSeries, program: Program | None, *, actor: Actor) -> None:
    series.program = program
    series.save(update_fields=["program"])


@pytest.mark.parametrize("n", [1, 3])
def test_the_query_count_is_constant(town, n, django_assert_num_queries):
    programs = [
        Program.objects.create(kind="other", name=f"事業{i}", neutral_label="研修")
        for i in range(4)
    ]
    series = NumberSeries.objects.create(program=programs[3], purpose="letter", pattern="x")
    for i in range(n):
        user = StaffUser.objects.create_user(f"s{i}@example.jp", name=f"職員{i}")
        _move(series, programs[i], actor=Actor.staff(user))

    with django_assert_num_queries(3):
        entries = history_of(series)

    assert len(entries) == n + 1
    assert entries[0].who == f"職員{n - 1}"
    before = "事業3" if n == 1 else f"事業{n - 2}"
    assert (entries[0].changes[0].old, entries[0].changes[0].new) == (before, f"事業{n - 1}")


def test_the_history_of_another_organization_is_empty(town, towns):
    program = Program.objects.create(kind="other", name="事業", neutral_label="研修")

    with within(towns[1]):
        assert history_of(program) == []


def test_a_code_has_one_meaning():
    register_actions({"a.b.done": "しました。"})
    register_actions({"a.b.done": "しました。"})

    with pytest.raises(ValueError, match="already means"):
        register_actions({"a.b.done": "別のことをしました。"})
    assert action_sentence("a.b.done") == "しました。"
    assert action_sentence("a.b.unknown") == "記録を変更しました。（a.b.unknown）"


def test_names_of_actors(clerk, django_assert_num_queries):
    codes = [clerk.code, "staff:0", "system:run_due", "supporter:4", "", "odd:1"]

    with django_assert_num_queries(1):
        names = actor_names(codes)

    assert list(names.values()) == [
        "受付 太郎",
        "職員（0）",
        "自動処理（run_due）",
        "サポーター（4）",
        "記録なし",
        "記録なし",
    ]


@pytest.mark.parametrize(
    ("field", "value", "text"),
    [
        (models.CharField(), "", "（なし）"),
        (models.IntegerField(), 0, "0"),
        (models.BooleanField(), False, "いいえ"),
        (models.CharField(choices=[("a", "甲")]), "a", "甲"),
        (models.CharField(choices=[("a", "甲")]), "gone", "gone"),
        (models.CharField(name="contact_phone"), "09012345678", "090-1234-5678"),
        (models.CharField(name="postcode"), "1234567", "123-4567"),
        (models.TimeField(), time(9, 5), "午前9時5分"),
        (
            models.DateTimeField(),
            datetime(2026, 11, 20, 15, 0, tzinfo=UTC),
            "令和8年11月21日午前0時",
        ),
        (models.JSONField(), {"b": 1, "a": "山"}, '{"a": "山", "b": 1}'),
        (ArrayField(models.CharField(choices=[("a", "甲")])), ["a", "b"], "甲・b"),
        (ArrayField(models.IntegerField()), [], "（なし）"),
    ],
)
def test_how_values_read(field, value, text):
    assert shown(field, value, Related({})) == text


def test_a_reference_to_a_row_that_is_gone_shows_its_number(town):
    field = NumberSeries._meta.get_field("program")

    assert shown(field, 12, Related.of([(field, 12)])) == "（番号 12）"
