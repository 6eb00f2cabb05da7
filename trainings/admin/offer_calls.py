"""The answer of somebody who is asked by telephone, on the to-do itself (rule B6)."""

from collections.abc import Callable
from typing import Any

from django.urls import reverse

from foundation.adminsite.admin.tasks import register_answers
from foundation.adminsite.house import Link
from foundation.notices.models import Task
from foundation.organizations.permissions import Permission
from trainings.notices_offer import OFFER_CALL


def _page(name: str) -> Callable[[Task], str]:
    return lambda task: reverse(f"admin:trainings_application_{name}", args=[task.target_id])


def _asks(request: Any, task: Task) -> bool:
    return task.kind == OFFER_CALL and task.done_at is None


register_answers(
    Link("承諾", _page("offer_yes"), Permission.DECIDE_APPLICATIONS, applies=_asks),
    Link("辞退", _page("offer_no"), Permission.DECIDE_APPLICATIONS, applies=_asks),
)
