"""The settings that are in force, the definitions, and what should not stay as it is in production."""

from dataclasses import dataclass

from flask import Blueprint, current_app, render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from surveys.settings import Settings, without_passwords
from surveys.web.language import translated
from surveys.web.office import cautions, definitions_shown
from surveys.web.office.access import open_to
from surveys.web.office.explained import EXPLAINED, SECRET

pages = Blueprint("settings", __name__, url_prefix="/office/settings")


@dataclass(frozen=True)
class Shown:
    """A setting as the page shows it."""

    name: str
    value: str
    origin: str
    meaning: str


@pages.get("")
@open_to("operator")
def page() -> ResponseReturnValue:
    """Show all of it; nothing can be changed here, because the settings are the server's environment."""
    settings: Settings = current_app.extensions["settings"]
    return render_template(
        "office/settings.html",
        cautions=cautions.found(),
        groups=_groups(settings),
        sorts=definitions_shown.sorts(),
        since=definitions_shown.since_the_start(),
        folder=settings.instance_path / "definitions",
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
    told = {
        "public_url": settings.address,
        "database_url": without_passwords(settings.database),
        "redis_url": without_passwords(settings.redis_url),
    }
    return str(told.get(name, getattr(settings, name)))
