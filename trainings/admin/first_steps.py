"""What has to be there before the first training can be published (はじめの準備)."""

from collections.abc import Iterable
from typing import Any

from django.urls import reverse

from foundation.adminsite import first_steps
from foundation.adminsite.access import holds
from foundation.adminsite.dashboard import DashboardItem
from foundation.organizations.permissions import Permission
from foundation.programs.models import Program
from trainings.models import Course, TrainingSettings


@first_steps.register(30)
def settings_of_trainings(request: Any) -> Iterable[DashboardItem]:
    """Programmes whose courses could not be published yet. One query."""
    return first_steps.settings_to_make(
        request,
        "研修の設定",
        "admin:trainings_trainingsettings_add",
        Program.objects.filter(training_settings__isnull=True),
        note="たずねる項目、利用目的、修了の条件、修了証が、ひな形で入ります。",
    )


@first_steps.register(60)
def first_course(request: Any) -> Iterable[DashboardItem]:
    """The first training of the organization. One query, two while there is none."""
    if not holds(request, Permission.PLAN_COURSES) or Course.objects.exists():
        return
    if TrainingSettings.objects.exists():
        yield DashboardItem(
            "最初の研修を計画する",
            reverse("admin:trainings_course_add"),
            note="下書きで保存し、内容を確かめてから「公開する」を押します。",
        )
    else:
        yield DashboardItem(
            "研修を始めるには、管理の役割の方が「設定」で事業と研修の設定を作ります"
        )
