"""A mail that came back, and a reader killed at every step: noted in the end, and once."""

import signal
from datetime import timedelta

import pytest
from django.core.management import call_command
from post_office.models import STATUS, Email

from foundation import clock
from foundation.notices.actions.notices import Message, Recipient, queue_notice
from foundation.notices.delivery import WORKER, settle_notices
from foundation.notices.models import Notice, NoticeState, Task
from foundation.notices.texts import register_kind
from foundation.organizations.actor import Actor
from foundation.organizations.tenancy import within
from tests.factories.people import PersonFactory
from tests.foundation.notices import returned as shapes
from tests.programs import ended, start_program

pytestmark = pytest.mark.slow
register_kind("test.crash_returned", "あいさつ", "お待ちしています。")
COMMAND = "foundation.notices.management.commands.read_bounces"
# Before or after which call the reader dies, and whether the outcome is noted then.
STEPS = {
    "the file is read": (f"before:{COMMAND}:take_report:1", False),
    "the report is understood": ("after:foundation.notices.bounces:read_report:1", False),
    "the outbox is written, not committed": ("after:django.db.models:QuerySet.update:1", False),
    "the outcome is committed": (f"after:{COMMAND}:take_report:1", True),
    "the mail is marked": ("after:pathlib:Path.rename:1", True),
}


@pytest.mark.parametrize("step", STEPS)
def test_a_reader_killed_at_any_step_loses_and_doubles_nothing(
    transactional_db, world, tmp_path, step
):
    kill, noted = STEPS[step]
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

    reader = start_program("read_bounces", f"--maildir={tmp_path}", kill=kill)
    assert ended(reader) == -signal.SIGKILL
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
