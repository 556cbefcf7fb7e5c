"""`flask create-user`, `reset-password`, `disable-user`: accounts of the office, each with a one-time password."""

import click
from email_validator import EmailNotValidError, validate_email
from flask_babel import gettext as _

from surveys.commands.ready import with_database
from surveys.extensions import db
from surveys.store import accounts
from surveys.web.office import passwords


def add_user(email: str, role: str) -> str:
    """Make an account and return its one-time password, which is kept nowhere. Raises AccountExists."""
    password = passwords.one_time()
    accounts.create(db.session, email, role, passwords.hashed(password))
    return password


def _checked_email(_context: click.Context, _parameter: click.Parameter, email: str) -> str:
    try:
        return validate_email(email.strip(), check_deliverability=False, test_environment=True).normalized
    except EmailNotValidError:
        raise click.BadParameter(_("%(email)s is not an e-mail address.", email=repr(email))) from None


@click.command("create-user")
@click.argument("email", callback=_checked_email)
@click.option("--role", type=click.Choice(accounts.ROLES), required=True, help="What the user may do.")
@with_database
def create_user(email: str, role: str) -> None:
    """Make an account of the office and print its one-time password, once."""
    try:
        password = add_user(email, role)
    except accounts.AccountExists:
        raise click.ClickException(
            _(
                "%(email)s has an account already. For a new one-time password: flask reset-password %(email)s",
                email=email,
            )
        ) from None
    click.echo(_("The account %(email)s is made, its role is %(role)s.", email=email, role=role), err=True)
    _show(password)


@click.command("reset-password")
@click.argument("email")
@with_database
def reset_password(email: str) -> None:
    """Give an account a new one-time password and print it, once.

    Ends the account's sessions, switches its second factor off, and enables it if it was disabled.
    """
    password = passwords.one_time()
    try:
        was_disabled = accounts.reset(db.session, email, passwords.hashed(password))
    except accounts.AccountUnknown:
        raise _unknown(email) from None
    click.echo(
        _("The account's sessions have ended. If a code was asked for at login, it is not asked for any longer."),
        err=True,
    )
    if was_disabled:
        click.echo(_("The account was disabled; it is open again."), err=True)
    _show(password)


@click.command("disable-user")
@click.argument("email")
@with_database
def disable_user(email: str) -> None:
    """Shut an account and end its sessions. `flask reset-password` opens it again."""
    try:
        accounts.disable(db.session, email)
    except accounts.AccountUnknown:
        raise _unknown(email) from None
    click.echo(_("The account %(email)s is disabled, its sessions have ended.", email=email), err=True)


def _show(password: str) -> None:
    click.echo(_("One-time password, to be changed at the first login:"), err=True)
    click.echo(password)


def _unknown(email: str) -> click.ClickException:
    return click.ClickException(_("There is no account %(email)s.", email=email))
