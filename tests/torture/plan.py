"""How much of each fault a run makes, and where its chances come from."""

import random
from dataclasses import dataclass, field


@dataclass
class Plan:
    """Numbers of faults; `chance` is seeded, so that a run can be repeated as far as time lets it."""

    kills_sqlite: int = 200
    kills_postgresql: int = 50
    times: int = 10
    seconds: float = 10
    slow: int = 300
    traced: int = 60
    seed: int = 1
    chance: random.Random = field(default_factory=random.Random)

    def __post_init__(self) -> None:
        self.chance.seed(self.seed)

    def quick(self) -> None:
        """A try of a few minutes."""
        self.kills_sqlite, self.kills_postgresql, self.times, self.seconds, self.traced = 5, 3, 2, 4, 20
