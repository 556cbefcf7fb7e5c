"""One chart of a page: its counts, its words, the addresses of its images."""

import hmac
from dataclasses import dataclass
from functools import cached_property, lru_cache

from flask import current_app
from flask_babel import gettext as _

from surveys.charts.counts import Chart, Parts, fingerprint
from surveys.charts.marks import Layout
from surveys.charts.point_counts import Course, Distribution
from surveys.charts.render import drawn
from surveys.web import language
from surveys.web.figure_tables import Table, table_of
from surveys.web.pages import address


@dataclass(frozen=True)
class Figure:
    """A chart of a page: which one, its counts, a note beneath it, and what its address says.

    `root` is where its images are counted and drawn for whoever asks. Without it only who was told their addresses
    can open them, as long as they are kept.
    """

    kind: str
    chart: Chart
    said: tuple[tuple[str, str], ...]
    note: str = ""
    root: str = ""

    @property
    def title(self) -> str:
        """What the chart is called."""
        return self.chart.heading.title

    @property
    def alt(self) -> str:
        """What stands for the picture: the figures are in the table."""
        return _("Chart: %(title)s. %(subtitle)s The table beside it has the same figures.", **self._head())

    @property
    def wide(self) -> bool:
        """Whether it takes the page's width, so that its table stands beneath it."""
        return not isinstance(self.chart, Parts | Distribution | Course)

    @cached_property
    def table(self) -> Table:
        """The same figures."""
        return table_of(self.chart)

    def key(self, layout: str) -> str:
        """What its image in a layout is kept under: changes with counts and words, and nobody can guess it."""
        secret: str = current_app.config["SECRET_KEY"]
        return hmac.digest(secret.encode(), f"chart {layout} {self._fingerprint}".encode(), "sha256").hex()[:32]

    @cached_property
    def _fingerprint(self) -> str:
        return fingerprint(self.chart)

    def size(self, layout: str) -> tuple[int, int]:
        """Width and height of the image in a layout."""
        return _size(self.chart, Layout(layout))

    def address(self, form: str, layout: str = Layout.SHEET) -> str:
        """Where its image is."""
        shown = {} if layout == Layout.SHEET else {"layout": str(layout)}
        told = dict(self.said) | language.kept() | shown
        if self.root:
            return address(f"{self.root}/{self.kind}.{form}", **told)
        return address(f"/charts/{self.key(layout)}.{form}", **({"kind": self.kind} | told))

    def _head(self) -> dict[str, str]:
        return {"title": self.title, "subtitle": self.chart.heading.subtitle}


@lru_cache(maxsize=256)
def _size(chart: Chart, layout: Layout) -> tuple[int, int]:
    return drawn(chart, layout).size
