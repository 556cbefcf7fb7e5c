"""Where a page of ours stands: by itself, in a frame on an institution's site, or on a shared tablet."""

from dataclasses import dataclass

from flask import has_request_context, request


@dataclass(frozen=True)
class Surroundings:
    """`suffix` is what the questionnaire's address has behind the code; `layout` the template around the page.

    `channel` is by which way responses come from here; where it is empty, the address says it. `leads_out` is
    whether other pages of ours may be reached from here.
    """

    suffix: str
    layout: str
    channel: str = ""
    leads_out: bool = True


PAGE = Surroundings("", "layout.html")
FRAME = Surroundings("/embed", "frame.html", "embed")
KIOSK = Surroundings("/kiosk", "kiosk.html", "kiosk", leads_out=False)

_BY_PLACE = {"embed": FRAME, "kiosk": KIOSK}


def present() -> Surroundings:
    """Where the page stands that is being made: its address says it, so that errors stand there as well."""
    if not has_request_context():
        return PAGE
    _, root, *rest = request.path.split("/", 4)
    if root == "embed":
        return FRAME
    return _BY_PLACE.get(rest[1], PAGE) if root == "a" and len(rest) > 1 else PAGE
