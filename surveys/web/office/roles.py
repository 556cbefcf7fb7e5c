"""What the roles are called."""

from collections.abc import Iterable

from surveys.domain.messages import N_
from surveys.web.language import translated

NAMES = {
    "operator": N_("operator"),
    "council": N_("public council"),
    "authority": N_("authorized body"),
    "organization": N_("organization"),
}

HINTS = {
    "operator": N_("sees and does everything in the office, also gives accounts to others"),
    "council": N_("sees the results of rounds and approves them"),
    "authority": N_("sees the results of rounds and takes their documents"),
    "organization": N_("sees nothing yet: its pages come with the plans of improvement"),
}
"""What a role may do."""


def name(role: str) -> str:
    """A role in words."""
    return translated(NAMES[role]) if role in NAMES else role


def names(roles: Iterable[str]) -> str:
    """Several roles in words."""
    return ", ".join(name(role) for role in roles)


def hints() -> dict[str, str]:
    """What a role may do, where its name does not say so."""
    return {role: translated(hint) for role, hint in HINTS.items()}
