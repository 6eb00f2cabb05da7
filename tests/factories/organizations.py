"""Organizations, staff, issuers and programmes."""

from datetime import date

import factory
from django.contrib.auth.hashers import make_password

from foundation.organizations.models import (
    Issuer,
    LinkGrant,
    Membership,
    Municipality,
    Organization,
    OrganizationLink,
    StaffUser,
)
from foundation.organizations.permissions import Role
from foundation.programs.models import Program, ProgramKind
from tests.factories.base import ModelFactory, OwnedFactory

PASSWORD = "correct horse battery"


class MunicipalityFactory(ModelFactory):
    class Meta:
        model = Municipality
        django_get_or_create = ("code",)

    code = factory.Sequence(lambda n: f"{990000 + n:06d}")
    name = factory.Sequence(lambda n: f"第{n}市")
    prefecture = "みどり県"


class OrganizationFactory(ModelFactory):
    class Meta:
        model = Organization

    slug = factory.Sequence(lambda n: f"town-{n}")
    name = factory.Sequence(lambda n: f"第{n}市")
    kind = "municipality"
    municipality = factory.SubFactory(MunicipalityFactory)
    section_name = "福祉課"
    phone = "0312345678"
    email = factory.LazyAttribute(lambda o: f"fukushi@{o.slug}.example.jp")
    consultation_text = "こころの相談 電話 03-1234-5679（平日9時から17時）"


class StaffUserFactory(ModelFactory):
    class Meta:
        model = StaffUser

    email = factory.Sequence(lambda n: f"staff{n}@example.jp")
    name = factory.Sequence(lambda n: f"職員 {n}")
    is_staff = True

    password = factory.LazyFunction(lambda: make_password(PASSWORD))


class MembershipFactory(ModelFactory):
    class Meta:
        model = Membership

    user = factory.SubFactory(StaffUserFactory)
    organization = factory.SubFactory(OrganizationFactory)
    roles = factory.LazyFunction(lambda: [Role.CLERK.value])
    valid_from = date(2020, 4, 1)


class IssuerFactory(OwnedFactory):
    class Meta:
        model = Issuer

    title = "市長"
    name = "山田 太郎"
    valid_from = date(2020, 4, 1)


class ProgramFactory(OwnedFactory):
    class Meta:
        model = Program

    kind = ProgramKind.HIKIKOMORI
    name = factory.Sequence(lambda n: f"ひきこもりサポーター養成・派遣事業{n}")
    neutral_label = "研修のお知らせ"


def link(parent: Organization, child: Organization, **values: object) -> OrganizationLink:
    """Let the two exchange rosters (rule A7)."""
    facts = {"grant": LinkGrant.PROVISION, "valid_from": date(2020, 4, 1), **values}
    return OrganizationLink.objects.create(parent=parent, child=child, **facts)
