"""What an inspection looks at: items in groups, and the marks that they can get."""

from enum import StrEnum
from functools import cached_property
from typing import Annotated, Self

from pydantic import Field, model_validator

from surveys.domain.definition import Definition, PartId, Texts, Value


class Mark(StrEnum):
    """What an inspector finds. Not applicable always has a reason."""

    YES = "1"
    HALF = "0.5"
    NO = "0"
    NOT_APPLICABLE = "n/a"


class Item(Value):
    """One thing to look at."""

    id: PartId
    text: Texts
    hint: Texts | None = None
    source: str = ""
    confirmed: bool = False


class Group(Value):
    """Items that are counted together; `halves` is whether they can be half there (317н, показатель 1.1)."""

    id: PartId
    title: Texts
    halves: bool = False
    items: Annotated[tuple[Item, ...], Field(min_length=1, alias="item")]

    @property
    def marks(self) -> tuple[Mark, ...]:
        """The marks that an item of this group can get, in the order in which they are offered."""
        return tuple(mark for mark in Mark if self.halves or mark is not Mark.HALF)


class Checklist(Definition):
    """A version of a checklist."""

    groups: Annotated[tuple[Group, ...], Field(min_length=1, alias="group")]

    @model_validator(mode="after")
    def _holds_together(self) -> Self:
        seen: set[str] = set()
        for id_ in (one for group in self.groups for one in (group.id, *(item.id for item in group.items))):
            if id_ in seen:
                raise ValueError(f"{id_}: stands twice")
            seen.add(id_)
        return self

    @cached_property
    def by_group(self) -> dict[str, Group]:
        """The groups by their ids, in their order."""
        return {group.id: group for group in self.groups}

    @cached_property
    def group_of(self) -> dict[str, Group]:
        """The group of each item, by the item's id, in their order."""
        return {item.id: group for group in self.groups for item in group.items}

    @cached_property
    def by_id(self) -> dict[str, Item]:
        """The items by their ids, in their order."""
        return {item.id: item for group in self.groups for item in group.items}
