"""Inspections of a whole round as a list: taken all or not at all, and given out complete."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter

from sqlalchemy import select
from sqlalchemy.orm import Session

from models import Organization
from surveys.domain.checklist import Checklist
from surveys.domain.inspection import Finding
from surveys.domain.messages import N_
from surveys.domain.registry import Remark
from surveys.files.inspection_table import Inspections
from surveys.store import assessed, inspections, journal
from surveys.store.database import writing


@dataclass(frozen=True)
class Taken:
    """What became of a list: marks and organizations that it has; with `problems`, nothing was changed."""

    marks: int
    organizations: int
    problems: list[Remark]
    warnings: list[Remark]


def take(session: Session, assessment_id: int, told: Inspections, actor: str, file: str) -> Taken:
    """Put the marks of a list into a round, over those that are there, or nothing of it if a line is bad.

    Where the list says nothing of pages, those that are kept stay.
    """
    with writing(session):
        members = assessed.ids(session, assessment_id)
        problems = [*told.problems, *_strangers(session, assessment_id, told, members)]
        lines = told.lines
        if not problems and lines:
            pages = {} if told.has_pages else _pages(session, assessment_id)
            rows = [(members[one.code], _with_page(one.code, one.finding, pages)) for one in lines]
            inspections.write(session, assessment_id, rows, actor)
            journal.add(session, actor, "import inspections", f"{assessment_id}, {len(lines)}, {file[:200]}")
    return Taken(
        len(lines), len({one.code for one in lines}), sorted(problems, key=lambda one: one.line), told.warnings
    )


def complete(
    session: Session, assessment_id: int, checklist: Checklist, findings: Iterable[tuple[str, Finding]]
) -> Iterator[tuple[str, str, Finding | None]]:
    """Every item of every organization of a round, with what was found of it; `findings` are in the order of codes."""
    by_code = groupby(findings, key=itemgetter(0))
    group = next(by_code, None)
    for code in sorted(assessed.ids(session, assessment_id)):
        while group is not None and group[0] < code:
            group = next(by_code, None)
        known = {one.item: one for _code, one in group[1]} if group is not None and group[0] == code else {}
        for item in checklist.by_id:
            yield code, item, known.get(item)


def _strangers(session: Session, assessment_id: int, told: Inspections, members: dict[str, int]) -> Iterator[Remark]:
    """The lines of organizations that are not in the round, or not in the registry."""
    others = [one for one in told.lines if one.code not in members]
    known = set(session.scalars(select(Organization.code))) if others else set()
    for one in others:
        if one.code in known:
            said = N_("The organization %(code)s is not in the round %(id)d.", code=one.code, id=assessment_id)
            yield told.remark(one.line, "organization_code", said)
        else:
            unknown = N_("No organization has the code %(codes)s.", codes=one.code)
            yield told.remark(one.line, "organization_code", unknown)


def _pages(session: Session, assessment_id: int) -> dict[tuple[str, str], str]:
    return {(code, one.item): one.page for code, one in inspections.findings(session, assessment_id) if one.page}


def _with_page(code: str, finding: Finding, pages: dict[tuple[str, str], str]) -> Finding:
    page = pages.get((code, finding.item))
    return Finding(finding.item, finding.value, finding.note, page) if page else finding
