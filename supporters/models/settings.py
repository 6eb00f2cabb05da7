"""Everything that differs between towns, as settings of one programme."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from foundation.organizations.history import track
from foundation.organizations.models import SealMode
from foundation.organizations.tenancy import BelongsToOrganization
from supporters.enums import (
    AppointmentWord,
    CardWord,
    FollowUpLapse,
    IssuedPapers,
    LetterKind,
    NumberOnRenewal,
    ProcessOrder,
    RegistrationBasis,
    ReviewStep,
    RosterOwner,
    TermRule,
)
from supporters.rules.terms import TermPolicy


def default_notice_days() -> list[int]:
    """Return how many days before the end a supporter is told."""
    return [90, 30, 7]


def default_letters() -> list[str]:
    """Return the letters that are made of themselves: a revocation is never told otherwise."""
    return [LetterKind.REVOCATION.value]


def default_reminder_days() -> list[int]:
    """Return how many days before its deadline an open re-consent is asked for again."""
    return [14, 3]


@track
class SupporterSettings(BelongsToOrganization):
    """How one programme registers supporters; without a row, or switched off, it does not."""

    program = models.OneToOneField(
        "programs.Program", models.PROTECT, related_name="supporter_settings", verbose_name="事業"
    )
    is_enabled = models.BooleanField("登録を行う", default=False)

    supporter_title = models.CharField("サポーターの呼び名", max_length=40, default="サポーター")
    bylaw_name = models.CharField("要綱の名称", max_length=80, blank=True)
    word = models.CharField(
        "登録の言い方", max_length=20, choices=AppointmentWord, default=AppointmentWord.REGISTER
    )
    card_word = models.CharField(
        "証の名称", max_length=20, choices=CardWord, default=CardWord.CERTIFICATE
    )
    issued_papers = models.CharField(
        "発行する証", max_length=20, choices=IssuedPapers, default=IssuedPapers.BOTH
    )
    addressee = models.CharField("申込書の宛先", max_length=40, blank=True)
    addressee_honorific = models.CharField("宛先の敬称", max_length=4, blank=True, default="様")
    application_form_number = models.CharField("登録申込書の様式番号", max_length=40, blank=True)
    consent_form_number = models.CharField("同意書の様式番号", max_length=40, blank=True)
    certificate_form_number = models.CharField("登録証の様式番号", max_length=40, blank=True)
    roster_form_number = models.CharField("登録名簿の様式番号", max_length=40, blank=True)
    change_form_number = models.CharField("変更届の様式番号", max_length=40, blank=True)
    renewal_form_number = models.CharField("更新申出書の様式番号", max_length=40, blank=True)
    withdrawal_form_number = models.CharField("辞退届の様式番号", max_length=40, blank=True)

    letters = ArrayField(
        models.CharField(max_length=20, choices=LetterKind),
        default=default_letters,
        blank=True,
        verbose_name="文書番号を付けて出す通知",
    )
    letter_pattern = models.CharField("文書番号の書き方", max_length=60, default="第{連番}号")
    certificate_seal = models.CharField(
        "登録証の公印", max_length=10, choices=SealMode, default=SealMode.SQUARE
    )
    letter_seal = models.CharField(
        "通知書の公印", max_length=10, choices=SealMode, default=SealMode.OMITTED
    )

    process_order = models.CharField(
        "順序", max_length=20, choices=ProcessOrder, default=ProcessOrder.COURSE_FIRST
    )
    basis = models.CharField(
        "登録の要件", max_length=20, choices=RegistrationBasis, default=RegistrationBasis.COMPLETION
    )
    review = models.CharField(
        "審査の方法", max_length=20, choices=ReviewStep, default=ReviewStep.NONE
    )
    second_approval = models.BooleanField("承認者の決裁を求める", default=False)
    minimum_age = models.PositiveSmallIntegerField("年齢の下限", null=True, blank=True)
    maximum_age = models.PositiveSmallIntegerField("年齢の上限", null=True, blank=True)
    guardian_below_age = models.PositiveSmallIntegerField(
        "保護者の同意が必要な年齢（未満）", default=18
    )
    quota = models.PositiveIntegerField("定員", null=True, blank=True)
    web_application = models.BooleanField("ウェブでの申込みを受け付ける", default=True)
    declarations = ArrayField(
        models.CharField(max_length=200), default=list, blank=True, verbose_name="申込者の誓約"
    )
    purpose_notice = models.TextField("利用目的の説明", max_length=1000, blank=True)
    sex_shown = models.BooleanField("性別の欄を設ける", default=False)
    seal_cell_shown = models.BooleanField("申込書に押印の欄を設ける", default=False)

    term_rule = models.CharField(
        "登録期間の定め", max_length=20, choices=TermRule, default=TermRule.YEARS
    )
    term_years = models.PositiveSmallIntegerField("年数", null=True, blank=True, default=2)
    term_anchor = models.DateField("任期の初日（どれか1期）", null=True, blank=True)
    remaining_only = models.BooleanField("途中の方は残りの期間とする", default=True)
    renewal_allowed = models.BooleanField("更新（再登録）できる", default=True)
    renewal_opens_days = models.PositiveSmallIntegerField(
        "更新の受付（満了の何日前から）", default=90
    )
    number_on_renewal = models.CharField(
        "更新時の番号", max_length=10, choices=NumberOnRenewal, default=NumberOnRenewal.KEEP
    )
    number_pattern = models.CharField("番号の書き方", max_length=60, default="{連番:3}")
    number_by_year = models.BooleanField("年度ごとに1番から付ける", default=False)
    number_starts_at = models.PositiveIntegerField("最初の番号", default=1)
    expiry_notice_days = ArrayField(
        models.PositiveSmallIntegerField(),
        default=default_notice_days,
        blank=True,
        verbose_name="満了のお知らせ（何日前）",
    )
    reconsent_reminder_days = ArrayField(
        models.PositiveSmallIntegerField(),
        default=default_reminder_days,
        blank=True,
        verbose_name="再同意の催促（期限の何日前）",
    )

    follow_up_months = models.PositiveSmallIntegerField(
        "フォローアップの間隔（か月）", null=True, blank=True
    )
    follow_up_lapse = models.CharField(
        "フォローアップを受けないとき",
        max_length=20,
        choices=FollowUpLapse,
        default=FollowUpLapse.WARN,
    )
    roster_owner = models.CharField(
        "名簿の持ち主", max_length=20, choices=RosterOwner, default=RosterOwner.OWN
    )

    NOT_PERSONAL = frozenset(
        {
            "supporter_title", "bylaw_name", "addressee", "addressee_honorific",
            "application_form_number", "consent_form_number", "certificate_form_number",
            "roster_form_number", "change_form_number", "renewal_form_number",
            "withdrawal_form_number", "declarations", "purpose_notice", "number_pattern",
            "letter_pattern",
        }
    )  # fmt: skip

    class Meta(BelongsToOrganization.Meta):
        verbose_name = verbose_name_plural = "サポーター登録の設定"
        constraints = [
            models.CheckConstraint(
                condition=~Q(term_rule__in=["years", "fixed_term"]) | Q(term_years__gte=1),
                name="settings_term_has_years",
                violation_error_message="登録期間の年数を入力してください。",
            ),
            models.CheckConstraint(
                condition=~Q(term_rule="fixed_term") | Q(term_anchor__isnull=False),
                name="settings_fixed_term_has_anchor",
                violation_error_message="任期の初日を入力してください。",
            ),
            models.CheckConstraint(
                condition=Q(minimum_age__isnull=True)
                | Q(maximum_age__isnull=True)
                | Q(minimum_age__lte=models.F("maximum_age")),
                name="settings_ages_in_order",
                violation_error_message="年齢の上限は、下限以上にしてください。",
            ),
        ]

    def __str__(self) -> str:
        """Return the title of the supporters."""
        return f"{self.supporter_title}の登録設定"

    @property
    def term_policy(self) -> TermPolicy:
        """Return the rule of terms in the form the computation takes."""
        return TermPolicy(
            rule=TermRule(self.term_rule),
            years=self.term_years if self.term_rule != TermRule.NONE else None,
            anchor=self.term_anchor,
            remaining_only=self.remaining_only,
        )

    @property
    def papers_in_words(self) -> str:
        """Return what a supporter holds, as letters name it: 登録証・カード."""
        words = {
            IssuedPapers.BOTH: f"{self.get_card_word_display()}・カード",
            IssuedPapers.CERTIFICATE: self.get_card_word_display(),
            IssuedPapers.CARD: "カード",
        }
        return words[IssuedPapers(self.issued_papers)]

    @property
    def asks_interview(self) -> bool:
        """Return whether an interview must stand before approval."""
        return self.review in (ReviewStep.INTERVIEW, ReviewStep.BOTH)

    @property
    def asks_lecture(self) -> bool:
        """Return whether an additional lecture must stand before approval."""
        return self.review in (ReviewStep.LECTURE, ReviewStep.BOTH)
