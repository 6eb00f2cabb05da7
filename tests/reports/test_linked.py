"""The prefecture sees counts of linked organizations, and no more (rule A7)."""

from datetime import date

import pytest
from django.urls import reverse

from foundation.organizations.models import (
    LinkGrant,
    MunicipalityProfile,
    OrganizationKind,
    OrganizationLink,
)
from foundation.organizations.permissions import Role
from foundation.organizations.tenancy import within
from foundation.programs.models import ProgramKind
from reports.admin.linked import FIGURES
from reports.asking import Ask
from reports.figures import ALL
from reports.queries.linked import count_linked, linked_blocks, linked_organizations
from tests.factories.organizations import OrganizationFactory, ProgramFactory
from tests.factories.reports import held
from tests.foundation.adminsite.desk import Desk

pytestmark = pytest.mark.django_db
TODAY = date(2026, 10, 1)
ASK = Ask(2026, 2026, TODAY)


@pytest.fixture
def midori(world):
    """みどり県, linked with あおば市 for figures and with わかば町 for rosters only."""
    prefecture = OrganizationFactory(slug="midori", name="みどり県", kind="prefecture")
    for child, grant in (
        (world.aoba, LinkGrant.STATISTICS),
        (world.wakaba, LinkGrant.PROVISION),
    ):
        OrganizationLink.objects.create(
            parent=prefecture, child=child, grant=grant, valid_from=date(2026, 4, 1)
        )
    for town, trained in ((prefecture, 2), (world.aoba, 5), (world.wakaba, 9)):
        with within(town):
            held(ProgramFactory(kind=ProgramKind.KOKOSAPO), date(2026, 6, 6), trained)
    MunicipalityProfile.objects.create(
        municipality=world.aoba.municipality, year=2025, population=20_000,
        area_km2=1, households=1, ageing_rate=30,
    )  # fmt: skip
    return prefecture


def test_only_those_who_granted_their_figures(midori, world):
    assert linked_organizations(midori, TODAY) == [midori, world.aoba]
    assert linked_organizations(midori, date(2026, 3, 31)) == [midori]


def test_figures_of_each_and_their_total(midori):
    blocks = linked_blocks(FIGURES, linked_organizations(midori, TODAY), ASK)

    assert [block.caption for block in blocks] == ["心のサポーター養成"]
    assert [(line.label, line.cells[0].value) for line in blocks[0].lines] == [
        ("みどり県", 2),
        ("あおば市", 5),
        ("計", 7),
    ]
    assert str(blocks[0].lines[1].cells[-1].value) == "2.5"


def test_every_figure_can_be_counted_over_organizations(midori):
    organizations = linked_organizations(midori, TODAY)

    counts = count_linked(ALL, organizations, ASK)

    assert counts["people_trained", "kokosapo"] == {organizations[0].pk: 2, organizations[1].pk: 5}


def test_one_query_a_figure_however_many_organizations(midori, django_assert_num_queries):
    organizations = linked_organizations(midori, TODAY)

    with django_assert_num_queries(len(FIGURES)):
        count_linked(FIGURES, organizations, ASK)


def test_the_page_shows_counts_and_leads_nowhere(midori, world, frozen):
    desk = Desk(world.member(Role.CLERK, organization=midori))

    body = desk.get(reverse("admin:report_linked")).content.decode()

    assert "あおば市" in body
    assert "わかば町" not in body
    assert "/reports/rows/" not in body


def test_a_town_has_no_such_page(midori, world):
    desk = Desk(world.member(Role.CLERK))

    assert world.aoba.kind == OrganizationKind.MUNICIPALITY
    assert desk.get(reverse("admin:report_linked")).status_code == 403
    assert reverse("admin:report_linked") not in desk.get("/staff/").content.decode()


def test_the_dashboard_says_the_same_as_the_table(midori, world, frozen):
    desk = Desk(world.member(Role.CLERK))

    body = desk.get("/staff/").content.decode()

    assert "令和8年度の数" in body
    assert "養成人数　5人" in body
