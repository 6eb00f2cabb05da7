"""「誰が何を知っているか」: the page of a case says what the others are shown (ux 9)."""

from datetime import date

import pytest

from dispatch.cases.enums import DispatchKind
from dispatch.cases.models import SupportConsent, SupportConsentText
from dispatch.models import Assignment
from dispatch.queries.case_page import case_page
from dispatch.queries.sharing import shared_with_supporter
from foundation.clock import on_day
from tests.factories import dispatch as make
from tests.factories.base import NOW

pytestmark = pytest.mark.django_db
NAME_AND_ADDRESS = {"name": ["supporter"], "address": ["supporter", "agency"]}
NOTHING_NOW = "いまは何も表示していません。前に伝えたことだけです"


@pytest.fixture
def assignment(path, case) -> Assignment:
    """A supporter at work: name and address of the client, the name of the mother."""
    case.consents.filter(client__isnull=False).update(scope=NAME_AND_ADDRESS)
    case.consents.filter(family_member__isnull=False).update(scope={"name": ["supporter"]})
    return path.active()


def narrow(case, assignment):
    """A newer wording, to which the client consented with the name alone."""
    text = make.text_of(case.program)
    newer = SupportConsentText.objects.create(
        program=case.program, version=text.version + 1, title=text.title, opening=text.opening,
        items=text.items, channels=text.channels,
    )  # fmt: skip
    SupportConsent.objects.create(
        case=case, client=case.client, text=newer, kind="case_person", channel="paper",
        given_on=date(2026, 9, 20), scope={"name": ["supporter"]}, original_place="書庫",
    )  # fmt: skip


def withdraw(case, assignment):
    case.consents.filter(client__isnull=False).update(withdrawn_at=NOW)


def stop_use(case, assignment):
    case.stop_use, case.stop_use_reason = True, "請求第1号"
    case.save()


def hold(case, assignment):
    Assignment.objects.update(state="on_hold", state_reason="中断")


def serve_the_mother(case, assignment):
    """The supporter meets the mother only: nothing of the client is told (rule C1)."""
    mother = case.family.get()
    make.consent(case, mother, DispatchKind.CASE_FAMILY, scope={"name": ["supporter"]})
    case.requests.update(kind=DispatchKind.CASE_FAMILY, family_member=mother)


def nothing(case, assignment):
    pass


@pytest.mark.parametrize(
    ("happens", "known", "agencies"),
    [
        (nothing, "本人の氏名、住所／家族（父母）の氏名", "本人の住所"),
        (narrow, "本人の氏名／家族（父母）の氏名", None),
        (withdraw, NOTHING_NOW, None),
        (stop_use, NOTHING_NOW, None),
        (hold, NOTHING_NOW, "本人の住所"),
        (serve_the_mother, "家族（父母）の氏名", "本人の住所"),
    ],
)
def test_the_page_of_the_case_says_what_others_are_shown(
    case, assignment, happens, known, agencies
):
    happens(case, assignment)
    case.refresh_from_db()

    knowers = {one.who: one.what for one in case_page(case, NOW).knowers}

    marks = "（調整中）" if known == NOTHING_NOW else ""
    assert knowers.pop(f"サポーター {assignment.supporter.person.name}{marks}") == known
    assert knowers.pop("関係機関（伝えてよいこと）", None) == agencies
    assert knowers == {}
    shown = shared_with_supporter(Assignment.objects.get(), on_day(NOW)).facts
    said = {(fact.whose, fact.item.label) for fact in shown}
    assert said == (set() if known == NOTHING_NOW else pairs_of(known))


def pairs_of(words: str) -> set[tuple[str, str]]:
    parts = [part.split("の", 1) for part in words.split("／")]
    return {(whose, item) for whose, items in parts for item in items.split("、")}
