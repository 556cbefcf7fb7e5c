"""What is said of the lines of a list, as lines of the command line."""

import click
from flask_babel import gettext as _

from surveys.domain.registry import Remark
from surveys.web.language import translated


def tell(problems: list[Remark], warnings: list[Remark]) -> None:
    """Print what is wrong, then what is doubtful, each with its line."""
    for line in [*map(_sentence, problems), *map(_warning, warnings)]:
        click.echo(line, err=True)


def _sentence(remark: Remark) -> str:
    reason = translated(remark.text)
    if not remark.column:
        return str(_("Line %(line)d: %(reason)s", line=remark.line, reason=reason))
    place = {"line": remark.line, "column": remark.column}
    return str(_("Line %(line)d, column “%(column)s”: %(reason)s", reason=reason, **place))


def _warning(remark: Remark) -> str:
    return str(_("Warning. %(sentence)s", sentence=_sentence(remark)))
