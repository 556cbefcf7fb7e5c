"""One chart as the office shows it: its counts, its words, the addresses of its images."""

import hmac
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256

from flask import current_app
from flask_babel import gettext as _

from surveys.charts import counts as charts
from surveys.charts.counts import Chart
from surveys.charts.marks import Layout
from surveys.charts.render import drawn
from surveys.web import language
from surveys.web.office.figure_tables import Table, table_of
from surveys.web.pages import address


@dataclass(frozen=True)
class Figure:
    """A chart of a page: which one, its counts, a note beneath it, and what its address says."""

    kind: str
    chart: Chart
    said: tuple[tuple[str, str], ...]
    note: str = ""

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
        return not isinstance(self.chart, charts.Parts)

    @cached_property
    def table(self) -> Table:
        """The same figures."""
        return table_of(self.chart)

    def key(self, layout: str) -> str:
        """What its image in a layout is kept under: changes with counts and words, and nobody can guess it."""
        secret: str = current_app.config["SECRET_KEY"]
        return hmac.new(secret.encode(), f"chart {layout} {self._fingerprint}".encode(), sha256).hexdigest()[:32]

    @cached_property
    def _fingerprint(self) -> str:
        return charts.fingerprint(self.chart)

    def size(self, layout: str) -> tuple[int, int]:
        """Width and height of the image in a layout."""
        return drawn(self.chart, Layout(layout)).size

    def address(self, form: str, layout: str = Layout.SHEET) -> str:
        """Where its image is."""
        shown = {} if layout == Layout.SHEET else {"layout": str(layout)}
        told = {"kind": self.kind} | dict(self.said) | language.kept() | shown
        return address(f"/charts/{self.key(layout)}.{form}", **told)

    def _head(self) -> dict[str, str]:
        return {"title": self.title, "subtitle": self.chart.heading.subtitle}
