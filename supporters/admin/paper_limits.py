"""Other limits for a standing consent to the provision, from a signed sheet (rules C3, C6).

The twin of the form on the own page: a new row enters the ledger, the old one stays as given.
"""

from typing import Any

from django import forms

from foundation.adminsite.house import ActionPage
from foundation.documents.scans import with_scan
from foundation.wareki import format_date
from supporters.actions.limits import limit_consent
from supporters.admin.choices import ON_PAPER
from supporters.admin.paper_consents import DECIDE, PaperConsentForm
from supporters.enums import ConsentKind, IntakeChannel
from supporters.models import Consent, Supporter
from supporters.rules.provisions import scope_in_words

NO_LIMITS = "限りなし"


class LimitsPaperForm(PaperConsentForm):
    """The sheet as it lies on the desk; the boxes begin with the limits that stand."""

    text = None  # type: ignore[assignment] # the wording stays; only its limits change
    through = forms.ChoiceField(label="受付方法", choices=ON_PAPER)
    field_order = ("agreed_fields", "agreed_towns", "through")


class ChangeLimits(ActionPage):
    """Key the sheet from the entry in the ledger."""

    name, label = "limits", "提供してよい範囲を変える"
    permission: Any = DECIDE

    @classmethod
    def standing(cls, row: Any) -> Consent | None:
        """Return the consent whose limits change; None where nothing can be limited."""
        of_provision = row.text.kind == ConsentKind.PROVISION and row.person_id is not None
        return row if of_provision and not row.is_withdrawn else None

    @classmethod
    def applies(cls, request: Any, row: Any) -> bool:
        return cls.standing(row) is not None

    @property
    def consent(self) -> Consent:
        """Return the consent of the page, which `applies` has seen."""
        found = self.standing(self.object)
        assert found is not None  # noqa: S101 - the page is closed to others
        return found

    def facts(self, objects: list[Any]) -> list[tuple[str, Any]]:
        row = self.consent
        return [
            ("本人", row.person), ("文面", row.text),
            ("いまの同意日", format_date(row.given_on)),
            ("いまの範囲", scope_in_words(row.scope) or NO_LIMITS),
        ]  # fmt: skip

    def description(self, objects: list[Any]) -> str:
        return (
            "署名をいただいた同意書のとおりに入力します。何も選ばないと、範囲を限らない同意になります。"
            "新しい範囲の外になった提供先には、使わないようすぐに伝わります。"
            "いまの同意の記録は、そのまま残ります。"
        )

    def make_form(self, data: Any = None, files: Any = None) -> Any:
        row = self.consent
        initial = {
            "signed_name": row.person.name if row.person else "",
            "explained_by": self.request.user.name,
            "agreed_fields": row.scope.get("fields") or [],
            "agreed_towns": "、".join((row.scope.get("recipients") or {}).values()),
        }
        return LimitsPaperForm(data, files, initial=initial, near=self.request.organization)

    def perform(self, request: Any, objects: list[Any], form: Any) -> str:
        row = self.consent
        through = IntakeChannel(form.cleaned_data["through"])
        with_scan(
            form.cleaned_data["scan"],
            lambda path: limit_consent(
                row, form.facts(row.text, path), through=through, **self.doer
            ),
        )
        return "提供してよい範囲を変えました。範囲の外になった提供先には、すぐに伝わります。"


class ChangeLimitsOfSupporter(ChangeLimits):
    """Key the sheet from the supporter's page."""

    @classmethod
    def standing(cls, row: Supporter) -> Consent | None:
        """Return the standing consent to the newest wording. One query."""
        found: Consent | None = (
            Consent.objects.standing()
            .filter(
                person=row.person_id,
                text__program=row.program_id,
                text__kind=ConsentKind.PROVISION,
            )
            .select_related("text__organization", "person")
            .order_by("-text__version")
            .first()
        )
        return found
