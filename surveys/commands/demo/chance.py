"""Chance that repeats itself: the same seed and purpose give the same numbers on every machine."""

from bisect import bisect
from collections.abc import Iterable, Iterator, Sequence
from itertools import accumulate
from random import Random
from typing import TypeVar

Thing = TypeVar("Thing")


def chance(seed: int, *purpose: object) -> Random:
    """A source of numbers for one purpose, so that what one part takes does not move what another one gets."""
    return Random(f"{seed} {purpose}")  # noqa: S311


def shares(total: int, weights: list[float]) -> list[int]:
    """`total` divided in whole numbers by weights; they add up to it."""
    whole = sum(weights)
    exact = [total * weight / whole for weight in weights]
    counts = [int(share) for share in exact]
    by_rest = sorted(range(len(exact)), key=lambda n: (counts[n] - exact[n], n))
    for n in by_rest[: total - sum(counts)]:
        counts[n] += 1
    return counts


def drawn(random: Random, things: Sequence[Thing], weights: Iterable[float]) -> Iterator[Thing]:
    """Things drawn by weights, one after the other, without an end."""
    sums = list(accumulate(weights))
    while True:
        yield things[min(bisect(sums, random.random() * sums[-1]), len(things) - 1)]
