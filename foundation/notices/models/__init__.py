"""Notices, mailed links and tasks."""

from foundation.notices.models.link import MailedLink
from foundation.notices.models.notice import CONFIDENTIAL, Channel, Notice, NoticeState, NoticeText
from foundation.notices.models.proof import ProofTries
from foundation.notices.models.task import CallLog, Task

__all__ = [
    "CONFIDENTIAL",
    "CallLog",
    "Channel",
    "MailedLink",
    "Notice",
    "NoticeState",
    "NoticeText",
    "ProofTries",
    "Task",
]
