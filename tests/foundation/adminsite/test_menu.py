"""The menu: one plan for every page, what a role needs often, and the page with all of it."""

import re

import pytest
from django.conf import settings
from django.contrib.admin import site
from django.urls import reverse
from django.utils.html import escape

from config.menu import MENU
from foundation.adminsite import staff_pages
from foundation.adminsite.menu import FEW, Entry, Group, Line, grouped, matching
from foundation.organizations.permissions import Role
from foundation.organizations.tenancy import within
from foundation.text.kana import fold_kana
from tests.factories.organizations import MembershipFactory, ProgramFactory, StaffUserFactory
from tests.factories.trainings import CourseFactory
from tests.foundation.adminsite.desk import Desk
from tests.tenancy.addresses import addresses

# Opened from the page or record they belong to; the menu would only repeat the way.
ELSEWHERE = {
    "cases_consentrequest": "支援ケース",
    "cases_familymember": "支援ケース",
    "dispatch_agreementrequest": "派遣",
    "notices_noticetext": "連絡の文面",
    "handover_paper": "引継書",
    "case_exceptions_pdf": "家族の同意の例外",
    "dispatch_calendar_feed": "訪問のカレンダー",
    "dispatch_calendar_file": "訪問のカレンダー",
    "report_linked_pdf": "市町村の集計",
    "report_linked_workbook": "市町村の集計",
    "curtain": "on every page",
    "pending_form": "on every page",
    "functions": "on every page",
}
# Doors, parts of other pages, and what belongs to no work: no menu marks them.
NO_PLACE = {
    "index", "login", "logout", "password_change", "autocomplete", "jsi18n", "app_list", "",
    "functions", "curtain", "pending_form",
}  # fmt: skip
FILES = (".pdf", ".ics")  # to save or print: they carry no menu
PLANNED = [line.page for group in MENU for line in group.lines]

PLAN = (
    Group(
        "研修",
        "けんしゅう",
        (
            Line("duty", "とうばん", "当番の日を見ます。"),
            Line(
                "course",
                "こーす こうかい",
                "研修を公開します。",
                (Role.CLERK,),
                inside=("courses/", "courses/day/"),
            ),
        ),
    ),
    Group(
        "派遣",
        "はけん",
        (
            Line(
                "visit",
                "ほうもん",
                "訪問を決めます。",
                (Role.COORDINATOR,),
                inside=("courses/", "papers/"),
            ),
        ),
        (Role.COORDINATOR,),
    ),
    Group(
        "集計",
        "しゅうけい",
        (
            Line("tables", "ひょう", "数を見ます。"),
            Line("returns", "ほうこく", "報告書を作ります。", (Role.CLERK,)),
        ),
    ),
    Group(
        "設定",
        "せってい",
        tuple(Line(f"setting-{n}", "ばんごう", "決めます。") for n in range(FEW)),
    ),
)
ADDRESSES = {
    "duty": "/staff/duties/",
    "course": "/staff/trainings/course/",
    "visit": "/staff/dispatch/visit/",
    "tables": "/staff/reports/",
    "returns": "/staff/reports/returns/",
    **{f"setting-{n}": f"/staff/settings/{n}/" for n in range(FEW)},
}


def menu(*roles: Role, path: str = "/staff/", pages: object = ADDRESSES) -> dict[str, list[str]]:
    entries = [Entry(page, page, ADDRESSES[page]) for page in pages]
    groups = grouped(PLAN, entries, roles, path)
    return {one.name: [line.entry.page for line in one.in_menu] for one in groups}


def test_every_page_stands_in_the_plan_once_or_is_opened_from_another():
    pages = {f"{one._meta.app_label}_{one._meta.model_name}" for one in site._registry}
    pages |= {page.name for page in staff_pages._pages.values() if "<" not in page.path}

    assert settings.STAFF_MENU == "config.menu.MENU"
    assert len(PLANNED) == len(set(PLANNED))
    assert set(PLANNED) | set(ELSEWHERE) == pages
    assert not set(PLANNED) & set(ELSEWHERE)


@pytest.mark.parametrize("group", MENU, ids=lambda group: group.name)
def test_every_line_says_what_one_does_there(group):
    assert [one.page for one in group.lines if not re.fullmatch(".{6,45}。", one.says)] == []


@pytest.mark.parametrize(
    ("roles", "wanted"),
    [
        ([Role.CLERK], {"研修": ["course"], "派遣": [], "集計": ["returns"], "設定": []}),
        ([Role.COORDINATOR], {"派遣": ["visit"], "研修": [], "集計": [], "設定": []}),
        (
            [Role.CLERK, Role.COORDINATOR],
            {"研修": ["course"], "派遣": ["visit"], "集計": ["returns"], "設定": []},
        ),
    ],
)
def test_the_menu_holds_what_the_roles_need_often_and_their_work_first(roles, wanted):
    assert list(menu(*roles).items()) == list(wanted.items())


def test_whoever_has_few_pages_finds_them_all():
    pages = ["duty", "tables", "setting-3"]
    assert menu(Role.VIEWER, pages=pages) == {
        "研修": ["duty"],
        "集計": ["tables"],
        "設定": ["setting-3"],
    }


@pytest.mark.parametrize(
    ("path", "here"),
    [
        ("/staff/trainings/course/", ["course"]),
        ("/staff/trainings/course/7/change/", ["course"]),
        ("/staff/reports/returns/3/", ["returns"]),
        ("/staff/reports/tables/year/", ["tables"]),
        ("/staff/settings/5/", ["setting-5"]),
        ("/staff/papers/3.pdf", ["visit"]),
        ("/staff/courses/day/3/", ["course"]),
        ("/staff/courses/3/", ["visit"]),
        ("/elsewhere/staff/courses/3/", []),
        ("/staff/", []),
    ],
)
def test_the_open_page_is_in_the_menu_however_rarely_it_is_used(path, here):
    entries = [Entry(page, page, url) for page, url in ADDRESSES.items()]
    groups = grouped(PLAN, entries, [Role.APPROVER], path)

    assert [one.entry.page for group in groups for one in group.entries if one.is_here] == here
    assert [one.entry.page for group in groups for one in group.in_menu] == here


def test_an_area_falls_to_the_line_that_may_be_opened():
    assert menu(Role.APPROVER, path="/staff/courses/3/", pages=["duty", "course", "tables"]) == {
        "研修": ["duty", "course"],
        "集計": ["tables"],
    }
    entries = [Entry(page, page, ADDRESSES[page]) for page in ("duty", "course", "tables")]
    groups = grouped(PLAN, entries, [], "/staff/courses/3/")
    assert [one.entry.page for group in groups for one in group.entries if one.is_here] == [
        "course"
    ]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("公開", ["course"]),
        ("集計", ["tables", "returns"]),
        ("集計　報告書", ["returns"]),
        ("ＶＩＳＩＴ", ["visit"]),
        ("ほうもん", ["visit"]),
        ("ホウモン", ["visit"]),
        ("ﾎｳﾓﾝ", ["visit"]),
        ("しゅうけい　ほうこく", ["returns"]),
        ("こうかい 研修", ["course"]),
        ("こーすこうかい", []),
        ("ない言葉", []),
    ],
)
def test_a_page_is_found_by_its_name_sentence_or_group(text, wanted):
    groups = grouped(PLAN, [Entry(page, page, url) for page, url in ADDRESSES.items()], [])

    found = matching(groups, text)

    assert [one.entry.page for group in found for one in group.entries] == wanted


def name_of(page: str) -> str:
    """The name a line of the plan has in the menu."""
    own = staff_pages.page_named(page)
    if own is not None:
        return own.menu_label or own.title
    house = next(
        house
        for model, house in site._registry.items()
        if page == f"{model._meta.app_label}_{model._meta.model_name}"
    )
    return str(house.menu_label or house.opts.verbose_name_plural)


def could_be_read(name: str, reading: str) -> bool:
    """Whether the kana of a name stand in its reading in order, something for all the rest."""
    kana = re.split("[^ぁ-ゖー・]+", fold_kana(re.sub("[（）]", "", name)))
    return re.fullmatch("[ぁ-ゖー]+".join(re.escape(part) for part in kana), reading) is not None


@pytest.mark.parametrize("group", MENU, ids=lambda group: group.name)
def test_every_line_is_found_by_its_reading(group):
    entries = [Entry(line.page, name_of(line.page), f"/{line.page}/") for line in group.lines]
    wrong = [] if could_be_read(group.name, group.reading) else [group.name]
    for line, entry in zip(group.lines, entries, strict=True):
        reading = line.reading.split()[0]
        found = matching(grouped(MENU, entries, []), reading)
        if not could_be_read(entry.name, reading) or entry not in [
            one.entry for group in found for one in group.entries
        ]:
            wrong.append(f"{entry.name} {line.reading}")
        if not re.fullmatch("[ぁ-ゖー・ ]+", line.reading):
            wrong.append(line.reading)

    assert wrong == []


@pytest.mark.django_db
@pytest.mark.parametrize("role", [role for role in Role if role != Role.CONTRACTOR])
def test_every_page_is_two_steps_away_and_no_other_is_shown(world, role, django_assert_num_queries):
    desk = Desk(world.member(role))
    index = desk.get(reverse("admin:index"))
    everything = reverse("admin:functions")

    page = desk.get(everything)

    with django_assert_num_queries(0):
        groups = site.menu_groups(page.wsgi_request)
    allowed = {one.entry.url for group in groups for one in group.entries}
    linked = set(re.findall(r'href="([^"#]+)"', page.content.decode()))
    assert f'href="{everything}"' in index.content.decode()
    assert allowed <= linked
    assert {address(name) for name in PLANNED} & linked == allowed
    assert all(desk.get(url).status_code == 200 for url in sorted(allowed)[:3])


def address(name: str) -> str:
    is_page = staff_pages.page_named(name) is not None
    return reverse(f"admin:{name}" if is_page else f"admin:{name}_changelist")


def contractor(world):
    with within(world.aoba):
        program = ProgramFactory()
    return MembershipFactory(
        user=StaffUserFactory(),
        organization=world.aoba,
        roles=[Role.CONTRACTOR.value],
        program_ids=[program.pk],
        valid_through="2099-03-31",
    )


@pytest.mark.django_db
@pytest.mark.parametrize("role", list(Role))
def test_the_menu_of_every_role_marks_a_place_on_every_page_it_may_open(world, role):
    membership = contractor(world) if role == Role.CONTRACTOR else world.member(role)
    request = Desk(membership).get(reverse("admin:functions")).wsgi_request
    houses = {f"{one._meta.app_label}_{one._meta.model_name}": site._registry[one]
              for one in site._registry}  # fmt: skip
    nowhere, marked = [], 0
    for one in addresses():
        short = one.name.removeprefix("admin:")
        if not one.route.startswith("staff/") or short in NO_PLACE or one.route.endswith(FILES):
            continue
        page = staff_pages.page_named(short)
        house = next((h for name, h in houses.items() if short.startswith(f"{name}_")), None)
        if not (page.may_open(request) if page else house and house.has_module_permission(request)):
            continue
        request.path = "/" + re.sub("<[^>]+>", "7", one.route)
        here = [x for group in site.menu_groups(request) for x in group.in_menu if x.is_here]
        marked += 1
        if len(here) != 1:
            nowhere.append(short)

    assert nowhere == []
    assert marked >= 10


@pytest.mark.django_db
def test_a_page_inside_a_function_marks_the_function_it_is_opened_from(world):
    with within(world.aoba):
        course = CourseFactory()
    page = Desk(world.member(Role.CLERK)).get(reverse("admin:course_bulk", args=[course.pk]))

    menu_part = page.content.decode().split('<nav id="staff-menu"')[1].split("</nav>")[0]
    marks = re.findall(r'<a href="([^"]+)" aria-current="(\w+)"', menu_part)
    assert marks == [(reverse("admin:trainings_course_changelist"), "true")]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("role", "longest"), [(Role.CLERK, 20), (Role.COORDINATOR, 20), (Role.ADMINISTRATOR, 12)]
)
def test_the_menu_stays_short(world, role, longest):
    page = Desk(world.member(role)).get(reverse("admin:index"))

    groups = [one["group"] for one in page.context["available_apps"]]
    shown = [one for group in groups for one in group.in_menu]

    assert 6 <= len(shown) <= longest
    assert len(shown) < sum(len(group.entries) for group in groups)


@pytest.mark.django_db
def test_the_search_works_without_scripts_and_says_what_to_do(world):
    desk = Desk(world.member(Role.CLERK))

    some = desk.get(reverse("admin:functions"), {"q": "謝金"}).content.decode()
    read = desk.get(reverse("admin:functions"), {"q": "しゅうりょう"}).content.decode()
    none = desk.get(reverse("admin:functions"), {"q": "<b>支援ケース"}).content.decode()

    assert reverse("admin:honorarium_totals") in some
    assert reverse("admin:import_upload") not in some
    assert reverse("admin:trainings_completion_changelist") in read
    assert reverse("admin:cases_untaken") not in read.split('id="content"')[1]
    assert escape("<b>支援ケース") in none
    assert "<b>支援" not in none
    assert "合う機能はありません" in none


@pytest.mark.django_db
def test_the_page_one_is_on_is_marked(world):
    page = Desk(world.member(Role.CLERK)).get(reverse("admin:reports")).content.decode()

    assert page.count('aria-current="page"') == 1
    assert f'<a href="{reverse("admin:reports")}" aria-current="page">' in page
