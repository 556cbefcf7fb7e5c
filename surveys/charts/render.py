"""A chart as an image."""

from surveys.charts import bars, canvas, days, point_bars, point_columns
from surveys.charts.counts import Chart, Days, Parts, Shares
from surveys.charts.marks import Drawing, Layout
from surveys.charts.point_counts import Course, Distribution, Profile, Ranking

TYPES = {"svg": "image/svg+xml", "png": "image/png"}
"""What a chart can be rendered as."""


def drawn(chart: Chart, layout: Layout = Layout.SHEET) -> Drawing:  # noqa: PLR0911
    """The chart as marks on a sheet; costs little and tells how large the image is."""
    match chart:
        case Shares():
            return bars.draw_shares(chart, layout)
        case Parts():
            return bars.draw_parts(chart, layout)
        case Days():
            return days.draw(chart, layout)
        case Profile():
            return point_bars.draw_profile(chart, layout)
        case Ranking():
            return point_bars.draw_ranking(chart, layout)
        case Distribution():
            return point_columns.draw_distribution(chart, layout)
        case Course():
            return point_columns.draw_course(chart, layout)


def rendered(chart: Chart, form: str, layout: Layout = Layout.SHEET) -> bytes:
    """The chart as `svg` or `png`. Equal charts give equal bytes."""
    return (canvas.svg if form == "svg" else canvas.png)(drawn(chart, layout))
