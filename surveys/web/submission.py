"""One submit, from what was sent to the thanks or to the form given back with every answer kept."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from functools import cached_property
from itertools import chain
from urllib.parse import unquote_to_bytes

from flask import abort, current_app, request
from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy.exc import DBAPIError
from werkzeug.wrappers import Response

from surveys.domain import answers, tally
from surveys.domain.questionnaire import Questionnaire
from surveys.extensions import db
from surveys.settings import Settings
from surveys.store import assessments, keys, responses
from surveys.store.assessments import Reception
from surveys.store.database import Unavailable
from surveys.store.responses import NewResponse, Outcome
from surveys.web import faults, form, kiosk, language, pages, proof, sheet, ticket
from surveys.web.limits import SubmitLimits
from surveys.web.metrics import metrics
from surveys.web.sheet import GivenBack, Problem
from surveys.web.ticket import Ticket

MOST_FIELDS = 200


class Submission:
    """A form that came in for an organization. `receive` answers it."""

    def __init__(self, desk: Reception, definition: Questionnaire, channel: str, today: date) -> None:
        _check_shape()
        self.desk = desk
        self.today = today
        self.now = datetime.now(UTC)
        self.settings: Settings = current_app.extensions["settings"]
        self.channel = channel
        self.form = form.bind(definition, request.form, desk.organization_id, self.now)
        self.is_valid = self.form.validate()
        self.definition = definition
        self.entered = self.form["questions"].data
        self.answers = answers.counted(definition, self.entered)
        self.ticket: Ticket | None = self.form.signed

    def receive(self) -> Response:
        """Thank for a stored response, or give the form back."""
        if "switch" in request.form:
            return self.give_back(GivenBack(status=200, asked=self.form.hidden("asked")))
        try:
            with metrics().submit_seconds.time():
                return self._decide()
        except (Unavailable, DBAPIError) as error:
            faults.tell_away(error)
            metrics().responses.labels(self.channel, "unavailable").inc()
            return self.give_back(self._away())

    def _decide(self) -> Response:
        limits = SubmitLimits(self.desk.code, kiosk.device(self.desk))
        seconds = limits.refused_for()
        if seconds:
            return self.give_back(self._too_many(seconds))
        why = self._obstacle(limits)
        outcome = responses.outcome_before(db.engine, self.new) if why is not None and self.new else None
        if outcome is None and why is not None:
            return self.give_back(why)
        if outcome is None:
            outcome = self._store()
            if outcome is Outcome.STORED:
                limits.count_stored()
        return self._answer(outcome)

    def _store(self) -> Outcome:
        """Store the response where the organization's responses go at this moment."""
        assert self.new is not None
        counts = tally.countable(self.definition, self.answers)
        outcome = responses.store(db.engine, self.new, counts)
        if outcome is not Outcome.MOVED:
            return outcome
        # a round was opened or closed since the form was given out: what was filled in counts where it goes now
        now_at = assessments.reception(db.engine, self.desk.code, self.today)
        if now_at is None or now_at.questionnaire not in ("", self.new.questionnaire):
            return Outcome.MOVED
        return responses.store(db.engine, replace(self.new, assessment_id=now_at.assessment_id), counts)

    def _answer(self, outcome: Outcome) -> Response:
        metrics().responses.labels(self.channel, outcome.value).inc()
        if outcome is Outcome.DIFFERENT:
            return self.give_back(self._different())
        if outcome is Outcome.MOVED:
            return self.give_back(self._stale())
        return pages.see(pages.address(request.path + "/thanks", **language.kept()))

    @cached_property
    def new(self) -> NewResponse | None:
        """What would be stored under the ticket; None if the ticket's key is destroyed, or it is not ours."""
        held = self.ticket
        key = keys.key(db.engine, keys.RESPONSES, held.moment, self.now) if held is not None else None
        if held is None or key is None:
            return None
        return NewResponse(
            organization_id=self.desk.organization_id,
            id=responses.response_id(key, held.nonce),
            assessment_id=self.desk.assessment_id,
            channel=held.channel,
            day=self.today,
            questionnaire=held.questionnaire,
            answers=self.answers,
        )

    @cached_property
    def fresh(self) -> Ticket:
        """Another ticket to go on with, where the form's own can store nothing more."""
        key = self.definition.key
        return ticket.issue(self.desk.organization_id, self.desk.assessment_id, self.channel, key, self.now)

    @cached_property
    def numbers(self) -> dict[str, int]:
        """The numbers under which the page shows its questions, by their ids."""
        return {question.id: number for number, question in enumerate(self.definition.questions, 1)}

    def _obstacle(self, limits: SubmitLimits) -> GivenBack | None:
        """The first thing that stands in the way of storing, None if nothing does."""
        checks: tuple[Callable[[], GivenBack | None], ...] = (
            self._ticket_problem,
            self._refused_entries,
            self._missed_questions,
            lambda: self._proof_wanted(limits),
        )
        return next((why for check in checks if (why := check()) is not None), None)

    def _ticket_problem(self) -> GivenBack | None:
        held = self.ticket
        if "ticket" in self.form.errors or held is None or self.new is None:
            return self._stale()
        return None if held.questionnaire == self.definition.key else self._stale()

    def _refused_entries(self) -> GivenBack | None:
        if self.is_valid:
            return None
        asked_about = [q for q in self.definition.questions if answers.is_asked(q, self.answers)]
        refusals = self.form["questions"].refusals
        problems = [
            Problem(q.id, _("Question %(number)d. %(reason)s", number=self.numbers[q.id], reason=refusals[q.id]))
            for q in asked_about
            if q.id in refusals
        ]
        return GivenBack(heading=_("Some answers could not be read"), problems=problems) if problems else None

    def _missed_questions(self) -> GivenBack | None:
        asked_before = set(self.form.hidden("asked").split(","))
        missed = answers.missed(self.definition, self.answers)
        if not {q.id for q in missed} - asked_before:
            return None
        problems = [Problem(q.id, _("Question %(number)d has no answer", number=self.numbers[q.id])) for q in missed]
        return GivenBack(
            heading=_("Some questions have no answer"),
            problems=problems,
            notice=_("Please answer them, or send the questionnaire again as it is: you may leave them out."),
            asked=",".join(sorted(asked_before | {q.id for q in missed})).strip(","),
        )

    def _proof_wanted(self, limits: SubmitLimits) -> GivenBack | None:
        held = self.ticket
        assert held is not None
        too_fast = self.now.timestamp() - held.issued < self.settings.min_fill_seconds
        if not (too_fast or self.form.hidden("website") or held.waits_from or limits.want_proof()):
            return None
        if proof.is_solved(self.form.hidden("altcha"), held):
            metrics().proofs.labels("computed").inc()
            return None
        waiting = held.waiting(self.now)
        left = waiting.waits_from + self.settings.wait_seconds - int(self.now.timestamp())
        if held.waits_from and left <= 0:
            metrics().proofs.labels("waited").inc()
            return None
        metrics().proofs.labels("asked").inc()
        return GivenBack(
            heading=_("One more step before your answers are sent"),
            problems=[Problem(None, _("Wait for the check below to finish, then send once more."))],
            asked=self.form.hidden("asked"),
            proof=proof.challenge(waiting, self.now),
            wait=max(1, left),
            ticket=waiting,
        )

    def _stale(self) -> GivenBack:
        message = _("Your answers are kept. Please look through them and send them once more.")
        heading = _("The page was open for too long")
        return GivenBack(heading=heading, problems=[Problem(None, message)], ticket=self.fresh)

    def _different(self) -> GivenBack:
        message = _("These are other answers. If they are from another person, send them once more as a new response.")
        heading = _("A first set of answers from this page is already stored")
        return GivenBack(heading=heading, problems=[Problem(None, message)], ticket=self.fresh)

    def _too_many(self, seconds: int) -> GivenBack:
        minutes = max(1, round(seconds / 60))
        message = ngettext(
            "Your answers stay on this page. Please send them again in %(num)d minute.",
            "Your answers stay on this page. Please send them again in %(num)d minutes.",
            minutes,
        )
        return GivenBack(
            status=429,
            heading=_("Too many questionnaires came from your network"),
            problems=[Problem(None, message)],
            asked=self.form.hidden("asked"),
            headers={"Retry-After": str(seconds)},
        )

    def _away(self) -> GivenBack:
        by_itself = "again" in request.form  # the browser has waited and sent it once more
        message = _("Your answers are not stored yet; they stay on this page.")
        if by_itself:
            message = _("Sending them once more did not help. They stay on this page: please send them a little later.")
        return GivenBack(
            status=503,
            heading=_("The answers could not be stored just now"),
            problems=[Problem(None, message)],
            asked=self.form.hidden("asked"),
            again=None if by_itself else faults.RETRY_SECONDS,
            headers={"Retry-After": str(faults.RETRY_SECONDS)},
        )

    def give_back(self, why: GivenBack) -> Response:
        """The form with everything that was entered, under its own ticket unless `why` has another for it."""
        held = why.ticket or self.ticket or self.fresh
        return sheet.given_back(self.desk, self.definition, held, self.entered, why)


def _check_shape() -> None:
    """Refuse what no form of ours sends: heaps of fields, bytes that are not UTF-8."""
    body = request.get_data()
    # bytes that are not UTF-8 stay as %XX in what was read: without a per cent sign there, nothing is wrong
    if not body.isascii() or "%" in "".join(chain.from_iterable(request.form.items(multi=True))):
        try:
            unquote_to_bytes(body).decode()
        except UnicodeDecodeError:
            abort(400)
    if len(request.form) > MOST_FIELDS:
        abort(400)
