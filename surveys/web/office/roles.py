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


def name(role: str) -> str:
    """A role in words."""
    return translated(NAMES[role]) if role in NAMES else role


def names(roles: Iterable[str]) -> str:
    """Several roles in words."""
    return ", ".join(name(role) for role in roles)


def hints() -> dict[str, str]:
    """What a role may do, where its name does not say so."""
    nothing_yet = translated(N_("sees nothing yet: its pages come with the approval of results"))
    operator = translated(N_("sees and does everything in the office, also gives accounts to others"))
    return dict.fromkeys(NAMES, nothing_yet) | {"operator": operator}
