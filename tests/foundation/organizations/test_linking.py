"""Two organizations of one installation are linked by a command (rule A7)."""

from datetime import date

import pytest
from django.core.management import CommandError, call_command

from foundation.organizations.models import OrganizationLink
from tests.factories.organizations import OrganizationFactory

pytestmark = pytest.mark.django_db
BOTH = {"parent": "midori", "child": "aoba", "grant": "provision"}


@pytest.fixture(autouse=True)
def organizations():
    return [OrganizationFactory(slug=slug) for slug in ("midori", "aoba")]


def test_a_link_is_made_once_and_ended(capsys):
    call_command("link_organizations", "--from", "2026-04-01", **BOTH)
    for again in ("2026-04-01", "2027-04-01", "2020-04-01"):
        with pytest.raises(CommandError, match="すでにあります"):
            call_command("link_organizations", "--from", again, **BOTH)
    call_command("link_organizations", "--end", "--through", "2027-03-31", **BOTH)
    assert OrganizationLink.objects.get().valid_through == date(2027, 3, 31)
    call_command("link_organizations", "--from", "2027-04-01", **BOTH)
    assert OrganizationLink.objects.count() == 2
    assert "2027-04-01から終わりの定めなし" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("options", "changed"),
    [
        (["--end"], {}),
        ([], {"child": "midori"}),
        ([], {"parent": "nowhere"}),
        (["--from", "2026-04-02", "--through", "2026-04-01"], {}),
    ],
)
def test_what_links_nothing(options, changed):
    with pytest.raises(CommandError):
        call_command("link_organizations", *options, **{**BOTH, **changed})
    assert not OrganizationLink.objects.exists()
