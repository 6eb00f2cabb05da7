"""Accounts and memberships: invite, correct, help somebody back in (rules I: administrator)."""

import logging
from dataclasses import dataclass, field
from datetime import date, datetime

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.template.loader import render_to_string

from foundation import text
from foundation.adminsite.account_adapter import password_path
from foundation.clock import on_day
from foundation.notices.outbox import Letterhead, put_mail
from foundation.organizations.actor import Actor
from foundation.organizations.history import action
from foundation.organizations.models import Membership, Organization, StaffUser
from foundation.refusals import Refused

security_log = logging.getLogger("sasae.security")


@dataclass(frozen=True)
class MembershipFacts:
    """What an administrator decides about somebody's membership."""

    roles: list[str]
    program_ids: list[int] = field(default_factory=list)
    section: str = ""
    valid_from: date | None = None
    valid_through: date | None = None


@action("organizations.membership.created")
def invite_member(
    email: str, name: str, facts: MembershipFacts, *, organization: Organization, actor: Actor
) -> Membership:
    """Give somebody a membership; make the account and send the first link where it is new.

    An existing account keeps its name: it may belong to another organization too.
    """
    address = text.clean_email(email)
    user = StaffUser.objects.filter(email__iexact=address).first()
    if user is None:
        user = StaffUser.objects.create_user(address, None, name=text.clean_name(name))
    membership = Membership(user=user, organization=organization, **vars(facts))
    membership.full_clean()
    membership.save()
    _log("created", membership, actor)
    if not user.has_usable_password():
        send_password_link(membership, actor=actor)
    return membership


@action("organizations.membership.changed")
def change_membership(membership: Membership, facts: MembershipFacts, *, actor: Actor) -> None:
    """Write other roles, programmes or days; refused for one's own membership."""
    _refuse_own(membership, actor)
    membership = Membership.objects.select_for_update(of=("self",)).get(pk=membership.pk)
    for name, value in vars(facts).items():
        setattr(membership, name, value)
    membership.full_clean()
    membership.save(update_fields=list(vars(facts)))
    _log("changed", membership, actor)


def password_link(user: StaffUser) -> str:
    """Return the address where the owner of an account sets a password."""
    key = f"{user_pk_to_url_str(user)}-{default_token_generator.make_token(user)}"
    return settings.SITE_URL + password_path(key)


@action("organizations.membership.password_link_sent")
def send_password_link(membership: Membership, *, actor: Actor) -> None:
    """Put a mail with a link that sets a password into the outbox; it lasts three days."""
    user = membership.user
    context = {
        "user": user,
        "organization": membership.organization,
        "url": password_link(user),
        "days": settings.PASSWORD_RESET_TIMEOUT // 86_400,
    }
    put_mail(
        user.email,
        "【支え Sasae】パスワード設定のご案内",
        render_to_string("adminsite/password_link.txt", context),
        head=Letterhead(),
    )
    _log("password_link_sent", membership, actor)


@action("organizations.membership.second_factor_reset")
def reset_second_factor(membership: Membership, *, actor: Actor, now: datetime) -> None:
    """Remove the second factor of a person who lost it; nobody does this for themselves.

    Refused for somebody who belongs to another organization too: its records are behind the same
    factor, and its administrators did not decide. An operator helps (`reset_second_factor`).
    """
    _refuse_own(membership, actor)
    others = Membership.objects.valid_on(on_day(now)).filter(user=membership.user_id)
    if others.exclude(organization=membership.organization_id).exists():
        raise Refused(
            "belongs_elsewhere",
            "この方はほかの組織にも所属しているため、ここでは解除できません。"
            "システムの運用担当者に、解除を依頼してください。",
        )
    Authenticator.objects.filter(user_id=membership.user_id).delete()
    _log("second_factor_reset", membership, actor)


def _refuse_own(membership: Membership, actor: Actor) -> None:
    if membership.user_id == actor.user_id:
        raise Refused(
            "own_membership",
            "ご自分の所属や二段階認証は、ここでは変更できません。ほかの管理者に依頼してください。",
        )


def _log(deed: str, membership: Membership, actor: Actor) -> None:
    security_log.warning(
        "membership %s: id=%s user=%s organization=%s roles=%s by=%s",
        deed,
        membership.pk,
        membership.user_id,
        membership.organization_id,
        ",".join(membership.roles),
        actor.code,
    )
