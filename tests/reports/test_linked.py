"""The prefecture sees counts of linked organizations, and no more (rule A7)."""

from datetime import date
from io import BytesIO

import pypdfium2
import pytest
from django.urls import reverse
from openpyxl import load_workbook

from foundation.fiscal import fiscal_year
from foundation.jobs.execution import run_job
from foundation.jobs.models import Job
from foundation.organizations.actor import Actor
from foundation.organizations.models import (
    LinkGrant,
    MunicipalityProfile,
    OrganizationKind,
    OrganizationLink,
)
from foundation.organizations.permissions import Role
from foundation.organizations.tenancy import within
from foundation.people.actions.merging import merge_people
from foundation.programs.models import Program, ProgramKind
from reports.asking import Ask
from reports.definitions import TABLES
from reports.figures import ALL
from reports.figures.supporters import REGISTERED
from reports.figures.trainings import PEOPLE_TRAINED
from reports.queries.counting import count_one
from reports.queries.linked import count_linked, linked_blocks, linked_organizations
from reports.queries.linked_book import FIGURES, linked_book, linked_result
from reports.reader import Reader
from supporters.enums import RegistrationState as R
from tests.factories.base import NOW
from tests.factories.organizations import OrganizationFactory, ProgramFactory
from tests.factories.reports import held, move, registered
from tests.factories.supporters import person
from tests.foundation.adminsite.desk import Desk
from trainings.models import Completion

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


@pytest.fixture
def registers(midori, world):
    """Supporters who came and went in both towns and the prefecture; わかば町 is not linked."""
    actor = Actor.system("tests")
    for town in (midori, world.aoba, world.wakaba):
        with within(town):
            program = Program.objects.get(kind=ProgramKind.KOKOSAPO)
            registered(program, date(2024, 4, 1))  # runs out on 31 March 2026
            registered(program, date(2026, 4, 1))
            if town == midori:
                continue
            moves = ((R.ON_LEAVE, 2), (R.SUSPENDED, 3), (R.WITHDRAWN, 4), (R.REVOKED, 5))
            for state, day in moves:
                move(registered(program, date(2025, 4, 1)), date(2026, 4, day), state, R.ACTIVE)
            cut_short = registered(program, date(2026, 4, 1))
            cut_short.terms.update(valid_through=date(2026, 4, 6))
            kept, lost = person("青葉 一郎"), person("青葉 一朗")
            registered(program, date(2026, 4, 2), kept)
            ended = registered(program, date(2024, 5, 1), lost)
            move(ended, date(2026, 4, 7), R.WITHDRAWN, R.ACTIVE, "転居のため")
            merge_people(kept, lost, actor=actor, now=NOW)
    return midori


def test_who_is_registered_is_what_each_town_itself_says(registers, world):
    """On every day at which something changes, of several years and of one."""
    of_towns: dict[int, dict[str, int]] = {}
    for as_of in map(date.fromisoformat, (
        "2025-03-31", "2025-04-01", "2026-03-31", "2026-04-01", "2026-04-02", "2026-04-03",
        "2026-04-04", "2026-04-05", "2026-04-06", "2026-04-07", "2028-04-02",
    )):  # fmt: skip
        last = fiscal_year(as_of)
        for first in (last - 2, last):
            ask = Ask(first, last, as_of)
            counts = count_linked((REGISTERED,), [registers, world.aoba], ask)
            for town in (registers, world.aoba):
                with within(town):
                    table = TABLES["registrations"].build(ask, Reader(today=as_of))
                    years = [one for one in table.blocks[0].lines if not one.total]
                    its_own = years[last - first].cells[0].value
                    assert its_own == count_one(REGISTERED, ask)
                found = counts["registered", "kokosapo"].get(town.pk, 0)
                assert found == its_own, (town, as_of, first)
                of_towns.setdefault(town.pk, {})[as_of.isoformat()] = found

    assert list(of_towns[registers.pk].values()) == [1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 0]
    assert list(of_towns[world.aoba.pk].values()) == [2, 6, 6, 7, 8, 8, 7, 6, 6, 4, 0]


def test_the_register_stands_on_the_page_as_of_its_day(registers, world):
    last_year = Ask(2024, 2025, TODAY)
    result = linked_result([registers, world.aoba], last_year)
    place = [one.label for one in result.blocks[0].headings].index("登録者数")

    assert result.blocks[0].headings[place].group == "年度末"
    assert [line.cells[place].value for line in result.blocks[0].lines] == [1, 6, 7]
    assert ("登録者数", REGISTERED.definition) in result.definitions
    with within(registers):
        page = Desk(world.member(Role.CLERK, organization=registers)).get(
            f"{reverse('admin:report_linked')}?first=2024&last=2025"
        )
    assert "選んだ最後の年度の末日" in page.content.decode()
    shown = page.context["blocks"][0]["lines"]
    assert [line["cells"][place]["text"] for line in shown] == ["1", "6", "7"]


def test_the_paper_says_what_the_page_says(registers, world, frozen):
    desk = Desk(world.member(Role.CLERK, organization=registers))
    query = "?first=2024&last=2025"
    page = desk.get(reverse("admin:report_linked") + query)

    answer = desk.get(reverse("admin:report_linked_pdf") + query)

    assert answer.headers["Content-Type"] == "application/pdf"
    pages = pypdfium2.PdfDocument(answer.content)
    text = "".join("".join(one.get_textpage().get_text_range().split()) for one in pages)
    pages.close()
    for line in page.context["blocks"][0]["lines"]:
        cells = "".join(cell["text"] for cell in line["cells"])
        assert "".join((line["label"][0] + cells).split()) in text
    assert len(page.context["result"].definitions) == len(FIGURES) + 1
    for term, definition in page.context["result"].definitions:
        assert term + "".join(definition.split()) in text
    assert "わかば町" not in text


def test_one_query_a_figure_however_many_organizations(midori, django_assert_num_queries):
    organizations = linked_organizations(midori, TODAY)

    for several in (organizations[:1], organizations):
        # One a figure, one for the kinds, and the two settings around them with their savepoint.
        with django_assert_num_queries(len(FIGURES) + 5):
            count_linked(FIGURES, several, ASK)


def test_the_page_shows_counts_and_leads_nowhere(midori, world, frozen):
    desk = Desk(world.member(Role.CLERK, organization=midori))

    body = desk.get(reverse("admin:report_linked")).content.decode()

    assert "あおば市" in body
    assert "わかば町" not in body
    assert "/reports/rows/" not in body


def test_a_town_has_no_such_page(midori, world):
    desk = Desk(world.member(Role.CLERK))

    assert world.aoba.kind == OrganizationKind.MUNICIPALITY
    for name in ("report_linked", "report_linked_pdf"):
        assert desk.get(reverse(f"admin:{name}")).status_code == 403
    assert reverse("admin:report_linked") not in desk.get("/staff/").content.decode()
    assert reverse("admin:report_linked") not in desk.get(reverse("admin:reports")).content.decode()


def test_a_prefecture_finds_it_among_the_tables(midori, world):
    desk = Desk(world.member(Role.CLERK, organization=midori))

    assert reverse("admin:report_linked") in desk.get(reverse("admin:reports")).content.decode()


def test_who_completed_twice_in_a_year_is_counted_once_beside_each_other_too(midori, world):
    with within(world.aoba):
        program = Program.objects.get(kind=ProgramKind.KOKOSAPO)
        again = Completion.objects.filter(program=program).order_by("id").first()
        twice = held(program, date(2026, 7, 7), 1)
        person = again.person_id
        Completion.objects.filter(application__course=twice).update(person=person)
        assert count_one(PEOPLE_TRAINED, ASK) == PEOPLE_TRAINED.rows(ASK).count() == 5

    counts = count_linked((PEOPLE_TRAINED,), [world.aoba], ASK)

    assert counts["people_trained", "kokosapo"] == {world.aoba.pk: 5}


def test_the_workbook_is_made_by_a_job_that_tells_how_far_it_is(registers, world, frozen):
    midori = registers
    desk = Desk(world.member(Role.CLERK, organization=midori))
    asked = f"{reverse('admin:report_linked_workbook')}?first=2025&last=2026"

    answer = desk.post(asked)

    with within(midori):
        job = Job.objects.get()
        assert answer.url == reverse("admin:jobs_job_change", args=[job.pk])
        assert "data-watch" in desk.get(answer.url).content.decode()
        run_job.call(midori.pk, job.pk)
        job.refresh_from_db()
    assert (job.state, job.done, job.total) == ("done", 3, 3)
    page = desk.get(answer.url).content.decode()
    assert "data-watch" not in page
    assert reverse("admin:job_file", args=[job.pk]) in page
    file = desk.get(reverse("admin:job_file", args=[job.pk]))
    book = load_workbook(BytesIO(file.getvalue()))
    every_year, last_year, this_year, _ = book.worksheets
    assert book.sheetnames == [
        "心のサポーター養成　令和7年度〜令和8年度", "心のサポーター養成　令和7年度",
        "心のサポーター養成　令和8年度", "数え方",
    ]  # fmt: skip
    for sheet in (every_year, this_year):
        shown = {row[0].value: row[1].value for row in sheet.iter_rows() if row[0].value}
        assert (shown["みどり県"], shown["あおば市"], shown["計"]) == (2, 5, 7)
        assert "わかば町" not in shown
    for sheet, wanted in ((every_year, 5), (last_year, 7), (this_year, 5)):
        rows = list(sheet.iter_rows(values_only=True))
        heads = next(row for row in rows if row[0] == "組織")
        total = next(row for row in rows if row[0] == "計")
        assert total[heads.index("登録者数（人）")] == wanted, "never added up over the years"


def test_a_single_year_stands_once_in_the_workbook_and_has_its_name(registers, world):
    told = []

    with within(registers):
        ask = Ask(2026, 2026, TODAY)
        result = linked_book([registers, world.aoba], ask, lambda *step: told.append(step[:2]))

    assert [block.caption for block in result.blocks] == ["心のサポーター養成　令和8年度"]
    assert told == [(0, 1)]


def test_the_file_of_a_job_goes_to_who_asked_and_still_may(midori, world, frozen):
    member = world.member(Role.CLERK, organization=midori)
    desk = Desk(member)
    desk.post(reverse("admin:report_linked_workbook"))
    with within(midori):
        job = Job.objects.get()
        file = reverse("admin:job_file", args=[job.pk])
        assert desk.get(file).status_code == 404, "not made yet"
        run_job.call(midori.pk, job.pk)

    answer = desk.get(file)
    assert answer.getvalue().startswith(b"PK")
    assert Desk(world.member(Role.CLERK, organization=midori)).get(file).status_code == 404
    assert Desk(world.member(Role.CLERK)).get(file).status_code == 404
    member.roles = [Role.RECEPTION.value]
    member.save()
    assert desk.get(file).status_code == 403


def test_a_town_starts_no_workbook_of_others(midori, world):
    answer = Desk(world.member(Role.CLERK)).post(reverse("admin:report_linked_workbook"))

    assert answer.status_code == 403
    with within(world.aoba):
        assert not Job.objects.exists()


def test_the_dashboard_says_the_same_as_the_table(midori, world, frozen):
    desk = Desk(world.member(Role.CLERK))

    body = desk.get("/staff/").content.decode()

    assert "令和8年度の数" in body
    assert "養成人数　5人" in body
