"""Messages to people and the to-dos of the office."""

from collections.abc import Iterator
from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.admin.filters import ChoicesFieldListFilter
from django.db.models import Q
from django.template.defaultfilters import linebreaksbr
from django.urls import reverse

from foundation.adminsite.buttons import Link
from foundation.adminsite.columns import date_column
from foundation.adminsite.house import ActionPage, HouseAdmin
from foundation.adminsite.staff_pages import StaffPage, staff_page
from foundation.notices import texts
from foundation.notices.actions.notices import cancel_notice, resend_notice
from foundation.notices.actions.replacing import CALL
from foundation.notices.actions.tasks import open_tasks_about
from foundation.notices.links import hide_keys
from foundation.notices.models import CONFIDENTIAL, Channel, Notice, NoticeState, NoticeText
from foundation.organizations.permissions import Permission
from foundation.refusals import Refused

DUE = date_column("due_at", "予定")
SETTLED = date_column("settled_at", "済んだ日時")


def about_cases() -> Q:
    """Return the condition of rows that only a case's team may know by name (rule D6)."""
    condition = Q()
    for prefix in CONFIDENTIAL:
        condition |= Q(target_kind__startswith=prefix)
    return condition


class TakeBack(ActionPage):
    """A mail that still waits is not sent (ux 3)."""

    name = "take-back"
    label = "送信を取り消す"
    bulk_label = "まだ伝えていないものを取りやめる"
    permission = Permission.DECIDE_APPLICATIONS

    @classmethod
    def applies(cls, request: Any, row: Notice) -> bool:
        """Return whether the mail still waits."""
        return row.state == NoticeState.QUEUED and row.channel == Channel.MAIL

    def description(self, objects: list[Notice]) -> str:
        """Say what will happen."""
        again = "あとから、もう一度伝えることもできます。"
        ways = {notice.channel for notice in objects}
        ends = [_ENDS[channel] for channel in Channel if channel in ways]
        return f"まだ伝えていない連絡を取りやめます。{''.join(ends)}{again}"

    def perform(self, request: Any, objects: list[Notice], form: Any) -> str:
        """Take it back."""
        return self.each(
            objects, lambda notice: cancel_notice(notice, **self.doer), "の連絡を取りやめました。"
        )


_ENDS = {
    Channel.MAIL: "メールは送られません。",
    Channel.LETTER: "手紙は印刷待ちから外れます。",
    Channel.CALL: "電話の「やること」はなくなります。",
}


class DropUntold(TakeBack):
    """A letter that was not printed, or a call that was not made, is not needed any more."""

    name, label, bulk_label = "drop", "連絡を取りやめる", ""

    @classmethod
    def applies(cls, request: Any, row: Notice) -> bool:
        """Return whether the letter or the call still waits."""
        return row.state == NoticeState.QUEUED and row.channel != Channel.MAIL


class SendAgain(ActionPage):
    """A mail goes out once more."""

    name = "send-again"
    label = "もう一度送る"
    bulk_label = "もう一度伝える"
    permission = Permission.DECIDE_APPLICATIONS

    @classmethod
    def applies(cls, request: Any, row: Notice) -> bool:
        """Return whether the mail has left or was taken back."""
        return row.state != NoticeState.QUEUED and row.channel == Channel.MAIL

    def description(self, objects: list[Notice]) -> str:
        """Say what will happen."""
        ways = {notice.channel for notice in objects}
        return "".join(_AGAIN[channel] for channel in Channel if channel in ways)

    def perform(self, request: Any, objects: list[Notice], form: Any) -> str:
        """Send it again."""
        return self.each(
            objects,
            lambda notice: resend_notice(notice, **self.doer),
            "の連絡を、もう一度用意しました。",
        )


_AGAIN = {
    Channel.MAIL: "同じ内容のメールを、同じ宛先にすぐに送ります。",
    Channel.LETTER: "同じ内容の手紙を、もう一度印刷待ちに入れます。",
    Channel.CALL: "同じ内容の電話を、もう一度「やること」に入れます。",
}


class TellAgain(SendAgain):
    """A letter is printed, or somebody telephoned, once more."""

    name, label, bulk_label = "tell-again", "もう一度伝える", ""

    @classmethod
    def applies(cls, request: Any, row: Notice) -> bool:
        """Return whether the letter or the call was settled."""
        return row.state != NoticeState.QUEUED and row.channel != Channel.MAIL


def _open_calls(notice: Notice) -> Any:
    return open_tasks_about(notice, CALL)


CALL_TASK = Link(
    "電話の「やること」を開く",
    lambda notice: reverse("admin:notices_task_change", args=[_open_calls(notice).first().pk]),
    Permission.SEE_APPLICANTS,
    applies=lambda request, notice: notice.channel == Channel.CALL and _open_calls(notice).exists(),
)


class StandingFilter(ChoicesFieldListFilter):
    """The states, with one word for whatever nobody was told yet."""

    def choices(self, changelist: Any) -> Iterator[Any]:
        """Say what waits in words that fit every channel."""
        waits = NoticeState.QUEUED.label
        for choice in super().choices(changelist):
            yield (
                {**choice, "display": "まだ伝えていない"} if choice["display"] == waits else choice
            )


@admin.register(Notice)
class NoticeAdmin(HouseAdmin):
    """Every message of the organization; made by the apps, never by hand."""

    see = Permission.SEE_APPLICANTS
    program_path = None
    menu_label = "連絡の送信"
    list_display = (
        "recipient_name",
        "kind_label",
        "way_label",
        "standing_label",
        DUE,
        SETTLED,
    )
    list_filter = (("state", StandingFilter), "channel")
    search_fields = ("recipient_name", "email")
    row_actions = (TakeBack, DropUntold, SendAgain, TellAgain)
    detail_actions = (CALL_TASK, *row_actions)
    bulk_actions = (TakeBack, SendAgain)
    fields = (  # type: ignore[assignment]
        "recipient_name",
        "kind_label",
        "way_label",
        "email",
        "phone",
        "address",
        "subject",
        "text",
        "standing_label",
        DUE,
        SETTLED,
    )
    readonly_fields = (  # type: ignore[assignment]
        "kind_label",
        "way_label",
        "text",
        "standing_label",
        DUE,
        SETTLED,
    )

    @admin.display(description="種類")
    def kind_label(self, notice: Notice) -> str:
        """Return what staff call this kind of notice."""
        return texts.label_of(notice.kind)

    @admin.display(description="手段", ordering="channel")
    def way_label(self, notice: Notice) -> str:
        """Return how it is told."""
        return notice.way

    @admin.display(description="状態", ordering="state")
    def standing_label(self, notice: Notice) -> str:
        """Return where it stands, in the words of its channel."""
        return notice.standing

    @admin.display(description="本文")
    def text(self, notice: Notice) -> str:
        """Return what was said; the links in it are the recipient's alone."""
        return linebreaksbr(hide_keys(notice.body))

    def get_queryset(self, request: Any) -> Any:
        """Leave out what belongs to cases: it holds names for the case's team alone."""
        return super().get_queryset(request).exclude(about_cases())


class NoticeTextForm(forms.ModelForm):
    """An own wording; a placeholder that the kind does not offer is refused."""

    kind = forms.ChoiceField(label="種類")

    class Meta:
        model = NoticeText
        fields = ("kind", "program", "body")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Offer the kinds the apps registered, and the items that the chosen one may use."""
        super().__init__(*args, **kwargs)
        if "kind" not in self.fields:
            return
        choices = [(kind.code, kind.label) for kind in texts.all_kinds()]
        self.fields["kind"].choices = choices  # type: ignore[attr-defined]
        chosen = texts.kind_of(self.instance.kind or str(self.initial.get("kind", "")))
        if chosen is not None and chosen.placeholders:
            items = "、".join(f"{{{name}}}" for name in sorted(chosen.placeholders))
            self.fields[
                "body"
            ].help_text = f"使える項目：{items}。送るときに、それぞれの内容に置き換わります。"

    def clean(self) -> dict[str, Any]:
        """Refuse unknown placeholders with the list of those that may be used."""
        data = super().clean() or {}
        if data.get("kind") and data.get("body"):
            try:
                texts.refuse_unknown_placeholders(data["kind"], data["body"])
            except Refused as refused:
                self.add_error("body", refused.sentence)
        return data


@admin.register(NoticeText)
class NoticeTextAdmin(HouseAdmin):
    """The organization's own wordings; the menu leads to the page that shows them all."""

    see = Permission.PROGRAM_SETTINGS
    work = Permission.PROGRAM_SETTINGS
    program_path = "program"
    form = NoticeTextForm
    list_display = ("kind_label", "program")

    def get_changeform_initial_data(self, request: Any) -> dict[str, Any]:
        """Begin with the wording that is in use, so that only what differs is typed."""
        initial: dict[str, Any] = dict(super().get_changeform_initial_data(request))
        kind = texts.kind_of(str(initial.get("kind", "")))
        return initial if kind is None else {**initial, "body": kind.body}

    @admin.display(description="種類")
    def kind_label(self, text: NoticeText) -> str:
        """Return what staff call this kind of notice."""
        return texts.label_of(text.kind)


@staff_page
class Wordings(StaffPage):
    """Every kind of message with the wording in use, and the way to an own one. One query."""

    path, name, title = "notice-texts/", "notice_texts", "連絡の文面"
    permission = Permission.PROGRAM_SETTINGS
    template_name = "adminsite/wordings.html"

    def get_context(self, **kwargs: Any) -> dict[str, Any]:
        """Return the kinds with the own wordings of the organization and of its programmes."""
        own: dict[str, list[NoticeText]] = {}
        for text in NoticeText.objects.select_related("program").order_by("program_id"):
            own.setdefault(text.kind, []).append(text)
        kinds = sorted(texts.all_kinds(), key=lambda kind: (kind.code.split(".")[0], kind.label))
        return {"rows": [(kind, own.get(kind.code, [])) for kind in kinds]}
