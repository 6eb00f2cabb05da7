"""The certificate on the applicant's own page: the full name is not for the link alone (B12)."""

import pytest
from django.test import Client
from django.urls import reverse

from foundation.documents.models import Medium
from tests.factories.trainings import (
    ApplicationFactory,
    CertificateIssueFactory,
    CompletionFactory,
)
from tests.trainings.test_public_pages import page_of
from trainings.views import own_page

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.7 with the full name"


@pytest.fixture
def issued(aoba, monkeypatch, frozen):
    monkeypatch.setattr(own_page, "read_pdf", lambda issue: PDF)
    application = ApplicationFactory(phone="09012345678", email="a@example.jp")
    completion = CompletionFactory(application=application)
    return CertificateIssueFactory(completion=completion, medium=Medium.DATA, pdf="one.pdf")


def test_rule_b12_a_certificate_opens_after_the_last_digits(issued):
    visitor, application = Client(), issued.completion.application
    address = page_of(visitor, application)
    paper = reverse("application-paper", args=["aoba", application.pk, issued.pk])

    page = visitor.get(address).content.decode()
    assert "修了証ができています" in page
    assert paper not in page
    refused = visitor.get(paper, follow=True)
    assert "ご本人の確認をお願いします" in refused.content.decode()
    assert PDF not in refused.content

    visitor.post(address, {"step": "unlock", "proof": "5678"})
    assert paper in visitor.get(address).content.decode()
    assert visitor.get(paper).content == PDF


def test_the_digits_of_one_application_open_no_other_certificate(issued):
    visitor, other = Client(), ApplicationFactory(phone="09000005678", email="b@example.jp")
    address = page_of(visitor, other)
    visitor.post(address, {"step": "unlock", "proof": "5678"})
    own = issued.completion.application

    for application in (own, other):
        paper = reverse("application-paper", args=["aoba", application.pk, issued.pk])
        assert visitor.get(paper).status_code == 404
