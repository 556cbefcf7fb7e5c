"""What came of a scenario: what was thanked for compared with what is stored, when all is quiet."""

from collections import Counter
from dataclasses import asdict, dataclass, field

from tests.torture.crowd import Crowd
from tests.torture.service import Service


@dataclass
class Outcome:
    """The counts of a scenario; everything in `wrong` has to be empty."""

    name: str
    database: str
    faults: str
    sent: int
    thanked: list[str]
    cut: int
    returned: dict[str, int]
    missing: list[str]
    doubled: list[str]
    tallies: str
    lost: list[str]
    surprises: list[str]
    told: list[str] = field(default_factory=list)

    @property
    def counts(self) -> dict[str, int]:
        """What has to be 0."""
        return {
            "thanked and missing": len(self.missing),
            "stored twice": len(self.doubled),
            "wrong tallies": bool(self.tallies) + 0,
            "5xx without the answers": len(self.lost),
            "surprises": len(self.surprises),
        }

    @property
    def is_right(self) -> bool:
        """Whether all of that is 0."""
        return not any(self.counts.values())

    def as_json(self) -> dict[str, object]:
        """All of it for a file."""
        return asdict(self) | {"thanked": len(self.thanked), "counts": self.counts}


def compared(name: str, faults: str, service: Service, people: Crowd, *told: str) -> Outcome:
    """Compare what the respondents remember with what is stored. They have come to their end."""
    stored = service.stored()
    times = Counter(mark_of(answers) for answers in stored)
    sent, thanked = people.sent, people.thanked
    altered = [
        f"{mark}: {answers} stored, {sent.get(mark)} sent"
        for answers in stored
        if sent.get(mark := mark_of(answers)) != answers
    ]
    return Outcome(
        name=name,
        database="PostgreSQL" if "DATABASE_URL" in service.told else "SQLite",
        faults=faults,
        sent=len(sent),
        thanked=sorted(thanked),
        cut=people.cut,
        returned={str(status): number for status, number in sorted(people.returned.items())},
        missing=sorted(thanked - set(times)),
        doubled=sorted(mark for mark, number in times.items() if number > 1),
        tallies=service.verify(),
        lost=people.lost,
        surprises=people.surprises + altered,
        told=list(told),
    )


def mark_of(answers: dict[str, str]) -> str:
    """The mark of stored answers."""
    return answers.get("q16", "").partition(".")[0]
