"""Notices from the senders of rosters: look, accept, or leave as it is (rule A4)."""

from typing import Any

from django.contrib import admin

from foundation.adminsite.columns import date_column, date_text
from foundation.adminsite.house import ActionPage, HouseAdmin, HouseTabularInline
from foundation.organizations.permissions import Permission
from supporters.actions.updates import accept_update, set_aside_update
from supporters.admin.choices import ReasonForm
from supporters.enums import UpdateKind, UpdateState
from supporters.models import ReceivedUpdate
from supporters.queries.updates import update_text

DECIDE = Permission.DECIDE_REGISTRATIONS


class Accept(ActionPage):
    """Let our record follow."""

    name, label = "accept", "受け入れる"
    permission = DECIDE

    @classmethod
    def applies(cls, request: Any, row: ReceivedUpdate) -> bool:
        return row.state == UpdateState.WAITING

    def description(self, objects: list[Any]) -> str:
        return "お知らせの内容を、この組織の記録に反映します。"

    def facts(self, objects: list[Any]) -> list[tuple[str, Any]]:
        row = self.object
        return [
            ("提供元", row.entry), ("本人", row.entry.person),
            ("内容の種類", row.get_kind_display()),
            ("変わった日", date_text(row.happened_on)), ("変更の内容", update_text(row)),
        ]  # fmt: skip

    def perform(self, request: Any, objects: list[Any], form: Any) -> str:
        return self.each(
            objects, lambda row: accept_update(row, **self.doer), "を受け入れ、反映しました。"
        )


class SetAside(ActionPage):
    """Leave our record as it is, with the reason."""

    name, label = "set_aside", "反映しない"
    permission = DECIDE
    form_class = ReasonForm

    @classmethod
    def applies(cls, request: Any, row: ReceivedUpdate) -> bool:
        return row.state == UpdateState.WAITING and row.kind != UpdateKind.SUSPENDED

    def description(self, objects: list[Any]) -> str:
        return "この組織の記録はそのままにします。理由が残ります。"

    def perform(self, request: Any, objects: list[Any], form: Any) -> str:
        set_aside_update(self.object, reason=form.cleaned_data["reason"], **self.doer)
        return "反映しないこととし、理由を記録しました。"


class UpdateInline(HouseTabularInline):
    """What the sender told since."""

    model = ReceivedUpdate
    may_add = may_change = may_delete = False
    fields = readonly_fields = ("kind", "happened_on", "content", "state", "settled_on", "note")

    @admin.display(description="変更の内容")
    def content(self, row: ReceivedUpdate) -> str:
        """Return what changed."""
        return update_text(row) or "－"


@admin.register(ReceivedUpdate)
class ReceivedUpdateAdmin(HouseAdmin):
    """Changes that senders told us of."""

    see = Permission.SEE_SUPPORTERS
    program_path = "entry__program"
    list_display = (
        "kind", "holder", "sender", date_column("happened_on", "変わった日"), "content", "state",
    )  # fmt: skip
    list_filter = ("state", "kind")
    list_select_related = ("entry__person",)
    name_search = "entry__person"
    row_actions = (Accept,)
    detail_actions = (Accept, SetAside)
    bulk_actions = (Accept,)
    fields = (
        "entry", "holder", "kind", "happened_on", "told_at", "content", "state", "settled_on",
        "settled_by", "note",
    )  # fmt: skip
    readonly_fields = ("holder", "content")

    @admin.display(description="氏名")
    def holder(self, row: ReceivedUpdate) -> str:
        """Return whose entry it is."""
        return row.entry.person.name

    @admin.display(description="提供元")
    def sender(self, row: ReceivedUpdate) -> str:
        """Return who told it."""
        return row.entry.sender_name

    @admin.display(description="変更の内容")
    def content(self, row: ReceivedUpdate) -> str:
        """Return what changed."""
        return update_text(row) or "－"
