"""はじめの準備: what an empty organization lacks, step by step, until the panel is gone."""

from dataclasses import dataclass
from typing import Any

import pytest

from dispatch.presets import apply_preset
from foundation.organizations.models import Issuer
from foundation.organizations.permissions import Role
from foundation.organizations.tenancy import within
from supporters.presets import apply_preset as prepare_registration
from tests.factories import supporters as make_supporters
from tests.factories.base import NOW
from tests.factories.organizations import IssuerFactory, ProgramFactory
from tests.factories.trainings import CourseFactory
from tests.foundation.adminsite.desk import Desk
from trainings.actions.settings import apply_preset as prepare_trainings

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("frozen")]

EVERYTHING = (
    "担当の職員を登録する",
    "事業を登録する",
    "研修の設定を作る",
    "サポーター登録の設定を作る",
    "同意書の文面を確かめて",
    "同意書の文面を作る",
    "派遣の設定を作る",
    "修了証などに載せる発行者を登録する",
    "公開ページに載せる相談窓口を書く",
    "最初の研修を計画する",
    "研修を始めるには",
)


@dataclass
class Town:
    """An organization with a clerk, in which nothing was set up; the other one has everything."""

    world: Any
    clerk: Any
    program: Any = None

    def __post_init__(self) -> None:
        self.desk = Desk(self.world.member(Role.ADMINISTRATOR))

    def left(self) -> set[str]:
        page = self.desk.get("/staff/").content.decode()
        return {step for step in EVERYTHING if step in page}


@pytest.fixture
def town(world, aoba, clerk) -> Town:
    Issuer.objects.all().delete()
    type(aoba).objects.filter(pk=aoba.pk).update(consultation_text="")
    with within(world.wakaba):
        world.member(Role.CLERK, organization=world.wakaba)
        course = CourseFactory()
        prepare_registration(course.program, actor=clerk, now=NOW)
        make_supporters.publish_texts(course.program)
        apply_preset(course.program, actor=clerk, now=NOW)
    return Town(world, clerk)


def test_the_panel_names_what_is_missing_and_goes(town, aoba, clerk):
    last = {"修了証などに載せる発行者を登録する", "公開ページに載せる相談窓口を書く"}
    assert town.left() == {"事業を登録する", *last}

    program = ProgramFactory(name="ひきこもりサポーター事業")
    assert town.left() == {
        "研修の設定を作る",
        "サポーター登録の設定を作る",
        "派遣の設定を作る",
        *last,
    }

    IssuerFactory()
    type(aoba).objects.filter(pk=aoba.pk).update(consultation_text="こころの相談 0120-000-000")
    prepare_trainings(program, actor=clerk, now=NOW)
    prepare_registration(program, actor=clerk, now=NOW)
    assert town.left() == {"同意書の文面を確かめて", "派遣の設定を作る"}

    make_supporters.publish_texts(program)
    apply_preset(program, actor=clerk, now=NOW)
    assert town.left() == set()
    assert "はじめの準備" not in town.desk.get("/staff/").content.decode()


def test_clerks_read_what_comes_first_for_them(town, world, clerk):
    town.desk = Desk(world.member(Role.CLERK))
    assert town.left() == {"研修を始めるには"}

    program = ProgramFactory()
    prepare_trainings(program, actor=clerk, now=NOW)
    assert town.left() == {"最初の研修を計画する"}

    CourseFactory(program=program, draft=True)
    assert town.left() == set()


def test_registration_without_any_wording_is_named(town, clerk):
    program = ProgramFactory(kind="tsunagari")
    prepare_registration(program, actor=clerk, now=NOW)
    assert "同意書の文面を作る" not in town.left()

    program.supporter_settings.is_enabled = True
    program.supporter_settings.save()
    assert "同意書の文面を作る" in town.left()


def test_an_administrator_alone_reads_who_does_the_work(world, aoba):
    page = Desk(world.member(Role.ADMINISTRATOR)).get("/staff/").content.decode()
    assert "担当の職員を登録する" in page
