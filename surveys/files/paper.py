"""The questionnaire on paper: one sheet of A4, both sides, boxes to tick, skip rules in words."""

from datetime import date
from gettext import NullTranslations

from surveys.domain.questionnaire import Questionnaire
from surveys.files import printing, qr
from surveys.files.invitations import Invitation
from surveys.files.paper_questions import LEAST_LINES, MOST_LINES, Questions
from surveys.files.printing import Block, Sheet

MARGIN = 14.0
FOOT = 8.0
CODE_SIDE = 26.0
ASIDE = 44.0
"""Of a page, of the foot within its lower margin, of the code and the column that it stands in, in millimetres."""

PAGES = 2
LARGEST_REM, SMALLEST_REM, REM_STEP = 10.0, 7.2, 0.1
"""In points; the running text is 1.25 rem, so never smaller than 9 points."""

Pages = list[list[Block]]


def make(
    invitation: Invitation, questionnaire: Questionnaire, words: NullTranslations, language: str, day: date
) -> bytes:
    """A PDF of the questionnaire in the language of `words`, in the largest type that two pages have room for.

    A questionnaire too long for that gets the smallest type and as many pages as it needs. `day` is when it was made.
    """
    return _Paper(invitation, questionnaire, words, language, day).printed()


class _Paper:
    def __init__(
        self, invitation: Invitation, questionnaire: Questionnaire, words: NullTranslations, language: str, day: date
    ) -> None:
        self.invitation, self.questionnaire, self.words = invitation, questionnaire, words
        self.language = language if language in questionnaire.languages else questionnaire.languages[0]
        title = f"{questionnaire.title[self.language]}: {invitation.short_name or invitation.name}"
        self.sheet = Sheet(printing.A4, rem=LARGEST_REM, title=title, language=self.language, day=day)
        self.width = self.sheet.w - 2 * MARGIN
        self.room = self.sheet.h - 2 * MARGIN - FOOT

    def printed(self) -> bytes:
        """The whole document."""
        pages = self._fitting()
        for number, page in enumerate(pages, 1):
            self.sheet.add_page()
            spare = self.room - sum(block.height for block in page)
            gap = self._gap() if number == len(pages) else spare / max(len(page) - 1, 1)
            y = MARGIN
            for block in page:
                block.draw(y)
                y += block.height + min(gap, 1.8 * self._gap())
            self._foot(number, len(pages))
        return self.sheet.finished()

    def _fitting(self) -> Pages:
        """The blocks of each page in the largest type that fits, with as many lines to write on as then fit."""
        sheet = self.sheet
        while len(pages := self._pages(LEAST_LINES)) > PAGES and sheet.rem > SMALLEST_REM:
            sheet.rem = max(sheet.rem - REM_STEP, SMALLEST_REM)
        for lines in range(LEAST_LINES + 1, MOST_LINES + 1):
            more = self._pages(lines)
            if len(more) > len(pages):
                break
            pages = more
        return pages

    def _pages(self, lines: int) -> Pages:
        questions = Questions(self.sheet, self.questionnaire, self.words, self.language, (MARGIN, self.width), lines)
        pages: Pages = [[]]
        left = self.room
        for block in (self._head(), *questions.blocks(), self._closing()):
            if block.height > left and pages[-1]:
                pages.append([])
                left = self.room
            pages[-1].append(block)
            left -= block.height + self._gap()
        return pages

    def _gap(self) -> float:
        return self.sheet.gap("gap-3")

    def _head(self) -> Block:
        """The title, the organization and the introduction, and beside them the way to the same on the screen."""
        sheet, texts = self.sheet, self.questionnaire
        width = self.width - ASIDE - sheet.gap("gap-4")
        title = sheet.evened(texts.title[self.language], width, sheet.points("text-heading") * 1.1, bold=True)
        sizes = (sheet.points("text-question"), 8.0)
        name = sheet.fitted(self.invitation.name, width, 34, sizes, bold=True)
        intro = sheet.laid(texts.intro[self.language], self.width, sheet.points("text-small"))
        how = self.words.gettext("Tick the box beside your answer.")
        manner = sheet.laid(how, self.width, sheet.points("text-small"), bold=True)
        gap, aside = sheet.gap("gap-2"), self._aside()
        above = max(title.height + gap + name.height, aside.height)

        def draw(y: float) -> None:
            sheet.put(name, MARGIN, sheet.put(title, MARGIN, y) + gap, "accent")
            aside.draw(y)
            foot = y + above + gap
            sheet.fill(MARGIN, foot, self.width, 0.6, "accent")
            sheet.put(manner, MARGIN, sheet.put(intro, MARGIN, foot + gap) + gap / 2)

        return Block(above + 2.5 * gap + 0.6 + intro.height + manner.height, draw)

    def _aside(self) -> Block:
        sheet = self.sheet
        left = MARGIN + self.width - ASIDE
        label = sheet.evened(self.words.gettext("The same by telephone:"), ASIDE, 8)
        address = sheet.in_a_line(self.invitation.address, ASIDE, (9, 6), bold=True)
        below = CODE_SIDE + qr.quiet(self.invitation.modules, CODE_SIDE)

        def draw(y: float) -> None:
            sheet.code(self.invitation.modules, left, y, CODE_SIDE)
            sheet.put(address, left, sheet.put(label, left, y + below))

        return Block(below + label.height + address.height, draw)

    def _closing(self) -> Block:
        sheet = self.sheet
        thanks = sheet.laid(self.questionnaire.closing[self.language], self.width, sheet.points("text-body"), bold=True)
        run_by = sheet.laid(self.invitation.run_by(self.words), self.width, sheet.points("text-small") * 0.9)

        def draw(y: float) -> None:
            sheet.put(run_by, MARGIN, sheet.put(thanks, MARGIN, y), "ink-soft")

        return Block(thanks.height + run_by.height, draw)

    def _foot(self, number: int, pages: int) -> None:
        """What whoever types the answers in has to know: which questionnaire, of which organization, which page."""
        sheet = self.sheet
        values = {"key": self.questionnaire.key, "code": self.invitation.code}
        left = sheet.laid(self.words.gettext("Questionnaire %(key)s, organization %(code)s") % values, self.width, 8)
        place = self.words.gettext("Page %(page)d of %(pages)d") % {"page": number, "pages": pages}
        right = sheet.laid(place, self.width, 8)
        y = sheet.h - MARGIN - left.height
        sheet.put(left, MARGIN, y, "ink-soft")
        sheet.put(right, MARGIN + self.width - right.width, y, "ink-soft")
