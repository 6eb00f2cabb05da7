"""What an applicant can still do for an application that waits (要綱 第6・7条)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from supporters.enums import ConsentKind, ProcessOrder, RegistrationBasis, RosterOwner
from supporters.models import Consent, ConsentText, RegistrationApplication, SupporterSettings
from supporters.queries.consents import current_text, texts_to_ask
from supporters.queries.standing import has_consent


@dataclass(frozen=True)
class OpenPoint:
    """One thing that is missing, in words for the applicant; `courses` and `text` lead on."""

    sentence: str
    courses: bool = False
    text: ConsentText | None = None


def open_points(application: RegistrationApplication, on: date) -> list[OpenPoint]:
    """Return what is missing that the applicant can bring: training, consent. Five queries.

    What the office has to do (matching, interview, suitability) is not told here.
    """
    settings = SupporterSettings.objects.filter(program=application.program_id).first()
    if settings is None:
        return []
    points = [_training(application, settings), _consent(application, on)]
    return [point for point in points if point]


def _training(
    application: RegistrationApplication, settings: SupporterSettings
) -> OpenPoint | None:
    if settings.basis == RegistrationBasis.APPLICATION:
        return None
    completion = application.completion
    if completion is None or completion.voided_at is not None:
        if settings.process_order == ProcessOrder.APPLY_FIRST:
            return OpenPoint(
                "登録には、研修の受講が必要です。研修にお申し込みください。", courses=True
            )
        return OpenPoint(
            "研修の修了を確かめています。修了番号がお分かりの方は、担当課へお知らせください。"
            "まだ受けていない方は、研修にお申し込みください。修了すると、登録の手続きが進みます。",
            courses=True,
        )
    if settings.basis == RegistrationBasis.COMPLETION and completion.result != "completed":
        return OpenPoint(
            "研修に、まだ修了していない回があります。欠席した回は、次の研修で受けられます。"
            "修了すると、登録の手続きが進みます。",
            courses=True,
        )
    return None


def _consent(application: RegistrationApplication, on: date) -> OpenPoint | None:
    program_id, kind = application.program_id, ConsentKind.ACTIVITY
    came_with_it = application.consents.filter(withdrawn_at__isnull=True, text__kind=kind)
    if came_with_it.exists() or has_consent(application.person_id, program_id, on, kind):
        return None
    text = current_text(program_id, kind, on)
    if text is not None and text.is_open_to_web:
        sentence = "同意書をまだいただいていません。下の欄で同意するか、用紙をお出しください。"
    else:
        sentence = "同意書をまだいただいていません。用紙に署名して、担当課へお出しください。"
    return OpenPoint(sentence, text=text)


def texts_to_sign(application: RegistrationApplication, on: date) -> list[ConsentText]:
    """Return the wordings that may be consented to on the applicant's page. Four queries."""
    ours = Q(application=application)
    if application.person_id:
        ours |= Q(person=application.person_id)
    given = set(Consent.objects.standing().filter(ours).values_list("text_id", flat=True))
    asked = texts_to_ask(application.program_id, on)
    return [text for text in asked if text.pk not in given and text.is_open_to_web]


def programs_that_register(program_ids: Iterable[int]) -> set[int]:
    """Return which of the programmes register supporters on a roster of their own. One query."""
    registering = SupporterSettings.objects.filter(
        program__in=program_ids, is_enabled=True, roster_owner=RosterOwner.OWN
    )
    return set(registering.values_list("program_id", flat=True))
