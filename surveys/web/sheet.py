"""The questionnaire's sheet as HTML: quickly when it is empty, in full when it is given back."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from http import HTTPStatus

from flask import current_app, render_template, request
from werkzeug.wrappers import Response

from surveys.domain.questionnaire import Questionnaire
from surveys.store.assessments import Reception
from surveys.web import embed, language, pages, surroundings, ticket
from surveys.web.prepared import PreparedPage, PreparedPages, slot
from surveys.web.surroundings import FRAME, KIOSK
from surveys.web.ticket import Ticket

HEADERS = {"Content-Type": "text/html; charset=utf-8", "Cache-Control": "no-store"}


@dataclass(frozen=True)
class Problem:
    """A sentence of the error summary; `question` is the id of what it is about, None for the whole form."""

    question: str | None
    message: str


@dataclass(frozen=True)
class GivenBack:
    """Why a form comes back, and what it is to look like. `ticket` is another one to go on with than it came with;
    `again` is in how many seconds a browser with the script sends it by itself.
    """

    status: int = HTTPStatus.UNPROCESSABLE_ENTITY
    heading: str = ""
    problems: Sequence[Problem] = ()
    notice: str | None = None
    asked: str = ""
    proof: str | None = None
    wait: int | None = None
    again: int | None = None
    ticket: Ticket | None = None
    headers: dict[str, str] = field(default_factory=dict)


def first_show(desk: Reception, definition: Questionnaire, fresh: Ticket) -> Response:
    """An empty form: the prepared page with the organization and the ticket put in.

    A shared tablet has a page of its own, with its key in it, that nothing is kept of.
    """
    if surroundings.present() is KIOSK:
        return given_back(desk, definition, fresh, {}, GivenBack(status=HTTPStatus.OK))
    mode = (definition.key, language.chosen(), language.contrast(), fresh.channel)
    prepared: PreparedPages = current_app.extensions["prepared"]
    page = prepared.get(mode, lambda: _prepare(definition, fresh.channel))
    body, headers = filled(page, desk, fresh, takes_gzip(request.headers.get("Accept-Encoding", "")))
    return Response(body, headers=headers)


def filled(page: PreparedPage, desk: Reception, fresh: Ticket, packed: bool) -> tuple[bytes, dict[str, str]]:
    """A prepared page with the organization and the ticket put in, compressed or as it is, and its headers."""
    hosts = " ".join(embed.hosts(desk.site)) if fresh.channel == FRAME.channel else ""
    values = {"code": desk.code, "name": desk.name, "hosts": hosts, "ticket": ticket.sign(fresh)}
    if packed:
        return page.packed(values), HEADERS | {"Content-Encoding": "gzip", "Vary": "Accept-Encoding"}
    return page.fill(values), HEADERS


def takes_gzip(accepted: str) -> bool:
    """Whether a header Accept-Encoding says plainly that gzip will do."""
    return "gzip" in accepted and "q=" not in accepted


def given_back(
    desk: Reception, definition: Questionnaire, held: Ticket, answers: Mapping[str, str], why: GivenBack
) -> Response:
    """The form with every answer kept, and what stands in its way."""
    page = render_template(
        "questionnaire/page.html",
        questionnaire=definition,
        organization=desk,
        answers=answers,
        problems=why.problems,
        heading_problem=why.heading,
        notice=why.notice,
        asked=why.asked,
        proof=why.proof,
        wait=why.wait,
        again=why.again,
        ticket=ticket.sign(held),
        action=pages.here(),
    )
    return Response(page, status=why.status, headers=HEADERS | why.headers)


def _prepare(definition: Questionnaire, channel: str) -> str:
    path = "/a/" + slot("code") + surroundings.present().suffix
    source = channel if channel == "qr" else None

    def here(**changes: str | None) -> str:
        return pages.address(path, **({"s": source} | language.kept() | changes))

    return render_template(
        "questionnaire/page.html",
        questionnaire=definition,
        organization={"code": slot("code"), "name": slot("name")},
        hosts=[slot("hosts")],
        answers={},
        problems=(),
        asked="",
        ticket=slot("ticket"),
        action=here(),
        here=here,
    )
