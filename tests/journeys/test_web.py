"""The whole path on the web: from the programme's preset to the 1s in the year table."""

import pytest

from foundation.organizations.permissions import Role
from foundation.organizations.tenancy import within
from tests.journeys import coordination, names, office, registry
from tests.journeys.people import Supporter, agree_as_user, assert_certificate
from tests.journeys.site import Site
from trainings.models import Application

pytestmark = [pytest.mark.slow, pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize("javascript", [True, False], ids=["scripts", "plain"])
def test_from_the_preset_to_the_year_table(site: Site, javascript: bool):
    # The office works the same for both: it is looked at once.
    if not javascript:
        site = site.with_unseen_staff()
    site.at("2026-10-01 09:00")
    administrator = site.staff(Role.ADMINISTRATOR)
    office.make_program(administrator)
    coordination.prepare_wording(administrator)
    course = office.publish_course(site.staff())

    site.at("2026-10-02 20:00")
    person = Supporter(site, javascript=javascript)
    reference = person.apply(course)
    with within(site.town):
        application = Application.objects.get()
        assert (application.name, application.reference) == (names.NAME, reference)
    site.at("2026-10-02 21:00")
    person.open_own_page()

    site.at("2026-10-31 09:40")
    office.receive(site.staff(), course, names.NAME)
    site.at("2026-10-31 14:00")
    office.decide_and_issue(site.staff(), course, 1)
    site.work()
    site.at("2026-11-02 10:00")
    assert_certificate(site, person.fetch_certificate())

    person.ask_to_register()
    site.at("2026-11-04 10:00")
    clerk = site.staff()
    number = registry.approve(clerk)
    registry.print_papers(clerk, number)
    site.at("2026-11-04 12:00")
    person.read_own_page(number)

    dispatch(site, person)


def dispatch(site: Site, person: Supporter) -> None:
    """From the case to the year table."""
    site.at("2026-11-05 10:00")
    coordinator = site.staff(Role.COORDINATOR)
    case = coordination.open_case(coordinator, email=coordination.CLIENT_MAIL)
    coordination.request_and_invite(coordinator, case)
    site.at("2026-11-05 12:00")
    person.accept()
    site.at("2026-11-06 10:00")
    coordinator = site.staff(Role.COORDINATOR)
    coordination.write_plan(coordinator)
    coordination.ask_user_to_agree(coordinator)
    site.at("2026-11-06 12:00")
    person.agree()
    agree_as_user(site, javascript=person.javascript)
    site.at("2026-11-09 10:00")
    coordination.start_and_plan_visit(site.staff(Role.COORDINATOR))
    site.at("2026-11-21 14:00")
    person.begin_visit()
    site.at("2026-11-21 15:40")
    person.report()
    site.at("2026-11-24 10:00")
    coordination.answer(site.staff(Role.COORDINATOR))
    site.at("2026-11-24 12:00")
    person.read_answer()
    coordination.end(site.staff(Role.COORDINATOR), case)

    site.at("2026-11-25 10:00")
    coordination.read_year_table(site.staff(Role.COORDINATOR))
