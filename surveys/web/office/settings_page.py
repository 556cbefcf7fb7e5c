"""The settings that are in force, the definitions, and what should not stay as it is in production."""

import re
from dataclasses import dataclass
from pathlib import Path

from flask import Blueprint, current_app, render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from surveys.definitions.loader import SHIPPED, DefinitionError, Questionnaires
from surveys.domain.questionnaire import Questionnaire
from surveys.settings import Settings
from surveys.web import desk
from surveys.web.language import translated
from surveys.web.office import cautions
from surveys.web.office.access import open_to
from surveys.web.office.explained import EXPLAINED, SECRET

pages = Blueprint("settings", __name__, url_prefix="/office/settings")

_PASSWORD = re.compile(r"(?<=://)([^/@\s]*?):[^/@\s]*@")


@dataclass(frozen=True)
class Shown:
    """A setting as the page shows it."""

    name: str
    value: str
    origin: str
    meaning: str


@dataclass(frozen=True)
class Definition:
    """A questionnaire as the page shows it; `unchecked` are the questions whose texts are not confirmed."""

    it: Questionnaire
    in_force: bool
    own: bool
    file: Path
    unchecked: list[str]


@pages.get("")
@open_to("operator")
def page() -> ResponseReturnValue:
    """Show all of it; nothing can be changed here, because the settings are the server's environment."""
    settings: Settings = current_app.extensions["settings"]
    known: Questionnaires = current_app.extensions["questionnaires"]
    return render_template(
        "office/settings.html",
        cautions=cautions.found(),
        groups=_groups(settings),
        definitions=_definitions(settings, known),
        since=known.since_the_start(),
        folder=settings.instance_path / "definitions" / "questionnaires",
    )


@pages.app_context_processor
def _warnings() -> dict[str, object]:
    """A function, so that only a page that shows the number has it counted."""
    return {"number_of_warnings": cautions.number}


def _groups(settings: Settings) -> list[tuple[str, list[Shown]]]:
    origins = {
        "environment": _("environment variable"),
        "default": _("default"),
        "made": _("made at the first start"),
    }
    return [
        (
            translated(title),
            [
                Shown(name.upper(), _value(settings, name), origins[settings.origin(name)], translated(meaning))
                for name, meaning in sentences.items()
            ],
        )
        for title, sentences in EXPLAINED
    ]


def _value(settings: Settings, name: str) -> str:
    """A setting's value in force, without anything that is secret."""
    if name in SECRET:
        return _("set, not shown")
    effective = {"public_url": settings.address, "database_url": settings.database}
    return _PASSWORD.sub(r"\1:***@", str(effective.get(name, getattr(settings, name))))


def _definitions(settings: Settings, known: Questionnaires) -> list[Definition]:
    try:
        in_force = known.in_force(settings.questionnaire, desk.today()).key
    except DefinitionError:
        in_force = ""
    found = [
        Definition(
            it=one,
            in_force=one.key == in_force,
            own=known.file(one.key).parent != SHIPPED,
            file=known.file(one.key),
            unchecked=[question.id for question in one.questions if not question.confirmed],
        )
        for one in known.all()
    ]
    return sorted(found, key=lambda definition: not definition.in_force)
