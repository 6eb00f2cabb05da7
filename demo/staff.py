"""Accounts of every role. The password is public: it opens fictional data only."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache

from django.contrib.auth.hashers import make_password

from demo.days import Days
from foundation.fiscal import fiscal_period, fiscal_year
from foundation.organizations.actor import Actor
from foundation.organizations.models import Membership, Organization, StaffUser
from foundation.organizations.permissions import Role

PASSWORD = "hidamari-no-enzoku"  # noqa: S105
ADDRESS = "{account}@{slug}.example.jp"


@dataclass(frozen=True)
class Account:
    """One account: the part before the @, the name, the roles in each organization."""

    account: str
    name: str
    roles: tuple[Role, ...]


ACCOUNTS = (
    Account("tantou", "担当 たんぽぽ", (Role.CLERK,)),
    Account("coordinator", "調整 こすもす", (Role.COORDINATOR,)),
    Account("shounin", "承認 すみれ", (Role.APPROVER,)),
    Account("kanri", "管理 さくら", (Role.ADMINISTRATOR,)),
    Account("uketsuke", "受付 あやめ", (Role.RECEPTION,)),
    Account("etsuran", "閲覧 つばき", (Role.VIEWER,)),
)
CONTRACTOR = Account("jutaku", "受託 かえで", (Role.CONTRACTOR,))
BOTH = "kenmu@example.jp"


@dataclass(frozen=True)
class Team:
    """The staff of one organization, found by the account's name."""

    organization: Organization
    users: Mapping[str, StaffUser] = field(default_factory=dict)

    def user(self, account: str) -> StaffUser:
        """Return an account."""
        return self.users[account]

    def actor(self, account: str = "tantou") -> Actor:
        """Return the person as the doer of an action."""
        return Actor.staff(self.users[account])


def make_team(organization: Organization, days: Days) -> Team:
    """Make an account of each role for one organization."""
    begin = fiscal_period(fiscal_year(days.today) - 3).valid_from
    users = {}
    for one in ACCOUNTS:
        user = _user(ADDRESS.format(account=one.account, slug=organization.slug), one.name)
        Membership.objects.create(
            user=user,
            organization=organization,
            roles=[role.value for role in one.roles],
            section=organization.section_name,
            valid_from=begin,
        )
        users[one.account] = user
    return Team(organization, users)


def make_contractor(organization: Organization, programs: Sequence[int], days: Days) -> None:
    """Make the account of a contractor, limited to programmes and to this fiscal year (A3)."""
    period = fiscal_period(fiscal_year(days.today))
    address = ADDRESS.format(account=CONTRACTOR.account, slug=organization.slug)
    Membership.objects.create(
        user=_user(address, CONTRACTOR.name),
        organization=organization,
        roles=[role.value for role in CONTRACTOR.roles],
        program_ids=list(programs),
        section="NPO法人 ひなた",
        valid_from=period.valid_from,
        valid_through=period.valid_through,
    )


def make_visitor_of_two(organizations: Sequence[Organization], days: Days) -> None:
    """Make one account that belongs to several organizations and chooses between them (A8)."""
    user = _user(BOTH, "兼務 なずな")
    for organization in organizations:
        Membership.objects.create(
            user=user,
            organization=organization,
            roles=[Role.CLERK.value, Role.COORDINATOR.value],
            valid_from=fiscal_period(fiscal_year(days.today)).valid_from,
        )


@cache
def _password_hash() -> str:
    return make_password(PASSWORD)


def _user(email: str, name: str) -> StaffUser:
    return StaffUser.objects.create(
        email=email, name=name, is_staff=True, password=_password_hash()
    )


def accounts_text() -> str:
    """Return what the command prints: every account and the one password."""
    lines = ["試用のアカウント（架空のデータです。パスワードは全員同じです）", ""]
    for slug, name in (("aoba", "あおば市"), ("wakaba", "わかば町"), ("midori", "みどり県")):
        accounts = [*ACCOUNTS, CONTRACTOR] if slug == "aoba" else ACCOUNTS
        for one in accounts:
            address = ADDRESS.format(account=one.account, slug=slug)
            roles = "・".join(role.label for role in one.roles)
            lines.append(f"  {name}　{roles}　{address}")
    lines.append(f"  あおば市とわかば町　担当・コーディネーター　{BOTH}")
    lines += ["", f"  パスワード　{PASSWORD}"]
    return "\n".join(lines)
