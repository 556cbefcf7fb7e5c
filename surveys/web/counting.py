"""The results of a round: as they are now, or as the council approved them."""

from dataclasses import dataclass, replace

from flask import Flask, current_app

from models import Decision
from surveys.definitions.loader import DefinitionError, Methodologies
from surveys.domain.messages import N_, Message
from surveys.domain.methodology import Method
from surveys.domain.questionnaire import Questionnaire
from surveys.domain.rated import Rated
from surveys.domain.rating import Assessed
from surveys.extensions import db
from surveys.store import decisions
from surveys.store.assessments import Round
from surveys.store.decisions import Counted
from surveys.web.kept import Lately


class NotCountable(Exception):
    """A round whose results cannot be counted; `message` says why."""

    def __init__(self, message: Message) -> None:
        super().__init__(str(message))
        self.message = message


@dataclass(frozen=True)
class Results(Rated):
    """The results of a round, best first. `decision` is the one that approved them, None while they are preliminary."""

    round: Round
    decision: Decision | None = None
    digest: str = ""


def set_up(app: Flask) -> None:
    """Make room for what was counted last."""
    app.extensions["counted"] = Lately()


def definitions_of(found: Round) -> tuple[Method, Questionnaire]:
    """The methodology with its checklist, and the questionnaire, that a round is counted by. Raises NotCountable."""
    if found.standing:
        raise NotCountable(N_("The standing collection counts in no assessment."))
    methodologies: Methodologies = current_app.extensions["methodologies"]
    return fitting(found.methodology or _in_force(methodologies, found), found.questionnaire)


def fitting(methodology: str, questionnaire: str) -> tuple[Method, Questionnaire]:
    """A methodology and a questionnaire by their keys. Raises NotCountable if one is gone, or if they do not fit."""
    method = current_app.extensions["methodologies"].method(methodology)
    asked = current_app.extensions["questionnaires"].get(questionnaire)
    if method is None or asked is None:
        gone = methodology if method is None else questionnaire
        raise NotCountable(N_("The definition file of %(keys)s is not there any more.", keys=gone))
    if misfits := list(method.misfits(asked)):
        values = {"methodology": methodology, "questionnaire": questionnaire, "questions": ", ".join(misfits)}
        raise NotCountable(
            N_("%(methodology)s counts questions that %(questionnaire)s does not ask: %(questions)s.", **values)
        )
    return method, asked


def _in_force(methodologies: Methodologies, found: Round) -> str:
    try:
        return methodologies.in_force(current_app.extensions["settings"].methodology, found.opens_on).key
    except DefinitionError as error:
        raise NotCountable(Message(str(error).replace("%", "%%"))) from error


def count(found: Round) -> Counted:
    """Count the results of a round anew. Raises NotCountable."""
    return decisions.count(db.session, found, *definitions_of(found))


def preliminary(found: Round) -> Results:
    """The results of a round as they are now, or were a few seconds ago. Raises NotCountable."""
    lately: Lately = current_app.extensions["counted"]
    counted: Counted = lately.get(found, lambda: count(found))
    return Results(counted.method, counted.organizations, found, digest=counted.digest)


def approved(found: Round, version: int | None = None) -> Results | None:
    """The results of a round as the council approved them: the newest decision, or the one of this version."""
    those = decisions.of_round(db.session, found.id)
    decision = next((one for one in those if version in (None, one.version)), None)
    if decision is None:
        return None
    method = decisions.method_of(decision)
    organizations = list(decisions.results(db.session, decision, method))
    return Results(method, organizations, found, decision, decision.digest)


def results(found: Round) -> Results:
    """The approved results of a round, or the preliminary ones if there are none. Raises NotCountable."""
    return approved(found) or preliminary(found)


def without_marks(one: Assessed) -> Assessed:
    """The organization without its inspection's marks, where many are kept in memory."""
    return replace(one, inputs=replace(one.inputs, marks={}))
