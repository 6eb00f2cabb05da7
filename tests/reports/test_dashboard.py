"""This year's line: the numbers of the year table, each a link, targets beside them."""

import re
from datetime import date

import pytest
from django.urls import reverse

from foundation.organizations.permissions import Role
from reports.figures.trainings import PEOPLE_TRAINED
from reports.models import Target
from tests.factories.organizations import ProgramFactory
from tests.factories.reports import held
from tests.foundation.adminsite.desk import Desk

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("frozen")]
LINE = re.compile(r'<a href="([^"]+)" title="[^"]+">([^<　]+)　([\d,]+)([回人件])</a>')


@pytest.fixture
def filled(program):
    held(program, date(2025, 6, 7), 5)
    held(program, date(2026, 6, 6), 13)
    held(ProgramFactory(name="つながりサポーター養成事業"), date(2026, 5, 9), 2)
    Target.objects.create(program=program, fiscal_year=2026, figure="people_trained", value=20)
    return program


def lines(desk: Desk) -> dict[str, tuple[str, str]]:
    body = desk.get(reverse("admin:index")).content.decode()
    return {
        label: (url.replace("&amp;", "&"), number) for url, label, number, _ in LINE.findall(body)
    }


def test_every_number_leads_to_its_rows(filled, world):
    desk = Desk(world.member(Role.CLERK))

    found = lines(desk)

    assert list(found)[:2] == ["実施回数", "養成人数"]
    assert {label: number for label, (_, number) in found.items()} == {
        "実施回数": "2",
        "養成人数": "15",
        "登録者数": "0",
        "派遣の申込": "0",
        "訪問回数": "0",
        "活動報告": "0",
    }
    assert PEOPLE_TRAINED.definition in desk.get(reverse("admin:index")).content.decode()
    url, number = found["養成人数"]
    assert f"<strong>{number}</strong>" in desk.get(url).content.decode()


@pytest.mark.parametrize("role", [Role.VIEWER, Role.ADMINISTRATOR])
def test_who_may_not_see_names_is_led_to_the_table(filled, world, role):
    desk = Desk(world.member(role))

    url, number = lines(desk)["養成人数"]
    page = desk.get(url).content.decode()

    assert "/rows/" not in url
    assert number == "15"
    assert ">15<" in page


def test_a_coordinator_reads_the_dispatches_first(filled, world):
    assert list(lines(Desk(world.member(Role.COORDINATOR))))[:3] == [
        "派遣の申込",
        "訪問回数",
        "活動報告",
    ]


def test_a_target_stands_beside_its_programme_alone(filled, world):
    body = Desk(world.member(Role.APPROVER)).get(reverse("admin:index")).content.decode()

    assert f"{filled.name}　13／目標 20人（65.0%）" in body
