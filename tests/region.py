"""A region with approved results: organizations with so many answers and such marks, a closed round, a decision.

Counts go into the tallies at once, without responses, so that a large region costs little; `flask verify` would miss
the responses.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from models import AnswerTally, DayTally, Organization
from surveys.definitions import loader
from surveys.domain.checklist import Mark
from surveys.domain.inspection import Finding
from surveys.domain.rating import Assessed
from surveys.domain.registry import Form, Listing, Record
from surveys.store import assessments, decisions, inspections, organizations, rounds
from surveys.store.assessments import Round
from surveys.store.database import writing
from surveys.store.decisions import Paper
from surveys.web import counting
from tests import clock

QUESTIONNAIRE = loader.Questionnaires.load(loader.SHIPPED / "questionnaires" / "675n-1.toml")
CHECKLIST = loader.Checklists.load(loader.SHIPPED / "checklists" / "317n-1.toml")


@dataclass(frozen=True)
class Home:
    """An organization and what was found out about it.

    `answers` are how many said yes and no to a question; everybody else to whom a question was put said yes.
    `marks` are those of the inspection by item; every other item has `mark`, None for not marked yet.
    """

    name: str
    responses: int = 20
    answers: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    mark: str | None = "1"
    marks: Mapping[str, str | None] = field(default_factory=dict)
    forms: tuple[Form, ...] = (Form.STATIONARY,)
    municipality: str = "Город Н."
    short_name: str = ""
    inn: str | None = None
    recipients: int | None = None


def homes(number: int, **more: object) -> list[Home]:
    """So many organizations of falling totals, «Дом 01» the best."""
    return [
        Home(f"Дом {place + 1:02}", answers={"q15": (20 - place % 21, place % 21)}, **more)  # type: ignore[arg-type]
        for place in range(number)
    ]


def approved(session: Session, members: Sequence[Home], year: int = 2025, **more: str) -> int:
    """The id of a round of these organizations that was collected in March of a year and approved on 1 April."""
    found = collected(session, members, year, **more)
    approve(session, found, date(year, 4, 1))
    return found


def collected(session: Session, members: Sequence[Home], year: int = 2025, **more: str) -> int:
    """The id of a round of these organizations that was collected in March of a year and is not approved."""
    codes = registered(session, members)
    told = {"title": f"Оценка {year} года", "questionnaire": QUESTIONNAIRE.key} | more
    days = {"opens_on": date(year, 3, 1), "closes_on": date(year, 3, 31)}
    made = rounds.open_round(session, codes=list(codes.values()), **told, **days)  # type: ignore[arg-type]
    for one in members:
        put(session, made, codes[one.name], one)
    return made


def approve(session: Session, round_id: int, day: date, number: str = "7", reason: str = "") -> None:
    """Freeze the results of a round as they are now; `reason` is needed where that was done before."""
    found = round_of(session, round_id)
    counted = counting.count(found)
    paper = Paper(number, day, reason, b"%PDF-1.4 minutes", "minutes.pdf")
    decisions.approve(session, found, counted, counted.digest, paper, "council@example.org")


def rating(session: Session, round_id: int) -> Sequence[Assessed]:
    """The organizations of a round as they are counted now, for those who may see all of it."""
    return counting.count(round_of(session, round_id)).organizations


def round_of(session: Session, round_id: int) -> Round:
    """The round as it is today."""
    found = assessments.round_of(session, round_id, clock.today())
    assert found is not None
    return found


def registered(session: Session, members: Iterable[Home]) -> dict[str, str]:
    """The codes of these organizations by name; those that are not in the registry yet are put into it."""
    known = _codes(session)
    records = [
        Record(
            name=one.name,
            short_name=one.short_name,
            inn=one.inn,
            form_of_service=one.forms,
            municipality=one.municipality,
            recipients=one.recipients,
            line=line,
        )
        for line, one in enumerate(members, 1)
        if one.name not in known
    ]
    if records:
        with writing(session):
            organizations.register(session, Listing(records))
    codes = _codes(session)
    return {one.name: codes[one.name] for one in members}


def put(session: Session, round_id: int, code: str, one: Home) -> None:
    """Put an organization's answers and marks into a round that has none of it yet."""
    where = {"organization_id": _id(session, code), "assessment_id": round_id}
    day = round_of(session, round_id).opens_on
    told = dict.fromkeys(CHECKLIST.by_id, one.mark) | dict(one.marks)
    marks = {item: mark for item, mark in told.items() if mark is not None}
    findings = [Finding(item, Mark(mark), "нет такого" if mark == "n/a" else "") for item, mark in marks.items()]
    with writing(session):
        if one.responses:
            session.execute(insert(DayTally).values(**where, day=day, channel="link", count=one.responses))
            session.execute(insert(AnswerTally), [where | row for row in _answers(one)])
        inspections.write(session, round_id, [(where["organization_id"], told) for told in findings], "a@example.org")


def mark(session: Session, round_id: int, code: str, item: str, value: str) -> None:
    """Put another mark on an item of an organization's inspection."""
    with writing(session):
        inspections.write(session, round_id, [(_id(session, code), Finding(item, Mark(value)))], "a@example.org")


def put_marks(session: Session, round_id: int, code: str, marks: Mapping[str, str]) -> None:
    """Mark some items of an organization otherwise."""
    findings = [(_id(session, code), Finding(item, Mark(mark))) for item, mark in marks.items()]
    with writing(session):
        inspections.write(session, round_id, findings, "b@example.org")


def _answers(one: Home) -> list[dict[str, object]]:
    said: dict[str, tuple[int, int]] = {}
    for question in QUESTIONNAIRE.questions[:15]:
        rule = question.asked_if
        asked = said[rule.question][0] if rule else one.responses
        said[question.id] = one.answers.get(question.id, (asked, 0))
    return [
        {"questionnaire": QUESTIONNAIRE.key, "question": id_, "answer": answer, "count": count}
        for id_, counts in said.items()
        for answer, count in zip(("yes", "no"), counts, strict=True)
        if count
    ]


def _codes(session: Session) -> dict[str, str]:
    return dict(session.execute(select(Organization.name, Organization.code)).all())


def _id(session: Session, code: str) -> int:
    found = organizations.by_code(session, code)
    assert found is not None
    return found.id
