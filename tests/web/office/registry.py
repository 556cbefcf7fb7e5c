"""What tests of the registry's pages put into it, and how they upload lists."""

import io
import re
from datetime import date

from sqlalchemy import insert, select

from models import Organization, Response
from surveys.domain.registry import Form, Listing, Record
from surveys.store import database, direct, organizations, rounds, tallies

HOME = Record(
    "Дом-интернат «Сосны»", short_name="Сосны", form_of_service=(Form.STATIONARY,), municipality="Город Н.", line=1
)
CENTRE = Record(
    "Центр «Берёзка»", form_of_service=(Form.AT_HOME,), municipality="Елец", site="http://bereza.ru/", line=2
)
DAY = date(2026, 3, 10)


def put(session, *records):
    """Put organizations into the registry; the codes, in their order."""
    with database.writing(session):
        organizations.register(session, Listing(list(records)))
    codes = dict(session.execute(select(Organization.name, Organization.code)).all())
    return [codes[record.name] for record in records]


def open_round(session, title="Оценка 2026 года", **more):
    named = {"questionnaire": "675n.1", "opens_on": date(2026, 3, 1)} | more
    return rounds.open_round(session, title=title, **named)


def collect(session, code, round_id, number, day=DAY, channel="link", counts=()):
    id_ = organizations.by_code(session, code).id
    with database.writing(session):
        for _ in range(number):
            tallies.add(direct.within(session), id_, round_id, "675n.1", day, channel, list(counts))


def wrote(session, code, round_id, response_id, text, status="accepted"):
    """Store a response with a suggestion, as it stands in the table."""
    id_ = organizations.by_code(session, code).id
    told = {"channel": "link", "day": DAY, "questionnaire": "675n.1", "status": status}
    answers = {"q1": "yes", "q16": text}
    with database.writing(session):
        session.execute(
            insert(Response).values(
                organization_id=id_, id=response_id, assessment_id=round_id, answers=answers, **told
            )
        )
        if status == "accepted":
            tallies.add(direct.within(session), id_, round_id, "675n.1", DAY, "link", [("q16", "given")])


def upload(visitor, content, name="список.csv"):
    """Choose a file on the import page and send it; the preview, or the page that refuses it."""
    address = "/office/organizations/import"
    token = re.search(r'name="csrf_token" value="([^"]+)"', visitor.get(address).text)[1]
    file = (io.BytesIO(content), name)
    sent = visitor.client.post(address, data={"csrf_token": token, "file": file}, content_type="multipart/form-data")
    sent.request.environ["wsgi.input"].close()  # a large one is a file of the test client's
    if sent.status_code != 303:
        return sent, ""
    return visitor.get(sent.location), sent.location


def decide(visitor, address, **fields):
    """Press a button below a preview."""
    seen = re.search(r'name="seen" value="([^"]+)"', visitor.get(address).text)[1]
    return visitor.send(address, **{"seen": seen, **fields})


def post(visitor, address, fields):
    """Open the page with a form and send the form, whatever its fields are called."""
    token = re.search(r'name="csrf_token" value="([^"]+)"', visitor.get(address).text)[1]
    return visitor.client.post(address, data={"csrf_token": token, **fields})
