"""A response is stored once, thanked for once it is stored, and given back with its answers where it is not."""

import json
import re
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from sqlalchemy import func, select

from models import AnswerTally, DayTally, Response
from surveys.definitions.loader import SHIPPED
from surveys.store import assessments, rounds
from tests.respondent import CONTENT, a_round, open_sheet, organization, send, sheet

TODAY = date(2026, 3, 16)
NOON = datetime(2026, 3, 16, 9, tzinfo=UTC)


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOON, tick=False) as moved:
        yield moved


@pytest.fixture
def code(session):
    made = organization(session)
    a_round(session, TODAY)
    return made


def stored(session):
    session.rollback()
    return session.scalars(select(Response)).all()


def test_a_filled_questionnaire_is_stored_with_its_day_channel_round_and_tallies(session, client, code):
    reply = send(
        client, open_sheet(client, code, "?s=qr"), CONTENT | {"q7": "no", "q16": "Больше скамеек", "q18": "81"}
    )
    assert (reply.status_code, reply.headers["Location"]) == (303, f"/a/{code}/thanks")
    (response,) = stored(session)
    assert (response.day, response.channel, response.assessment_id) == (TODAY, "qr", 1)
    assert (response.questionnaire, response.status) == ("675n.1", "accepted")
    assert response.answers == {k: v for k, v in CONTENT.items() if k not in ("q7", "q8")} | {
        "q7": "no",
        "q16": "Больше скамеек",
        "q18": "81",
    }
    tallies = {(t.question, t.answer): t.count for t in session.scalars(select(AnswerTally))}
    assert tallies["q7", "no"] == tallies["q16", "given"] == tallies["q18", "75-84"] == tallies["q1", "yes"] == 1
    assert not any(question == "q8" for question, _ in tallies)
    assert session.scalars(select(DayTally.count)).all() == [1]
    assert 'id="thanks"' in client.get(reply.headers["Location"]).text


def test_a_repeated_send_is_thanked_again_and_stored_once(session, client, code):
    form = open_sheet(client, code)
    assert [send(client, form).status_code for _ in range(3)] == [303, 303, 303]
    assert len(stored(session)) == 1
    assert session.scalar(select(func.max(AnswerTally.count))) == 1


def test_twenty_parallel_repeats_store_once(app, session, client, code):
    form = open_sheet(client, code)
    with ThreadPoolExecutor(20) as crowd:
        codes = list(crowd.map(lambda _: send(app.test_client(), form).status_code, range(20)))
    assert codes == [303] * 20
    assert len(stored(session)) == 1
    assert session.scalar(select(DayTally.count)) == 1


def test_going_back_and_sending_other_answers_is_told_apart_and_can_be_sent_as_another_response(session, client, code):
    form = open_sheet(client, code)
    send(client, form)
    reply = send(client, form, CONTENT | {"q15": "no"})
    assert reply.status_code == 422
    again = sheet(reply.text)
    assert again.fields["q15"] == "no"
    assert again.fields["ticket"] != form.fields["ticket"]
    assert "уже" in again.text
    assert len(stored(session)) == 1
    assert send(client, again, {}).status_code == 303
    assert sorted(r.answers["q15"] for r in stored(session)) == ["no", "yes"]


def test_what_the_skip_rules_close_makes_no_other_answers_of_a_repeat(session, client, code):
    form = open_sheet(client, code)
    send(client, form, CONTENT | {"q1": "no", "q2": "yes"})
    assert send(client, form, CONTENT | {"q1": "no", "q2": "no"}).status_code == 303
    (response,) = stored(session)
    assert "q2" not in response.answers


@pytest.mark.parametrize(
    ("later", "status"), [(timedelta(hours=23, minutes=59), 303), (timedelta(hours=24, seconds=1), 422)]
)
def test_a_ticket_can_be_spent_for_24_hours(client, code, clock, later, status):
    form = open_sheet(client, code)
    clock.shift(later)
    assert send(client, form).status_code == status


def test_an_expired_form_comes_back_with_its_answers_and_a_fresh_ticket(session, client, code, clock):
    form = open_sheet(client, code)
    clock.shift(timedelta(hours=25))
    again = sheet(send(client, form, CONTENT | {"q16": "Спасибо <b>", "q18": "70"}).text)
    assert {k: again.fields[k] for k in CONTENT} == CONTENT
    assert (again.fields["q16"], again.fields["q18"]) == ("Спасибо <b>", "70")
    assert stored(session) == []
    assert send(client, again, {}).status_code == 303


def test_whether_a_ticket_is_spent_is_asked_before_whether_it_has_expired(session, client, code, clock):
    form = open_sheet(client, code)
    assert send(client, form).status_code == 303
    clock.shift(timedelta(hours=30))
    assert send(client, form).status_code == 303
    assert len(stored(session)) == 1


@pytest.mark.parametrize("ticket", ["", "x", "WzFd.zzz", "я", "a" * 5000, "null"])
def test_a_forged_ticket_gives_the_form_back_with_its_answers(session, client, code, ticket):
    form = open_sheet(client, code)
    reply = send(client, form, CONTENT | {"ticket": ticket, "q16": "Больше света"})
    assert reply.status_code == 422
    again = sheet(reply.text)
    assert again.fields["q16"] == "Больше света"
    assert again.problems
    assert stored(session) == []
    assert send(client, again, {}).status_code == 303


def test_a_tampered_ticket_is_refused(session, client, code):
    form = open_sheet(client, code)
    ticket = form.fields["ticket"]
    changed = ticket[:3] + ("A" if ticket[3] != "A" else "B") + ticket[4:]
    assert send(client, form, CONTENT | {"ticket": changed}).status_code == 422
    assert stored(session) == []


def test_a_ticket_of_another_organization_is_refused_with_the_answers_kept(session, client, code):
    other = organization(session, "Другой дом")
    form = open_sheet(client, other)
    form.action = f"/a/{code}"
    reply = send(client, form)
    assert reply.status_code == 422
    assert sheet(reply.text).fields["q15"] == "yes"
    assert stored(session) == []


def test_what_was_left_out_is_asked_once_and_may_then_be_left_out(session, client, code):
    some = {id_: value for id_, value in CONTENT.items() if id_ not in ("q5", "q8")}
    reply = send(client, open_sheet(client, code), some)
    assert reply.status_code == 422
    again = sheet(reply.text)
    assert re.findall(r'href="#(q\d+)"', reply.text) == ["q5", "q8"]
    assert {id_: again.fields.get(id_) for id_ in some} == some
    assert stored(session) == []
    assert send(client, again, {}).status_code == 303
    (response,) = stored(session)
    assert "q5" not in response.answers
    assert "q8" not in response.answers


def test_a_question_that_opened_since_is_asked_as_well(client, code):
    first = sheet(send(client, open_sheet(client, code), {**CONTENT, "q1": "", "q7": "no"}).text)
    reply = send(client, first, {"q7": "yes", "q8": ""})
    assert reply.status_code == 422
    assert re.findall(r'href="#(q\d+)"', reply.text) == ["q1", "q8"]
    assert send(client, sheet(reply.text), {}).status_code == 303


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"q18": "сто"}, "от 1 до 120"),
        ({"q18": "150"}, "от 1 до 120"),
        ({"q16": "я" * 4001}, "4000"),
        ({"q16": "a\x00b"}, ""),
        ({"q5": "maybe"}, ""),
    ],
)
def test_an_entry_that_cannot_be_taken_is_named_and_everything_else_is_kept(session, client, code, wrong, said):
    reply = send(client, open_sheet(client, code), CONTENT | wrong)
    assert reply.status_code == 422
    (field,) = wrong
    assert re.findall(r'href="#(q\d+)"', reply.text) == [field]
    again = sheet(reply.text)
    assert said in " ".join(again.problems).replace("\xa0", " ")
    assert {id_: again.fields.get(id_) for id_ in CONTENT if id_ != field} == {
        id_: value for id_, value in CONTENT.items() if id_ != field
    }
    assert stored(session) == []


def test_html_in_a_suggestion_is_kept_and_shown_escaped(client, code):
    reply = send(client, open_sheet(client, code), {"q16": "</textarea><script>alert(1)</script>"})
    assert "<script>alert" not in reply.text
    assert sheet(reply.text).fields["q16"] == "</textarea><script>alert(1)</script>"


def test_switching_language_keeps_what_was_entered(client, code):
    form = open_sheet(client, code)
    form.action = f"/a/{code}?lang=en"
    reply = send(client, form, {"q1": "yes", "q16": "Свет", "switch": "1"})
    assert reply.status_code == 200
    again = sheet(reply.text)
    assert (again.fields["q1"], again.fields["q16"], again.problems) == ("yes", "Свет", [])
    assert "official website" in again.text
    assert again.fields["ticket"] == form.fields["ticket"]
    assert "lang=en" in again.action


def test_between_rounds_the_questionnaire_answers_and_counts_in_no_round(session, client):
    code = organization(session)
    assert send(client, open_sheet(client, code)).status_code == 303
    (response,) = stored(session)
    assert response.assessment_id == assessments.STANDING_ID


def test_what_was_filled_in_while_its_round_was_closed_counts_where_it_goes_now(session, client, code):
    form = open_sheet(client, code)
    rounds.close_round(session, 1, TODAY)
    assert send(client, form).status_code == 303
    assert send(client, form).status_code == 303
    assert [r.assessment_id for r in stored(session)] == [assessments.STANDING_ID]
    assert client.application.test_cli_runner().invoke(args=["verify"]).exit_code == 0


def test_a_form_of_another_questionnaire_than_is_asked_now_comes_back(session, make_app, instance, code):
    folder = instance / "definitions" / "questionnaires"
    folder.mkdir(parents=True)
    official = (SHIPPED / "questionnaires" / "675n-1.toml").read_text(encoding="utf-8")
    (folder / "own.toml").write_text(official.replace('id = "675n"', 'id = "own"', 1), encoding="utf-8")
    client = make_app().test_client()
    form = open_sheet(client, code)
    rounds.close_round(session, 1, TODAY)
    a_round(session, TODAY, questionnaire="own.1")
    reply = send(client, form)
    assert reply.status_code == 422
    assert send(client, sheet(reply.text), {}).status_code == 303
    assert [(r.assessment_id, r.questionnaire) for r in stored(session)] == [(2, "own.1")]


def test_a_round_opens_and_closes_by_its_dates(session, client, clock):
    code = organization(session)
    a_round(session, TODAY + timedelta(days=1), closes_on=TODAY + timedelta(days=2))
    seen = []
    for _ in range(4):
        send(client, open_sheet(client, code))
        seen.append({r.assessment_id for r in stored(session)})
        clock.shift(timedelta(days=1))
    assert seen == [{0}, {0, 1}, {0, 1}, {0, 1}]
    assert [t.count for t in session.scalars(select(DayTally).order_by(DayTally.day))] == [1, 1, 1, 1]


def test_the_day_is_the_regions_own(session, make_app, clock):
    organization(session)
    clock.move_to(datetime(2026, 3, 16, 20, tzinfo=UTC))
    client = make_app(time_zone="Asia/Novokuznetsk").test_client()
    code = client.application.test_cli_runner().invoke(args=["organizations"]).output.split("\t")[0]
    send(client, open_sheet(client, code))
    assert stored(session)[0].day == date(2026, 3, 17)


@pytest.mark.parametrize(
    ("body", "kind", "status"),
    [
        (b"q16=%ff%fe", "application/x-www-form-urlencoded", 400),
        (b"q16=\xff\xfe", "application/x-www-form-urlencoded", 400),
        (b"&".join(b"x%d=1" % n for n in range(10_000)), "application/x-www-form-urlencoded", 400),
        (b"q16=" + b"a" * 200_000, "application/x-www-form-urlencoded", 413),
        (json.dumps(CONTENT).encode(), "application/json", 422),
        (b"", "application/x-www-form-urlencoded", 422),
        (b"--x\r\nbroken", "multipart/form-data; boundary=x", 422),
    ],
)
def test_what_no_form_of_ours_sends_is_a_clear_refusal(session, client, code, body, kind, status):
    reply = client.post(f"/a/{code}", data=body, content_type=kind)
    assert reply.status_code == status
    assert "<h1" in reply.text
    assert stored(session) == []


def test_pages_with_a_ticket_are_kept_by_nobody(client, code):
    page = client.get(f"/a/{code}")
    assert page.headers["Cache-Control"] == "no-store"
    assert "ETag" not in page.headers
    assert re.search(r'<input[^>]+name="ticket"[^>]+autocomplete="off"', page.text)
    assert open_sheet(client, code).fields["ticket"] != open_sheet(client, code).fields["ticket"]
    assert sheet(page.text).fields.keys() >= {"ticket", "asked"}


def test_an_unknown_code_leads_to_the_search(client):
    reply = client.get("/a/ZZZZZ")
    assert reply.status_code == 404
    assert "ZZZZZ" in reply.text
    assert client.post("/a/ZZZZZ", data=CONTENT).status_code == 404


def test_a_code_typed_in_small_or_cyrillic_letters_is_understood(session, client, code):
    reply = client.get(f"/a/{code.lower()}?s=qr")
    assert (reply.status_code, reply.headers["Location"]) == (308, f"/a/{code}?s=qr")
