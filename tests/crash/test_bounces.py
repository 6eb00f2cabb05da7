"""A mail that came back, and a reader killed at every step: noted in the end, and once."""

import os
import signal
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection
from django.db.models import QuerySet
from post_office.models import STATUS, Email

from foundation import clock
from foundation.notices import bounces
from foundation.notices.actions.notices import Message, Recipient, queue_notice
from foundation.notices.delivery import WORKER, settle_notices
from foundation.notices.management.commands import read_bounces
from foundation.notices.models import Notice, NoticeState, Task
from foundation.notices.texts import register_kind
from foundation.organizations.actor import Actor
from foundation.organizations.tenancy import within
from tests.factories.people import PersonFactory
from tests.foundation.notices import returned as shapes

pytestmark = pytest.mark.slow
register_kind("test.crash_returned", "あいさつ", "お待ちしています。")
# Owner and name of what the reader calls, whether it dies before or after it, what is noted then.
STEPS = {
    "the file is read": (read_bounces, "take_report", "before", False),
    "the report is understood": (bounces, "read_report", "after", False),
    "the outbox is written, not committed": (QuerySet, "update", "after", False),
    "the outcome is committed": (read_bounces, "take_report", "after", True),
    "the mail is marked": (Path, "rename", "after", True),
}


def killed(deed: Callable[[], object], owner: Any, name: str, when: str) -> None:
    """Run the deed in a process of its own that dies before or after it calls `name`."""
    connection.close()  # two processes must not share it
    child = os.fork()
    if child == 0:
        called = getattr(owner, name)

        def deadly(*args: Any, **keywords: Any) -> Any:
            if when == "after":
                called(*args, **keywords)
            os.kill(os.getpid(), signal.SIGKILL)

        try:
            setattr(owner, name, deadly)
            deed()
        finally:
            os._exit(1)  # never reached: the assertion below would see it
    _, status = os.waitpid(child, 0)
    assert os.WIFSIGNALED(status)
    assert os.WTERMSIG(status) == signal.SIGKILL


@pytest.mark.parametrize("step", STEPS)
def test_a_reader_killed_at_any_step_loses_and_doubles_nothing(
    transactional_db, world, tmp_path, step
):
    owner, name, when, noted = STEPS[step]
    with within(world.aoba):
        queue_notice(
            Message("test.crash_returned", {}),
            target=PersonFactory(email="hanako@example.jp"),
            recipient=Recipient("佐藤 花子", email="hanako@example.jp"),
            actor=Actor.system("test"),
            now=clock.now() - timedelta(days=1),
        )
    mail = Email.objects.get()
    Email.objects.update(status=STATUS.sent)
    for folder in ("new", "cur"):
        (tmp_path / folder).mkdir()
    raw = shapes.returned(shapes.POSTFIX, mail.message_id)
    (tmp_path / "new" / "1763600711.M1.mx").write_bytes(raw)

    killed(lambda: call_command("read_bounces", maildir=tmp_path), owner, name, when)
    assert (Email.objects.get().status == STATUS.failed) == noted

    call_command("read_bounces", maildir=tmp_path)
    call_command("read_bounces", maildir=tmp_path)

    assert Email.objects.get().status == STATUS.failed
    assert [path.read_bytes() for path in (tmp_path / "cur").iterdir()] == [raw]
    assert list((tmp_path / "new").iterdir()) == []
    with within(world.aoba):
        for _ in range(2):
            settle_notices(actor=WORKER, now=clock.now())
        assert Notice.objects.get().state == NoticeState.FAILED
        assert Task.objects.count() == 1
