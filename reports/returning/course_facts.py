"""Facts of one course for its plan and its report; counts are those of figures, which have rows."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, TypeAlias

from django.db.models import QuerySet, Sum

from foundation import clock
from foundation.fiscal import age_on
from foundation.people.models import Sex
from foundation.spreadsheets import Shown
from foundation.wareki import format_moment, format_time
from reports.asking import Ask
from reports.figures import Figure, headcounts, of_courses, seats, surveys, trainings
from reports.figures.people_parts import COURSE
from reports.masking import MASK, masked_keys
from reports.queries.counting import count_chosen
from trainings.models import Course, CourseSession, CurriculumItem, HeadcountReport
from trainings.models.headcount import HeadcountAge
from trainings.models.instructor import Engagement
from trainings.models.lecture import LectureRequest

Value: TypeAlias = int | Decimal | str | None


@dataclass(frozen=True)
class Subject:
    """The course asked about, what was typed beside it, and as of when."""

    course: Course
    returned: Any
    ask: Ask

    @property
    def sessions(self) -> QuerySet[CourseSession]:
        """Return the days that take place, in the order of time."""
        rows: QuerySet[CourseSession] = self.course.sessions.filter(
            state__in=trainings.TAKES_PLACE
        ).order_by("starts_at")
        return rows


@dataclass(frozen=True)
class Fact:
    """One item of a plan or report of a course."""

    code: str
    label: str
    unit: str
    definition: str
    value: Callable[[Subject], Value]
    shown: Shown = Shown.TEXT
    figure: str = ""  # whose rows of the course stand behind the number


def _times(one: Subject) -> str:
    return "、".join(
        f"{format_moment(row.starts_at, weekday=True)}"
        f"～{format_time(clock.local(row.ends_at).time())}"
        for row in one.sessions
    )


def _venues(one: Subject) -> str:
    return "、".join(dict.fromkeys(row.venue or row.get_mode_display() for row in one.sessions))


def _contents(one: Subject) -> str:
    items = CurriculumItem.objects.filter(session__in=one.sessions)
    titles = items.order_by("session__starts_at", "order", "id").values_list("title", flat=True)
    return "、".join(dict.fromkeys(titles))


def _audience(one: Subject) -> QuerySet[Any]:
    return trainings.audience(one.ask).filter(course=one.course)


def _shown_counts(labels: Sequence[tuple[str, str]], found: Counter[str], threshold: int) -> str:
    """Return 「20代 8人、30代 9人」 without the empty ones; small groups as ＊ (rule B14)."""
    hidden = masked_keys({code: found[code] for code, _ in labels}, threshold)
    return "、".join(
        f"{label} {MASK if code in hidden else f'{found[code]}人'}"
        for code, label in labels
        if found[code]
    )


def _ages(one: Subject) -> str:
    """Return the audience by age on the day of session 1, or as counted on a headcount sheet."""
    found: Counter[str] = Counter()
    lines = headcounts.headcount_lines(one.ask).filter(report__session__course=one.course)
    for band, number in lines.values_list("age_band").annotate(total=Sum("n")):
        found[band] += number
    if not found and one.course.starts_at is not None:
        day = clock.on_day(one.course.starts_at)
        for birth in _audience(one).values_list("person__birth_date", flat=True):
            found[_band(age_on(birth, day)) if birth else HeadcountAge.UNKNOWN] += 1
    threshold = one.course.organization.small_cell_threshold
    return _shown_counts(HeadcountAge.choices, found, threshold)


def _band(age: int) -> str:
    bands = HeadcountAge.values
    return bands[min(age // 10, 8)]


def _sexes(one: Subject) -> str:
    found = Counter(_audience(one).values_list("person__sex", flat=True))
    unknown = sum(found.pop(key, 0) for key in ("", None, Sex.UNANSWERED.value))
    found["unknown"] = unknown
    labels = [
        *((code, label) for code, label in Sex.choices if code != Sex.UNANSWERED),
        ("unknown", "不明"),
    ]
    return _shown_counts(labels, found, one.course.organization.small_cell_threshold)


def _lecturer_names(one: Subject) -> str:
    rows = Engagement.objects.filter(session__in=one.sessions).exclude(state="declined")
    names = rows.order_by("session__starts_at", "id").values_list("instructor__name", flat=True)
    return "、".join(dict.fromkeys(names))


def _lecture(one: Subject) -> LectureRequest | None:
    found: LectureRequest | None = LectureRequest.objects.filter(course=one.course).first()
    return found


def _audience_kind(one: Subject) -> str:
    if lecture := _lecture(one):
        return str(lecture.get_audience_display())
    reports = HeadcountReport.objects.filter(session__course=one.course).order_by("session__n")
    return "、".join(dict.fromkeys(str(row.get_audience_display()) for row in reports))


def _group(one: Subject) -> str:
    lecture = _lecture(one)
    return lecture.body_name if lecture else ""


def _words(code: str, label: str, definition: str, value: Callable[[Subject], str]) -> Fact:
    return Fact(code, label, "", definition, value)


def _counted(code: str, label: str, figure: Figure, definition: str = "") -> Fact:
    def value(one: Subject) -> int:
        return count_chosen(figure, one.ask, COURSE.code, str(one.course.pk))

    words = definition or figure.definition
    return Fact(code, label, figure.unit, words, value, Shown.INTEGER, figure.code)


FACTS: tuple[Fact, ...] = (
    _words("title", "研修名", "研修の名称。", lambda one: one.course.title),
    _words("host", "主催", "主催する組織。", lambda one: one.course.organization.name),
    _words("cohosts", "共催", "研修に登録した共催。", lambda one: one.course.cohosts),
    _words("times", "開催日時", "行う（行った）日程の日時。", _times),
    _words("venues", "会場", "行う（行った）日程の会場。", _venues),
    _words("eligibility", "対象", "募集の対象者。", lambda one: one.course.eligibility),
    _words("contents", "内容", "時間割の内容。", _contents),
    _counted("minutes", "研修時間", of_courses.MINUTES_TAUGHT),
    Fact(
        "capacity", "定員", "人", "募集の定員。", lambda one: one.course.capacity, Shown.INTEGER,
        of_courses.COURSE_CAPACITY.code,
    ),
    _counted("lecturers", "講師の人数", of_courses.LECTURERS),
    _words(
        "lecturer_names", "講師・協力者", "依頼した講師の氏名（辞退を除く）。", _lecturer_names
    ),
    _words(
        "audience_kind",
        "対象の区分",
        "出前講座の申込みか、人数だけの報告に書かれた区分（住民・職域・学校など）。",
        _audience_kind,
    ),
    _words("group", "団体名", "出前講座を申し込んだ団体・学校の名称。", _group),
    _words("reporter", "報告者", "報告する人。", lambda one: one.returned.reporter),
    _words(
        "materials", "使用した教材と部数", "入力した教材。", lambda one: one.returned.materials
    ),
    _counted("applications", "申込数", trainings.APPLICATIONS),
    _counted("audience", "受講者数", trainings.AUDIENCE),
    _counted("headcount_people", "人数だけの報告の人数", headcounts.HEADCOUNT_PEOPLE),
    _words("sexes", "受講者（性別）", "受講者数を性別で分けた数。", _sexes),
    _words(
        "ages",
        "受講者（年代別）",
        "受講者数を第1回の日の年齢で分けた数。人数だけの報告では、その年代。少人数は＊。",
        _ages,
    ),
    _counted("attendances", "延べ受講者数", trainings.ATTENDANCES),
    _counted("observers", "聴講者数", trainings.OBSERVERS),
    _counted("no_shows", "欠席のみの人", seats.NO_SHOWS),
    _counted("people_trained", "修了者数", of_courses.COURSE_COMPLETIONS),
    _counted("papers", "修了証の交付", of_courses.PAPERS),
    _counted("sheets", "アンケートの回答", surveys.SURVEY_SHEETS, "受け付けた回答の数。"),
    _counted("fees", "謝金・旅費", of_courses.COURSE_FEES),
    _words(
        "impressions", "感想・受講者の様子", "入力した感想。",
        lambda one: one.returned.impressions,
    ),
    _words("remarks", "特記事項", "入力した特記事項。", lambda one: one.returned.remarks),
)  # fmt: skip


def facts_of(one: Subject, codes: Sequence[str]) -> dict[str, Value]:
    """Return the values of some facts; a code that is no fact is left out."""
    known = {fact.code: fact for fact in FACTS}
    return {code: known[code].value(one) for code in codes if code in known}
