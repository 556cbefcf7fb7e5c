"""The registry changed from the office: by a list that was looked at before, or one organization; with the journal."""

import hashlib

from sqlalchemy import select
from sqlalchemy.orm import Session

from models import Organization
from surveys.domain import registry
from surveys.domain.messages import N_, Message
from surveys.domain.registry import Form, Listing, Record
from surveys.store import journal, organizations
from surveys.store.assessments import Receptions
from surveys.store.database import writing
from surveys.store.organizations import Plan, Summary


def print_of(plan: Plan) -> str:
    """A short text that is another one as soon as the plan is."""
    what = (plan.added, [(known.code, known.record, record) for record, known in plan.changed], plan.problems)
    return hashlib.sha256(repr(what).encode()).hexdigest()[:32]


def take(session: Session, listing: Listing, *, partial: bool, seen: str, actor: str, file: str) -> Summary | None:  # noqa: PLR0913
    """Bring the registry up to a list whose plan a person has looked at; `seen` is that plan's print.

    None, and nothing is changed, if the registry is another one by now, so that the plan is not what was seen.
    """
    with writing(session):
        plan = organizations.plan(session, listing)
        if print_of(plan) != seen:
            return None
        summary = organizations.carry_out(session, plan, partial=partial)
        if summary.stored:
            counts = f"{file[:200]}: +{summary.added} ~{summary.changed}"
            journal.add(session, actor, "import organizations", counts)
    Receptions.changes += 1
    return summary


def record_of(organization: Organization) -> Record:
    """What the registry knows of an organization."""
    plain = {name: getattr(organization, name) for name in registry.COLUMNS if name != "form_of_service"}
    return Record(**plain, form_of_service=tuple(Form(entry.form) for entry in organization.forms))


def print_of_record(record: Record) -> str:
    """A short text that is another one as soon as the record is."""
    return hashlib.sha256(repr(record).encode()).hexdigest()[:16]


def change(session: Session, code: str, record: Record, seen: str, actor: str) -> Message | None:
    """Make an organization's record this one; or why not: `seen` is the print of the record that was changed."""
    with writing(session):
        organization = organizations.by_code(session, code)
        if organization is None:
            return N_("This organization is not in the registry any more.")
        before = record_of(organization)
        if print_of_record(before) != seen:
            return N_("Somebody else has changed this organization meanwhile. Open the page again and compare.")
        if refusal := _same_as_another(session, organization.id, record):
            return refusal
        if changed := [column for column, _, _ in registry.differences(before, record)]:
            organizations.rewrite(session, organization.id, before, record)
            journal.add(session, actor, "change organization", f"{organization.code}: {', '.join(changed)}")
    Receptions.changes += 1
    return None


def add(session: Session, record: Record, actor: str) -> str | Message:
    """Put a new organization into the registry; its code, or why not."""
    with writing(session):
        if refusal := _same_as_another(session, None, record):
            return refusal
        code = organizations.add_new(session, record)
        journal.add(session, actor, "add organization", code)
    return code


def _same_as_another(session: Session, own_id: int | None, record: Record) -> Message | None:
    """Whether another organization has the same name and municipality, and no other INN."""
    key = registry.match_key(record.name, record.municipality)
    same = select(Organization.id, Organization.code, Organization.inn).where(Organization.match_key == key)
    for id_, code, inn in session.execute(same.order_by(Organization.id)):
        if id_ != own_id and not (inn and record.inn and inn != record.inn):
            return N_("The organization %(code)s has the same name and municipality, and no other INN.", code=code)
    return None
