"""Charts of parts of a round: the counts are asked for, named in the reader's language, and given an address."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import cached_property

from flask import current_app
from flask_babel import format_date, ngettext
from flask_babel import gettext as _

from surveys.charts import counts as charts
from surveys.charts.counts import Answers, PartSeries, ShareSeries
from surveys.charts.heading import Heading, Words
from surveys.charts.marks import number
from surveys.domain.questionnaire import Kind, Question, Questionnaire
from surveys.domain.tally import AGE_BANDS, band
from surveys.extensions import db
from surveys.store import counts
from surveys.store.assessments import Round
from surveys.web import desk, language
from surveys.web.figure import Figure
from surveys.web.office.channels import channel_name
from surveys.web.office.scopes import Chosen

SHARES, DAYS, CHANNELS = "shares", "days", "channels"
CHANNEL_ORDER = ("link", "qr", "embed", "kiosk", "paper", "interview", "phone")


def prepared(round_: Round, parts: Sequence[Chosen]) -> list[Figure]:
    """All charts of one part of a round, or of two side by side."""
    asked = _Asked(round_, parts)
    return [figure for kind in asked.kinds if (figure := asked.figure(kind))]


def one(kind: str, round_: Round, parts: Sequence[Chosen]) -> Figure | None:
    """One of these charts; None if there is none of this kind."""
    asked = _Asked(round_, parts)
    return asked.figure(kind) if kind in asked.kinds else None


def total(round_: Round, parts: Sequence[Chosen]) -> int:
    """How many responses there are to show."""
    return sum(sum(counts.channels(db.session, round_.id, part.scope).values()) for part in parts)


def definition_of(round_: Round) -> Questionnaire | None:
    """What a round asks; the standing collection is shown by what is in force. None if its file is not there."""
    known = current_app.extensions["questionnaires"]
    if round_.questionnaire:
        found: Questionnaire | None = known.get(round_.questionnaire)
        return found
    in_force: Questionnaire = known.in_force(current_app.extensions["settings"].questionnaire, desk.today())
    return in_force


class _Asked:
    """What is asked of a round and some parts of it; each count is asked for once."""

    def __init__(self, round_: Round, parts: Sequence[Chosen]) -> None:
        self.round = round_
        self.parts = parts
        self.definition = definition_of(round_)
        self.said = (("round", str(round_.id)), *zip("ab", (part.address for part in parts), strict=False))
        self.words = Words(
            language=language.chosen(),
            yes=_("Yes"),
            no=_("No"),
            nobody=_("n/a"),
            withheld=_("not shown"),
            plan=_("Plan"),
        )

    @property
    def kinds(self) -> list[str]:
        """Which charts there are: three, and one for each question that has a choice or is about an age."""
        wanted = (Kind.CHOICE, Kind.WHOLE_NUMBER)
        questions = self.definition.questions if self.definition else ()
        shares = [SHARES] if questions else []
        return [*shares, DAYS, CHANNELS, *(question.id for question in questions if question.kind in wanted)]

    def figure(self, kind: str) -> Figure | None:
        """The chart of this kind."""
        match kind:
            case "shares":
                return Figure(kind, self._shares(), self.said)
            case "days":
                return self._days()
            case "channels":
                return Figure(kind, self._channels(), self.said)
            case _:
                assert self.definition is not None
                return Figure(kind, self._choice(self.definition.by_id[kind]), self.said)

    @cached_property
    def channels(self) -> list[Mapping[str, int]]:
        """Responses by channel, part by part."""
        return [counts.channels(db.session, self.round.id, part.scope) for part in self.parts]

    @cached_property
    def answers(self) -> list[Mapping[tuple[str, str], int]]:
        """Answers by question and value, part by part."""
        key = self.definition.key if self.definition else ""
        return [counts.answers(db.session, self.round.id, key, part.scope) for part in self.parts]

    def heading(self, title: str) -> Heading:
        """A title, and beneath it the round and the parts with how many responses they have."""
        name = _("Standing collection") if self.round.standing else self.round.title
        sums = [sum(of_part.values()) for of_part in self.channels]
        told = [f"{part.name}: {_responses(count)}" for part, count in zip(self.parts, sums, strict=True)]
        return Heading(title, f"{name}. {'; '.join(told)}.", self.words)

    def _shares(self) -> charts.Shares:
        assert self.definition is not None
        numbered = [
            (place, question)
            for place, question in enumerate(self.definition.questions, 1)
            if question.kind is Kind.YES_NO
        ]
        ids = [question.id for _place, question in numbered]
        series = [
            ShareSeries(part.name, tuple(Answers(told.get((id_, "yes"), 0), told.get((id_, "no"), 0)) for id_ in ids))
            for part, told in zip(self.parts, self.answers, strict=True)
        ]
        questions = tuple(f"{place}. {self._text(question.text)}" for place, question in numbered)
        return charts.Shares(self.heading(_("Share of “Yes” for each question")), questions, tuple(series))

    def _channels(self) -> charts.Parts:
        used = {channel for of_part in self.channels for channel in of_part}
        order = [channel for channel in CHANNEL_ORDER if channel in used] + sorted(used - set(CHANNEL_ORDER))
        rows = tuple(channel_name(channel) for channel in order)
        found = [tuple(of_part.get(channel, 0) for channel in order) for of_part in self.channels]
        return self._parts(_("How the responses came"), rows, found)

    def _choice(self, question: Question) -> charts.Parts:
        if question.kind is Kind.WHOLE_NUMBER:
            values = [band(low) for low, _high in AGE_BANDS]
            rows = tuple(_band_name(low, high) for low, high in AGE_BANDS)
        else:
            values = list(question.values)
            rows = tuple(self._text(option.text) for option in question.options)
        found = [tuple(of_part.get((question.id, value), 0) for value in values) for of_part in self.answers]
        return self._parts(self._text(question.text), rows, found)

    def _parts(self, title: str, rows: tuple[str, ...], found: Sequence[tuple[int, ...]]) -> charts.Parts:
        series = [PartSeries(part.name, told) for part, told in zip(self.parts, found, strict=True)]
        return charts.Parts(self.heading(title), rows, tuple(series))

    def _days(self) -> Figure:
        sample = self.definition.sample if self.definition else None
        samples = [counts.needed(db.session, self.round.id, part.scope, sample) for part in self.parts]
        found = [counts.days(db.session, self.round.id, part.scope) for part in self.parts]
        first, last, until = self._period([day for of_part in found for day in of_part])
        series = tuple(
            charts.DaySeries(part.name, tuple(of_part.items()), until, needed.required or None)
            for part, of_part, needed in zip(self.parts, found, samples, strict=True)
        )
        chart = charts.Days(self.heading(_("Responses by day, in total")), first, last, self.round.closes_on, series)
        unknown = sum(needed.unknown for needed in samples) if any(needed.required for needed in samples) else 0
        note = ngettext(
            "The plan leaves out %(num)d organization whose number of recipients is not known.",
            "The plan leaves out %(num)d organizations whose number of recipients is not known.",
            unknown,
        )
        plan = replace(chart.heading, words=replace(self.words, plan=_plan(chart)))
        return Figure(DAYS, replace(chart, heading=plan), self.said, note if unknown else "")

    def _period(self, days: Sequence[date]) -> tuple[date, date, date]:
        """First and last day of the chart, and the day that the lines lead to."""
        today, closes = desk.today(), self.round.closes_on
        first = min([*days, *([] if self.round.standing else [self.round.opens_on])], default=today)
        over = self.round.state == "closed" and closes is None
        until = max([*days, first, *([] if over else [min(today, closes or today)])])
        return first, max(until, closes or until), until

    def _text(self, texts: Mapping[str, str]) -> str:
        return texts.get(self.words.language) or next(iter(texts.values()))


def _responses(count: int) -> str:
    shown = number(count, language.chosen())
    return ngettext("%(shown)s response", "%(shown)s responses", count, shown=shown)


def _plan(chart: charts.Days) -> str:
    if chart.in_percent:
        return _("Plan: the required sample")
    required = next((series.required for series in chart.series if series.required), 0)
    return _("Plan: %(responses)s", responses=_responses(required)) + (
        _(" by %(day)s", day=format_date(chart.due, "long")) if chart.due else ""
    )


def _band_name(low: int, high: int) -> str:
    if low == AGE_BANDS[0][0]:
        return _("under %(years)d", years=high + 1)
    if high == AGE_BANDS[-1][1]:
        return _("%(years)d and older", years=low)
    return f"{low}–{high}"
