"""Make two records of one human being one, and remember what staff said about similar ones."""

from collections.abc import Collection
from dataclasses import fields
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction

from foundation.organizations.actor import Actor
from foundation.organizations.history import action
from foundation.people.actions.people import update_person
from foundation.people.facts import PersonFacts
from foundation.people.merging import Pair, Preview, plan
from foundation.people.models import Person, PersonLink
from foundation.refusals import Refused

FACTS = tuple(field.name for field in fields(PersonFacts))


@action("people.link.decided")
def mark_not_same(first: Person, second: Person, *, actor: Actor, now: datetime) -> PersonLink:
    """Remember that two similar records are two people; they are not suggested again."""
    return _judge(first, second, PersonLink.Verdict.NOT_SAME)


def preview_merge(kept: Person, lost: Person) -> Preview:
    """Return every consequence of merging `lost` into `kept`, without doing anything."""
    return _preview(_pair(kept, lost))


@action("people.person.merged")
def merge_people(
    kept: Person,
    lost: Person,
    *,
    take: Collection[str] = (),
    actor: Actor,
    now: datetime,
) -> Person:
    """Move everything of `lost` to `kept`; `lost` stays as an empty hull that leads to `kept`.

    `take` names the facts whose value comes from `lost`; an empty value of `kept` is filled in any
    case, and a stop of use on either side holds for both. Refused when a consequence of the preview
    refuses.
    """
    if unknown := set(take) - set(FACTS):
        raise TypeError(f"no facts of a person: {sorted(unknown)}")
    ids = sorted([kept.pk, lost.pk])
    locked = {p.pk: p for p in Person.objects.select_for_update(of=("self",)).filter(pk__in=ids)}
    if len(locked) < 2:
        raise Refused("merge_gone", "統合する記録が見つかりません。一覧を読み込み直してください。")
    preview = _preview(_pair(locked[kept.pk], locked[lost.pk]))
    if preview.refusal:
        raise Refused(preview.refusal)
    kept, lost = preview.pair.kept, preview.pair.lost
    try:
        with transaction.atomic():
            for step in preview.steps:
                step.apply(actor, now)
    except IntegrityError as error:
        raise Refused(
            "merge_clash",
            "両方の記録に、同時には持てない内容があります。先に一方を整理してから統合してください。",
        ) from error
    _join_facts(kept, lost, take, actor=actor, now=now)
    _move_links(kept, lost)
    Person.objects.filter(merged_into=lost).update(merged_into=kept)
    Person.objects.filter(pk=lost.pk).update(merged_into=kept)
    _judge(kept, lost, PersonLink.Verdict.SAME)
    return Person.objects.get(pk=kept.pk)


def _pair(kept: Person, lost: Person) -> Pair:
    if kept.pk == lost.pk:
        raise Refused("merge_itself", "同じ記録どうしは統合できません。")
    for person in (kept, lost):
        if person.purged_on is not None:
            raise Refused("merge_purged", "消去済みの記録は統合できません。")
        if person.merged_into_id is not None:
            raise Refused("merge_merged", "この記録は、すでに別の記録に統合されています。")
    return Pair(kept, lost)


def _preview(pair: Pair) -> Preview:
    differences = [
        (name, str(Person._meta.get_field(name).verbose_name), ours, theirs)  # type: ignore[union-attr]
        for name in FACTS
        if (ours := getattr(pair.kept, name)) != (theirs := getattr(pair.lost, name)) and theirs
    ]
    return Preview(pair, plan(pair), differences)


def _join_facts(
    kept: Person, lost: Person, take: Collection[str], *, actor: Actor, now: datetime
) -> None:
    changes: dict[str, Any] = {
        name: getattr(lost, name)
        for name in FACTS
        if getattr(lost, name) and (name in take or not getattr(kept, name))
    }
    if lost.stop_use and not kept.stop_use:
        changes["stop_use"] = True
    if changes:
        update_person(kept, actor=actor, now=now, **changes)


def _judge(first: Person, second: Person, verdict: str) -> PersonLink:
    low, high = sorted([first.pk, second.pk])
    link, _ = PersonLink.objects.update_or_create(
        first_id=low, second_id=high, defaults={"verdict": verdict}
    )
    return link


def _move_links(kept: Person, lost: Person) -> None:
    """Whoever is somebody else than the lost record is somebody else than the kept one."""
    not_same = PersonLink.Verdict.NOT_SAME
    for one, other in (("first", "second"), ("second", "first")):
        links = PersonLink.objects.filter(verdict=not_same, **{one: lost}).exclude(**{other: kept})
        for number in links.values_list(f"{other}_id", flat=True):
            low, high = sorted([kept.pk, number])
            PersonLink.objects.get_or_create(
                first_id=low, second_id=high, defaults={"verdict": not_same}
            )
