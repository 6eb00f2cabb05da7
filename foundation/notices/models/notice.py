"""A notice: one message to one person, by mail, letter or telephone (design D11)."""

from django.db import models
from django.db.models import Q

from foundation.organizations.history import track
from foundation.organizations.personal import Erase
from foundation.organizations.tenancy import BelongsToOrganization

# Rows of these apps are known to their case team only (design D15, rule D6).
CONFIDENTIAL = ("cases.", "dispatch.")


class Channel(models.TextChoices):
    """How the message travels."""

    MAIL = "mail", "メール"
    LETTER = "letter", "手紙"
    CALL = "call", "電話"


class NoticeState(models.TextChoices):
    """Where the message stands."""

    QUEUED = "queued", "送信待ち"
    SENT = "sent", "送信済み"
    FAILED = "failed", "届きませんでした"
    CANCELLED = "cancelled", "取りやめ"
    PRINTED = "printed", "印刷済み"
    DONE = "done", "連絡済み"


# What the channel is called as a thing to do, and what its waiting means: only a mail is sent.
WAYS = {Channel.LETTER: "手紙で伝える", Channel.CALL: "電話で伝える"}
TOO_LATE = "時機を過ぎたため送らず"
WAITING = {Channel.LETTER: "印刷待ち", Channel.CALL: "未連絡"}


class Notice(BelongsToOrganization):
    """One message about one row of an app. Staff see, cancel and resend it."""

    target_kind = models.CharField(max_length=60)
    target_id = models.BigIntegerField()
    kind = models.CharField("種類", max_length=60)
    dedupe_key = models.CharField(max_length=80, blank=True)
    channel = models.CharField("手段", max_length=10, choices=Channel)
    recipient_name = models.CharField("宛名", max_length=120)
    email = models.EmailField("メール", blank=True)
    phone = models.CharField("電話番号", max_length=15, blank=True)
    postcode = models.CharField("郵便番号", max_length=7, blank=True)
    address = models.CharField("住所", max_length=200, blank=True)
    subject = models.CharField("件名", max_length=120)
    body = models.TextField("本文")
    state = models.CharField("状態", max_length=10, choices=NoticeState, default=NoticeState.QUEUED)
    due_at = models.DateTimeField("送信予定")
    settled_at = models.DateTimeField("送信日時", null=True, blank=True)
    outbox = models.ForeignKey(
        "post_office.Email",
        models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
    )

    PERSONAL = {
        "recipient_name": Erase.BLANK,
        "email": Erase.BLANK,
        "phone": Erase.BLANK,
        "postcode": Erase.BLANK,
        "address": Erase.BLANK,
        "body": Erase.FREE_TEXT,
    }
    NOT_PERSONAL = frozenset({"target_kind", "kind", "dedupe_key", "subject"})

    class Meta(BelongsToOrganization.Meta):
        verbose_name = verbose_name_plural = "連絡"
        ordering = ["-id"]
        indexes = [
            models.Index(
                fields=["organization", "target_kind", "target_id"], name="notice_by_target"
            ),
            models.Index(fields=["state", "due_at"], name="notice_by_state"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "kind", "target_kind", "target_id", "dedupe_key"],
                name="notice_once",
            ),
            models.CheckConstraint(
                condition=~Q(channel="mail") | ~Q(email=""), name="mail_has_an_address"
            ),
        ]

    def __str__(self) -> str:
        """Return the neutral subject."""
        return self.subject

    @property
    def way(self) -> str:
        """Return how it is told, in words for staff: メール, 手紙で伝える, 電話で伝える."""
        return WAYS.get(Channel(self.channel)) or str(self.get_channel_display())

    @property
    def standing(self) -> str:
        """Return where it stands, in the words of its channel: a call waits to be made.

        A mail that was taken back leaves the outbox; one that stays there was too late to be sent.
        """
        if self.state == NoticeState.CANCELLED and self.outbox_id:
            return TOO_LATE
        waits = self.state == NoticeState.QUEUED
        word = WAITING.get(Channel(self.channel)) if waits else None
        return word or str(self.get_state_display())

    @property
    def in_confidence(self) -> bool:
        """Return whether it is about a case: then no list and no to-do names the recipient."""
        return self.target_kind.startswith(CONFIDENTIAL)


@track
class NoticeText(BelongsToOrganization):
    """An organization's own wording of a kind of notice, for all or for one programme."""

    kind = models.CharField("種類", max_length=60)
    program = models.ForeignKey(
        "programs.Program",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="事業",
    )
    body = models.TextField("本文", max_length=4000)

    NOT_PERSONAL = frozenset({"kind", "body"})

    class Meta(BelongsToOrganization.Meta):
        verbose_name = verbose_name_plural = "連絡の文面"
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "kind", "program"],
                nulls_distinct=False,
                name="notice_text_once",
                violation_error_message="この種類の文面はすでにあります。",
            )
        ]

    def __str__(self) -> str:
        """Return the kind."""
        return self.kind
