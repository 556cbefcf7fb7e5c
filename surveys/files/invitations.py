"""What a poster, a card or a paper questionnaire says of the organization whose questionnaire it leads to."""

from dataclasses import dataclass
from enum import StrEnum
from gettext import NullTranslations

from surveys.files import addresses, qr

QUESTIONS_A_MINUTE = 4


class Size(StrEnum):
    """In which sizes the invitation is printed: a poster of A4 or A5, or a sheet of A4 with eight cards to cut."""

    A4 = "a4"
    A5 = "a5"
    CARDS = "cards"


@dataclass(frozen=True)
class Invitation:
    """An organization's questionnaire, to be invited to in print; `service` is our address without a slash at its end.

    `operator` is who runs the survey and `contact` how to reach them; both may be empty.
    """

    code: str
    name: str
    short_name: str
    service: str
    questions: int
    operator: str = ""
    contact: str = ""

    @property
    def address(self) -> str:
        """The address as a person types it."""
        return addresses.for_person(self.service, self.code)

    @property
    def modules(self) -> qr.Matrix:
        """The address as a camera reads it."""
        return qr.matrix(self.service, self.code)

    @property
    def minutes(self) -> int:
        """About how long it takes to answer."""
        return -(-self.questions // QUESTIONS_A_MINUTE)

    def run_by(self, words: NullTranslations) -> str:
        """Who runs the survey, as a sentence or two."""
        if not self.operator:
            who = words.gettext("The survey is run by the operator of the independent assessment.")
        else:
            who = words.gettext("The survey is run by %(name)s.") % {"name": self.operator}
        how = words.gettext("Contact: %(contact)s.") % {"contact": self.contact} if self.contact else ""
        return f"{who} {how}".strip()

    def facts(self, words: NullTranslations) -> tuple[tuple[str, str], ...]:
        """What has to be known beforehand, each in a word or two and in a few more."""
        questions, minutes = self.questions, self.minutes
        return (
            (
                words.ngettext("%(num)d question", "%(num)d questions", questions) % {"num": questions},
                words.gettext("on information, comfort, courtesy"),
            ),
            (
                words.ngettext("%(num)d minute", "%(num)d minutes", minutes) % {"num": minutes},
                words.gettext("choose your answers, no more"),
            ),
            (words.gettext("Anonymously"), words.gettext("without a name or telephone number")),
        )
