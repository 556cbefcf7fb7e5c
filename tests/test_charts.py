"""Charts: the same counts are the same picture, all of it can be read, also in grey."""

import io
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from xml.etree import ElementTree

import pytest
from PIL import Image

from surveys.charts import counts, days
from surveys.charts.counts import Answers, Days, DaySeries, Parts, PartSeries, Shares, ShareSeries
from surveys.charts.heading import Heading, Words
from surveys.charts.marks import LOOKS, Box, Layout, Line, Text, width_of
from surveys.charts.render import drawn, rendered
from surveys.definitions import loader
from surveys.files import tokens
from tests import clock

WORDS = Words("ru", yes="Да", no="Нет", nobody="н/д", withheld="не показано", plan="План")
HEADING = Heading("Доля ответов", "Оценка 2026 года. «Сосны» & <другие>", WORDS)
DEFINITION = loader.Questionnaires.load(loader.SHIPPED / "questionnaires" / "675n-1.toml")
QUESTIONS = tuple(f"{place}. {one.text['ru']}" for place, one in enumerate(DEFINITION.questions[:15], 1))
ALL_YES = ShareSeries("Сосны", tuple(Answers(10 + place, 3) for place in range(15)))
OTHERS = ShareSeries("Все организации", tuple(Answers(900, 100 + place) for place in range(15)))
SHARES = Shares(HEADING, QUESTIONS, (ALL_YES, OTHERS))
PARTS = Parts(HEADING, ("до 18 лет", "18–34", "85 и старше"), (PartSeries("Сосны", (0, 12, 34)),))
FIRST, LAST = date(2026, 3, 1), date(2026, 4, 30)
COLLECTED = DaySeries("Сосны", ((date(2026, 3, 2), 7), (date(2026, 3, 9), 40)), date(2026, 3, 20), required=140)
DAYS = Days(HEADING, FIRST, LAST, LAST, (COLLECTED,))
CHARTS = [SHARES, PARTS, DAYS]


def words_of(svg: bytes) -> str:
    """The text of a picture, without the spaces that lines are broken at."""
    found = ElementTree.fromstring(svg).iter("{http://www.w3.org/2000/svg}text")
    return " ".join(" ".join("".join(one.itertext()) for one in found).replace("\xa0", " ").split())


def grey(token: str) -> float:
    """How light a colour is, from 0 to 1, as WCAG counts it."""
    parts = [value / 255 for value in tokens.colour(token)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    dark, light = sorted((grey(one), grey(other)))
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("chart", CHARTS, ids=lambda chart: type(chart).__name__)
@pytest.mark.parametrize("layout", list(Layout))
@pytest.mark.parametrize("form", ["svg", "png"])
def test_the_same_counts_are_the_same_bytes(chart, layout, form):
    first = rendered(chart, form, layout)
    rendered(PARTS if chart is not PARTS else DAYS, form, layout)
    assert rendered(replace(chart), form, layout) == first


def test_other_counts_are_another_picture_with_another_mark():
    other = replace(SHARES, series=(ALL_YES, replace(OTHERS, answers=(Answers(0, 5), *OTHERS.answers[1:]))))
    assert counts.fingerprint(other) != counts.fingerprint(SHARES) == counts.fingerprint(replace(SHARES))
    assert rendered(other, "svg") != rendered(SHARES, "svg")


@pytest.mark.parametrize("layout", list(Layout))
def test_every_question_can_be_read_in_full_and_selected(layout):
    said = words_of(rendered(SHARES, "svg", layout))
    for question in QUESTIONS:
        assert question.replace(" ", "") in said.replace(" ", "")
    for expected in ("76,9 %", "n = 13", "90,0 %", "n = 1 000", "Да: Сосны", "Да: Все организации", "Нет"):
        assert expected in said


def test_a_chart_by_itself_says_what_it_is_and_one_in_a_page_leaves_it_to_the_page():
    assert words_of(rendered(SHARES, "svg")).startswith("Доля ответов Оценка 2026 года. «Сосны» & <другие>")
    assert "Доля ответов" not in words_of(rendered(SHARES, "svg", Layout.PAGE))


def test_the_picture_is_plain_svg_in_the_services_fonts():
    svg = rendered(SHARES, "svg").decode()
    assert "Segoe UI" in svg
    assert "<script" not in svg
    assert "<image" not in svg
    assert "href" not in svg.replace('xlink:href="#', "").replace("xmlns:xlink", "")
    assert str(clock.today().year) not in svg.replace("2026 года", "")
    assert "Matplotlib" not in svg


def test_nobody_asked_is_not_zero():
    nobody = replace(SHARES, series=(ShareSeries("Сосны", (Answers(0, 0),) * 15),))
    said = words_of(rendered(nobody, "svg"))
    assert said.count("н/д") == 15
    assert "%" not in said
    all_no = replace(SHARES, series=(ShareSeries("Сосны", (Answers(0, 4),) * 15),))
    assert words_of(rendered(all_no, "svg")).count("0,0 %") == 15


def test_half_is_rounded_up():
    assert counts.percent(1, 2000) == Decimal("0.1")
    assert counts.percent(3, 2000) == Decimal("0.2")
    assert counts.percent(0, 0) is None


@pytest.mark.parametrize("chart", CHARTS, ids=lambda chart: type(chart).__name__)
def test_the_image_for_a_document_opens_and_shows_something(chart):
    with Image.open(io.BytesIO(rendered(chart, "png"))) as image:
        image.load()
        wide, high = drawn(chart).size
        assert image.size == (2 * wide, 2 * high)
        shades = image.convert("L").histogram()
    ink = sum(shades[:100]) / sum(shades)
    assert 0.005 < ink < 0.5


def test_two_series_are_told_apart_in_grey():
    assert contrast(LOOKS[0].fill, LOOKS[1].fill) > 3
    assert LOOKS[0].hatch != LOOKS[1].hatch
    assert LOOKS[0].dashes != LOOKS[1].dashes
    boxes = [mark for mark in drawn(SHARES, Layout.PAGE).marks if isinstance(mark, Box) and mark.fill != "paper"]
    with Image.open(io.BytesIO(rendered(SHARES, "png", Layout.PAGE))) as image:
        pixels = image.convert("L")
    for first, second in zip(boxes[2::2], boxes[3::2], strict=True):  # the first two are the legend's
        means = [mean(pixels, box) for box in (first, second)]
        assert means[1] - means[0] > 50


def mean(pixels: Image.Image, box: Box) -> float:
    left, top = int(2 * box.x) + 3, int(2 * box.y) + 3
    part = pixels.crop((left, top, int(2 * (box.x + box.width)) - 3, int(2 * (box.y + box.height)) - 3))
    shades = part.histogram()
    return sum(shade * count for shade, count in enumerate(shades)) / sum(shades)


def test_a_bar_is_as_long_as_its_share():
    marks = drawn(replace(SHARES, series=(ShareSeries("", (Answers(1, 3),) * 15),)), Layout.PAGE).marks
    whole, part = [mark for mark in marks if isinstance(mark, Box)][2:4]
    assert part.width == pytest.approx(whole.width / 4)


@pytest.mark.parametrize("layout", list(Layout))
@pytest.mark.parametrize("chart", CHARTS, ids=lambda chart: type(chart).__name__)
def test_nothing_is_cut_off(chart, layout):
    long = "Государственное бюджетное учреждение «Комплексный центр социального обслуживания населения» " * 2
    heading = replace(HEADING, title=long, subtitle=long)
    chart = replace(chart, heading=heading, series=tuple(replace(one, name=long) for one in chart.series))
    sheet = drawn(chart, layout)
    for mark in sheet.marks:
        if isinstance(mark, Text):
            wide = width_of(mark.text, mark.size, bold=mark.bold)
            left = mark.x - {"left": 0, "center": wide / 2, "right": wide}[mark.align]
            assert left >= -10
            assert left + wide <= sheet.width + 10, mark.text
            assert mark.y <= sheet.y


def test_the_plan_leads_to_the_required_sample_on_its_day():
    marks = drawn(DAYS, Layout.PAGE).marks
    _key, plan = [mark for mark in marks if isinstance(mark, Line) and mark.dashes == (5, 3)]
    _key, course = [mark for mark in marks if isinstance(mark, Line) and mark.width == LOOKS[0].width]
    ground = course.points[0][1]
    reached = (ground - course.points[-1][1]) / (ground - plan.points[1][1])
    assert reached == pytest.approx(47 / 140)
    assert plan.points[0] == course.points[0]


def test_two_scopes_are_shown_in_per_cent_of_their_own_samples():
    both = replace(DAYS, series=(COLLECTED, DaySeries("Все", ((FIRST, 4700),), LAST, 9400)))
    said = words_of(rendered(both, "svg"))
    assert "33,6 %" in said
    assert "50,0 %" in said
    unknown = replace(both, series=(COLLECTED, replace(both.series[1], required=None)))
    assert "4 700" in words_of(rendered(unknown, "svg"))


@pytest.mark.parametrize("most", [1, 4, 5, 6, 47, 140, 999, 123_456])
def test_lines_with_numbers_are_few_and_round(most):
    step = days.tick(most)
    assert most / step <= days.TICKS
    assert str(step).rstrip("0") in ("1", "2", "5")


def test_one_day_and_no_response_are_drawn_as_well():
    alone = Days(HEADING, FIRST, FIRST, None, (DaySeries("Сосны", (), FIRST, None),))
    ElementTree.fromstring(rendered(alone, "svg"))
    late = replace(DAYS, series=(replace(COLLECTED, until=LAST + timedelta(days=0)),))
    ElementTree.fromstring(rendered(late, "svg"))


def test_counts_that_are_not_told_are_not_drawn():
    ages = replace(PARTS, series=(PartSeries("Сосны", (None, None, 34)), PartSeries("Все", (0, 5, 6))))
    assert ages.series[0].total is None
    said = words_of(rendered(ages, "svg"))
    assert said.count("не показано") == 2
