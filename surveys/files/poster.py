"""What hangs on a wall and what is handed out: a poster, and a sheet of cards to cut, each with a QR code."""

from datetime import date
from gettext import NullTranslations

from surveys.files import printing, qr
from surveys.files.cards import draw_cards
from surveys.files.invitations import Invitation, Size
from surveys.files.printing import Block, Sheet

MARGIN = 16.0
REM = 14.0
CODE_SIDE = 86.0
LEAST_GAP = 6.0
RULE = 1.2
BAR = 1.8
"""Of a poster of A4, in millimetres, `REM` in points; A5 is the same made smaller."""


def make(invitation: Invitation, size: Size, words: NullTranslations, language: str, day: date) -> bytes:
    """A PDF of one page, in the language of `words`; `day` is when it was made."""
    title = f"{words.gettext('Tell us how you are served')}: {invitation.short_name or invitation.name}"
    page = printing.A5 if size is Size.A5 else printing.A4
    scale = page[0] / printing.A4[0]
    sheet = Sheet(page, rem=REM, title=title, language=language, day=day, scale=scale)
    sheet.add_page()
    if size is Size.CARDS:
        draw_cards(sheet, invitation, words)
    else:
        _Poster(sheet, invitation, words).draw()
    return sheet.finished()


class _Poster:
    """A poster on the present page of a sheet."""

    def __init__(self, sheet: Sheet, invitation: Invitation, words: NullTranslations) -> None:
        self.sheet, self.invitation, self.words = sheet, invitation, words
        self.width = sheet.w - 2 * MARGIN

    def draw(self) -> None:
        """Print the parts one below another, the foot at the bottom, and share what room is left between them."""
        name, call, address, facts, foot = self._name(), self._call(), self._address(), self._facts(), self._foot()
        room = self.sheet.h - 2 * MARGIN - sum(part.height for part in (name, call, address, facts, foot))
        side, around, gap = self._shares(room)
        y = MARGIN
        for part, after in (
            (name, gap),
            (call, around),
            (self._code(side), around),
            (address, gap),
            (facts, gap),
            (foot, 0),
        ):
            part.draw(y)
            y += part.height + after

    def _shares(self, room: float) -> tuple[float, float, float]:
        """What the code, the two gaps around it and the three other gaps take of `room`.

        All gaps are the same, unless those around the code then were less than its quiet zone.
        """
        modules = self.invitation.modules
        side = min(qr.largest_side(modules, room - 3 * LEAST_GAP), CODE_SIDE)
        around = max((room - side) / 5, qr.quiet(modules, side))
        return side, around, (room - side - 2 * around) / 3

    def _name(self) -> Block:
        sheet = self.sheet
        name = sheet.fitted(self.invitation.name, self.width, 32, (sheet.points("text-heading"), 9), bold=True)
        rule = sheet.gap("gap-2")

        def draw(y: float) -> None:
            foot = sheet.put(name, MARGIN, y)
            sheet.fill(MARGIN, foot + rule, self.width, RULE, "accent")

        return Block(name.height + rule + RULE, draw)

    def _call(self) -> Block:
        call = self.words.gettext("Tell us how you are served")
        size = 2 * self.sheet.points("text-title")
        made = self.sheet.fitted(call, self.width, 50, (size, size / 2), bold=True, leading=1.15)

        def draw(y: float) -> None:
            self.sheet.put(made, MARGIN, y, "accent")

        return Block(made.height, draw)

    def _code(self, side: float) -> Block:
        """The code, and beside it, beyond its quiet zone, how to use it."""
        sheet, modules = self.sheet, self.invitation.modules
        steps = self._steps(self.width - side - max(qr.quiet(modules, side), sheet.gap("gap-5")))
        gap = sheet.gap("gap-4")
        height = sum(step.height for step in steps) + gap * (len(steps) - 1)

        def draw(y: float) -> None:
            sheet.code(modules, MARGIN, y, side)
            top = y + (side - height) / 2
            for step in steps:
                step.draw(top)
                top += step.height + gap

        return Block(side, draw)

    def _steps(self, width: float) -> list[Block]:
        texts = (
            self.words.gettext("Point the camera of your telephone at the code"),
            self.words.gettext("Open the link that appears"),
            self.words.gettext("Answer the questions"),
        )
        return [self._step(number, text, width) for number, text in enumerate(texts, 1)]

    def _step(self, number: int, text: str, width: float) -> Block:
        sheet = self.sheet
        digit = sheet.laid(str(number), 20, sheet.points("text-title") * 1.4, bold=True, leading=1)
        indent = digit.width + sheet.gap("gap-3")
        made = sheet.evened(text, width - indent, sheet.points("text-body"), leading=1.3)
        left = MARGIN + self.width - width

        def draw(y: float) -> None:
            sheet.put(digit, left, y, "accent")
            sheet.put(made, left + indent, y + (digit.height - made.leading) / 2)

        return Block(max(made.height + (digit.height - made.leading) / 2, digit.height), draw)

    def _address(self) -> Block:
        sheet, pad = self.sheet, self.sheet.gap("gap-3")
        inner = self.width - 2 * pad - BAR
        label = sheet.laid(self.words.gettext("No camera? Type the address:"), inner, sheet.points("text-body"))
        size = sheet.points("text-title") * 1.15
        address = sheet.in_a_line(self.invitation.address, inner, (size, 11), bold=True)
        height = label.height + address.height + 1.5 * pad

        def draw(y: float) -> None:
            sheet.fill(MARGIN, y, self.width, height, "accent-soft")
            sheet.fill(MARGIN, y, BAR, height, "accent")
            foot = sheet.put(label, MARGIN + BAR + pad, y + 0.75 * pad)
            sheet.put(address, MARGIN + BAR + pad, foot)

        return Block(height, draw)

    def _facts(self) -> Block:
        """What is asked, how long it takes and that it is anonymous, side by side."""
        sheet, gap = self.sheet, self.sheet.gap("gap-4")
        facts = self.invitation.facts(self.words)
        width = (self.width - gap * (len(facts) - 1)) / len(facts)
        columns = [
            (
                sheet.fitted(fact, width, 12, (sheet.points("text-heading"), 8), bold=True),
                sheet.laid(more, width, sheet.points("text-small")),
            )
            for fact, more in facts
        ]

        def draw(y: float) -> None:
            for number, (fact, more) in enumerate(columns):
                x = MARGIN + number * (width + gap)
                sheet.put(more, x, sheet.put(fact, x, y) + 0.8)

        return Block(max(fact.height + more.height + 0.8 for fact, more in columns), draw)

    def _foot(self) -> Block:
        """What this is part of, and who runs it."""
        sheet, pad = self.sheet, self.sheet.gap("gap-2")
        run_by = self.invitation.run_by(self.words)
        size = sheet.fitted(run_by, self.width, 11, (sheet.points("text-dense") * 0.9, 6)).size
        texts = (self.words.gettext("Independent assessment of the quality of services."), run_by)
        made = [sheet.laid(text, self.width, size) for text in texts]

        def draw(y: float) -> None:
            sheet.fill(MARGIN, y, self.width, 0.3, "line")
            sheet.put(made[1], MARGIN, sheet.put(made[0], MARGIN, y + pad, "ink-soft"), "ink-soft")

        return Block(pad + made[0].height + made[1].height, draw)
