"""The same path for somebody without e-mail: FAX sheet, letters, keyed forms and report.

Chromium shows what paper needs; the office's other pages are those of `test_web`.
"""

import pytest

from foundation.organizations.permissions import Role
from foundation.organizations.tenancy import within
from supporters.models import RegistrationApplication
from tests.foundation.pdf import reading
from tests.journeys import coordination, names, office, registry
from tests.journeys.registry import holds_name
from tests.journeys.site import Site
from trainings.models import Application

pytestmark = [pytest.mark.slow, pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def letters_to_the_person(papers: list[bytes]) -> list[str]:
    """Return the texts of papers, every one of which names the person rightly."""
    texts = [reading.text(paper) for paper in papers]
    assert texts
    assert [text for text in texts if not holds_name(text)] == []
    return texts


def test_from_the_sheet_to_the_year_table_without_mail(site: Site):
    site.at("2026-10-01 09:00")
    administrator = site.unseen(Role.ADMINISTRATOR)
    office.make_program(administrator)
    coordination.prepare_wording(administrator)
    course = office.publish_course(site.unseen())
    clerk = site.staff()
    office.key_sheet(clerk, course, names.TYPED, names.KANA)
    with within(site.town):
        assert Application.objects.get().name == names.NAME
    letters_to_the_person(office.print_queue(clerk, "print-queue"))
    assert holds_name(reading.text(office.print_sheet(clerk, course)))

    site.at("2026-10-31 14:00")
    clerk = site.staff()
    office.key_attendance(clerk, course)
    unseen = site.unseen()
    office.decide_and_issue(unseen, course, 1)
    site.work()
    (text,) = letters_to_the_person([office.print_certificate(clerk)])
    assert "修了証" in registry.plain(text)
    letters_to_the_person(office.print_queue(unseen))

    site.at("2026-11-04 10:00")
    registry.key_application(site.staff())
    with within(site.town):
        keyed = RegistrationApplication.objects.get()
    assert (keyed.name, keyed.postcode, keyed.phone) == (names.NAME, "4000001", "0312345678")
    unseen = site.unseen()
    registry.print_papers(unseen, registry.approve(unseen))
    letters_to_the_person(office.print_queue(unseen))

    _dispatch(site)


def _dispatch(site: Site) -> None:
    site.at("2026-11-05 10:00")
    coordinator, unseen = site.staff(Role.COORDINATOR), site.unseen(Role.COORDINATOR)
    case = coordination.open_case(unseen)
    coordination.request_and_invite(unseen, case)
    letters = letters_to_the_person(office.print_queue(unseen))
    assert not any("秘野" in letter for letter in letters)
    coordination.key_acceptance(coordinator)
    coordination.write_plan(unseen)
    coordination.key_agreement(coordinator)
    coordination.key_user_agreement(coordinator)
    coordination.start_and_plan_visit(unseen)
    letters_to_the_person(office.print_queue(unseen))

    site.at("2026-11-24 10:00")
    coordination.key_report(site.staff(Role.COORDINATOR))
    unseen = site.unseen(Role.COORDINATOR)
    coordination.answer(unseen)
    coordination.end(unseen, case)
    letters_to_the_person(office.print_queue(unseen))
    site.work()
    coordination.read_year_table(unseen)
    assert site.mails_to(names.MAIL) == []
