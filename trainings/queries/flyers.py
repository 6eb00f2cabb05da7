"""What a course says on its flyer."""

from django.conf import settings
from django.urls import reverse

from foundation.clock import on_day
from foundation.organizations.models import Organization
from foundation.text import format_phone, format_postcode
from foundation.wareki import fiscal_year_label, format_date
from trainings.documents.agenda import hours_of
from trainings.documents.flyer import FlyerFacts
from trainings.enums import Channel
from trainings.enums_instructor import EngagementState
from trainings.models import Course, CourseSession, Engagement, Flyer
from trainings.wording import papers_in_words, places, timetable

PAPER_WAYS = (Channel.FAX, Channel.POST, Channel.COUNTER)


def page_address(course: Course, source: str = "") -> str:
    """Return the full address of the course page, with the source its link carries."""
    path = reverse("course-page", args=[course.organization.slug, course.public_code])
    query = f"?from={source}" if source else ""
    return f"{settings.SITE_URL.rstrip('/')}{path}{query}"


def flyer_facts(course: Course, flyer: Flyer | None, source: str = "") -> FlyerFacts:
    """Return the texts of front and back. Four queries."""
    sessions = list(CourseSession.objects.filter(course=course).prefetch_related("items"))
    organization = course.organization
    rows = [
        ("日時", timetable(sessions)),
        ("会場", places(sessions) if sessions else ""),
        ("対象者", course.eligibility),
        ("講師", _lecturers(course)),
        ("定員", _capacity_and_way(course)),
        ("共催", course.cohosts),
    ]
    notes = [flyer.note] if flyer and flyer.note else []
    papers = papers_in_words(course.spec.spec.certificate.kinds) if course.spec else ""
    if papers:
        notes.append(f"※修了された方には、{papers}をお渡しします。")
    close = course.applications_close_at
    return FlyerFacts(
        year=fiscal_year_label(course.fiscal_year or 0) if course.fiscal_year else "",
        title=course.title,
        lead_title=flyer.lead_title if flyer else "",
        lead=(flyer.lead if flyer and flyer.lead else course.lead),
        rows=[(label, value) for label, value in rows if value],
        timetable=_hours(sessions[0]) if len(sessions) == 1 else _contents(sessions),
        notes=notes,
        apply_by=f"申込〆切：{format_date(on_day(close), weekday=True)}" if close else "",
        contact=[
            f"{organization.name} {organization.section_name}",
            *_post(organization),
            f"電話 {format_phone(organization.phone)}",
            *([f"FAX {format_phone(organization.fax)}"] if organization.fax else []),
            *([organization.email] if organization.email else []),
        ],
        fax=format_phone(organization.fax) if organization.fax else "",
        address=page_address(course, source),
        picture=_picture(flyer),
        paper_ways=_paper_ways(course),
    )


def _lecturers(course: Course) -> str:
    """Return the names that the lecturers check before the flyer is printed (R-08)."""
    rows = Engagement.objects.filter(session__course=course).exclude(state=EngagementState.DECLINED)
    ordered = rows.select_related("instructor").order_by("session__starts_at", "id")
    people = dict.fromkeys(row.instructor for row in ordered)
    return "\n".join(
        f"{one.name}（{one.position}）" if one.position else one.name for one in people
    )


def _post(organization: Organization) -> list[str]:
    if not organization.address:
        return []
    postcode = f"〒{format_postcode(organization.postcode)}　" if organization.postcode else ""
    return [f"{postcode}{organization.address}"]


def _paper_ways(course: Course) -> str:
    words = [str(way.label) for way in PAPER_WAYS if way in course.channels]
    return f"この用紙は、{'・'.join(words)}でお出しください。" if words else ""


def _capacity_and_way(course: Course) -> str:
    seats = capacity_words(course)
    return f"{seats}（{course.get_allocation_display()}）" if seats else ""


def capacity_words(course: Course) -> str:
    """Return the seats in words, room and online apart where they are counted so."""
    room = f"{course.capacity}人" if course.capacity else ""
    if not course.counts_online:
        return room
    online = f"{course.online_capacity}人" if course.online_capacity else "定員なし"
    return f"会場 {room or '定員なし'}、オンライン {online}"


def _hours(session: CourseSession) -> list[tuple[str, str]]:
    return [
        (hours, content + (f"（{lecturer}）" if lecturer else ""))
        for hours, content, lecturer in hours_of(session)
    ]


def _contents(sessions: list[CourseSession]) -> list[tuple[str, str]]:
    return [
        (str(session), "、".join(item.title for item in session.items.all()))
        for session in sessions
        if session.items.all()
    ]


def _picture(flyer: Flyer | None) -> bytes:
    if flyer is None or not flyer.picture:
        return b""
    with flyer.picture.open("rb") as file:
        content: bytes = file.read()
    return content
