"""Write the access log."""

from collections.abc import Iterable
from datetime import datetime

from django.db import models

from foundation import text
from foundation.audit.models import AccessAction, AccessLog
from foundation.organizations.actor import Actor

PURPOSE_LENGTH = 200


def record_access(
    action: AccessAction,
    object_type: type[models.Model] | str,
    ids: Iterable[int],
    *,
    actor: Actor,
    purpose: str = "",
    now: datetime,
) -> AccessLog:
    """Record that `actor` read, exported, printed or provided the records `ids`. One query.

    `object_type` is the model or its label (`people.Person`). Called once per request with all
    ids, before the answer leaves; a search without a hit is recorded with no ids. `purpose` is
    what staff typed for an export or a provision.
    """
    numbers = sorted({int(number) for number in ids})
    return AccessLog.objects.create(
        user_id=actor.user_id,
        actor=actor.code,
        action=AccessAction(action),
        object_type=object_type if isinstance(object_type, str) else object_type._meta.label,
        object_ids=numbers,
        count=len(numbers),
        # One line: a typed line break must not forge a second entry in an exported log.
        purpose=text.clean_line(purpose)[:PURPOSE_LENGTH],
        at=now,
    )
