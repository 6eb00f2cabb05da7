"""The typed view of what a programme freezes for a course: asked fields, rule, certificate (B15).

The models keep them as JSON; nothing else reads that JSON.
"""

from collections.abc import Iterable
from dataclasses import asdict, dataclass, field, fields
from enum import StrEnum
from typing import Any, Self, TypeVar

T = TypeVar("T")


class Question(StrEnum):
    """The questions a form may ask besides the name; others are the programme's own."""

    KANA = "kana"
    PLACE = "place"
    BIRTH_DATE = "birth_date"
    PHONE = "phone"
    EMAIL = "email"
    AFFILIATION = "affiliation"
    CATEGORY = "category"
    AGE_BAND = "age_band"
    HEARD_FROM = "heard_from"
    CARE = "care"


QUESTION_LABELS: dict[Question, str] = {
    Question.KANA: "ふりがな",
    Question.PLACE: "住所または所属",
    Question.BIRTH_DATE: "生年月日",
    Question.PHONE: "電話番号",
    Question.EMAIL: "メールアドレス",
    Question.AFFILIATION: "所属",
    Question.CATEGORY: "申込区分",
    Question.AGE_BAND: "年代",
    Question.HEARD_FROM: "この研修を何で知りましたか",
    Question.CARE: "配慮が必要なこと",
}
OWN_PREFIX = "own_"
MOST_FIELDS = 10
"""An application with more questions would not fit on one page (rule B13)."""
MOST_OWN = MOST_FIELDS - 2
"""The name and a way to reach the person are always asked."""
MOST_CHOICES = 20


class AnswerKind(StrEnum):
    """How an own question is answered."""

    LINE = "line"
    TEXT = "text"
    CHOICE = "choice"
    SEVERAL = "several"
    YES_NO = "yes_no"


WITH_CHOICES = (AnswerKind.CHOICE, AnswerKind.SEVERAL)
YES_OR_NO = ("はい", "いいえ")

ANSWER_LABELS: dict[str, str] = {
    AnswerKind.LINE: "短い文を書く",
    AnswerKind.TEXT: "長い文を書く",
    AnswerKind.CHOICE: "1つ選ぶ",
    AnswerKind.SEVERAL: "いくつでも選ぶ",
    AnswerKind.YES_NO: "はい・いいえ",
}


@dataclass(frozen=True)
class AskedField:
    """One question of the application form; an own question has a key `own_…` and a label.

    With `each` an own question is asked of everybody who comes together (rule B8), else of the
    contact alone.
    """

    key: str
    required: bool = False
    label: str = ""
    help_text: str = ""
    choices: tuple[str, ...] = ()
    kind: str = ""
    each: bool = False

    @property
    def answer_kind(self) -> AnswerKind:
        """Return how an own question is answered; older settings told it by their choices alone."""
        if self.kind:
            return AnswerKind(self.kind)
        return AnswerKind.CHOICE if self.choices else AnswerKind.LINE

    @property
    def is_own(self) -> bool:
        """Return whether the programme wrote the question itself."""
        return self.key.startswith(OWN_PREFIX)

    @property
    def is_answer(self) -> bool:
        """Return whether it is answered in `Application.answers`, not in a column of its own."""
        return self.is_own or self.key == Question.CARE

    @property
    def is_each(self) -> bool:
        """Return whether everybody who comes together is asked: care is each person's own need."""
        return self.each or self.key == Question.CARE

    @property
    def offered(self) -> tuple[str, ...]:
        """Return the answers that can be chosen; nothing where the answer is written."""
        if self.answer_kind == AnswerKind.YES_NO:
            return YES_OR_NO
        return self.choices if self.answer_kind in WITH_CHOICES else ()

    def not_offered(self, answer: Any) -> list[str]:
        """Return what of an answer cannot be chosen here: it was given to another course."""
        given = answer if isinstance(answer, list) else [answer] if answer else []
        offered = self.offered
        return [one for one in given if one not in offered] if offered else []

    @property
    def shown_label(self) -> str:
        """Return the words beside the field."""
        return self.label or QUESTION_LABELS[Question(self.key)]


def carried_answers(
    answers: dict[str, Any], before: Iterable[AskedField], after: Iterable[AskedField]
) -> dict[str, Any]:
    """Return the answers that go along to another course: to the same words, under their key there.

    What the other course does not ask stays behind; the usual fields go along as they are.
    """
    words = {one.key: one.label for one in before if one.is_own}
    keys = {one.label: one.key for one in after if one.is_own}
    carried = {}
    for key, answer in answers.items():
        there = keys.get(words.get(key, "")) if key.startswith(OWN_PREFIX) else key
        if there:
            carried[there] = answer
    return carried


@dataclass(frozen=True)
class CompletionRule:
    """What a person has to fulfil (rule F1); None means that the condition is not set."""

    sessions_needed: int | None = None
    late_limit: int | None = 15
    early_leave_limit: int | None = None

    @property
    def needs_every_session(self) -> bool:
        """Return whether each session of the course has to be attended."""
        return self.sessions_needed is None


@dataclass(frozen=True)
class CertificateSpec:
    """How the paper reads and how its number is written; placeholders as in `{研修名}`.

    With `after_survey` it is issued to those who answered the survey after the course.
    """

    title: tuple[str, ...] = ("研修", "修了証書")
    body: str = "あなたは{年度}{研修名}を修了したことを証します"
    honorific: str = "様"
    kinds: tuple[str, ...] = ("certificate",)
    medium: str = "both"
    number_pattern: str = "第{連番:3}号"
    has_number: bool = True
    yearly_series: bool = True
    first_number: int = 1
    seal_mode: str = "square"
    has_verify_code: bool = True
    after_survey: bool = False


PLACEHOLDERS = frozenset({"年度", "研修名", "事業名", "氏名", "修了日"})


@dataclass(frozen=True)
class CurriculumRow:
    """One row of the timetable: minutes, what happens, whether everybody takes it."""

    minutes: int
    title: str
    kind: str = "common"


def read(kind: type[T], data: dict[str, Any]) -> T:
    """Build a spec from stored JSON; unknown keys of an older version are left out."""
    known = {item.name for item in fields(kind)}  # type: ignore[arg-type]
    values = {
        key: tuple(value) if isinstance(value, list) else value
        for key, value in data.items()
        if key in known
    }
    return kind(**values)


def read_all(kind: type[T], rows: list[dict[str, Any]]) -> tuple[T, ...]:
    """Build a list of specs from stored JSON."""
    return tuple(read(kind, row) for row in rows)


def stored(spec: Any) -> dict[str, Any]:
    """Return the JSON form of a spec (lists for tuples, so that reading it back is equal)."""
    return {
        key: list(value) if isinstance(value, tuple) else value
        for key, value in asdict(spec).items()
    }


@dataclass(frozen=True)
class FrozenSpec:
    """Everything a course freezes at publication."""

    asked_fields: tuple[AskedField, ...] = ()
    purpose_notice: str = ""
    repeat_takers: str = "allowed"
    completion_rule: CompletionRule = field(default_factory=CompletionRule)
    certificate: CertificateSpec = field(default_factory=CertificateSpec)

    @classmethod
    def of(cls, holder: Any) -> Self:
        """Read it from the settings of a programme or from a frozen version."""
        return cls(
            asked_fields=read_all(AskedField, holder.asked_fields),
            purpose_notice=holder.purpose_notice,
            repeat_takers=holder.repeat_takers,
            completion_rule=read(CompletionRule, holder.completion_rule),
            certificate=read(CertificateSpec, holder.certificate_spec),
        )

    def as_columns(self) -> dict[str, Any]:
        """Return the columns of a settings or version row."""
        return {
            "asked_fields": [stored(item) for item in self.asked_fields],
            "purpose_notice": self.purpose_notice,
            "repeat_takers": self.repeat_takers,
            "completion_rule": stored(self.completion_rule),
            "certificate_spec": stored(self.certificate),
        }
