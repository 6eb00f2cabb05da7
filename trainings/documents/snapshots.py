"""What a certificate prints, frozen as texts on the day of issue (rules E1, G3, T17)."""

import hmac
from datetime import date
from typing import Any

from django.conf import settings

from foundation.organizations.models import Issuer, Organization
from foundation.references import ALPHABET
from foundation.wareki import EraStyle, fiscal_year_label, format_date
from trainings.models import Completion, Course
from trainings.specs import CertificateSpec

LAYOUT_VERSION = 1
_CODE_LENGTH = 16


def verify_code(organization_id: int, completion_id: int, kind: str, issue_index: int) -> str:
    """Return the 80-bit verification code of an issue (rule E4), the same at every call.

    Derived from the installation's secret, so that the paper can be drawn again by a job after a
    crash while the row keeps only the hash.
    """
    message = f"certificate:{organization_id}:{completion_id}:{kind}:{issue_index}".encode()
    digest = hmac.digest(settings.SECRET_KEY.encode(), message, "sha256")
    return "".join(ALPHABET[byte % len(ALPHABET)] for byte in digest[:_CODE_LENGTH])


def certificate_snapshot(
    completion: Completion,
    course: Course,
    organization: Organization,
    issuers: list[Issuer],
    issued_on: date,
    first_issued_on: date | None,
) -> dict[str, Any]:
    """Return the texts of one paper; `first_issued_on` only on a reissue (T17)."""
    spec: CertificateSpec = course.spec.spec.certificate if course.spec else CertificateSpec()
    era = EraStyle(organization.era_style)
    year = fiscal_year_label(completion.fiscal_year, style=era)
    values = {
        "年度": year,
        "研修名": course.title,
        "事業名": course.program.name,
        "氏名": completion.person.name,
        "修了日": format_date(completion.completed_on, style=era),
    }
    body = spec.body
    for name, value in values.items():
        body = body.replace(f"{{{name}}}", value)
    shown = format_date(issued_on, style=era)
    if first_issued_on is not None:
        shown = f"{format_date(first_issued_on, style=era)}（{shown} 再交付）"
    return {
        "name": completion.person.name,
        "honorific": spec.honorific,
        "titles": list(spec.title),
        "body": body,
        "fiscal_year": year,
        "number": completion.number_text,
        "date": shown,
        "course": course.title,
        "seal": spec.seal_mode,
        "issuers": [
            f"{issuer.title}{'職務代理者' if issuer.is_acting else ''}　{issuer.name}"
            for issuer in issuers
        ],
    }
