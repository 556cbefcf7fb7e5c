"""Whatever strangers send, the service stays calm: no failure, nothing stored but what was thanked for, all of it."""

from tests.hostile.target import REGION, UNLIMITED, Target

REQUESTS = 200
"""`make fuzz` sends ten thousand."""


def test_hostile_requests_break_nothing_and_leave_nothing_behind(app, runner, serve):
    assert runner.invoke(args=REGION).exit_code == 0
    target = Target(serve(**UNLIMITED), app)
    target.assail(REQUESTS, seed=5)
    target.check()
    assert target.statuses[200] > 10
    assert target.statuses[422] > 10
    assert target.thanked > 3
