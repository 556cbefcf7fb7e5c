"""Eight cards on a sheet of A4, to cut and to hand out, each with the QR code of a questionnaire."""

from gettext import NullTranslations

from surveys.files import qr
from surveys.files.invitations import Invitation
from surveys.files.printing import Sheet

WIDE, HIGH = 95.0, 67.0
COLUMNS, ROWS = 2, 4
PAD = 6.0
CODE_SIDE = 33.0
MARK, MARK_GAP, MARK_LINE = 4.0, 1.5, 0.2
"""Of a card and of the marks to cut by, in millimetres."""


def draw_cards(sheet: Sheet, invitation: Invitation, words: NullTranslations) -> None:
    """Print the cards and the marks on the present page."""
    left, top = (sheet.w - COLUMNS * WIDE) / 2, (sheet.h - ROWS * HIGH) / 2
    card = _Card(sheet, invitation, words)
    for row in range(ROWS):
        for column in range(COLUMNS):
            card.draw(left + column * WIDE, top + row * HIGH)
    _marks(sheet, left, top)


class _Card:
    """The name above, the code and the call side by side, the address below; laid once, printed often."""

    def __init__(self, sheet: Sheet, invitation: Invitation, words: NullTranslations) -> None:
        inner = WIDE - 2 * PAD
        self.sheet, self.modules = sheet, invitation.modules
        name = invitation.short_name or invitation.name
        self.name = sheet.fitted(name, inner, 14, (9.5, 5.5), bold=True, leading=1.2)
        self.address = sheet.in_a_line(invitation.address, inner, (12, 6), bold=True)
        self.room = HIGH - 2 * PAD - self.name.height - self.address.height
        self.side = min(qr.largest_side(self.modules, self.room), CODE_SIDE)
        self.indent = PAD + self.side + max(qr.quiet(self.modules, self.side), PAD)
        width = WIDE - self.indent - PAD
        call = words.gettext("Tell us how you are served")
        facts = invitation.facts(words)
        self.call = sheet.fitted(call, width, 0.5 * self.room, (15, 7), bold=True)
        self.facts = [sheet.fitted(fact, width, 0.4 * self.room / len(facts), (10, 5.5)) for fact, _ in facts]

    def draw(self, x: float, y: float) -> None:
        """Print the card with its top left at x, y."""
        sheet, gap = self.sheet, self.sheet.gap("gap-1")
        middle = sheet.put(self.name, x + PAD, y + PAD) + self.room / 2
        sheet.code(self.modules, x + PAD, middle - self.side / 2, self.side)
        sheet.put(self.address, x + PAD, middle + self.room / 2)
        height = self.call.height + gap + sum(fact.height for fact in self.facts)
        foot = sheet.put(self.call, x + self.indent, middle - height / 2, "accent") + gap
        for fact in self.facts:
            foot = sheet.put(fact, x + self.indent, foot)


def _marks(sheet: Sheet, left: float, top: float) -> None:
    """Short lines outside the cards where each cut begins and ends, and crosses where cuts meet."""
    right, foot = left + COLUMNS * WIDE, top + ROWS * HIGH
    across = [top + row * HIGH for row in range(ROWS + 1)]
    down = [left + column * WIDE for column in range(COLUMNS + 1)]
    sheet.set_draw_color(0)
    sheet.set_line_width(MARK_LINE)
    for y in across:
        sheet.line(left - MARK_GAP - MARK, y, left - MARK_GAP, y)
        sheet.line(right + MARK_GAP, y, right + MARK_GAP + MARK, y)
        for x in down[1:-1]:
            sheet.line(x - MARK / 2, y, x + MARK / 2, y)
    for x in down:
        sheet.line(x, top - MARK_GAP - MARK, x, top - MARK_GAP)
        sheet.line(x, foot + MARK_GAP, x, foot + MARK_GAP + MARK)
        for y in across[1:-1]:
            sheet.line(x, y - MARK / 2, x, y + MARK / 2)
