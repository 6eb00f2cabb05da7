"""The printed form of an incident: every field in its order, by number alone (R-72)."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from dispatch.actions.incidents import (
    add_measure,
    add_report,
    close_incident,
    finish_measure,
    tell_incident,
)
from dispatch.documents.incident_form import IncidentPaper, incident_form
from dispatch.documents.office import office_for
from dispatch.enums_records import Harm, IncidentCategory, IncidentKind, IncidentStep
from dispatch.facts_records import IncidentFacts, StepFacts
from dispatch.models import DispatchSettings
from foundation.audit.models import AccessLog
from foundation.organizations.actor import Actor
from foundation.organizations.permissions import Role
from tests.factories import dispatch as make
from tests.factories.base import NOW
from tests.foundation.adminsite.desk import Desk
from tests.supporters.papers import in_order, pages_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("frozen")]
LABELS = [
    "報告書", "区分", "事故", "ヒヤリハット", "分類", "けが・被害", "起きた日時",
    "担当課が知った日時", "場所", "ケース番号・団体", "知らせた人", "起きたこと", "その場の対応",
    "担当課での対応", "番号", "第一報", "（24時間以内）", "報告書", "（7日以内）", "原因",
    "再発の防止", "対策", "お問い合わせ先",
]  # fmt: skip


@pytest.fixture
def incident(path, doer):
    happened = NOW - timedelta(hours=3)
    facts = IncidentFacts(
        IncidentKind.NEAR_MISS, IncidentCategory.TRAFFIC, Harm.SLIGHT, happened,
        "自転車で転びそうになった", place="北公園の前", response="歩いて帰った",
    )  # fmt: skip
    theirs = {"actor": Actor.supporter(path.supporter.pk), "now": NOW}
    row = tell_incident(path.active(), facts, **theirs)
    add_report(row, StepFacts(IncidentStep.FIRST, NOW, "福祉課長", "けがはない"), **doer)
    full = StepFacts(IncidentStep.FULL, NOW, "市長", "全体の報告", cause="道が暗い",
                     prevention="明るい道を通る")  # fmt: skip
    add_report(row, full, **doer)
    measure = add_measure(row, "通る道を決める", due_on=date(2026, 10, 20), **doer)
    finish_measure(measure, outcome="地図を渡した", done_on=NOW.date(), **doer)
    return close_incident(row, note="対策を終えたため", **doer)


def printed(desk: Desk, incident):
    return desk.post(reverse("admin:dispatch_incident_print", args=[incident.pk]), {})


def test_blank_has_every_field_and_says_whom_to_call(program, aoba, path):
    DispatchSettings.objects.update(incident_line="係長\n課長")
    office = office_for(program.pk, aoba, on=NOW.date(), now=NOW)

    text = "".join(pages_of(incident_form(office, IncidentPaper()), "incident-blank"))

    assert in_order(text, LABELS) == []
    assert len(pages_of(incident_form(office, IncidentPaper()))) == 1
    assert "係長、課長に報告します" in text
    for label in (*IncidentCategory.labels, *Harm.labels):
        assert str(label) in text


def test_filled_shows_what_was_told_and_reported_in_order(incident, coordinator, case, path):
    answer = printed(Desk(coordinator), incident)

    text = "".join(pages_of(answer.content, "incident"))
    words = [
        incident.reference, "ヒヤリハット報告書", "令和8年10月1日（木）", "北公園の前",
        case.number_text, path.supporter.person.name, "自転車で転びそうになった", "歩いて帰った",
        "福祉課長へ", "けがはない", "市長へ", "全体の報告", "道が暗い", "明るい道を通る",
        "通る道を決める", "地図を渡した", "対策を終えたため",
    ]  # fmt: skip
    assert in_order(text, words) == []
    assert "まだ報告していません" not in text
    for secret in (make.CLIENT_NAME, "みどり県あおば市北町9-9"):
        assert secret not in text
    assert answer["Content-Disposition"] == 'inline; filename="incident.pdf"'
    logged = AccessLog.objects.get(object_type="dispatch.Incident", action="print")
    assert logged.object_ids == [incident.pk]


def test_a_long_account_runs_over_to_the_next_page(path, program, aoba, incident):
    office = office_for(program.pk, aoba, on=NOW.date(), now=NOW)
    incident.account = "転びそうになった。" * 400

    pages = pages_of(incident_form(office, IncidentPaper("山田", "K7PX4M", incident)))

    assert len(pages) > 1
    # A page's foot may stand within one of the sentences.
    assert "".join("".join(pages).split()).count("転びそうになった。") >= 398


@pytest.mark.parametrize(
    ("role", "status"),
    [(Role.APPROVER, 200), (Role.COORDINATOR, 404), (Role.CLERK, 403), (Role.VIEWER, 403),
     (Role.ADMINISTRATOR, 403)],
)  # fmt: skip
def test_only_the_circle_prints(incident, world, role, status):
    assert printed(Desk(world.member(role)), incident).status_code == status
