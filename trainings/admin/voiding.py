"""Take a completion back, and back again where that was a mistake (rule E1)."""

from typing import Any

from foundation.adminsite.house import ActionPage
from foundation.organizations.permissions import Permission
from trainings.actions.completions import restore_completion, void_completion
from trainings.admin.course_forms import ReasonForm
from trainings.models import Completion

DECIDE = Permission.DECIDE_COMPLETION


class Void(ActionPage):
    """Take a completion back."""

    name, label, permission = "void", "修了を取り消す", DECIDE
    form_class = ReasonForm
    danger = True

    @classmethod
    def applies(cls, request: Any, row: Completion) -> bool:
        """Stand on people who completed."""
        return row.is_completed

    def description(self, objects: list[Any]) -> str:
        """Say what happens."""
        return "発行した修了証も取り消します。修了番号は欠番になり、ほかの方には使いません。"

    def perform(self, request: Any, objects: list[Any], form: Any) -> str:
        """Void."""
        void_completion(self.object, reason=form.cleaned_data["reason"], **self.doer)
        return "修了を取り消しました。"


class Restore(ActionPage):
    """Undo a voiding that was a mistake."""

    name, label, permission = "restore", "修了の取消をやめる", DECIDE
    form_class = ReasonForm

    @classmethod
    def applies(cls, request: Any, row: Completion) -> bool:
        """Stand on completions that were voided."""
        return row.voided_at is not None

    def description(self, objects: list[Any]) -> str:
        """Say what happens."""
        return (
            "修了番号は、同じ番号に戻ります。取り消した修了証は戻りません。"
            "「修了証等の発行」の一覧から再交付してください。"
        )

    def perform(self, request: Any, objects: list[Any], form: Any) -> str:
        """Restore."""
        restore_completion(self.object, reason=form.cleaned_data["reason"], **self.doer)
        return "修了の取消をやめました。必要なときは、修了証を再交付してください。"
