"""The public pages: list, course, apply → check → done, own page, group, verification."""

import re
from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.html import escape

from foundation.notices.models import Notice
from foundation.organizations.tenancy import within
from foundation.references import token_hash
from tests.factories.base import NOW
from tests.factories.trainings import (
    STARTS,
    ApplicationFactory,
    CertificateIssueFactory,
    CourseFactory,
    CurriculumItemFactory,
    SubmissionFactory,
)
from trainings.messages import page_link
from trainings.models import Application, Attendance, Submission

pytestmark = pytest.mark.django_db
TYPED = {
    "name": "髙橋 花子",
    "kana": "たかはし はなこ",
    "place_kind": "address",
    "place": "中央1-2-3",
    "phone": "090-1234-5678",
    "email": "hanako@example.jp",
    "people": "1",
}


@pytest.fixture
def visitor(settings, frozen) -> Client:
    settings.SASAE_FORM_MIN_SECONDS = 0
    return Client()


def hidden(html: str) -> dict[str, str]:
    return dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', html))


def page_of(client: Client, application: Application) -> str:
    """Open the mailed link; returns the clean address behind it."""
    link = page_link(application, application.course)
    return client.get(link.removeprefix("http://testserver")).headers["Location"]


def apply(client: Client, address: str, **changes: str):
    form = client.get(address).content.decode()
    token = re.search(r'name="form_token" value="([^"]+)"', form)
    assert token is not None
    check = client.post(address, {**TYPED, "form_token": token[1], "step": "check", **changes})
    return check, client.post(
        address, {**hidden(check.content.decode()), "step": "send", "people": "1", **changes}
    )


def address_of(course) -> str:
    return reverse("course-apply", args=["aoba", course.public_code])


def test_the_list_shows_what_is_announced_and_nothing_else(aoba, world, visitor):
    shown = CourseFactory(title="公開の研修")
    CourseFactory(title="準備中の研修", draft=True)
    CourseFactory(title="限定の研修", visibility="link_only")
    CourseFactory(title="庁内の研修", visibility="internal")
    with within(world.wakaba):
        CourseFactory(title="わかば町の研修")

    html = visitor.get("/aoba/").content.decode()

    assert shown.title in html
    assert not re.search("準備中の研修|限定の研修|庁内の研修|わかば町の研修", html)
    assert "1件" in html


@pytest.mark.parametrize("state", ["postponed", "cancelled"])
def test_a_day_that_does_not_take_place_is_not_found_by_its_date(aoba, visitor, state):
    CourseFactory().sessions.update(state=state, state_reason="台風")

    assert "1件" in visitor.get("/aoba/?place=公民館").content.decode()
    html = visitor.get("/aoba/?since=2026-10-31&until=2026-10-31").content.decode()
    assert "に開かれる研修は、0件" in html
    assert 'value="2026-10"' not in html  # nor is its month offered


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", 3),
        ("month=2026-10", 2),
        ("month=2026-12", 1),
        ("month=rubbish", 3),
        ("month=9999-12", 3),
        ("since=2026-11-01", 1),
        ("until=2026-10-31", 2),
        ("since=2026-10-31&until=2026-10-31", 2),
        ("since=令和8年10月31日&until=2026/10/31&evening=1", 1),
        ("since=2026-11-01&until=2026-11-30", 0),
        ("month=2026-12&until=2026-11-07", 0),
        ("since=2026-11-01&evening=1", 0),  # one day has to fulfil both
        ("until=2026-10-31&since=2026-12-31", 3),  # the wrong way round
        ("place=公民館", 2),
        ("evening=1", 1),
        ("online=1", 1),
        ("seats=1", 2),
        ("seats=1&evening=1", 0),
    ],
)
def test_the_filters_of_the_list(aoba, visitor, query, found):
    CourseFactory(title="昼")
    full = CourseFactory(title="夜", capacity=0, starts_at=STARTS + timedelta(hours=9))
    far = CourseFactory(title="遠", starts_at=STARTS + timedelta(days=40))
    far.sessions.update(mode="online", venue="", venue_address="")
    assert full.capacity == 0

    assert f"{found}件" in visitor.get(f"/aoba/?{query}").content.decode()


@pytest.mark.parametrize(
    ("query", "words", "problem"),
    [
        (
            "since=2026-10-31&until=2026-11-07",
            "令和8年10月31日（土）から令和8年11月7日（土）までに開かれる研修は、1件",
            "",
        ),
        ("since=2026-10-31&until=2026-10-31", "令和8年10月31日（土）に開かれる研修は、1件", ""),
        ("since=2026-10-31", "令和8年10月31日（土）以降に開かれる研修は、1件", ""),
        ("until=2026-10-31", "令和8年10月31日（土）までに開かれる研修は、1件", ""),
        ("since=あした&until=2026-10-30", "までに開かれる研修は、0件", "「あした」を日付として"),
        ("since=2026-02-30", "1件", "「2026-02-30」を日付として"),
        ("until=9999-12-31", "1件", "「9999-12-31」を日付として"),
        ("since=<b>&until=0", "1件", "「&lt;b&gt;」「0」を日付として"),
        ("since=2026-11-07&until=2026-10-01", "1件", "入れ替えてさがしました"),
    ],
)
def test_the_days_of_the_list_are_told_and_nothing_typed_is_lost(
    aoba, visitor, query, words, problem
):
    CourseFactory()
    html = visitor.get(f"/aoba/?{query}&place=公民館").content.decode()
    assert words in html
    assert ("読み取れなかった" in html or "入れ替えて" in html) == bool(problem)
    assert problem in html
    assert 'value="公民館"' in html
    for typed in re.findall("=([^&]+)", query):
        assert f'value="{escape(typed)}"' in html


@pytest.mark.parametrize("n", [1, 3])
def test_the_list_asks_a_constant_number_of_queries(aoba, visitor, n, django_assert_num_queries):
    visitor.get("/aoba/")  # the organization's row is kept from now on
    CourseFactory.create_batch(n, sessions=2)

    with django_assert_num_queries(10):
        visitor.get("/aoba/")
    with django_assert_num_queries(10):
        visitor.get("/aoba/?since=2026-10-31&until=2026-10-31&evening=0&place=公民館")


@pytest.mark.parametrize(
    ("facts", "people", "word"),
    [
        ({}, 0, "空きがあります"),
        ({"capacity": 2}, 1, "残りわずか"),
        ({"capacity": 1}, 1, "キャンセル待ち"),
        ({"capacity": 1, "waiting_capacity": 0}, 1, "定員に達しました"),
        ({"capacity": None}, 0, "空きがあります"),
        ({"opens_at": NOW + timedelta(days=1)}, 0, "募集開始前"),
        ({"applications_close_at": NOW}, 0, "受付を終了しました"),
        ({"cancelled": True}, 0, "開催中止"),
        ({"allocation": "approval"}, 0, "申込受付中"),
    ],
)
def test_seats_are_told_in_words(aoba, visitor, facts, people, word):
    course = CourseFactory(**facts)
    ApplicationFactory.create_batch(people, course=course)

    assert word in visitor.get(f"/aoba/courses/{course.public_code}/").content.decode()


def test_the_course_page_shows_the_timetable_and_keeps_the_online_address(aoba, visitor):
    course = CourseFactory()
    session = course.sessions.get()
    session.mode, session.online_url = "hybrid", "https://meet.example.jp/secret"
    session.save()
    CurriculumItemFactory(session=session, title="講義：ひきこもりの理解", minutes=60)

    html = visitor.get(f"/aoba/courses/{course.public_code}/").content.decode()

    assert "講義：ひきこもりの理解" in html
    assert "60分" in html
    assert "meet.example.jp" not in html


@pytest.mark.parametrize("kind", ["draft", "internal", "foreign"])
def test_what_has_no_public_page_is_404(aoba, world, visitor, kind):
    if kind == "foreign":
        with within(world.wakaba):
            course = CourseFactory()
    else:
        course = CourseFactory(**({"draft": True} if kind == "draft" else {"visibility": kind}))

    assert visitor.get(f"/aoba/courses/{course.public_code}/").status_code == 404
    assert visitor.get(address_of(course)).status_code == 404


def test_apply_check_done(aoba, visitor):
    course = CourseFactory()
    visitor.get("/aoba/?from=line")

    check, sent = apply(visitor, address_of(course))
    done = visitor.get(sent.headers["Location"]).content.decode()

    assert "まだ送信されていません" in check.content.decode()
    application = Application.objects.get()
    assert (application.name, application.state) == ("髙橋 花子", "accepted")
    assert (application.place, application.phone) == ("中央1-2-3", "09012345678")
    assert application.submission.source == "line"
    assert application.reference in done
    assert "参加が決まりました" in done
    assert Notice.objects.get().email == "hanako@example.jp"


def test_sending_twice_is_one_application_and_the_same_page(aoba, visitor):
    course = CourseFactory()
    check, first = apply(visitor, address_of(course))

    again = visitor.post(
        address_of(course), {**hidden(check.content.decode()), "step": "send", "people": "1"}
    )

    assert again.headers["Location"] == first.headers["Location"]
    assert Application.objects.count() == 1


def test_mistakes_are_told_beside_the_fields_and_nothing_is_lost(aoba, visitor):
    course = CourseFactory()
    bad = {"phone": "123", "kana": "", "place": "中央1-2-3"}

    check, _ = apply(visitor, address_of(course), **bad)
    html = check.content.decode()

    assert "ふりがなを入力してください" in html
    assert "市外局番から" in html
    assert 'value="中央1-2-3"' in html
    assert Submission.objects.count() == 0


@pytest.mark.parametrize("people", ["²", "٣", "9" * 5_000, "-1", "1\x00", ""])
@pytest.mark.parametrize("step", ["add", "check", "send"])
def test_a_tampered_number_of_people_is_some_number(aoba, visitor, people, step):
    address = address_of(CourseFactory())

    answer = visitor.post(address, {**TYPED, "people": people, "step": step})

    assert answer.status_code == 200
    assert Application.objects.count() == 0


@pytest.mark.parametrize("value", ["a\x00b", "あ" * 10_000])
def test_bad_input_is_refused_politely(aoba, visitor, value):
    check, _ = apply(visitor, address_of(CourseFactory()), name=value)

    assert check.status_code == 200
    assert Application.objects.count() == 0


def test_another_person_can_be_added_and_what_was_typed_stays(aoba, visitor):
    course = CourseFactory()
    form = visitor.get(address_of(course)).content.decode()
    token = re.search(r'name="form_token" value="([^"]+)"', form)
    assert token is not None
    typed = {**TYPED, "form_token": token[1]}

    more = visitor.post(address_of(course), {**typed, "step": "add"}).content.decode()
    assert 'value="髙橋 花子"' in more
    assert 'name="name_2"' in more
    assert "入力してください" not in more

    again = visitor.post(address_of(course), {**typed, "people": "2", "step": "drop"})
    assert "2人目を取りやめる" in more
    assert 'value="髙橋 花子"' in again.content.decode()
    assert 'name="name_2"' not in again.content.decode()

    together = {**typed, "people": "2", "name_2": "髙橋 一郎", "kana_2": "たかはし いちろう"}
    check = visitor.post(address_of(course), {**together, "step": "check"})
    sent = visitor.post(address_of(course), {**hidden(check.content.decode()), "step": "send"})

    assert sent.status_code == 302
    names = list(Application.objects.order_by("id").values_list("name", flat=True))
    assert names == ["髙橋 花子", "髙橋 一郎"]
    assert Submission.objects.get().contact_email == "hanako@example.jp"
    assert "2人目" in visitor.get(sent.headers["Location"]).content.decode()


def test_a_closed_course_says_so(aoba, visitor):
    course = CourseFactory(applications_close_at=NOW)

    response = visitor.get(address_of(course))

    assert response.status_code == 409
    assert "終わりました" in response.content.decode()


def test_rule_b9_the_done_page_of_a_repetition_tells_nothing(aoba, visitor):
    course = CourseFactory()
    apply(visitor, address_of(course))

    stranger = Client()
    _, second = apply(stranger, address_of(course))
    page = stranger.get(second.headers["Location"]).content.decode()

    assert Application.objects.get().reference not in page
    assert "参加が決まりました" in page


@pytest.mark.parametrize("known", [(), (1,), (2,), (1, 2)])
def test_rule_b9_the_done_page_counts_everybody_typed(aoba, visitor, known):
    """Nobody sees from the number of people listed who of them had applied before."""
    course = CourseFactory()
    pair = ("", "山田 花子"), ("_2", "髙橋 一郎")
    typed = {"people": "2"} | {f"name{end}": name for end, name in pair}
    typed |= {f"kana{end}": "やまだ" for end, _ in pair}
    for number in known:
        apply(Client(), address_of(course), name=pair[number - 1][1], kana="やまだ")

    _, sent = apply(visitor, address_of(course), **typed)
    page = visitor.get(sent.headers["Location"]).content.decode()

    rows = re.findall(r"<dt>(.*?)</dt><dd>(.*?)</dd>", page.split("<h2>")[0])
    assert rows == [("1人目", "参加決定"), ("2人目", "参加決定")]
    assert Submission.objects.order_by("id").last().reference in page
    assert Application.objects.count() == 2


def test_the_done_page_belongs_to_the_browser_that_applied(aoba, visitor):
    _, sent = apply(visitor, address_of(CourseFactory()))

    assert Client().get(sent.headers["Location"]).status_code == 404
    assert visitor.get(sent.headers["Location"]).status_code == 200
    assert not Session.objects.exists()  # nothing but the application is stored for it


# ── the applicant's own page ─────────────────────────────────────────────────────────────────


def test_the_own_page_opens_through_the_mailed_link_alone(aoba, visitor):
    application = ApplicationFactory(email="a@example.jp")
    address = f"/aoba/applications/{application.pk}/"

    assert visitor.get(address).status_code == 404
    assert page_of(visitor, application) == address
    html = visitor.get(address).content.decode()

    assert application.reference in html
    assert application.name not in html  # rule B12: the first character only
    assert application.phone not in html
    assert Application.objects.get().email_confirmed_at == NOW


def test_rule_b12_contact_data_opens_after_the_last_digits(aoba, visitor):
    application = ApplicationFactory(phone="09012345678", email="a@example.jp")
    address = page_of(visitor, application)

    wrong = visitor.post(address, {"step": "unlock", "proof": "0000"}).content.decode()
    assert "登録されている内容と違います" in wrong
    visitor.post(address, {"step": "unlock", "proof": "５６７８"})
    assert "090-1234-5678" in visitor.get(address).content.decode()

    new = {"step": "contact", "phone": "080-1111-2222", "email": "b@example.jp"}
    visitor.post(address, new)
    changed = Application.objects.get()
    assert (changed.phone, changed.email) == ("08011112222", "b@example.jp")


def test_rule_b12_contact_data_cannot_be_changed_while_locked(aoba, visitor):
    application = ApplicationFactory(phone="09012345678", email="a@example.jp")
    address = page_of(visitor, application)

    visitor.post(address, {"step": "contact", "phone": "080-1111-2222", "email": ""})

    assert Application.objects.get().phone == "09012345678"


def test_t34_an_open_page_writes_nothing_into_what_was_erased(aoba, visitor):
    application = ApplicationFactory(phone="09012345678", email="a@example.jp")
    address = page_of(visitor, application)
    visitor.post(address, {"step": "unlock", "proof": "5678"})
    Application.objects.update(name="", kana="", phone="", email="")

    assert visitor.get(address).status_code == 404
    data = {"step": "contact", "phone": "0312345678", "email": "b@example.jp"}
    assert visitor.post(address, data).status_code == 404

    application.refresh_from_db()
    assert (application.phone, application.email) == ("", "")


def test_cancel_in_two_taps(aoba, visitor):
    application = ApplicationFactory(email="a@example.jp")
    address = page_of(visitor, application)

    asked = visitor.get(f"{address}cancel/")
    assert Application.objects.get().state == "accepted"  # GET never acts
    visitor.post(f"{address}cancel/")

    assert "取り消します" in asked.content.decode()
    assert Application.objects.get().state == "cancelled"
    assert "申込を取り消しました" in visitor.get(address).content.decode()


@pytest.mark.parametrize(
    ("answer", "state", "told"),
    [
        ("accept", "accepted", "当日の受付"),
        ("decline", "declined_offer", "ご辞退のお返事を受け付けました。"),
    ],
)
def test_an_offer_is_answered_on_the_page(aoba, visitor, answer, state, told):
    application = ApplicationFactory(offered=True, email="a@example.jp")
    address = page_of(visitor, application)
    assert "までにお返事ください" in visitor.get(address).content.decode()

    sure = {"sure": "1"} if answer == "decline" else {}
    visitor.post(f"{address}answer/", {"answer": answer, **sure})

    assert Application.objects.get().state == state
    assert told in visitor.get(address).content.decode()


def test_an_offer_past_its_deadline_is_refused_in_words(aoba, visitor, at):
    application = ApplicationFactory(offered=True, email="a@example.jp")
    address = page_of(visitor, application)
    at(NOW + timedelta(days=3))

    page = visitor.post(f"{address}answer/", {"answer": "accept"}, follow=True)

    assert "期限を過ぎたため" in page.content.decode()
    assert Application.objects.get().state == "offered"


def test_the_waiting_place_is_shown(aoba, visitor):
    course = CourseFactory(capacity=0)
    ApplicationFactory(course=course, waiting=True, queued_at=NOW - timedelta(hours=1))
    application = ApplicationFactory(course=course, waiting=True)

    html = visitor.get(page_of(visitor, application)).content.decode()

    assert "2番目" in html


def test_absence_on_one_day_keeps_the_seat(aoba, visitor):
    application = ApplicationFactory(course=CourseFactory(sessions=2))
    address = page_of(visitor, application)

    visitor.post(f"{address}absence/2/", {"note": "通院のため"})
    told = Attendance.objects.valid().get()
    assert (told.kind, told.note) == ("absent", "通院のため")
    visitor.post(f"{address}absence/2/", {"come": "1"})

    assert Attendance.objects.valid().count() == 0
    assert Attendance.objects.count() == 1  # taken back, not forgotten
    assert Application.objects.get().state == "accepted"


def test_t26_each_link_opens_one_person(aoba, visitor):
    group = SubmissionFactory(contact_email="mother@example.jp")
    mother, son = ApplicationFactory.create_batch(2, submission=group, course=group.course)

    address = page_of(visitor, mother)

    assert visitor.get(address).status_code == 200
    assert visitor.get(f"/aoba/applications/{son.pk}/").status_code == 404
    assert visitor.get(f"/aoba/groups/{group.pk}/").status_code == 404


def test_the_contacts_link_opens_state_and_cancel_only(aoba, visitor):
    group = SubmissionFactory(contact_email="mother@example.jp")
    ApplicationFactory.create_batch(2, submission=group, course=group.course)
    link = page_link(group, group.course).removeprefix("http://testserver")
    address = visitor.get(link).headers["Location"]

    html = visitor.get(address).content.decode()
    assert html.count("参加決定") == 2
    visitor.post(address)

    assert set(Application.objects.values_list("state", flat=True)) == {"cancelled"}


def test_the_link_of_another_organization_opens_nothing(aoba, world, visitor):
    application = ApplicationFactory(email="a@example.jp")
    link = page_link(application, application.course).removeprefix("http://testserver/aoba")

    assert visitor.get(f"/wakaba{link}").status_code == 410


def test_the_calendar_is_neutral(aoba, visitor):
    application = ApplicationFactory()
    address = page_of(visitor, application)

    response = visitor.get(f"{address}calendar.ics")

    assert response["Content-Type"].startswith("text/calendar")
    assert b"TZID=Asia/Tokyo" in response.content
    assert "ひきこもり" not in response.content.decode()


# ── verification ─────────────────────────────────────────────────────────────────────────────


def test_rule_e4_the_verification_page_masks_the_name(aoba, visitor):
    issue = CertificateIssueFactory(verify_hash=token_hash("ABCDEFGH23456789"))

    html = visitor.get("/aoba/verify/abcd-efgh-2345-6789/").content.decode()

    assert "佐＊" in html
    assert issue.completion.person.name not in html
    assert "令和8年度" in html
    assert "有効" in html


def test_t17_t19_reissued_and_revoked_are_told(aoba, visitor):
    first = CertificateIssueFactory(verify_hash=token_hash("AAAAAAAAAAAAAAAA"))
    CertificateIssueFactory(completion=first.completion, issue_index=2, issue_reason="紛失")
    revoked = CertificateIssueFactory(
        verify_hash=token_hash("BBBBBBBBBBBBBBBB"), revoked_at=NOW, revoked_reason="誤発行"
    )

    assert "再交付" in visitor.get("/aoba/verify/AAAAAAAAAAAAAAAA/").content.decode()
    page = visitor.get("/aoba/verify/BBBBBBBBBBBBBBBB/").content.decode()
    assert "取り消されています" in page
    assert revoked.revoked_reason not in page


def test_a_foreign_or_unknown_code_is_404(aoba, world, visitor):
    CertificateIssueFactory(verify_hash=token_hash("CCCCCCCCCCCCCCCC"))

    assert visitor.get("/aoba/verify/DDDDDDDDDDDDDDDD/").status_code == 404
    assert visitor.get("/wakaba/verify/CCCCCCCCCCCCCCCC/").status_code == 404


@pytest.mark.parametrize("n", [1, 3])
def test_the_pages_of_a_course_ask_two_questions(aoba, visitor, n, django_assert_num_queries):
    """The organization's row, the course with its seats: whoever applied, however many days."""
    course = CourseFactory(sessions=n)
    for address in ("", "apply/"):
        visitor.get(f"/aoba/courses/{course.public_code}/{address}")
    ApplicationFactory.create_batch(n, course=course)

    for address in ("", "apply/"):
        with django_assert_num_queries(2):
            visitor.get(f"/aoba/courses/{course.public_code}/{address}")


@pytest.mark.parametrize("people", [1, 3])
def test_sending_asks_a_constant_number_of_questions(aoba, visitor, people):
    course = CourseFactory()
    address = f"/aoba/courses/{course.public_code}/apply/"
    apply(visitor, address)
    more = {"people": str(people)} | {f"name_{n}": f"同伴 {n}" for n in range(2, people + 1)}
    more |= {f"kana_{n}": "どうはん" for n in range(2, people + 1)} | {"name": "別人 太郎"}
    form = visitor.get(address).content.decode()
    token = hidden(form)["form_token"]
    check = visitor.post(address, {**TYPED, **more, "form_token": token, "step": "check"})

    with CaptureQueriesContext(connection) as asked:
        visitor.post(address, {**hidden(check.content.decode()), "step": "send"})

    assert Application.objects.filter(course=course).count() == 1 + people
    assert len(asked) <= 16, [query["sql"] for query in asked]


@pytest.mark.parametrize(("second", "said"), [("中央公民館", 1), ("南町会館", 2)])
def test_a_place_is_said_once_for_days_that_follow_one_another(aoba, visitor, second, said):
    course = CourseFactory(sessions=2)
    course.sessions.update(venue="中央公民館", venue_address="", venue_access="駅から5分")
    course.sessions.filter(n=2).update(venue=second)
    html = visitor.get(reverse("course-page", args=["aoba", course.public_code])).content.decode()
    assert html.count("<dt>会場</dt>") == html.count("駅から5分") == said
    assert html.count("第2回") >= 1
