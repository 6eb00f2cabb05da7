"""Consent texts, frozen once used, and the ledger of who consented when (rules C3–C6)."""

from datetime import date

import pgtrigger
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Exists, OuterRef, Q

from foundation.organizations.history import track
from foundation.organizations.personal import Erase
from foundation.organizations.tenancy import BelongsToOrganization, OrganizationManager
from supporters.enums import ConsentChannel, ConsentKind, IntakeChannel
from supporters.rules.provisions import scope_in_words

FROZEN_WHEN_USED = ("program_id", "kind", "version", "title", "opening", "items", "explanation")


def frozen_when_used() -> pgtrigger.Protect:
    """Return the trigger that refuses to change a wording somebody has consented to."""
    changed = pgtrigger.Q()
    for name in FROZEN_WHEN_USED:
        changed |= pgtrigger.Q(**{f"old__{name}__df": pgtrigger.F(f"new__{name}")})
    return pgtrigger.Protect(
        name="consent_text_frozen",
        operation=pgtrigger.Update,
        condition=pgtrigger.Q(old__used_at__isnull=False) & changed,
    )


def default_channels() -> list[str]:
    """Return the accepted forms of consent where nothing else is set (rule C3)."""
    return [ConsentChannel.PAPER.value, ConsentChannel.WEB.value]


class ConsentTextQuerySet(models.QuerySet["ConsentText"]):
    """Which wordings count."""

    def published(self) -> "ConsentTextQuerySet":
        """Keep the wordings that may be shown to people."""
        return self.filter(published_on__isnull=False)


@track
class ConsentText(BelongsToOrganization):
    """One version of a wording, such as 資料5. A new wording is a new version."""

    program = models.ForeignKey(
        "programs.Program", models.PROTECT, related_name="consent_texts", verbose_name="事業"
    )
    kind = models.CharField("種類", max_length=20, choices=ConsentKind)
    version = models.PositiveSmallIntegerField("版")
    title = models.CharField("題名", max_length=60, default="同意書")
    opening = models.TextField("前文", max_length=1000)
    items = ArrayField(models.CharField(max_length=400), verbose_name="同意する事項")
    explanation = models.TextField("名簿の提供についての説明", max_length=1500, blank=True)
    channels = ArrayField(
        models.CharField(max_length=10, choices=ConsentChannel),
        default=default_channels,
        verbose_name="受け付ける形",
    )
    is_required = models.BooleanField("登録に必要", default=True)
    published_on = models.DateField("使い始める日", null=True, blank=True)
    reconsent_required = models.BooleanField("全員に再同意を求める", default=False)
    reconsent_deadline = models.DateField("再同意の期限", null=True, blank=True)
    used_at = models.DateTimeField("最初に使われた日時", null=True, blank=True, editable=False)

    objects = OrganizationManager.from_queryset(ConsentTextQuerySet)()

    NOT_PERSONAL = frozenset({"title", "opening", "items", "explanation", "channels"})

    class Meta(BelongsToOrganization.Meta):
        verbose_name = verbose_name_plural = "同意書の文面"
        ordering = ["program", "kind", "-version"]
        constraints = [
            models.UniqueConstraint(
                fields=["program", "kind", "version"],
                name="consent_text_version_once",
                violation_error_message="この版はすでにあります。",
            ),
            models.CheckConstraint(
                condition=Q(reconsent_required=False) | Q(reconsent_deadline__isnull=False),
                name="reconsent_has_a_deadline",
                violation_error_message="再同意の期限を入力してください。",
            ),
            models.CheckConstraint(
                condition=Q(used_at__isnull=True) | Q(published_on__isnull=False),
                name="used_text_is_published",
            ),
        ]
        triggers = [
            frozen_when_used(),
            pgtrigger.Protect(
                name="used_consent_text_stays",
                operation=pgtrigger.Delete,
                condition=pgtrigger.Q(old__used_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        """Return title and version."""
        return f"{self.title}（第{self.version}版）"

    @property
    def is_open_to_web(self) -> bool:
        """Return whether this wording may be consented to on a page (rule C3)."""
        return ConsentChannel.WEB in self.channels and self.organization.web_consent_allowed


class ConsentQuerySet(models.QuerySet["Consent"]):
    """Which consents count."""

    def standing(self) -> "ConsentQuerySet":
        """Keep consents that were not withdrawn."""
        return self.filter(withdrawn_at__isnull=True)

    def taken_back(self) -> "ConsentQuerySet":
        """Keep consents the person took back; one that got other limits was not."""
        return self.filter(withdrawn_at__isnull=False, is_replaced=False)

    def in_force_on(self, day: date) -> "ConsentQuerySet":
        """Keep consents that count on a day (rule C4; the twin is `rules.consents.in_force`).

        Given by then, not withdrawn, and not overtaken by a newer version of the wording that
        asked everybody again and whose deadline has passed.
        """
        overtaking = ConsentText.objects.filter(
            program=OuterRef("text__program"),
            kind=OuterRef("text__kind"),
            version__gt=OuterRef("text__version"),
            published_on__lte=day,
            reconsent_required=True,
            reconsent_deadline__lt=day,
        )
        return self.standing().filter(~Exists(overtaking), given_on__lte=day)


@track
class Consent(BelongsToOrganization):
    """One consent of one person to one wording; withdrawn, never deleted.

    Until staff have matched a web application with a person, the consent hangs on the
    application alone.
    """

    text = models.ForeignKey(
        ConsentText, models.PROTECT, related_name="consents", verbose_name="文面"
    )
    person = models.ForeignKey(
        "people.Person", models.PROTECT, null=True, blank=True, related_name="supporter_consents",
        verbose_name="本人",
    )  # fmt: skip
    application = models.ForeignKey(
        "supporters.RegistrationApplication", models.PROTECT, null=True, blank=True,
        related_name="consents", verbose_name="登録申込",
    )  # fmt: skip
    given_on = models.DateField("同意日")
    channel = models.CharField("形", max_length=10, choices=ConsentChannel)
    scope = models.JSONField("提供してよい相手と項目", default=dict, blank=True)
    signed_name = models.CharField("署名・入力された氏名", max_length=120, blank=True)
    text_hash = models.CharField("文面のハッシュ", max_length=64)
    given_at = models.DateTimeField("送信日時", null=True, blank=True)
    explained_at = models.DateTimeField("名簿提供の説明日時", null=True, blank=True)
    explained_by = models.CharField("説明した人", max_length=60, blank=True)
    original_place = models.CharField("原本の保管場所", max_length=120, blank=True)
    scan = models.FileField("写し", upload_to="consents/%Y/%m/", blank=True)
    guardian_name = models.CharField("保護者の氏名", max_length=120, blank=True)
    withdrawn_at = models.DateTimeField("撤回日時", null=True, blank=True)
    withdrawn_through = models.CharField(
        "撤回の受付", max_length=10, choices=IntakeChannel, blank=True
    )
    withdrawal_note = models.CharField("撤回の内容", max_length=300, blank=True)
    withdrawal_received_on = models.DateField("撤回届の届いた日", null=True, blank=True)
    withdrawal_place = models.CharField("撤回届の保管場所", max_length=120, blank=True)
    is_replaced = models.BooleanField("範囲を変えて取り直した", default=False)

    objects = OrganizationManager.from_queryset(ConsentQuerySet)()

    PERSONAL = {
        "signed_name": Erase.BLANK,
        "explained_by": Erase.KEEP,
        "scan": Erase.FILE,
        "guardian_name": Erase.BLANK,
        "withdrawal_note": Erase.FREE_TEXT,
    }
    NOT_PERSONAL = frozenset({"scope", "text_hash", "original_place", "withdrawal_place"})

    class Meta(BelongsToOrganization.Meta):
        verbose_name = verbose_name_plural = "同意"
        ordering = ["-given_on", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "text"],
                condition=Q(withdrawn_at__isnull=True),
                name="consent_active_once",
                violation_error_message="この文面への同意は、すでに記録されています。",
            ),
            models.CheckConstraint(
                condition=Q(person__isnull=False) | Q(application__isnull=False),
                name="consent_has_a_giver",
            ),
            models.CheckConstraint(
                condition=~Q(channel="web") | Q(given_at__isnull=False),
                name="web_consent_has_a_time",
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at__isnull=True) | ~Q(withdrawn_through=""),
                name="withdrawal_has_a_channel",
            ),
            models.CheckConstraint(
                condition=Q(is_replaced=False) | Q(withdrawn_at__isnull=False),
                name="replaced_consent_is_over",
            ),
            models.CheckConstraint(
                condition=Q(explained_at__isnull=True) | ~Q(explained_by=""),
                name="explanation_has_a_name",
            ),
        ]

    def __str__(self) -> str:
        """Return the wording; never the name."""
        return f"{self.text}への同意"

    @property
    def limits(self) -> str:
        """Return to whom and to what the consent is limited, in words; empty without limits."""
        return scope_in_words(self.scope)

    @property
    def is_withdrawn(self) -> bool:
        """Return whether the consent counts no more: taken back, or replaced by another."""
        return self.withdrawn_at is not None

    @property
    def is_taken_back(self) -> bool:
        """Return whether the person said no; other limits are a new yes."""
        return self.is_withdrawn and not self.is_replaced
