"""Django's sentences on the staff pages are Japanese of an office, and none of ours is orphaned."""

import gettext
import re
from pathlib import Path

import django
import pytest
from django.urls import reverse
from django.utils.translation import gettext as translated
from django.utils.translation import ngettext

from foundation.adminsite.wording import COUNTED, IN_SCRIPTS, WORDS
from foundation.organizations.permissions import Role
from tests.foundation.adminsite.desk import Desk

FOLDER = Path(django.__file__).parent
DJANGO_WORDS = re.compile("[“”]|オブジェクト|アクション|個の|個中|個選択|パーミッション")


def known(domain: str) -> set[object]:
    found: set[object] = set()
    for app in ("contrib/admin", "conf"):
        path = FOLDER / app / "locale/ja/LC_MESSAGES" / f"{domain}.mo"
        if path.exists():
            with path.open("rb") as file:
                found |= set(gettext.GNUTranslations(file)._catalog)
    return found


def test_each_sentence_stands_over_one_that_django_has():
    sentences = known("django")

    assert set(WORDS) <= sentences
    assert {(one, 0) for one in COUNTED} <= sentences
    assert {(one, 0) for one in IN_SCRIPTS} <= known("djangojs")


@pytest.mark.parametrize("sentence", sorted(WORDS))
def test_a_sentence_is_said_in_our_words_with_the_same_places(sentence):
    said = translated(sentence)

    assert said == WORDS[sentence]
    assert not DJANGO_WORDS.search(said)
    places = re.compile(r"%\(\w+\)[sd]|\{\w*\}")
    assert set(places.findall(said)) <= set(places.findall(sentence))


def test_counted_sentences_have_one_form():
    for sentence, japanese in COUNTED.items():
        assert {ngettext(sentence, "", number) for number in (1, 2)} == {japanese}


@pytest.mark.django_db
def test_a_list_and_its_script_speak_our_words(world, aoba):
    desk = Desk(world.member(Role.CLERK))

    page = desk.get(reverse("admin:notices_task_changelist")).content.decode()
    script = desk.get(reverse("admin:jsi18n")).content.decode()

    assert not DJANGO_WORDS.search(re.sub("<[^>]*>", "", page))
    assert r"%(cnt)s\u4ef6\u306e\u3046\u3061%(sel)s\u4ef6" in script
    assert r"\u500b\u4e2d" not in script, "個中"
