"""Charts of points: what is not known is never a zero, all of it can be read, places and bands are right."""

import io
import itertools
import re
from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from PIL import Image

from surveys.charts import counts, point_columns
from surveys.charts.heading import Heading, Words
from surveys.charts.marks import LOOKS, Box, Layout, Line, Text, width_of
from surveys.charts.point_counts import (
    Course,
    Distribution,
    Moment,
    Part,
    Profile,
    Ranked,
    Ranking,
    Row,
    Shown,
)
from surveys.charts.render import drawn, rendered
from surveys.definitions import loader
from surveys.domain.indicators import NOBODY, UNMARKED, WITHHELD, Points
from surveys.domain.rated import Rated
from surveys.domain.rating import Assessed, placed
from surveys.domain.registry import Form
from surveys.store.assessments import Round
from surveys.web import point_figures
from surveys.web.figure_tables import table_of
from surveys.web.point_figures import Place
from tests.test_charts import words_of

METHOD = loader.Methodologies(loader.SHIPPED).method("317n.1")
WORDS = Words("ru", yes="Да", no="Нет", nobody="н/д", withheld="не показано", plan="План")
HEADING = Heading("Баллы", "«Сосны» & <другие>. Оценка 2025 года.", WORDS)
LONG = "Государственное бюджетное учреждение «Комплексный центр социального обслуживания населения» " * 6
SEVENTY, HIDDEN, NONE = Shown(Decimal("70.00")), Shown(None, "не показано"), Shown(None, "н/д")


def profile(own=SEVENTY, mean=SEVENTY, name=""):
    parts = [
        Part(
            Row(criterion.number, name or criterion.title["ru"], own, mean),
            tuple(Row(one.number, name or one.title["ru"], own, mean) for one in criterion.indicators),
        )
        for criterion in METHOD.methodology.criteria
    ]
    return Profile(HEADING, "Эта организация", "Среднее по группе", ("баллы", "среднее"), tuple(parts))


def ranking(name="Дом-интернат «Сосны»"):
    rows = tuple(Ranked(str(place), name, Shown(Decimal(100 - place))) for place in range(1, 21))
    return Ranking(HEADING, "Итог в баллах из 100", "Среднее по всем", Shown(Decimal("84.50")), rows)


def course(*totals):
    moments = tuple(Moment(str(2020 + place), f"Оценка {2020 + place} года", one) for place, one in enumerate(totals))
    return Course(HEADING, "Итог в баллах из 100", moments)


BANDS = Distribution(HEADING, "Итог", (80, 85, 90, 95, 100), ("80–84", "85–89", "90–94", "95–100"), (4, 0, 12, 1), 3)
CHARTS = [profile(), ranking(), BANDS, course(SEVENTY, HIDDEN, Shown(Decimal("91.25")))]
by_name = pytest.mark.parametrize("chart", CHARTS, ids=lambda chart: type(chart).__name__)
in_each_layout = pytest.mark.parametrize("layout", list(Layout))


def filled(chart, layout=Layout.PAGE):
    """The filled part of each bar, without the legend's."""
    boxes = [mark for mark in drawn(chart, layout).marks if isinstance(mark, Box) and mark.fill == LOOKS[0].fill]
    return [box for box in boxes if box.height == 16]


def pins(chart):
    """The marks across bars, without the legend's."""
    return [mark for mark in drawn(chart, Layout.PAGE).marks if isinstance(mark, Box) and mark.fill == "ink"][1:]


@by_name
@in_each_layout
def test_the_same_points_are_the_same_bytes(chart, layout):
    first = rendered(chart, "svg", layout)
    rendered(BANDS if chart is not BANDS else CHARTS[0], "svg", layout)
    assert rendered(replace(chart), "svg", layout) == first
    assert counts.fingerprint(replace(chart)) == counts.fingerprint(chart)


def test_other_points_are_another_picture_with_another_mark():
    other = profile(Shown(Decimal("70.01")))
    assert counts.fingerprint(other) != counts.fingerprint(profile())
    assert rendered(other, "svg") != rendered(profile(), "svg")


@by_name
def test_the_image_for_a_document_opens_and_is_the_same_each_time(chart):
    first = rendered(chart, "png", Layout.PHONE)
    with Image.open(io.BytesIO(first)) as image:
        image.load()
        assert image.size == tuple(2 * side for side in drawn(chart, Layout.PHONE).size)
        shades = image.convert("L").histogram()
    assert 0.005 < sum(shades[:100]) / sum(shades) < 0.5
    assert rendered(replace(chart), "png", Layout.PHONE) == first


@in_each_layout
def test_every_indicator_can_be_read_with_its_points_and_the_mean(layout):
    said = words_of(rendered(profile(Shown(Decimal("70.50")), Shown(Decimal("81.25"))), "svg", layout))
    for one in METHOD.methodology.indicators:
        assert one.title["ru"].replace(" ", "") in said.replace(" ", "")
        assert f"{one.number} " in said
    assert said.count("70,50") == said.count("81,25") == 20


@in_each_layout
@pytest.mark.parametrize(("own", "word"), [(HIDDEN, "не показано"), (NONE, "н/д")])
def test_what_is_not_known_is_a_word_and_a_dotted_line_never_a_bar(layout, own, word):
    chart = profile(own)
    assert words_of(rendered(chart, "svg", layout)).count(word) == 20
    assert filled(chart, layout) == []
    dotted = [mark for mark in drawn(chart, layout).marks if isinstance(mark, Line) and mark.dashes == (1, 3)]
    assert len(dotted) == 15
    assert not re.search(r"(?<!\d)0,00", words_of(rendered(chart, "svg", layout)))


def test_no_points_at_all_are_a_zero_and_an_empty_bar():
    nothing = profile(Shown(Decimal("0.00")))
    assert len(re.findall(r"(?<!\d)0,00", words_of(rendered(nothing, "svg")))) == 20
    assert filled(nothing) == []
    frames = [mark for mark in drawn(nothing, Layout.PAGE).marks if isinstance(mark, Box) and mark.edge == "line"]
    assert len(frames) == 15


def test_a_bar_is_as_long_as_its_points_and_the_mean_stands_where_it_is():
    chart = profile(Shown(Decimal(25)), Shown(Decimal(50)))
    whole = filled(profile(Shown(Decimal(100))))[0]
    bar, pin = filled(chart)[0], pins(chart)[0]
    assert bar.width == pytest.approx(whole.width / 4)
    assert pin.x + pin.width / 2 == pytest.approx(whole.x + whole.width / 2)


def test_the_mean_is_seen_upon_a_full_bar_also_in_grey():
    chart = profile(Shown(Decimal(100)), Shown(Decimal(50)))
    pin = pins(chart)[0]
    with Image.open(io.BytesIO(rendered(chart, "png", Layout.PAGE))) as image:
        grey = image.convert("L")
    middle, y = 2 * (pin.x + pin.width / 2), 2 * (pin.y + pin.height / 2)
    mark, beside, bar = (grey.getpixel((round(middle + away), round(y))) for away in (0, -6, -14))
    assert beside - mark > 150
    assert beside - bar > 100


@by_name
@in_each_layout
def test_long_names_stay_within_the_picture(chart, layout):
    chart = replace(chart, heading=replace(HEADING, title=LONG, subtitle=LONG))
    if isinstance(chart, Profile):
        chart = replace(profile(name=LONG), mean=LONG)
    elif isinstance(chart, Ranking):
        chart = ranking(LONG)
    sheet = drawn(chart, layout)
    for mark in sheet.marks:
        if isinstance(mark, Text):
            wide = width_of(mark.text, mark.size, bold=mark.bold)
            left = mark.x - {"left": 0, "center": wide / 2, "right": wide}[mark.align]
            assert left >= -1, mark.text
            assert left + wide <= sheet.width + 1, mark.text
            assert mark.y <= sheet.y


def test_a_long_name_ends_with_dots_and_does_not_push_the_others_away():
    lines = [mark.text for mark in drawn(ranking(LONG), Layout.PHONE).marks if isinstance(mark, Text)]
    assert sum(line.endswith("…") for line in lines) == 20
    assert drawn(ranking(LONG), Layout.PHONE).size[1] < 2.5 * drawn(ranking(), Layout.PHONE).size[1]


def test_a_course_does_not_lead_across_what_is_not_told():
    chart = course(SEVENTY, Shown(Decimal("75.00")), HIDDEN, Shown(Decimal("91.25")))
    lines = [one for one in drawn(chart, Layout.PAGE).marks if isinstance(one, Line) and one.ink == LOOKS[0].ink]
    assert len(lines) == 1
    said = words_of(rendered(chart, "svg"))
    for expected in ("70,00", "75,00", "не показано", "91,25", "2020", "2023"):
        assert expected in said


def test_the_totals_of_six_rounds_stand_beside_each_other_on_a_phone():
    chart = course(*[Shown(Decimal("88.88"))] * point_figures.MOST_ROUNDS)
    texts = [one for one in drawn(chart, Layout.PHONE).marks if isinstance(one, Text) and one.text == "88,88"]
    edges = [(one.x - wide / 2, one.x + wide / 2) for one in texts if (wide := width_of("88,88", one.size, bold=True))]
    assert len(edges) == 6
    assert all(left[1] < right[0] for left, right in itertools.pairwise(edges))


@pytest.mark.parametrize(
    ("values", "expected"),
    [([], (0, 100)), ([88.0, 91.5], (80, 100)), ([100.0], (80, 100)), ([3.0, 4.0], (0, 20)), ([12.0, 97.0], (0, 100))],
)
def test_the_axis_of_a_course_has_room_for_all_totals(values, expected):
    assert point_columns.span(values) == expected


# From results to charts


def assessed(place, total, form=Form.STATIONARY, **more):
    score = {figure: Points(Fraction(total)) for figure in METHOD.methodology.figures}
    told = {"name": f"Дом {place:02}", "municipality": "Елец", "forms": (form,)} | more
    return Assessed(f"C{place:03}", score=score, **told)


def rated(*members):
    return Rated(METHOD, placed(METHOD, members))


@pytest.fixture
def russian(app):
    with app.test_request_context("/"):
        yield


def charts(results, **part):
    return {one.kind: one.chart for one in point_figures.of_round(results, Place("Оценка"), **part)}


def test_a_ranking_shows_the_first_twenty_and_says_of_how_many(russian):
    many = charts(rated(*(assessed(place, 90 - place) for place in range(25))))["ranking"]
    assert [row.name for row in many.rows] == [f"Дом {place:02}" for place in range(20)]
    assert [row.place for row in many.rows][:2] == ["1", "2"]
    assert "Первые организации: 20 из 25" in many.heading.subtitle
    assert many.mean.said("ru") == "78,00"
    few = charts(rated(assessed(1, 90), assessed(2, 90)))["ranking"]
    assert [row.place for row in few.rows] == ["1", "1"]
    assert "Организаций: 2" in few.heading.subtitle


def test_a_part_of_a_round_has_its_own_places_names_and_mean(russian):
    home = [assessed(place, 80 - place, Form.AT_HOME, municipality="Область") for place in (1, 2)]
    results = rated(assessed(3, 99), *home)
    of_form = charts(results, form=Form.AT_HOME)["ranking"]
    assert [(row.place, row.name) for row in of_form.rows] == [("1", "Дом 01"), ("2", "Дом 02")]
    assert of_form.mean.said("ru") == "78,50"
    assert "форма обслуживания: на дому" in of_form.heading.subtitle
    of_place = charts(results, municipality="Область")["ranking"]
    assert [row.place for row in of_place.rows] == ["2", "3"]
    assert "Область" in of_place.heading.subtitle


def test_who_has_no_total_is_counted_and_not_drawn(russian):
    nobody = replace(assessed(2, 80), score=dict.fromkeys(METHOD.methodology.figures, NOBODY))
    found = charts(rated(assessed(1, 91), nobody))
    assert [row.name for row in found["ranking"].rows] == ["Дом 01"]
    assert (sum(found["distribution"].counts), found["distribution"].without) == (1, 1)
    assert table_of(found["distribution"]).rows[-1] == ("без итога", ("1", "50,0\xa0%"))
    assert charts(rated(nobody)) == {}


def test_bands_take_each_total_once_as_it_is_published(russian):
    totals = [Fraction(85), Fraction(84995, 1000), Fraction(84994, 1000), Fraction(100), Fraction(70)]
    found = charts(rated(*(assessed(place, total) for place, total in enumerate(totals))))["distribution"]
    by_band = {name.replace("\u2060", ""): count for name, count in zip(found.names, found.counts, strict=True)}
    assert by_band == {"70–74,99": 1, "75–79,99": 0, "80–84,99": 1, "85–89,99": 2, "90–94,99": 0, "95–100": 1}


@pytest.mark.parametrize(
    ("lowest", "edges"),
    [("100.00", (90, 95, 100)), ("64.20", (60, 65, 70, 75, 80, 85, 90, 95, 100)), ("49.99", tuple(range(40, 101, 10)))],
)
def test_bands_are_as_narrow_as_the_totals_are_near_to_each_other(lowest, edges):
    assert point_figures.edges_of([Decimal(lowest), Decimal(100)]) == edges


def one_of(results, code):
    return next(one for one in results.organizations if one.code == code)


def round_of(year):
    return Round(
        year, f"Оценка {year} года", "closed", date(year, 3, 1), None, "675n.1", standing=False, organizations=1
    )


def test_a_profile_has_the_words_for_each_state_and_the_mean_of_its_form(russian):
    mixed = assessed(1, 70)
    mixed = replace(mixed, score=dict(mixed.score) | {"p1_1": UNMARKED, "p1_3": WITHHELD, "p3_3": NOBODY})
    results = rated(mixed, assessed(2, 90), assessed(3, 10, Form.AT_HOME))
    (figure,) = point_figures.of_organization(results, one_of(results, "C001"), [], Place("Дом 01"))
    rows = dict(table_of(figure.chart).rows)
    by_number = {name.split(" ")[0]: cells for name, cells in rows.items()}
    assert by_number["1.1."] == ("не проверено", "90,00", "–")
    assert by_number["1.3."] == ("не показано", "90,00", "–")
    assert by_number["3.3."] == ("н/д", "90,00", "–")
    assert by_number["2.1."] == ("70,00", "80,00", "−10,00")
    assert "стационарная" in figure.chart.mean
    (alone,) = point_figures.of_organization(results, one_of(results, "C003"), [], Place("Дом 03"))
    assert "все организации" in alone.chart.mean


def test_an_organization_that_is_alone_is_compared_with_nobody(russian):
    results = rated(assessed(1, 70))
    (figure,) = point_figures.of_organization(results, results.organizations[0], [], Place("Дом 01"))
    assert pins(figure.chart) == []
    assert "среднее" not in words_of(rendered(figure.chart, "svg"))
    assert table_of(figure.chart).columns == ("Баллы",)


def test_a_course_runs_from_the_oldest_round_and_only_where_there_are_several(russian):
    results = rated(assessed(1, 91))
    one = results.organizations[0]
    before = replace(one, score={figure: Points(Fraction(1775, 20)) for figure in one.score})
    history = [(round_of(2025), one), (round_of(2024), before)]
    _profile, figure = point_figures.of_organization(results, one, history, Place("Дом 01"))
    assert [moment.label for moment in figure.chart.moments] == ["2024", "2025"]
    assert table_of(figure.chart).rows == (
        ("Оценка 2024 года", ("88,75", "–")),
        ("Оценка 2025 года", ("91,00", "+2,25")),
    )
    twice = replace(round_of(2025), id=3, opens_on=date(2025, 9, 1))
    again = point_figures.of_organization(results, one, [(twice, one), *history], Place("Дом 01"))[1]
    assert [moment.label for moment in again.chart.moments] == ["2024", "03.2025", "09.2025"]
