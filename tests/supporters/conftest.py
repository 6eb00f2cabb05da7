"""A programme of あおば市 that registers supporters, its wordings published."""

from datetime import date

import pytest

from foundation.organizations.actor import Actor
from foundation.organizations.models import Issuer, Organization
from foundation.organizations.permissions import Role
from foundation.organizations.tenancy import within
from foundation.pdf import fonts, prepare_fonts
from foundation.programs.models import Program
from supporters.enums import ConsentKind
from supporters.models import Supporter, SupporterSettings
from supporters.presets import apply_preset
from tests.factories import supporters as make
from tests.factories.base import NOW
from tests.factories.organizations import ProgramFactory, link

TODAY = date(2026, 10, 1)


@pytest.fixture
def approver(world):
    """An approver of あおば市 as an actor."""
    return Actor.staff(world.member(Role.APPROVER).user)


@pytest.fixture
def program(aoba, clerk) -> Program:
    Issuer.objects.update(name="青葉 一郎")
    program = ProgramFactory(name="ひきこもりサポーター養成・派遣事業")
    apply_preset(program, actor=clerk, now=NOW)
    make.publish_texts(program)
    return program


@pytest.fixture
def settings_of(program):
    """Change settings of the programme: `settings_of(term_years=3)`."""

    def change(**values) -> SupporterSettings:
        SupporterSettings.objects.filter(program=program).update(**values)
        return SupporterSettings.objects.get(program=program)

    return change


@pytest.fixture
def there(world, aoba, program) -> Organization:
    """わかば町 runs the same kind of programme and is linked to あおば市 (rule A7)."""
    with within(world.wakaba):
        ProgramFactory(kind=program.kind)
    link(aoba, world.wakaba)
    return world.wakaba


@pytest.fixture
def willing(program) -> Supporter:
    """Registered, and content that the roster is provided."""
    supporter = make.supporter(program)
    make.consent(supporter.person, make.text_of(program, ConsentKind.PROVISION))
    return supporter


@pytest.fixture(scope="session")
def pdf_fonts() -> None:
    """Convert the fonts of the data folder once; draw with them alone."""
    folder = fonts.default_font_dir()
    prepare_fonts.prepare(folder)
    fonts.configure(folder, [folder])
