"""What is told about notes, incidents and visits that went quiet; nobody is named (B16)."""

from datetime import datetime

from dispatch.models import ContactNote
from dispatch.notices import home_link, recipient_of
from foundation.notices.actions.notices import Message, queue_notice
from foundation.notices.models import Notice
from foundation.notices.texts import register_kind
from foundation.organizations.actor import Actor

NOTE_ANSWERED = register_kind(
    "dispatch.note_answered",
    "報告・連絡・相談への返事",
    """
お知らせくださったことに、担当からの返事があります。

返事を読む：{リンク}
""",
)


def tell_about_note(note: ContactNote, *, actor: Actor, now: datetime) -> Notice | None:
    """Tell the supporter that the coordinator answered a note."""
    if note.supporter is None:
        return None
    values = {"リンク": home_link(note.supporter, now=now)}
    return queue_notice(
        Message(NOTE_ANSWERED.code, values, note.supporter.program),
        target=note, recipient=recipient_of(note.supporter), actor=actor, now=now,
    )  # fmt: skip
