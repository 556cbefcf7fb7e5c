"""What a chart says about itself: its title, of what it is, and the words on it."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Words:
    """What charts say in a reader's language; `nobody` where nobody was asked, `withheld` for what is not told."""

    language: str
    yes: str
    no: str
    nobody: str
    withheld: str
    plan: str


@dataclass(frozen=True)
class Heading:
    """What a chart is called, of what it is, and the words on it."""

    title: str
    subtitle: str
    words: Words
