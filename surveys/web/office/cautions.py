"""What should not stay as it is in production, each with what to do about it."""

from collections.abc import Iterator
from dataclasses import dataclass
from ipaddress import ip_address
from urllib.parse import urlsplit

from flask import current_app, request
from flask_babel import gettext as _

from surveys.domain.checklist import Checklist
from surveys.domain.definition import Definition
from surveys.domain.methodology import Methodology
from surveys.extensions import db
from surveys.settings import Settings
from surveys.store import accounts, demo
from surveys.web.office import definitions_shown

LIMITS = ("rate_soft", "rate_hard", "rate_kiosk_soft", "rate_kiosk_hard", "rate_global")
FORWARDED = ("X-Forwarded-For", "X-Real-Ip", "Forwarded")


@dataclass(frozen=True)
class Caution:
    """Something to know, and what to do; one that does not `warn` may well be as it should."""

    text: str
    advice: str
    warn: bool = True


def found() -> list[Caution]:
    """Everything there is to say now, warnings first."""
    cautions = [*_data(), *_address(), *_operator(), *_definitions(), *_people(), *_limits()]
    return sorted(cautions, key=lambda caution: not caution.warn)


def number() -> int:
    """How many warnings there are."""
    return sum(caution.warn for caution in found())


def _data() -> Iterator[Caution]:
    if demo.is_demo(db.session):
        yield Caution(
            _("The database holds an invented region."),
            _("For real work, begin with an empty INSTANCE_PATH: invented responses cannot be told from real ones."),
        )


def _address() -> Iterator[Caution]:
    settings = _settings()
    if _loopback(urlsplit(settings.address).hostname or ""):
        yield Caution(
            _("The address of the service, %(address)s, works on this computer only.", address=settings.address),
            _("Set PUBLIC_URL to the address that people will see, before posters are printed: the QR codes hold it."),
        )
    elif not settings.https:
        yield Caution(
            _("The service is reached without encryption: %(address)s.", address=settings.address),
            _("Let the web server in front serve https, and set PUBLIC_URL=https://…"),
        )
    if not settings.trusted_proxy_hops:
        forwarded = any(name in request.headers for name in FORWARDED)
        yield Caution(
            _("A web server stands in front, and all visitors seem to have its address: limits hold for all together.")
            if forwarded
            else _(
                "Nobody is believed who tells the address of a visitor. Without a web server in front that is right."
            ),
            _("With one web server in front, set TRUSTED_PROXY_HOPS=1."),
            warn=forwarded,
        )


def _operator() -> Iterator[Caution]:
    settings = _settings()
    if not settings.operator_name:
        yield Caution(
            _("Respondents do not learn who runs the survey."),
            _("Set OPERATOR_NAME to the full name of the operator organization."),
        )
    if not settings.operator_contact:
        yield Caution(
            _("Respondents do not learn whom to ask."),
            _("Set OPERATOR_CONTACT to a telephone number or an e-mail."),
        )


def _definitions() -> Iterator[Caution]:
    for one in definitions_shown.since_the_start():
        if one.problem:
            yield Caution(
                _("The service will not start again with the file %(file)s.", file=one.path.name),
                _("Correct the file or take it away: the reason stands below, under “Files of your own”."),
            )
    for definition in definitions_shown.in_force():
        if not definition.confirmed:
            yield Caution(
                unconfirmed(definition),
                _("Compare it with the official publication; then put a copy with “confirmed = true” beside it."),
            )


def unconfirmed(one: Definition) -> str:
    """What is said of a definition that nobody has compared with the published text."""
    match one:
        case Methodology():
            return str(_("The methodology %(key)s is not checked against the published orders.", key=one.key))
        case Checklist():
            return str(_("The checklist %(key)s is not checked against the published orders.", key=one.key))
        case _:
            return str(
                _("The text of the questionnaire %(key)s is not checked against the published one.", key=one.key)
            )


def _people() -> Iterator[Caution]:
    users = [user for user in accounts.everyone(db.session) if user.active]
    if waiting := [user.email for user in users if user.must_change_password]:
        yield Caution(
            _("One-time passwords that nobody has changed yet: %(emails)s.", emails=", ".join(waiting)),
            _("Ask these people to sign in, or disable accounts that nobody needs, under “People”."),
        )
    if bare := [user.email for user in users if accounts.is_operator(user) and not user.tf_totp_secret]:
        yield Caution(
            _("Operators who sign in with a password alone: %(emails)s.", emails=", ".join(bare)),
            _("Ask each of them to switch the code at login on, under “Your account”."),
        )


def _limits() -> Iterator[Caution]:
    settings = _settings()
    if all(settings.origin(name) == "default" for name in LIMITS):
        yield Caution(
            _("The limits against spam are those that the service comes with."),
            _("They suit most regions. Raise RATE_SOFT and RATE_HARD if many people answer from one network."),
            warn=False,
        )


def _loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback or ip_address(host).is_unspecified
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")


def _settings() -> Settings:
    settings: Settings = current_app.extensions["settings"]
    return settings
