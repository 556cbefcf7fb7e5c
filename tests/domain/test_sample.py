"""The required sample, and who falls behind it."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveys.domain.sample import Sample, Standing, behind, due

SAMPLE = Sample(share=Decimal("0.4"), most=600, source="675н", confirmed=False)
FIRST, LAST = date(2026, 3, 1), date(2026, 3, 10)


@pytest.mark.parametrize(
    ("recipients", "required"),
    [(None, None), (0, 0), (1, 1), (10, 4), (11, 5), (1499, 600), (1500, 600), (90_000, 600)],
)
def test_a_share_of_the_recipients_but_never_more_than_the_most(recipients, required):
    assert SAMPLE.required(recipients) == required


@pytest.mark.parametrize(
    ("day", "expected"),
    [(date(2026, 2, 28), 0), (FIRST, 10), (date(2026, 3, 5), 50), (LAST, 100), (date(2026, 4, 1), 100)],
)
def test_what_is_due_grows_evenly_to_the_last_day(day, expected):
    assert due(100, FIRST, LAST, day) == expected


def test_nothing_is_due_in_a_round_without_an_end():
    assert due(100, FIRST, None, LAST) == 0


@given(st.integers(0, 600), st.dates(date(2026, 1, 1), date(2026, 12, 31)))
def test_what_is_due_is_never_more_than_what_is_required(required, day):
    assert 0 <= due(required, FIRST, LAST, day) <= required


def test_behind_is_who_has_less_than_half_of_what_is_due():
    half, less, none, unknown, done = (
        Standing("A", "А", 25, 100),
        Standing("B", "Б", 24, 100),
        Standing("C", "В", 0, 100),
        Standing("D", "Г", 0, None),
        Standing("E", "Д", 200, 100),
    )
    assert behind([half, less, none, unknown, done], FIRST, LAST, date(2026, 3, 5)) == [(none, 50), (less, 50)]
    assert (none.missing, done.missing, unknown.missing) == (100, 0, 0)
