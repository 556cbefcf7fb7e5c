"""The definitions as the office shows them: where each comes from, and what in it is not checked."""

from dataclasses import dataclass
from pathlib import Path

from flask import current_app
from flask_babel import gettext as _

from surveys.definitions.loader import DefinitionError, Definitions, Methodologies, Questionnaires, Since
from surveys.domain.checklist import Checklist
from surveys.domain.definition import Definition
from surveys.domain.methodology import Methodology
from surveys.domain.questionnaire import Questionnaire
from surveys.web import desk

SHOWN = 20
"""Up to how many parts that are not checked are named."""


@dataclass(frozen=True)
class Shown:
    """A definition as the page shows it; `parts` are its parts' ids, sources, and whether each is checked."""

    it: Definition
    in_force: bool
    own: bool
    file: Path
    parts: list[tuple[str, str, bool]]

    @property
    def unchecked(self) -> str:
        """The parts that are not checked: which, or how many where they are many."""
        ids = [id_ for id_, _source, confirmed in self.parts if not confirmed]
        if len(ids) <= SHOWN:
            return ", ".join(ids)
        return str(_("%(some)d of %(all)d", some=len(ids), all=len(self.parts)))


@dataclass(frozen=True)
class Sort:
    """A sort of definitions: what it is called, what a part of one is called, and which there are."""

    title: str
    part: str
    definitions: list[Shown]


def sorts() -> list[Sort]:
    """All definitions, those in force first."""
    settings = current_app.extensions["settings"]
    asked, counted = questionnaires(), methodologies()
    used = _in_force(counted, settings.methodology)
    checklist = used.checklist if isinstance(used, Methodology) else ""
    newest = _in_force(asked, settings.questionnaire)
    return [
        Sort(_("Questionnaires"), _("Question"), _shown(asked, newest.key if newest else "")),
        Sort(_("Methodologies"), _("Indicator"), _shown(counted, used.key if used else "")),
        Sort(_("Checklists"), _("Item"), _shown(counted.checklists, checklist)),
    ]


def in_force() -> list[Definition]:
    """The definitions by which a new round would be asked and counted."""
    settings, counted = current_app.extensions["settings"], methodologies()
    methodology = _in_force(counted, settings.methodology)
    checklist = counted.checklists.get(methodology.checklist) if isinstance(methodology, Methodology) else None
    return [one for one in (_in_force(questionnaires(), settings.questionnaire), methodology, checklist) if one]


def since_the_start() -> list[Since]:
    """What has become of the files of all sorts."""
    counted = methodologies()
    return [one for sort in (questionnaires(), counted, counted.checklists) for one in sort.since_the_start()]


def questionnaires() -> Questionnaires:
    """The questionnaires that the service has read."""
    known: Questionnaires = current_app.extensions["questionnaires"]
    return known


def methodologies() -> Methodologies:
    """The methodologies that the service has read, with their checklists."""
    known: Methodologies = current_app.extensions["methodologies"]
    return known


def _in_force(known: Definitions[Questionnaire] | Definitions[Methodology], name: str) -> Definition | None:
    try:
        return known.in_force(name, desk.today())
    except DefinitionError:
        return None


def _shown(
    known: Definitions[Questionnaire] | Definitions[Methodology] | Definitions[Checklist], newest: str
) -> list[Shown]:
    found = [
        Shown(one, one.key == newest, not known.is_shipped(one.key), known.file(one.key), _parts(one))
        for one in known.all()
    ]
    return sorted(found, key=lambda shown: not shown.in_force)


def _parts(one: Questionnaire | Methodology | Checklist) -> list[tuple[str, str, bool]]:
    match one:
        case Questionnaire():
            return [(part.id, part.source, part.confirmed) for part in one.questions]
        case Methodology():
            return [(part.id, part.source, part.confirmed) for part in one.indicators]
        case Checklist():
            return [(part.id, part.source, part.confirmed) for part in one.by_id.values()]
