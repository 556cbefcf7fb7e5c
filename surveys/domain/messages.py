"""Messages that travel untranslated from the rules to the edge, where a reader's language is known."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Message:
    """A sentence with its values: `text` is the catalogue's key, with %(name)s for each of `values`."""

    text: str
    values: Mapping[str, object] = field(default_factory=dict)

    def __str__(self) -> str:
        return self.text % self.values if self.values else self.text


def N_(text: str, **values: object) -> Message:
    """Mark a sentence for the catalogue and give it its values, to be translated where it is shown."""
    return Message(text, values)
