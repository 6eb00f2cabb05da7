"""The public front page leads to support and registration where a programme takes them (ux 7)."""

import re

import pytest
from django.test import Client

from dispatch.models import DispatchSettings
from dispatch.presets import apply_preset
from foundation.organizations.tenancy import within
from supporters.models import SupporterSettings
from supporters.presets import apply_preset as apply_supporter_preset
from tests.factories.base import NOW
from tests.factories.organizations import ProgramFactory
from trainings.models import TrainingSettings

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("frozen")]

SUPPORT, SUPPORT_PAPER = "/aoba/support/{}/", "/aoba/support/{}/form.pdf"
REGISTER, REGISTER_PAPER = (
    "/aoba/registration/programs/{}/",
    "/aoba/registration/programs/{}/form.pdf",
)


def ways_in(html: str) -> list[str]:
    """The addresses behind the links of the sections, in the order of the page."""
    listed = re.findall(r'<ul class="ways-in">(.*?)</ul>', html, re.DOTALL)
    return re.findall(r'href="([^"]+)"', "".join(listed))


@pytest.mark.parametrize(
    ("dispatch", "register", "active", "shown"),
    [
        ({}, {}, True, [SUPPORT, REGISTER]),
        (
            {"web_requests": False}, {"web_application": False}, True,
            [SUPPORT_PAPER, REGISTER_PAPER],
        ),
        ({"kinds": ["place", "accompany"]}, {}, True, [REGISTER]),
        ({"kinds": ["case_family"]}, {"is_enabled": False}, True, [SUPPORT]),
        ({}, {"roster_owner": "prefecture"}, True, [SUPPORT]),
        ({"kinds": ["place"]}, {"is_enabled": False}, True, []),
        ({}, {}, False, []),
    ],
)  # fmt: skip
def test_the_front_page_leads_to_what_a_programme_takes(program, dispatch, register, active, shown):
    DispatchSettings.objects.update(**dispatch)
    SupporterSettings.objects.update(**register)
    program.is_active = active
    program.save()

    client = Client()
    html = client.get("/aoba/").content.decode()

    assert ways_in(html) == [address.format(program.pk) for address in shown]
    for address in ways_in(html):
        assert client.get(address).status_code == 200
    assert html.count('href="#') == 1 + len(shown)  # past the header, and one for each section
    assert html.count("お電話でも承ります。") == len(shown)


def test_only_the_own_programmes_are_listed(program, world, clerk):
    with within(world.wakaba):
        theirs = ProgramFactory(name="わかば町の事業", organization=world.wakaba)
        apply_supporter_preset(theirs, actor=clerk, now=NOW)
        apply_preset(theirs, actor=clerk, now=NOW)

    html = Client().get("/aoba/?seats=1").content.decode()

    assert "わかば町の事業" not in html
    assert f"/{theirs.pk}/" not in html
    assert program.name in html


@pytest.mark.parametrize("n", [1, 3])
def test_sections_ask_one_query_each(program, clerk, n, django_assert_num_queries):
    for number in range(n - 1):
        more = ProgramFactory(name=f"事業{number}")
        apply_supporter_preset(more, actor=clerk, now=NOW)
        apply_preset(more, actor=clerk, now=NOW)
    TrainingSettings.objects.update(takes_lectures=True)
    Client().get("/aoba/")  # the organization's row is kept from now on

    with django_assert_num_queries(7):
        html = Client().get("/aoba/").content.decode()

    assert len(ways_in(html)) == 2 * n
