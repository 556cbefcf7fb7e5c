"""`flask verify` counts anew and compares."""

import pytest
from sqlalchemy import delete, update

from models import AnswerTally, DayTally, Response
from tests import clock
from tests.respondent import CONTENT, a_round, open_sheet, organization, send


@pytest.fixture
def collected(session, client):
    codes = [organization(session, "Первый"), organization(session, "Второй")]
    a_round(session, clock.today())
    for code in codes:
        send(client, open_sheet(client, code), CONTENT | {"q18": "70"})
        send(client, open_sheet(client, code), CONTENT | {"q7": "no"})


def test_right_tallies_are_confirmed_with_the_number_recounted(runner, collected):
    done = runner.invoke(args=["verify"])
    assert done.exit_code == 0
    assert "4" in done.stdout


def test_nothing_collected_is_right_too(runner):
    assert runner.invoke(args=["verify"]).exit_code == 0


@pytest.mark.parametrize(
    "damage",
    [
        update(AnswerTally).where(AnswerTally.question == "q7", AnswerTally.answer == "no").values(count=9),
        delete(AnswerTally).where(AnswerTally.question == "q18"),
        update(DayTally).values(count=DayTally.count + 1),
        delete(Response),
        update(Response).values(status="set_aside"),
    ],
)
def test_a_wrong_tally_is_told_and_the_exit_status_says_so(session, runner, collected, damage):
    session.execute(damage)
    session.commit()
    done = runner.invoke(args=["verify"])
    assert done.exit_code == 1
    assert "675n.1" in done.stderr or "day" in done.stderr
