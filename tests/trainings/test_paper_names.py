"""Pages, flyer and forms call the papers of a completion by what the programme issues (A6)."""

import pytest
from django.test import Client

from foundation.documents.models import Medium
from foundation.references import token_hash
from tests.factories.trainings import (
    ApplicationFactory,
    CertificateIssueFactory,
    CompletionFactory,
    CourseFactory,
    ProgramSpecFactory,
    TrainingSettingsFactory,
)
from tests.trainings.test_public_pages import page_of
from trainings.enums import CertificateKind
from trainings.presets import HIKIKOMORI, KOKOSAPO
from trainings.queries.flyers import flyer_facts
from trainings.queries.program_papers import numbered_papers
from trainings.specs import stored

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("frozen")]

NAMES = [str(name) for name in CertificateKind.labels]


def certificate(**changes) -> dict:
    return {**stored(HIKIKOMORI.spec.certificate), **changes}


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({}, "修了の条件を満たした方に、修了証をお渡しします。"),
        ({"kinds": ["data_certificate"]}, "修了の条件を満たした方に、認定証をお渡しします。"),
        (
            {"kinds": ["data_certificate", "card"], "after_survey": True},
            "修了の条件を満たし、アンケートに答えた方に、認定証と認定カードをお渡しします。",
        ),
        ({"kinds": []}, ""),
    ],
)
def test_the_course_page_and_the_flyer_name_what_is_issued(aoba, changes, sentence):
    course = CourseFactory(spec=ProgramSpecFactory(certificate_spec=certificate(**changes)))

    html = Client().get(f"/aoba/courses/{course.public_code}/").content.decode()
    notes = flyer_facts(course, None).notes

    assert sentence in html
    assert [name for name in NAMES if name in html] == [name for name in NAMES if name in sentence]
    assert ("お渡しします" in html) == bool(sentence)
    assert [name for name in NAMES if name in "".join(notes)] == [
        name for name in NAMES if name in sentence
    ]
    assert bool(notes) == bool(sentence)


def test_the_own_page_names_the_papers_that_are_there(aoba):
    application = ApplicationFactory(phone="09012345678", email="a@example.jp")
    completion = CompletionFactory(application=application)
    CertificateIssueFactory(
        completion=completion, kind="data_certificate", medium=Medium.DATA, pdf="one.pdf"
    )
    visitor = Client()

    html = visitor.get(page_of(visitor, application)).content.decode()

    assert ">認定証</h2>" in html
    assert "認定証ができています。" in html
    assert "修了証" not in html


def test_the_verification_page_names_the_paper(aoba):
    CertificateIssueFactory(kind="card", verify_hash=token_hash("AAAAAAAAAAAAAAAA"))

    html = Client().get("/aoba/verify/AAAAAAAAAAAAAAAA/").content.decode()

    assert "<h1>認定カードの確認</h1>" in html
    assert "修了証" not in html


@pytest.mark.parametrize(
    ("changes", "names"),
    [
        ({}, "修了証"),
        ({"kinds": ["data_certificate", "card"]}, "認定証と認定カード"),
        ({"has_number": False}, ""),
        ({"kinds": []}, ""),
    ],
)
def test_the_papers_with_a_number_are_named(aoba, changes, names):
    settings = TrainingSettingsFactory(certificate_spec=certificate(**changes))

    assert numbered_papers(settings.program_id) == names
    assert numbered_papers(settings.program_id + 1) == ""


def test_the_preset_that_issues_no_certificate_promises_none():
    assert "修了証" not in KOKOSAPO.spec.purpose_notice
    assert "認定証・認定カードの発行" in KOKOSAPO.spec.purpose_notice
