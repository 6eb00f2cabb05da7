"""What differs between towns in dispatching, per programme."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from dispatch.cases.enums import DispatchKind
from dispatch.enums import PaymentMode
from dispatch.enums_records import VisitAlarm
from foundation.organizations.history import track
from foundation.organizations.tenancy import BelongsToOrganization


def all_kinds() -> list[str]:
    """Return every kind of dispatch."""
    return [kind.value for kind in DispatchKind]


@track
class DispatchSettings(BelongsToOrganization):
    """The dispatch settings of one programme."""

    program = models.OneToOneField(
        "programs.Program", models.PROTECT, related_name="dispatch_settings", verbose_name="事業"
    )
    kinds = ArrayField(
        models.CharField(max_length=20, choices=DispatchKind),
        default=all_kinds,
        verbose_name="行う派遣の種類",
    )
    answer_days = models.PositiveSmallIntegerField("要請への返事の日数", default=5)
    guidance_days = models.PositiveSmallIntegerField("報告への助言の日数", default=7)
    report_days = models.PositiveSmallIntegerField("報告の提出の日数", default=3)
    grace_days = models.PositiveSmallIntegerField("登録満了後の猶予日数", default=0)
    travel_buffer_minutes = models.PositiveSmallIntegerField("前後の移動時間(分)", default=30)
    monthly_cap = models.PositiveSmallIntegerField("1人1か月の訪問の上限", default=8)
    avoid_same_area = models.BooleanField("同じ地区のサポーターを避ける", default=True)
    payment_mode = models.CharField(
        "謝礼", max_length=20, choices=PaymentMode, default=PaymentMode.NONE
    )
    uses_assignment_card = models.BooleanField("派遣ごとのサポーター証を使う", default=False)
    insurance_required = models.BooleanField("保険の加入を派遣の条件にする", default=False)

    web_requests = models.BooleanField("ウェブで申込みを受け付ける", default=True)
    intake_owner = models.ForeignKey(
        "organizations.StaffUser", models.SET_NULL, null=True, blank=True, related_name="+",
        verbose_name="新しい申込みの担当者",
    )  # fmt: skip
    consent_honorific = models.CharField(
        "同意書の宛先の敬称", max_length=4, default="殿", blank=True
    )
    # The 様式第○号 a by-law gives each paper (まんのう町 第1号～第4号); empty: none is printed.
    request_form_number = models.CharField("申込書の様式番号", max_length=40, blank=True)
    consent_form_number = models.CharField("同意書の様式番号", max_length=40, blank=True)
    approval_form_number = models.CharField("承認通知書の様式番号", max_length=40, blank=True)
    decline_form_number = models.CharField("見送り通知書の様式番号", max_length=40, blank=True)
    invitation_form_number = models.CharField("派遣要請書の様式番号", max_length=40, blank=True)
    agreement_form_number = models.CharField("確認書の様式番号", max_length=40, blank=True)
    card_form_number = models.CharField("サポーター証の様式番号", max_length=40, blank=True)
    report_form_number = models.CharField("活動報告書の様式番号", max_length=40, blank=True)
    incident_form_number = models.CharField("事故等報告書の様式番号", max_length=40, blank=True)
    ending_form_number = models.CharField("終了通知書の様式番号", max_length=40, blank=True)
    supporter_title = models.CharField("サポーターの呼び名", max_length=40, default="サポーター")
    letter_pattern = models.CharField("文書番号の書き方", max_length=60, default="第{連番}号")
    visit_alarm = models.CharField(
        "訪問の見守り", max_length=10, choices=VisitAlarm, default=VisitAlarm.BOTH,
        help_text="予定の時刻を過ぎても連絡がないとき、担当に知らせます。",
    )  # fmt: skip
    alarm_minutes = models.PositiveSmallIntegerField("見守りの余裕（分）", default=30)
    asks_digits = models.BooleanField(
        "サポーターの画面で電話番号の下4けたを確かめる", default=True,
        help_text="ご本人やご家族のことを表示する前に確かめます。",
    )  # fmt: skip
    incident_line = models.TextField(
        "事故等の報告先（上から順に）", max_length=1000, blank=True,
        help_text="1行に1か所。例：係長、課長、市長、県の担当課、保険会社",
    )  # fmt: skip
    pause_days = models.PositiveSmallIntegerField("中断後に再開を決める日数", default=30)

    NOT_PERSONAL = frozenset(
        {
            "consent_honorific", "supporter_title", "letter_pattern", "incident_line",
            "request_form_number", "consent_form_number", "approval_form_number",
            "decline_form_number", "invitation_form_number", "agreement_form_number",
            "card_form_number", "report_form_number", "incident_form_number",
            "ending_form_number",
        }
    )  # fmt: skip

    class Meta(BelongsToOrganization.Meta):
        verbose_name = verbose_name_plural = "派遣の設定"
        constraints = [
            models.CheckConstraint(
                condition=Q(answer_days__gte=1, guidance_days__gte=1, report_days__gte=1),
                name="dispatch_days_from_one",
            )
        ]

    def __str__(self) -> str:
        """Return the programme."""
        return f"{self.program}の派遣"
