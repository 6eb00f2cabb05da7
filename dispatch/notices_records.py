"""What is told about notes, incidents and visits that went quiet; nobody is named (B16)."""

from datetime import datetime, timedelta

from dispatch.cases.enums import TeamRole
from dispatch.cases.models import CaseTeam
from dispatch.models import ContactNote, Incident, Visit
from dispatch.notices import NO_DELAY, home_link, moment_text, recipient_of
from dispatch.rules.incidents import FIRST_WITHIN
from foundation.clock import local
from foundation.notices.actions.notices import Message, Recipient, queue_notice
from foundation.notices.models import Notice
from foundation.notices.texts import register_kind
from foundation.organizations.actor import Actor
from foundation.organizations.models import StaffUser

# By then somebody has looked at the to-do, or everybody has.
QUIET_FOR = timedelta(days=1)

NOTE_ANSWERED = register_kind(
    "dispatch.note_answered",
    "報告・連絡・相談への返事",
    """
お知らせくださったことに、担当からの返事があります。

返事を読む：{リンク}
""",
)
INCIDENT_TOLD = register_kind(
    "dispatch.incident_told",
    "事故等の連絡（職員へ）",
    """
サポーターから、至急ご確認いただきたい連絡がありました。
番号：{番号}
第一報の期限：{期限}

管理画面の「事故・ヒヤリハット」でご確認ください。内容は、このメールには書いていません。
""",
)
VISIT_QUIET = register_kind(
    "dispatch.visit_quiet",
    "訪問の連絡がないとき（職員へ）",
    """
{時刻}を過ぎても、訪問の{段階}の連絡がありません。
サポーターに電話で確かめてください。

どの訪問かは、管理画面の「今日の仕事」でご確認ください。
""",
)


def tell_about_note(note: ContactNote, *, actor: Actor, now: datetime) -> Notice | None:
    """Tell the supporter that the coordinator answered a note."""
    if note.supporter is None:
        return None
    values = {"リンク": home_link(note.supporter, now=now)}
    return queue_notice(
        Message(NOTE_ANSWERED.code, values, note.supporter.program, by_day=True),
        target=note, recipient=recipient_of(note.supporter), actor=actor, now=now,
    )  # fmt: skip


def staff_to_tell(case_id: int | None, other_id: int | None, now: datetime) -> list[StaffUser]:
    """Return coordinators and deciding member of the case who work here, else who decided."""
    if case_id is None:
        return list(StaffUser.objects.filter(pk__in=[other_id or 0], is_active=True))
    team = (
        CaseTeam.objects.at(now)
        .with_works(now)
        .filter(case=case_id, works=True)
        .exclude(role=TeamRole.BREAK_GLASS)
    )
    return list(StaffUser.objects.filter(pk__in=team.values("user"), is_active=True))


def tell_about_incident(incident: Incident, *, actor: Actor, now: datetime) -> list[Notice]:
    """Tell the case's coordinators and deciding member at once; the mail says no more than that."""
    request = incident.assignment.request if incident.assignment else None
    due = moment_text(incident.known_at + FIRST_WITHIN)
    return [
        queue_notice(
            Message(
                INCIDENT_TOLD.code,
                {"番号": incident.reference, "期限": due},
                incident.program,
                urgent=True,
            ),
            target=incident,
            recipient=Recipient(user.name, user.email),
            dedupe_key=f"staff-{user.pk}",
            delay=NO_DELAY,
            actor=actor,
            now=now,
        )
        for user in staff_to_tell(incident.case_id, request.decided_by_id if request else None, now)
    ]


def tell_about_quiet_visit(
    visit: Visit, word: str, due_at: datetime, *, actor: Actor, now: datetime
) -> list[Notice]:
    """Tell who looks after a visit that its start or end was not heard of; at once, by mail."""
    request = visit.assignment.request
    return [
        queue_notice(
            Message(
                VISIT_QUIET.code,
                {"時刻": moment_text(due_at), "段階": word},
                request.program,
                urgent=True,
                not_after=due_at + QUIET_FOR,
            ),
            target=visit,
            recipient=Recipient(user.name, user.email),
            dedupe_key=f"{word}-{local(due_at):%Y%m%d%H%M}-{user.pk}",
            delay=NO_DELAY,
            actor=actor,
            now=now,
        )
        for user in staff_to_tell(request.case_id, request.decided_by_id, now)
    ]
