"""What an inspector writes down: which marks an item can get, and what has to stand beside them."""

import hashlib
import re
from dataclasses import dataclass

from surveys.domain import sites
from surveys.domain.checklist import Checklist, Mark
from surveys.domain.messages import N_, Message

LONGEST_NOTE = 2000
LONGEST_PAGE = 500

_SPELLINGS = {
    "0.5": Mark.HALF,
    ".5": Mark.HALF,
    "½": Mark.HALF,
    "1": Mark.YES,
    "1.0": Mark.YES,
    "0": Mark.NO,
    "0.0": Mark.NO,
    "n/a": Mark.NOT_APPLICABLE,
    "н/п": Mark.NOT_APPLICABLE,
    "неприменимо": Mark.NOT_APPLICABLE,
}
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why an entry cannot be taken, and which part of it that is about: item, value, note or page."""

    part: str
    reason: Message


@dataclass(frozen=True, slots=True)
class Finding:
    """What was found of one item. `page` is the address of a page that shows it."""

    item: str
    value: Mark
    note: str = ""
    page: str = ""

    @property
    def print(self) -> str:
        """A short text that is another one as soon as the finding is; that of no finding is empty."""
        return hashlib.sha256(repr((self.value.value, self.note, self.page)).encode()).hexdigest()[:16]

    @property
    def lacks_reason(self) -> bool:
        """Whether it says that the item does not apply, but not why."""
        return self.value is Mark.NOT_APPLICABLE and not self.note


def checked(checklist: Checklist, item: str, value: str, note: str = "", page: str = "") -> Finding | Refusal:
    """What an entry says, or why it cannot be taken. A reason for «not applicable» is not asked for here."""
    group = checklist.group_of.get(item)
    if group is None:
        return Refusal("item", N_("The checklist %(key)s has no item “%(item)s”.", key=checklist.key, item=item[:40]))
    mark = _SPELLINGS.get("".join(value.lower().replace(",", ".").split()))
    if mark not in group.marks:
        told = {"value": value[:40], "item": item, "marks": ", ".join(group.marks)}
        return Refusal("value", N_("“%(value)s” is not a mark of %(item)s; its marks are %(marks)s.", **told))
    assert mark is not None
    text = note.replace("\r\n", "\n").replace("\r", "\n").strip()
    if _CONTROL.search(text):
        return Refusal("note", N_("The note has a character that cannot be stored. Type it again."))
    if len(text) > LONGEST_NOTE:
        return Refusal("note", N_("The note is longer than %(most)d characters. Shorten it.", most=LONGEST_NOTE))
    address = _page(page.strip())
    return Refusal("page", address) if isinstance(address, Message) else Finding(item, mark, text, address)


def _page(given: str) -> str | Message:
    if not given:
        return ""
    found = sites.parse(given)
    if isinstance(found, Message):
        return found
    if len(found) != 1 or len(found[0].address) > LONGEST_PAGE:
        return N_("“%(given)s” is not the address of one page.", given=given[:80])
    return found[0].address
