"""Courses, applications, attendances and completions."""

from datetime import timedelta
from typing import Any

import factory

from foundation.documents.models import Medium
from foundation.people.facts import search_columns
from foundation.references import token_hash
from tests.factories.base import NOW, OwnedFactory
from tests.factories.organizations import ProgramFactory
from tests.factories.people import PersonFactory
from trainings.enums import (
    ApplicationState,
    AttendanceKind,
    CertificateKind,
    Channel,
    CompletionResult,
    CourseState,
)
from trainings.models import (
    Application,
    Attendance,
    CertificateIssue,
    Completion,
    Course,
    CourseSession,
    CurriculumItem,
    Offer,
    ProgramSpec,
    Submission,
    TrainingSettings,
)
from trainings.presets import HIKIKOMORI
from trainings.specs import stored

STARTS = NOW + timedelta(days=30, hours=1)
"""Saturday 31 October 2026, ten in the morning."""


class TrainingSettingsFactory(OwnedFactory):
    class Meta:
        model = TrainingSettings

    program = factory.SubFactory(ProgramFactory)
    eligibility = HIKIKOMORI.eligibility
    curriculum = factory.LazyFunction(lambda: [stored(row) for row in HIKIKOMORI.curriculum])

    @classmethod
    def _create(cls, model_class: Any, *args: Any, **kwargs: Any) -> Any:
        return super()._create(model_class, *args, **{**HIKIKOMORI.spec.as_columns(), **kwargs})


class ProgramSpecFactory(OwnedFactory):
    class Meta:
        model = ProgramSpec
        django_get_or_create = ("program", "version")

    program = factory.SubFactory(ProgramFactory)
    version = 1
    used_at = NOW

    @classmethod
    def _create(cls, model_class: Any, *args: Any, **kwargs: Any) -> Any:
        return super()._create(model_class, *args, **{**HIKIKOMORI.spec.as_columns(), **kwargs})


class CourseFactory(OwnedFactory):
    """A published course with one session, open for applications at NOW; `draft=True` is not."""

    class Meta:
        model = Course
        skip_postgeneration_save = True

    class Params:
        draft = factory.Trait(state=CourseState.DRAFT, spec=None, published_at=None)
        cancelled = factory.Trait(state=CourseState.CANCELLED, state_reason="台風のため")

    program = factory.SubFactory(ProgramFactory)
    spec = factory.SubFactory(ProgramSpecFactory, program=factory.SelfAttribute("..program"))
    title = factory.Sequence(lambda n: f"ひきこもりサポーター養成研修 第{n + 1}期")
    fiscal_year = 2026
    capacity = 20
    state = CourseState.PUBLISHED
    published_at = NOW - timedelta(days=10)
    opens_at = NOW - timedelta(days=9)
    applications_close_at = STARTS - timedelta(days=7)
    promotion_until = STARTS - timedelta(days=2)
    starts_at = STARTS
    ends_at = factory.LazyAttribute(lambda o: o.starts_at + timedelta(hours=3))

    @factory.post_generation
    def sessions(self: Any, create: bool, extracted: int | None, **kwargs: Any) -> None:
        for number in range(extracted or 1):
            start = self.starts_at + timedelta(days=7 * number)
            CourseSessionFactory(course=self, n=number + 1, starts_at=start)
        self.ends_at = self.starts_at + timedelta(days=7 * ((extracted or 1) - 1), hours=3)
        self.save(update_fields=["ends_at"])


class CourseSessionFactory(OwnedFactory):
    class Meta:
        model = CourseSession

    course = factory.SubFactory(CourseFactory)
    n = 1
    starts_at = STARTS
    ends_at = factory.LazyAttribute(lambda o: o.starts_at + timedelta(hours=3))
    reception_at = factory.LazyAttribute(lambda o: o.starts_at - timedelta(minutes=30))
    venue = "中央公民館 大会議室"
    venue_address = "みどり県あおば市中央1-1"


class CurriculumItemFactory(OwnedFactory):
    class Meta:
        model = CurriculumItem

    session = factory.SubFactory(CourseSessionFactory)
    minutes = 60
    title = "講義"


class SubmissionFactory(OwnedFactory):
    class Meta:
        model = Submission

    course = factory.SubFactory(CourseFactory)
    channel = Channel.WEB
    received_at = NOW
    contact_name = factory.Sequence(lambda n: f"佐藤 花子{n}")
    contact_phone = "09012345678"
    reference = factory.Sequence(lambda n: f"SUB{n:05d}")
    token = factory.Sequence(lambda n: f"token-{n}")


class ApplicationFactory(OwnedFactory):
    """An accepted application; traits `waiting`, `received`, `offered`, `cancelled`."""

    class Meta:
        model = Application
        skip_postgeneration_save = True

    class Params:
        waiting = factory.Trait(
            state=ApplicationState.WAITING,
            person=None,
            queued_at=factory.LazyAttribute(lambda o: o.submission.received_at),
        )
        received = factory.Trait(state=ApplicationState.RECEIVED, person=None)
        offered = factory.Trait(
            state=ApplicationState.OFFERED,
            person=None,
            queued_at=NOW,
            offer=factory.RelatedFactory(
                "tests.factories.trainings.OfferFactory", factory_related_name="application"
            ),
        )
        cancelled = factory.Trait(state=ApplicationState.CANCELLED)

    course = factory.SubFactory(CourseFactory)
    submission = factory.SubFactory(SubmissionFactory, course=factory.SelfAttribute("..course"))
    name = factory.LazyAttribute(lambda o: o.submission.contact_name)
    kana = factory.Sequence(lambda n: f"さとう はなこ{n}")
    phone = "09012345678"
    person = factory.SubFactory(
        PersonFactory, name=factory.SelfAttribute("..name"), kana=factory.SelfAttribute("..kana")
    )
    reference = factory.Sequence(lambda n: f"APP{n:05d}")
    received_seq = factory.Sequence(lambda n: n + 1_000)
    state = ApplicationState.ACCEPTED
    state_changed_at = NOW
    name_key = factory.LazyAttribute(lambda o: search_columns(o.name, o.kana)["name_key"])
    kana_key = factory.LazyAttribute(lambda o: search_columns(o.name, o.kana)["kana_key"])


class OfferFactory(OwnedFactory):
    class Meta:
        model = Offer

    application = factory.SubFactory(
        ApplicationFactory, state=ApplicationState.OFFERED, person=None, queued_at=NOW
    )
    made_at = NOW
    deadline = NOW + timedelta(hours=48)


class AttendanceFactory(OwnedFactory):
    class Meta:
        model = Attendance

    application = factory.SubFactory(ApplicationFactory)
    session = factory.LazyAttribute(lambda o: o.application.course.sessions.first())
    kind = AttendanceKind.TRAINEE
    arrived_at = factory.LazyAttribute(lambda o: o.session.starts_at)


class CompletionFactory(OwnedFactory):
    """A completed person with a number."""

    class Meta:
        model = Completion

    application = factory.SubFactory(ApplicationFactory)
    program = factory.SelfAttribute("application.course.program")
    person = factory.SelfAttribute("application.person")
    fiscal_year = 2026
    series_year = 2026
    number_value = factory.Sequence(lambda n: n + 1)
    number_text = factory.LazyAttribute(lambda o: f"令和8年度 第{o.number_value:03d}号")
    completed_on = (STARTS + timedelta(hours=3)).date()
    decided_on = (STARTS + timedelta(days=1)).date()
    result = CompletionResult.COMPLETED
    reason = "すべての回に出席しました。"


class CertificateIssueFactory(OwnedFactory):
    class Meta:
        model = CertificateIssue

    completion = factory.SubFactory(CompletionFactory)
    kind = CertificateKind.CERTIFICATE
    number_text = factory.SelfAttribute("completion.number_text")
    issued_on = (STARTS + timedelta(days=2)).date()
    snapshot = factory.LazyAttribute(lambda o: {"name": o.completion.person.name})
    medium = Medium.BOTH
    verify_hash = factory.Sequence(lambda n: token_hash(f"code-{n}"))
