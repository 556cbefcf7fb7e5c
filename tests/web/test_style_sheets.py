"""What old browsers make of the style sheets: they drop all of a rule with a selector that they do not know, and know
no room between the parts of a flexible box."""

import re

import pytest

from surveys.settings import ROOT

RULE = re.compile(r"([^{}]+)\{([^{}]*)\}")


def rules(name):
    return RULE.findall((ROOT / "static" / name).read_text("utf-8"))


@pytest.mark.parametrize("name", ["public.css", "kiosk.css", "results.css", "office.css"])
def test_what_needs_has_takes_no_other_selector_with_it(name):
    assert not [selectors for selectors, _ in rules(name) if ":has(" in selectors and "," in selectors]


@pytest.mark.parametrize("name", ["public.css", "kiosk.css"])
def test_what_respondents_see_is_kept_apart_by_margins(name):
    assert not [selectors for selectors, said in rules(name) if re.search(r"(^|;)(\w+-)?gap:", said)]
