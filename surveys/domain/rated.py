"""The organizations of a round taken together, in the office as in public: by code, by words, grouped, their means."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property

from surveys.domain.indicators import State
from surveys.domain.methodology import Method
from surveys.domain.rating import Assessed, Group, groups, mean_score
from surveys.domain.registry import Form, search_text


@dataclass(frozen=True)
class Rated:
    """Organizations with their figures, best first, and how these were counted."""

    method: Method
    organizations: Sequence[Assessed]

    @cached_property
    def by_code(self) -> dict[str, Assessed]:
        """The organizations by their codes."""
        return {one.code: one for one in self.organizations}

    @cached_property
    def search_texts(self) -> dict[str, str]:
        """What a search looks through, by code."""
        return {one.code: search_text(one.name, one.short_name, one.municipality) for one in self.organizations}

    @cached_property
    def municipalities(self) -> list[str]:
        """Every municipality that an organization has, in order."""
        return sorted({one.municipality for one in self.organizations} - {""})

    @cached_property
    def by_form(self) -> dict[Form, Group]:
        """The organizations grouped by form of service, in the order of the forms; some are in several groups."""
        found = {group.name: group for group in groups(self.organizations, lambda one: one.forms)}
        return {form: found[form] for form in Form if form in found}

    @cached_property
    def by_municipality(self) -> list[Group]:
        """The organizations grouped by municipality, as far as it is known."""
        return groups(self.organizations, lambda one: [one.municipality] if one.municipality else [])

    @cached_property
    def _means(self) -> dict[Form | None, Mapping[str, Fraction | None]]:
        return {}

    def mean(self, form: Form | None = None) -> Mapping[str, Fraction | None]:
        """The mean of every figure over all organizations that have it, or over those of a form of service."""
        if form not in self._means:
            self._means[form] = mean_score(self._of(form), self.method.methodology.figures)
        return self._means[form]

    def placed(self, form: Form | None = None) -> int:
        """How many organizations got a place, among all or among those of a form; also those that are not told of."""
        return sum(one.total.value is not None or one.total.state is State.WITHHELD for one in self._of(form))

    def _of(self, form: Form | None) -> list[Assessed]:
        return [one for one in self.organizations if form is None or form in one.forms]
