"""The registry of organizations: found by code and by words, filled from lists."""

import secrets
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import bindparam, case, delete, func, insert, or_, select, update
from sqlalchemy.orm import Session

from models import Organization, OrganizationForm
from surveys.domain import codes, matching, registry
from surveys.domain.matching import Known
from surveys.domain.messages import N_
from surveys.domain.registry import Form, Listing, Record, Remark

_PLAIN_COLUMNS = tuple(name for name in registry.COLUMNS if name != "form_of_service")


@dataclass(frozen=True)
class Summary:
    """What became of a list: how many organizations were added, changed and left as they were.

    `problems` are those of the lines that cannot be taken, in the order of lines, `warnings` those of the lines
    that were; `without_form` counts the taken organizations whose form of service nobody knows. `stored` is
    False if nothing was changed because of the problems; the counts then are what would have been.
    """

    stored: bool
    added: int
    changed: int
    unchanged: int
    without_form: int
    problems: list[Remark]
    warnings: list[Remark]


def by_code(session: Session, code: str) -> Organization | None:
    """The organization with this code, however it was typed; None if there is none."""
    return session.scalar(select(Organization).where(Organization.code == codes.normal(code)))


def count(session: Session) -> int:
    """How many organizations there are."""
    return session.scalar(select(func.count()).select_from(Organization)) or 0


def all_codes_and_names(session: Session) -> Iterator[tuple[str, str]]:
    """Code and name of every organization, by name."""
    found = session.execute(select(Organization.code, Organization.name).order_by(Organization.name, Organization.code))
    return ((code, name) for code, name in found)


def everything(session: Session) -> Sequence[Organization]:
    """All organizations with their forms of service."""
    return session.scalars(select(Organization)).all()


def search(session: Session, query: str, limit: int, form: Form | None = None) -> tuple[list[Organization], bool]:
    """At most `limit` organizations that have every word of the query, and whether there are more.

    `form` leaves only those that work in a form of service.

    Words are parts of words in name, short name, municipality and address. Organizations whose name begins with
    one of them come first, then by name. A query without words finds all.
    """
    words = registry.search_words(query)
    begins = or_(False, *(Organization.search_text.startswith(word, autoescape=True) for word in words))
    has_all = [Organization.search_text.contains(word, autoescape=True) for word in words]
    if form is not None:
        has_all.append(Organization.forms.any(OrganizationForm.form == form))
    found = session.scalars(
        select(Organization)
        .where(*has_all)
        .order_by(case((begins, 0), else_=1), Organization.search_text, Organization.code)
        .limit(limit + 1)
    ).all()
    return list(found[:limit]), len(found) > limit


def add_one(session: Session, record: Record) -> Organization:
    """Put one organization into the registry, or find it there; to be called within `database.writing`."""
    register(session, Listing([record]))
    key = registry.match_key(record.name, record.municipality)
    same = select(Organization).where(Organization.match_key == key).order_by(Organization.id)
    return session.scalars(same.limit(1)).one()


@dataclass(frozen=True)
class Plan:
    """What a list would do to the registry as it is now. Of each change, what is known and what would be."""

    added: list[Record]
    changed: list[tuple[Record, Known]]
    unchanged: int
    without_form: int
    problems: list[Remark]
    warnings: list[Remark]


def plan(session: Session, listing: Listing) -> Plan:
    """What `register` would do with a list now; changes nothing.

    Organizations are found as `matching.match` says. A column that the list does not have leaves what is known; an
    empty cell empties it, with a warning, except the INN, which stays.
    """
    matched = matching.match(listing.records, _known(session))
    pairs = [(_merged(record, known, listing.columns), known) for record, known in matched.pairs]
    changed = [(merged, known) for merged, known in pairs if known and merged != known.record]
    added = [merged for merged, known in pairs if known is None]
    problems = _by_line(listing.problems + matched.problems)
    left_out = {problem.line for problem in problems}
    warnings = [warning for warning in listing.warnings if warning.line not in left_out]
    emptied = [remark for merged, known in changed for remark in _emptied(known.record, merged, listing.columns)]
    return Plan(
        added=added,
        changed=changed,
        unchanged=len(pairs) - len(added) - len(changed),
        without_form=sum(not merged.form_of_service for merged, _ in pairs),
        problems=problems,
        warnings=_by_line(warnings + matched.warnings + emptied),
    )


def register(session: Session, listing: Listing, *, partial: bool = False) -> Summary:
    """Bring the registry up to a list; to be called within `database.writing`.

    If any line has a problem, nothing is changed, unless `partial`: then the other lines are taken. A new organization
    gets its code here, once; a known one keeps it.
    """
    return carry_out(session, plan(session, listing), partial=partial)


def carry_out(session: Session, found: Plan, *, partial: bool = False) -> Summary:
    """As `register`, with a plan that was made in the same transaction."""
    summary = Summary(
        stored=partial or not found.problems,
        added=len(found.added),
        changed=len(found.changed),
        unchanged=found.unchanged,
        without_form=found.without_form,
        problems=found.problems,
        warnings=found.warnings,
    )
    if summary.stored:
        _add(session, found.added)
        _change(session, found.changed)
        session.expire_all()
    return summary


def rewrite(session: Session, id_: int, before: Record, after: Record) -> None:
    """Make one organization's record another one; to be called within `database.writing`."""
    _change(session, [(after, Known(id_, "", before))])
    session.expire_all()


def add_new(session: Session, record: Record) -> str:
    """Add an organization that is not in the registry; its code. To be called within `database.writing`."""
    (code,) = _add(session, [record])
    return code


def _by_line(remarks: list[Remark]) -> list[Remark]:
    return sorted(remarks, key=lambda remark: remark.line)


def _known(session: Session) -> Iterator[Known]:
    forms: dict[int, list[Form]] = defaultdict(list)
    listed = select(OrganizationForm.organization_id, OrganizationForm.form).order_by(OrganizationForm.position)
    for id_, form in session.execute(listed):
        forms[id_].append(Form(form))
    columns = (Organization.id, Organization.code, *(getattr(Organization, name) for name in _PLAIN_COLUMNS))
    for id_, code, *values in session.execute(select(*columns).order_by(Organization.id)):
        told = dict(zip(_PLAIN_COLUMNS, values, strict=True))
        yield Known(id_, code, Record(**told, form_of_service=tuple(forms.get(id_, ()))))


def _merged(record: Record, known: Known | None, columns: Mapping[str, str]) -> Record:
    if known is None:
        return record
    untold = {name: getattr(known.record, name) for name in registry.COLUMNS if name not in columns}
    return replace(record, **{"inn": record.inn or known.record.inn, **untold})


def _emptied(before: Record, after: Record, columns: Mapping[str, str]) -> Iterator[Remark]:
    for column, heading in columns.items():
        told = getattr(before, column)
        if told not in ("", (), None) and getattr(after, column) in ("", (), None):
            shown = ", ".join(registry.FORM_NAMES[form] for form in told) if column == "form_of_service" else told
            yield Remark(after.line, heading, N_("The cell is empty: “%(before)s” was taken out.", before=shown))


def _row(record: Record) -> dict[str, Any]:
    return {
        **{name: getattr(record, name) for name in _PLAIN_COLUMNS},
        "match_key": registry.match_key(record.name, record.municipality),
        "search_text": registry.search_text(record.name, record.short_name, record.municipality, record.address),
    }


def _add(session: Session, records: Sequence[Record]) -> list[str]:
    if not records:
        return []
    taken = set(session.scalars(select(Organization.code)))
    new = {_unused_code(taken): record for record in records}
    add_under_codes(session, new)
    return list(new)


def add_under_codes(session: Session, new: Mapping[str, Record]) -> dict[str, int]:
    """Add organizations under codes that nobody has; their ids by code. To be called within `database.writing`."""
    session.execute(insert(Organization), [{"code": code, **_row(record)} for code, record in new.items()])
    ids = {code: id_ for code, id_ in session.execute(select(Organization.code, Organization.id)) if code in new}
    _add_forms(session, ((ids[code], record) for code, record in new.items()))
    return ids


def _change(session: Session, changed: Sequence[tuple[Record, Known]]) -> None:
    if not changed:
        return
    session.execute(update(Organization), [{"id": known.id, **_row(record)} for record, known in changed])
    reformed = [
        (known.id, record) for record, known in changed if record.form_of_service != known.record.form_of_service
    ]
    gone = delete(OrganizationForm).where(OrganizationForm.organization_id == bindparam("gone"))
    if reformed:
        session.connection().execute(gone, [{"gone": id_} for id_, _ in reformed])
    _add_forms(session, reformed)


def _add_forms(session: Session, records: Iterable[tuple[int, Record]]) -> None:
    rows = [
        {"organization_id": id_, "form": form, "position": position}
        for id_, record in records
        for position, form in enumerate(record.form_of_service)
    ]
    if rows:
        session.execute(insert(OrganizationForm), rows)


def _unused_code(taken: set[str]) -> str:
    """A code that is in nobody's use, which from now on it is."""
    while (code := "".join(secrets.choice(codes.ALPHABET) for _ in range(codes.LENGTH))) in taken:
        pass
    taken.add(code)
    return code
