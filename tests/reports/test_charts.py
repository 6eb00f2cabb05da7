"""Charts say the numbers of their tables, to everybody: seen, heard, in grey and on paper."""

import re
from datetime import UTC, date, datetime
from io import BytesIO
from itertools import combinations
from typing import Any
from xml.etree import ElementTree

import pypdfium2
import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from foundation.organizations.permissions import Role
from foundation.pdf.document import A4_LANDSCAPE, About, Document
from foundation.pdf.style import Box
from reports.asking import Ask
from reports.charts import Chart, Kind, Series, drawn
from reports.charts.choosing import MOST_SERIES, OTHERS
from reports.charts.frame import folded, width_of
from reports.charts.marks import Bar, Words
from reports.charts.paper import draw_chart
from reports.charts.scale import scale_for
from reports.charts.svg import svg_of
from reports.charts.tones import TONES, strokes
from reports.definitions import TABLES
from reports.masking import MASK
from reports.reader import Reader
from reports.results import shown_text
from tests.factories.organizations import ProgramFactory
from tests.factories.reports import apply, course, held, people
from tests.foundation.adminsite.desk import Desk
from trainings.models import ApplicantAttribute

TODAY = date(2026, 10, 1)
ASK = Ask(2024, 2026, TODAY)
READER = Reader(today=TODAY)
SVG = "{http://www.w3.org/2000/svg}"


def series(label: str, *values: int | None, goals: tuple[int | None, ...] = ()) -> Series:
    return Series(
        label, values, tuple(MASK if one is None else f"{one:,}" for one in values), goals
    )


def chart(kind: Kind, *found: Series) -> Chart:
    names = tuple(f"令和{number}年度" for number in range(6, 6 + len(found[0].values)))
    return Chart("drawing", kind, "養成人数", "人", "年度", names, found)


CHARTS = [
    chart(Kind.BAR, series("養成人数", 3, 0, 12, goals=(None, 10, 10))),
    chart(Kind.STACKED, series("甲", 3, 0, 12), series("乙", 30, 4, None)),
    chart(Kind.LINE, series("甲", 3, None, 12), series("乙", 30, 4, 5)),
    chart(Kind.ACROSS, series("甲", 3, None, 12)),
    chart(Kind.PYRAMID, series("男", 3, None, 12), series("女", 0, 4, 5)),
]


@pytest.mark.parametrize(
    ("highest", "top", "step"),
    [(0, 1, 1), (1, 1, 1), (5, 5, 1), (6, 6, 2), (10, 10, 2), (11, 15, 5), (63, 80, 20),
     (118, 150, 50), (1204, 1500, 500), (98_765, 100_000, 20_000)],
)  # fmt: skip
def test_an_axis_begins_at_zero_and_goes_in_round_steps(highest, top, step):
    scale = scale_for([highest, 0, None])

    assert (scale.top, scale.step) == (top, step)
    assert scale.ticks[0] == 0
    assert scale.ticks[-1] == top


@given(
    number=st.integers(0, 20),
    x=st.floats(0, 400),
    y=st.floats(0, 200),
    width=st.floats(0.5, 90),
    height=st.floats(0.5, 190),
)
def test_patterns_stay_inside_their_bars(number, x, y, width, height):
    bar = Bar(x, y, width, height, number)

    for line in strokes(bar):
        for here, there in line:
            assert x - 1e-6 <= here <= x + width + 1e-6
            assert y - 1e-6 <= there <= y + height + 1e-6


def test_no_two_series_are_told_apart_by_colour_alone():
    for one, other in combinations(TONES, 2):
        assert one.pattern != other.pattern
        assert (one.sign, one.dash) != (other.sign, other.dash)


def lightness(color: str) -> float:
    parts = [int(color[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    ]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.mark.parametrize("tone", TONES, ids=lambda tone: tone.pattern)
def test_lines_stand_out_from_the_paper_and_numbers_from_the_areas(tone):
    against_white = 1.05 / (lightness(tone.ink) + 0.05)
    against_text = (lightness(tone.fill) + 0.05) / (lightness("#1a1a1a") + 0.05)

    assert against_white >= 4.5
    assert against_text >= 7


@pytest.mark.parametrize("one", CHARTS, ids=lambda one: one.kind.name)
def test_a_drawing_keeps_every_mark_and_number_on_its_ground(one):
    drawing = drawn(one)
    shown = [mark.text for mark in drawing.marks if isinstance(mark, Words)]

    assert shown
    for text in (text for found in one.series for text in found.texts):
        assert text in shown or one.kind in (Kind.STACKED, Kind.LINE)
    for mark in drawing.marks:
        if isinstance(mark, Bar):
            assert mark.x >= 0 <= mark.y
            assert mark.x + mark.width <= drawing.width
            assert mark.y + mark.height <= drawing.height
        if isinstance(mark, Words):
            wide = width_of(mark.text, mark.size)
            left = {"start": mark.x, "middle": mark.x - wide / 2, "end": mark.x - wide}[mark.anchor]
            assert left >= -1
            assert left + wide <= drawing.width + 1


@pytest.mark.parametrize(
    ("one", "other"), [((0, 1, 3, 5), (0, 0, 4, 9)), ((9, 9, 9, 9), (9, 8, 0, 9))]
)
def test_numbers_of_two_lines_stand_beside_each_other(one, other):
    drawing = drawn(chart(Kind.LINE, series("甲", *one), series("乙", *other)))
    numbers = [
        mark for mark in drawing.marks
        if isinstance(mark, Words) and mark.text.isdigit() and mark.haloed
    ]  # fmt: skip

    wanted = sum(1 if a == b else 2 for a, b in zip(one, other, strict=True))
    assert len(numbers) == wanted
    for first, second in combinations(numbers, 2):
        apart = abs(first.x - second.x) >= width_of(first.text, first.size)
        assert apart or abs(first.y - second.y) >= first.size


def test_zero_has_no_bar_and_keeps_its_number_while_a_masked_value_has_neither():
    drawing = drawn(chart(Kind.ACROSS, series("甲", 0, None, 12)))

    assert len([mark for mark in drawing.marks if isinstance(mark, Bar)]) == 1
    words = [mark.text for mark in drawing.marks if isinstance(mark, Words)]
    assert {"0", MASK, "12"} <= set(words)


@pytest.mark.parametrize("one", CHARTS, ids=lambda one: one.kind.name)
def test_the_svg_says_what_it_shows_and_needs_no_styles(one):
    text = str(svg_of(one))
    root = ElementTree.fromstring(text)

    assert root.get("role") == "img"
    assert root.get("aria-labelledby") == "drawing-title drawing-desc"
    assert root.findtext(f"{SVG}title") == one.title
    assert root.findtext(f"{SVG}desc") == one.description
    for element in root.iter():
        assert "style" not in element.attrib
        assert not [name for name in element.attrib if name.startswith("on")]
        assert element.tag.removeprefix(SVG) not in {"style", "script", "image", "a"}


def test_words_of_a_chart_are_escaped():
    one = Chart("c", Kind.BAR, "<b>", "人", "年度", ("<i>",), (series("<u>", 1),))

    assert "<b>" not in svg_of(one)
    assert ElementTree.fromstring(str(svg_of(one))).findtext(f"{SVG}title") == "<b>"


@pytest.mark.parametrize(
    ("text", "width", "lines"),
    [
        ("令和8年度", 80, ["令和8年度"]),
        ("令和8年度", 40, ["令和", "8年度"]),
        ("令和8年度（10月1日まで）", 130, ["令和8年度", "（10月1日まで）"]),
        ("令和8年度（11月29日まで）", 75, ["令和8年度", "（11月", "29日まで）"]),
        ("（11月21日まで）", 50, ["（11月", "21日まで", "）"]),
    ],
)
def test_labels_below_the_axis_break_evenly(text, width, lines):
    assert folded(text, width) == lines


def test_paper_shows_the_words_of_the_page():
    document = Document(About("図", created=datetime(2026, 10, 1, tzinfo=UTC)), A4_LANDSCAPE)
    page = document.new_page()
    for one in CHARTS:
        draw_chart(page, Box(15, 28, 128, 78), one)
    assert document.undrawable == []

    pdf = pypdfium2.PdfDocument(BytesIO(document.finish()))
    found = pdf[0].get_textpage().get_text_range()
    pdf.close()
    for one in CHARTS:
        for mark in drawn(one).marks:
            if isinstance(mark, Words):
                assert mark.text in found


def all_texts(result: Any) -> set[str]:
    return {
        shown_text(cell.value, heading.shown)
        for block in result.blocks
        for line in block.lines
        for cell, heading in zip(line.cells, block.headings, strict=True)
    }


@pytest.fixture
def filled(program, frozen):
    for year in (2024, 2025, 2026):
        made = held(program, date(year, 6, 1), year - 2020)
        for application in made.applications.all():
            ApplicantAttribute.objects.create(application=application, attribute="family")
    apply(course(program, date(2026, 6, 20)), people(9))
    return program


@pytest.mark.django_db
@pytest.mark.parametrize("code", sorted(TABLES))
def test_every_chart_repeats_cells_of_its_table(filled, code):
    result = TABLES[code].build(ASK, READER)
    found = TABLES[code].charts(result)
    known = all_texts(result)

    assert len({one.code for one in found}) == len(found)
    for one in found:
        for text in (text for part in one.series for text in part.texts):
            assert {piece for piece in re.split("[（）]", text) if piece} <= known


@pytest.mark.django_db
def test_people_trained_are_drawn_by_programme_and_many_programmes_are_folded(filled):
    for number in range(MOST_SERIES + 2):
        held(ProgramFactory(name=f"事業{number}"), date(2026, 5, 9), 1)

    trained = TABLES["year"].charts(TABLES["year"].build(ASK, READER))[0]

    assert trained.kind is Kind.STACKED
    assert [one.label for one in trained.series][-1] == OTHERS
    assert len(trained.series) == MOST_SERIES
    columns = zip(*(one.values for one in trained.series), strict=True)
    assert [sum(column) for column in columns] == [4, 5, 14]


@pytest.mark.django_db
def test_what_the_table_masks_the_chart_masks(filled):
    result = TABLES["composition"].build(ASK, READER)
    family = TABLES["composition"].charts(result)[0]

    assert family.series[0].values[family.categories.index("家族")] == 6
    (application,) = apply(course(filled, date(2026, 7, 4)), people(1))
    ApplicantAttribute.objects.create(application=application, attribute="concerned")
    masked = TABLES["composition"].charts(TABLES["composition"].build(ASK, READER))[0]
    assert MASK in masked.series[0].texts
    assert None in masked.series[0].values


@pytest.mark.django_db
def test_page_and_paper_show_the_charts(filled, world):
    desk = Desk(world.member(Role.VIEWER))
    query = "?first=2024&last=2026&as_of=2026-10-01"
    page = desk.get(reverse("admin:report_table", args=["year"]) + query).content.decode()
    answer = desk.get(reverse("admin:report_pdf", args=["year"]) + query)
    pdf = pypdfium2.PdfDocument(answer.content)
    texts = "".join(one.get_textpage().get_text_range() for one in pdf)
    pdf.close()

    assert page.count('role="img"') == 1  # nobody is registered, nothing was dispatched
    assert "棒グラフ。年度ごとの養成人数" in page
    assert "年度集計表のグラフ" in texts
