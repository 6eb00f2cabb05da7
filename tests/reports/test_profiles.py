"""Basic figures of places: who keeps which, what is refused, and a table of them taken over."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from foundation.imports.models import ImportBatch
from foundation.jobs.execution import run_job
from foundation.organizations.models import Municipality, MunicipalityProfile, OrganizationKind
from foundation.organizations.permissions import Role
from foundation.organizations.tenancy import within
from foundation.refusals import Refused
from reports.actions.profiles import BasicFigures, delete_profile, write_profile
from reports.asking import Ask
from reports.definitions import TABLES
from reports.reader import Reader
from reports.rules.profiles import places_of, why_not_figures, why_not_year
from tests.conftest import World
from tests.factories.base import NOW
from tests.factories.organizations import MunicipalityFactory
from tests.foundation.adminsite.desk import Desk
from tests.foundation.imports.tables import xlsx

pytestmark = pytest.mark.django_db
FIGURES = BasicFigures(48_827, Decimal("41.78"), 18_752, Decimal("27.4"), "住民基本台帳")
TODAY = date(2026, 10, 1)
CITY = ("札幌市ほどの市", "1,973,395", "1,121.26", "969,161", "27.9%")


@pytest.mark.parametrize(
    ("population", "households", "ageing", "code"),
    [
        (48_827, 18_752, "27.4", None),
        (1, 1, "0", None),
        (0, 1, "27.4", "nobody_lives"),
        (100, 101, "27.4", "more_households"),
        (48_827, 18, "27.4", "few_households"),
        (100, 50, "100.1", "not_a_share"),
    ],
)
def test_figures_that_cannot_be_true(population, households, ageing, code):
    refusal = why_not_figures(population, households, Decimal(ageing))

    assert (refusal.code if refusal else None) == code


@pytest.mark.parametrize(("year", "allowed"), [(1989, False), (1990, True), (2026, True),
                                               (2027, False)])  # fmt: skip
def test_years_that_have_begun(year, allowed):
    assert (why_not_year(year, TODAY) is None) == allowed


def other_places() -> tuple[Municipality, Municipality]:
    inside = MunicipalityFactory(name="もみじ町")
    return inside, MunicipalityFactory(name="よその市", prefecture="よその県")


def test_a_town_keeps_its_own_place_and_a_prefecture_those_inside(world: World):
    inside, outside = other_places()
    town, prefecture = world.aoba, world.wakaba
    prefecture.kind = OrganizationKind.PREFECTURE

    assert list(places_of(town)) == [town.municipality]
    assert {town.municipality, prefecture.municipality, inside} <= set(places_of(prefecture))
    assert outside not in places_of(prefecture)


def test_figures_of_another_town_are_refused(world: World, clerk):
    with pytest.raises(Refused, match="入力できません"):
        write_profile(
            world.wakaba.municipality, 2026, FIGURES, organization=world.aoba, actor=clerk, now=NOW
        )
    assert not MunicipalityProfile.objects.exists()


def typed(place: Municipality, **values: str) -> dict[str, str]:
    return {
        "municipality": str(place.pk), "year": "2025", "population": "48827", "area_km2": "41.78",
        "households": "18752", "ageing_rate": "27.4", "source": "住民基本台帳", **values,
    }  # fmt: skip


def test_the_administrator_types_the_figures_and_others_do_not(world: World, frozen):
    add = reverse("admin:organizations_municipalityprofile_add")
    desk = Desk(world.member(Role.ADMINISTRATOR))

    wrong = desk.post(add, typed(world.aoba.municipality, households="99999"))
    foreign = desk.post(add, typed(world.wakaba.municipality))
    assert "世帯数が人口より多く" in wrong.content.decode()
    assert "99999" in wrong.content.decode(), "what was typed stays"
    assert foreign.status_code == 200
    assert not MunicipalityProfile.objects.exists()

    assert desk.post(add, typed(world.aoba.municipality)).status_code == 302
    row = MunicipalityProfile.objects.get()
    assert (row.population, row.entered_by, row.is_imported) == (48_827, world.aoba, False)
    for role in (Role.VIEWER, Role.CLERK, Role.APPROVER):
        assert Desk(world.member(role)).get(add).status_code == 403


def test_a_row_of_another_town_does_not_exist_here(world: World, frozen):
    row = MunicipalityProfile.objects.create(
        municipality=world.wakaba.municipality, year=2025, population=7777, area_km2=1,
        households=70, ageing_rate=30,
    )  # fmt: skip
    desk = Desk(world.member(Role.ADMINISTRATOR))
    page = reverse("admin:organizations_municipalityprofile_change", args=[row.pk])

    listed = desk.get(reverse("admin:organizations_municipalityprofile_changelist"))

    assert desk.get(page).status_code == desk.post(page, {"population": "1"}).status_code == 404
    assert "7,777" not in listed.content.decode()
    row.refresh_from_db()
    assert row.population == 7777


@pytest.fixture
def office(world: World, tmp_path: Path, settings: Any, frozen) -> Desk:
    settings.MEDIA_ROOT = tmp_path
    world.aoba.kind = OrganizationKind.PREFECTURE
    world.aoba.save(update_fields=["kind"])
    return Desk(world.member(Role.ADMINISTRATOR))


def bring(world: World, desk: Desk, *lines: tuple[str, ...]) -> ImportBatch:
    heads = ("市町村名", "年度", "人口", "面積（km²）", "世帯", "高齢化率")
    content = xlsx(list(heads), *[list(line) for line in lines])
    file = SimpleUploadedFile("基礎数値.xlsx", content)
    answer = desk.post(reverse("admin:import_upload"), {"kind": "reports.profiles", "file": file})
    data: dict[str, Any] = {"sheet_name": "名簿", "heading_row": "1", "heading_rows": "1"}
    codes = ("name", "year", "population", "area_km2", "households", "ageing_rate")
    data |= {"heading": list(heads)} | {f"column_{n}": code for n, code in enumerate(codes)}
    desk.post(answer["Location"], data)
    return work(world)


def work(world: World) -> ImportBatch:
    with within(world.aoba):
        batch = ImportBatch.objects.latest("pk")
        run_job.call(world.aoba.pk, batch.job_id)
        batch.refresh_from_db()
    return batch


def test_a_table_of_places_is_looked_at_taken_over_and_taken_back(world: World, office):
    place = MunicipalityFactory(name=CITY[0])
    known = MunicipalityProfile.objects.create(
        municipality=place, year=2024, population=5, area_km2=1, households=2, ageing_rate=1
    )

    batch = bring(world, office, (CITY[0], "令和7年度", *CITY[1:]), (CITY[0], "R6", *CITY[1:]))

    assert (batch.creates, batch.updates, batch.errors) == (1, 1, 0)
    page = reverse("admin:import_batch", args=[batch.pk])
    office.post(page, {"deed": "apply"})
    assert work(world).state == "applied"
    made = MunicipalityProfile.objects.get(year=2025)
    assert (made.population, made.area_km2, made.ageing_rate) == (
        1_973_395, Decimal("1121.26"), Decimal("27.9"),
    )  # fmt: skip
    office.post(page, {"deed": "undo"})
    known.refresh_from_db()
    assert (known.population, MunicipalityProfile.objects.count()) == (5, 1)


def test_rows_that_cannot_be_taken_over_say_why(world: World, office):
    MunicipalityFactory(name="よその市", prefecture="よその県")
    own = world.aoba.municipality.name

    batch = bring(
        world, office,
        ("よその市", "R7", "100", "1", "40", "30"), (own, "R7", "百人", "1", "40", "30"),
        (own, "R7", "100", "1", "400", "30"), (own, "令和30年度", "100", "1", "40", "30"),
        (own, "R7", "100", "1", "40", "30"), (own, "2025", "100", "1", "40", "30"),
    )  # fmt: skip

    assert (batch.creates, batch.errors) == (1, 5)
    with within(world.aoba):
        said = [str(row.errors) for row in batch.rows.filter(action="error").order_by("number")]
    for wanted, found in zip(
        ("見つかりません", "数字で入力", "世帯数が人口より", "今年度まで", "同じ市町村・年度"),
        said,
        strict=True,
    ):
        assert wanted in found


def test_who_imports_people_never_sees_these_tables_nor_the_other_way(world: World, office):
    own = world.aoba.municipality.name
    batch = bring(world, office, (own, "R7", "100", "1", "40", "30"))
    page = reverse("admin:import_batch", args=[batch.pk])
    clerk = Desk(world.member(Role.CLERK))

    kinds = [desk.get(reverse("admin:import_upload")).content.decode() for desk in (office, clerk)]

    assert ("市町村の基礎数値" in kinds[0], 'value="people"' in kinds[0]) == (True, False)
    assert "市町村の基礎数値" not in kinds[1]
    assert clerk.get(page).status_code == 403
    assert (
        "基礎数値.xlsx"
        not in clerk.get(reverse("admin:imports_importbatch_changelist")).content.decode()
    )


def test_the_source_stands_below_the_table(world: World, program, clerk):
    write_profile(
        world.aoba.municipality, 2025, FIGURES, organization=world.aoba, actor=clerk, now=NOW
    )

    result = TABLES["profile"].build(Ask(2025, 2026, TODAY), Reader(TODAY))

    assert "基礎数値の出典：住民基本台帳（令和7年度）" in result.notes


def test_who_changed_the_figures_of_a_place_is_kept(world: World, clerk):
    place, later = world.aoba.municipality, replace(FIGURES, population=48_000)
    for figures in (FIGURES, later):
        row = write_profile(place, 2025, figures, organization=world.aoba, actor=clerk, now=NOW)
    delete_profile(row, organization=world.aoba, actor=clerk)

    events = MunicipalityProfile.pgh_event_model.objects.order_by("pgh_id")

    assert [(one.pgh_label, one.population) for one in events] == [
        ("insert", 48_827), ("update", 48_000), ("delete", 48_000),
    ]  # fmt: skip
    assert [one.pgh_context.metadata for one in events] == [
        {"actor": clerk.code, "action": f"reports.profile.{done}"}
        for done in ("written", "written", "deleted")
    ]
