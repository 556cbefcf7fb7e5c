"""The questions of a paper questionnaire, each a block that is never split between pages."""

from collections.abc import Iterator
from gettext import NullTranslations

from surveys.domain.jumps import jumps
from surveys.domain.questionnaire import Kind, Question, Questionnaire
from surveys.files.printing import POINT, Block, Sheet, Text

WRITING_LINE = 8.5
LEAST_LINES, MOST_LINES = 3, 9
"""How far apart the lines to write on are, in millimetres, and how many there are."""


class Questions:
    """The blocks of a questionnaire in the column (left, width), with `lines` to write on where words are asked for."""

    def __init__(  # noqa: PLR0913, PLR0917
        self,
        sheet: Sheet,
        questionnaire: Questionnaire,
        words: NullTranslations,
        language: str,
        column: tuple[float, float],
        lines: int,
    ) -> None:
        self.sheet, self.questions, self.language, self.lines = sheet, questionnaire.questions, language, lines
        self.words = words
        self.jumps = jumps(questionnaire)
        self.numbers = {question.id: number for number, question in enumerate(self.questions, 1)}
        self.indent = sheet.laid("00.", 50, sheet.points("text-body"), bold=True).width + sheet.gap("gap-2")
        self.left, self.width = column[0] + self.indent, column[1] - self.indent

    def blocks(self) -> Iterator[Block]:
        """One block a question, in their order."""
        return (self._block(question) for question in self.questions)

    def _block(self, question: Question) -> Block:
        sheet, gap = self.sheet, self.sheet.gap("gap-1")
        number = sheet.laid(
            f"{self.numbers[question.id]}.", self.indent, sheet.points("text-body"), bold=True, leading=1.25
        )
        texts = self._texts(question)
        fields = self._fields(question)
        height = sum(text.height for text in texts) + gap + fields.height

        def draw(y: float) -> None:
            sheet.put(number, self.left - self.indent, y)
            for text in texts:
                y = sheet.put(text, self.left, y)
            fields.draw(y + gap)

        return Block(height, draw)

    def _texts(self, question: Question) -> list[Text]:
        """The question, then in smaller type whom it concerns and what explains it."""
        sheet = self.sheet
        notes = [question.hint[self.language]] if question.hint and question.kind is not Kind.WHOLE_NUMBER else []
        rule = question.asked_if
        if rule and question.id in self.jumps.told:
            values = {"answer": self._answer(rule.question, rule.answer), "number": self.numbers[rule.question]}
            notes.insert(
                0, self.words.gettext("Answer it if you answered “%(answer)s” to question %(number)s.") % values
            )
        if question.kind is Kind.TEXT:
            notes.append(self.words.gettext("Please do not write names, telephone numbers or addresses."))
        if not question.required:
            notes.insert(0, self.words.gettext("You may leave it out."))
        note = " ".join(notes)
        asked = sheet.laid(question.text[self.language], self.width, sheet.points("text-body"), bold=True, leading=1.25)
        return [asked, sheet.laid(note, self.width, sheet.points("text-small") * 0.95, leading=1.25)]

    def _answer(self, question_id: str, value: str) -> str:
        question = self.questions[self.numbers[question_id] - 1]
        return next(option.text[self.language] for option in question.options if option.value == value)

    def _fields(self, question: Question) -> Block:
        """Where the answer goes."""
        match question.kind:
            case Kind.TEXT:
                return self._writing_lines()
            case Kind.WHOLE_NUMBER:
                return self._number(question)
            case _:
                return self._boxes(question)

    def _writing_lines(self) -> Block:
        def draw(y: float) -> None:
            for number in range(1, self.lines + 1):
                self.sheet.fill(self.left, y + number * WRITING_LINE, self.width, 0.25, "ink-soft")

        return Block(self.lines * WRITING_LINE + 0.25, draw)

    def _number(self, question: Question) -> Block:
        sheet = self.sheet
        high, wide = 8.0, 7.0 * len(str(question.maximum))
        unit = question.hint[self.language].removesuffix(".").lower() if question.hint else ""
        made = sheet.laid(unit, self.width - wide, sheet.points("text-body"))

        def draw(y: float) -> None:
            sheet.box(self.left, y, wide, high)
            sheet.put(made, self.left + wide + sheet.gap("gap-2"), y + (high - made.leading) / 2)

        return Block(max(high, made.height), draw)

    def _boxes(self, question: Question) -> Block:
        """The options with their boxes, one beside another as long as they fit."""
        sheet = self.sheet
        side = sheet.points("text-body") * POINT
        indent = side + sheet.gap("gap-2")
        placed: list[tuple[float, float, Text]] = []
        x = y = row = 0.0
        for option in question.options:
            made = sheet.laid(self._label(question, option.value), self.width - indent, sheet.points("text-body"))
            if x and x + indent + made.width > self.width:
                x, y = 0.0, y + row
            placed.append((x, y, made))
            x += indent + made.width + sheet.gap("gap-5")
            row = made.height + sheet.gap("gap-1")

        def draw(top: float) -> None:
            for across, down, label in placed:
                left = self.left + across
                sheet.box(left, top + down + (label.leading - side) / 2, side, side)
                sheet.put(label, left + indent, top + down)

        return Block(y + row, draw)

    def _label(self, question: Question, value: str) -> str:
        """An option's text, and where to go on after it unless with the next question."""
        text = self._answer(question.id, value)
        if (question.id, value) not in self.jumps.after:
            return text
        onward = self.jumps.after[question.id, value]
        if onward is None:
            step = self.words.gettext("go on to the end")
        else:
            step = self.words.gettext("go on to question %(number)s") % {"number": self.numbers[onward]}
        return f"{text} ({step})"
