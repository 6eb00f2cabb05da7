"""Settings of a programme's trainings: asked fields, purpose, rule, certificate (rule B15)."""

from dataclasses import replace
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.http import HttpResponseRedirect
from django.urls import reverse

from foundation import clock
from foundation.adminsite.access import actor_of
from foundation.adminsite.house import ActionPage, HouseAdmin
from foundation.documents.models import Medium
from foundation.organizations.models import SealMode
from foundation.organizations.permissions import Permission
from trainings.actions.settings import apply_preset, change_settings
from trainings.admin import own_questions
from trainings.enums import CertificateKind
from trainings.models import TrainingSettings
from trainings.presets import PRESETS, preset_for
from trainings.specs import (
    MOST_FIELDS,
    QUESTION_LABELS,
    AskedField,
    CertificateSpec,
    CompletionRule,
    FrozenSpec,
    Question,
)

NEEDS = (("", "たずねない"), ("optional", "任意"), ("required", "必須"))


class SettingsForm(forms.ModelForm[TrainingSettings]):
    """The frozen set as plain fields instead of JSON."""

    sessions_needed = forms.IntegerField(
        label="修了に必要な回数", min_value=1, required=False, help_text="空欄は全回。"
    )
    late_limit = forms.IntegerField(
        label="遅刻の限度（分）",
        min_value=1,
        required=False,
        help_text="15と入れると、15分以上の遅刻は出席になりません。空欄は限度なし。",
    )
    early_leave_limit = forms.IntegerField(
        label="早退の限度（分）", min_value=1, required=False, help_text="空欄は限度なし。"
    )
    certificate_title = forms.CharField(
        label="修了証の題名",
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="1行に1つ。最後の行が大きく印刷されます。",
    )
    certificate_body = forms.CharField(
        label="修了証の本文",
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="使える項目：{年度}、{研修名}、{事業名}、{氏名}、{修了日}",
    )
    honorific = forms.CharField(label="敬称", max_length=4, required=False)
    certificate_kinds = forms.MultipleChoiceField(
        label="発行するもの",
        choices=CertificateKind.choices,
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text="選んだものを、公開ページとチラシに「修了した方にお渡しします」と載せます。"
        "何も発行しないときは、どれも選びません。",
    )
    medium = forms.ChoiceField(label="渡し方", choices=Medium.choices)
    has_number = forms.BooleanField(label="修了番号を付ける", required=False)
    number_pattern = forms.CharField(
        label="修了番号の書き方",
        max_length=60,
        required=False,
        help_text="使える記号：{年度}、{西暦年度}、{R}、{連番}、{連番:3}",
    )
    yearly_series = forms.BooleanField(label="番号を年度ごとに1から始める", required=False)
    first_number = forms.IntegerField(label="最初の番号", min_value=1)
    seal_mode = forms.ChoiceField(label="公印", choices=SealMode.choices)
    has_verify_code = forms.BooleanField(label="確認用のQRコードを印刷する", required=False)
    after_survey = forms.BooleanField(
        label="受講後のアンケートに回答した方から発行する",
        required=False,
        help_text="アンケートを締め切ると、回答していない方にも発行できます。",
    )

    class Meta:
        model = TrainingSettings
        fields = (
            *("eligibility", "allocation", "waiting_mode", "repeat_takers", "purpose_notice"),
            "takes_lectures",
        )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        spec = self.instance.spec if self.instance.pk else preset_for("other").spec
        self.known = asked = {item.key: item for item in spec.asked_fields}
        for question in Question:
            need = asked.get(question)
            initial = "" if need is None else ("required" if need.required else "optional")
            self.fields[f"ask_{question}"] = forms.ChoiceField(
                label=QUESTION_LABELS[question], choices=NEEDS, required=False, initial=initial
            )
        own_questions.add_fields(self, spec.asked_fields)
        self.initial.update(_initial(spec))

    def clean(self) -> dict[str, Any]:
        """Check the questions the programme writes itself."""
        data: dict[str, Any] = super().clean() or {}
        own_questions.check(self, data)
        return data

    def spec(self) -> FrozenSpec:
        """Return what the form says, in the typed form."""
        data = self.cleaned_data
        certificate = CertificateSpec(
            title=tuple(line.strip() for line in data["certificate_title"].splitlines() if line),
            body=data["certificate_body"].strip(),
            honorific=data["honorific"],
            kinds=tuple(data["certificate_kinds"]),
            medium=data["medium"],
            number_pattern=data["number_pattern"],
            has_number=data["has_number"],
            yearly_series=data["yearly_series"],
            first_number=data["first_number"],
            seal_mode=data["seal_mode"],
            has_verify_code=data["has_verify_code"],
            after_survey=data["after_survey"],
        )
        return FrozenSpec(
            asked_fields=self._asked(),
            purpose_notice=data["purpose_notice"].strip(),
            repeat_takers=data["repeat_takers"],
            completion_rule=CompletionRule(
                data["sessions_needed"], data["late_limit"], data["early_leave_limit"]
            ),
            certificate=certificate,
        )

    def _asked(self) -> tuple[AskedField, ...]:
        data = self.cleaned_data
        asked = [
            # Words of its own that a question has, from a ready-made setting, stay with it.
            replace(
                self.known.get(question, AskedField(question.value)),
                required=data[f"ask_{question}"] == "required",
            )
            for question in Question
            if data.get(f"ask_{question}")
        ]
        return (*asked, *own_questions.read(data, self.known.values()))


def _initial(spec: FrozenSpec) -> dict[str, Any]:
    certificate, rule = spec.certificate, spec.completion_rule
    return {
        "sessions_needed": rule.sessions_needed,
        "late_limit": rule.late_limit,
        "early_leave_limit": rule.early_leave_limit,
        "certificate_title": "\n".join(certificate.title),
        "certificate_body": certificate.body,
        "honorific": certificate.honorific,
        "certificate_kinds": list(certificate.kinds),
        "medium": certificate.medium,
        "has_number": certificate.has_number,
        "number_pattern": certificate.number_pattern,
        "yearly_series": certificate.yearly_series,
        "first_number": certificate.first_number,
        "seal_mode": certificate.seal_mode,
        "has_verify_code": certificate.has_verify_code,
        "after_survey": certificate.after_survey,
    }


class PresetForm(forms.Form):
    """Which preset."""

    preset = forms.ChoiceField(
        label="ひな形", choices=[(key, preset.label) for key, preset in PRESETS.items()]
    )


class ApplyPreset(ActionPage):
    """Copy a preset into the settings."""

    name, label, permission = "preset", "ひな形を取り込む", Permission.PROGRAM_SETTINGS
    form_class = PresetForm

    def description(self, objects: list[Any]) -> str:
        """Say what happens."""
        return (
            "選んだひな形の内容で、今の設定を置き換えます。すでに公開した研修の内容は変わりません。"
        )

    def perform(self, request: Any, objects: list[Any], form: Any) -> str:
        """Copy it."""
        preset = PRESETS[form.cleaned_data["preset"]]
        apply_preset(self.object.program, preset=preset, **self.doer)
        return f"「{preset.label}」を取り込みました。内容を確かめてください。"


@admin.register(TrainingSettings)
class TrainingSettingsAdmin(HouseAdmin):
    """What a programme asks, requires and issues."""

    see = Permission.PROGRAM_SETTINGS
    work = Permission.PROGRAM_SETTINGS
    program_path = "program"
    form = SettingsForm
    list_display = ("program", "allocation", "repeat_takers")
    list_select_related = ("program",)
    detail_actions = (ApplyPreset,)

    def get_fieldsets(self, request: Any, obj: Any = None) -> Any:
        """Choose the programme once; a new row takes everything else from the kind's preset."""
        if obj is None:
            return [(None, {"fields": ("program",)})]
        plain = ("eligibility", "allocation", "waiting_mode", "repeat_takers", "purpose_notice")
        asked = [f"ask_{question}" for question in Question]
        return [
            (None, {"fields": (*plain, "takes_lectures")}),
            (
                "申込でたずねる項目",
                {
                    "fields": asked,
                    "description": f"氏名と独自の質問を含めて{MOST_FIELDS}項目までです。",
                },
            ),
            *own_questions.fieldsets(obj.spec.asked_fields),
            ("修了の条件と修了証", {"fields": (*_initial(FrozenSpec()),)}),
        ]

    def formfield_for_foreignkey(self, db_field: Any, request: Any, **kwargs: Any) -> Any:
        """Say that the preset comes by itself."""
        field = super().formfield_for_foreignkey(db_field, request, **kwargs)
        if field is not None and db_field.name == "program":
            field.help_text = "事業の種別に合わせたひな形で始まります。次の画面で直してください。"
        return field

    def get_form(self, request: Any, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        """Ask for the programme alone when adding."""
        if obj is None:
            kwargs["form"] = forms.ModelForm
        else:
            # The extra fields are made by the form itself; the factory knows the columns only.
            kwargs["fields"] = SettingsForm.Meta.fields
        return super().get_form(request, obj, change=change, **kwargs)

    def response_add(self, request: Any, obj: Any, post_url_continue: Any = None) -> Any:
        """Go on to the page where the preset is looked through."""
        messages.success(
            request, "ひな形の内容で登録しました。内容を確かめて、必要なら直してください。"
        )
        page = reverse("admin:trainings_trainingsettings_change", args=[obj.pk])
        return HttpResponseRedirect(page)

    def save_model(self, request: Any, obj: Any, form: Any, change: bool) -> None:
        """Write through the actions."""
        actor, now = actor_of(request), clock.now()
        if not change:
            made = apply_preset(obj.program, actor=actor, now=now)
            obj.pk, obj.organization_id = made.pk, made.organization_id
            return
        spec = form.spec()
        change_settings(obj, spec, actor=actor, now=now)
        plain = ["eligibility", "allocation", "waiting_mode", "takes_lectures"]
        self.in_history(request, "saved", lambda: obj.save(update_fields=plain))
