"""Redis away or hung: the service goes on, its limits degrade."""

import signal
import time

from tests.torture.crowd import Crowd, crowd
from tests.torture.outcome import Outcome, compared
from tests.torture.plan import Plan
from tests.torture.respondents import at
from tests.torture.service import Stage

LONGEST_SECONDS = 10
"""What nobody should wait for an answer because of Redis."""


def redis_stopped(stage: Stage, plan: Plan) -> Outcome:
    """Redis ends, and is there again later."""
    return _without_redis(stage, plan, "stopped", signal.SIGTERM)


def redis_hung(stage: Stage, plan: Plan) -> Outcome:
    """Redis takes connections and answers nothing, and goes on later."""
    return _without_redis(stage, plan, "hung", signal.SIGSTOP)


def _without_redis(stage: Stage, plan: Plan, what: str, how: signal.Signals) -> Outcome:
    service = stage.service(f"redis-{what}", "postgresql").start().ready()
    with crowd(f"redis-{what}", at(service.port), service.codes) as people:
        before = time.monotonic()
        time.sleep(plan.seconds)
        fault = time.monotonic()
        stage.redis.end(how)
        time.sleep(plan.seconds)
        meanwhile = service.readiness()
        after = time.monotonic()
        if how is signal.SIGSTOP:
            stage.redis.end(signal.SIGCONT)
        else:
            stage.redis.start().ready()
        time.sleep(plan.seconds)
        in_the_end = service.readiness()
    told = (
        f"/readyz said meanwhile: {meanwhile}, afterwards: {in_the_end}",
        f"before: {people.waits(before, fault)}",
        f"meanwhile: {people.waits(fault, after)}",
        f"afterwards: {people.waits(after)}",
    )
    found = compared(f"Redis {what}", f"{plan.seconds:g} s", service, people, *told)
    found.surprises += _refused(people)
    if meanwhile == in_the_end:
        found.surprises.append("/readyz did not tell that Redis was away, or still does")
    return found


def _refused(people: Crowd) -> list[str]:
    """Whoever was refused or waited long because of Redis."""
    refused = [f"a form came back with {status}, {times} times" for status, times in people.returned.items()]
    longest = people.longest()
    return refused + ([f"an answer took {longest:.1f} s"] if longest > LONGEST_SECONDS else [])
