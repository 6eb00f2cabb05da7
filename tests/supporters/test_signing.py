"""Who signs and seals which paper (rule D8)."""

from datetime import date, timedelta

import pytest

from foundation.organizations.models import Issuer
from supporters.actions.decisions import approve_application
from supporters.documents.application_form import application_form
from supporters.documents.consent_form import consent_form
from supporters.documents.context import office_for
from supporters.documents.issues import issue_pdf
from supporters.models import RegistrationIssue
from tests.factories import supporters as make
from tests.factories.base import NOW
from tests.factories.organizations import IssuerFactory
from tests.supporters.papers import pages_of

pytestmark = pytest.mark.usefixtures("pdf_fonts")
TODAY = date(2026, 10, 1)


@pytest.mark.parametrize(
    ("begins", "signed"),
    [
        (TODAY, "あおば市長職務代理者若葉二郎"),
        (TODAY + timedelta(days=1), "あおば市長青葉一郎"),
    ],
)
def test_rule_d8_the_issuer_of_the_issue_day_signs(program, clerk, begins, signed):
    Issuer.objects.update(valid_through=begins - timedelta(days=1))
    IssuerFactory(title="あおば市長", name="若葉 二郎", is_acting=True, valid_from=begins)
    approve_application(make.ready_application(program), decided_on=TODAY, actor=clerk, now=NOW)

    page = pages_of(issue_pdf(RegistrationIssue.objects.get(kind="certificate")))[0]

    assert signed in "".join(page.split())


@pytest.mark.parametrize("shown", [False, True])
def test_rule_d8_the_application_has_a_seal_cell_only_where_it_is_set(settings_of, shown):
    office = office_for(settings_of(seal_cell_shown=shown), on=TODAY, now=NOW)

    assert ("印" in "".join(pages_of(application_form(office)))) is shown


def test_rule_d8_a_consent_is_signed_and_not_sealed(settings_of, program):
    office = office_for(settings_of(), on=TODAY, now=NOW)

    page = "".join(pages_of(consent_form(office, make.text_of(program)))[0].split())

    assert "本人署名" in page
    assert "印" not in page
