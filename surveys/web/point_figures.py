"""Charts of points: a round's ranking and distribution, an organization's profile and its course over the rounds."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction

from flask_babel import gettext as _
from flask_babel import ngettext

from surveys.charts.heading import Heading, Words
from surveys.charts.marks import number
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
    written,
)
from surveys.domain.definition import said
from surveys.domain.indicators import Points
from surveys.domain.methodology import TOTAL, Criterion, Indicator, Method
from surveys.domain.rated import Rated
from surveys.domain.rating import Assessed, mean
from surveys.domain.registry import Form
from surveys.domain.rounding import half_up
from surveys.files import points
from surveys.store.assessments import Round
from surveys.web import language, points_said
from surveys.web.figure import Figure

RANKING, DISTRIBUTION, PROFILE, COURSE = "ranking", "distribution", "profile", "course"

FIRST = 20
"""How many organizations a ranking shows."""

MOST_ROUNDS = 6
"""How many rounds a course shows, the newest."""

JOINED = "\N{WORD JOINER}"
"""Keeps the bounds of a band on one line."""

HALF_WAY = 50
"""If all totals are above, bands are of 5 points, for they would fill only a few of 10."""


@dataclass(frozen=True)
class Place:
    """Whose charts they are, in words; where their images are, and what these addresses say besides."""

    name: str
    root: str = ""
    said: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Peers:
    """Those whom an organization is compared with, in words, and the mean of each figure among them."""

    name: str
    means: Mapping[str, Fraction | None]


def of_round(rated: Rated, place: Place, form: Form | None = None, municipality: str = "") -> list[Figure]:
    """The ranking and the distribution of a round's organizations, or of a part of them; none if none has a total."""
    chosen = [
        one
        for one in rated.organizations
        if (form is None or form in one.forms) and (not municipality or one.municipality == municipality)
    ]
    if all(one.total.value is None for one in chosen):
        return []
    parts = [place.name, *([_form_name(form)] if form else []), *([municipality] if municipality else [])]
    named = replace(place, name=". ".join(parts))
    return [
        Figure(RANKING, _ranking(rated.method, chosen, named, form), place.said, root=place.root),
        Figure(DISTRIBUTION, _distribution(rated.method, chosen, named), place.said, root=place.root),
    ]


def of_organization(
    rated: Rated, one: Assessed, history: Sequence[tuple[Round, Assessed]], place: Place
) -> list[Figure]:
    """An organization's profile, and if there are several rounds (the newest first) its course over them."""
    figures = [Figure(PROFILE, _profile(rated.method, one, _peers(rated, one), place), place.said, root=place.root)]
    if len(history) > 1:
        figures.append(Figure(COURSE, _course(rated.method, history, place), place.said, root=place.root))
    return figures


def _peers(rated: Rated, one: Assessed) -> Peers | None:
    """Those of an organization's first form of service; where it is alone among them, all organizations."""
    for form in one.forms[:1]:
        if sum(form in other.forms for other in rated.organizations) > 1:
            return Peers(_form_name(form), rated.mean(form))
    return Peers(_("all organizations"), rated.mean()) if len(rated.organizations) > 1 else None


def _form_name(form: Form) -> str:
    return _("form of service: %(form)s", form=points_said.form_names()[form])


def _heading(title: str, *subtitle: str) -> Heading:
    words = Words(
        language=language.chosen(),
        yes=_("Yes"),
        no=_("No"),
        nobody=_("n/a"),
        withheld=_("not shown"),
        plan=_("Plan"),
    )
    return Heading(title, " ".join(f"{part}." for part in subtitle if part), words)


def _ranking(method: Method, organizations: Sequence[Assessed], place: Place, form: Form | None) -> Ranking:
    counted = [one for one in organizations if one.total.value is not None]
    shown = counted[:FIRST]
    ranked = tuple(Ranked(_place(one, form), one.called, _shown(method, TOTAL, one.total)) for one in shown)
    of_all = mean(one.total.value for one in counted)
    return Ranking(
        heading=_heading(_("Ranking by the total"), place.name, _part_of(len(shown), len(counted))),
        unit=_("Total, in points out of 100"),
        mean_name=_("Mean of all"),
        mean=_mean(method, TOTAL, of_all),
        rows=ranked,
    )


def _place(one: Assessed, form: Form | None) -> str:
    found = one.place if form is None else dict(zip(one.forms, one.places, strict=True)).get(form)
    return "" if found is None else number(found, language.chosen())


def _part_of(shown: int, of_all: int) -> str:
    count = number(of_all, language.chosen())
    if shown < of_all:
        return _("The first %(shown)s of %(count)s organizations", shown=shown, count=count)
    return _("Organizations: %(count)s", count=count)


def _distribution(method: Method, organizations: Sequence[Assessed], place: Place) -> Distribution:
    digits = points.digits(method, TOTAL)
    totals = [half_up(one.total.value, digits) for one in organizations if one.total.value is not None]
    edges = edges_of(totals)
    step = edges[1] - edges[0]
    found = Counter(min(int(total - edges[0]) // step, len(edges) - 2) for total in totals)
    without = len(organizations) - len(totals)
    left_out = ngettext("%(num)d organization has no total", "%(num)d organizations have no total", without)
    counted = _part_of(len(totals), len(totals))
    return Distribution(
        heading=_heading(_("Distribution of totals"), place.name, counted, left_out * bool(without)),
        unit=_("Total, in points out of 100"),
        edges=edges,
        names=_bands(edges, digits),
        counts=tuple(found[band] for band in range(len(edges) - 1)),
        without=without,
    )


def edges_of(totals: Sequence[Decimal]) -> tuple[int, ...]:
    """The bounds of bands from the ten beneath the lowest total up to 100, in steps of 10, or 5 where all are high."""
    least = min(int(min(totals)) // 10 * 10, 90)
    return tuple(range(least, 101, 5 if least >= HALF_WAY else 10))


def _bands(edges: Sequence[int], digits: int) -> tuple[str, ...]:
    """The bands by name, each up to the last total before the next one begins."""
    last = Decimal(1).scaleb(-digits)
    highest = [written(edge - last, language.chosen()) for edge in edges[1:-1]]
    return tuple(f"{low}{JOINED}–{JOINED}{high}" for low, high in zip(edges[:-1], [*highest, "100"], strict=True))


def _profile(method: Method, one: Assessed, peers: Peers | None, place: Place) -> Profile:
    means = peers.means if peers else {}

    def row(figure: Criterion | Indicator) -> Row:
        name = said(figure.title, language.chosen())
        own, of_all = _shown(method, figure.id, one.score[figure.id]), _mean(method, figure.id, means.get(figure.id))
        return Row(figure.number, name, own, of_all)

    parts = [
        Part(row(criterion), tuple(row(indicator) for indicator in criterion.indicators))
        for criterion in method.methodology.criteria
    ]
    return Profile(
        heading=_heading(_("Points by indicator"), place.name),
        own=_("This organization"),
        mean=_("Mean of the group (%(group)s)", group=peers.name) if peers else "",
        heads=(_("points"), _("mean")),
        parts=tuple(parts),
    )


def _course(method: Method, history: Sequence[tuple[Round, Assessed]], place: Place) -> Course:
    rounds = history[:MOST_ROUNDS][::-1]
    years = Counter(found.opens_on.year for found, _one in rounds)
    moments = [
        Moment(
            str(found.opens_on.year) if years[found.opens_on.year] == 1 else f"{found.opens_on:%m.%Y}",
            found.title,
            _shown(method, TOTAL, one.total),
        )
        for found, one in rounds
    ]
    unit = _("Total, in points out of 100")
    return Course(_heading(_("How the total has changed"), place.name), unit, tuple(moments))


def _shown(method: Method, figure: str, told: Points) -> Shown:
    if told.value is None:
        return Shown(None, language.translated(points.STATES[told.state]))
    return Shown(half_up(told.value, points.digits(method, figure)))


def _mean(method: Method, figure: str, value: Fraction | None) -> Shown:
    return Shown(None, _("n/a")) if value is None else Shown(half_up(value, points.digits(method, figure)))
