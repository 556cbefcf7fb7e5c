"""What all definition files share: an id and a version, from when they are in force, where they come from."""

from datetime import date
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

Texts = Annotated[dict[str, str], Field(min_length=1)]
"""One text by language code: {"ru": "Да", "en": "Yes"}."""

PartId = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{0,31}$")]
"""What a part of a definition is called in the data: `q1`, `stand_01`, `p1_1`."""


class Value(BaseModel):
    """A part of a definition: it does not change, and what it does not know it refuses."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Definition(Value):
    """A version of a definition. `confirmed` is whether it was compared with the official publication."""

    id: Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]{0,30}$")]
    version: Annotated[int, Field(ge=1)]
    in_force_from: date
    source: str
    confirmed: bool
    title: Texts

    @property
    def key(self) -> str:
        """What assessments and responses remember: id and version, `675n.1`."""
        return f"{self.id}.{self.version}"


def said(texts: dict[str, str], language: str) -> str:
    """A text in a language, or in the first one that it has."""
    return texts.get(language) or next(iter(texts.values()))
