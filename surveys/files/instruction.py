"""A sheet for the person who edits an organization's site: what to paste where, and what to do if it is stripped."""

from collections.abc import Sequence
from datetime import date
from gettext import NullTranslations

from surveys.files import lines, printing, qr, typeface
from surveys.files.invitations import Invitation
from surveys.files.printing import POINT, Block, Sheet, Text
from surveys.files.snippets import Snippets

MARGIN = 16.0
CODE_SIDE = 30.0
LARGEST_REM, SMALLEST_REM = 13.0, 7.0
BAR = 1.2
MOST_HOSTS = 6


def make(  # noqa: PLR0913, PLR0917
    invitation: Invitation,
    snippets: Snippets,
    hosts: Sequence[str],
    words: NullTranslations,
    language: str,
    day: date,
) -> bytes:
    """A PDF of one page of A4, in the language of `words`; `hosts` are those that may show the questionnaire."""
    title = f"{words.gettext('The questionnaire on your site')}: {invitation.short_name or invitation.name}"
    sheet = Sheet(printing.A4, rem=LARGEST_REM, title=title, language=language, day=day)
    sheet.add_page()
    page = _Instruction(sheet, invitation, snippets, hosts, words)
    while not page.fits and sheet.rem > SMALLEST_REM:
        sheet.rem -= 0.5
        page = _Instruction(sheet, invitation, snippets, hosts, words)
    page.draw()
    return sheet.finished()


class _Instruction:
    """The instruction on the present page of a sheet."""

    def __init__(
        self,
        sheet: Sheet,
        invitation: Invitation,
        snippets: Snippets,
        hosts: Sequence[str],
        words: NullTranslations,
    ) -> None:
        self.sheet, self.invitation, self.words = sheet, invitation, words
        self.width = sheet.w - 2 * MARGIN
        self.blocks = [
            self._title(),
            self._text(
                words.gettext("For the person who edits the site. It takes about five minutes, and no programmer.")
            ),
            self._text(self._where(hosts)),
            *self._way(1, words.gettext("Paste the script"), self._steps(), snippets.script),
            *self._way(
                2, words.gettext("If the code is gone, or nothing appears in its place: the frame"), [], snippets.frame
            ),
            *self._way(3, words.gettext("If that is taken out as well: the picture with a link"), [], snippets.link),
            self._check(),
        ]

    @property
    def fits(self) -> bool:
        """Whether all of it has room on the page."""
        return sum(block.height for block in self.blocks) + 2 * MARGIN <= self.sheet.h

    def draw(self) -> None:
        """Print the parts one below another."""
        y = MARGIN
        for block in self.blocks:
            block.draw(y)
            y += block.height

    def _title(self) -> Block:
        sheet = self.sheet
        title = sheet.evened(
            self.words.gettext("The questionnaire on your site"), self.width, sheet.points("text-title"), bold=True
        )
        sizes = (sheet.points("text-body"), 7.0)
        name = sheet.fitted(self.invitation.name, self.width, 16, sizes)
        gap, after = sheet.gap("gap-1"), sheet.gap("gap-3")

        def draw(y: float) -> None:
            foot = sheet.put(name, MARGIN, sheet.put(title, MARGIN, y, "accent") + gap)
            sheet.fill(MARGIN, foot + gap, self.width, BAR, "accent")

        return Block(title.height + name.height + 2 * gap + BAR + after, draw)

    def _where(self, hosts: Sequence[str]) -> str:
        if not hosts:
            return self.words.gettext(
                "The operator does not know the address of your site yet. Tell it first: until then ways 1 and 2 show "
                "a refusal there."
            )
        shown = ", ".join(hosts[:MOST_HOSTS]) + (", …" if len(hosts) > MOST_HOSTS else "")
        return self.words.gettext("The questionnaire appears on the pages of: %(hosts)s.") % {"hosts": shown}

    def _steps(self) -> list[str]:
        words = self.words
        return [
            words.gettext(
                "Open the page in the editor of the site and add a block “HTML”. It may be called “Code” or “Embed”."
            ),
            words.gettext("Copy the text from the frame below, all of it, and paste it into the block."),
            words.gettext("Save, publish, and open the page as a visitor does. The questions have to be there."),
        ]

    def _way(self, number: int, heading: str, steps: list[str], snippet: str) -> list[Block]:
        sheet = self.sheet
        made = sheet.laid(f"{number}. {heading}", self.width, sheet.points("text-question"), bold=True)
        gap = sheet.gap("gap-2")
        head = Block(gap + made.height + gap / 2, lambda y: _drawn(sheet.put(made, MARGIN, y + gap, "accent")))
        told = [self._step(step) for step in steps]
        return [head, *told, self._code(snippet)]

    def _text(self, text: str) -> Block:
        made = self.sheet.laid(text, self.width, self.sheet.points("text-dense"))
        return Block(made.height + self.sheet.gap("gap-2"), lambda y: _drawn(self.sheet.put(made, MARGIN, y)))

    def _step(self, text: str) -> Block:
        sheet, size, indent = self.sheet, self.sheet.points("text-dense"), self.sheet.gap("gap-3")
        dash, made = sheet.laid("–", indent, size), sheet.laid(text, self.width - indent, size)

        def draw(y: float) -> None:
            sheet.put(dash, MARGIN, y)
            sheet.put(made, MARGIN + indent, y)

        return Block(made.height + sheet.gap("gap-1"), draw)

    def _code(self, snippet: str) -> Block:
        """A piece of HTML in a box. It breaks at its spaces only, so that a copy of it stays the same HTML."""
        sheet, pad = self.sheet, self.sheet.gap("gap-2")
        made = _unbroken(snippet, self.width - 2 * pad - BAR, sheet.points("text-dense"))
        height = made.height + 2 * pad

        def draw(y: float) -> None:
            sheet.fill(MARGIN, y, self.width, height, "accent-soft")
            sheet.fill(MARGIN, y, BAR, height, "accent")
            sheet.put(made, MARGIN + BAR + pad, y + pad)

        return Block(height + sheet.gap("gap-2"), draw)

    def _check(self) -> Block:
        """What to look at when it is done, beside the code that opens the same questionnaire."""
        sheet, words = self.sheet, self.words
        modules = self.invitation.modules
        gap, quiet = sheet.gap("gap-3"), qr.quiet(modules, CODE_SIDE)
        width = self.width - CODE_SIDE - quiet - gap
        size = sheet.points("text-dense")
        texts = (
            sheet.laid(words.gettext("When it is done"), width, sheet.points("text-question"), bold=True),
            sheet.laid(
                words.gettext(
                    "Compare: the code on the right opens the same questionnaire on a telephone. Do not send it to try "
                    "it out, since every questionnaire that is sent counts."
                ),
                width,
                size,
            ),
            sheet.laid(
                words.gettext(
                    "A blank or a refusal in place of the questionnaire means that the address of the site is not "
                    "registered. Tell the operator which address it is."
                ),
                width,
                size,
            ),
            sheet.laid(self.invitation.run_by(self.words), width, sheet.points("text-dense") * 0.9),
        )
        height = max(sum(text.height for text in texts) + 3 * gap / 2, CODE_SIDE + quiet)

        def draw(y: float) -> None:
            top = y + gap
            for text in texts:
                top = sheet.put(text, MARGIN, top) + gap / 2
            sheet.code(modules, MARGIN + self.width - CODE_SIDE, y + gap + quiet / 2, CODE_SIDE)

        return Block(gap + height, draw)


def _unbroken(snippet: str, width: float, size: float) -> Text:
    """A piece of HTML in lines that end at its own spaces; smaller where one of its words were too wide."""
    measure = typeface.measure()
    text = lines.printable(snippet, typeface.widths(bold=False))
    widest = max(map(measure, text.split(" ")))
    size = min(size, width / widest / POINT * 0.999)
    found: list[str] = []
    for word in text.split(" "):
        if found and measure(f"{found[-1]} {word}") * size * POINT <= width:
            found[-1] += f" {word}"
        else:
            found.append(word)
    return Text(tuple(found), size, False, 1.35 * size * POINT, max(map(measure, found)) * size * POINT)


def _drawn(_foot: float) -> None:
    """What a block's drawing gives back: nothing."""
