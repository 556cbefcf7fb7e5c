"""The checklist as a form: what was entered of each item, what is wrong with it, and how the page shows it."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from flask import request
from flask_babel import gettext as _

from surveys.domain import inspection
from surveys.domain.checklist import Checklist, Item, Mark
from surveys.domain.definition import said
from surveys.domain.inspection import Finding, Refusal
from surveys.store.inspections import Entry, Marked
from surveys.store.photos import Photo
from surveys.web.language import chosen, translated
from surveys.web.office import deeds
from surveys.web.office.organization import typed

LONGEST_NAME = 70
NO_MARK = ""
"""What the form says of an item that is not looked at yet."""


@dataclass(frozen=True)
class Entered:
    """What the form says of an item, as it was typed. `seen` is the print of what the page showed."""

    value: str
    note: str
    page: str
    seen: str


@dataclass(frozen=True)
class Problem:
    """What is wrong with an item, and the part of it that this leads to: value, note, page or photo."""

    part: str
    message: str


@dataclass(frozen=True)
class Outcome:
    """What became of a form that was sent. What is neither saved nor in conflict nor wrong was as it was already.

    `given` is what was entered and is not saved, by item.
    """

    saved: int = 0
    photos: int = 0
    given: Mapping[str, Entered] = field(default_factory=dict)
    problems: Mapping[str, Problem] = field(default_factory=dict)
    conflicts: Mapping[str, Marked | None] = field(default_factory=dict)


@dataclass(frozen=True)
class Card:
    """An item on the page: its mark, or what was entered and is `unsaved`; `there` is what stands in the database.

    With `conflict`, what was entered and what somebody else has marked meanwhile stand side by side.
    """

    item: Item
    number: int
    marks: Sequence[str]
    entered: Entered
    there: Marked | None
    photos: Sequence[Photo]
    unsaved: bool = False
    conflict: bool = False
    problem: Problem | None = None

    @property
    def has_evidence(self) -> bool:
        """Whether there is something to see below the marks."""
        reason = self.entered.value == Mark.NOT_APPLICABLE or (self.problem and self.problem.part != "value")
        return bool(reason or self.entered.note or self.entered.page or self.photos)

    @property
    def by(self) -> str:
        """Who has marked it, in words."""
        return deeds.person(self.there.by) if self.there else ""


def entered(checklist: Checklist) -> dict[str, Entered]:
    """What the form that was sent says, of the items that it has."""
    sent = request.form
    return {
        item: Entered(value, *(sent.get(f"{part}-{item}", "") for part in ("note", "page", "seen")))
        for item in checklist.by_id
        if (value := sent.get(f"value-{item}")) is not None
    }


def judged(checklist: Checklist, given: Mapping[str, Entered]) -> tuple[dict[str, Entry], dict[str, Problem]]:
    """What is to be saved of what was entered, and what cannot be. What the page showed already is in neither."""
    entries: dict[str, Entry] = {}
    problems: dict[str, Problem] = {}
    for item, one in given.items():
        told = _finding(checklist, item, one)
        if isinstance(told, Problem):
            problems[item] = told
        elif (told.print if told else "") != one.seen:
            entries[item] = Entry(told, one.seen)
    return entries, problems


def cards(
    checklist: Checklist, stored: Mapping[str, Marked], photos: Sequence[Photo], outcome: Outcome
) -> dict[str, list[Card]]:
    """The items of each group as the page shows them: as they are stored, or as they were entered what is not saved."""
    of_item: defaultdict[str, list[Photo]] = defaultdict(list)
    for photo in photos:
        of_item[photo.item].append(photo)
    found: defaultdict[str, list[Card]] = defaultdict(list)
    for number, (id_, group) in enumerate(checklist.group_of.items(), 1):
        there = stored.get(id_)
        shown = outcome.given.get(id_) or _shown(there)
        if id_ in outcome.conflicts:
            shown = Entered(shown.value, shown.note, shown.page, _shown(there).seen)
        found[group.id].append(
            Card(
                checklist.by_id[id_],
                number,
                [*dict.fromkeys((*group.marks, *([there.finding.value] if there else ()))), NO_MARK],
                shown,
                there,
                of_item[id_],
                unsaved=id_ in outcome.given,
                conflict=id_ in outcome.conflicts,
                problem=outcome.problems.get(id_),
            )
        )
    return found


def name_of(checklist: Checklist, item: str) -> str:
    """What an item is called in a sentence: its number on the page and its text."""
    text = said(checklist.by_id[item].text, chosen())
    short = text if len(text) <= LONGEST_NAME else f"{text[: LONGEST_NAME - 1].rstrip()}…"
    return f"{list(checklist.by_id).index(item) + 1}. {short}"


def _finding(checklist: Checklist, item: str, one: Entered) -> Finding | Problem | None:
    name = name_of(checklist, item)
    if one.value == NO_MARK:
        if not one.note.strip() and not one.page.strip():
            return None
        message = _("“%(item)s”: choose a mark. Without one, the note and the address are not kept.", item=name)
        return Problem("value", message)
    told = inspection.checked(checklist, item, one.value, one.note, one.page)
    if isinstance(told, Refusal):
        return Problem(told.part, _("“%(item)s”: %(reason)s", item=name, reason=translated(told.reason)))
    if told.lacks_reason and told.print != one.seen:
        return Problem("note", _("“%(item)s”: write in the note why it does not apply.", item=name))
    return told


def _shown(there: Marked | None) -> Entered:
    if there is None:
        return Entered(NO_MARK, "", "", "")
    found = there.finding
    return Entered(found.value, found.note, typed(found.page), found.print)
