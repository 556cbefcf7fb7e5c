"""The posters of all organizations of a round in one ZIP file: by a job of the office and by the command alike."""

from collections.abc import Callable, Iterable, Mapping
from functools import partial
from pathlib import Path
from typing import Any

from flask_babel import get_translations
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from surveys.domain.messages import N_
from surveys.files.invitations import Invitation, Size
from surveys.files.whole import PUBLIC, whole
from surveys.store import assessments, members
from surveys.store.assessments import Round
from surveys.store.jobs import JobRefused, Progress
from surveys.web import language
from surveys.web.desk import today
from surveys.web.office import figures, results
from surveys.web.posters import invitation

Counted = Callable[[Iterable[Invitation]], Iterable[Invitation]]


def size_name(size: Size) -> str:
    """What a size is called, with what it is good for."""
    names: dict[Size, str] = {
        Size.A4: _("A4, for a wall or a stand"),
        Size.A5: _("A5, for a door or a table"),
        Size.CARDS: _("Cards: eight on a sheet of A4, to cut and hand out"),
    }
    return names[size]


def title(found: Round, size: Size) -> str:
    """What a prepared file is called."""
    names: dict[Size, str] = {Size.A4: _("Posters A4"), Size.A5: _("Posters A5"), Size.CARDS: _("Cards")}
    return f"{names[size]}, {_('Standing collection') if found.standing else found.title}"


def of_round(session: Session, found: Round) -> list[Invitation]:
    """What is to be printed of each organization of a round. Raises JobRefused if that is nothing, or not known."""
    asked = figures.definition_of(found)
    if asked is None:
        raise JobRefused(N_("The definition file of %(keys)s is not there any more.", keys=found.questionnaire))
    told = [invitation(one.code, one.name, one.short_name, asked) for one in members.of_round(session, found.id)]
    if not told:
        raise JobRefused(N_("There are no organizations in it."))
    return told


def write(told: list[Invitation], size: Size, path: Path, counted: Counted) -> int:
    """Write a ZIP file with a poster, or a sheet of cards, of each, complete or not at all, and return how many.

    `counted` passes the invitations on and may count them. Raises OSError.
    """
    from surveys.files import archive  # takes half a second

    with whole(path, PUBLIC, mode="wb") as file:
        return archive.poster_archive(file, counted(told), size, get_translations(), language.DEFAULT, today())


def posters(session: Session, parameters: Mapping[str, Any], progress: Progress) -> Path:
    """The job: `assessment_id` and `size` are its parameters."""
    found = assessments.round_of(session, parameters["assessment_id"], today())
    if found is None:
        raise JobRefused(N_("There is no round with the number %(id)d.", id=parameters["assessment_id"]))
    told = of_round(session, found)
    session.commit()  # so that no look into the database stays open while we print
    path = results.place("zip")
    progress.done = write(told, Size(parameters["size"]), path, partial(_counted, progress=progress, total=len(told)))
    return path


def _counted(told: Iterable[Invitation], progress: Progress, total: int) -> Iterable[Invitation]:
    for number, one in enumerate(told):
        progress(number, total)
        yield one
