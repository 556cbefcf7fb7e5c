"""Parts of a round as they stand in an address: all of it, a form of service, a municipality, one organization."""

from dataclasses import dataclass

from flask_babel import gettext as _

from models import Organization
from surveys.extensions import db
from surveys.store import counts, organizations
from surveys.store.assessments import Round
from surveys.store.counts import Scope
from surveys.web.office.organizations import form_names

ALL = "all"
FORM = "form"
PLACE = "place"
ORGANIZATION = "organization"
SUGGESTED = 10


@dataclass(frozen=True)
class Chosen:
    """A part of a round: how it stands in an address, what it is called, and what is counted."""

    address: str
    name: str
    scope: Scope


class UnknownScope(Exception):
    """A part that there is not; `message` says so, `meant` are organizations that may have been meant."""

    def __init__(self, message: str, meant: list[Organization] | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.meant = meant or []


def everybody() -> Chosen:
    """All of a round."""
    return Chosen(ALL, _("all organizations"), Scope())


def of_organization(found: Organization) -> Chosen:
    """One organization."""
    return Chosen(f"{ORGANIZATION}:{found.code}", found.short_name or found.name, Scope(organization_id=found.id))


def options(round_: Round) -> list[tuple[str, list[tuple[str, str]]]]:
    """What can be chosen from a list: groups with their names, of addresses and names."""
    forms = [(f"{FORM}:{form}", name) for form, name in form_names().items()]
    places = [(f"{PLACE}:{name}", name) for name in counts.municipalities(db.session, round_.id)]
    groups = [(_("Form of service"), forms), (_("Municipality"), places)]
    return [(name, entries) for name, entries in groups if entries]


def chosen(said: str, round_: Round) -> Chosen:
    """The part with this address. Raises UnknownScope."""
    kind, _colon, value = said.partition(":")
    if said == ALL:
        return everybody()
    if kind == FORM and value in form_names():
        return Chosen(said, _("form of service: %(form)s", form=form_names()[value]), Scope(form=value))
    if kind == PLACE and value in counts.municipalities(db.session, round_.id):
        return Chosen(said, value, Scope(municipality=value))
    if kind == ORGANIZATION and (found := organizations.by_code(db.session, value)):
        return _taking_part(found, round_)
    raise UnknownScope(_("There is no such part of the round: %(said)s. Choose one from the list.", said=value or said))


def named(words: str, round_: Round) -> Chosen:
    """The organization that is meant by its code or by words of its name. Raises UnknownScope if it is not one."""
    if found := organizations.by_code(db.session, words):
        return _taking_part(found, round_)
    meant, _more = organizations.search(db.session, words, SUGGESTED)
    if len(meant) == 1:
        return _taking_part(meant[0], round_)
    if meant:
        raise UnknownScope(_("Several organizations fit “%(words)s”. Choose one of them.", words=words), meant)
    raise UnknownScope(_("No organization has the code or the name “%(words)s”.", words=words))


def _taking_part(found: Organization, round_: Round) -> Chosen:
    part = of_organization(found)
    if not round_.standing and not counts.takes_part(db.session, round_.id, found.id):
        raise UnknownScope(_("%(name)s takes no part in this round. Choose another round.", name=part.name))
    return part
